"""What a check is, and the table of them all."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from jwk_conformance.endpoint.observed import Observed

Level = Literal["critical", "must", "should", "note"]
"""critical: keys or people are in danger, or clients fail, whatever the texts say; must: a text
that is named says so; should: a recommendation, of a text or of practice; note: worth a look."""
LEVELS: tuple[Level, ...] = ("critical", "must", "should", "note")
"""Worst first."""
Group = Literal["discovery", "transport", "keys", "weak", "stability", "requests", "clients"]


@dataclass(frozen=True)
class Remark:
    """Something a check has to say about an endpoint."""

    said: str
    """One sentence without a full stop, naming what was seen."""
    about: str = ""
    """What part it is about, such as a kid: stable, and part of the fingerprint."""
    evidence: tuple[str, ...] = ()
    """Lines that show it: requests, header fields, members. Never a secret."""
    level: Level | None = None
    """Where it is another than the check's own."""


@dataclass(frozen=True, eq=False)
class Check:
    """One question, and where the demand comes from."""

    id: str
    group: Group
    level: Level
    clauses: tuple[str, ...]
    """Of the ledger; empty for one of practice alone."""
    source: str
    """The text and section in words; for one of practice, who recommends it and why."""
    advice: str
    """What to do about it, for whoever runs the endpoint."""
    look: Callable[[Observed], Iterator[Remark]] = field(repr=False)

    @property
    def description(self) -> str:
        """What is asked, and why: the docstring of its function."""
        return inspect.getdoc(self.look) or ""


CHECKS: dict[str, Check] = {}
"""Every check by its id, in the order of the modules."""


def check(
    id: str,
    *,
    group: Group,
    level: Level,
    source: str,
    advice: str,
    clauses: tuple[str, ...] = (),
) -> Callable[[Callable[[Observed], Iterator[Remark]]], Callable[[Observed], Iterator[Remark]]]:
    """Enter a function into the table of checks."""

    def enter(
        look: Callable[[Observed], Iterator[Remark]],
    ) -> Callable[[Observed], Iterator[Remark]]:
        if id in CHECKS:
            raise ValueError(f"the check {id} stands twice")
        CHECKS[id] = Check(id, group, level, clauses, source, advice, look)
        return look

    return enter
