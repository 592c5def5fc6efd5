"""Violations as lines for a person, coloured on a terminal."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache

import click

from jwk_conformance.lint.result import LEVELS, Finding, Result, counted, ledger
from jwk_conformance.rulebook import Rule

_FORCE = {
    "must-reject": "a reader refuses it",
    "may-reject": "a reader may refuse it",
    "must-accept": "a reader has to take it",
    "must-ignore": "a reader has to ignore it",
}
_COLOUR = {"must": "red", "should": "yellow", "note": "cyan"}


SHOWN = 100
"""Violations of one rule in one file that are shown; the others are counted."""


def lines(result: Result) -> Iterator[str]:
    """Where, what, which clause and what to do about it, for each violation in a file.

    Colours are written as ANSI codes; `click.echo` drops them where no terminal is.
    """
    name = shown(result.name)
    counts: Counter[Rule] = Counter()
    for finding in result.findings:
        counts[finding.rule] += 1
        if counts[finding.rule] <= SHOWN:
            yield f"{name}:{_told(finding)}"
            yield from _background(finding.rule)
    for rule, count in counts.items():
        if count > SHOWN:
            yield f"{name}: {rule.code}: and {count - SHOWN} more like it"


def _told(finding: Finding) -> str:
    rule, place = finding.rule, finding.place
    level = click.style(rule.level, fg=_COLOUR[rule.level], bold=True)
    code = click.style(rule.code, bold=True)
    return f"{place.line}:{place.column}: {level} {code}: {finding.said}"


@cache
def _background(rule: Rule) -> list[str]:
    return [*map(_clause, rule.clauses), f"    advice  {rule.advice}"]


def _clause(id: str) -> str:
    clause = ledger()[id]
    keyword = "" if clause.keyword == "none" else clause.keyword
    told = "; ".join(filter(None, (keyword, _FORCE.get(clause.force, ""))))
    return f"    clause  {id}{f' ({told})' if told else ''}: {clause.paraphrase}"


def shown(name: str) -> str:
    """A file's name as it can be printed anywhere."""
    if name == "-":
        return "<stdin>"
    return name if name.isprintable() else ascii(name)


def summary(results: Sequence[Result]) -> str:
    """How much was looked at and what came of it, in a line."""
    levels = counted(results)
    found = ", ".join(f"{levels[level]} {level}" for level in LEVELS)
    keys, unusable = sum(result.keys for result in results), sum(bool(r.unusable) for r in results)
    said = f"{_plural(len(results), 'file')}, {_plural(keys, 'key')}: {found}"
    return said + (f"; {_plural(unusable, 'file')} could not be examined" if unusable else "")


def _plural(number: int, noun: str) -> str:
    return f"{number} {noun}" + ("" if number == 1 else "s")
