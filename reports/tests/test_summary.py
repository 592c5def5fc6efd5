"""What the model makes of a run."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import msgspec
import pytest

from jwk_conformance.event import Event, Finding, Footer, TargetDone
from jwk_conformance.runfile import RunFileError, read
from jwk_reports.model import Axis, Summary
from jwk_reports.state import APART, JUDGED, STATES
from jwk_reports.summary import summarise

from .helpers import (
    FOOTER,
    GOOD,
    PADDED,
    RAW,
    SHORT,
    answered,
    done,
    opening,
    ordinary,
    started,
    vector,
    written,
)


def summary_of(tmp_path: Path, events: Sequence[Event]) -> Summary:
    return summarise(read(written(tmp_path / "run.jsonl", events)))


def test_axes_count_what_was_judged_and_nothing_else(tmp_path: Path) -> None:
    alpha, beta = summary_of(tmp_path, ordinary()).scorecards
    assert alpha.interoperability == Axis(passed=1, failed=0, warned=0)
    assert alpha.strictness == Axis(passed=0, failed=1, warned=1)
    assert alpha.apart == {"choice": 1}
    assert beta.strictness == Axis(passed=1, failed=0, warned=0)
    assert list(beta.apart.items()) == [("unobserved", 1), ("choice", 1)]


def test_every_vector_is_counted_exactly_once(tmp_path: Path) -> None:
    for card in summary_of(tmp_path, ordinary()).scorecards:
        axes = card.interoperability.judged + card.strictness.judged
        assert axes + sum(card.apart.values()) == 4
    assert set(APART) | set(JUDGED) == set(STATES)


def test_robustness_counts_findings_and_the_vectors_that_reach_them(tmp_path: Path) -> None:
    alpha, beta = (card.robustness for card in summary_of(tmp_path, ordinary()).scorecards)
    assert (alpha.answered, alpha.upset, alpha.kinds) == (3, 1, {"unexpected-error": 1})
    assert (beta.answered, beta.upset, beta.kinds) == (4, 0, {})


def test_findings_stand_with_their_target_and_not_among_those_of_robustness(tmp_path: Path) -> None:
    summary = summary_of(tmp_path, ordinary())
    alpha, beta = summary.scorecards
    (found,) = alpha.grouped
    assert (found.finding.said, found.vectors) == ("alpha takes an x of the wrong length", (SHORT,))
    assert found.triage == "true finding"
    assert beta.grouped == ()
    assert [finding.kind for finding in summary.findings] == ["unexpected-error"]


def test_matrix_rows_are_groups_with_their_worst_verdict_first(tmp_path: Path) -> None:
    malformed, controls = summary_of(tmp_path, ordinary()).groups
    assert (controls.name, controls.vectors) == ("EC keys", (GOOD,))
    assert malformed.vectors == (SHORT, PADDED, RAW)
    assert list(malformed.cells["alpha"].items()) == [("fail", 1), ("warn", 1), ("choice", 1)]


def test_matrix_rows_go_by_name_and_number_and_controls_come_last(tmp_path: Path) -> None:
    names = ("RFC 10", "RFC 9 b", "RFC 9", "keys")
    vectors = [vector("a", group="Controls", role="control")]
    vectors += [vector(name, group=name) for name in names]
    summary = summary_of(tmp_path, [*opening(*vectors), FOOTER])
    order = [group.name for group in summary.groups]
    assert order == ["RFC 9", "RFC 9 b", "RFC 10", "keys", "Controls"]


def test_deviations_come_failures_first_then_by_severity_then_by_reach(tmp_path: Path) -> None:
    rare, common = vector("rare"), vector("common")
    grave = vector("grave", severity="security")
    warned = vector("warned", severity="security")
    events = [
        *opening(warned, rare, common, grave),
        started("alpha"),
        started("beta"),
        *answered("alpha", warned, "warn"),
        *answered("alpha", rare, "fail"),
        *answered("alpha", common, "fail"),
        *answered("beta", common, "fail"),
        *answered("beta", grave, "fail"),
        FOOTER,
    ]
    summary = summary_of(tmp_path, events)
    order = [deviation.vector.id for deviation in summary.deviations]
    assert order == ["grave", "common", "rare", "warned"]
    assert (summary.count("fail"), summary.count("warn")) == (4, 1)


def test_triage_goes_to_the_version_it_was_written_about(tmp_path: Path) -> None:
    events = [
        *opening(SHORT),
        started("alpha"),
        started("newer", name="alpha", version="2.0"),
        *answered("alpha", SHORT, "fail"),
        *answered("newer", SHORT, "fail"),
    ]
    (deviation,) = summary_of(tmp_path, events).deviations
    assert deviation.triage == {"alpha": SHORT.triage[0]}


def test_choices_say_which_option_and_whether_always_the_same(tmp_path: Path) -> None:
    second = msgspec.structs.replace(PADDED, id="ec-padded-y")
    events = [
        *opening(PADDED, second),
        *(started(name) for name in ("steady", "fickle", "silent")),
        *answered("steady", PADDED, "choice", option="strict"),
        *answered("steady", second, "choice", option="strict"),
        *answered("fickle", PADDED, "choice", option="strict"),
        *answered("fickle", second, "choice", option="lenient"),
        *answered("silent", PADDED, "unsupported"),
        FOOTER,
    ]
    (row,) = summary_of(tmp_path, events).choices
    assert row.taken["steady"].consistent
    assert not row.taken["fickle"].consistent
    assert row.taken["fickle"].options == {"strict": (PADDED,), "lenient": (second,)}
    assert "silent" not in row.taken
    assert row.taken["fickle"].places == {
        "strict": ("jwk.import EC",),
        "lenient": ("jwk.import EC",),
    }
    assert [target for target, _, _ in summary_of(tmp_path, events).inconsistent] == ["fickle"]


def test_targets_of_one_name_and_version_are_told_apart(tmp_path: Path) -> None:
    events = [
        *opening(GOOD),
        started("alpha", name="same"),
        started("beta", name="same"),
        started("gamma"),
    ]
    labels = summary_of(tmp_path, events).labels
    assert labels == {
        "alpha": "same 1.0 (alpha)",
        "beta": "same 1.0 (beta)",
        "gamma": "gamma 1.0",
    }


def test_a_run_without_its_end_says_so_and_counts_what_is_missing(tmp_path: Path) -> None:
    events = [event for event in ordinary()[:-10] if not isinstance(event, (TargetDone, Footer))]
    summary = summary_of(tmp_path, events)
    assert "truncated" in summary.incomplete
    assert not summary.ended
    assert [card.apart.get("missing", 0) for card in summary.scorecards] == [1, 2]
    assert not any(card.finished for card in summary.scorecards)


def test_an_interrupted_run_says_so(tmp_path: Path) -> None:
    end = msgspec.structs.replace(FOOTER, exit_code=130, reason="interrupted")
    summary = summary_of(tmp_path, [*opening(GOOD), started("alpha"), end])
    assert "interrupted" in summary.incomplete


def test_a_whole_run_is_not_called_incomplete(tmp_path: Path) -> None:
    assert summary_of(tmp_path, ordinary()).incomplete == ""


STRAY = Finding(target="nobody", kind="died", fingerprint="f", said="died", vectors=())


@pytest.mark.parametrize(
    ("stray", "named"),
    [
        (answered("alpha", vector("unknown"), "pass"), "'unknown'"),
        (answered("nobody", GOOD, "pass"), "'nobody'"),
        ([STRAY], "'nobody'"),
    ],
)
def test_records_that_do_not_belong_together_are_refused(
    tmp_path: Path, stray: list[Event], named: str
) -> None:
    events = [*opening(GOOD), started("alpha"), *stray, done("alpha"), FOOTER]
    with pytest.raises(RunFileError, match=named):
        summary_of(tmp_path, events)
