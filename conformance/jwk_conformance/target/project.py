"""Turning a project folder into a wheel."""

from __future__ import annotations

import hashlib
import shutil
import sys
import tempfile
import zipfile
from dataclasses import dataclass
from pathlib import Path

from jwk_conformance.target import fault
from jwk_conformance.target.environment import ProvisionError
from jwk_conformance.target.index import Index, build_wheel, normalised
from jwk_conformance.target.spec import Folder

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib


@dataclass(frozen=True)
class Wheel:
    """A wheel built from a project folder."""

    file: Path
    name: str
    """As the file name spells it."""
    version: str


def folder_of(requirement: Folder) -> Path:
    """The project folder a target names.

    Raises ProvisionError where it is no folder of a Python project.
    """
    folder = Path(requirement.path).expanduser().resolve()
    again = f"Name the folder that holds the project's pyproject.toml: {requirement.name}@PATH."
    if not folder.is_dir():
        what = "is no folder" if folder.exists() else "does not exist"
        raise ProvisionError(f"{requirement}: {folder} {what}.", again)
    if (folder / "setup.py").is_file():
        return folder
    file = folder / "pyproject.toml"
    if not file.is_file():
        raise ProvisionError(
            f"{requirement}: {folder} is no Python project: it has neither pyproject.toml "
            "nor setup.py.",
            again,
        )
    try:
        table = tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ProvisionError(
            f"{requirement}: {file} cannot be read: {error}.", "Mend it."
        ) from None
    if "project" not in table and "build-system" not in table:
        raise ProvisionError(
            f"{requirement}: {folder} is no Python project: its pyproject.toml has neither "
            "[project] nor [build-system].",
            again,
        )
    return folder


def wheel_of(requirement: Folder, index: Index, keep: Path) -> Wheel:
    """Build the project's wheel, and keep it under a name made from what is in it.

    Unchanged sources give the same file again, whatever times the builder writes into it.
    Raises ProvisionError.
    """
    folder = folder_of(requirement)
    with tempfile.TemporaryDirectory(dir=keep, prefix="wheel-") as made:
        answer = build_wheel(index, folder, Path(made))
        wheels = list(Path(made).glob("*.whl"))
        if not answer.ok or len(wheels) != 1:
            raise fault.of_build(answer, requirement, index)
        (wheel,) = wheels
        name, version = wheel.name.split("-")[:2]
        if normalised(name) != normalised(requirement.name):
            raise ProvisionError(
                f"{requirement}: the project in {folder} is {normalised(name)}, "
                f"not {requirement.name}.",
                f"Write {normalised(name)}@{requirement.path}.",
            )
        kept = keep / "wheels" / _digest(wheel) / wheel.name
        if not kept.exists():
            kept.parent.mkdir(parents=True, exist_ok=True)
            shutil.move(wheel, kept)
        return Wheel(kept, name, version)


def _digest(wheel: Path) -> str:
    """A hash of the names and contents in a wheel, whatever their order and times."""
    digest = hashlib.sha256()
    with zipfile.ZipFile(wheel) as archive:
        for name in sorted(archive.namelist()):
            digest.update(name.encode() + b"\0" + hashlib.sha256(archive.read(name)).digest())
    return digest.hexdigest()[:16]
