"""The rulebook at work: what breaks a rule that must be kept is not valid.

All checks of this package are here. What it does beside them, it does as forgivingly as the
primitives allow: so the package with one rule switched off is a reader that ignores just that.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field

from jwk_conformance.jose.error import NotValid
from jwk_conformance.rulebook import Broken, broken

_CLAUSE = re.compile(r"([a-z]+)([0-9]+)-([0-9a-z]+(?:\.[0-9]+)*)-")


@dataclass
class Watch:
    """What happened while somebody watched, by the codes of the rules."""

    fired: set[str] = field(default_factory=set)
    """The rules that something broke."""
    refused: set[str] = field(default_factory=set)
    """Those for which it was refused: of several broken by one thing, the first."""


_off: ContextVar[frozenset[str]] = ContextVar("off", default=frozenset())
_watch: ContextVar[Watch | None] = ContextVar("watch", default=None)


@contextmanager
def without(*codes: str) -> Iterator[None]:
    """Switch rules off, within the block."""
    token = _off.set(_off.get().union(codes))
    try:
        yield
    finally:
        _off.reset(token)


@contextmanager
def watched() -> Iterator[Watch]:
    """Record which rules fire, within the block."""
    watch = Watch()
    token = _watch.set(watch)
    try:
        yield watch
    finally:
        _watch.reset(token)


def enforce(*subjects: object) -> None:
    """Raise NotValid for the first rule of level must that a subject breaks."""
    for subject in subjects:
        found = [one for one in broken(subject, _off.get()) if one.rule.level == "must"]
        if not found:
            continue
        watch = _watch.get()
        if watch is not None:
            watch.fired.update(one.rule.code for one in found)
            watch.refused.add(found[0].rule.code)
        raise NotValid(f"{found[0].said} ({_cited(found[0])}; {found[0].rule.code})")


def _cited(found: Broken) -> str:
    """The section that the first clause of a rule stands in."""
    clause = _CLAUSE.match(found.rule.clauses[0])
    if clause is None:
        return found.rule.clauses[0]
    document, number, section = clause.groups()
    return f"{document.upper()} {number} section {section}"
