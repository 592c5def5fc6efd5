"""Grouping: what one patch mends is one finding, and what it does not is another."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from jwk_conformance.event import Did, Finding, Verdict, VerdictName
from jwk_conformance.judge import deviations
from jwk_conformance.judge.finding import triaged
from jwk_conformance.target.spec import library_name
from jwk_vectors.model import WITHHELD, Cause, Clause, Condition, Triage, Vector, withheld

from .zoo_library import GOOD, step, vector

SHORT = Cause(
    id="short-key",
    said="uses keys that are too short",
    when=(
        Condition(did="accepted", clauses=("hs-size", "rs-size")),
        Condition(did="wrong", vectors=("make-*",), words=r"\d+ bits"),
    ),
)
CLAUSES = {
    "is-a-key": Clause(
        id="is-a-key",
        document="RFC 1",
        section="2.3",
        keyword="MUST",
        force="must-reject",
        binds=("consumer",),
        paraphrase="be a key",
    )
}


def about(id: str, *clauses: str, **more: Any) -> Vector:
    return vector(id, step("jwk.import", GOOD, "reject"), clauses=clauses, **more)


def failed(
    one: Vector, did: Did = "accepted", said: str = "", verdict: VerdictName = "fail"
) -> Verdict:
    return Verdict(target="lib@latest", vector=one.id, verdict=verdict, said=said, did=did)


def found(
    vectors: Sequence[Vector], verdicts: Sequence[Verdict], *causes: Cause
) -> dict[str, Finding]:
    by_id = {one.id: one for one in vectors}
    made = deviations("lib", verdicts, by_id, causes, CLAUSES)
    return {finding.fingerprint: finding for finding in made}


def test_vectors_of_one_cause_are_one_finding_of_the_gravest_severity() -> None:
    vectors = [about("hs", "hs-size"), about("rs", "other", "rs-size", severity="security")]
    (finding,) = found(vectors, [failed(one) for one in vectors], SHORT).values()
    assert finding.fingerprint == "lib:deviation:short-key"
    assert finding.said == "lib uses keys that are too short"
    assert finding.vectors == ("hs", "rs")
    assert finding.severity == "security"
    assert finding.clauses == ("hs-size", "rs-size")


@pytest.mark.parametrize(
    ("one", "did", "said", "caught"),
    [
        (about("hs", "hs-size"), "accepted", "", True),
        (about("hs", "hs-size"), "refused", "", False),
        (about("make-1", "x"), "wrong", "has 7 bits", True),
        (about("make-1", "x"), "wrong", "has no bits", False),
        (about("take-1", "x"), "wrong", "has 7 bits", False),
    ],
)
def test_every_part_of_a_condition_must_hold(
    one: Vector, did: Did, said: str, caught: bool
) -> None:
    (finding,) = found([one], [failed(one, did, said)], SHORT)
    assert (finding == "lib:deviation:short-key") is caught


def test_the_first_cause_that_fits_is_the_one() -> None:
    special = Cause(id="odd", said="is odd", when=(Condition(did="accepted", reasons=("odd-*",)),))
    one = about("hs", "hs-size", reason="odd-length")
    assert list(found([one], [failed(one)], special, SHORT)) == ["lib:deviation:odd"]


def test_without_a_cause_the_clause_and_the_deed_group_and_the_titles_speak() -> None:
    vectors = [about(f"v{number}", "is-a-key", title=f"Key {number}") for number in range(4)]
    verdicts = [failed(one) for one in vectors[:3]] + [failed(vectors[3], "refused")]
    made = found(vectors, verdicts, SHORT)
    assert set(made) == {"lib:deviation:is-a-key:accepted", "lib:deviation:is-a-key:refused"}
    said = made["lib:deviation:is-a-key:accepted"].said
    assert said == "lib does not refuse (RFC 1 section 2.3): Key 0; Key 1; and 1 more"


@pytest.mark.parametrize("verdict", ["pass", "warn", "choice", "disputed", "blocked"])
def test_only_failures_are_findings(verdict: VerdictName) -> None:
    one = about("hs", "hs-size")
    assert found([one], [failed(one, verdict=verdict)], SHORT) == {}


def test_a_breakdown_is_left_to_the_robustness_findings() -> None:
    one = about("hs", "hs-size")
    assert found([one], [failed(one, "broke")], SHORT) == {}


def test_the_worst_comes_first_and_then_the_most_widespread() -> None:
    vectors = [about("a", "one"), about("b", "two"), about("c", "two"), about("d", "three")]
    vectors[3] = about("d", "three", severity="security")
    made = found(vectors, [failed(one) for one in vectors])
    assert [finding.clauses for finding in made.values()] == [("three",), ("two",), ("one",)]


def test_triage_counts_whatever_the_release_and_only_where_it_is_on_every_vector() -> None:
    told = (Triage(target="lib 1.0", judged="true finding", reasoning="r"),)
    looked, fresh = about("a", "x", triage=told), about("b", "x")
    assert triaged("lib", [looked]) == "true finding"
    assert triaged("lib", [looked, fresh]) == ""
    assert triaged("other", [looked]) == ""


def test_a_judgement_that_names_nobody_is_on_the_libraries_looked_into_alone() -> None:
    told = Triage(
        target=WITHHELD,
        judged="true finding",
        reasoning="r",
        withheld=(withheld("lib", "a*"),),
        salt="a*",
    )
    looked = about("a", "x", triage=(told,))
    assert triaged("lib", [looked]) == "true finding"
    assert triaged("lib[extra]", [looked]) == "true finding"
    assert triaged("other", [looked]) == ""


@pytest.mark.parametrize(
    ("target", "name"),
    [
        ("lib==1.2", "lib"),
        ("lib[extra]@latest", "lib[extra]"),
        ("py:module:Adapter", "lib"),
        ("==", "lib"),
    ],
)
def test_a_library_is_called_the_same_whatever_its_release(target: str, name: str) -> None:
    assert library_name(target, "lib") == name
