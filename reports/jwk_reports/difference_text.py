"""A difference between two runs in words: for a terminal, and as a comment for a pull request."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import asdict

from jwk_reports.difference import Came, Difference, Kind, Turned
from jwk_reports.state import STATES
from jwk_reports.text import LINE, code, plain, printable

MOST = 30
"""Differences of a kind that are listed; all are counted, and in the JSON."""
TITLES: dict[Kind, tuple[str, str]] = {
    "new": ("✗", "New"),
    "fixed": ("✓", "Fixed"),
    "changed": ("~", "Changed"),
}


def text(told: Difference, a: str, b: str) -> Iterator[str]:
    """Lines for a terminal."""
    yield f"{_line(a)} → {_line(b)}: {told.brief}"
    for kind, (glyph, title) in TITLES.items():
        ones = told.of(kind)
        if ones:
            yield ""
            yield f"{title} ({len(ones)})"
        for one in ones[:MOST]:
            yield f"  {glyph} {_line(one.target)}: {_said(one, _line)}"
        if len(ones) > MOST:
            yield f"  … and {len(ones) - MOST} more: --format json has all"
    notes = list(_notes(told))
    if notes:
        yield ""
        yield from map(_line, notes)
    first = next((one for one in told.turned if one.kind == "new"), None)
    if first is not None:
        yield ""
        yield f"To read on: jwk-conformance show {_line(first.vector.id)}"


def markdown(told: Difference, a: str, b: str) -> Iterator[str]:
    """Lines of a comment."""
    yield f"## JSON Web Key conformance: {told.brief}"
    yield ""
    yield f"{code(b)} against {code(a)}."
    for kind, (glyph, title) in TITLES.items():
        ones = told.of(kind)
        if ones:
            yield ""
            yield f"### {glyph} {title} ({len(ones)})"
            yield ""
        for one in ones[:MOST]:
            yield f"- **{plain(one.target)}** {_said(one, plain)}"
        if len(ones) > MOST:
            yield f"- … and {len(ones) - MOST} more."
    notes = list(_notes(told))
    if notes:
        yield ""
        yield from (f"- {plain(note)}" for note in notes)


def as_json(told: Difference) -> str:
    """The difference for programs, in ASCII."""
    document = {
        "format": 1,
        "regressed": told.regressed,
        "brief": told.brief,
        "new": told.count("new"),
        "fixed": told.count("fixed"),
        "changed": told.count("changed"),
        "pairs": told.pairs,
        "targets_gone": told.gone,
        "targets_lost": told.lost,
        "targets_added": told.joined,
        "vectors": [
            {
                "kind": one.kind,
                "target": one.target,
                "vector": one.vector.id,
                "severity": one.vector.severity,
                "before": one.before,
                "after": one.after,
                "said": printable(one.said),
            }
            for one in told.turned
        ],
        "findings": [{**asdict(one), "said": printable(one.said)} for one in told.came],
        "vectors_added": [one.id for one in told.added],
        "vectors_removed": [one.id for one in told.removed],
        "vectors_redefined": told.redefined,
        "withheld": told.withheld,
    }
    return json.dumps(document, indent=1)


def _said(one: Turned | Came, shown: Callable[[str], str]) -> str:
    if isinstance(one, Came):
        return f"{shown(one.said)} ({shown(one.fingerprint)})"
    was, now = STATES[one.before].word, STATES[one.after].word
    turn = f"{was} → {now}" if was != now else was
    said = f": {shown(one.said)}" if one.said else ""
    return f"{shown(one.vector.title)} ({shown(one.vector.id)}), {turn}{said}"


def _notes(told: Difference) -> Iterator[str]:
    for old, new in told.pairs:
        if old != new:
            yield f"{old} is compared with {new}."
    if told.gone:
        yield f"Only in the first: {', '.join(told.gone)}."
    if told.lost:
        yield f"Could not be started for the second: {', '.join(told.lost)}."
    if told.joined:
        yield f"Only in the second: {', '.join(told.joined)}."
    if told.added:
        failing = f", with {told.failing} failures, which are no regression" if told.failing else ""
        yield f"Vectors added: {len(told.added)}{failing}."
    if told.removed:
        yield f"Vectors removed: {len(told.removed)}."
    if told.redefined:
        yield f"Vectors that ask something else now: {', '.join(told.redefined[:5])}" + (
            f" and {len(told.redefined) - 5} more." if len(told.redefined) > 5 else "."
        )
    if told.withheld:
        yield f"Answers that one of the runs withholds, and were not compared: {told.withheld}."


def _line(text: str) -> str:
    return " ".join(printable(text, LINE).split())
