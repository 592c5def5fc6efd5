"""Time, memory and output in proportion to the document, whatever its members say."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

from jwk_conformance.judge import Judged
from jwk_conformance.protocol import Observation
from jwk_fuzz.case import Case
from jwk_fuzz.look import Found
from jwk_fuzz.mutation import SET, Mutation, mutated, written
from jwk_fuzz.mutation.noun import added
from jwk_fuzz.mutation.structure import ARGUMENTS
from jwk_fuzz.oracle.audit import Ground, about, accepted
from jwk_fuzz.seed import Seed
from jwk_vectors.model import Step

SECONDS = 0.5
"""That an operation on a document of a few kilobytes may take, whatever the machine."""
TIMES = 20
"""As long as on the undamaged key it must have taken, besides: the target may be slow as it is."""
ASKED = 3
"""Times that a slow answer is asked for: only if every one is slow, it is the document's doing."""
MEMORY = 64 << 20
"""Octets by which a document may make a target grow."""
OUTPUT = 1 << 16
"""Octets that an answer may have beyond a hundred times its document."""
SMALL = 4096
"""Octets of a document of which this is asked."""

NAMES = (
    *ARGUMENTS,
    *("sleep", "delay", "timeout", "wait", "seconds", "ttl", "max_age", "exp", "leeway"),
    *("count", "length", "bits", "key_size", "iterations", "rounds", "p2c", "cost", "n_iter"),
    *("repeat", "times", "depth", "limit", "capacity", "buffer", "pad", "padding", "width"),
    *("salt", "salt_length", "version", "encoding", "callback", "url", "file", "path"),
)
"""Members that might be taken for an instruction."""
VALUES: tuple[tuple[str, Any], ...] = (("2", 2), ("100 million", 100_000_000))
"""Seconds that would be noticed, and octets or rounds that would."""


def instructions_obeyed(ground: Ground) -> Iterator[str]:
    """Keys with unknown members that might be taken for an instruction, and oversized numbers."""
    for seed in _one_of_each(ground):
        usual = _usual(ground, seed)
        yield seed.kind
        for mutation in (*instructions(), *_heavy(ground, seed)):
            text = mutated(seed.document, (mutation,))
            if text is None or len(text) > SMALL:
                continue
            _ask(ground, Case(seed, (mutation,), text), usual)
            yield seed.kind


def instructions() -> Iterator[Mutation]:
    """Unknown members, which a reader must ignore."""
    for name in NAMES:
        for said, value in VALUES:
            label = f"an unknown member {name} added, {said}"
            yield Mutation(
                label, "structure", added(**{name: value}), keeps="rfc7517-4-unknown-members"
            )
    generate = added(generate="RSA", size=4096)
    yield Mutation("members generate and size added", "structure", generate,
                   keeps="rfc7517-4-unknown-members")  # fmt: skip


def growth(document: str | bytes, seen: Observation) -> str | None:
    """In words, by how much an answer is too long; None where it is not."""
    size = len(json.dumps(seen.facts))
    return (
        f"answers {len(document)} octets with {size}"
        if size > OUTPUT + 100 * len(document)
        else None
    )


def _one_of_each(ground: Ground) -> Iterator[Seed]:
    """Of every key type the first public key, or the symmetric one."""
    done: set[str] = set()
    for seed in ground.seeds():
        if seed.kind not in done and seed.kind != SET:
            done.add(seed.kind)
            yield seed


def _heavy(ground: Ground, seed: Seed) -> Iterator[Mutation]:
    """Mutations that make numbers large."""
    for one in ground.selection.fitting(seed):
        if one.label.startswith(("n: 17000", "e: the modulus", "a number of 5,000 digits")):
            yield one


def _usual(ground: Ground, seed: Seed) -> dict[str, int]:
    """Operation → microseconds on the undamaged key, the quickest of a few times."""
    whole = ground.whole(Case(seed, (), written(seed.document)), ground.uses(seed))
    times = [[seen.micros for seen in ground.ask(whole)] for _ in range(ASKED)]
    quickest = map(min, zip(*times, strict=True))
    return dict(zip((step.operation for step in whole.steps), quickest, strict=True))


def _ask(ground: Ground, case: Case, usual: dict[str, int]) -> None:
    whole = ground.whole(case, ground.uses(case.seed))
    before = ground.session.resident_octets()
    steps = ground.judge(case, whole)
    grown = ground.session.resident_octets() - before
    for step, seen in zip(whole.steps, steps, strict=True):
        said = growth(case.text, seen) or _slow(ground, case, step, seen, usual)
        if said is not None:
            _add(ground, case, [step], [seen], said)
    if before and grown > MEMORY:
        said = f"grows by {grown >> 20} MiB over a document of {len(case.text)} octets"
        _add(ground, case, whole.steps, steps, said)


def _slow(
    ground: Ground, case: Case, step: Step, seen: Observation, usual: dict[str, int]
) -> str | None:
    least = max(SECONDS * 1e6, TIMES * usual.get(step.operation, 0))
    if seen.micros < least:
        return None
    again = about(ground.whole(case, ground.uses(case.seed)), step, "again", step.operation)
    micros = seen.micros
    for _ in range(ASKED - 1):
        (seen,) = ground.ask(again)
        micros = min(micros, seen.micros)
        if micros < least:
            return None
    taken = "takes" if accepted(seen) else "refuses"
    return (
        f"{taken} a document of {len(case.text)} octets in {micros / 1e6:.1f} s, "
        f"the undamaged one in {usual.get(step.operation, 0) / 1e6:.4f} s"
    )


def _add(
    ground: Ground, case: Case, steps: Sequence[Step], seen: Sequence[Observation], said: str
) -> None:
    whole = ground.whole(case, ground.uses(case.seed))
    operation = steps[0].operation
    example = about(whole, steps[0], operation.replace(".", "-"), operation)
    (mutation,) = case.mutations
    ground.buckets.add(
        Found(
            kind="cost",
            place=f"{operation}:{case.seed.kind}:{mutation.breaks or mutation.keeps or 'open'}",
            said=f"{operation} {said}",
            severity="robustness",
            vector=example,
            seen=tuple(seen[:1]),
            judged=Judged("choice", said),
            case=None,
        )
    )
