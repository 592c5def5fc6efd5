"""What the compiled vectors owe to the past: the frozen sets, and the corrections made since."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path

import msgspec

from jwk_vectors import Vector
from jwk_vectors.load import load_corrections, load_sets
from jwk_vectors.model import Correction, FrozenSet
from jwk_vectors.sets import EXPERIMENTAL, breaches, meaning, mended, order, successor


@dataclass(frozen=True)
class History:
    """The frozen sets, oldest first, and the corrections log."""

    sets: tuple[FrozenSet, ...] = ()
    corrections: tuple[Correction, ...] = ()

    @property
    def open(self) -> str:
        """The name of the set that takes in what is new."""
        return successor([one.set for one in self.sets])

    @cached_property
    def _homes(self) -> Mapping[str, str]:
        return {id: one.set for one in self.sets for id in one.vectors}

    def placed(self, vector: Vector) -> Vector:
        """The vector in its set, with what was corrected about it: authors name neither."""
        home = EXPERIMENTAL if vector.set == EXPERIMENTAL else self.open
        corrected = mended(vector.id, self.corrections)
        placed = msgspec.structs.replace(vector, set=self._homes.get(vector.id, home))
        # Python 3.10 makes further empty tuples, and msgspec leaves out the default one alone.
        return msgspec.structs.replace(placed, mended=corrected) if corrected else placed

    def misplaced(self, authored: Iterable[Vector]) -> Iterator[str]:
        """Vectors that call themselves experimental, and are frozen."""
        for vector in authored:
            if vector.set == EXPERIMENTAL and vector.id in self._homes:
                home = self._homes[vector.id]
                yield f"{vector.id}: it is in the frozen set {home}, and no longer experimental"

    def faults(self, vectors: Sequence[Vector]) -> Iterator[str]:
        """What is no longer as it was frozen, or stands on what may still change."""
        by_id = {vector.id: vector for vector in vectors}
        yield from breaches(by_id, self.sets, self.corrections)
        for vector in vectors:
            for control in vector.controls:
                if vector.set != EXPERIMENTAL and by_id[control].set == EXPERIMENTAL:
                    yield f"{vector.id}: it stands on {control}, which is experimental"


class CannotFreeze(Exception):
    """A set cannot be frozen; the message says why and what next."""


def history(data: Path) -> History:
    """What the files in a data folder tell. Raises VectorError."""
    return History(load_sets(data / "sets"), load_corrections(data))


def check_name(name: str, past: History) -> None:
    """Raise CannotFreeze where no set of this name can come after those that are frozen."""
    try:
        place = order(name)
    except ValueError:
        raise CannotFreeze(f"{name!r} names no set: year and number, such as 2026.1.") from None
    if past.sets and place <= order(past.sets[-1].set):
        newest = past.sets[-1]
        raise CannotFreeze(
            f"{newest.set} was frozen on {newest.frozen}; the next is {past.open}. If nobody has "
            f"seen it yet, --again freezes {newest.set} anew."
        )


def freeze(name: str, vectors: Iterable[Vector], past: History, today: date) -> FrozenSet:
    """All that is open, as the set of this name. Raises CannotFreeze."""
    check_name(name, past)
    listed = {vector.id: meaning(vector) for vector in vectors if vector.set == past.open}
    if not listed:
        raise CannotFreeze(f"no vector is in {past.open}: there is nothing to freeze.")
    return FrozenSet(set=name, frozen=today, vectors=dict(sorted(listed.items())))


def text(frozen: FrozenSet) -> str:
    """The committed file: one line a vector, sorted by id."""
    return json.dumps(msgspec.to_builtins(frozen), indent=1) + "\n"
