"""What an answer to a fuzzed document tells: findings, each with the place by which it is known.

A place is what buckets go by, and a fingerprint is made of it. It holds no version, no line number
and nothing that chance decides: unexpected errors have their type, module and function, deviations
their clause and key type. The mutation and the outcome are attributes of an example.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

import msgspec

from jwk_conformance.event import FindingKind, FuzzExample, Verdict
from jwk_conformance.judge import Judged, judge, secret, tier
from jwk_conformance.judge.finding import AGAINST, cause_of
from jwk_conformance.protocol import Hello, Observation
from jwk_conformance.rulebook import PRIVATE
from jwk_fuzz.case import DISCLOSED, Case, alone, charges
from jwk_fuzz.replay import BREAKDOWNS
from jwk_fuzz.secrecy import disclosed
from jwk_vectors import Library
from jwk_vectors.model import Cause, Clause, Severity, Step, Vector


@dataclass(frozen=True, kw_only=True)
class Found:
    """A finding by its example."""

    kind: FindingKind
    place: str
    said: str
    """One sentence for a person; of a deviation what was expected and what happened."""
    severity: Severity
    vector: Vector
    seen: tuple[Observation, ...]
    judged: Judged
    case: Case | None = None
    """The document; None where there is not just one."""
    kept: FuzzExample | None = None
    """What is known of the example, where it is from a replay file."""

    @property
    def key(self) -> tuple[FindingKind, str]:
        """The bucket."""
        return self.kind, self.place

    def like(self, other: Found) -> bool:
        """Whether both are the same finding: one that breaks a target down, by what it did."""
        if self.kind in BREAKDOWNS:
            return self.kind == other.kind and self.vector.operation == other.vector.operation
        return self.key == other.key


def look(
    case: Case, whole: Vector, step: Step, seen: Observation, hello: Hello, library: Library
) -> Iterator[Found]:
    """What one answer to a case tells; nothing where all is well."""
    if not _in_order(step, seen):
        yield from _deviation(case, whole, step, seen, hello, library)
    if seen.error is not None:
        yield from _error(case, whole, step, seen)
    elif case.hides and (member := disclosed(step, seen)) in PRIVATE.get(case.seed.kind, ()):
        # what is private in keys of another type is an unknown member in this one
        said = f"{step.operation} gives the secret member {member} away"
        place = f"{step.operation}:{case.seed.kind}"
        yield _other(case, alone(whole, step, ()), seen, "secret", place, said, "security")


def sentence(
    name: str, found: Found, causes: Iterable[Cause], clauses: Mapping[str, Clause]
) -> str:
    """A deviation in words: those of its cause where it has one."""
    if found.kind != "deviation" or found.kept is not None:
        return found.said
    verdict = Verdict(
        target="", vector="", verdict="fail", said=found.judged.said, did=found.judged.did
    )
    cause = cause_of(found.vector, verdict, causes)
    if cause is not None:
        return f"{name} {cause.said} ({found.vector.title})"
    clause = clauses.get(found.vector.clauses[0])
    where = f" ({clause.document} section {clause.section})" if clause else ""
    return f"{name} {AGAINST[found.judged.did]}{where}: {found.vector.title}"


def _in_order(step: Step, seen: Observation) -> bool:
    """Whether nothing needs a closer look: a refusal of what may be refused."""
    refused = seen.outcome in ("rejected", "error", "unsupported", "unreached")
    return refused and step.expect != "accept"


def _deviation(
    case: Case, whole: Vector, step: Step, seen: Observation, hello: Hello, library: Library
) -> Iterator[Found]:
    example = alone(whole, step, tuple(charges(case, library.clauses)))
    judged = judge(example, (seen,), {}, hello=hello)
    if judged.verdict != "fail" or judged.did in ("", "broke"):
        return
    if judged.did == "accepted" and step.expect != "reject":  # it may be taken, and not for that
        judged = replace(judged, did="wrong")
    if "must not be there" in judged.said:
        example = msgspec.structs.replace(example, clauses=(DISCLOSED,), severity="security")
    place = f"{example.clauses[0]}:{case.seed.kind}:{judged.did}"
    if judged.did == "wrong":  # a wrong thumbprint and a wrong export are two things
        place += f":{step.operation}"
    yield Found(
        kind="deviation",
        place=place,
        said=judged.said,
        severity=example.severity,
        vector=example,
        seen=(seen,),
        judged=judged,
        case=case,
    )


def _error(case: Case, whole: Vector, step: Step, seen: Observation) -> Iterator[Found]:
    assert seen.error is not None
    example = alone(whole, step, ())

    def found(kind: FindingKind, place: str, said: str, severity: Severity = "robustness") -> Found:
        return _other(case, example, seen, kind, place, said, severity)

    for kind in BREAKDOWNS:
        if seen.outcome == kind:
            place = f"{step.operation}:{case.seed.kind}:{_about(case)}"
            yield found(kind, place, f"{step.operation} {kind}: {seen.error.message}")
            return
    if tier.unexpected(seen, whole.level):
        where = f"{seen.error.module}.{seen.error.function}"
        said = f"{seen.error.type} in {where}: {seen.error.message[: secret.KEPT]}"
        yield found("unexpected-error", tier.place(seen), said)
    member = secret.spelt_out((step,), seen)
    if member is not None:
        said = f"{seen.error.type} spells out the secret member {member} in its message"
        yield found("secret", tier.place(seen), said, "security")


def _other(
    case: Case,
    example: Vector,
    seen: Observation,
    kind: FindingKind,
    place: str,
    said: str,
    severity: Severity,
) -> Found:
    return Found(
        kind=kind,
        place=place,
        said=said,
        severity=severity,
        vector=example,
        seen=(seen,),
        judged=Judged("choice", "it went wrong"),
        case=case,
    )


def _about(case: Case) -> str:
    """What is special about a document, in a word that stays: the rule or clause it is about."""
    first = case.mutations[0] if case.mutations else None
    return (first.breaks or first.keeps or "left-open") if first else "valid"
