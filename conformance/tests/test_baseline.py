"""Baselines: what is news against them, and what stays as people wrote it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from jwk_conformance import opaque
from jwk_conformance.baseline import (
    Baseline,
    BaselineError,
    Entry,
    Shown,
    load,
    news,
    opened,
    stale,
)
from jwk_conformance.baseline_file import WITHHELD, pruned, reasons_from_triage, updated
from jwk_conformance.event import Finding, VerdictName
from jwk_vectors.model import Cause, Condition, Triage

from .zoo_library import GOOD, step, vector

TODAY = date(2026, 5, 1)
PRINT = "lib:deviation:short"


def finding(*vectors: str, fingerprint: str = PRINT, **more: Any) -> Finding:
    given: dict[str, Any] = {"target": "lib@latest", "kind": "deviation", "said": "lib is odd"}
    return Finding(fingerprint=fingerprint, vectors=vectors, **{**given, **more})


def seen(*findings: Finding, **verdicts: VerdictName) -> Shown:
    told = {("lib@latest", name): verdict for name, verdict in verdicts.items()}
    for one in findings:
        told |= {("lib@latest", name): "fail" for name in one.vectors}
    return Shown({"lib@latest": "lib"}, findings, told)


def entry(*vectors: str, **more: Any) -> Entry:
    return Entry(**{"fingerprint": PRINT, "why": "known", "vectors": vectors, **more})


def against(known: Entry, run: Shown) -> list[tuple[str, str]]:
    baseline = Baseline(Path("b.toml"), (known,))
    return [(one.kind, one.said) for one in news(baseline, run, TODAY)]


def kinds(known: Entry, run: Shown) -> list[str]:
    return [kind for kind, _ in against(known, run)]


def test_a_run_that_shows_what_is_known_is_no_news() -> None:
    assert kinds(entry("a", "b"), seen(finding("a", "b"), c="pass")) == []


def test_what_no_entry_has_is_new() -> None:
    run = seen(finding("a"), finding("b", "c", fingerprint="lib:died:lost"))
    ((kind, said),) = against(entry("a"), run)
    assert (kind, said.split(".")[0]) == ("new", "lib is odd (2 vectors)")


@pytest.mark.parametrize("verdict", ["pass", "warn", "choice", "unsupported"])
def test_what_the_vectors_no_longer_show_is_stale(verdict: VerdictName) -> None:
    run = seen(a=verdict)
    assert kinds(entry("a"), run) == ["stale"]
    assert stale(Baseline(Path("b"), (entry("a"),)), run) == [PRINT]


@pytest.mark.parametrize("verdict", ["blocked", "skipped", "vacuous"])
def test_what_was_not_told_is_not_stale(verdict: VerdictName) -> None:
    assert kinds(entry("a"), seen(a=verdict)) == []
    assert kinds(entry("a", "b"), seen(finding("b"), a=verdict)) == []


def test_a_part_of_the_vectors_or_another_library_tells_nothing_of_the_rest() -> None:
    assert kinds(entry("a"), seen(b="pass")) == []
    other = entry("a", fingerprint="other:deviation:short")
    assert kinds(other, seen(a="pass")) == []


def test_other_vectors_make_it_fail_differently() -> None:
    assert kinds(entry("a", "b"), seen(a="blocked", b="pass")) == ["different"]
    ((kind, said),) = against(entry("a", "b"), seen(finding("a", "c"), b="pass"))
    assert kind == "different"
    assert said.startswith("fails differently: also by c, no longer by b.")


def test_what_chance_shows_may_come_and_go() -> None:
    known = entry("a", sometimes=("make-*",))
    assert kinds(known, seen(finding("a", "make-1"))) == []
    assert kinds(known, seen(finding("a"), **{"make-1": "pass"})) == []
    only = entry(sometimes=("make-*",))
    assert kinds(only, seen(**{"make-1": "pass"})) == []
    assert kinds(only, seen(finding("make-1"))) == []
    assert kinds(only, seen(finding("take-1"))) == ["different"]


def test_an_entry_stands_until_the_day_it_expires() -> None:
    run = seen(finding("a"))
    assert kinds(entry("a", expires=TODAY), run) == []
    assert kinds(entry("a", expires=date(2026, 4, 30)), run) == ["expired"]


@pytest.mark.parametrize("why", ["", "  \n"])
def test_an_entry_says_why(why: str) -> None:
    assert kinds(entry("a", why=why), seen(finding("a"))) == ["unexplained"]


def test_two_releases_of_one_library_are_taken_together() -> None:
    names = {"lib==1": "lib", "lib==2": "lib"}
    told: Mapping[tuple[str, str], VerdictName] = {("lib==1", "a"): "fail", ("lib==2", "a"): "pass"}
    assert kinds(entry("a"), Shown(names, [finding("a", target="lib==1")], told)) == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[[finding", "is not TOML"),
        ('[[finding]]\nfingerprint = "a"\n', "why"),
        ('[[finding]]\nfingerprint = "a"\nwhy = ""\nsince = 1\n', "since"),
        ('[[finding]]\nfingerprint = "a"\nwhy = ""\nexpires = "soon"\n', "expires"),
        ('[[findings]]\nfingerprint = "a"\n', "findings"),
        ('[[finding]]\nfingerprint = "a"\nwhy = ""\n' * 2, "twice"),
    ],
)
def test_a_broken_baseline_is_named(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "b.toml"
    path.write_text(text)
    with pytest.raises(BaselineError, match=said):
        load(path)


def test_a_missing_baseline_says_how_to_write_one(tmp_path: Path) -> None:
    with pytest.raises(BaselineError, match="baseline update"):
        load(tmp_path / "b.toml")


WRITTEN = """\
# Ours.

[[finding]]
fingerprint = "lib:deviation:short"  # the old one
why = "known"
issue = "#7"
expires = 2027-01-01
vectors = ["a"]
"""
HALF_CLEAR = WRITTEN.replace(PRINT, opaque.fingerprint(PRINT)).replace(
    '["a"]', f'["a", "{opaque.vector("lib", "b")}"]'
)
"""A withheld entry that names a vector all the same."""


def read_back(tmp_path: Path, text: str) -> Baseline:
    path = tmp_path / "b.toml"
    path.write_text(text)
    return load(path)


def test_an_update_keeps_what_people_wrote_and_adds_what_is_new(tmp_path: Path) -> None:
    known = read_back(tmp_path, WRITTEN)
    run = seen(finding("a", "b"), finding("c", fingerprint="lib:deviation:odd"))
    text = updated(WRITTEN, known, run, {}, {})
    for kept in ("# Ours.", "# the old one", 'why = "known"', 'issue = "#7"', "2027-01-01"):
        assert kept in text
    odd, short = read_back(tmp_path, text).entries
    assert (odd.fingerprint, odd.why, odd.vectors) == ("lib:deviation:odd", "", ("c",))
    assert short.vectors == ("a", "b")
    assert updated(text, read_back(tmp_path, text), run, {}, {}) == text


def test_an_update_drops_vectors_that_no_longer_show_it_and_keeps_those_not_told(
    tmp_path: Path,
) -> None:
    text = WRITTEN.replace('["a"]', '["a", "b", "c"]')
    run = seen(finding("a"), b="pass", c="blocked")
    known = read_back(tmp_path, updated(text, read_back(tmp_path, text), run, {}, {}))
    assert known.entries[0].vectors == ("a", "c")


def test_an_update_writes_a_new_file_that_can_be_read(tmp_path: Path) -> None:
    text = updated("", Baseline(tmp_path, ()), seen(finding("b", "a")), {}, {PRINT: "for a reason"})
    assert text.startswith("# Known findings.")
    (only,) = read_back(tmp_path, text).entries
    assert only == Entry(fingerprint=PRINT, why="for a reason", vectors=("a", "b"))


def test_what_a_cause_leaves_to_chance_is_written_as_such(tmp_path: Path) -> None:
    cause = Cause(id="short", said="x", when=(Condition(did="wrong"),), chance=("make-*",))
    run = seen(finding("a", "make-1"))
    text = updated("", Baseline(tmp_path, ()), run, {"short": cause}, {})
    (only,) = read_back(tmp_path, text).entries
    assert (only.vectors, only.sometimes) == (("a",), ("make-*",))


def test_pruning_takes_out_entries_and_nothing_else(tmp_path: Path) -> None:
    text = WRITTEN + '\n[[finding]]\nfingerprint = "lib:died:lost"\nwhy = "w"\n'
    left = pruned(text, [PRINT])
    assert left.startswith("# Ours.")
    assert [one.fingerprint for one in read_back(tmp_path, left).entries] == ["lib:died:lost"]
    assert pruned(text, []) == text


def test_triage_gives_a_reason_only_where_it_is_on_every_vector() -> None:
    told = (Triage(target="lib 1.0", judged="true finding", reasoning="r"),)
    a = vector("a", step("jwk.import", GOOD, "reject"), triage=told)
    b = vector("b", step("jwk.import", GOOD, "reject"))
    vectors = {"a": a, "b": b}
    assert reasons_from_triage(seen(finding("a", "b")), vectors) == {}
    assert reasons_from_triage(seen(finding("a")), vectors) == {
        PRINT: "true finding: the triage at the vector a says why"
    }


def hidden(tmp_path: Path, run: Shown, text: str = WRITTEN) -> str:
    """The text with its entry on PRINT made opaque."""
    return updated(text, read_back(tmp_path, text), run, {}, {}, {PRINT})


def test_an_opaque_entry_names_the_library_and_nothing_else(tmp_path: Path) -> None:
    text = hidden(tmp_path, seen(finding("a", "b")))
    (only,) = read_back(tmp_path, text).entries
    assert only.fingerprint.startswith("lib:withheld:")
    assert "short" not in text
    assert not {"a", "b"} & set(only.vectors)
    assert len(only.vectors) == 2
    assert only.why == WITHHELD


def test_an_opaque_entry_is_compared_like_any_other(tmp_path: Path) -> None:
    (known,) = read_back(tmp_path, hidden(tmp_path, seen(finding("a", "b")))).entries
    assert against(known, seen(finding("a", "b"), c="pass")) == []
    ((kind, said),) = against(known, seen(finding("a", "c"), b="pass"))
    assert kind == "different"
    assert said.startswith("fails differently: also by c, no longer by b.")
    assert kinds(known, seen(a="pass", b="pass")) == ["stale"]
    baseline = Baseline(Path("b.toml"), (known,))
    assert stale(baseline, seen(a="pass", b="pass")) == [known.fingerprint]
    assert kinds(known, seen(a="blocked", b="pass")) == ["different"]


def test_an_opaque_entry_stays_so_and_takes_in_what_is_new(tmp_path: Path) -> None:
    text = hidden(tmp_path, seen(finding("a", "b")))
    again = updated(text, read_back(tmp_path, text), seen(finding("a", "c"), b="pass"), {}, {})
    (only,) = read_back(tmp_path, again).entries
    assert against(only, seen(finding("a", "c"), b="pass")) == []
    other = Shown({"else@latest": "else"}, [], {("else@latest", "a"): "pass"})
    assert updated(again, read_back(tmp_path, again), other, {}, {}) == again


@pytest.mark.parametrize("hide", [set(), {PRINT}], ids=["kept", "withheld again"])
@pytest.mark.parametrize("before", [WRITTEN, HALF_CLEAR], ids=["opaque", "half clear"])
def test_an_opaque_entry_never_names_a_vector_however_often_it_is_updated(
    tmp_path: Path, before: str, hide: set[str]
) -> None:
    text = hidden(tmp_path, seen(finding("a", "b")), before)
    run = seen(finding("a", "c.new"), finding("d.new"), b="blocked")
    once = updated(text, read_back(tmp_path, text), run, {}, {}, hide)
    (only,) = read_back(tmp_path, once).entries
    assert set(only.vectors) == {opaque.vector("lib", one) for one in ("a", "b", "c.new", "d.new")}
    assert updated(once, read_back(tmp_path, once), run, {}, {}, hide) == once
    assert against(only, run) == []


def test_the_place_of_an_opaque_entry_does_not_tell_what_it_was(tmp_path: Path) -> None:
    text = WRITTEN + '\n[[finding]]\nfingerprint = "lib:died:lost"\nwhy = "w"\n'
    run = seen(finding("a"), finding("b", fingerprint="lib:died:lost"))
    left = read_back(tmp_path, hidden(tmp_path, run, text)).entries
    assert [one.fingerprint.split(":")[1] for one in left] == ["died", "withheld"]


def test_what_chance_shows_is_known_of_an_opaque_entry_by_its_cause(tmp_path: Path) -> None:
    cause = Cause(
        id="short", said="is odd", when=(Condition(did="wrong", words="x"),), chance=("make-*",)
    )
    run = seen(finding("a"))
    (known,) = read_back(tmp_path, hidden(tmp_path, run)).entries
    shown = Shown(run.names, [], {("lib@latest", "a"): "fail"}, {"short": cause})
    assert opened(known, shown).sometimes == ("make-*",)
    assert opened(known, shown).fingerprint == PRINT
