"""`report`, as it is typed: what it writes, what it says, and what it leaves alone."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from jwk_reports.command import report

from .helpers import GOOD, opening, ordinary, started, written


def run_report(*args: str | Path) -> Result:
    return CliRunner().invoke(report, [str(arg) for arg in args])


@pytest.fixture
def run_file(tmp_path: Path) -> Path:
    return written(tmp_path / "run.jsonl", ordinary())


def test_html_is_written_beside_the_run_file_by_default(run_file: Path) -> None:
    result = run_report(run_file)
    page = run_file.with_suffix(".html")
    assert (result.exit_code, result.stdout) == (0, f"report: {page}\n")
    assert page.read_text("utf-8").startswith("<!DOCTYPE html>")
    assert sorted(path.name for path in run_file.parent.iterdir()) == ["run.html", "run.jsonl"]


def test_both_forms_at_once_in_a_new_folder(run_file: Path) -> None:
    folder = run_file.parent / "new" / "folder"
    result = run_report(run_file, "--html", folder / "a.html", "--markdown", folder / "a.md")
    assert result.exit_code == 0
    assert (folder / "a.md").read_text("utf-8").startswith("## JSON Web Key conformance")
    assert (folder / "a.html").exists()


def test_a_truncated_run_is_reported_all_the_same(tmp_path: Path) -> None:
    path = written(tmp_path / "run.jsonl", [*opening(GOOD), started("alpha")])
    path.write_bytes(path.read_bytes()[:-20])
    assert run_report(path).exit_code == 0
    assert "truncated" in path.with_suffix(".html").read_text("utf-8")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "is empty: no run was written to it"),
        (b"not json\n", "line 1: no event of a run"),
        (b'{"event":"footer","exit_code":0,"reason":"","ended":"","seconds":1}\n', "header"),
    ],
)
def test_what_is_no_run_file_is_one_line_and_exit_code_2(
    tmp_path: Path, content: bytes, said: str
) -> None:
    path = tmp_path / "run.jsonl"
    path.write_bytes(content)
    result = run_report(path)
    assert result.exit_code == 2
    assert result.stderr.startswith("jwk-conformance: ")
    assert said in result.stderr
    assert result.stderr.count("\n") == 1
    assert not path.with_suffix(".html").exists()


def test_a_missing_run_file_is_named(tmp_path: Path) -> None:
    result = run_report(tmp_path / "nowhere.jsonl")
    assert result.exit_code == 2
    assert "nowhere.jsonl: No such file" in result.stderr


def test_a_failed_run_leaves_the_old_report_alone(run_file: Path) -> None:
    page = run_file.with_suffix(".html")
    page.write_text("old")
    run_file.write_bytes(b"")
    assert run_report(run_file).exit_code == 2
    assert page.read_text() == "old"


def test_a_folder_that_cannot_be_written_is_named(run_file: Path) -> None:
    place = run_file / "report.html"  # below a file: not even root can write there
    result = run_report(run_file, "--html", place)
    assert result.exit_code == 2
    assert f"jwk-conformance: cannot write the report {place}" in result.stderr


def test_a_folder_in_the_place_of_the_report_is_named(run_file: Path) -> None:
    result = run_report(run_file, "--html", run_file.parent)
    assert result.exit_code == 2
    assert "Is a directory" in result.stderr


def test_a_disk_that_fills_up_leaves_the_old_report_whole(
    run_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = run_file.with_suffix(".html")
    page.write_text("old")

    def half(path: Path, content: bytes) -> int:
        with path.open("wb") as file:
            file.write(content[:100])
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", half)
    result = run_report(run_file)
    assert result.exit_code == 2
    assert "No space left on device" in result.stderr
    assert page.read_text() == "old"
    assert sorted(path.name for path in run_file.parent.iterdir()) == ["run.html", "run.jsonl"]


def test_the_run_file_is_never_overwritten(run_file: Path) -> None:
    before = run_file.read_bytes()
    result = run_report(run_file, "--markdown", run_file)
    assert result.exit_code == 2
    assert "would overwrite the run file" in result.stderr
    assert run_file.read_bytes() == before


def test_a_device_is_written_to_and_not_replaced(run_file: Path) -> None:
    result = run_report(run_file, "--markdown", "/dev/null")
    assert result.exit_code == 0
    assert Path("/dev/null").is_char_device()
