"""From verdicts to findings: what one patch would mend is one finding."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from fnmatch import fnmatchcase

from jwk_conformance.event import Finding, Verdict
from jwk_vectors.model import Cause, Clause, Condition, Severity, Vector

SEVERITIES: tuple[Severity, ...] = ("security", "interoperability", "robustness")
"""Worst first."""
NAMED = 2
"""Vectors whose titles stand in the sentence of a finding that no cause has words for."""
AGAINST = {
    "accepted": "does not refuse",
    "refused": "refuses what it must accept",
    "wrong": "gives a wrong result",
}


def deviations(
    name: str,
    verdicts: Iterable[Verdict],
    vectors: Mapping[str, Vector],
    causes: Iterable[Cause],
    clauses: Mapping[str, Clause],
    aside: Collection[str] = (),
) -> list[Finding]:
    """The failures of one target as findings, worst first; those of vectors aside come last.

    `name` is the library's, `aside` the ids of vectors that are not scored. Breakdowns are left
    out: they are robustness findings already.
    """
    causes = tuple(causes)
    alike: dict[tuple[bool, str], list[Verdict]] = {}
    words: dict[str, Cause | None] = {}
    for verdict in verdicts:
        if verdict.verdict != "fail" or verdict.did in ("", "broke"):
            continue
        vector = vectors[verdict.vector]
        cause = cause_of(vector, verdict, causes)
        place = cause.id if cause else f"{vector.clauses[0]}:{verdict.did}"
        alike.setdefault((verdict.vector not in aside, place), []).append(verdict)
        words[place] = cause
    found = [
        _finding(name, place, group, words[place], vectors, clauses, scored)
        for (scored, place), group in alike.items()
    ]
    return sorted(found, key=lambda finding: (not finding.scored, badness(finding)))


def delicate(finding: Finding) -> bool:
    """Whether its library's maintainers should hear of it before the public does.

    Besides what is of security: that by which whoever sends a key can stop a service.
    """
    return finding.severity == "security" or finding.kind in ("hung", "died", "cost")


def badness(finding: Finding) -> tuple[int, int]:
    """Worst severity first, then the more widespread."""
    return SEVERITIES.index(finding.severity), -len(finding.vectors)


def cause_of(vector: Vector, verdict: Verdict, causes: Iterable[Cause]) -> Cause | None:
    """The first cause that a failure fits; None where nobody has named it."""
    for cause in causes:
        if any(_holds(condition, vector, verdict) for condition in cause.when):
            return cause
    return None


def triaged(name: str, vectors: Iterable[Vector]) -> str:
    """What was judged on looking into a finding on a library, of whatever release.

    Several judgements are joined; empty where there are vectors that nobody has looked into.
    """
    judged: dict[str, None] = {}
    for vector in vectors:
        told = [one.judged for one in vector.triage if one.is_about(name)]
        if not told:
            return ""
        judged.update(dict.fromkeys(told))
    return ", ".join(judged)


def _holds(condition: Condition, vector: Vector, verdict: Verdict) -> bool:
    return (
        condition.did == verdict.did
        and (not condition.clauses or not set(condition.clauses).isdisjoint(vector.clauses))
        and _fits(condition.reasons, vector.reason)
        and _fits(condition.vectors, vector.id)
        and (not condition.words or re.search(condition.words, verdict.said) is not None)
    )


def _fits(globs: tuple[str, ...], text: str) -> bool:
    return not globs or any(fnmatchcase(text, glob) for glob in globs)


def _finding(
    name: str,
    place: str,
    group: list[Verdict],
    cause: Cause | None,
    vectors: Mapping[str, Vector],
    clauses: Mapping[str, Clause],
    scored: bool,
) -> Finding:
    members = [vectors[verdict.vector] for verdict in group]
    return Finding(
        target=group[0].target,
        kind="deviation",
        fingerprint=f"{name}:deviation:{place}",
        said=f"{name} {cause.said if cause else _unnamed(group, members, clauses)}",
        vectors=tuple(vector.id for vector in members),
        severity=min((vector.severity for vector in members), key=SEVERITIES.index),
        clauses=tuple(dict.fromkeys(_clauses(members, cause))),
        scored=scored,
    )


def _clauses(members: Iterable[Vector], cause: Cause | None) -> Iterator[str]:
    """Of each vector the clauses that the cause speaks of, or else its first."""
    spoken = {clause for condition in cause.when for clause in condition.clauses} if cause else ()
    for vector in members:
        yield from [clause for clause in vector.clauses if clause in spoken] or vector.clauses[:1]


def _unnamed(group: list[Verdict], members: list[Vector], clauses: Mapping[str, Clause]) -> str:
    """A sentence composed of what there is: the deed, the clause and the vectors' titles."""
    clause = clauses.get(members[0].clauses[0])
    where = f" ({clause.document} section {clause.section})" if clause else ""
    titles = "; ".join(vector.title for vector in members[:NAMED])
    more = f"; and {len(members) - NAMED} more" if len(members) > NAMED else ""
    return f"{AGAINST[group[0].did]}{where}: {titles}{more}"
