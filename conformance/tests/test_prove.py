"""A reader that ignores a rule is caught, and prove tells where it is not."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import msgspec
import pytest
from click.testing import CliRunner

from jwk_conformance import jose
from jwk_conformance.command.prove import prove, status, table
from jwk_conformance.prove import Baseline, Declared, Mutant, baseline, declarations, mutants, pairs
from jwk_conformance.rulebook import RULES
from jwk_vectors import bundled

pytestmark = pytest.mark.once

PAGE = Path(__file__).resolve().parents[2] / "docs" / "prove.md"
IDS = (
    "malformed-jws.fourth-part",
    "malformed-jws.padded-header",
    "malformed-jws.algorithm-not-allowed",
    "malformed-ec.off-curve",
    "choice.unknown-use.verify",
)


@pytest.fixture(scope="module")
def before() -> Baseline:
    library = bundled()
    return baseline([library.by_id[name] for name in IDS if name in library.by_id])


@pytest.fixture(scope="module")
def whole() -> tuple[Baseline, list[Mutant]]:
    """Every vector and every rule."""
    before = baseline(bundled().vectors)
    return before, list(mutants(before))


def test_every_reader_that_ignores_a_rule_is_caught_or_declared(
    whole: tuple[Baseline, list[Mutant]],
) -> None:
    declared = declarations()
    found = {one.rule.code: status(one, declared) for one in whole[1]}
    assert {code: kind for code, kind in found.items() if kind not in ("killed", "declared")} == {}
    assert [code for code in declared if found[code] != "declared"] == []


def test_the_page_in_the_documentation_is_what_prove_writes(
    whole: tuple[Baseline, list[Mutant]],
) -> None:
    page = table(whole[1], declarations(), pairs(*whole))
    assert PAGE.read_text("utf-8") == page, (
        "run: jwk-conformance prove --pairs --markdown docs/prove.md"
    )


def test_the_reference_passes_every_vector(whole: tuple[Baseline, list[Mutant]]) -> None:
    before, _ = whole
    wrong = {
        vector.id: seen.answer.verdict
        for vector, seen in zip(before.vectors, before.seen, strict=True)
        if seen.answer.crashed or seen.answer.verdict not in ("pass", "choice", "unsupported")
    }
    assert wrong == {}


def test_what_the_reference_does_not_offer_is_not_put_to_it(
    whole: tuple[Baseline, list[Mutant]],
) -> None:
    left = {vector.id for vector in bundled().vectors} - {vector.id for vector in whole[0].vectors}
    assert "malformed-jws.b64-false-not-implemented" in left


def test_only_rules_that_must_be_kept_are_switched_off(before: Baseline) -> None:
    codes = [one.rule.code for one in mutants(before)]
    assert codes == [code for code, rule in RULES.items() if rule.level == "must"]


def test_a_mutant_is_killed_by_a_vector_about_its_rule(before: Baseline) -> None:
    (found,) = mutants(before, ["jws-three-parts"])
    assert (found.kind, found.killers) == ("killed", ("malformed-jws.fourth-part",))
    assert found.changed["malformed-jws.fourth-part"].verdict == "fail"


def test_a_rule_that_fires_nowhere_is_silent(before: Baseline) -> None:
    (found,) = mutants(before, ["claims-json"])
    assert (found.kind, found.changed) == ("silent", {})


def test_a_vector_about_something_else_is_no_proof(before: Baseline) -> None:
    vectors = [vector for vector in before.vectors if vector.id == "malformed-jws.fourth-part"]
    clause = RULES["jws-three-parts"].clauses
    assert clause == ("rfc7515-5.2-three-parts",)
    other = [msgspec.structs.replace(vectors[0], clauses=("rfc7515-5.2-strict-base64url",))]
    (found,) = mutants(baseline(other), ["jws-three-parts"])
    assert found.kind == "elsewhere"


def test_switching_off_ends_with_the_block() -> None:
    with jose.without("jws-three-parts"), jose.without("part-padding"):
        pass
    with pytest.raises(jose.NotValid, match="jws-three-parts"):
        jose.verify("e30.e30.e30.e30", {"kty": "oct", "k": ""})


def test_two_faults_in_one_reader_are_told_apart(before: Baseline) -> None:
    found = list(mutants(before, ["jws-three-parts", "part-padding", "claims-json"]))
    told = pairs(before, found)
    assert (told.count, told.confused, told.share) == (1, (), 1.0)


def test_a_declaration_counts_for_its_class_alone(before: Baseline) -> None:
    (found,) = mutants(before, ["claims-json"])
    for kind, told in (("silent", "declared"), ("masked", "silent")):
        entry = Declared(rule="claims-json", kind=kind, reason="why")  # type: ignore[arg-type]
        assert status(found, {"claims-json": entry}) == told


def test_what_is_declared_has_a_reason() -> None:
    assert all(one.reason.endswith(".") for one in declarations().values())


def test_the_command_shows_what_is_open_and_writes_the_table(tmp_path: Path) -> None:
    page = tmp_path / "prove.md"
    ran = CliRunner().invoke(prove, ["jws-three-parts", "--all", "--markdown", str(page)])
    assert ran.exit_code == 0, ran.output
    assert "jws-three-parts  killed" in ran.output
    assert "| jws-three-parts | killed | " in page.read_text("utf-8")
    assert CliRunner().invoke(prove, ["no-such-rule"]).exit_code == 2


def test_faults_that_answer_alike_are_confused(before: Baseline) -> None:
    (one,) = mutants(before, ["jws-three-parts"])
    twin = replace(one, rule=RULES["part-padding"])
    told = pairs(before, [one, twin])
    assert told.confused == (("jws-three-parts", "part-padding"),)
    assert told.share == 0
