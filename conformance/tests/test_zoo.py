"""For each faulty adapter of the zoo, the verdicts that the suite must give."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from jwk_conformance.engine.connection import Limits
from jwk_conformance.engine.process import Launch
from jwk_conformance.event import Evidence, Footer, TargetDone
from jwk_conformance.run import CannotLaunch, Plan, run

from .zoo_library import (
    EC_CONTROL,
    Seen,
    bad,
    examine,
    good,
    launch_member,
    launch_raw,
    library,
    step,
    vector,
)

ORDINARY = (good("good-1"), bad("bad-1"), good("good-2"), bad("bad-2", "not JSON"), good("good-3"))


def test_a_sound_adapter_passes_everything(tmp_path: Path) -> None:
    seen = examine(launch_member(tmp_path, "Sound"), *ORDINARY)
    assert set(seen.verdicts.values()) == {"pass"}
    assert seen.findings == []
    assert isinstance(seen.footer, Footer)
    assert seen.footer.exit_code == 0


def test_a_lazy_adapter_is_judged_by_the_first_use(tmp_path: Path) -> None:
    imported = vector(
        "import-only", step("jwk.import", '{"kty":"oct"}', "reject"), controls=("control",)
    )
    seen = examine(launch_member(tmp_path, "Lazy"), *ORDINARY, imported)
    assert seen.outcomes["good-1"] == ["stored"]
    assert seen.verdicts["bad-1"] == "pass"
    assert seen.verdicts["import-only"] == "unobserved"


def test_accepting_everything_fails_where_a_witness_tells(tmp_path: Path) -> None:
    seen = examine(launch_member(tmp_path, "AcceptsEverything"), *ORDINARY)
    assert seen.verdicts["bad-1"] == "fail"
    assert "without a value" in seen.said["bad-1"]
    assert seen.verdicts["good-1"] == "pass"
    assert seen.footer.exit_code == 1  # type: ignore[union-attr]


def test_rejecting_everything_earns_no_pass(tmp_path: Path) -> None:
    seen = examine(launch_member(tmp_path, "RejectsEverything"), *ORDINARY)
    assert seen.verdicts["control"] == "fail"
    assert {seen.verdicts[v.id] for v in ORDINARY} == {"blocked"}


def test_a_leaked_key_error_is_one_robustness_finding_and_still_a_rejection(tmp_path: Path) -> None:
    seen = examine(launch_member(tmp_path, "LeaksKeyError"), *ORDINARY, bad("bad-3"))
    assert seen.verdicts["bad-1"] == seen.verdicts["bad-3"] == "pass"
    assert [(f.kind, f.vectors) for f in seen.findings] == [
        ("unexpected-error", ("bad-1", "bad-3"))
    ]
    assert "KeyError" in seen.findings[0].said
    assert seen.footer.exit_code == 1  # type: ignore[union-attr]


def test_a_hang_costs_one_vector(tmp_path: Path) -> None:
    seen = examine(
        launch_member(tmp_path, "HangsOnThird"), *ORDINARY, limits=Limits(deadline=0.5, start=20.0)
    )
    assert seen.verdicts["good-1"] == "fail"
    assert seen.outcomes["good-1"] == ["hung"]
    assert any(f.kind == "hung" for f in seen.findings)


@pytest.mark.parametrize(
    ("word", "outcome"),
    [
        ("die", "died"),
        ("abort", "died"),
        ("child", "died"),
        ("close", "protocol-error"),
    ],
)
def test_a_death_costs_one_vector(tmp_path: Path, word: str, outcome: str) -> None:
    seen = examine(
        launch_member(tmp_path, "DiesOn"), good("before"), good("fatal", word), good("after")
    )
    assert seen.outcomes["fatal"] in ([outcome], ["hung"] if word == "close" else [outcome])
    assert seen.verdicts["fatal"] == "fail"
    assert seen.verdicts["before"] == seen.verdicts["after"] == "pass"
    assert [f.vectors for f in seen.findings] == [("fatal",)]


def test_what_a_dying_target_said_last_is_told(tmp_path: Path) -> None:
    seen = examine(launch_member(tmp_path, "DiesOn"), good("fatal", "die"))
    assert "exit code 7" in seen.said["fatal"]
    assert "about to die" in seen.said["fatal"]


def test_sys_exit_in_a_library_is_an_error_like_any_other(tmp_path: Path) -> None:
    seen = examine(launch_member(tmp_path, "DiesOn"), good("leaves", "exit"), good("after"))
    assert seen.outcomes["leaves"] == ["error"]
    assert seen.verdicts["after"] == "pass"


def test_growing_without_bound_is_stopped_by_the_worker_itself(tmp_path: Path) -> None:
    launch = launch_member(tmp_path, "DiesOn", memory=1 << 30)
    seen = examine(launch, good("grows", "grow"), good("after"))
    assert seen.outcomes["grows"] == ["error"]
    assert "MemoryError" in seen.said["grows"]
    assert seen.verdicts["after"] == "pass"


@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="no /proc: memory is not watched")
def test_growing_without_bound_is_stopped_from_outside(tmp_path: Path) -> None:
    limits = Limits(deadline=20.0, start=20.0, memory=512 << 20)
    seen = examine(
        launch_member(tmp_path, "DiesOn"), good("grows", "grow"), good("after"), limits=limits
    )
    assert seen.outcomes["grows"] == ["died"]
    assert "MiB" in seen.said["grows"]
    assert seen.verdicts["after"] == "pass"


def test_a_capability_that_is_declared_and_not_there_fails_its_control(tmp_path: Path) -> None:
    dependent = vector(
        "ec",
        step("jwk.import", '{"kty":"EC","crv":"P-256","x":"AA","y":"AA"}', "accept"),
        kty="EC",
        controls=(EC_CONTROL.id,),
    )
    seen = examine(launch_member(tmp_path, "LiesAboutCapabilities"), dependent)
    assert seen.verdicts[EC_CONTROL.id] == "fail"
    assert seen.verdicts["ec"] == "blocked"


def test_a_target_that_offers_nothing_is_not_judged(tmp_path: Path) -> None:
    seen = examine(launch_member(tmp_path, "DeclaresNothing"), *ORDINARY)
    assert set(seen.verdicts.values()) == {"unsupported"}
    assert seen.footer.exit_code == 5  # type: ignore[union-attr]


def test_prints_of_the_library_disturb_nothing(tmp_path: Path) -> None:
    seen = examine(launch_member(tmp_path, "Prints"), *ORDINARY)
    assert set(seen.verdicts.values()) == {"pass"}


def test_a_changed_mind_is_reported_as_unstable(tmp_path: Path) -> None:
    seen = examine(launch_member(tmp_path, "ChangesItsMind"), *ORDINARY)
    assert "unstable" in {f.kind for f in seen.findings}


def test_state_carried_over_is_traced_to_the_vector_that_did_it(tmp_path: Path) -> None:
    vectors = [good(f"good-{n}") for n in range(20)]
    spoiler = bad("spoiler", '{"kty":"oct","spoil":1}')
    seen = examine(launch_member(tmp_path, "KeepsState"), *vectors[:7], spoiler, *vectors[7:])
    assert [(f.kind, f.vectors) for f in seen.findings] == [("state", ("spoiler",))]
    assert {seen.verdicts[v.id] for v in vectors} == {"pass"}


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        ("garbage", "not a reply"),
        ("wrong-seq", "answered request"),
        ("no-facts", "without the fact"),
        ("closes-stdout", "closed its output"),
    ],
)
def test_a_breach_of_the_protocol_costs_one_vector(tmp_path: Path, fault: str, said: str) -> None:
    vectors = (good("good-1"), bad("bad", '{"bad":1}'), good("good-2"))
    seen = examine(launch_raw(tmp_path, fault), *vectors)
    assert seen.outcomes["bad"] == ["protocol-error"]
    assert said in seen.said["bad"]
    assert seen.verdicts["good-1"] == seen.verdicts["good-2"] == "pass"


def test_answers_out_of_order_are_a_breach(tmp_path: Path) -> None:
    seen = examine(launch_raw(tmp_path, "out-of-order"), *ORDINARY)
    assert "protocol-error" in seen.outcomes["control"]


def test_another_protocol_version_is_a_target_that_cannot_be_started(tmp_path: Path) -> None:
    seen = examine(launch_raw(tmp_path, "other-protocol"), *ORDINARY)
    assert "protocol 99" in seen.failed[0].what
    assert seen.footer.exit_code == 3  # type: ignore[union-attr]


@pytest.mark.parametrize("named", [False, True])
def test_a_target_without_a_python_for_it_fails_the_run_only_where_it_was_named(
    tmp_path: Path, named: bool
) -> None:
    def launch(target: str) -> Launch:
        if target == "member":
            return launch_member(tmp_path, "Sound")
        raise CannotLaunch("It needs Python 3.99.", lacking=True)

    plan = Plan(
        targets=["member", "newer"],
        optional=() if named else ("member", "newer"),
        launch=launch,
        library=library(good("good")),
        vectors=[good("good")],
    )
    seen = Seen(list(run(plan)))
    assert [one.left_out for one in seen.failed] == [not named]
    assert isinstance(seen.footer, Footer)
    assert (seen.footer.exit_code, seen.footer.reason) == (
        (3, "could not start: newer") if named else (0, "as expected; without newer")
    )


def test_a_worker_killed_from_outside_costs_one_vector(tmp_path: Path) -> None:
    vectors = [good(f"good-{n}") for n in range(3000)]
    killed = threading.Event()

    def kill_one() -> None:
        deadline = time.monotonic() + 15
        while time.monotonic() < deadline and not killed.is_set():
            found = subprocess.run(
                ["pgrep", "-f", f"{tmp_path}/worker-.*zoo:Sound"], capture_output=True, text=True
            )
            for pid in found.stdout.split():
                os.kill(int(pid), signal.SIGKILL)
                killed.set()
            time.sleep(0.01)

    thread = threading.Thread(target=kill_one)
    thread.start()
    seen = examine(launch_member(tmp_path, "Sound"), *vectors)
    killed.set()
    thread.join()
    verdicts = [seen.verdicts[v.id] for v in vectors]
    assert verdicts.count("fail") + [seen.verdicts["control"]].count("fail") <= 1
    assert verdicts.count("pass") >= len(vectors) - 1


def test_a_death_over_a_control_does_not_block_what_stands_on_it(tmp_path: Path) -> None:
    seen = examine(launch_member(tmp_path, "DiesOnce"), *ORDINARY)
    assert (tmp_path / "died-once").exists()
    assert set(seen.verdicts.values()) == {"pass"}
    assert [finding.kind for finding in seen.findings] == ["died"]


def test_nothing_of_ours_but_the_worker_can_be_imported_in_a_target(tmp_path: Path) -> None:
    launch = launch_member(tmp_path, "Sound")
    code = (
        f"import sys; sys.path.insert(0, {launch.argv[1]!r})\n"
        "import jwk_adapters.worker, importlib.util as u\n"
        "print([n for n in ('jwcrypto', 'joserfc', 'adapter', 'text', 'operation') "
        f"if (s := u.find_spec(n)) and {str(tmp_path)!r} in str(s.origin)])"
    )
    shown = subprocess.run(
        [sys.executable, "-I", "-c", code], capture_output=True, text=True, check=True
    )
    assert shown.stdout.strip() == "[]"


def test_the_time_inside_the_target_is_reported(tmp_path: Path) -> None:
    seen = examine(launch_member(tmp_path, "Sound"), *ORDINARY)
    done = [event for event in seen.events if isinstance(event, TargetDone)]
    assert done[0].requests >= len(ORDINARY)
    evidence = [event for event in seen.events if isinstance(event, Evidence)]
    assert len(evidence) == len({e.vector for e in evidence})


def test_a_secret_in_an_error_message_is_found_beyond_what_is_kept(tmp_path: Path) -> None:
    key = '{"kty":"oct","k":"MDEyMzQ1Njc4OWFiY2RlZmdo"}'
    one = vector("secretive", step("jwk.thumbprint", key, "accept"), controls=("control",))
    seen = examine(launch_member(tmp_path, "Blabs"), one)
    (found,) = [finding for finding in seen.findings if finding.kind == "secret"]
    assert "spells out the secret member k" in found.said
    assert found.vectors == ("secretive",)
    (evidence,) = [e for e in seen.events if isinstance(e, Evidence) and e.vector == "secretive"]
    assert evidence.steps[0].error is not None
    assert "MDEyMzQ1Njc4" not in evidence.steps[0].error.message


def test_an_error_message_without_the_secret_is_in_order(tmp_path: Path) -> None:
    seen = examine(launch_member(tmp_path, "Sound"), *ORDINARY)
    assert [finding for finding in seen.findings if finding.kind == "secret"] == []
