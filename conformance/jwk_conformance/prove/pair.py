"""Two faults in one reader: whether the vectors still tell which ones."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

from jwk_conformance.prove.mutant import Baseline, Mutant
from jwk_conformance.prove.observe import Answer, ask


@dataclass(frozen=True)
class Pairs:
    """All pairs of mutants that change something."""

    count: int
    confused: tuple[tuple[str, str], ...]
    """Those that answer as one of the two alone would, or of which the two answer alike."""

    @property
    def share(self) -> float:
        """The share that stays distinguishable."""
        return 1 - len(self.confused) / self.count if self.count else 1.0


def pairs(before: Baseline, found: Sequence[Mutant]) -> Pairs:
    """Switch off every two rules whose mutants change something."""
    telling = [one for one in found if one.changed]
    every = list(combinations(telling, 2))
    confused = [
        (one.rule.code, other.rule.code)
        for one, other in every
        if one.changed == other.changed or _both(before, one, other) in (one.changed, other.changed)
    ]
    return Pairs(len(every), tuple(confused))


def _both(before: Baseline, one: Mutant, other: Mutant) -> dict[str, Answer]:
    """The vectors that answer otherwise with both rules off.

    Only where one rule decides what the other let through is it another answer than alone.
    """
    found = {**other.changed, **one.changed}
    codes = one.rule.code, other.rule.code
    for mutant, code in ((one, codes[1]), (other, codes[0])):
        for name, seen in mutant.seen.items():
            if code not in seen.refused:
                continue
            answer = ask(before.by_id[name], *codes).answer
            if answer == before.answer(name):
                found.pop(name, None)
            else:
                found[name] = answer
    return found
