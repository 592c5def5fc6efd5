"""Two runs against each other: what is a regression, what is none, and how it is told."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import msgspec
import pytest
from click.testing import CliRunner, Result

from jwk_conformance.event import (
    EndpointFinding,
    EndpointSeen,
    Event,
    Finding,
    Fuzzed,
    Header,
    Replayed,
    TargetFailed,
)
from jwk_conformance.runfile import Run, read
from jwk_reports.diff_command import diff
from jwk_reports.difference import Difference, difference
from jwk_reports.difference_text import markdown, text

from .helpers import (
    FOOTER,
    GOOD,
    PADDED,
    RAW,
    SHORT,
    answered,
    hello,
    opening,
    ordinary,
    started,
    vector,
    written,
)
from .test_sarif import HOSTILE, asked, fuzzed

CRASH = Finding(
    target="alpha",
    kind="unexpected-error",
    fingerprint="alpha:unexpected-error:KeyError@lib.read",
    said="KeyError in lib.read",
    vectors=(SHORT.id,),
)


def run_of(tmp_path: Path, name: str, told: Sequence[Event]) -> Run:
    return read(written(tmp_path / name, [*told, FOOTER]))


def both(tmp_path: Path, before: Sequence[Event], after: Sequence[Event]) -> Difference:
    return difference(run_of(tmp_path, "a.jsonl", before), run_of(tmp_path, "b.jsonl", after))


def alpha(**verdicts: str) -> list[Event]:
    """A run of one target: short, raw and padded → verdict, or of padded the option."""
    about = {"good": GOOD, "short": SHORT, "raw": RAW, "padded": PADDED}
    told: list[Event] = [*opening(*(about[name] for name in verdicts)), started("alpha")]
    for name, verdict in verdicts.items():
        if name == "padded":
            told += answered("alpha", PADDED, "choice", option=verdict)
        else:
            told += answered("alpha", about[name], verdict)
    return told


def kinds(told: Difference) -> list[tuple[str, str]]:
    return [(one.kind, one.vector.id) for one in told.turned]


def test_a_run_does_not_differ_from_itself(tmp_path: Path) -> None:
    told = both(tmp_path, ordinary()[:-1], ordinary()[:-1])
    assert (told.brief, told.regressed, told.turned, told.came) == ("no difference", False, (), ())


@pytest.mark.parametrize(
    ("before", "after", "kind"),
    [
        ("pass", "fail", "new"),
        ("unsupported", "fail", "new"),
        ("fail", "pass", "fixed"),
        ("fail", "unsupported", "changed"),
        ("blocked", "fail", "changed"),
        ("skipped", "fail", "changed"),
        ("fail", "blocked", "changed"),
        ("pass", "warn", "changed"),
    ],
)
def test_what_a_turn_is(tmp_path: Path, before: str, after: str, kind: str) -> None:
    told = both(tmp_path, alpha(raw=before), alpha(raw=after))
    assert kinds(told) == [(kind, RAW.id)]
    assert told.regressed is (kind == "new")


def test_another_option_is_a_change(tmp_path: Path) -> None:
    told = both(tmp_path, alpha(padded="strict"), alpha(padded="lenient"))
    assert (kinds(told), told.regressed) == ([("changed", PADDED.id)], False)
    assert told.turned[0].said == "strict → lenient"


def test_vectors_come_and_go_without_a_regression(tmp_path: Path) -> None:
    told = both(tmp_path, alpha(good="pass", raw="pass"), alpha(good="pass", short="fail"))
    assert ([one.id for one in told.added], told.failing) == ([SHORT.id], 1)
    assert [one.id for one in told.removed] == [RAW.id]
    assert not told.regressed
    assert told.brief == "vectors added: 1, vectors removed: 1"


def test_a_vector_with_another_meaning_is_no_regression(tmp_path: Path) -> None:
    other = msgspec.structs.replace(RAW, steps=SHORT.steps)
    after = [*opening(other), started("alpha"), *answered("alpha", other, "fail")]
    told = both(tmp_path, alpha(raw="pass"), after)
    assert (told.redefined, told.regressed) == ((RAW.id,), False)
    assert kinds(told) == [("changed", RAW.id)]


def test_a_library_is_compared_with_its_next_release(tmp_path: Path) -> None:
    new = started("alpha==2.0")
    new = msgspec.structs.replace(new, hello=hello("alpha", version="2.0"))
    after = [*opening(RAW), new, started("beta"), *answered("alpha==2.0", RAW, "fail")]
    told = both(tmp_path, alpha(raw="pass"), after)
    assert told.pairs == (("alpha", "alpha==2.0"),)
    assert told.joined == ("beta",)
    assert told.regressed


def test_findings_of_robustness_come_and_go(tmp_path: Path) -> None:
    calm, upset = alpha(short="pass"), [*alpha(short="pass"), CRASH]
    assert both(tmp_path, calm, upset).brief == "1 new"
    assert both(tmp_path, upset, calm).brief == "1 fixed"


def test_a_finding_by_a_vector_that_was_not_there_is_no_regression(tmp_path: Path) -> None:
    told = both(tmp_path, alpha(raw="pass"), [*alpha(raw="pass", short="pass"), CRASH])
    assert ([one.kind for one in told.came], told.regressed) == (["changed"], False)
    gone = both(tmp_path, [*alpha(raw="pass", short="pass"), CRASH], alpha(raw="pass"))
    assert [one.kind for one in gone.came] == ["changed"]


def test_findings_of_fuzzing_come_and_go(tmp_path: Path) -> None:
    phase = Fuzzed(target="alpha", phase="random", documents=1, whole=True, seconds=1.0)
    calm: list[Event] = [*opening(), started("alpha"), phase]
    assert both(tmp_path, calm, [*fuzzed(), phase]).brief == "1 new"
    assert both(tmp_path, [*fuzzed(), phase], calm).brief == "1 changed", "chance has not met it"
    (finding,) = (one for one in fuzzed() if isinstance(one, Finding))
    for shows, brief in ((False, "1 fixed"), (True, "1 changed")):
        again = Replayed(target="alpha", fingerprint=finding.fingerprint, id="a-1", shows=shows)
        assert both(tmp_path, [*fuzzed(), phase], [*calm, again]).brief == brief


def test_findings_on_endpoints_are_new_from_must_on(tmp_path: Path) -> None:
    seen, remark = asked()
    assert isinstance(seen, EndpointSeen)
    assert isinstance(remark, EndpointFinding)
    note = msgspec.structs.replace(remark, level="note")
    calm = [*opening(), seen]
    assert both(tmp_path, calm, [*calm, remark]).regressed
    assert both(tmp_path, calm, [*calm, note]).brief == "1 changed"
    assert both(tmp_path, [*calm, remark], calm).brief == "1 fixed"


def run_diff(*arguments: str | Path) -> Result:
    return CliRunner().invoke(diff, [str(one) for one in arguments])


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    before = alpha(good="pass", short="pass", raw="fail", padded="strict")
    after = alpha(good="pass", short="fail", raw="pass", padded="lenient")
    return (
        written(tmp_path / "a.jsonl", [*before, FOOTER]),
        written(tmp_path / "b.jsonl", [*after, FOOTER]),
    )


def test_a_regression_exits_with_1_and_says_what(files: tuple[Path, Path]) -> None:
    result = run_diff(*files)
    assert result.exit_code == 1
    assert result.stdout.splitlines()[0] == "a.jsonl → b.jsonl: 1 new, 1 fixed, 1 changed"
    assert f"✗ alpha: The title of {SHORT.id} ({SHORT.id}), pass → fail" in result.stdout
    assert result.stdout.splitlines()[-1] == f"To read on: jwk-conformance show {SHORT.id}"
    assert result.stderr.startswith("jwk-conformance: 1 new, 1 fixed, 1 changed: ")


def test_the_way_back_has_a_regression_too_and_the_same_run_none(
    files: tuple[Path, Path],
) -> None:
    assert run_diff(files[1], files[0]).exit_code == 1
    same = run_diff(files[0], files[0])
    assert (same.exit_code, same.stdout) == (0, "a.jsonl → a.jsonl: no difference\n")


def test_markdown_and_json(files: tuple[Path, Path], tmp_path: Path) -> None:
    page = tmp_path / "comment.md"
    result = run_diff(*files, "--format", "json", "--markdown", page)
    made = json.loads(result.stdout)
    assert (made["regressed"], made["new"], made["fixed"], made["changed"]) == (True, 1, 1, 1)
    assert {one["vector"] for one in made["vectors"]} == {SHORT.id, RAW.id, PADDED.id}
    comment = page.read_text("utf-8")
    assert comment.startswith("## JSON Web Key conformance: 1 new, 1 fixed, 1 changed\n")
    assert run_diff(*files, "--format", "markdown").stdout == comment


def test_a_run_file_is_never_overwritten(files: tuple[Path, Path]) -> None:
    before = files[0].read_bytes()
    result = run_diff(*files, "--markdown", files[0])
    assert (result.exit_code, files[0].read_bytes()) == (2, before)


def test_runs_without_a_target_in_common_are_refused(tmp_path: Path) -> None:
    one = written(tmp_path / "a", [*opening(GOOD), started("alpha"), FOOTER])
    two = written(tmp_path / "b", [*opening(GOOD), started("beta"), FOOTER])
    result = run_diff(one, two)
    assert result.exit_code == 2
    assert "no target in common" in result.stderr


def test_what_is_redacted_is_not_told(files: tuple[Path, Path]) -> None:
    news = Finding(
        target="alpha",
        kind="deviation",
        fingerprint="alpha:deviation:x",
        said="alpha takes it",
        vectors=(SHORT.id,),
        severity="security",
    )
    files[1].write_bytes(files[1].read_bytes() + msgspec.json.encode(news) + b"\n")
    result = run_diff(*files, "--redact")
    assert SHORT.id not in result.stdout
    assert "withholds, and were not compared: 1" in result.stdout


def test_hostile_text_steers_nothing(tmp_path: Path) -> None:
    one = vector("ec-x", title=HOSTILE)
    before = [*opening(one), started("alpha"), *answered("alpha", one, "pass")]
    after = [*opening(one), started("alpha"), *answered("alpha", one, "fail", HOSTILE)]
    told = both(tmp_path, before, after)
    for shown in ("\n".join(text(told, "a", "b")), "\n".join(markdown(told, "a", "b"))):
        assert len(shown) < 5_000
        assert not {"\x00", "\x1b", "\u202e", "\ufffe"} & {*shown}
    assert "<b>" not in "\n".join(markdown(told, "a", "b"))


def test_a_target_that_cannot_be_started_any_more_is_a_regression(tmp_path: Path) -> None:
    lost = TargetFailed(target="alpha", what="It gave no hello.", hint="")
    told = both(tmp_path, alpha(raw="pass"), [*opening(RAW), lost])
    assert (told.pairs, told.lost, told.regressed) == ((), ("alpha",), True)
    assert told.brief == "targets gone: 1, could not be started: alpha"


def test_runs_by_two_profiles_are_not_compared(tmp_path: Path) -> None:
    places = []
    for profile in ("rfc", "strict"):
        header, *others = alpha(raw="pass")
        assert isinstance(header, Header)
        header = msgspec.structs.replace(header, profile=profile)
        places.append(written(tmp_path / f"{profile}.jsonl", [header, *others, FOOTER]))
    told = run_diff(*places)
    assert told.exit_code == 2
    assert "two profiles, rfc and strict" in told.output


@pytest.mark.parametrize("cut", ["a", "b"])
def test_a_run_that_was_cut_short_is_not_compared(tmp_path: Path, cut: str) -> None:
    places = {name: tmp_path / f"{name}.jsonl" for name in ("a", "b")}
    for name, place in places.items():
        written(place, alpha(raw="pass") + ([] if name == cut else [FOOTER]))
    told = run_diff(*places.values())
    assert told.exit_code == 2
    assert f"{cut}.jsonl ends before its footer" in told.output
