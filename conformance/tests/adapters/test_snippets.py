"""The reproductions run, and show what the adapter observed."""

from __future__ import annotations

import json
import os
import subprocess
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import msgspec
import pytest

from jwk_adapters.bundled import BUNDLED
from jwk_conformance.adapter_kit import examine
from jwk_conformance.engine.connection import Limits
from jwk_conformance.engine.plan import exemption
from jwk_conformance.engine.session import Session
from jwk_conformance.launch import Launcher
from jwk_conformance.protocol import FACTS, Observation
from jwk_conformance.reproduction import reproduction
from jwk_vectors import bundled
from jwk_vectors.model import Step, Vector

from .shown import as_observed, as_printed
from .variants import served, variants

RUNNER = Path(__file__).with_name("run_snippets.py")
network = [
    pytest.mark.network,
    pytest.mark.skipif(
        os.environ.get("JWK_NETWORK_TESTS") != "1",
        reason="asks the package index: set JWK_NETWORK_TESTS=1",
    ),
]
OTHERS = [adapter.name for adapter in BUNDLED if adapter.name != "jwcrypto"]
TARGETS = [
    pytest.param("jwcrypto", marks=pytest.mark.once),
    *(pytest.param(f"{name}@latest", marks=network) for name in OTHERS),
]
LOST = ("hung", "died", "protocol-error")


class Case(NamedTuple):
    vector: Vector
    steps: tuple[Observation, ...]
    snippet: str


class Shown(NamedTuple):
    printed: list[str]
    raised: str
    said: str


def executed(snippets: list[str], interpreter: str) -> list[Shown]:
    """What each snippet shows, in the target's own interpreter."""
    done = subprocess.run(
        [interpreter, "-I", str(RUNNER)],
        input=json.dumps(snippets),
        capture_output=True,
        text=True,
        check=True,
        timeout=600,
    )
    return [Shown(**json.loads(line)) for line in done.stdout.splitlines()]


def mismatch(case: Case, shown: Shown) -> str:
    """How a snippet differs from what the adapter observed; empty where it does not."""
    failed = next((step for step in case.steps if step.outcome not in ("accepted", "stored")), None)
    if failed is not None and not shown.raised:
        return f"{failed.outcome} became {shown.printed}"
    if failed is None and shown.raised:
        return f"accepted became {shown.raised}: {shown.said}"
    if failed is not None and failed.error is not None and failed.error.type != shown.raised:
        if any(step.operation == "jwe.encrypt" for step in case.vector.steps):
            return ""  # where a bad key fails is a matter of the ephemeral one, drawn anew
        return f"{failed.error.type} became {shown.raised}: {shown.said}"
    return "; ".join(_differences(case, shown, len(case.steps) if failed is None else 0))


def _differences(case: Case, shown: Shown, expected: int) -> Iterator[str]:
    telling = [
        (step, seen)
        for step, seen in zip(case.vector.steps, case.steps, strict=True)
        if FACTS.get(step.operation) and seen.outcome == "accepted"
    ]
    if expected and len(telling) != len(shown.printed):
        yield f"{len(telling)} facts, {len(shown.printed)} lines"
    for (step, seen), text in zip(telling, shown.printed, strict=False):
        observed, printed = as_observed(step, seen.facts), as_printed(step, text)
        if observed != printed:
            yield f"{step.operation}: {observed!r} became {printed!r}"


@pytest.mark.parametrize("target", TARGETS)
def test_every_snippet_shows_what_the_adapter_observed(target: str) -> None:
    launch = Launcher(say=lambda line: None)(target)
    cases: list[Case] = []
    without: list[str] = []
    with Session(launch, Limits()) as session, served(bundled()) as address:
        hello = session.hello()
        vectors = (*bundled().vectors, *variants(bundled(), address))
        asked = [
            vector
            for vector in vectors
            # Blinding draws numbers: a key at odds with itself signs otherwise each time.
            if vector.choice != "private-members-at-odds" and exemption(vector, hello) is None
        ]
        for vector, steps in session.observe(asked):
            outcomes = {step.outcome for step in steps}
            if outcomes & {"unsupported", *LOST}:
                continue
            snippet = reproduction(vector, hello.snippets, hello.json)
            if snippet is None:
                without.append(vector.id)
            else:
                cases.append(Case(vector, steps, snippet))
        shown = executed([case.snippet for case in cases], launch.argv[0])
    assert len(shown) == len(cases)
    found = {
        case.vector.id: what
        for case, one in zip(cases, shown, strict=True)
        if (what := mismatch(case, one))
    }
    tally = Counter(step.operation for case in cases for step in case.vector.steps)
    refused = sum(bool(one.raised) for one in shown)
    print(f"{target}: {len(cases)} snippets, {refused} refused, {dict(sorted(tally.items()))}")
    assert not without
    assert not found
    encryption = {"jwe.encrypt", "jwe.decrypt"}
    assert set(hello.operations) - set(tally) <= (set() if hello.enc else encryption)
    assert refused < len(cases)
    assert refused or hello.operations == ("jwk.thumbprint",)  # which may take what it is given


@pytest.mark.parametrize("target", TARGETS)
def test_the_adapter_check_misses_no_snippet(target: str) -> None:
    with Session(Launcher(say=lambda line: None)(target), Limits()) as session:
        said = [remark.said for remark in examine(session, bundled())]
    assert not [one for one in said if "snippet" in one]


def test_a_snippet_that_shows_something_else_is_noticed() -> None:
    step = Step(operation="jwk.thumbprint", args={"key": "{}", "hash": "sha-256"}, expect="accept")
    vector = msgspec.structs.replace(bundled().vectors[0], steps=(step,))
    seen = (Observation(outcome="accepted", facts={"thumbprint": "abc"}),)
    assert not mismatch(Case(vector, seen, ""), Shown(["abc"], "", ""))
    assert mismatch(Case(vector, seen, ""), Shown(["abd"], "", ""))
    assert mismatch(Case(vector, seen, ""), Shown([], "", ""))
    assert mismatch(Case(vector, seen, ""), Shown([], "ValueError", ""))
    refused = (Observation(outcome="rejected"),)
    assert mismatch(Case(vector, refused, ""), Shown(["abc"], "", ""))
    assert not mismatch(Case(vector, refused, ""), Shown([], "ValueError", ""))
