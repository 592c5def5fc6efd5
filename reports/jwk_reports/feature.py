"""What each target supports, as declared and as shown by its answers, and since which release."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from jwk_conformance.runfile import Run
from jwk_reports.release import Family, families
from jwk_reports.summary import label
from jwk_vectors.model import Vector

Kind = Literal["kty", "crv", "alg", "enc", "serialisations", "operations", "features"]
Support = Literal["yes", "partly", "fails", "no", "untold"]

KINDS: dict[Kind, str] = {
    "kty": "Key types",
    "crv": "Curves",
    "alg": "Algorithms",
    "enc": "Content encryption",
    "serialisations": "Serialisations",
    "operations": "Operations",
    "features": "Others",
}


@dataclass(frozen=True)
class Told:
    """What one target makes of one feature.

    Only vectors that must be accepted speak: that a key of the kind is refused for a defect
    shows no support.
    """

    support: Support
    passed: int
    failed: int
    since: str = ""
    """The oldest release in the run from which on it is supported without a gap; empty where the
    oldest of all has it already, or no other release was run."""


@dataclass(frozen=True)
class Feature:
    """A row: a feature, and what each target makes of it."""

    kind: Kind
    name: str
    told: Mapping[str, Told]
    vectors: int
    """Scored vectors that need it and must be accepted."""


def features(run: Run) -> Iterator[Feature]:
    """The features that a target declares or a vector needs, kind by kind."""
    kin = list(families(run))
    scored = [one for one in run.vectors.values() if not label(run, one)]
    needing = [one for one in scored if one.axis == "interoperability"]
    for kind in KINDS:
        members: dict[str, list[Vector]] = {name: [] for name in _named(run, scored, kind)}
        for vector in needing:
            for name in _needs(vector, kind):
                members[name].append(vector)
        for name, vectors in members.items():
            told = {target: _told(run, target, kind, name, vectors) for target in run.targets}
            yield Feature(kind, name, _dated(told, kin), len(vectors))


def _named(run: Run, vectors: Iterable[Vector], kind: Kind) -> list[str]:
    """In the order of the vectors, then what targets alone declare."""
    needed = (name for vector in vectors for name in _needs(vector, kind))
    declared = (name for one in run.targets.values() for name in getattr(one.hello, kind))
    return list(dict.fromkeys((*sorted(set(needed)), *sorted(set(declared)))))


def _needs(vector: Vector, kind: Kind) -> Sequence[str]:
    if kind == "operations":
        return (vector.operation,)
    needed: Sequence[str] = getattr(vector.requires, kind)
    return needed


def _told(run: Run, target: str, kind: Kind, name: str, vectors: Iterable[Vector]) -> Told:
    declared = name in getattr(run.targets[target].hello, kind)
    verdicts = [run.verdicts.get((target, vector.id)) for vector in vectors]
    given = [verdict.verdict for verdict in verdicts if verdict is not None]
    passed, failed = given.count("pass") + given.count("warn"), given.count("fail")
    return Told(_support(declared, passed, failed), passed, failed)


def _support(declared: bool, passed: int, failed: int) -> Support:
    if not declared and not passed:
        return "no"
    if passed and not failed:
        return "yes"
    if passed:
        return "partly"
    return "fails" if failed else "untold"


def _dated(told: Mapping[str, Told], kin: Iterable[Family]) -> dict[str, Told]:
    """With the release since when, for each family of which several releases were run."""
    dated = dict(told)
    for family in kin:
        since = ""
        for number, (target, version) in enumerate(family.releases):
            one = told[target]
            if one.support not in ("yes", "partly"):
                since = ""
                continue
            if number and told[family.releases[number - 1][0]].support not in ("yes", "partly"):
                since = version
            dated[target] = Told(one.support, one.passed, one.failed, since)
    return dated
