"""Which targets of a run are releases of the same library, oldest first."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from jwk_conformance.runfile import Run
from jwk_conformance.target.spec import library_name
from jwk_reports.redact import number


@dataclass(frozen=True)
class Family:
    """A library, with the same extras and so the same backend, in one or several releases."""

    name: str
    releases: tuple[tuple[str, str], ...]
    """(target, version), oldest first."""


def families(run: Run) -> Iterator[Family]:
    """The libraries of a run, in its order."""
    members: dict[str, list[str]] = {}
    for target, started in run.targets.items():
        members.setdefault(library_name(target, started.hello.name), []).append(target)
    for name, targets in members.items():
        hellos = {target: run.targets[target].hello for target in targets}
        ordered = sorted(targets, key=lambda target: number(hellos[target]))
        yield Family(name, tuple((target, hellos[target].version) for target in ordered))
