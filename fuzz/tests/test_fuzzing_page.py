"""The commands of docs/fuzzing.md, run as written, in the order written."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.once

ROOT = Path(__file__).resolve().parents[2]
BIN = Path(sys.executable).parent
EXPECTED = {
    "fuzz": 1, "report": 0, "replay": 1, "replay --target": 0, "replay --show": 0,
    "promote": 0, "baseline update": 0, "baseline check": 1,
}  # fmt: skip
"""Command → its exit code; the baseline's entries lack a why until somebody writes it."""


def test_every_command_does_what_the_page_says(tmp_path: Path) -> None:
    page = (ROOT / "docs" / "fuzzing.md").read_text("utf-8")
    lines = "".join(re.findall(r"```sh\n(.*?)```", page, re.S)).splitlines()
    environment = {**os.environ, "PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}"}
    ran = set()
    for line in lines:
        words = shlex.split(line.partition(" #")[0])
        option = next((word for word in words if word in ("--target", "--show")), "")
        name = " ".join((*words[1 : 3 if words[1] == "baseline" else 2], *[option] * bool(option)))
        done = subprocess.run(
            words, cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=300
        )
        shown = f"{line}\n{done.stdout[-800:]}\n{done.stderr[-800:]}"
        assert done.returncode == EXPECTED[name], shown
        assert "Traceback" not in done.stderr, shown
        ran.add(name)
    assert ran == set(EXPECTED)
    assert (tmp_path / "fuzz.html").exists()
