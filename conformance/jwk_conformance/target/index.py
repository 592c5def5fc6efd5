"""Asking the package index which releases there are and how they resolve."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

from jwk_conformance.target import uv
from jwk_conformance.target.interpreter import Interpreter

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

_FOREVER = "2999-01-01T00:00:00Z"


@dataclass(frozen=True)
class Package:
    """One release that was chosen, with the files that fit the interpreter."""

    name: str
    """Normalised."""
    version: str
    uploaded: datetime | None
    """When its first file was published; None where the index does not tell."""
    has_wheel: bool
    """Whether it installs without being built."""


@dataclass(frozen=True)
class Lock:
    """A resolution: the standard lock file (PEP 751) and what stands in it."""

    text: str
    packages: tuple[Package, ...]

    def package(self, name: str) -> Package | None:
        """The package with this name, however it is spelt."""
        wanted = normalised(name)
        return next((one for one in self.packages if one.name == wanted), None)


@dataclass(frozen=True)
class Index:
    """The package index as seen by one interpreter."""

    interpreter: Interpreter
    folder: Path
    """Where uv is run; its `uv.toml` keeps settings of folders further up out."""
    log: Path
    """Gets everything that uv says."""
    offline: bool = False


@dataclass(frozen=True)
class Period:
    """Which files of the index count: all, or those that were there at a moment."""

    cutoff: datetime | None = None
    exempt: Mapping[str, datetime | None] = field(default_factory=dict)
    """Packages with a cutoff of their own, or with none."""

    def options(self) -> list[str]:
        """The options that tell uv."""
        if self.cutoff is None:
            return []
        options = ["--exclude-newer", stamp(self.cutoff)]
        for name, until in sorted(self.exempt.items()):
            options += ["--exclude-newer-package", f"{name}={stamp(until) if until else _FOREVER}"]
        return options


ALWAYS = Period()


def normalised(name: str) -> str:
    """A distribution's name as the index compares it (PEP 503)."""
    return re.sub(r"[-_.]+", "-", name).lower()


def stamp(moment: datetime) -> str:
    """A moment as RFC 3339 text in UTC."""
    return moment.astimezone(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")


def find_release(index: Index, requirement: str, period: Period = ALWAYS) -> Lock | uv.Answer:
    """What this requirement alone resolves to, without dependencies; uv's refusal otherwise."""
    return _compile(index, [requirement], ["--no-deps", *period.options()])


def oldest_with_wheel(index: Index, package: Package) -> Package | None:
    """The first release from this one on that installs here without being built."""
    lock = _compile(
        index,
        [f"{package.name}>={package.version}"],
        ["--no-deps", "--resolution", "lowest", "--only-binary", package.name],
    )
    return lock.package(package.name) if isinstance(lock, Lock) else None


def resolve(
    index: Index, requirements: Sequence[str], period: Period, pins: Iterable[Package] = ()
) -> Lock | uv.Answer:
    """Requirements with all their dependencies, `pins` at exactly their versions."""
    constraints = [f"{one.name}=={one.version}\n" for one in pins]
    options = period.options()
    if constraints:
        file = index.folder / "constraints.txt"
        file.write_text("".join(constraints), encoding="utf-8")
        options += ["--constraints", str(file)]
    return _compile(index, requirements, options)


def install(index: Index, lock: Path, python: Path, period: Period) -> uv.Answer:
    """Install exactly what a lock file names; `period` bounds the tools that build."""
    return _logged(
        index, ["pip", "sync", "--python", str(python), *period.options(), str(lock)], ""
    )


def create_environment(index: Index, folder: Path) -> uv.Answer:
    """An empty virtual environment of the interpreter."""
    python = str(index.interpreter.path)
    return _logged(index, ["venv", "--no-project", "--python", python, str(folder)], "")


def build_wheel(index: Index, project: Path, into: Path) -> uv.Answer:
    """Build a project folder's wheel into another folder."""
    # setuptools would build in the project and pick up what an earlier build left there.
    apart = into / "setuptools.cfg"
    apart.write_text(f"[build]\nbuild_base = {into / 'build'}\n", encoding="utf-8")
    argv = ["build", "--wheel", "--python", str(index.interpreter.path)]
    argv += ["--out-dir", str(into), str(project)]
    return _logged(index, argv, "", {"DIST_EXTRA_CONFIG": str(apart)})


def _compile(index: Index, requirements: Iterable[str], options: list[str]) -> Lock | uv.Answer:
    argv = ["pip", "compile", "--format", "pylock.toml", "--no-header", "--no-annotate"]
    argv += ["--python", str(index.interpreter.path), *options, "-"]
    answer = _logged(index, argv, "\n".join(requirements) + "\n")
    return Lock(answer.printed, _packages(answer.printed)) if answer.ok else answer


def _logged(
    index: Index, argv: list[str], given: str, more: Mapping[str, str] | None = None
) -> uv.Answer:
    options = ["--offline"] if index.offline else []
    answer = uv.run([*argv, *options], folder=index.folder, given=given, more=more)
    with index.log.open("a", encoding="utf-8") as log:
        asked = f" < {given.strip()}" if given else ""
        log.write(f"$ uv {' '.join([*argv, *options])}{asked}\n{answer.said}\n")
    return answer


def _packages(lock: str) -> tuple[Package, ...]:
    return tuple(_package(entry) for entry in tomllib.loads(lock).get("packages", ()))


def _package(entry: Mapping[str, Any]) -> Package:
    files: list[Mapping[str, Any]] = [*entry.get("wheels", ())]
    files += [entry[kind] for kind in ("sdist", "archive") if kind in entry]
    uploads = [file["upload-time"] for file in files if "upload-time" in file]
    return Package(
        name=normalised(entry["name"]),
        version=str(entry.get("version", "")),
        uploaded=min(uploads, default=None),
        has_wheel=bool(entry.get("wheels")) or "archive" in entry,
    )
