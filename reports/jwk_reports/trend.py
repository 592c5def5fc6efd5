"""What became of a library over the releases in a run: each release against the one before."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from jwk_conformance.event import Finding
from jwk_conformance.runfile import Run
from jwk_reports.model import Scorecard, Summary
from jwk_reports.release import families
from jwk_reports.summary import label, state
from jwk_vectors.model import Vector


@dataclass(frozen=True)
class Step:
    """One release, and what differs from the release before it, of what both were judged on."""

    version: str
    card: Scorecard
    fixed: tuple[Vector, ...] = ()
    """Failed before, and pass now."""
    broken: tuple[Vector, ...] = ()
    """Passed before, and fail now."""
    turned: tuple[Vector, ...] = ()
    """Another option of a choice."""
    gone: tuple[Finding, ...] = ()
    """Findings that the release before had."""
    new: tuple[Finding, ...] = ()
    """Findings that the release before had not."""


@dataclass(frozen=True)
class Trend:
    """A library of which several releases were run."""

    name: str
    steps: tuple[Step, ...]
    """Oldest first; nothing differs in the first."""


def trends(run: Run, summary: Summary) -> Iterator[Trend]:
    """Libraries in several releases, in the order of the run."""
    cards = {card.target: card for card in summary.scorecards}
    for family in families(run):
        if len({version for _, version in family.releases}) > 1:
            (first, version), *_ = family.releases
            steps = [Step(version, cards[first])]
            for (old, _), (new, version) in zip(family.releases, family.releases[1:], strict=False):
                steps.append(_step(run, old, version, cards[new]))
            yield Trend(family.name, tuple(steps))


def _step(run: Run, old: str, version: str, card: Scorecard) -> Step:
    scored = [vector for vector in run.vectors.values() if not label(run, vector)]

    def turned(before: str, after: str) -> tuple[Vector, ...]:
        return tuple(
            vector
            for vector in scored
            if (state(run, old, vector.id), state(run, card.target, vector.id)) == (before, after)
        )

    had, has = _findings(run, old), _findings(run, card.target)
    return Step(
        version=version,
        card=card,
        fixed=turned("fail", "pass"),
        broken=turned("pass", "fail"),
        turned=tuple(
            vector
            for vector in turned("choice", "choice")
            if run.verdicts[old, vector.id].option != run.verdicts[card.target, vector.id].option
        ),
        gone=tuple(one for print, one in had.items() if print not in has),
        new=tuple(one for print, one in has.items() if print not in had),
    )


def _findings(run: Run, target: str) -> dict[str, Finding]:
    """By fingerprint, which is the same for all releases of a library."""
    return {one.fingerprint: one for one in run.findings if one.target == target and one.scored}
