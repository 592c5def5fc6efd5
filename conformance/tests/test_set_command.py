"""Sets from outside: run, pytest, show and vectors, with a frozen set and newer vectors."""

from __future__ import annotations

import datetime
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import msgspec
import pytest

from jwk_conformance.command import record
from jwk_conformance.runfile import read
from jwk_vectors import load_folder
from jwk_vectors.model import Correction, Dispute, FrozenSet, Vector, VectorFile
from jwk_vectors.sets import meaning

from .test_command_line import LEDGER, SEARCHED, call, last_line
from .zoo_library import CONTROL, PRINT_CONTROL, bad, good

DAY = datetime.date(2026, 11, 24)


def of(name: str, vector: Vector) -> Vector:
    return msgspec.structs.replace(vector, set=name)


FROZEN = [of("2026.1", one) for one in (CONTROL, PRINT_CONTROL, good("good-1"))]
LATER = [of("2026.2", bad("bad-1")), of("experimental", bad("bad-2", "no JSON"))]
ALL = (*FROZEN, *LATER)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder of vectors with a frozen set, as `vectors export` lays it out."""
    place = tmp_path / "library"
    for name in ("vectors", "ledger", "sets"):
        (place / name).mkdir(parents=True)
    (place / "ledger" / "zoo.toml").write_text(LEDGER)
    (place / "choices.toml").write_text("")
    file = VectorFile(format=1, title="zoo", vectors=ALL)
    (place / "vectors" / "zoo.json").write_bytes(msgspec.json.encode(file))
    digests = {one.id: meaning(one) for one in FROZEN}
    frozen = FrozenSet(set="2026.1", frozen=DAY, vectors=digests)
    (place / "sets" / "2026.1.json").write_bytes(msgspec.json.encode(frozen))
    return place


@pytest.mark.parametrize(
    ("wanted", "code", "said", "vectors"),
    [
        ([], 0, "as expected (not scored: 2 failing vectors)", 5),
        (["--set", "2026.1"], 0, "as expected", 3),
        (["--set", "latest"], 0, "as expected", 3),
        (["--set", "next"], 1, "1 finding (1 vector), 0 robustness findings", 4),
        (["--set", "experimental"], 0, "as expected (not scored: 1 failing vector)", 2),
        (["--set", "2026.2"], 2, "the set 2026.2 is not frozen yet", 0),
    ],
)
def test_run_takes_a_set(
    tmp_path: Path, folder: Path, wanted: list[str], code: int, said: str, vectors: int
) -> None:
    done = call("run", "py:zoo:AcceptsEverything", "--vectors", folder, *wanted, cwd=tmp_path)
    assert done.returncode == code, done.stderr
    assert said in last_line(done)
    if vectors:
        assert read(tmp_path / "run.jsonl").header.vectors == vectors
    if not wanted:
        assert "newer than 2026.1, not scored: 1 fail" in done.stdout
        assert "experimental, not scored: 1 fail" in done.stdout
        assert "✗" not in done.stdout


def test_a_project_sets_the_set(tmp_path: Path, folder: Path) -> None:
    (tmp_path / "jwk-conformance.toml").write_text('set = "next"\n')
    told = ("run", "py:zoo:AcceptsEverything", "--vectors", folder)
    assert call(*told, cwd=tmp_path).returncode == 1
    assert call(*told, "--set", "", cwd=tmp_path).returncode == 0


def through_pytest(cwd: Path, folder: Path, *options: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-rx", "--pyargs",
         "jwk_conformance", "--jwk-target", "py:zoo:AcceptsEverything", "--jwk-vectors",
         str(folder), *options],
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": SEARCHED},
        capture_output=True,
        text=True,
        timeout=120,
    )  # fmt: skip
    return done.stdout + done.stderr


def test_in_pytest_what_is_not_scored_fails_as_expected(tmp_path: Path, folder: Path) -> None:
    said = through_pytest(tmp_path, folder)
    assert "3 passed, 2 xfailed" in said
    assert "newer than 2026.1: jwk.thumbprint was accepted" in said
    assert "3 passed in" in through_pytest(tmp_path, folder, "--jwk-set", "2026.1")
    assert "1 failed, 3 passed" in through_pytest(tmp_path, folder, "--jwk-set", "next")
    assert "there is no set 'soon'" in through_pytest(tmp_path, folder, "--jwk-set", "soon")


def test_check_tells_what_departs_from_a_frozen_set(tmp_path: Path, folder: Path) -> None:
    assert call("vectors", "check", folder, cwd=tmp_path).returncode == 0
    changed = msgspec.structs.replace(FROZEN[2], otherwise="warn")
    file = VectorFile(format=1, title="zoo", vectors=(*FROZEN[:2], changed))
    (folder / "vectors" / "zoo.json").write_bytes(msgspec.json.encode(file))
    done = call("vectors", "check", folder, cwd=tmp_path)
    assert done.returncode == 2
    assert "good-1: it means something else than in 2026.1" in done.stdout + done.stderr


def test_export_takes_a_set(tmp_path: Path) -> None:
    done = call("vectors", "export", "out", "--set", "next", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    library = load_folder(tmp_path / "out")
    assert "experimental" not in {vector.set for vector in library.vectors}
    assert len(library.vectors) > 4000
    assert call("vectors", "check", "out", cwd=tmp_path).returncode == 0
    done = call("vectors", "export", "other", "--set", "soon", cwd=tmp_path)
    assert done.returncode == 2
    assert not (tmp_path / "other").exists()


def test_show_lists_sets_corrections_and_disputes(tmp_path: Path) -> None:
    for name in ("sets", "corrections", "disputes"):
        done = call("show", name, cwd=tmp_path)
        assert done.returncode == 0, done.stderr
        assert done.stdout.strip()


def test_what_show_tells_of_corrections_and_disputes(folder: Path) -> None:
    library = load_folder(folder)
    assert list(record.sets(library)) == [
        "2026.1: 3 vectors, frozen on 2026-11-24",
        "2026.2: 1 vector, open: it may change",
        "experimental: 1 vector, never scored",
    ]
    correction = Correction(
        date=DAY,
        vectors=("good-*",),
        was="Wrong.",
        now="Right.",
        by="A. Reader",
        digests={"good-1": ("0", "1")},
    )
    told = list(record.corrections(replace(library, corrections=(correction,))))
    assert told == [
        "2026-11-24: good-* (1)",
        "was       Wrong.",
        "now       Right.",
        "reported  by A. Reader",
    ]
    dispute = Dispute(
        by="Lib's maintainers",
        date=DAY,
        reason="As we read it.",
        state="rejected",
        targets=("lib",),
        url="https://example.org/1",
        answer="The text is plain.",
    )
    about = msgspec.structs.replace(FROZEN[2], disputes=(dispute,))
    told = list(record.disputes(replace(library, vectors=(about,))))
    assert told == [
        "disputed  by Lib's maintainers on 2026-11-24 for lib: rejected",
        "          As we read it. (https://example.org/1)",
        "          answer: The text is plain.",
        "vector    good-1: good-1",
    ]
