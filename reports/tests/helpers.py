"""Synthetic runs, written event by event as the engine writes them."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import msgspec

from jwk_conformance.event import (
    RUN_FORMAT,
    ChoiceRecord,
    ClauseRecord,
    Event,
    Evidence,
    Finding,
    Footer,
    Header,
    TargetDone,
    TargetFailed,
    TargetStarted,
    VectorRecord,
    Verdict,
)
from jwk_conformance.protocol import Fault, Hello, Observation
from jwk_conformance.runfile import RunWriter
from jwk_vectors.model import (
    Choice,
    ChoiceOption,
    Clause,
    Option,
    Requires,
    Source,
    Step,
    Triage,
    Vector,
)

KEY = json.dumps({"kty": "EC", "crv": "P-256", "x": "AAAA", "y": "BBBB", "kid": "it's"})
JWS = "eyJhbGciOiJFUzI1NiJ9.aGVsbG8.c2ln"
SNIPPETS = {
    "imports": "import lib",
    "jwk.import": "{made} = lib.read({key})",
    "jws.verify": "print(lib.verify({jws}, {key}, {algorithms}))",
}

HEADER = Header(
    format=RUN_FORMAT,
    tool="jwk-conformance 0.1.0",
    started="2026-03-04T05:06:07Z",
    command=("run", "alpha", "beta"),
    profile="rfc",
    vectors=4,
    digest="0123abcd",
    platform="Linux",
)
FOOTER = Footer(exit_code=1, reason="2 failures", ended="2026-03-04T05:06:09Z", seconds=2.0)
CLAUSE = Clause(
    id="rfc7518-6.2.1.2-x-length",
    document="RFC 7518",
    section="6.2.1.2",
    keyword="MUST",
    force="must-reject",
    binds=("document", "consumer"),
    paraphrase="The x of an EC key has the full length of a coordinate of its curve.",
)
CHOICE = Choice(
    id="padding-in-x",
    question="Is base64url padding in a member tolerated?",
    clauses=(CLAUSE.id,),
    options=(
        ChoiceOption(id="strict", meaning="the key is refused"),
        ChoiceOption(id="lenient", meaning="the padding is ignored"),
    ),
)


def vector(id: str, /, **members: Any) -> Vector:
    """A vector about importing one key, with members of its own."""
    step = Step(operation="jwk.import", args={"key": KEY}, expect="accept")
    given: dict[str, Any] = {
        "id": id,
        "title": f"The title of {id}",
        "group": "EC keys",
        "why": "An interoperable key must be readable.",
        "steps": (step,),
        "clauses": (CLAUSE.id,),
        "source": Source(document="RFC 7518", section="6.2.1.2"),
        "set": "2026.1",
        "severity": "interoperability",
        "requires": Requires(operations=("jwk.import",), kty=("EC",)),
    }
    return Vector(**{**given, **members})


def verifying(key: Any, **members: Any) -> Step:
    """A step that verifies the sample token with a key."""
    args = {"key": key, "jws": JWS, "algorithms": ["ES256"]}
    return Step(**{"operation": "jws.verify", "args": args, "expect": "reject", **members})


GOOD = vector("ec-good", role="control")
SHORT = vector(
    "ec-short-x",
    group="Malformed EC keys",
    severity="security",
    witness="a genuine signature verifies with the damaged key",
    steps=(
        Step(operation="jwk.import", args={"key": KEY}, expect="setup", as_="h1"),
        verifying({"ref": "h1"}, witnessed=True),
    ),
    triage=(
        Triage(target="alpha 1.0", judged="true finding", reasoning="Section 6.2.1.2 says so."),
    ),
)
PADDED = vector(
    "ec-padded-x",
    group="Malformed EC keys",
    choice=CHOICE.id,
    steps=(
        Step(
            operation="jwk.import",
            args={"key": KEY},
            expect="choice",
            options=(
                Option(option="strict", outcome="rejected"),
                Option(option="lenient", outcome="accepted"),
            ),
        ),
    ),
)
RAW = vector(
    "ec-not-utf8",
    group="Malformed EC keys",
    level="text",
    steps=(Step(operation="jwk.import", args={"key": {"b64": "e_8"}}, expect="reject"),),
)


def hello(name: str, /, **members: Any) -> Hello:
    """What a library called `name` declares."""
    given: dict[str, Any] = {
        "protocol": 1,
        "name": name,
        "version": "1.0",
        "language": "Python 3.11.7",
        "operations": ("jwk.import", "jws.verify"),
        "backend": {"cryptography": "42.0.0", "OpenSSL": "3.2.1"},
        "snippets": SNIPPETS,
    }
    return Hello(**{**given, **members})


def started(name: str, /, **members: Any) -> TargetStarted:
    """The hello of a target."""
    return TargetStarted(target=name, hello=hello(name, **members))


def done(name: str) -> TargetDone:
    """The end of a target's answers."""
    return TargetDone(target=name, seconds=1.5, inside=0.5, requests=9, restarts=0)


def answered(
    target: str, about: Vector, verdict: str, said: str = "as expected", option: str = ""
) -> list[Event]:
    """Evidence and verdict, the evidence in keeping with a refusal or an acceptance."""
    fault = Fault(type="ValueError", bases=("Exception",), module="lib.key", function="read")
    seen = (
        Observation(outcome="accepted", micros=120)
        if verdict != "fail"
        else Observation(outcome="rejected", stage="import", error=fault)
    )
    return [
        Evidence(target=target, vector=about.id, steps=(seen,) * len(about.steps)),
        Verdict(
            target=target,
            vector=about.id,
            verdict=verdict,  # type: ignore[arg-type]
            said=said,
            option=option,
        ),
    ]


def opening(*vectors: Vector) -> list[Event]:
    """Header, clause, choice and vectors."""
    head = msgspec.structs.replace(HEADER, vectors=len(vectors))
    records = [VectorRecord(vector=one) for one in vectors]
    return [head, ClauseRecord(clause=CLAUSE), ChoiceRecord(choice=CHOICE), *records]


def ordinary() -> list[Event]:
    """Two targets that differ, one that was not to be had, and a finding of each sort."""
    return [
        *opening(GOOD, SHORT, PADDED, RAW),
        started("alpha"),
        started("beta", json="library"),
        TargetFailed(target="gamma==9", what="gamma==9 is not on the index.", hint="Try gamma==2."),
        *answered("alpha", GOOD, "pass"),
        *answered("beta", GOOD, "pass"),
        *answered("alpha", SHORT, "fail", "jws.verify was accepted: the signature verifies"),
        *answered("beta", SHORT, "pass", "jws.verify was refused"),
        *answered("alpha", PADDED, "choice", "jwk.import was accepted", "lenient"),
        *answered("beta", PADDED, "choice", "jwk.import was refused", "strict"),
        *answered("alpha", RAW, "warn", "expected refusal"),
        *answered("beta", RAW, "unobserved", "nothing shows whether it matters"),
        Finding(
            target="alpha",
            kind="deviation",
            fingerprint="alpha:deviation:x-length",
            said="alpha takes an x of the wrong length",
            vectors=("ec-short-x",),
            severity="security",
            clauses=(CLAUSE.id,),
        ),
        Finding(
            target="alpha",
            kind="unexpected-error",
            fingerprint="alpha:unexpected-error:KeyError@lib.read",
            said="KeyError in lib.read: 'x'",
            vectors=("ec-short-x",),
        ),
        done("alpha"),
        done("beta"),
        FOOTER,
    ]


def written(path: Path, events: Iterable[Event]) -> Path:
    """A run file with these events."""
    with RunWriter(path) as writer:
        for event in events:
            writer(event)
    return path
