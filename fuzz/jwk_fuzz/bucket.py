"""Findings in buckets: of each kind of finding one example, the first and so the simplest."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import msgspec

from jwk_conformance.event import Event, Evidence, Finding, FindingKind, VectorRecord, Verdict
from jwk_conformance.judge import Judged, deviations, judge, secret, tier
from jwk_conformance.protocol import Hello, Observation
from jwk_fuzz.case import DISCLOSED, Case, alone, charges
from jwk_vectors import Library
from jwk_vectors.model import Step, Vector

BREAKDOWNS: tuple[FindingKind, ...] = ("hung", "died", "protocol-error")


@dataclass(frozen=True)
class Example:
    """A vector of one step, what was observed, and the verdict."""

    vector: Vector
    seen: Observation
    judged: Judged


@dataclass
class Buckets:
    """What was found on one target."""

    target: str
    name: str
    """The library's."""
    hello: Hello
    library: Library
    wrong: dict[tuple[str, str, str], Example] = field(default_factory=dict)
    """Clause, key type and deed → the example."""
    robust: dict[tuple[FindingKind, str], tuple[str, Example]] = field(default_factory=dict)
    """Kind and place → the sentence, and the example."""
    hits: dict[tuple[str, ...], int] = field(default_factory=dict)
    """Bucket → the documents that reached it."""

    def note(self, case: Case, whole: Vector, steps: Sequence[Observation]) -> None:
        """Look at what came of a case."""
        for step, seen in zip(whole.steps, steps, strict=True):
            self._judge(case, whole, step, seen)
            self._errors(case, whole, step, seen)

    def lost(self, why: str) -> None:
        """The target was given up."""
        self.hits["lost", why] = 1

    def events(self) -> Iterator[Event]:
        """The examples as vectors with their evidence, then the findings, worst first."""
        examples = [*self.wrong.values(), *(example for _, example in self.robust.values())]
        unique: dict[str, Example] = {}
        for example in examples:  # of two on one vector, the one that accuses
            unique.setdefault(example.vector.id, example)
        for example in unique.values():
            yield VectorRecord(vector=example.vector)
        verdicts = [self._verdict(example) for example in unique.values()]
        for example, verdict in zip(unique.values(), verdicts, strict=True):
            steps = (secret.shortened(example.seen),)
            yield Evidence(target=self.target, vector=example.vector.id, steps=steps)
            yield verdict
        vectors = {name: example.vector for name, example in unique.items()}
        causes, clauses = self.library.causes.values(), self.library.clauses
        yield from deviations(self.name, verdicts, vectors, causes, clauses)
        for (kind, place), (said, example) in self.robust.items():
            yield Finding(
                target=self.target,
                kind=kind,
                fingerprint=f"{self.name}:{kind}:{place}",
                said=said,
                vectors=(example.vector.id,),
                severity="security" if kind == "secret" else "robustness",
            )
        for key in self.hits:
            if key[0] == "lost":
                said = f"the target was given up: {key[1]}"
                yield Finding(
                    target=self.target,
                    kind="died",
                    fingerprint=f"{self.name}:died:lost",
                    said=said,
                    vectors=(),
                )

    def _judge(self, case: Case, whole: Vector, step: Step, seen: Observation) -> None:
        if _in_order(step, seen):
            return
        charged = tuple(charges(case, self.library.clauses))
        example = alone(whole, step, charged)
        judged = judge(example, (seen,), {}, hello=self.hello)
        if judged.verdict != "fail" or judged.did == "broke":
            return
        if "must not be there" in judged.said:
            example = msgspec.structs.replace(example, clauses=(DISCLOSED,), severity="security")
        self._keep(case, Example(example, seen, judged))

    def _keep(self, case: Case, example: Example) -> None:
        bucket = (example.vector.clauses[0], case.seed.kind, example.judged.did)
        self.wrong.setdefault(bucket, example)
        self.hits[bucket] = self.hits.get(bucket, 0) + 1

    def _errors(self, case: Case, whole: Vector, step: Step, seen: Observation) -> None:
        if seen.error is None:
            return
        example = Example(alone(whole, step, ()), seen, Judged("choice", "it went wrong"))
        for kind in BREAKDOWNS:
            if seen.outcome == kind:
                place = f"{step.operation}:{case.seed.kind}:{case.label}"
                said = f"{step.operation} of {example.vector.title}: {seen.error.message}"
                self._note(kind, place, said, example)
                return
        if tier.unexpected(seen, whole.level):
            where = f"{seen.error.module}.{seen.error.function}"
            said = f"{seen.error.type} in {where}: {seen.error.message[: secret.KEPT]}"
            self._note("unexpected-error", tier.place(seen), said, example)
        member = secret.spelt_out((step,), seen)
        if member is not None:
            said = f"{seen.error.type} spells out the secret member {member} in its message"
            self._note("secret", tier.place(seen), said, example)

    def _note(self, kind: FindingKind, place: str, said: str, example: Example) -> None:
        self.robust.setdefault((kind, place), (said, example))
        self.hits[kind, place] = self.hits.get((kind, place), 0) + 1

    def _verdict(self, example: Example) -> Verdict:
        return Verdict(
            target=self.target,
            vector=example.vector.id,
            verdict=example.judged.verdict,
            said=example.judged.said,
            option=example.judged.option,
            did=example.judged.did,
        )


def _in_order(step: Step, seen: Observation) -> bool:
    """Whether nothing needs a closer look: a refusal of what may be refused."""
    refused = seen.outcome in ("rejected", "error", "unsupported", "unreached")
    return refused and step.expect != "accept"


def taken(answers: Mapping[str, Sequence[tuple[Step, Observation]]]) -> frozenset[tuple[str, str]]:
    """Seeds with the operations that were accepted on them."""
    return frozenset(
        (seed, step.operation)
        for seed, steps in answers.items()
        for step, seen in steps
        if seen.outcome in ("accepted", "stored")
    )
