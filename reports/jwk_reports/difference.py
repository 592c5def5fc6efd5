"""Two runs aligned by id: what fails anew, what is fixed, what changed, what came and went."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from jwk_conformance.baseline import mended
from jwk_conformance.endpoint.check.registry import LEVELS
from jwk_conformance.event import EndpointFinding, Finding
from jwk_conformance.runfile import Run
from jwk_conformance.target.spec import library_name
from jwk_reports.combine import FUZZ
from jwk_reports.state import OPEN, StateName
from jwk_reports.summary import label, state
from jwk_vectors.model import Vector
from jwk_vectors.sets import meaning

Kind = Literal["new", "fixed", "changed"]

GRAVE = LEVELS[: LEVELS.index("should")]
"""Levels of endpoint findings that a regression can consist in."""


@dataclass(frozen=True)
class Turned:
    """A vector to which a target answers otherwise than before."""

    kind: Kind
    """New: it fails, and did not. Fixed: it passes, and failed. Changed: any other way."""
    target: str
    """In the second run."""
    vector: Vector
    before: StateName
    after: StateName
    said: str
    """What was expected and what happens now; of a choice, the options."""


@dataclass(frozen=True)
class Came:
    """A finding that only one of the runs has: of robustness, of fuzzing, or on an endpoint."""

    kind: Kind
    """New or fixed; changed, where it is too light to fail, or rests on vectors of one run."""
    target: str
    fingerprint: str
    said: str


@dataclass(frozen=True)
class Difference:
    """All that differs."""

    pairs: tuple[tuple[str, str], ...]
    """Targets of the first run, and what they are called in the second."""
    gone: tuple[str, ...]
    """Targets of the first run alone."""
    lost: tuple[str, ...]
    """Those of them that the second run could not start: what they do now nobody knows."""
    joined: tuple[str, ...]
    """Targets of the second run alone."""
    turned: tuple[Turned, ...]
    came: tuple[Came, ...]
    added: tuple[Vector, ...]
    """Vectors of the second run alone."""
    failing: int
    """Failures by these, over the targets of both."""
    removed: tuple[Vector, ...]
    redefined: tuple[str, ...]
    """Vectors that ask something else under the same id: another answer is no regression."""
    withheld: int
    """Answers that one of the runs does not tell."""

    def of(self, kind: Kind) -> list[Turned | Came]:
        """The differences of a kind."""
        every: list[Turned | Came] = [*self.turned, *self.came]
        return [one for one in every if one.kind == kind]

    def turned_on(self, target: str, kind: Kind) -> list[Turned]:
        """Of a kind those on one target, by its name in the second run."""
        return [one for one in self.turned if (one.target, one.kind) == (target, kind)]

    def came_on(self, target: str, kind: Kind) -> list[Came]:
        """The findings likewise."""
        return [one for one in self.came if (one.target, one.kind) == (target, kind)]

    def count(self, kind: Kind) -> int:
        """How many differences there are of a kind."""
        return len(self.of(kind))

    @property
    def regressed(self) -> bool:
        """Whether anything fails that did not, or a target cannot be asked any more."""
        return self.count("new") > 0 or bool(self.lost)

    @property
    def brief(self) -> str:
        """Such as "3 new, 1 fixed"; "no difference" where nothing is to be told."""
        told = [
            f"{self.count('new')} new" if self.count("new") else "",
            f"{self.count('fixed')} fixed" if self.count("fixed") else "",
            f"{self.count('changed')} changed" if self.count("changed") else "",
            f"vectors added: {len(self.added)}" if self.added else "",
            f"vectors removed: {len(self.removed)}" if self.removed else "",
            f"targets gone: {len(self.gone)}" if self.gone else "",
            f"could not be started: {', '.join(self.lost)}" if self.lost else "",
            f"targets added: {len(self.joined)}" if self.joined else "",
        ]
        return ", ".join(filter(None, told)) or "no difference"


def difference(a: Run, b: Run) -> Difference:
    """What differs in the second run from the first."""
    pairs = dict(_pairs(a, b))
    shared = [id for id in b.vectors if id in a.vectors and b.vectors[id].set != FUZZ]
    redefined = {id for id in shared if meaning(a.vectors[id]) != meaning(b.vectors[id])}
    added = [one for id, one in b.vectors.items() if id not in a.vectors and one.set != FUZZ]
    removed = [one for id, one in a.vectors.items() if id not in b.vectors and one.set != FUZZ]
    asked = [b.vectors[id] for id in shared if not label(b, b.vectors[id])]
    cells = [(old, new, vector) for old, new in pairs.items() for vector in asked]
    turned = [
        one
        for old, new, vector in cells
        for one in _turned(a, b, old, new, vector, vector.id in redefined)
    ]
    return Difference(
        pairs=tuple(pairs.items()),
        gone=tuple(one for one in (*a.targets, *a.endpoints) if one not in pairs),
        lost=tuple(one for one in a.targets if one not in pairs and one in b.failed),
        joined=tuple(one for one in (*b.targets, *b.endpoints) if one not in pairs.values()),
        turned=tuple(sorted(turned, key=_order)),
        came=(*_findings(a, b, pairs), *_remarks(a, b, pairs)),
        added=tuple(added),
        failing=sum(state(b, new, one.id) == "fail" for new in pairs.values() for one in added),
        removed=tuple(removed),
        redefined=tuple(sorted(redefined)),
        withheld=sum(
            (state(a, old, one.id) == "withheld") is not (state(b, new, one.id) == "withheld")
            for old, new, one in cells
        ),
    )


def _order(one: Turned) -> tuple[int, bool]:
    return ("new", "fixed", "changed").index(one.kind), one.vector.severity != "security"


def _pairs(a: Run, b: Run) -> Iterator[tuple[str, str]]:
    """The same target; or else the same library, where each run has it in one release alone."""
    same = [one for one in (*a.targets, *a.endpoints) if one in b.targets or one in b.endpoints]
    yield from ((one, one) for one in same)
    left = {name: ones[0] for name, ones in _libraries(a, same).items() if len(ones) == 1}
    right = {name: ones[0] for name, ones in _libraries(b, same).items() if len(ones) == 1}
    yield from ((target, right[name]) for name, target in left.items() if name in right)


def _libraries(run: Run, known: Sequence[str]) -> dict[str, list[str]]:
    libraries: dict[str, list[str]] = {}
    for target, started in run.targets.items():
        if target not in known:
            libraries.setdefault(library_name(target, started.hello.name), []).append(target)
    return libraries


def _turned(
    a: Run, b: Run, old: str, new: str, vector: Vector, redefined: bool
) -> Iterator[Turned]:
    before, after = state(a, old, vector.id), state(b, new, vector.id)
    if "withheld" in (before, after):
        return
    was, now = a.verdicts.get((old, vector.id)), b.verdicts.get((new, vector.id))
    if before != after:
        kind: Kind = "changed"
        if after == "fail" and before in OPEN and not redefined:
            kind = "new"
        elif (before, after) == ("fail", "pass"):
            kind = "fixed"
        yield Turned(kind, new, vector, before, after, now.said if now else "")
    elif was and now and was.option != now.option:
        yield Turned("changed", new, vector, before, after, f"{was.option} → {now.option}")


def _findings(a: Run, b: Run, pairs: dict[str, str]) -> Iterator[Came]:
    """Those that no verdict tells of."""
    had = {(one.target, one.fingerprint): one for one in _apart(a)}
    has = {(one.target, one.fingerprint): one for one in _apart(b)}
    for (target, fingerprint), one in has.items():
        old = next((before for before, after in pairs.items() if after == target), None)
        if old is not None and (old, fingerprint) not in had:
            light = bool(one.vectors) and not _reached(a, one)
            yield Came("changed" if light else "new", target, fingerprint, one.said)
    for (target, fingerprint), one in had.items():
        if target in pairs and (pairs[target], fingerprint) not in has:
            asked = not one.vectors or _asked_again(b, pairs[target], one)
            yield Came("fixed" if asked else "changed", pairs[target], fingerprint, one.said)


def _apart(run: Run) -> Iterator[Finding]:
    for one in run.findings:
        fuzzed = any(run.vectors[id].set == FUZZ for id in one.vectors)
        if one.scored and (fuzzed or one.kind != "deviation"):
            yield one


def _reached(run: Run, finding: Finding) -> bool:
    """Whether a run had the occasion to show a finding: fuzzing has it wherever there is any."""
    return bool(run.fuzzed) if _is_of_fuzzing(finding) else _has_its_vectors(run, finding)


def _asked_again(run: Run, target: str, finding: Finding) -> bool:
    """Whether a run shows that a finding is gone: that chance has not met it is no proof."""
    if not _is_of_fuzzing(finding):
        return _has_its_vectors(run, finding)
    return finding.fingerprint in mended(one for one in run.replayed if one.target == target)


def _is_of_fuzzing(finding: Finding) -> bool:
    return any(id.startswith(f"{FUZZ}.") for id in finding.vectors)


def _has_its_vectors(run: Run, finding: Finding) -> bool:
    return any(id in run.vectors for id in finding.vectors)


def _remarks(a: Run, b: Run, pairs: dict[str, str]) -> Iterator[Came]:
    had = {(one.target, one.fingerprint): one for one in a.remarks}
    has = {(one.target, one.fingerprint): one for one in b.remarks}
    for place, one in has.items():
        if place not in had and one.target in pairs:
            yield Came(_weight(one, "new"), one.target, one.fingerprint, one.said)
    for place, one in had.items():
        if place not in has and one.target in pairs:
            lost = one.target in b.failed
            kind: Kind = "changed" if lost else "fixed"
            yield Came(kind, one.target, one.fingerprint, one.said)


def _weight(finding: EndpointFinding, kind: Kind) -> Kind:
    return kind if finding.level in GRAVE else "changed"
