"""Why vectors were not judged on a target: the verdicts' own words, the most frequent first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from jwk_conformance.runfile import Run
from jwk_reports.state import STATES, StateName
from jwk_reports.summary import label

SILENT: tuple[StateName, ...] = (
    "unobserved",
    "blocked",
    "not-applicable",
    "unsupported",
    "vacuous",
    "skipped",
    "missing",
    "withheld",
)
"""Verdicts that say nothing of a target's conformance, those first that a reader may ask about."""

MOST = 12
"""Causes of one kind that a view lists."""


@dataclass(frozen=True)
class Silence:
    """What was not judged on a target for one kind of cause."""

    state: StateName
    number: int
    """Vectors."""
    why: Mapping[str, int]
    """In words → vectors, the most frequent first."""

    @property
    def most(self) -> list[tuple[str, int]]:
        """The most frequent causes."""
        return list(self.why.items())[:MOST]

    @property
    def rest(self) -> int:
        """Vectors of all the other causes."""
        return self.number - sum(number for _, number in self.most)


def reasons(run: Run) -> dict[str, tuple[Silence, ...]]:
    """Target → what of the scored vectors was not judged, and why."""
    scored = [vector.id for vector in run.vectors.values() if not label(run, vector)]
    return {target: tuple(_silences(run, target, scored)) for target in run.targets}


def _silences(run: Run, target: str, scored: list[str]) -> list[Silence]:
    said: dict[StateName, Counter[str]] = {}
    for vector in scored:
        verdict = run.verdicts.get((target, vector))
        state: StateName = verdict.verdict if verdict else "missing"
        if state in SILENT:
            words = verdict.said if verdict else STATES["missing"].meaning
            said.setdefault(state, Counter())[words] += 1
    return [
        Silence(state, said[state].total(), dict(said[state].most_common()))
        for state in SILENT
        if state in said
    ]
