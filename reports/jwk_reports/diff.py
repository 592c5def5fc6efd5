"""Two runs against each other, vector by vector: what is new, what is mended, what changed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import msgspec

from jwk_conformance.event import Finding
from jwk_conformance.runfile import Run
from jwk_reports.model import title
from jwk_reports.release import families
from jwk_reports.state import OPEN, TOLD, StateName
from jwk_reports.summary import label, state
from jwk_vectors.model import Vector


@dataclass(frozen=True)
class Turned:
    """A vector that a target answers otherwise than before."""

    vector: Vector
    before: StateName
    after: StateName
    said: str
    """What happened now, in one sentence."""


@dataclass(frozen=True)
class Changes:
    """One target, before and after."""

    before: str
    """Name and version."""
    after: str
    broken: tuple[Turned, ...]
    """Fail now and did not before."""
    fixed: tuple[Turned, ...]
    """Failed before and do not now."""
    turned: tuple[Turned, ...]
    """Another verdict, option or outcome, and a failure neither before nor now."""
    new: tuple[Finding, ...]
    gone: tuple[Finding, ...]


@dataclass(frozen=True)
class Diff:
    """All that differs between two runs."""

    changes: tuple[Changes, ...]
    """Of the targets that stand in both, whether or not anything changed."""
    arrived: tuple[str, ...]
    """Targets of the later run alone, by name and version."""
    left: tuple[str, ...]
    added: tuple[Vector, ...]
    """Vectors of the later run alone."""
    removed: tuple[Vector, ...]
    mended: tuple[Vector, ...]
    """Vectors of the same id that ask or demand something else now."""

    @property
    def worse(self) -> bool:
        """Whether a target fails where it did not before, or has a finding that it had not."""
        return any(one.broken or one.new for one in self.changes)


def compared(before: Run, after: Run) -> Diff:
    """The later run against the earlier one.

    A target is held against itself, or else against the one other release of the same library.
    What is not scored takes no part, and a mended vector says nothing of a target.
    """
    both = [vector for vector in after.vectors.values() if vector.id in before.vectors]
    mended = [one for one in both if _meaning(one) != _meaning(before.vectors[one.id])]
    changed = {one.id for one in mended}
    alike = [one for one in both if one.id not in changed and not label(after, one)]
    pairs = dict(_pairs(before, after))
    return Diff(
        changes=tuple(_changes(before, old, after, new, alike) for new, old in pairs.items()),
        arrived=_titles(after, after.targets.keys() - pairs.keys()),
        left=_titles(before, before.targets.keys() - set(pairs.values())),
        added=tuple(one for one in after.vectors.values() if one.id not in before.vectors),
        removed=tuple(one for one in before.vectors.values() if one.id not in after.vectors),
        mended=tuple(mended),
    )


def _meaning(vector: Vector) -> Vector:
    """Without what people say about it."""
    return msgspec.structs.replace(vector, triage=(), disputes=(), mended=(), why="", title="")


def _pairs(before: Run, after: Run) -> Iterator[tuple[str, str]]:
    """Target of the later run → target of the earlier one."""
    same = [target for target in after.targets if target in before.targets]
    yield from ((target, target) for target in same)
    left = {family.name: _other(family.releases, same) for family in families(before)}
    for family in families(after):
        new, old = _other(family.releases, same), left.get(family.name, [])
        if len(new) == len(old) == 1:
            yield new[0], old[0]


def _other(releases: Iterable[tuple[str, str]], besides: Iterable[str]) -> list[str]:
    return [target for target, _ in releases if target not in set(besides)]


def _titles(run: Run, targets: Iterable[str]) -> tuple[str, ...]:
    wanted = set(targets)
    return tuple(title(one.hello) for name, one in run.targets.items() if name in wanted)


def _changes(before: Run, old: str, after: Run, new: str, vectors: Iterable[Vector]) -> Changes:
    turned = [
        Turned(vector, was, now, after.verdicts[new, vector.id].said)
        for vector in vectors
        for was, now in [(state(before, old, vector.id), state(after, new, vector.id))]
        if now != "missing" and (was != now or _answer(before, old, vector, after, new))
    ]
    had, has = _findings(before, old), _findings(after, new)
    return Changes(
        before=title(before.targets[old].hello),
        after=title(after.targets[new].hello),
        broken=tuple(one for one in turned if _is_news(one) and one.after == "fail"),
        fixed=tuple(one for one in turned if _is_news(one) and one.before == "fail"),
        turned=tuple(one for one in turned if not _is_news(one)),
        new=tuple(one for mark, one in has.items() if mark not in had),
        gone=tuple(one for mark, one in had.items() if mark not in has),
    )


def _is_news(one: Turned) -> bool:
    """Whether a failure came or went: of what was not asked nobody knows."""
    if one.before == one.after:
        return False
    came = one.after == "fail" and one.before in OPEN
    return came or (one.before == "fail" and one.after in TOLD)


def _answer(before: Run, old: str, vector: Vector, after: Run, new: str) -> bool:
    """Whether the same verdict rests on another option, or another outcome of a step."""
    if (old, vector.id) not in before.verdicts:
        return False
    if before.verdicts[old, vector.id].option != after.verdicts[new, vector.id].option:
        return True
    was, now = before.evidence.get((old, vector.id)), after.evidence.get((new, vector.id))
    if was is None or now is None:
        return False
    return [one.outcome for one in was.steps] != [one.outcome for one in now.steps]


def _findings(run: Run, target: str) -> dict[str, Finding]:
    return {one.fingerprint: one for one in run.findings if one.target == target and one.scored}
