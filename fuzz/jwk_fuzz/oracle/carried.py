"""Whatever came before, a key means the same: answers to sound keys, after other documents."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec

from jwk_conformance.judge import Judged, tier
from jwk_conformance.protocol import Observation
from jwk_fuzz.case import Case
from jwk_fuzz.look import Found
from jwk_fuzz.mutation import SET, Mutation, mutated, written
from jwk_fuzz.oracle.audit import Ground
from jwk_fuzz.seed import Seed
from jwk_vectors.model import Option, Step, Vector

KID = "the same"
"""Every document of this audit has it: who remembers keys by their kid mixes them up."""
OPERATIONS = ("jwk.import", "jwk.thumbprint", "jwk.export", "jws.verify")
"""Those whose answer follows from what is given."""
REMEMBERED = 256
"""Documents among which what upset a later answer is looked for."""


@dataclass(frozen=True)
class _Control:
    """A sound key, and what a new process answers about it."""

    seed: Seed
    vector: Vector
    usual: tuple[object, ...]


def state_carried_over(ground: Ground) -> Iterator[str]:
    """Sound keys in new processes, twice; then after one another, and after damaged ones."""
    controls = list(_controls(ground))
    for control in controls:
        yield control.seed.kind
    history: list[Vector] = []
    ground.session.fresh()
    for seed, document in _documents(ground, controls):
        history.append(document)
        ground.ask(document)
        for control in _after(seed, controls):
            if _essence(ground.ask(control.vector)) != control.usual:
                _accuse(ground, history[-REMEMBERED:], control)
                history.clear()
                ground.session.fresh()
        yield seed.kind


def _controls(ground: Ground) -> Iterator[_Control]:
    """Sound keys, each by a kid of its own, in a new process; and once more in another."""
    chosen = [
        seed for seed in ground.seeds() if seed.kind != SET and seed.private == (seed.kind == "oct")
    ]
    by_own_kid = [_keyed(ground, seed, seed.name) for seed in chosen]
    answers = []
    for _ in range(2):
        ground.session.fresh()
        answers.append([ground.ask(whole) for whole in by_own_kid])
    for seed, whole, first, again in zip(chosen, by_own_kid, *answers, strict=True):
        one, other = _essence(first), _essence(again)
        if one == other:
            yield _Control(seed, _keyed(ground, seed, KID), one)
            continue
        operation = next(
            step.operation for step, a, b in zip(whole.steps, one, other, strict=True) if a != b
        )
        said = f"{operation} of one and the same key is answered now this way, now that"
        _add(ground, "unstable", f"{operation}:{seed.kind}", said, whole, again)


def _keyed(ground: Ground, seed: Seed, kid: str) -> Vector:
    return _asked(ground, seed, written({**seed.document, "kid": kid}), ())


def _documents(ground: Ground, controls: Sequence[_Control]) -> Iterator[tuple[Seed, Vector]]:
    """The sound keys after one another; then each mutation, on one key that it applies to."""
    for control in controls:
        yield control.seed, control.vector
    done: set[tuple[str, str]] = set()
    for control in controls:
        seed = control.seed
        for mutation in ground.selection.fitting(seed):
            if (seed.kind, mutation.label) in done:
                continue
            document: dict[str, Any] = {**seed.document, "kid": KID}
            text = mutated(document, (mutation,))
            if text is not None:
                done.add((seed.kind, mutation.label))
                yield seed, _asked(ground, seed, text, (mutation,))


def _after(seed: Seed, controls: Sequence[_Control]) -> Iterator[_Control]:
    """After a document two sound keys: one of its type, on another curve where there is one."""
    same = [one for one in controls if one.seed.kind == seed.kind]
    others = [one for one in same if one.seed is not seed] or same
    yield from others[:1]
    yield from [one for one in controls if one.seed.kind != seed.kind][:1]


def _asked(
    ground: Ground, seed: Seed, text: str | bytes, mutations: tuple[Mutation, ...]
) -> Vector:
    uses = [use for use in ground.uses(seed) if use.operation in OPERATIONS]
    whole = ground.whole(Case(seed, mutations, text), uses)
    steps = tuple(msgspec.structs.replace(step, expect="setup") for step in whole.steps)
    return msgspec.structs.replace(whole, steps=steps)


def _accuse(ground: Ground, history: Sequence[Vector], control: _Control) -> None:
    """Look for the one document that upsets the control, in new processes."""
    several = list(history)
    while len(several) > 1:
        half = len(several) // 2
        if _upset(ground, several[half:], control):
            several = several[half:]
        elif _upset(ground, several[:half], control):
            several = several[:half]
        else:
            break  # it takes more than one of them
    operation = _upset(ground, several, control)
    if operation is None:
        return  # not again: what it was is not to be told, and nobody is accused
    culprit = several[-1]
    whole = msgspec.structs.replace(
        control.vector,
        id=f"{culprit.id}.then.{control.seed.name}",
        title=f"{culprit.title}; then {control.seed.name}",
        steps=(
            *(_either(step) for one in several for step in one.steps),
            *(_sound(step) for step in control.vector.steps),
        ),
        severity="security",
    )
    ground.session.fresh()
    steps = ground.ask(whole)
    said = (
        f"{operation} of a sound key is answered otherwise after another document: "
        f"{culprit.title}; then {control.seed.name}"
    )
    _add(ground, "state", f"{operation}:{control.seed.kind}", said, whole, steps)


def _either(step: Step) -> Step:
    """What comes before: taken or refused, it accuses nobody."""
    options = (Option(option="accept", outcome="accepted"),
               Option(option="refuse", outcome="rejected"))  # fmt: skip
    return msgspec.structs.replace(step, expect="choice", options=options, facts={})


def _sound(step: Step) -> Step:
    """A sound key, which the target takes in a new process."""
    facts = next((one.facts for one in step.options if one.facts), step.facts)
    return msgspec.structs.replace(step, expect="accept", options=(), facts=facts)


def _upset(ground: Ground, several: Sequence[Vector], control: _Control) -> str | None:
    """The first operation on a control answered otherwise after these; None where none is."""
    ground.session.fresh()
    for one in several:
        ground.ask(one)
    now = _essence(ground.ask(control.vector))
    for step, was, answer in zip(control.vector.steps, control.usual, now, strict=True):
        if was != answer:
            return step.operation
    return None


def _add(
    ground: Ground, kind: Any, place: str, said: str, whole: Vector, seen: Sequence[Observation]
) -> None:
    ground.buckets.add(
        Found(
            kind=kind,
            place=place,
            said=said,
            severity="security",
            vector=whole,
            seen=tuple(seen),
            judged=Judged("choice", said),
        )
    )


def _essence(steps: Sequence[Observation]) -> tuple[object, ...]:
    """Of each answer what must not change: outcome, facts but for the kid, place of an error."""
    return tuple((seen.outcome, _facts(seen), tier.place(seen)) for seen in steps)


def _facts(seen: Observation) -> str:
    facts = dict(seen.facts)
    if isinstance(facts.get("jwk"), str):
        facts["jwk"] = {n: v for n, v in json.loads(facts["jwk"]).items() if n != "kid"}
    return json.dumps(facts, sort_keys=True)
