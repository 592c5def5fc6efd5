"""Causes speak of what exists, and can be tried on any sentence."""

from __future__ import annotations

import re
from fnmatch import fnmatchcase

import pytest

from jwk_vectors import Cause, bundled

LIBRARY = bundled()


@pytest.mark.parametrize("cause", LIBRARY.causes.values(), ids=lambda cause: cause.id)
def test_a_cause_speaks_of_clauses_defects_and_vectors_that_exist(cause: Cause) -> None:
    reasons = {vector.reason for vector in LIBRARY.vectors}
    for condition in cause.when:
        assert set(condition.clauses) <= LIBRARY.clauses.keys()
        for glob in condition.reasons:
            assert any(fnmatchcase(reason, glob) for reason in reasons), glob
        for glob in (*condition.vectors, *cause.chance):
            assert any(fnmatchcase(vector.id, glob) for vector in LIBRARY.vectors), glob


@pytest.mark.parametrize("cause", LIBRARY.causes.values(), ids=lambda cause: cause.id)
def test_a_condition_says_more_than_what_was_done(cause: Cause) -> None:
    for condition in cause.when:
        assert condition.clauses or condition.reasons or condition.vectors or condition.words
        re.compile(condition.words)


@pytest.mark.parametrize("cause", LIBRARY.causes.values(), ids=lambda cause: cause.id)
def test_the_words_of_a_cause_go_on_from_a_name(cause: Cause) -> None:
    assert cause.said[0].islower()
    assert not cause.said.endswith(".")
