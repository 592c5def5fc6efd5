"""Who reads what whom produces: for each operation, producers against consumers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from jwk_conformance.event import Passed
from jwk_conformance.runfile import Run

ASKED = ("read", "refused", "wrong")
"""The results that speak of the two libraries; the others say that nothing was passed on."""


@dataclass(frozen=True)
class Pair:
    """What one consumer made of what one producer made, over all algorithms."""

    told: tuple[Passed, ...]

    @property
    def read(self) -> int:
        """How many were read as they were meant."""
        return sum(one.result == "read" for one in self.told)

    @property
    def asked(self) -> int:
        """How many were passed on."""
        return sum(one.result in ASKED for one in self.told)

    @property
    def lost(self) -> tuple[Passed, ...]:
        """Those that were passed on in vain, wrong ones first."""
        vain = (one for one in self.told if one.result in ("refused", "wrong"))
        return tuple(sorted(vain, key=lambda one: (one.result != "wrong", one.alg, one.enc)))

    @property
    def wrong(self) -> bool:
        """Whether anything was read as something else."""
        return any(one.result == "wrong" for one in self.told)


@dataclass(frozen=True)
class Table:
    """One operation of consumers, and algorithms by which it was asked."""

    operation: str
    algs: tuple[str, ...]
    producers: tuple[str, ...]
    consumers: tuple[str, ...]
    pairs: Mapping[tuple[str, str], Pair]
    """(producer, consumer) → what came of it; absent where nothing was asked."""


def tables(run: Run) -> Iterator[Table]:
    """The operations in the order of the run."""
    by_operation: dict[str, list[Passed]] = {}
    for one in run.passed:
        by_operation.setdefault(one.operation, []).append(one)
    for operation, told in by_operation.items():
        pairs: dict[tuple[str, str], list[Passed]] = {}
        for one in told:
            pairs.setdefault((one.producer, one.consumer), []).append(one)
        yield Table(
            operation=operation,
            algs=tuple(dict.fromkeys(one.alg for one in told)),
            producers=tuple(dict.fromkeys(one.producer for one in told)),
            consumers=tuple(dict.fromkeys(one.consumer for one in told)),
            pairs={place: Pair(tuple(ones)) for place, ones in pairs.items()},
        )
