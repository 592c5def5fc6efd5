"""Finding the Python that a target is to run under."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import pytest

from jwk_conformance.target import interpreter
from jwk_conformance.target.environment import NoInterpreterError, ProvisionError


def pretend(file: Path, kind: str, version: tuple[int, int, int]) -> Path:
    """A program that answers as an interpreter of that version would."""
    about = json.dumps({"path": str(file), "kind": kind, "version": version})
    return program(file, f"echo '{about}'")


def program(file: Path, script: str) -> Path:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(f"#!/bin/sh\n{script}\n")
    file.chmod(0o755)
    return file


@pytest.fixture
def pyenv(alone: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A pyenv whose shims fail, as they do unless the version is exported."""
    shim = program(tmp_path / "shims" / "python3.47", "echo 'command not found' >&2; exit 127")
    monkeypatch.setenv("PATH", f"{shim.parent}:/usr/bin:/bin")
    monkeypatch.setenv("PYENV_ROOT", str(tmp_path / "pyenv"))
    return tmp_path / "pyenv" / "versions"


def test_no_name_means_the_running_interpreter_outside_its_virtual_environment() -> None:
    found = interpreter.find(None)
    assert found.version == sys.version_info[:3]
    assert not (found.path.parent.parent / "pyvenv.cfg").exists()


def test_the_running_interpreter_is_taken_where_its_version_fits() -> None:
    name = f"python{sys.version_info[0]}.{sys.version_info[1]}"
    assert interpreter.find(name) == interpreter.running()
    assert interpreter.find("python3") == interpreter.running()


def test_an_interpreter_is_found_by_its_path() -> None:
    assert interpreter.find(sys.executable) == interpreter.running()


def test_an_interpreter_behind_a_failing_shim_is_found_newest_first(pyenv: Path) -> None:
    pretend(pyenv / "3.47.9" / "bin" / "python3.47", "cpython", (3, 47, 9))
    newest = pretend(pyenv / "3.47.10" / "bin" / "python3.47", "cpython", (3, 47, 10))
    found = interpreter.find("python3.47")
    assert found == interpreter.Interpreter(newest, "cpython", (3, 47, 10))
    assert str(found) == "Python 3.47.10"
    assert found.tag == "cpython3.47"


def test_an_exact_version_is_found_where_newer_ones_exist(pyenv: Path) -> None:
    older = pretend(pyenv / "3.47.9" / "bin" / "python3.47", "cpython", (3, 47, 9))
    pretend(older.with_name("python"), "cpython", (3, 47, 9))
    pretend(pyenv / "3.47.10" / "bin" / "python", "cpython", (3, 47, 10))
    assert interpreter.find("python3.47.9").version == (3, 47, 9)


def test_another_implementation_is_told_apart(pyenv: Path) -> None:
    pretend(pyenv / "pypy3.47-7.3" / "bin" / "python", "pypy", (3, 47, 0))
    pypy = pretend(pyenv / "pypy3.47-7.3" / "bin" / "pypy3.47", "pypy", (3, 47, 0))
    assert interpreter.find("pypy3.47").path == pypy
    with pytest.raises(ProvisionError):
        interpreter.find("python3.47")


def test_a_missing_interpreter_is_named_with_the_places_looked_at(pyenv: Path) -> None:
    with pytest.raises(ProvisionError) as caught:
        interpreter.find("python3.47")
    assert caught.value.what == (
        "No interpreter python3.47 was found: looked at the search path, uv's own interpreters "
        f"and {pyenv}."
    )
    with pytest.raises(ProvisionError, match=r"looked at /nowhere/python3\."):
        interpreter.find("/nowhere/python3")


def test_an_interpreter_too_old_for_adapters_is_refused(pyenv: Path) -> None:
    pretend(pyenv / "2.7.18" / "bin" / "python2.7", "cpython", (2, 7, 18))
    with pytest.raises(ProvisionError, match=r"too old: adapters need Python 3\.10 or later"):
        interpreter.find("python2.7")


def test_a_program_that_is_no_interpreter_is_not_taken_for_one(tmp_path: Path) -> None:
    liar = program(tmp_path / "python3", "echo hello")
    assert os.access(liar, os.X_OK)
    with pytest.raises(ProvisionError, match="No interpreter"):
        interpreter.find(str(liar))


def test_what_the_running_interpreter_can_do_needs_no_other() -> None:
    assert interpreter.at_least("3.10") is None


def test_a_library_that_needs_a_later_python_gets_the_oldest_there_is(pyenv: Path) -> None:
    for minor in (48, 49):
        file = pyenv / f"3.{minor}.0" / "bin" / f"python3.{minor}"
        pretend(file, "cpython", (3, minor, 0))
    assert interpreter.at_least("3.47") == "python3.48"


def test_no_python_that_is_late_enough_is_said_with_the_places_looked_at(pyenv: Path) -> None:
    with pytest.raises(NoInterpreterError) as refused:
        interpreter.at_least("3.47")
    assert "needs Python 3.47 or later, and there is none" in refused.value.what
    assert str(pyenv) in refused.value.what
