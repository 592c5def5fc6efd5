"""The published report: what is committed, and how it is held to its run file."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import msgspec
import pytest

from jwk_conformance.event import Evidence
from jwk_conformance.protocol import Observation
from jwk_conformance.runfile import RunFileError, events, read
from jwk_conformance.target.spec import Release, parse
from jwk_reports import publish
from jwk_reports.disclosure import load

from .helpers import GOOD, RAW, SHORT, hello, ordinary, started, written

COMMITTED = Path(__file__).parents[1] / "published"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A published report of the ordinary run."""
    (tmp_path / publish.DISCLOSURE).write_text("")
    run = read(written(tmp_path / "run.jsonl", ordinary()))
    run = publish.publishable(run, ["run", "alpha"], tmp_path)
    (tmp_path / publish.RUN).write_bytes(publish.packed(run))
    assert publish.main(["render", str(tmp_path)]) == 0
    return tmp_path


def test_a_run_is_the_same_when_it_was_written_and_read(tmp_path: Path) -> None:
    run = read(written(tmp_path / "run.jsonl", ordinary()))
    again = read(written(tmp_path / "again.jsonl", events(run)))
    assert replace(again, path=run.path) == run


def test_a_packed_run_file_is_a_run_file(folder: Path) -> None:
    run = read(folder / publish.RUN)
    assert run.header.command == ("run", "alpha")
    assert run.verdicts["alpha", SHORT.id].verdict == "withheld"
    assert run.verdicts["beta", SHORT.id].verdict == "pass"


def test_newest_releases_come_first() -> None:
    releases = {"a==1.9": "1.9", "b": "1", "a": "1.10"}
    targets = {
        target: msgspec.structs.replace(started(target), hello=hello(target[0], version=version))
        for target, version in releases.items()
    }
    assert list(publish.in_order(targets)) == ["a", "a==1.9", "b"]


def test_a_damaged_one_is_told_in_one_line(folder: Path) -> None:
    path = folder / publish.RUN
    path.write_bytes(path.read_bytes()[:-20])
    with pytest.raises(RunFileError, match="cannot be unpacked"):
        read(path)


def test_what_is_as_it_should_be_passes(folder: Path) -> None:
    assert publish.main(["check", str(folder)]) == 0


@pytest.mark.parametrize("name", publish.PAGES)
def test_a_page_that_was_changed_is_found(
    folder: Path, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    page = folder / name
    page.write_text(page.read_text("utf-8").replace("alpha", "omega", 1), "utf-8")
    assert publish.main(["check", str(folder)]) == 1
    assert f"{name} is not what" in capsys.readouterr().err


def test_data_that_was_changed_are_found(folder: Path) -> None:
    page = folder / "report.html"
    plain = publish.unpacked(page.read_text("utf-8"))
    assert '"names":["fail"' in plain
    other = (folder / "report.md").read_text("utf-8")
    page.write_text(plain, "utf-8")
    assert publish.main(["check", str(folder)]) == 0, "however the data are packed"
    page.write_text(plain.replace('"names":["fail"', '"names":["pass"'), "utf-8")
    assert publish.main(["check", str(folder)]) == 1
    assert other == (folder / "report.md").read_text("utf-8")


def test_a_run_file_that_tells_too_much_is_found(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    whole = read(folder / "run.jsonl")
    (folder / publish.RUN).write_bytes(publish.packed(whole))
    assert publish.main(["render", str(folder)]) == 0
    assert publish.main(["check", str(folder)]) == 1
    assert "withholds" in capsys.readouterr().err


def test_only_what_chance_makes_is_left_out_of_the_evidence(folder: Path) -> None:
    run = read(folder / "run.jsonl")
    made = Observation(outcome="accepted", facts={"jws": "e30..c2ln"}, micros=5)
    bare = Observation(outcome="rejected", micros=7)
    for vector, seen in ((GOOD, made), (SHORT, made), (RAW, bare)):
        run.evidence["beta", vector.id] = Evidence(
            target="beta", vector=vector.id, steps=(seen,) * len(vector.steps)
        )
    run.verdicts["beta", SHORT.id] = msgspec.structs.replace(
        run.verdicts["beta", SHORT.id], verdict="fail"
    )
    short = publish.lean(run).evidence
    assert ("beta", GOOD.id) not in short
    assert short["beta", SHORT.id].steps[0].facts == made.facts
    assert short["beta", RAW.id].steps[0] == msgspec.structs.replace(bare, micros=0)


@pytest.mark.parametrize("words", [[], ["build"], ["publish", "."], ["check", ".", "."]])
def test_wrong_words_are_answered_with_the_right_ones(
    words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert publish.main(words) == 2
    assert "build|render|check" in capsys.readouterr().err


def test_a_folder_without_a_report_is_told_in_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert publish.main(["render", str(tmp_path)]) == 2
    assert "cannot read the run file" in capsys.readouterr().err


def test_the_committed_lists_can_be_read() -> None:
    load(COMMITTED / publish.DISCLOSURE)
    for one in publish.older(COMMITTED):
        assert isinstance(parse(one.target), Release)
        assert one.why
