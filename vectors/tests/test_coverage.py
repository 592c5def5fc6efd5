"""Every clause is tested as its force asks, or the ledger says why not."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from jwk_conformance import coverage
from jwk_vectors import Clause, Library, Requires, Source, Step, Vector, bundled

CLAUSE = Clause(
    id="rfc9999-1-x",
    document="RFC 9999",
    section="1",
    keyword="MUST",
    force="must-reject",
    binds=("consumer",),
    paraphrase="X is refused.",
)
RULED = "rfc7517-4.1-kty-present"
"""A clause that a rule decides."""


def library(expect: str = "", operation: str = "jws.verify", **clause: Any) -> Library:
    """A clause, and where something is expected a vector that names it."""
    entry = msgspec.structs.replace(CLAUSE, **clause)
    step = msgspec.convert({"operation": operation, "args": {}, "expect": expect or "accept"}, Step)
    vector = Vector(
        id="a.vector",
        title="",
        group="a",
        why="",
        steps=(step,),
        clauses=(entry.id,),
        source=Source(document="RFC 9999", section="1"),
        set="2026.1",
        severity="security",
        requires=Requires(),
    )
    return Library((vector,) if expect else (), {entry.id: entry}, {})


def test_every_clause_is_tested_or_says_why_not() -> None:
    assert list(coverage.faults(bundled())) == []


@pytest.mark.parametrize(
    ("force", "expect"),
    [
        ("must-reject", "reject"),
        ("must-accept", "accept"),
        ("must-ignore", "accept"),
        ("may-reject", "choice"),
        ("may-reject", "reject"),
        ("none", "accept"),
    ],
)
def test_a_vector_that_fits_the_force_is_enough(force: str, expect: str) -> None:
    assert list(coverage.faults(library(expect, force=force))) == []


@pytest.mark.parametrize(
    ("force", "expect"),
    [
        ("must-reject", "choice"),
        ("must-reject", "accept"),
        ("must-accept", "reject"),
        ("must-ignore", "choice"),
        ("may-reject", "accept"),
        ("none", ""),
    ],
)
def test_another_is_not(force: str, expect: str) -> None:
    (fault,) = coverage.faults(library(expect, force=force))
    assert fault.startswith(f"rfc9999-1-x: {force} asks for {coverage.ASKED[force]}: ")  # type: ignore[index]


def test_a_product_shows_what_a_producer_makes_of_what_readers_may_refuse() -> None:
    assert list(coverage.faults(library("accept", "jwk.export", force="may-reject"))) == []


def test_a_rule_is_enough_where_nothing_is_asked_of_a_consumer() -> None:
    assert list(coverage.faults(library(id=RULED, force="none"))) == []
    (fault,) = coverage.faults(library(id=RULED))
    assert "asks for a vector that must be refused" in fault


def test_a_reason_stands_for_a_vector() -> None:
    assert list(coverage.faults(library(excluded="Binds a human."))) == []
    assert list(coverage.faults(library(id=RULED, no_vector="Binds a human."))) == []


@pytest.mark.parametrize(
    ("clause", "expect", "said"),
    [
        (
            {"id": RULED, "excluded": "So."},
            "",
            "nothing tests it, says the ledger, but kty-missing",
        ),
        ({"excluded": "So.", "no_vector": "So."}, "", "nothing tests it, so it needs no reason"),
        ({"id": RULED, "no_vector": "So."}, "reject", "says the ledger, but a.vector does"),
        ({"no_vector": "So."}, "", "a rule or check tests it, says the ledger, but none does"),
    ],
)
def test_a_reason_that_does_not_hold_is_a_fault(
    clause: dict[str, Any], expect: str, said: str
) -> None:
    assert any(said in fault for fault in coverage.faults(library(expect, **clause)))


def test_a_clause_tells_by_what_it_is_tested() -> None:
    states = {name: found.status for name, found in coverage.coverage(bundled()).items()}
    assert states["rfc7518-6.2.1-on-curve"] == "vectors"
    assert states["rfc7515-4.1.2-jku-integrity"] == "rules"
    assert states["rfc7515-10.12-duplicate-names"] == "excluded"
    assert "untested" not in states.values()
