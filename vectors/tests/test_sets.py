"""Frozen sets: what is in them, what they hold fast, and what a run makes of them."""

from __future__ import annotations

import datetime
import json
from pathlib import Path
from typing import Any

import msgspec
import pytest
from jsonschema import Draft202012Validator

from authoring.compile import DATA
from authoring.history import CannotFreeze, History, freeze, history, text
from jwk_vectors import VectorError, bundled
from jwk_vectors.load import load_corrections, load_sets
from jwk_vectors.model import Correction, FrozenSet, Requires, Source, Step, Vector
from jwk_vectors.schema import corrections_schema, schema_path
from jwk_vectors.sets import (
    EXPERIMENTAL,
    SetError,
    apart,
    breaches,
    meaning,
    select,
    successor,
)

DAY = datetime.date(2026, 11, 24)
LATER = datetime.date(2027, 1, 15)


def vector(id: str, set: str = "2026.1", **more: Any) -> Vector:
    given: dict[str, Any] = {
        "title": "A vector",
        "group": "group",
        "why": "It matters.",
        "steps": (Step(operation="jwk.import", args={"key": "{}"}, expect="reject"),),
        "clauses": ("rfc7517-4.1-kty-required",),
        "source": Source(document="RFC 7517", section="4.1"),
        "severity": "interoperability",
        "requires": Requires(operations=("jwk.import",)),
    }
    return Vector(id=id, set=set, **{**given, **more})


def changed(one: Vector, **more: Any) -> Vector:
    return msgspec.structs.replace(one, **more)


A, B = vector("a"), vector("b")
ACCEPTING = (Step(operation="jwk.import", args={"key": "{}"}, expect="accept"),)
PAST = History((FrozenSet(set="2026.1", frozen=DAY, vectors={"a": meaning(A), "b": meaning(B)}),))


def correction(id: str, before: str, after: str, **more: Any) -> Correction:
    given: dict[str, Any] = {"was": "Too strict.", "now": "Left open.", "by": "A. Reader"}
    return Correction(
        date=LATER, vectors=("a", "b")[id == "b" :][:1], digests={id: (before, after)}, **given
    )


def told(*vectors: Vector, corrections: tuple[Correction, ...] = ()) -> list[str]:
    return list(breaches({one.id: one for one in vectors}, PAST.sets, corrections))


def test_the_bundled_vectors_are_what_their_frozen_sets_hold() -> None:
    library = bundled()
    assert list(breaches(library.by_id, library.sets, library.corrections)) == []
    homes = {id: one.set for one in library.sets for id in one.vectors}
    past = history(DATA)
    for one in library.vectors:
        assert one.set in (homes.get(one.id, past.open), EXPERIMENTAL), one.id


@pytest.mark.parametrize(
    "change",
    [
        {"title": "Another title"},
        {"why": "For another reason."},
        {"severity": "security"},
        {"source": Source(document="RFC 7518", section="1")},
        {"reason": "slug", "witness": "words", "mutation": "how", "cves": ("CVE-2026-1234",)},
        {"set": "2026.2"},
    ],
)
def test_words_may_be_improved(change: dict[str, Any]) -> None:
    assert told(changed(A, **change), B) == []


@pytest.mark.parametrize(
    "change",
    [
        {"steps": ACCEPTING},
        {"steps": (Step(operation="jwk.import", args={"key": "{ }"}, expect="reject"),)},
        {"clauses": ("rfc7517-4.1-kty-required", "another")},
        {"requires": Requires(operations=("jwk.import",), kty=("EC",))},
        {"otherwise": "warn"},
        {"controls": ("control",)},
        {"level": "text"},
        {"choice": "which"},
        {"distinct": ("iv",)},
        {"alike": ("type",)},
    ],
)
def test_a_change_of_meaning_is_told_with_the_line_that_would_log_it(
    change: dict[str, Any],
) -> None:
    now = changed(A, **change)
    (said,) = told(now, B)
    assert said.startswith("a: it means something else than in 2026.1.")
    assert f'"a" = ["{meaning(A)}", "{meaning(now)}"]' in said


def test_a_vector_that_is_gone_or_renamed_is_told() -> None:
    (said,) = told(changed(A, id="a-new"), B)
    assert said.startswith("a: it is frozen in 2026.1, and gone.")
    assert '"withdrawn"]' in said


def test_a_correction_lets_just_its_change_pass() -> None:
    now = changed(A, steps=ACCEPTING)
    logged = correction("a", meaning(A), meaning(now))
    assert told(now, B, corrections=(logged,)) == []
    assert len(told(A, B, corrections=(logged,))) == 1
    assert len(told(now, changed(B, steps=ACCEPTING), corrections=(logged,))) == 1
    again = changed(now, otherwise="warn")
    both = (logged, correction("a", meaning(now), meaning(again)))
    assert told(again, B, corrections=both) == []
    withdrawn = (logged, correction("a", meaning(now), "withdrawn"))
    assert told(B, corrections=withdrawn) == []


def test_a_correction_that_does_not_fit_is_told() -> None:
    now = changed(A, steps=ACCEPTING)
    (said,) = told(now, B, corrections=(correction("a", "0" * 32, meaning(now)),))
    assert said == f"corrections.toml, 2027-01-15: a was {meaning(A)}, not {'0' * 32}"
    idle = correction("c", "0" * 32, "1" * 32)
    assert told(A, B, corrections=(idle,)) == [
        "corrections.toml, 2027-01-15: c is in no frozen set, and needs no correction",
        "corrections.toml, 2027-01-15: c has digests, and fits none of its globs",
        "corrections.toml, 2027-01-15: nothing that fits a has digests",
    ]


def test_what_was_mended_is_told_at_the_vector() -> None:
    past = History(PAST.sets, (correction("a", meaning(A), "1" * 32),))
    (mended,) = past.placed(A).mended
    assert (mended.was, mended.now, mended.by) == ("Too strict.", "Left open.", "A. Reader")
    assert past.placed(B).mended == ()


def test_a_vector_is_in_the_set_that_lists_it_and_else_in_the_open_one() -> None:
    assert PAST.placed(changed(A, set="")).set == "2026.1"
    assert PAST.placed(vector("c", "")).set == "2026.2"
    assert PAST.placed(vector("c", EXPERIMENTAL)).set == EXPERIMENTAL
    assert History().placed(vector("c", "")).set == "2026.1"
    assert list(PAST.misplaced([vector("a", EXPERIMENTAL)])) == [
        "a: it is in the frozen set 2026.1, and no longer experimental"
    ]


def test_what_is_scored_does_not_stand_on_what_is_experimental() -> None:
    one = vector("c", "2026.2", controls=("x",))
    faults = list(PAST.faults([A, B, one, vector("x", EXPERIMENTAL)]))
    assert faults == ["c: it stands on x, which is experimental"]


def test_freezing_takes_all_that_is_open_and_nothing_else(tmp_path: Path) -> None:
    c, x = vector("c", "2026.2"), vector("x", EXPERIMENTAL)
    frozen = freeze("2027.1", [c, x, B, A], PAST, LATER)
    assert frozen == FrozenSet(set="2027.1", frozen=LATER, vectors={"c": meaning(c)})
    (tmp_path / "2027.1.json").write_text(text(frozen))
    (tmp_path / "2026.1.json").write_text(text(PAST.sets[0]))
    assert load_sets(tmp_path) == (*PAST.sets, frozen)
    assert f'  "c": "{meaning(c)}"\n' in text(frozen)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("2026.1", "2026.1 was frozen on 2026-11-24; the next is 2026.2"),
        ("2025.9", "the next is 2026.2"),
        ("soon", "names no set"),
        ("2026.2", "nothing to freeze"),
    ],
)
def test_a_set_is_frozen_once(name: str, said: str) -> None:
    with pytest.raises(CannotFreeze, match=said):
        freeze(name, [A, B], PAST, LATER)


def test_a_broken_set_is_named(tmp_path: Path) -> None:
    (tmp_path / "s.json").write_text('{"set": "soon", "frozen": "2026-11-24", "vectors": {}}')
    with pytest.raises(VectorError, match=r"s\.json is not a frozen set"):
        load_sets(tmp_path)


C, D, X = vector("c", "2026.2"), vector("d", "2027.1"), vector("x", EXPERIMENTAL)
ALL = (A, C, D, X)


@pytest.mark.parametrize(
    ("wanted", "ids", "scored", "unscored"),
    [
        ("", "acdx", "2026.2", ("2027.1", "experimental")),
        ("2026.1", "a", "2026.1", ()),
        ("2026.2", "ac", "2026.2", ()),
        ("latest", "ac", "2026.2", ()),
        ("next", "acd", "next", ()),
        ("experimental", "x", "", ("experimental",)),
    ],
)
def test_a_set_says_what_is_run_and_what_is_scored(
    wanted: str, ids: str, scored: str, unscored: tuple[str, ...]
) -> None:
    chosen = select(ALL, ["2026.1", "2026.2"], wanted)
    assert "".join(one.id for one in chosen.vectors) == ids
    assert (chosen.set, chosen.unscored) == (scored, unscored)


def test_while_nothing_is_frozen_all_but_the_experimental_is_scored() -> None:
    chosen = select((A, X), [])
    assert (chosen.vectors, chosen.set, chosen.unscored) == ((A, X), "", ("experimental",))
    assert select((A, X), [], "next").vectors == (A,)


@pytest.mark.parametrize(
    ("wanted", "frozen", "said"),
    [
        ("2026.1", [], "the set 2026.1 is not frozen yet: next runs what is to be in it."),
        ("latest", [], "no set is frozen yet: next runs all that will be in 2026.1."),
        ("2026.9", ["2026.1"], "no set '2026.9'. There are: 2026.1, next, experimental."),
    ],
)
def test_a_set_that_is_not_there_is_told_with_those_that_are(
    wanted: str, frozen: list[str], said: str
) -> None:
    with pytest.raises(SetError, match=said):
        select(ALL, frozen, wanted)


def test_why_something_is_apart_is_told_in_words() -> None:
    unscored = ("2027.1", EXPERIMENTAL)
    words = [apart(one, "2026.2", unscored) for one in ALL]
    assert words == ["", "", "newer than 2026.2", "experimental"]
    assert [successor([]), successor(["2026.1", "2027.3"])] == ["2026.1", "2027.4"]


def test_the_committed_schema_of_the_log_is_that_of_the_types() -> None:
    assert schema_path("corrections").read_text("utf-8") == corrections_schema()


LOGGED = """
[[correction]]
date = 2027-01-15
vectors = ["a*"]
was = "Too strict."
now = "Left open."
by = "A. Reader"
url = "https://example.org/issues/1"
digests = { "a" = ["0", "withdrawn"] }
"""


def test_an_entry_of_the_log_is_read_and_fits_its_schema(tmp_path: Path) -> None:
    (tmp_path / "corrections.toml").write_text(LOGGED)
    (entry,) = load_corrections(tmp_path)
    assert entry.digests == {"a": ("0", "withdrawn")}
    validator = Draft202012Validator(json.loads(corrections_schema()))
    document = {"correction": [json.loads(msgspec.json.encode(entry))]}
    assert list(validator.iter_errors(document)) == []
    assert list(validator.iter_errors({"correction": [{"date": "2027-01-15"}]})) != []


@pytest.mark.parametrize(
    "change", ['by = ""\ncolour = 1', 'url = "javascript:alert(1)"', 'date = "soon"']
)
def test_a_broken_log_is_named(tmp_path: Path, change: str) -> None:
    name = change.partition(" ")[0]
    kept = [line for line in LOGGED.splitlines() if not line.startswith(f"{name} ")]
    (tmp_path / "corrections.toml").write_text("\n".join([*kept, change]))
    with pytest.raises(VectorError, match=r"corrections\.toml"):
        load_corrections(tmp_path)
