"""Where targets differ although the texts leave nothing open: clause by clause, who deviates."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from jwk_conformance.runfile import Run
from jwk_reports.summary import label
from jwk_vectors.model import Clause, Vector


@dataclass(frozen=True)
class Disagreement:
    """A clause that some targets keep and others break, on the same vectors."""

    clause: Clause
    vectors: tuple[Vector, ...]
    """Those on which they differ."""
    deviating: Mapping[str, int]
    """Target → on how many of these vectors it fails, most first."""
    conforming: tuple[str, ...]
    """Targets that pass all of these that they were asked."""


def disagreements(run: Run) -> list[Disagreement]:
    """The clauses on which targets disagree, those with the most such vectors first."""
    about: dict[str, list[Vector]] = {}
    for vector in run.vectors.values():
        if not label(run, vector) and _differ(run, vector):
            for clause in vector.clauses:
                about.setdefault(clause, []).append(vector)
    found = (
        _disagreement(run, run.clauses[clause], vectors)
        for clause, vectors in about.items()
        if clause in run.clauses
    )
    return sorted(found, key=lambda one: (-len(one.vectors), -len(one.deviating), one.clause.id))


def _verdicts(run: Run, target: str, vectors: Iterable[Vector]) -> Iterator[str]:
    for vector in vectors:
        verdict = run.verdicts.get((target, vector.id))
        if verdict is not None:
            yield verdict.verdict


def _differ(run: Run, vector: Vector) -> bool:
    verdicts = {one for target in run.targets for one in _verdicts(run, target, [vector])}
    return {"pass", "fail"} <= verdicts


def _disagreement(run: Run, clause: Clause, vectors: list[Vector]) -> Disagreement:
    given = {target: Counter(_verdicts(run, target, vectors)) for target in run.targets}
    failing = Counter({target: counts["fail"] for target, counts in given.items()})
    return Disagreement(
        clause=clause,
        vectors=tuple(vectors),
        deviating={target: number for target, number in failing.most_common() if number},
        conforming=tuple(
            target for target, counts in given.items() if counts["pass"] and not counts["fail"]
        ),
    )
