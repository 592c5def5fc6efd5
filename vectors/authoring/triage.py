"""What somebody found out about deviations of named releases, kept with the vectors they are on.

triage.toml holds it: globs of vector ids, releases, and the reasoning from the texts.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path
from typing import Literal

import msgspec

from jwk_vectors.model import WITHHELD, Triage, Vector

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

FILE = Path(__file__).with_name("triage.toml")


class Entry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One judgement, on every vector and release it covers."""

    vectors: tuple[str, ...]
    judged: Literal["true finding", "under discussion"]
    reasoning: str
    releases: tuple[str, ...] = ()
    withheld: tuple[str, ...] = ()
    """Digests of libraries whose maintainers have not answered yet: see withhold.py."""
    public: str = ""
    """Of security: what makes it public which releases deviate, such as an advisory."""


@cache
def entries() -> tuple[Entry, ...]:
    """All judgements, in the order of the file."""
    document = tomllib.loads(FILE.read_text("utf-8"))
    return msgspec.convert(document["triage"], tuple[Entry, ...])


def triaged(vector: Vector) -> Vector:
    """The vector with what was found out about deviations on it."""
    found = [
        one
        for entry in entries()
        if any(fnmatchcase(vector.id, glob) for glob in entry.vectors)
        for one in _compiled(entry)
    ]
    return msgspec.structs.replace(vector, triage=(*vector.triage, *found)) if found else vector


def _compiled(entry: Entry) -> Iterator[Triage]:
    for release in entry.releases:
        yield Triage(target=release, judged=entry.judged, reasoning=entry.reasoning)
    if entry.withheld:
        yield Triage(
            target=WITHHELD,
            judged=entry.judged,
            reasoning=entry.reasoning,
            withheld=entry.withheld,
            salt=entry.vectors[0],
        )


def unused(vectors: Sequence[Vector]) -> list[str]:
    """Globs that fit no vector: a judgement on nothing is a slip."""
    return [
        f"triage.toml: {glob} fits no vector"
        for entry in entries()
        for glob in entry.vectors
        if not any(fnmatchcase(vector.id, glob) for vector in vectors)
    ]
