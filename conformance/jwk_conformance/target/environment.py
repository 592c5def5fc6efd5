"""What provisioning yields: an environment that holds a library, or the reason why not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path


class ProvisionError(Exception):
    """A library could not be given an environment: what went wrong, and what to do next."""

    def __init__(self, what: str, hint: str) -> None:
        """`what` may hold the last lines of a build log; `hint` is one or two sentences."""
        super().__init__(f"{what} {hint}")
        self.what = what
        self.hint = hint


class NoInterpreterError(ProvisionError):
    """There is no Python here that the library installs on."""


class IndexUnreachableError(ProvisionError):
    """The package index did not answer, or was not to be asked."""


@dataclass(frozen=True)
class Environment:
    """An interpreter with one library and what that library needs."""

    python: Path
    """The interpreter to run: it imports the library."""
    name: str
    """The library's distribution, as the target names it."""
    version: str
    folder: Path
    """Where the environment is kept."""
    resolved_at: datetime
    """When the versions were chosen; aware."""
    released_at: datetime | None
    """When the first file of this release was published; None where that is not known."""
    exclude_newer: datetime | None
    """Dependencies are as of this moment; None where they are as of `resolved_at`."""
    packages: Mapping[str, str]
    """Each distribution in the environment, by its normalised name, with its version."""
    notes: tuple[str, ...] = ()
    """What a reader of the results should know about how this came about."""
