"""Finding the Python that a target is to run under."""

from __future__ import annotations

import functools
import json
import os
import platform
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from jwk_conformance.target import uv
from jwk_conformance.target.environment import NoInterpreterError, ProvisionError

OLDEST = (3, 10)
"""Adapters need this Python or a later one."""
LATER = 6
"""How many minor versions are looked for, from the oldest that will do."""

_NAMED = re.compile(r"(?P<kind>c?python|pypy|graalpy)(?P<version>\d+(?:\.\d+){0,2})?")
_ABOUT = """
import json, platform, sys
print(json.dumps({
    "path": getattr(sys, "_base_executable", None) or sys.executable,
    "kind": platform.python_implementation().lower(),
    "version": list(sys.version_info[:3]),
}))
"""


@dataclass(frozen=True)
class Interpreter:
    """A Python outside any virtual environment."""

    path: Path
    kind: str
    """Lower case: cpython, pypy, graalvm."""
    version: tuple[int, int, int]

    @property
    def tag(self) -> str:
        """Short, for names of folders: cpython3.11."""
        return f"{self.kind}{self.version[0]}.{self.version[1]}"

    def __str__(self) -> str:
        name = {"cpython": "Python", "pypy": "PyPy"}.get(self.kind, self.kind)
        return f"{name} {'.'.join(map(str, self.version))}"


def find(wanted: str | None) -> Interpreter:
    """The interpreter a target names; the running one where it names none.

    Raises ProvisionError where there is none, or it is too old for adapters.
    """
    if wanted is None:
        return running()
    found = _at(Path(wanted).expanduser()) if "/" in wanted else _named(wanted)
    if found is None:
        raise ProvisionError(
            f"No interpreter {wanted} was found: looked at {_places(wanted)}.",
            "Install it, or name another (python3.12/NAME, or a path: /usr/bin/python3/NAME).",
        )
    if found.version[:2] < OLDEST:
        raise ProvisionError(
            f"{found} ({found.path}) is too old: adapters need Python "
            f"{'.'.join(map(str, OLDEST))} or later.",
            "Name a newer interpreter, such as python3.12/NAME.",
        )
    return found


def at_least(version: str) -> str | None:
    """The name of an interpreter for what needs Python `version`, such as 3.12, or a later one.

    None where the running one will do; otherwise the oldest there is. Raises NoInterpreterError.
    """
    major, minor = (int(part) for part in version.split("."))
    if running().version[:2] >= (major, minor):
        return None
    for one in range(minor, minor + LATER):
        if _named(f"python{major}.{one}") is not None:
            return f"python{major}.{one}"
    raise NoInterpreterError(
        f"It needs Python {version} or later, and there is none: looked at "
        f"{_places(f'python{version}')}.",
        f"Install one, or name its path: /PATH/TO/python{version}/NAME.",
    )


@functools.cache
def running() -> Interpreter:
    """The interpreter this is, without the virtual environment around it."""
    base = Path(getattr(sys, "_base_executable", None) or sys.executable)
    version = sys.version_info
    return Interpreter(
        Path(os.path.realpath(base)),
        platform.python_implementation().lower(),
        (version.major, version.minor, version.micro),
    )


def _named(wanted: str) -> Interpreter | None:
    match = _NAMED.fullmatch(wanted)
    if match is None:
        return None
    kind = {"python": "cpython", "graalpy": "graalvm"}.get(match["kind"], match["kind"])
    version = tuple(int(part) for part in (match["version"] or "3").split("."))

    def fits(one: Interpreter) -> bool:
        return one.kind == kind and one.version[: len(version)] == version

    if fits(running()):
        return running()
    for path in _candidates(match["kind"], ".".join(map(str, version))):
        found = _at(path)
        if found is not None and fits(found):
            return found
    return None


def _candidates(kind: str, version: str) -> Iterator[Path]:
    """Where an interpreter may be: where uv finds one, then in pyenv's folders.

    pyenv's shims are on the search path and fail unless the version is exported; the
    interpreters behind them work always.
    """
    name = kind.removeprefix("c") if kind == "cpython" else kind
    request = f"{'cpython' if name == 'python' else name}@{version}"
    answer = uv.run(["python", "find", "--no-project", request], folder=Path("/"))
    if answer.ok and answer.printed.strip():
        yield Path(answer.printed.strip())
    folders = [one for one in pyenv_versions().glob("*") if one.is_dir()]
    for folder in sorted(folders, key=_numbers, reverse=True):
        yield folder / "bin" / f"{name}{version}"
        yield folder / "bin" / name


def pyenv_versions() -> Path:
    """The folder in which pyenv keeps interpreters."""
    return Path(os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv") / "versions"


def _numbers(folder: Path) -> tuple[int, ...]:
    return tuple(int(part) for part in re.findall(r"\d+", folder.name))


def _places(wanted: str) -> str:
    if "/" in wanted:
        return str(Path(wanted).expanduser())
    return f"the search path, uv's own interpreters and {pyenv_versions()}"


def _at(path: Path) -> Interpreter | None:
    """The interpreter a program is, if it is one that starts."""
    if not path.is_file():
        return None
    try:
        done = subprocess.run(
            [path, "-I", "-c", _ABOUT], capture_output=True, timeout=30, check=True, text=True
        )
        about = json.loads(done.stdout)
    except (OSError, subprocess.SubprocessError, ValueError):
        return None
    major, minor, micro = about["version"]
    return Interpreter(Path(os.path.realpath(about["path"])), about["kind"], (major, minor, micro))
