"""A small library of vectors for the zoo, and ways to run its members."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import msgspec

from jwk_conformance.engine.connection import Limits
from jwk_conformance.engine.process import Launch
from jwk_conformance.event import Event, Evidence, Finding, TargetFailed, Verdict
from jwk_conformance.run import Plan, run
from jwk_conformance.worker import worker_file
from jwk_vectors import Library
from jwk_vectors.model import Choice, ChoiceOption, Clause, Requires, Source, Step, Vector

ZOO = Path(__file__).parent / "zoo"
GOOD = '{"kty":"oct","k":"AAAA"}'


def step(operation: str, key: str, expect: str, **more: Any) -> Step:
    args = {"key": key} | ({"hash": "sha-256"} if operation == "jwk.thumbprint" else {})
    return Step(operation=operation, args=args, expect=expect, **more)  # type: ignore[arg-type]


def vector(id: str, *steps: Step, kty: str = "oct", **more: Any) -> Vector:
    crv = ("P-256",) if kty == "EC" else ()
    given: dict[str, Any] = {
        "title": id,
        "group": "zoo",
        "why": "to see what the suite makes of it",
        "clauses": ("zoo-clause",),
        "source": Source(document="zoo", section="1"),
        "set": "zoo",
        "severity": "interoperability",
        "requires": Requires(operations=(steps[-1].operation,), kty=(kty,), crv=crv),
    }
    return Vector(id=id, steps=steps, **{**given, **more})


CONTROL = vector("control", step("jwk.import", GOOD, "accept"), role="control")
PRINT_CONTROL = vector(
    "control-thumbprint",
    step("jwk.thumbprint", GOOD, "accept", facts={"thumbprint": "thumbprint-of-AAAA"}),
    role="control",
)
EC_CONTROL = vector(
    "control-ec",
    step("jwk.import", '{"kty":"EC","crv":"P-256","x":"AA","y":"AA"}', "accept"),
    role="control",
    kty="EC",
)


def good(id: str, more: str = "") -> Vector:
    key = f'{{"kty":"oct","k":"AAAA","kid":"{id}{more}"}}'
    return vector(id, step("jwk.import", key, "accept"), controls=("control",))


def bad(id: str, key: str = '{"kty":"oct"}', **more: Any) -> Vector:
    """A defective key, and a thumbprint of it as the witness."""
    return vector(
        id,
        step("jwk.thumbprint", key, "reject", witnessed=True),
        controls=("control-thumbprint",),
        witness="a thumbprint came out of a key without a value",
        severity="security",
        **more,
    )


CLAUSE = Clause(
    id="zoo-clause",
    document="zoo",
    section="1",
    keyword="MUST",
    force="must-reject",
    binds=("consumer",),
    paraphrase="be sound",
)


CHOICE = Choice(
    id="zoo-choice",
    question="Is it taken?",
    clauses=("zoo-open",),
    options=(
        ChoiceOption(id="ignore", meaning="It is."),
        ChoiceOption(id="refuse", meaning="It is not."),
    ),
)


def library(*vectors: Vector) -> Library:
    controls = (CONTROL, PRINT_CONTROL, EC_CONTROL)
    left_open = msgspec.structs.replace(CLAUSE, id="zoo-open", force="may-reject")
    clauses = {clause.id: clause for clause in (CLAUSE, left_open)}
    return Library((*controls, *vectors), clauses, {CHOICE.id: CHOICE})


def launch_member(cache: Path, name: str, memory: int = 0) -> Launch:
    worker = str(worker_file(cache))
    return Launch(argv=(sys.executable, worker, f"zoo:{name}", str(memory), str(ZOO)), cwd=cache)


def launch_raw(cache: Path, fault: str) -> Launch:
    return Launch(argv=(sys.executable, str(ZOO / "raw.py"), fault), cwd=cache)


class Seen:
    """The events of a run, as tests want to ask for them."""

    def __init__(self, events: Sequence[Event]) -> None:
        self.events = events
        self.verdicts = {e.vector: e.verdict for e in events if isinstance(e, Verdict)}
        self.said = {e.vector: e.said for e in events if isinstance(e, Verdict)}
        self.outcomes = {
            e.vector: [seen.outcome for seen in e.steps] for e in events if isinstance(e, Evidence)
        }
        self.findings = [e for e in events if isinstance(e, Finding)]
        self.failed = [e for e in events if isinstance(e, TargetFailed)]
        self.footer = events[-1]


def examine(launch: Launch, *vectors: Vector, limits: Limits | None = None) -> Seen:
    """Run vectors, with the zoo's controls, against one member."""
    plan = Plan(
        targets=["member"],
        launch=lambda _: launch,
        library=library(*vectors),
        vectors=vectors,
        limits=limits or Limits(deadline=1.0, start=20.0),
    )
    return Seen(list(run(plan)))
