"""Findings in buckets: of each one example, the one with the fewest mutations."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

import msgspec

from jwk_conformance import protocol
from jwk_conformance.event import (
    Event,
    Evidence,
    Finding,
    FindingKind,
    FuzzExample,
    VectorRecord,
    Verdict,
)
from jwk_conformance.judge import secret
from jwk_conformance.judge.finding import badness
from jwk_conformance.opaque import name_of
from jwk_conformance.protocol import Hello, Observation
from jwk_fuzz.case import Case
from jwk_fuzz.look import Found, look, sentence
from jwk_fuzz.own import silent, withheld
from jwk_fuzz.replay import BREAKDOWNS
from jwk_vectors import Library
from jwk_vectors.model import Step, Vector


@dataclass(frozen=True)
class Effort:
    """What was done to make an example simpler."""

    asked: int = 0
    """Requests."""
    before: int = 0
    """Octets of the document as it was found."""
    after: int = 0
    whole: bool = False
    """Whether nothing more could be left out, rather than the budget being used up."""


LOST = "lost"
"""The place of a target that broke down too often to go on."""


@dataclass
class Buckets:
    """What was found on one target."""

    target: str
    name: str
    """The library's."""
    hello: Hello
    library: Library
    examples: dict[tuple[FindingKind, str], Found] = field(default_factory=dict)
    hits: dict[tuple[FindingKind, str], int] = field(default_factory=dict)
    """Bucket → the answers that fell into it."""
    efforts: dict[tuple[FindingKind, str], Effort] = field(default_factory=dict)
    """Bucket → what was done to make its example simpler."""
    own: str = ""
    """The file of the user's own keys, where nothing of them may be told; else empty."""
    gone: str = ""
    """Why the target was given up; empty where it was not."""

    def note(self, case: Case, whole: Vector, steps: Sequence[Observation]) -> None:
        """Look at what came of a case."""
        for step, seen in zip(whole.steps, steps, strict=True):
            for found in look(case, whole, step, seen, self.hello, self.library):
                self.add(found)

    def add(self, found: Found) -> None:
        """Put a finding where it belongs."""
        self.hits[found.key] = self.hits.get(found.key, 0) + 1
        known = self.examples.get(found.key)
        if known is None or _mutations(found) < _mutations(known):
            self.examples[found.key] = found

    def replace(self, known: Found, simpler: Found) -> None:
        """Put a simpler example in the place of one; it may turn out to belong elsewhere."""
        hits = self.hits.pop(known.key)
        del self.examples[known.key]
        self.hits[simpler.key] = self.hits.get(simpler.key, 0) + hits
        self.examples.setdefault(simpler.key, simpler)

    def lost(self, why: str) -> None:
        """The target was given up."""
        self.gone = why

    def fingerprint(self, found: Found) -> str:
        """The same for every seed and, while its code stays in place, every release."""
        return f"{self.name}:{found.kind}:{found.place}"

    def events(self) -> Iterator[Event]:
        """The examples as vectors with their evidence, then the findings, worst first."""
        told = [(found, named(found.vector)) for found in map(self._told, self.examples.values())]
        unique = {vector.id: (found, vector) for found, vector in told}
        for _, vector in unique.values():
            yield VectorRecord(vector=vector)
        for found, vector in unique.values():
            steps = tuple(map(secret.shortened, found.seen))
            yield Evidence(target=self.target, vector=vector.id, steps=steps)
            yield Verdict(
                target=self.target,
                vector=vector.id,
                verdict=found.judged.verdict,
                said=found.judged.said,
                option=found.judged.option,
                did=found.judged.did,
            )
        findings = [self._finding(found, vector) for found, vector in told]
        yield from sorted(findings, key=badness)
        yield from (self._example(found, vector) for found, vector in told)
        if self.gone:
            yield Finding(
                target=self.target,
                kind="died",
                fingerprint=f"{self.name}:died:{LOST}",
                said=f"the target was given up: {self.gone}",
                vectors=(),
            )

    def _hides(self, found: Found) -> bool:
        """Whether nothing of an example may be told: of a sequence, nobody knows what is in it."""
        if found.case is None:
            return bool(self.own) and found.kept is None
        return found.case.seed.secret

    def _told(self, found: Found) -> Found:
        """What may be told of a finding."""
        if not self._hides(found):
            return found
        return replace(
            found,
            said=_wordless(found),
            vector=withheld(found.vector),
            seen=silent(found.seen),
            judged=replace(found.judged, said="withheld, as the key is yours"),
        )

    def _finding(self, found: Found, vector: Vector) -> Finding:
        causes, clauses = self.library.causes.values(), self.library.clauses
        return Finding(
            target=self.target,
            kind=found.kind,
            fingerprint=self.fingerprint(found),
            said=sentence(self.name, found, causes, clauses),
            vectors=(vector.id,),
            severity=found.severity,
            clauses=vector.clauses if found.kind == "deviation" else (),
        )

    def _example(self, found: Found, vector: Vector) -> FuzzExample:
        fingerprint, case = self.fingerprint(found), found.case
        if found.kept is not None:
            return msgspec.structs.replace(
                found.kept,
                target=self.target,
                fingerprint=fingerprint,
                id=identity(fingerprint),
                vector=vector.id,
                documents=self.hits[found.key],
            )
        effort = self.efforts.get(found.key, Effort())
        return FuzzExample(
            target=self.target,
            fingerprint=fingerprint,
            id=identity(fingerprint),
            vector=vector.id,
            documents=self.hits[found.key],
            kty=case.seed.kind if case else "",
            seed=case.seed.name if case else "",
            mutations=tuple(one.label for one in case.mutations) if case else (),
            edits=case.edits if case else (),
            requests=() if self._hides(found) else requests(vector),
            octets=(effort.before, effort.after),
            asked=effort.asked,
            whole=effort.whole,
            source=self.own if self._hides(found) else "",
            withheld="the key is yours" if self._hides(found) else "",
        )


def identity(fingerprint: str) -> str:
    """A finding in a word that is a file name too, such as "jwcrypto-1a2b3c4d5e"."""
    name = re.sub(r"[^a-z0-9]+", "-", name_of(fingerprint).lower()).strip("-")
    return f"{name}-{hashlib.sha256(fingerprint.encode()).hexdigest()[:10]}"


def requests(vector: Vector) -> tuple[str, ...]:
    """The lines of the protocol by which a target is asked what a vector asks."""
    return tuple(
        protocol.request(number, step.operation, step.args, step.as_).decode("ascii").rstrip("\n")
        for number, step in enumerate(vector.steps)
    )


def named(vector: Vector) -> Vector:
    """The vector with an id that no other has: examples differ from one target to the next."""
    digest = hashlib.sha256(msgspec.json.encode(vector, order="sorted")).hexdigest()[:6]
    return msgspec.structs.replace(vector, id=f"{vector.id}.{digest}")


def _wordless(found: Found) -> str:
    """What a finding is, without what a target said."""
    if found.kind == "secret":
        return found.said
    if found.kind in ("unexpected-error", *BREAKDOWNS):
        return found.said.partition(": ")[0]
    return f"{found.kind} over {found.vector.operation} of {found.vector.title}"


def _mutations(found: Found) -> int:
    return len(found.case.mutations) if found.case else 0


def taken(answers: Mapping[str, Sequence[tuple[Step, Observation]]]) -> frozenset[tuple[str, str]]:
    """Seeds with the operations that were accepted on them."""
    return frozenset(
        (seed, step.operation)
        for seed, steps in answers.items()
        for step, seen in steps
        if seen.outcome in ("accepted", "stored")
    )
