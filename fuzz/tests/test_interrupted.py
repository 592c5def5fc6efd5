"""Ctrl-C: what was found so far is kept, in the run file and in replay files."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from jwk_conformance.runfile import read
from jwk_fuzz.command import fuzz
from jwk_fuzz.minimise import Minimiser
from jwk_fuzz.replay_file import load

ZOO = Path(__file__).parent / "zoo"
BIN = Path(sys.executable).parent


ARGUMENTS = (
    "fuzz",
    "py:member:FoldsTheCase",
    "--kty",
    "EC",
    "--mutation",
    "crv: in the other case",
)


def kept(tmp_path: Path) -> list[Path]:
    """The replay files, one for each finding of a whole run file that says 130."""
    run = read(tmp_path / "fuzz.jsonl")
    assert run.footer is not None
    assert run.footer.exit_code == 130
    replays = list((tmp_path / "replays").glob("*.json"))
    assert len(replays) == len(run.examples) == len(run.findings)
    return replays


def outputs(tmp_path: Path) -> list[str]:
    return ["-o", str(tmp_path / "fuzz.jsonl"), "--replays", str(tmp_path / "replays")]


def test_a_campaign_that_is_interrupted_ends_in_order(tmp_path: Path) -> None:
    arguments = [*ARGUMENTS, "--mutation", "x: *", "--max-time", "120", *outputs(tmp_path)]
    with subprocess.Popen(
        [str(BIN / "jwk-conformance"), *arguments],
        cwd=ZOO,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
        stderr=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        text=True,
    ) as process:
        assert process.stderr is not None
        said = process.stderr.readline()  # who answers: the campaign has begun
        process.send_signal(signal.SIGINT)
        said += process.stderr.read()
        assert process.wait(60) == 130, said
    assert "Traceback" not in said
    kept(tmp_path)


def test_what_was_found_before_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(self: Minimiser) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Minimiser, "run", interrupt)
    monkeypatch.chdir(ZOO)
    arguments = [*ARGUMENTS[1:], "--max-documents", "60", *outputs(tmp_path)]
    done = CliRunner().invoke(fuzz, arguments)
    assert done.exit_code == 130, done.output
    assert "interrupted; 1 finding so far" in done.output
    (path,) = kept(tmp_path)
    assert load(path).example.mutations == ("crv: in the other case",)
