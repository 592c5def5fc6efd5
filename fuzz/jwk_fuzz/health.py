"""What breakdowns cost a campaign: mutations that are left out, and a target that is given up."""

from __future__ import annotations

from collections import Counter, deque

from jwk_conformance.engine.session import TargetLost
from jwk_conformance.protocol import Observation
from jwk_fuzz.case import Case

KEYS = 3
"""Seeds on which a mutation may break the target before it is left out on keys of their type."""
LOOKED_AT = 50
"""Documents asked one by one, the latest, over which breakdowns are counted."""
TOO_MANY = 25
"""Breakdowns among them with which a target is given up: each may have cost a deadline."""
BREAKDOWNS = ("hung", "died", "protocol-error")


class Health:
    """How a target bears what it is asked."""

    def __init__(self) -> None:
        self._latest: deque[bool] = deque(maxlen=LOOKED_AT)
        self._broken: dict[tuple[str, str], set[str]] = {}
        self.left_out: Counter[str] = Counter()
        """Mutation and key type, in words → documents that were left out."""

    def note(self, case: Case, steps: tuple[Observation, ...]) -> bool:
        """Whether a document that was asked alone broke the target. Raises TargetLost."""
        broke = next((seen for seen in steps if seen.outcome in BREAKDOWNS), None)
        self._latest.append(broke is not None)
        if broke is None:
            return False
        if len(case.mutations) == 1:
            (mutation,) = case.mutations
            place = case.seed.kind, mutation.family
            self._broken.setdefault(place, set()).add(case.seed.name)
        if sum(self._latest) >= TOO_MANY:
            said = broke.error.message if broke.error else broke.outcome
            raise TargetLost(
                f"broke down over {sum(self._latest)} of {len(self._latest)} documents, the last "
                f"time: {said}"
            )
        return True

    def refuses(self, case: Case) -> bool:
        """Whether a document is left out, because it would most likely break the target again."""
        for mutation in case.mutations:
            place = case.seed.kind, mutation.family
            if len(self._broken.get(place, ())) >= KEYS:
                self.left_out[f"{mutation.family} ({case.seed.kind})"] += 1
                return True
        return False
