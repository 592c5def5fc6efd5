"""Every rule fires on its example, alone or with what is declared, and not on the sound twin."""

from __future__ import annotations

import pytest

from jwk_conformance.rulebook import RULES, Document, Key, Set, examine
from jwk_conformance.rulebook.examine import Other
from jwk_conformance.rulebook.example import examples

EXAMPLES = examples()
ASKED_OF_DOCUMENTS = {Document, Other, Set, Key}
codes = pytest.mark.parametrize("code", EXAMPLES)


def broken(text: str | bytes) -> set[str]:
    return {one.rule.code for one in examine(text).broken}


def test_every_rule_on_keys_and_sets_has_an_example() -> None:
    asked = {code for code, rule in RULES.items() if rule.subject in ASKED_OF_DOCUMENTS}
    assert asked == set(EXAMPLES)


@codes
def test_the_example_breaks_its_rule_and_nothing_undeclared(code: str) -> None:
    example = EXAMPLES[code]
    assert broken(example.breaks) == {code, *example.implied}


@codes
def test_the_sound_twin_breaks_nothing(code: str) -> None:
    assert broken(EXAMPLES[code].keeps) == set()


@codes
def test_a_rule_that_is_left_out_is_silent(code: str) -> None:
    left = examine(EXAMPLES[code].breaks, without={code}).broken
    assert {one.rule.code for one in left} == set(EXAMPLES[code].implied)


@codes
def test_what_is_implied_is_a_rule_with_a_reason(code: str) -> None:
    for other, reason in EXAMPLES[code].implied.items():
        assert other in RULES
        assert len(reason.split()) > 3


@codes
def test_a_violation_has_a_place_in_the_text_and_says_something(code: str) -> None:
    examined = examine(EXAMPLES[code].breaks)
    for one in examined.broken:
        place = examined.document.place(() if examined.document.fault else one.at)
        assert 0 <= place.offset < len(examined.document.text)
        assert one.said.isascii()
        assert one.said.isprintable()
