"""Badges: counts of one target, in words and colour, whatever it is called."""

from __future__ import annotations

import json
from pathlib import Path
from xml.etree import ElementTree as Xml

import pytest
from click.testing import CliRunner, Result

from jwk_conformance.event import Event, Fuzzed
from jwk_conformance.runfile import RunFileError, read
from jwk_reports.badge import Badge, badge, shields, svg
from jwk_reports.badge_command import badge as command
from jwk_reports.summary import summarise

from .helpers import FOOTER, GOOD, RAW, answered, done, opening, ordinary, started, written
from .test_sarif import HOSTILE, asked, fuzzed


def of(tmp_path: Path, told: list[Event], target: str | None = None) -> Badge:
    run = read(written(tmp_path / "run.jsonl", told))
    return badge(run, summarise(run), target)


def one(*told: Event) -> list[Event]:
    return [*opening(GOOD, RAW), started("alpha"), *told, done("alpha"), FOOTER]


def test_counts_and_no_percentage(tmp_path: Path) -> None:
    told = of(tmp_path, ordinary(), "alpha")
    assert told == Badge("1 pass, 1 fail, 1 warn, 1 finding", "red")
    assert of(tmp_path, ordinary(), "beta") == Badge("2 pass", "green")
    assert of(tmp_path, ordinary(), "gamma==9") == Badge("not started", "grey")


@pytest.mark.parametrize(
    ("verdict", "told"),
    [
        ("pass", Badge("1 pass", "green")),
        ("warn", Badge("0 pass, 1 warn", "yellow")),
        ("unsupported", Badge("nothing judged", "grey")),
    ],
)
def test_what_a_colour_means(tmp_path: Path, verdict: str, told: Badge) -> None:
    assert of(tmp_path, one(*answered("alpha", RAW, verdict))) == told


def test_a_run_that_was_cut_is_not_complete(tmp_path: Path) -> None:
    told = [*opening(GOOD), started("alpha"), *answered("alpha", GOOD, "pass")]
    assert of(tmp_path, told) == Badge("1 pass, not complete", "grey")


def test_endpoints_and_fuzzing_have_badges(tmp_path: Path) -> None:
    assert of(tmp_path, [*opening(), *asked(), FOOTER]) == Badge("1 must", "red")
    seen, _ = asked()
    assert of(tmp_path, [*opening(), seen, FOOTER]) == Badge("0 findings", "green")
    phase = Fuzzed(target="alpha", phase="random", documents=1, whole=True, seconds=1.0)
    assert of(tmp_path, [*fuzzed(), phase, done("alpha"), FOOTER]) == Badge("1 finding", "red")


def test_several_targets_need_a_name(tmp_path: Path) -> None:
    with pytest.raises(RunFileError, match="is about 3 targets"):
        of(tmp_path, ordinary())
    with pytest.raises(RunFileError, match=r"has no target 'delta'\. It has: alpha, beta"):
        of(tmp_path, ordinary(), "delta")


def test_the_picture_says_its_words_as_text() -> None:
    root = Xml.fromstring(svg(Badge("2 pass", "green")))
    assert root.get("aria-label") == "JWK conformance: 2 pass"
    assert root.get("role") == "img"
    texts = root.findall(".//{http://www.w3.org/2000/svg}text")
    assert [text.text for text in texts] == ["JWK conformance", "2 pass"]
    assert int(root.get("width", "0")) == sum(
        int(text.get("textLength", "")) + 12 for text in texts
    )


def test_shields_reads_its_own_schema() -> None:
    assert json.loads(shields(Badge("nothing judged", "grey"))) == {
        "schemaVersion": 1,
        "label": "JWK conformance",
        "message": "nothing judged",
        "color": "lightgrey",
    }


def test_hostile_words_stay_words() -> None:
    told = Badge(HOSTILE, "red")
    picture = svg(told)
    Xml.fromstring(picture)
    assert "<b>" not in picture
    assert len(picture) < 2_000
    assert not {"\x00", "\x1b", "\u202e", "\ufffe"} & {
        *picture,
        *json.loads(shields(told))["message"],
    }


def run_badge(*arguments: str | Path) -> Result:
    return CliRunner().invoke(command, [str(argument) for argument in arguments])


def test_both_files_are_written(tmp_path: Path) -> None:
    path = written(tmp_path / "run.jsonl", ordinary())
    picture, document = tmp_path / "b.svg", tmp_path / "b.json"
    result = run_badge(path, "--target", "beta", "--svg", picture, "--shields", document)
    assert result.exit_code == 0, result.output
    assert result.stdout == f"{picture}: 2 pass\n{document}: 2 pass\n"
    assert json.loads(document.read_text("utf-8"))["message"] == "2 pass"


def test_bad_input_is_a_line_and_exit_code_2(tmp_path: Path) -> None:
    path = written(tmp_path / "run.jsonl", ordinary())
    before = path.read_bytes()
    for arguments in ((path,), (path, "--target", "beta", "--svg", path)):
        result = run_badge(*arguments)
        assert (result.exit_code, result.stderr.count("\n")) == (2, 1)
    assert path.read_bytes() == before
