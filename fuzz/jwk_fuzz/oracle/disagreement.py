"""Two targets, one document, two answers: at most one is right where a text decides."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import msgspec

from jwk_conformance import jose
from jwk_conformance.engine.connection import Limits
from jwk_conformance.engine.process import Launch
from jwk_conformance.engine.session import Session
from jwk_conformance.event import Event, Evidence, Finding, Fuzzed, VectorRecord, Verdict
from jwk_conformance.judge import secret
from jwk_conformance.protocol import Observation
from jwk_conformance.rulebook import PUBLIC
from jwk_fuzz.bucket import Buckets, named
from jwk_fuzz.case import Case, charges
from jwk_fuzz.mutation import SET, mutated, written
from jwk_fuzz.oracle.audit import Ground, accepted
from jwk_fuzz.seed import Seed
from jwk_fuzz.systematic import Selection
from jwk_vectors import Library
from jwk_vectors.model import Vector

OPERATIONS = ("jwk.thumbprint", "jwk.export", "jws.verify")
"""Those whose answers can be compared; an import alone may have looked at nothing."""
SHOWN = 20
"""Disagreements on what is left open that are told one by one."""
PHASE = "answers compared"


@dataclass(frozen=True)
class Question:
    """An operation on a document."""

    case: Case
    vector: Vector
    """Of one step."""


@dataclass(eq=False)
class Answers:
    """What one target said, of the documents that all are asked about."""

    target: str
    name: str
    """The library's."""
    seen: dict[str, Observation] = field(default_factory=dict)
    """Question → the answer; of keys whose undamaged form the target takes alone."""


def questions(ground: Ground) -> Iterator[Question]:
    """Of every key type each mutation, on the first seed that it applies to."""
    done: set[tuple[str, str]] = set()
    for seed in ground.seeds():
        if seed.kind == SET:
            continue
        yield from _asked(ground, Case(seed, (), written(seed.document)))
        for mutation in ground.selection.fitting(seed):
            text = mutated(seed.document, (mutation,))
            if text is None or (seed.kind, mutation.label) in done:
                continue
            if mutation.depth == "text" and ground.buckets.hello.json == "adapter":
                continue
            done.add((seed.kind, mutation.label))
            yield from _asked(ground, Case(seed, (mutation,), text))


@dataclass
class Comparison:
    """What the targets of a campaign said of the same documents."""

    known: dict[str, Question] = field(default_factory=dict)
    several: list[Answers] = field(default_factory=list)

    def ask(self, launch: Launch, limits: Limits, buckets: Buckets, selection: Selection) -> None:
        """Ask a target everything, in a process of its own. Raises TargetLost, Stopped."""
        told = Answers(buckets.target, buckets.name)
        takes: set[tuple[str, str]] = set()
        with Session(launch, limits) as session:
            ground = Ground(session, buckets, selection)
            for question in questions(ground):
                operation, seed = question.vector.steps[0].operation, question.case.seed
                (seen,) = ground.ask(question.vector)
                if not question.case.mutations and accepted(seen):
                    takes.add((seed.name, operation))
                if (seed.name, operation) in takes:
                    told.seen[question.vector.id] = seen
                    self.known.setdefault(question.vector.id, question)
        self.several.append(told)

    def events(self, library: Library) -> Iterator[Event]:
        """What the answers tell once there are two targets."""
        if len(self.several) > 1:
            yield from compared(self.several, self.known, library)


def compared(
    several: Sequence[Answers], known: Mapping[str, Question], library: Library
) -> Iterator[Event]:
    """A finding of each kind of disagreement where a text decides; what is left open is told."""
    found: set[tuple[str, str]] = set()
    open_: list[str] = []
    total = 0
    for name, question in known.items():
        answers = {one: one.seen[name] for one in several if name in one.seen}
        if len(answers) < 2:
            continue
        total += 1
        groups: dict[str, list[Answers]] = {}
        for one, seen in answers.items():
            groups.setdefault(_said(question, seen), []).append(one)
        if len(groups) < 2:
            continue
        opinion = _opinion(question, library)
        title = f"{question.vector.steps[0].operation} of {question.vector.title}"
        parties = "; ".join(
            f"{', '.join(one.target for one in group)}: {said}" for said, group in groups.items()
        )
        if opinion is None:
            open_.append(f"left open: {title}: {parties}")
            continue
        right, clause, why = opinion
        for said, group in groups.items():
            for one in group if said != right else ():
                place = f"{clause}:{question.case.seed.kind}:{question.vector.operation}"
                if (one.target, place) not in found:
                    found.add((one.target, place))
                    yield from _finding(one, question, place, clause, f"{title}: {parties}; {why}")
    if several:
        more = [f"… and {len(open_) - SHOWN} more"] if len(open_) > SHOWN else []
        yield Fuzzed(
            target=several[0].target,
            phase=f"{PHASE} with {', '.join(one.target for one in several[1:])}",
            documents=total,
            whole=True,
            seconds=0.0,
            notes=(*open_[:SHOWN], *more),
        )


def _asked(ground: Ground, case: Case) -> Iterator[Question]:
    for use in ground.uses(case.seed):
        if use.operation in OPERATIONS:
            whole = ground.whole(case, [use])
            operation = use.operation.replace(".", "-")
            yield Question(case, msgspec.structs.replace(whole, id=f"{whole.id}.{operation}"))


def _said(question: Question, seen: Observation) -> str:
    """An answer in a word; two that mean the same are the same."""
    if seen.outcome in ("hung", "died", "protocol-error"):
        return f"it {seen.outcome}"
    if not accepted(seen):
        return "refused"
    if "thumbprint" in seen.facts:
        return f"taken, with thumbprint {seen.facts['thumbprint']}"
    if "jwk" in seen.facts:
        return f"taken, as {_essentials(question.case.seed, json.loads(seen.facts['jwk']))}"
    return "taken"


def _essentials(seed: Seed, members: Mapping[str, object]) -> str:
    return json.dumps({name: members.get(name) for name in ("kty", *PUBLIC[seed.kind])})


def _opinion(question: Question, library: Library) -> tuple[str, str, str] | None:
    """What the rulebook holds right, by which clause, and why; None where no text decides."""
    case, operation = question.case, question.vector.steps[0].operation
    for charge in charges(case, library.clauses):
        if operation in charge.uses:
            return "refused", charge.clause, f"the rulebook: it breaks {charge.rule}"
    subject = case.subject
    kept = next((one.keeps for one in case.mutations if one.keeps), "")
    if subject is None or not (case.changes_nothing or not case.mutations):
        return None
    clause = kept or question.vector.clauses[0]
    why = "the rulebook: it is a valid key, and the same as without the change"
    if operation == "jwk.thumbprint":
        return f"taken, with thumbprint {jose.thumbprint(subject)}", clause, why
    if operation == "jwk.export":
        return f"taken, as {_essentials(case.seed, subject)}", clause, why
    return "taken", clause, why


def _finding(
    one: Answers, question: Question, place: str, clause: str, said: str
) -> Iterator[Event]:
    vector = named(msgspec.structs.replace(question.vector, id=f"{question.vector.id}.compared"))
    yield VectorRecord(vector=vector)
    seen = secret.shortened(one.seen[question.vector.id])
    yield Evidence(target=one.target, vector=vector.id, steps=(seen,))
    yield Verdict(target=one.target, vector=vector.id, verdict="choice", said=said)
    yield Finding(
        target=one.target,
        kind="disagreement",
        fingerprint=f"{one.name}:disagreement:{place}",
        said=said,
        vectors=(vector.id,),
        severity="interoperability",
        clauses=(clause,),
    )
