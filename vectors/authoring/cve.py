"""Known vulnerabilities, put to the vectors that show them: cves.toml, merged when compiling."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path

import msgspec

from jwk_vectors.model import Vector

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

FILE = Path(__file__).with_name("cves.toml")


class Entry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A vulnerability: whose it was, what went wrong, and what shows it."""

    number: str
    library: str
    mechanism: str
    vectors: tuple[str, ...]
    """Globs of ids."""


@cache
def entries() -> tuple[Entry, ...]:
    """All entries, in the order of the file."""
    document = tomllib.loads(FILE.read_text("utf-8"))
    return msgspec.convert(document["cve"], tuple[Entry, ...])


def numbered(vector: Vector) -> Vector:
    """The vector with the numbers that the file has for it."""
    found = {
        entry.number
        for entry in entries()
        if any(fnmatchcase(vector.id, glob) for glob in entry.vectors)
    }
    return msgspec.structs.replace(vector, cves=tuple(sorted(found)))


def unused(vectors: Sequence[Vector]) -> list[str]:
    """Globs that fit no vector."""
    return [
        f"cves.toml: {glob} fits no vector"
        for entry in entries()
        for glob in entry.vectors
        if not any(fnmatchcase(vector.id, glob) for vector in vectors)
    ]
