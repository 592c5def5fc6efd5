"""Sets of vectors: what a frozen one holds never changes, so that a claim keeps its meaning.

A vector belongs to the frozen set that lists it; what no set lists is in the open set, which
will be the next one. Vectors of the set "experimental" belong to none. A frozen set stands on
those before it: to run it is to run them too.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase

import msgspec

from jwk_vectors.model import Correction, FrozenSet, Mended, Vector

FIRST = "2026.1"
EXPERIMENTAL = "experimental"
LATEST, NEXT = "latest", "next"
WITHDRAWN = "withdrawn"
"""In place of a digest: a correction took the vector away."""

MEANING = (
    "steps", "serves", "clauses", "requires", "level", "role", "controls", "otherwise", "choice",
    "distinct", "alike",
)  # fmt: skip
"""What a verdict depends on. Words about a vector may be improved at any time."""


class SetError(Exception):
    """There is no such set; the message says which there are."""


@dataclass(frozen=True)
class Selection:
    """The vectors of a run, and what of it is scored."""

    vectors: tuple[Vector, ...]
    set: str
    """The set that is scored; empty while none is frozen."""
    unscored: tuple[str, ...]
    """Sets whose vectors are run and shown, and decide nothing."""


def order(name: str) -> tuple[int, int]:
    """The place of a set among the others. Raises ValueError where it is not YEAR.NUMBER."""
    year, _, number = name.partition(".")
    return int(year), int(number)


def successor(frozen: Sequence[str]) -> str:
    """The name of the open set, after these frozen ones, oldest first."""
    if not frozen:
        return FIRST
    year, number = order(frozen[-1])
    return f"{year}.{number + 1}"


def select(vectors: Sequence[Vector], frozen: Sequence[str], wanted: str = "") -> Selection:
    """The vectors that a set name stands for, given the frozen sets, oldest first.

    No name: everything is run, and the newest frozen set is scored, or everything while there is
    none. "next": frozen and open vectors, all scored. "latest": the newest frozen set.
    "experimental": those alone, none scored. Raises SetError.
    """
    if wanted == LATEST and frozen:
        wanted = frozen[-1]
    if wanted in frozen:
        within = frozen[: frozen.index(wanted) + 1]
        return Selection(tuple(one for one in vectors if one.set in within), wanted, ())
    if wanted == NEXT:
        chosen = tuple(one for one in vectors if one.set != EXPERIMENTAL)
        return Selection(chosen, NEXT if frozen else "", ())
    if wanted == EXPERIMENTAL:
        chosen = tuple(one for one in vectors if one.set == EXPERIMENTAL)
        return Selection(chosen, "", (EXPERIMENTAL,))
    if wanted:
        raise SetError(_no_such(wanted, frozen))
    scored = set(frozen)
    unscored = {
        one.set for one in vectors if one.set == EXPERIMENTAL or (frozen and one.set not in scored)
    }
    newest = frozen[-1] if frozen else ""
    return Selection(tuple(vectors), newest, tuple(sorted(unscored)))


def apart(vector: Vector, scored: str, unscored: Collection[str]) -> str:
    """Why a vector is not scored, in words; empty where it is."""
    if vector.set not in unscored:
        return ""
    return EXPERIMENTAL if vector.set == EXPERIMENTAL else f"newer than {scored}"


def meaning(vector: Vector) -> str:
    """A digest of what a verdict on the vector depends on: 128 bits of SHA-256, in hexadecimal."""
    whole = msgspec.to_builtins(vector)
    told = {name: whole[name] for name in MEANING if name in whole}
    text = json.dumps(told, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode("ascii")).hexdigest()[:32]


def breaches(
    vectors: Mapping[str, Vector], sets: Iterable[FrozenSet], corrections: Sequence[Correction]
) -> Iterator[str]:
    """Where the vectors are no longer what was frozen, and no correction says so."""
    listed = {id: (one.set, digest) for one in sets for id, digest in one.vectors.items()}
    yield from _idle(listed.keys(), corrections)
    for id, (name, digest) in listed.items():
        for correction in corrections:
            if id in correction.digests:
                before, after = correction.digests[id]
                if before != digest:
                    yield f"corrections.toml, {correction.date}: {id} was {digest}, not {before}"
                digest = after
        now = meaning(vectors[id]) if id in vectors else WITHDRAWN
        if now == digest:
            continue
        told = f'log it in corrections.toml: "{id}" = ["{digest}", "{now}"]'
        if now == WITHDRAWN:
            yield f"{id}: it is frozen in {name}, and gone. Bring it back; if it was wrong, {told}"
        else:
            yield f"{id}: it means something else than in {name}. If it was wrong, {told}"


def mended(id: str, corrections: Iterable[Correction]) -> tuple[Mended, ...]:
    """What corrections changed about a vector, in their order."""
    return tuple(
        Mended(date=one.date, was=one.was, now=one.now, by=one.by, url=one.url)
        for one in corrections
        if id in one.digests
    )


def _idle(listed: Collection[str], corrections: Iterable[Correction]) -> Iterator[str]:
    """Corrections that correct nothing, or something else than they say."""
    for one in corrections:
        where = f"corrections.toml, {one.date}"
        for id in one.digests:
            if id not in listed:
                yield f"{where}: {id} is in no frozen set, and needs no correction"
            if not any(fnmatchcase(id, glob) for glob in one.vectors):
                yield f"{where}: {id} has digests, and fits none of its globs"
        for glob in one.vectors:
            if not any(fnmatchcase(id, glob) for id in one.digests):
                yield f"{where}: nothing that fits {glob} has digests"


def _no_such(wanted: str, frozen: Sequence[str]) -> str:
    if wanted == LATEST:
        return f"no set is frozen yet: {NEXT} runs all that will be in {FIRST}."
    if wanted == successor(frozen):
        return f"the set {wanted} is not frozen yet: {NEXT} runs what is to be in it."
    return f"there is no set {wanted!r}. There are: {', '.join((*frozen, NEXT, EXPERIMENTAL))}."
