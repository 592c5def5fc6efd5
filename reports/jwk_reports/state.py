"""The verdicts as a reader meets them: a glyph, a word and what the word means."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from jwk_conformance.event import FindingKind, VerdictName

StateName = VerdictName | Literal["missing"]
"""A verdict, or "missing": the run ended before there was one."""


@dataclass(frozen=True)
class State:
    """How a verdict is shown."""

    name: StateName
    glyph: str
    word: str
    meaning: str


STATES: dict[StateName, State] = {
    state.name: state
    for state in (
        State("fail", "✗", "fail", "does what a specification forbids, or not what it demands"),
        State("disputed", "‽", "disputed", "deviates, and a maintainer has a documented reason"),
        State("warn", "!", "warn", "deviates where only a recommendation stands"),
        State("blocked", "⊘", "blocked", "not judged: the control it stands on did not pass"),
        State("vacuous", "∅", "vacuous", "accepted, but reported nothing that could be compared"),
        State(
            "withheld", "▨", "withheld", "told when the maintainers have answered; counted above"
        ),
        State("skipped", "»", "skipped", "not asked"),
        State("missing", "…", "missing", "the run ended before a verdict"),
        State("unobserved", "○", "unobserved", "took a defective key; nothing tells if it matters"),
        State("choice", "◆", "choice", "the specifications leave the answer open"),
        State("unsupported", "–", "unsupported", "the target does not offer it"),
        State("not-applicable", "·", "not applicable", "the question does not arise here"),
        State("pass", "✓", "pass", "as the specifications demand"),
    )
}
"""Worst first; a cell with several verdicts takes the look of its worst."""

JUDGED: tuple[StateName, ...] = ("pass", "fail", "warn")
"""The verdicts that an axis counts."""

ANSWERED: tuple[StateName, ...] = (
    *JUDGED,
    "disputed",
    "vacuous",
    "withheld",
    "unobserved",
    "choice",
)
"""The verdicts that rest on an answer of the target, whether or not the run file holds it."""

OPEN: tuple[StateName, ...] = (
    *(name for name in ANSWERED if name != "withheld"),
    "unsupported",
    "not-applicable",
)
"""The verdicts after which a failure is new: behind all others it may have stood already."""

APART: tuple[StateName, ...] = tuple(name for name in STATES if name not in JUDGED)
"""The verdicts that speak neither for nor against a target, and are counted apart."""

KINDS: dict[FindingKind, str] = {
    "deviation": "deviation",
    "died": "death of the process",
    "hung": "hang",
    "protocol-error": "breach of the protocol",
    "state": "state carried over",
    "unexpected-error": "unexpected error",
    "unstable": "unstable answer",
    "secret": "secret given away",
    "cost": "cost out of proportion",
    "disagreement": "disagreement between targets",
}
"""Kinds of findings, in words."""
