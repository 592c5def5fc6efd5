"""Every rule stands on the ledger, and is as strict as its clauses are."""

from __future__ import annotations

from importlib import resources
from pathlib import Path

import pytest

from jwk_conformance.rulebook import RULES, Rule
from jwk_vectors.load import load_ledger

LEDGER = load_ledger(Path(str(resources.files("jwk_vectors") / "data" / "ledger")))
STRICT = {"MUST", "MUST NOT", "REQUIRED", "SHALL", "SHALL NOT"}
ADVICE = {"SHOULD", "SHOULD NOT", "RECOMMENDED", "NOT RECOMMENDED"}

rules = pytest.mark.parametrize("rule", RULES.values(), ids=str)


@rules
def test_a_rule_names_clauses_of_the_ledger(rule: Rule) -> None:
    assert rule.clauses
    assert [clause for clause in rule.clauses if clause not in LEDGER] == []


@rules
def test_the_level_of_a_rule_is_that_of_its_clauses(rule: Rule) -> None:
    """A note may stand on anything: it says what to look at, and not that something is broken."""
    keywords = {LEDGER[clause].keyword for clause in rule.clauses}
    if rule.level == "must":
        assert keywords & (STRICT | {"none"})
    elif rule.level == "should":
        assert keywords & ADVICE
        assert not keywords & STRICT


@rules
def test_a_must_demands_nothing_that_a_consumer_has_to_accept(rule: Rule) -> None:
    if rule.level == "must":
        forces = {LEDGER[clause].force for clause in rule.clauses}
        assert forces & {"must-reject", "may-reject", "none"}


@rules
def test_a_rule_says_what_it_demands_and_what_to_do(rule: Rule) -> None:
    assert rule.description.endswith(".") or rule.description.endswith(")")
    assert rule.advice.endswith(".")
