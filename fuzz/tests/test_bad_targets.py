"""Targets that die, dawdle or hang, and people who press Ctrl-C: what was found is kept."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from jwk_conformance.engine.connection import Limits
from jwk_conformance.engine.process import Launch
from jwk_conformance.engine.session import TargetLost
from jwk_conformance.event import Event, Finding, Footer, Fuzzed, TargetDone
from jwk_conformance.protocol import Fault, Observation
from jwk_conformance.worker import worker_file
from jwk_fuzz.bucket import Buckets
from jwk_fuzz.campaign import Plan, campaign
from jwk_fuzz.case import Case
from jwk_fuzz.health import KEYS, TOO_MANY, Health
from jwk_fuzz.phase import PHASES
from jwk_fuzz.seed import seeds
from jwk_fuzz.systematic import Selection
from jwk_vectors import bundled

pytestmark = pytest.mark.once

ZOO = Path(__file__).parent / "zoo"


def plan(cache: Path, member: str, kty: str, labels: Sequence[str], phases: str = "") -> Plan:
    worker = str(worker_file(cache))
    argv = (sys.executable, worker, f"member:{member}", "0", str(ZOO))
    return Plan(
        targets=["member"],
        launch=lambda _: Launch(argv=argv, cwd=cache),
        library=bundled(),
        limits=Limits(deadline=2.0, start=60.0),
        documents=60,
        selection=Selection((kty,), labels),
        phases=[phase for phase in PHASES if not phase.in_sequence and phases in phase.name],
        audits=(),
    )


def footer(seen: Sequence[Event]) -> Footer:
    last = seen[-1]
    assert isinstance(last, Footer)
    return last


def notes(seen: Sequence[Event]) -> str:
    return "\n".join(note for one in seen if isinstance(one, Fuzzed) for note in one.notes)


def test_a_target_that_dies_of_everything_is_given_up(tmp_path: Path) -> None:
    once = plan(tmp_path, "DiesOfEverything", "oct", [])
    seen = list(campaign(replace(once, minimise=replace(once.minimise, seconds=0))))
    (done,) = (one for one in seen if isinstance(one, TargetDone))
    assert done.restarts <= 2 * TOO_MANY, "once in company and once alone"
    found = [one for one in seen if isinstance(one, Finding)]
    assert {one.kind for one in found} == {"died"}
    assert any("given up" in one.said for one in found)
    assert "the target was given up: broke down over 25 of" in notes(seen)
    assert footer(seen).exit_code == 1


def test_a_slow_target_keeps_to_the_time_allowed_and_is_called_slow(tmp_path: Path) -> None:
    slow = plan(tmp_path, "TakesItsTime", "oct", [])
    seen = list(campaign(replace(slow, documents=None, seconds=3.0)))
    (done,) = (one for one in seen if isinstance(one, TargetDone))
    assert done.requests < 500, "it was not asked for long"
    assert "the target is slow: " in notes(seen)
    assert "stopped at the time allowed" in notes(seen)
    assert footer(seen).exit_code == 0


def test_a_hang_on_one_document_leaves_the_mutation_to_the_other_keys(tmp_path: Path) -> None:
    hanging = plan(tmp_path, "HangsOnACurve", "EC", ["crv: in the other case"])
    hanging = replace(hanging, minimise=replace(hanging.minimise, seconds=0))
    seen = list(campaign(replace(hanging, phases=PHASES[:1] + PHASES[3:4])))
    (singles,) = (one for one in seen if isinstance(one, Fuzzed) and "single" in one.phase)
    assert singles.whole
    assert "broken the target on other keys: crv: in the other case (EC): 5" in notes(seen)
    assert {one.kind for one in seen if isinstance(one, Finding)} == {"hung"}


def test_what_was_found_before_ctrl_c_is_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    note = Buckets.note

    def pressed(self: Buckets, *given: object) -> None:
        note(self, *given)  # type: ignore[arg-type]
        if self.examples:
            raise KeyboardInterrupt

    monkeypatch.setattr(Buckets, "note", pressed)
    seen = list(campaign(plan(tmp_path, "FoldsTheCase", "EC", ["crv: in the other case"])))
    assert [one.kind for one in seen if isinstance(one, Finding)] == ["deviation"]
    assert footer(seen).exit_code == 130
    assert footer(seen).reason == "interrupted; 1 finding so far"


def test_ctrl_c_while_a_target_is_made_ready_ends_the_stream_with_a_footer(tmp_path: Path) -> None:
    def launch(target: str) -> Launch:
        raise KeyboardInterrupt

    seen = list(campaign(replace(plan(tmp_path, "Sound", "oct", []), launch=launch)))
    assert footer(seen).exit_code == 130


def test_a_mutation_is_left_out_on_a_key_type_once_it_broke_the_target_on_three_keys() -> None:
    health = Health()
    several = [seed for seed in seeds() if seed.kind == "EC"]
    mutation = Selection(labels=["crv: in the other case"]).fitting(several[0])[0]
    cases = [Case(seed, (mutation,), "{}") for seed in several]
    hung = (Observation(outcome="hung", error=Fault(type="hung", message="no answer")),)
    for case in cases[:KEYS]:
        assert not health.refuses(case)
        health.note(case, hung)
    assert health.refuses(cases[KEYS])
    assert not health.refuses(Case(several[0], (), "{}"))
    assert sum(health.left_out.values()) == 1


def test_a_target_that_breaks_down_now_and_then_is_not_given_up() -> None:
    health = Health()
    case = Case(seeds()[0], (), "{}")
    died = (Observation(outcome="died"),)
    fine = (Observation(outcome="accepted"),)
    for _ in range(200):
        health.note(case, died)
        for _ in range(2):
            health.note(case, fine)
    with pytest.raises(TargetLost, match="broke down over"):
        list(map(health.note, [case] * TOO_MANY, [died] * TOO_MANY))
