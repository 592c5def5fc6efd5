"""The event stream: its schema, and run files read back."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from jwk_conformance import event_schema
from jwk_conformance.runfile import RunFileError, RunWriter, read

from .zoo_library import bad, examine, good, launch_member


def test_the_committed_schema_is_that_of_the_types() -> None:
    assert event_schema.FILE.read_text("utf-8") == event_schema.rendered()


def test_every_event_of_a_run_fits_the_schema_and_is_read_back(tmp_path: Path) -> None:
    seen = examine(launch_member(tmp_path, "LeaksKeyError"), good("good"), bad("bad"))
    path = tmp_path / "run.jsonl"
    with RunWriter(path) as write:
        for event in seen.events:
            write(event)
    validator = Draft202012Validator(event_schema.event_schema())
    for line in path.read_bytes().splitlines():
        assert [error.message for error in validator.iter_errors(json.loads(line))] == []
    run = read(path)
    assert run.footer == seen.footer
    assert {vector for _, vector in run.verdicts} == set(seen.verdicts)
    assert run.findings == seen.findings


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "empty"),
        ("{}\n", "line 1"),
        ('{"event":"footer","exit_code":0,"reason":"","ended":"","seconds":0}\n', "header"),
    ],
)
def test_what_is_no_run_file_is_named(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "run.jsonl"
    path.write_text(text)
    with pytest.raises(RunFileError, match=said):
        read(path)


def test_a_missing_run_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(RunFileError, match="cannot read"):
        read(tmp_path / "nowhere.jsonl")
