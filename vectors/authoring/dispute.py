"""Reasons of maintainers against verdicts: disputes.toml, merged into the vectors it names."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path

import msgspec

from jwk_vectors.model import Dispute, DisputeEntry, Vector

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

FILE = Path(__file__).with_name("disputes.toml")


class Entries(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The file."""

    dispute: tuple[DisputeEntry, ...] = ()


@cache
def entries() -> tuple[DisputeEntry, ...]:
    """All disputes, in the order of the file."""
    return read(FILE.read_text("utf-8"))


def read(text: str) -> tuple[DisputeEntry, ...]:
    """The disputes in the text of a file."""
    return msgspec.convert(tomllib.loads(text), Entries).dispute


def disputed(vector: Vector, known: Sequence[DisputeEntry] | None = None) -> Vector:
    """The vector with the disputes about it."""
    found = tuple(
        Dispute(**{name: getattr(entry, name) for name in Dispute.__struct_fields__})
        for entry in (entries() if known is None else known)
        if entry.about(vector)
    )
    return msgspec.structs.replace(vector, disputes=found) if found else vector


def faults(
    vectors: Sequence[Vector], frozen: Sequence[str], known: Sequence[DisputeEntry] | None = None
) -> Iterator[str]:
    """Disputes on nothing, rulings without a reason, and vectors upheld against and not mended.

    `frozen` names the frozen sets: in them, nothing changes but by the corrections log.
    """
    for entry in entries() if known is None else known:
        where = f"disputes.toml, {entry.date}"
        for glob in entry.vectors:
            if not any(fnmatchcase(vector.id, glob) for vector in vectors):
                yield f"{where}: {glob} fits no vector"
        if entry.state != "open" and not entry.answer.strip():
            yield f"{where}: it is {entry.state}, and its answer does not say why"
        for vector in vectors:
            if entry.state != "upheld" or vector.set not in frozen or not entry.about(vector):
                continue
            if not any(one.date >= entry.date for one in vector.mended):
                yield f"{where}: {vector.id} is upheld against, and corrections.toml lacks it"
