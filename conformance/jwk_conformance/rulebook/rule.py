"""What a rule is, and the book of them all.

A rule is a generator over one kind of subject (a text, a key, a set, a header, a use of a key).
It says where and what; it never raises, whatever the subject holds, and never prints.
"""

from __future__ import annotations

import inspect
import typing
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal, NamedTuple, TypeVar

from jwk_conformance.rulebook.document import Path

Level = Literal["must", "should", "note"]
"""must: the text says so, or no key is defined otherwise; should: SHOULD; note: worth a look."""

Subject = TypeVar("Subject")


class Violation(NamedTuple):
    """Where a rule is broken, and how; `said` begins with a name or a value, no capital needed."""

    at: Path
    said: str


@dataclass(frozen=True, eq=False)
class Rule:
    """One function that decides one or more clauses."""

    code: str
    """Its name, for people and for machines; it never changes."""
    clauses: tuple[str, ...]
    level: Level
    advice: str
    """What to do about it, for whoever wrote the document."""
    subject: type
    kty: str
    """The only key type that it speaks of; empty for a rule on all."""
    about: tuple[str, ...]
    """Members without which there is nothing to ask; empty where it is always asked."""
    check: Callable[[Any], Iterator[Violation]]

    @property
    def description(self) -> str:
        """What the rule demands, and why: the docstring of its function."""
        return inspect.getdoc(self.check) or ""

    def __str__(self) -> str:
        return self.code


class Broken(NamedTuple):
    """A violation, with the rule that found it."""

    rule: Rule
    at: Path
    said: str


RULES: dict[str, Rule] = {}
"""Every rule by its code, in the order of the modules."""

_members: set[str] = set()
"""Every member that a rule is about."""


def rule(
    code: str,
    *,
    clauses: str | tuple[str, ...],
    advice: str,
    level: Level = "must",
    kty: str = "",
    about: str | tuple[str, ...] = (),
) -> Callable[[Callable[[Subject], Iterator[Violation]]], Callable[[Subject], Iterator[Violation]]]:
    """Enter a function into the book; the type of its only parameter is what it looks at.

    A rule with a `kty` is asked only of keys of that type, and one that is `about` members only
    where at least one of them is there.
    """

    def enter(
        check: Callable[[Subject], Iterator[Violation]],
    ) -> Callable[[Subject], Iterator[Violation]]:
        (parameter,) = inspect.signature(check).parameters
        subject = typing.get_type_hints(check)[parameter]
        if code in RULES:
            raise ValueError(f"the rule {code} stands twice")
        RULES[code] = Rule(
            code, _several(clauses), level, advice, subject, kty, _several(about), check
        )
        _members.update(RULES[code].about)
        _asked.cache_clear()
        return check

    return enter


def _several(names: str | tuple[str, ...]) -> tuple[str, ...]:
    return (names,) if isinstance(names, str) else names


@lru_cache(maxsize=4096)
def _asked(kind: type, kty: str, members: frozenset[str]) -> tuple[Rule, ...]:
    """The rules for a kind of subject that holds these members, those of its key type last."""
    asked = [
        rule
        for rule in RULES.values()
        if issubclass(kind, rule.subject)
        and rule.kty in ("", kty)
        and (not rule.about or not members.isdisjoint(rule.about))
    ]
    return tuple(sorted(asked, key=lambda rule: rule.kty != ""))


def broken(subject: object, without: Collection[str] = ()) -> Iterator[Broken]:
    """Every rule that a subject breaks, except those `without`; no early exit."""
    members = frozenset(_members.intersection(getattr(subject, "members", ())))
    kind: type = type(subject)
    for entry in _asked(kind, getattr(subject, "kty", ""), members):
        if entry.code in without:
            continue
        for violation in entry.check(subject):
            yield Broken(entry, violation.at, violation.said)
