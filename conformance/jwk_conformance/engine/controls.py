"""Controls asked again: whether what a target was asked meanwhile has changed it.

A control that passed and later gives another answer shows state carried over. The vectors since
the last good control are replayed against fresh processes, halving, until one is to blame; the
rest of them are asked anew, so that no verdict rests on a spoiled process.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from jwk_conformance.engine.session import Session, Steps
from jwk_conformance.protocol import Observation
from jwk_vectors.model import Vector

STABLE_FACTS = ("payload", "claims", "protected", "thumbprint", "found", "jwks", "pem")
"""Facts that the same question must always get; signatures and fresh keys may differ."""


@dataclass(frozen=True)
class Change:
    """A control that gave another answer than before."""

    control: Vector
    before: Steps
    after: Steps


def signature(steps: Steps) -> tuple[object, ...]:
    """What of an answer must be the same each time."""
    return tuple((_coarse(seen), _stable(seen)) for seen in steps)


def _coarse(seen: Observation) -> str:
    return "refused" if seen.outcome in ("rejected", "error") else seen.outcome


def _stable(seen: Observation) -> tuple[object, ...]:
    stable = {name: seen.facts.get(name) for name in STABLE_FACTS}
    return tuple({**stable, "jwks": _unordered(stable["jwks"])}.values())


def _unordered(jwks: object) -> object:
    """The keys of an exported set, sorted: their order means nothing (RFC 7517 section 5.1).

    A library that keeps them in a Python set gives them in another order in each process.
    """
    try:
        keys = json.loads(jwks)["keys"] if isinstance(jwks, str) else []
        return sorted(json.dumps(key, sort_keys=True) for key in keys)
    except (ValueError, TypeError, KeyError, RecursionError):
        return jwks


def repeatable(control: Vector) -> bool:
    """Key generation is left out: slow, and never the same twice."""
    return control.operation != "jwk.generate"


def changed(
    session: Session, controls: Sequence[Vector], before: Mapping[str, Steps]
) -> Change | None:
    """Ask controls again; the first that answers otherwise than before."""
    found: Change | None = None
    for control, steps in session.observe(controls):
        if found is None and signature(steps) != signature(before[control.id]):
            found = Change(control, before[control.id], steps)
    return found


@dataclass(frozen=True)
class Culprit:
    """The vector after which a control changes; None where the control itself is unstable."""

    vector: Vector | None


def culprit(session: Session, change: Change, suspects: Sequence[Vector]) -> Culprit:
    """Bisect: the last vector of the shortest prefix of the suspects that changes the control."""

    def spoils(length: int) -> bool:
        session.fresh()
        asked = [change.control, *suspects[:length], change.control]
        answers = [steps for _, steps in session.observe(asked)]
        return signature(answers[0]) != signature(answers[-1])

    if spoils(0) or not spoils(len(suspects)):
        return Culprit(None)
    low, high = 0, len(suspects)
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if spoils(middle) else (middle, high)
    return Culprit(suspects[high - 1])
