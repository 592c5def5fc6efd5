"""Violations as lines for a person, coloured on a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import click

from jwk_conformance.lint.result import LEVELS, Finding, Result, counted, ledger

_FORCE = {
    "must-reject": "a reader refuses it",
    "may-reject": "a reader may refuse it",
    "must-accept": "a reader has to take it",
    "must-ignore": "a reader has to ignore it",
}
_COLOUR = {"must": "red", "should": "yellow", "note": "cyan"}


def lines(result: Result) -> Iterator[str]:
    """Where, what, which clause and what to do about it, for each violation in a file.

    Colours are written as ANSI codes; `click.echo` drops them where no terminal is.
    """
    for finding in result.findings:
        yield from _lines(shown(result.name), finding)


def _lines(name: str, finding: Finding) -> Iterator[str]:
    rule, place = finding.rule, finding.place
    level = click.style(rule.level, fg=_COLOUR[rule.level], bold=True)
    code = click.style(rule.code, bold=True)
    yield f"{name}:{place.line}:{place.column}: {level} {code}: {finding.said}"
    for id in rule.clauses:
        clause = ledger()[id]
        told = [word for word in (clause.keyword, _FORCE.get(clause.force, "")) if word != "none"]
        force = f" ({'; '.join(filter(None, told))})" if any(told) else ""
        yield f"    clause  {id}{force}: {clause.paraphrase}"
    yield f"    advice  {rule.advice}"


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
