"""A badge for a README: counts of what was judged and found, never a percentage."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Literal
from xml.sax.saxutils import escape, quoteattr

from jwk_conformance.runfile import Run, RunFileError
from jwk_reports.endpoint import Endpoint, endpoints
from jwk_reports.model import Scorecard, Summary
from jwk_reports.text import printable

Colour = Literal["green", "yellow", "red", "grey"]
LABEL = "JWK conformance"
PAINT: dict[Colour, str] = {
    "green": "#1a7f37",
    "yellow": "#8a5a00",
    "red": "#b42318",
    "grey": "#57606a",
}
"""Each with at least 4.5 : 1 against white letters."""
WIDTH = 6.6
"""Of a character at 11 pixels: `textLength` makes the words fit exactly, whatever the font."""
LONGEST = 60


@dataclass(frozen=True)
class Badge:
    """What a badge says."""

    message: str
    colour: Colour
    label: str = LABEL


def badge(run: Run, summary: Summary, target: str | None = None) -> Badge:
    """That of one target. Raises RunFileError where it is not clear which is meant."""
    cards = {card.target: card for card in summary.scorecards}
    asked = {one.seen.target: one for one in endpoints(run)}
    names = [*cards, *asked, *(name for name in run.failed if name not in asked)]
    if target is None and len(names) != 1:
        raise RunFileError(
            f"{run.path} is about {len(names)} targets, and a badge is about one: "
            f"name it with --target, such as {names[0] if names else 'jwcrypto'}."
        )
    name = names[0] if target is None else target
    if name in cards:
        return _library(run, cards[name], bool(summary.incomplete))
    if name in asked:
        return _endpoint(asked[name])
    if name in run.failed:
        return Badge("not started", "grey")
    raise RunFileError(f"{run.path} has no target {name!r}. It has: {', '.join(names)}.")


def shields(told: Badge) -> str:
    """The JSON that the endpoint badge of shields reads."""
    paint = {"grey": "lightgrey"}.get(told.colour, told.colour)
    document = {
        "schemaVersion": 1,
        "label": told.label,
        "message": printable(told.message, LONGEST),
        "color": paint,
    }
    return json.dumps(document) + "\n"


def svg(told: Badge) -> str:
    """The badge as a picture, with its words as text for those who do not see it."""
    label, message = (_line(text) for text in (told.label, told.message))
    left, right = (round(len(text) * WIDTH) + 12 for text in (label, message))
    words = quoteattr(f"{label}: {message}")
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{left + right}" height="20" '
        f'role="img" aria-label={words}>\n'
        f"<title>{escape(f'{label}: {message}')}</title>\n"
        f'<rect width="{left + right}" height="20" rx="3" fill="#24292f"/>\n'
        f'<path d="M{left} 0h{right - 3}a3 3 0 0 1 3 3v14a3 3 0 0 1-3 3H{left}z" '
        f'fill="{PAINT[told.colour]}"/>\n'
        '<g fill="#fff" font-family="Verdana,DejaVu Sans,sans-serif" font-size="11">\n'
        f'<text x="6" y="14" textLength="{left - 12}">{escape(label)}</text>\n'
        f'<text x="{left + 6}" y="14" textLength="{right - 12}">{escape(message)}</text>\n'
        "</g>\n</svg>\n"
    )


def _library(run: Run, card: Scorecard, incomplete: bool) -> Badge:
    axes = (card.interoperability, card.strictness)
    passed, failed, warned = (
        sum(getattr(axis, name) for axis in axes) for name in ("passed", "failed", "warned")
    )
    hidden = card.withheld.robustness
    fuzzed = any(one.target == card.target for one in run.fuzzed)
    found = len(card.robustness.findings) + hidden
    if fuzzed:
        found += len(card.grouped) if not passed + failed + warned else 0
    told = [
        f"{passed} pass" if passed or not fuzzed else "",
        f"{failed} fail" if failed else "",
        f"{warned} warn" if warned else "",
        f"{found} finding{'' if found == 1 else 's'}" if found else "",
    ]
    message = ", ".join(filter(None, told)) or "0 findings"
    if incomplete or not card.finished:
        return Badge(f"{message}, not complete", "red" if failed or found else "grey")
    if failed or found:
        return Badge(message, "red")
    if not passed + warned and not fuzzed:
        return Badge("nothing judged", "grey")
    return Badge(message, "yellow" if warned else "green")


def _endpoint(one: Endpoint) -> Badge:
    if one.failed:
        return Badge("could not be asked", "grey")
    counts = one.counts
    message = ", ".join(f"{number} {level}" for level, number in counts.items()) or "0 findings"
    grave = counts.keys() & {"critical", "must"}
    return Badge(message, "red" if grave else "yellow" if "should" in counts else "green")


def _line(text: str) -> str:
    return " ".join(printable(text, LONGEST).split())
