"""The worked examples of CONTRIBUTING.md, followed to the letter in a copy of the sources."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.once

ROOT = Path(__file__).resolve().parents[2]
BIN = Path(sys.executable).parent
ROOMS = ("conformance", "vectors", "fuzz", "reports")
BLOCK = re.compile(r"^```(?P<kind>\w+)\n(?P<text>.*?)^```$", re.M | re.S)
PLACE = re.compile(r"(?P<added>[Aa]dded to\s+)?`(?P<path>[\w./]+)`:\s*$")
SECTIONS = {
    title: body
    for title, _, body in (
        part.partition("\n")
        for part in re.split(r"^## ", (ROOT / "CONTRIBUTING.md").read_text("utf-8"), flags=re.M)[1:]
    )
}


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The sources, where an example may change them."""
    for room in ROOMS:
        shutil.copytree(
            ROOT / room, tmp_path / room, ignore=shutil.ignore_patterns("__pycache__", "published")
        )
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def write_files(section: str, copy: Path) -> list[Path]:
    """Every block that is not of commands goes where the words before it say."""
    written = []
    for block in BLOCK.finditer(section):
        if block["kind"] == "sh":
            continue
        place = PLACE.search(section[: block.start()])
        assert place, f"nothing says where this goes: {block['text'][:60]}"
        path = copy / place["path"]
        before = path.read_text("utf-8") + "\n\n" if place["added"] else ""
        path.write_text(before + block["text"], "utf-8")
        written.append(path)
    return written


@pytest.mark.parametrize("title", SECTIONS)
def test_the_example_works_as_it_stands(title: str, copy: Path) -> None:
    section = SECTIONS[title]
    assert write_files(section, copy)
    environment = {
        **os.environ,
        "PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}",
        "PYTHONPATH": os.pathsep.join(str(copy / room) for room in ROOMS),
    }
    commands = [block["text"] for block in BLOCK.finditer(section) if block["kind"] == "sh"]
    lines = "".join(commands).splitlines()
    assert len(lines) >= 2
    for line in lines:
        done = subprocess.run(
            line,
            shell=True,
            cwd=copy,
            env=environment,
            capture_output=True,
            text=True,
            timeout=300,
        )
        assert done.returncode == 0, f"{line}\n{done.stdout[-2000:]}\n{done.stderr[-2000:]}"


def test_the_examples_are_those_that_people_ask_for() -> None:
    assert list(SECTIONS) == [
        "Add a vector",
        "Dispute a verdict, and mend one",
        "Add a rule",
        "Add an adapter",
    ]
