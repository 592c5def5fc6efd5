"""Asking an example again: does its finding still show?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from jwk_conformance.event import FindingKind
from jwk_conformance.judge import judge, secret, tier
from jwk_conformance.protocol import Hello, Observation
from jwk_fuzz.secrecy import disclosed
from jwk_vectors.model import Vector

BREAKDOWNS: tuple[FindingKind, ...] = ("hung", "died", "protocol-error")
"""Kinds of findings that cost the target its process; outcomes of the same names bring them."""

BY_CHANCE = ("jws", "jwe", "jwt")
"""Facts that may differ each time."""
SLOW, LARGE = 500_000, 1 << 16
"""Microseconds, and octets of an answer, that a document of a few kilobytes may not cost."""


@dataclass(frozen=True)
class Answer:
    """What asking again told."""

    shows: bool
    said: str


def answer(
    kind: FindingKind,
    vector: Vector,
    before: Sequence[Observation],
    now: Sequence[Observation],
    hello: Hello,
) -> Answer:
    """Whether a finding of a kind still shows in what its example brings about now.

    Of an unexpected error any other one counts too: it has moved, and is not mended.
    """
    for step, seen in zip(vector.steps, now, strict=True):
        if seen.outcome in BREAKDOWNS:
            told = seen.error.message if seen.error else ""
            return Answer(True, f"{step.operation} {seen.outcome}: {told}")
    if kind in ("deviation", "state"):
        judged = judge(vector, now, {}, hello=hello)
        if judged.verdict == "fail":
            return Answer(True, judged.said)
        if kind == "deviation":
            return Answer(False, outcomes(vector, now))
    if kind == "secret":
        for number, seen in enumerate(now):
            member = secret.spelt_out(vector.steps[: number + 1], seen)
            if member is not None:
                return Answer(True, f"the message spells out the secret member {member}")
            member = disclosed(vector.steps[number], seen)
            if member is not None:
                return Answer(True, f"the answer gives the secret member {member} away")
        return Answer(False, outcomes(vector, now))
    if kind == "unexpected-error":
        for seen in now:
            if tier.unexpected(seen, vector.level):
                return Answer(
                    True, f"{tier.place(seen)}: {seen.error.message if seen.error else ''}"
                )
        return Answer(False, outcomes(vector, now))
    if kind in BREAKDOWNS:
        return Answer(False, outcomes(vector, now))
    if kind == "cost":
        slow = next((seen for seen in now if seen.micros >= SLOW), None)
        if slow is not None:
            return Answer(True, f"it takes {slow.micros / 1e6:.1f} s")
        longest = max(len(str(one.facts)) for one in now)
        if longest > LARGE:
            return Answer(True, f"the answer has {longest} octets")
        return Answer(False, outcomes(vector, now))
    same = [_essence(one) for one in before] == [_essence(one) for one in now]
    return Answer(same, outcomes(vector, now))


def outcomes(vector: Vector, seen: Sequence[Observation]) -> str:
    """What was observed, step by step."""
    return "; ".join(
        f"{step.operation}: {_told(one)}" for step, one in zip(vector.steps, seen, strict=True)
    )


def _told(seen: Observation) -> str:
    if seen.error is None:
        return seen.outcome
    return f"{seen.outcome} ({seen.error.type}: {seen.error.message[: secret.KEPT]})"


def _essence(seen: Observation) -> tuple[object, ...]:
    facts = {name: value for name, value in seen.facts.items() if name not in BY_CHANCE}
    return seen.outcome, facts, tier.place(seen)
