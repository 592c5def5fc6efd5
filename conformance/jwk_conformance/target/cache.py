"""Where environments are kept between runs.

One folder for each request (library, version, interpreter, policy of dates); in it one folder
for each environment that was built for it, named for what is locked in it, and never changed
once it is complete. So a run may go on in one environment while another run builds the next.

    environments/joserfc-latest-cpython3.11-1f0c9a7b/
        .lock            held while the folder is read or written
        current.json     which environment serves the request, and when the index was last asked
        log.txt          everything that uv said the last time something was built
        4be2…/           pylock.toml, .venv and, written last, environment.json
"""

from __future__ import annotations

import hashlib
import os
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TypeVar

import msgspec
import platformdirs
from filelock import FileLock, Timeout

from jwk_conformance.target.environment import Environment, ProvisionError

VARIABLE = "JWK_CONFORMANCE_CACHE"

_KEPT_DAYS = 14
_FORMAT = 1


class Receipt(msgspec.Struct, frozen=True, kw_only=True):
    """What is known about a complete environment; written last."""

    format: int = _FORMAT
    name: str
    version: str
    resolved_at: datetime
    released_at: datetime | None
    exclude_newer: datetime | None
    packages: dict[str, str]
    notes: tuple[str, ...]


class Current(msgspec.Struct, frozen=True, kw_only=True):
    """Which environment serves a request, and since when."""

    format: int = _FORMAT
    build: str
    asked_at: datetime
    """When the index was last asked."""


_Stored = TypeVar("_Stored", Receipt, Current)


def default_cache() -> Path:
    """The cache folder: what JWK_CONFORMANCE_CACHE names, or the user's usual place."""
    named = os.environ.get(VARIABLE)
    return (
        Path(named).expanduser() if named else Path(platformdirs.user_cache_dir("jwk-conformance"))
    )


def request_folder(cache: Path, label: str, key: str) -> Path:
    """The folder of a request: a readable label, and a hash of all that sets it apart."""
    return cache / "environments" / f"{label}-{hashlib.sha256(key.encode()).hexdigest()[:8]}"


@contextmanager
def held(folder: Path, say: Callable[[str], None]) -> Iterator[None]:
    """Hold a request's folder, waiting for another run that holds it.

    Raises ProvisionError where the folder cannot be used.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = FileLock(folder / ".lock")
        try:
            lock.acquire(timeout=0.2)
        except Timeout:
            say(f"waiting for another run that uses {folder}")
            lock.acquire()
    except OSError as error:
        raise unusable(folder, error) from None
    try:
        yield
    finally:
        lock.release()


def unusable(folder: Path, error: OSError) -> ProvisionError:
    """The error for a cache folder that the system does not let us use."""
    return ProvisionError(
        f"The cache folder {folder} cannot be used: {error.strerror or error}.",
        f"Name another in the environment variable {VARIABLE}.",
    )


def current(folder: Path) -> tuple[Environment, datetime] | None:
    """The complete environment that serves a request, and when the index was asked for it."""
    served = _load(folder / "current.json", Current)
    if served is None:
        return None
    environment = complete(folder / served.build)
    return None if environment is None else (environment, served.asked_at)


def complete(build: Path) -> Environment | None:
    """The environment in a folder, if it was finished and its interpreter is still there."""
    receipt = _load(build / "environment.json", Receipt)
    python = build / ".venv" / "bin" / "python"
    if receipt is None or not python.exists():
        return None
    return Environment(
        python=python,
        name=receipt.name,
        version=receipt.version,
        folder=build,
        resolved_at=receipt.resolved_at,
        released_at=receipt.released_at,
        exclude_newer=receipt.exclude_newer,
        packages=receipt.packages,
        notes=receipt.notes,
    )


def finish(build: Path, receipt: Receipt) -> None:
    """Declare an environment complete."""
    _store(build / "environment.json", receipt)


def serve(folder: Path, build: Path, asked_at: datetime) -> None:
    """Let an environment serve the request from now on, and clear away what is long unused."""
    _store(folder / "current.json", Current(build=build.name, asked_at=asked_at))
    limit = time.time() - _KEPT_DAYS * 86400
    for other in folder.iterdir():
        if other.is_dir() and other != build and other.stat().st_mtime < limit:
            shutil.rmtree(other, ignore_errors=True)


def _load(file: Path, kind: type[_Stored]) -> _Stored | None:
    """What a file holds; None where it is missing, cut short or of another format."""
    try:
        stored = msgspec.json.decode(file.read_bytes(), type=kind)
    except (FileNotFoundError, NotADirectoryError, msgspec.DecodeError):
        return None
    except OSError as error:
        raise unusable(file, error) from None
    return stored if stored.format == _FORMAT else None


def _store(file: Path, value: Receipt | Current) -> None:
    partial = file.with_suffix(".partial")
    partial.write_bytes(msgspec.json.format(msgspec.json.encode(value), indent=1) + b"\n")
    os.replace(partial, file)
