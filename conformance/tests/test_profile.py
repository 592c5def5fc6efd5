"""Judging under a profile, in a run and again afterwards."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from jwk_conformance.event import Evidence
from jwk_conformance.judge import judge
from jwk_conformance.protocol import Fault, Observation
from jwk_conformance.rejudge import rejudged
from jwk_conformance.runfile import Run, RunWriter, read
from jwk_vectors.model import RFC, Option, Pin, Profile, Promotion, Step, Vector

from .zoo_library import GOOD, bad, examine, good, launch_member, step, vector

ACCEPTED = Observation(outcome="accepted")
REJECTED = Observation(outcome="rejected", stage="use", error=Fault(type="ValueError"))
STRICT = Profile(
    id="strict",
    pins=(Pin(choice="zoo-choice", options=("refuse",), document="RFC 1", section="2", says="so"),),
    promotions=(Promotion(clauses=("zoo-clause",), document="RFC 3", section="4", says="so"),),
)
OPTIONS = (
    Option(option="ignore", outcome="accepted"),
    Option(option="refuse", outcome="rejected"),
)


def open_question(id: str = "open", **more: object) -> Vector:
    asked: Step = step("jwk.import", GOOD, "choice", options=OPTIONS)
    return vector(id, asked, choice="zoo-choice", clauses=("zoo-open",), **more)


def test_a_pinned_choice_fails_by_any_other_option_and_cites_the_text() -> None:
    judged = judge(open_question(), [ACCEPTED], {}, STRICT)
    assert (judged.verdict, judged.option, judged.did) == ("fail", "ignore", "accepted")
    assert judged.said.endswith("and strict leaves only refuse (RFC 1 section 2)")


def test_a_pinned_choice_may_take_the_option_that_is_left() -> None:
    judged = judge(open_question(), [REJECTED], {}, STRICT)
    assert (judged.verdict, judged.option, judged.did) == ("choice", "refuse", "")


def test_by_default_a_choice_stays_open_and_is_no_deed() -> None:
    judged = judge(open_question(), [ACCEPTED], {})
    assert (judged.verdict, judged.option, judged.did) == ("choice", "ignore", "")


def test_a_choice_that_the_profile_does_not_pin_stays_open() -> None:
    other = msgspec.structs.replace(open_question(), choice="d")
    assert judge(other, [ACCEPTED], {}, STRICT).verdict == "choice"


@pytest.mark.parametrize(
    ("clause", "profile", "verdict"),
    [("zoo-clause", STRICT, "fail"), ("zoo-clause", RFC, "warn"), ("zoo-open", STRICT, "warn")],
)
def test_a_promoted_warning_fails(clause: str, profile: Profile, verdict: str) -> None:
    one = vector("v", step("jwk.import", GOOD, "accept"), otherwise="warn", clauses=(clause,))
    assert judge(one, [REJECTED], {}, profile).verdict == verdict
    assert judge(one, [ACCEPTED], {}, profile).verdict == "pass"


def recorded(tmp_path: Path, member: str) -> Run:
    warned = vector("warned", step("jwk.import", "[]", "reject", witnessed=True), otherwise="warn")
    unasked = vector("unasked", step("jwk.juggle", GOOD, "accept"))
    open_one = open_question(controls=("control",))
    vectors = (good("good"), bad("bad"), open_one, warned, unasked)
    path = tmp_path / "run.jsonl"
    with RunWriter(path) as write:
        for event in examine(launch_member(tmp_path, member), *vectors).events:
            write(event)
    return read(path)


@pytest.mark.parametrize("member", ["AcceptsEverything", "Sound", "LeaksKeyError"])
def test_judging_again_under_the_same_profile_changes_nothing(tmp_path: Path, member: str) -> None:
    run = recorded(tmp_path, member)
    again = rejudged(run, RFC)
    assert again.verdicts == run.verdicts
    assert {f.fingerprint for f in again.findings} == {f.fingerprint for f in run.findings}
    assert again.footer == run.footer
    assert again.header == run.header


def test_judging_again_under_another_profile_finds_what_it_asks(tmp_path: Path) -> None:
    run = recorded(tmp_path, "AcceptsEverything")
    strict = rejudged(run, STRICT)
    assert strict.header.profile == "strict"
    changed = {
        id: (before.verdict, strict.verdicts[target, id].verdict)
        for (target, id), before in run.verdicts.items()
        if before != strict.verdicts[target, id]
    }
    assert changed == {"open": ("choice", "fail"), "warned": ("warn", "fail")}
    assert strict.footer is not None
    assert strict.footer.reason.startswith("2 findings (3 vectors)")
    assert run.header.profile == "rfc", "the run itself is left as it was"


def test_what_was_never_asked_keeps_its_verdict(tmp_path: Path) -> None:
    run = recorded(tmp_path, "Sound")
    unasked = {key for key in run.verdicts if key not in run.evidence}
    again = rejudged(run, STRICT)
    assert [vector for _, vector in unasked] == ["unasked"]
    assert all(again.verdicts[key] == run.verdicts[key] for key in unasked)
    assert all(isinstance(one, Evidence) for one in again.evidence.values())


def test_a_run_that_was_cut_short_stays_so(tmp_path: Path) -> None:
    run = recorded(tmp_path, "Sound")
    run.footer = None
    assert rejudged(run, STRICT).truncated
