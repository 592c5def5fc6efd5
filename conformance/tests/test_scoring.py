"""What is not scored decides nothing: neither exit code nor findings nor baselines."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Sequence
from pathlib import Path

import msgspec
import pytest

from jwk_conformance.baseline import Baseline, Entry, news, shown
from jwk_conformance.engine.connection import Limits
from jwk_conformance.event import Event, Finding, Footer, Header
from jwk_conformance.rejudge import rejudged
from jwk_conformance.run import Plan, run
from jwk_conformance.runfile import Run, RunWriter, read
from jwk_vectors import Vector
from jwk_vectors.model import RFC, Dispute

from .zoo_library import bad, good, launch_member, library

OLD, NEW = "2026.1", "2026.2"


def of(name: str, vector: Vector) -> Vector:
    return msgspec.structs.replace(vector, set=name)


SCORED = (of(OLD, good("good-1")), of(OLD, bad("bad-1")))
LATER = (of(NEW, bad("bad-2", "not JSON")), of("experimental", bad("bad-3", "nor this")))


def events(
    tmp_path: Path,
    member: str,
    vectors: Sequence[Vector],
    unscored: Collection[str] = (NEW, "experimental"),
    baseline: Baseline | None = None,
) -> list[Event]:
    plan = Plan(
        targets=["member"],
        launch=lambda _: launch_member(tmp_path, member),
        library=library(*vectors),
        vectors=vectors,
        set=OLD,
        unscored=unscored,
        baseline=baseline,
        limits=Limits(deadline=1.0, start=20.0),
    )
    return list(run(plan))


def kept(tmp_path: Path, told: Sequence[Event]) -> Run:
    with RunWriter(tmp_path / "run.jsonl") as writer:
        for event in told:
            writer(event)
    return read(tmp_path / "run.jsonl")


def findings(told: Sequence[Event]) -> list[tuple[str, tuple[str, ...], bool]]:
    return [(one.fingerprint, one.vectors, one.scored) for one in told if isinstance(one, Finding)]


def ending(told: Sequence[Event]) -> tuple[int, str]:
    footer = told[-1]
    assert isinstance(footer, Footer)
    return footer.exit_code, footer.reason


def test_a_failure_that_is_not_scored_leaves_the_exit_code_alone(tmp_path: Path) -> None:
    told = events(tmp_path, "AcceptsEverything", (SCORED[0], *LATER))
    assert ending(told) == (0, "as expected (not scored: 2 failing vectors)")
    header = told[0]
    assert isinstance(header, Header)
    assert (header.set, header.unscored) == (OLD, (NEW, "experimental"))


def test_with_all_sets_scored_the_same_failures_count(tmp_path: Path) -> None:
    told = events(tmp_path, "AcceptsEverything", (SCORED[0], LATER[0]), unscored=())
    assert ending(told)[0] == 1


def test_a_run_of_nothing_that_is_scored_is_no_failure(tmp_path: Path) -> None:
    told = events(tmp_path, "AcceptsEverything", LATER[:1], unscored=(NEW, "zoo"))
    assert ending(told) == (0, "nothing is scored (not scored: 1 failing vector)")
    assert ending(events(tmp_path, "DeclaresNothing", LATER[:1]))[0] == 5


def test_no_finding_holds_both_kinds(tmp_path: Path) -> None:
    told = events(tmp_path, "AcceptsEverything", (*SCORED, *LATER))
    name = "zoo:deviation:zoo-clause:accepted"
    assert findings(told) == [(name, ("bad-1",), True), (name, ("bad-2", "bad-3"), False)]
    assert ending(told)[1].startswith("1 finding (1 vector)")


def test_an_unexpected_error_that_only_newer_vectors_reach_is_not_scored(tmp_path: Path) -> None:
    told = events(tmp_path, "LeaksKeyError", (SCORED[0], of(NEW, bad("bad-2"))))
    ((fingerprint, vectors, scored),) = findings(told)
    assert ":unexpected-error:" in fingerprint
    assert (vectors, scored) == (("bad-2",), False)
    assert ending(told)[0] == 0


def test_what_is_not_scored_is_asked_last_and_its_breakdowns_harm_nobody(tmp_path: Path) -> None:
    fatal = of(NEW, good("fatal", "die"))
    told = events(tmp_path, "DiesOn", (fatal, *SCORED))
    assert [(kind, scored) for kind, _, scored in findings(told)] == [("zoo:died:fatal", False)]
    order = [getattr(one, "vector", "") for one in told if type(one).__name__ == "Verdict"]
    assert order[-1] == "fatal"
    assert ending(told)[0] == 0


def test_a_run_judged_again_scores_the_same(tmp_path: Path) -> None:
    told = events(tmp_path, "AcceptsEverything", (*SCORED, *LATER))
    before = kept(tmp_path, told)
    after = rejudged(before, RFC)
    assert after.findings == before.findings
    assert after.footer is not None
    assert before.footer is not None
    assert (after.footer.exit_code, after.footer.reason) == ending(told)


def against(run_: Run, *entries: Entry) -> list[tuple[str, str]]:
    baseline = Baseline(Path("b.toml"), entries)
    return [(one.kind, one.said) for one in news(baseline, shown(run_), datetime.date.today())]


PRINT = "zoo:deviation:zoo-clause:accepted"


def entry(*vectors: str) -> Entry:
    return Entry(fingerprint=PRINT, why="known", vectors=vectors)


def test_a_baseline_knows_only_of_what_is_scored(tmp_path: Path) -> None:
    run_ = kept(tmp_path, events(tmp_path, "AcceptsEverything", (*SCORED, *LATER)))
    assert against(run_, entry("bad-1")) == []
    assert against(run_, entry("bad-1", "bad-2")) == []
    assert [kind for kind, _ in against(run_)] == ["new"]


DISPUTE = Dispute(by="a maintainer", date=datetime.date(2026, 12, 1), reason="As we read it.")


def disputed(vector: Vector, **more: object) -> Vector:
    return msgspec.structs.replace(vector, disputes=(msgspec.structs.replace(DISPUTE, **more),))


def test_a_disputed_verdict_is_no_finding_and_no_news(tmp_path: Path) -> None:
    told = events(tmp_path, "AcceptsEverything", (SCORED[0], disputed(SCORED[1])))
    assert findings(told) == []
    assert ending(told) == (0, "as expected")
    assert against(kept(tmp_path, told)) == []


def test_an_entry_whose_finding_is_disputed_is_told_and_kept(tmp_path: Path) -> None:
    baseline = Baseline(Path("b.toml"), (entry("bad-1"),))
    vectors = (SCORED[0], disputed(SCORED[1]))
    told = events(tmp_path, "AcceptsEverything", vectors, baseline=baseline)
    run_ = kept(tmp_path, told)
    assert [one.kind for one in run_.news] == ["disputed"]
    assert "its verdict is disputed on bad-1: `show bad-1` says by whom" in run_.news[0].said
    assert ending(told)[0] == 0


@pytest.mark.parametrize(
    ("change", "kinds"),
    [
        ({"state": "rejected", "answer": "The text is plain."}, []),
        ({"targets": ("another",)}, []),
        ({"targets": ("zoo 0*", "zoo *")}, ["disputed"]),
    ],
)
def test_a_dispute_counts_while_it_is_open_and_for_whom_it_names(
    tmp_path: Path, change: dict[str, object], kinds: list[str]
) -> None:
    vectors = (SCORED[0], disputed(SCORED[1], **change))
    run_ = kept(tmp_path, events(tmp_path, "AcceptsEverything", vectors))
    assert [kind for kind, _ in against(run_, entry("bad-1"))] == kinds
