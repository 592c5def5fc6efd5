"""What counts as a known bug that fuzzing found again."""

from __future__ import annotations

from dataclasses import replace

import pytest

from jwk_conformance.target.spec import parse
from jwk_fuzz.rediscover import Bug, Searched, Told, bugs, row

BUG = Bug(
    said="Takes everything",
    source="CVE-0000-0000",
    broken="lib==1",
    mended="lib==2",
    finding="lib:deviation:*:EC:accepted",
    kty="EC",
)
OLD = Searched("lib 1", (Told("lib:deviation:a-clause:EC:accepted", "a key: damaged"),), 100, 12.3)
NEW = Searched("lib 2", (Told("lib:deviation:a-clause:RSA:accepted", "another"),), 100, 10.0)


@pytest.mark.parametrize("bug", bugs(), ids=lambda bug: f"{bug.source}-{bug.broken}")
def test_a_known_bug_names_two_releases_of_one_library(bug: Bug) -> None:
    names = {one.partition("==")[0].partition("@")[0] for one in (bug.broken, bug.mended)}
    assert len(names) == 1
    assert parse(bug.broken) != parse(bug.mended)
    assert bug.finding.startswith(f"{names.pop().partition('[')[0]}:")


def test_a_bug_is_found_that_shows_in_the_broken_release_alone() -> None:
    told = row(BUG, OLD, NEW)
    assert told == (
        "| Takes everything | CVE-0000-0000 | lib 1 | lib 2 | 100 | 12 | a key: damaged |"
    )


def test_a_bug_that_shows_in_both_or_in_none_is_not_found() -> None:
    assert "**not found**" in row(BUG, NEW, NEW)
    assert "**found in the mended release too**" in row(BUG, OLD, OLD)


def test_a_release_that_cannot_be_started_is_told() -> None:
    lost = replace(NEW, trouble="it is not on the package index")
    assert "not searched: it is not on the package index" in row(BUG, OLD, lost)
