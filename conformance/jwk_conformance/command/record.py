"""What `show` tells of sets, corrections and disputes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from jwk_vectors import Library
from jwk_vectors.model import Dispute, Vector
from jwk_vectors.sets import EXPERIMENTAL


def sets(library: Library) -> Iterator[str]:
    """Every set, with its state and how many vectors came with it."""
    frozen = {one.set: one.frozen for one in library.sets}
    counts = Counter(vector.set for vector in library.vectors)
    for name in dict.fromkeys((*frozen, *sorted(counts))):
        state = f"frozen on {frozen[name]}" if name in frozen else "open: it may change"
        if name == EXPERIMENTAL:
            state = "never scored"
        number = f"{counts[name]} vector{'' if counts[name] == 1 else 's'}"
        yield f"{name}: {number}, {state}"


def one_set(library: Library, name: str) -> Iterator[str]:
    """The vectors that came with a set."""
    yield next(line for line in sets(library) if line.startswith(f"{name}:"))
    for vector in library.vectors:
        if vector.set == name:
            yield f"vector    {vector.id}: {vector.title}"


def corrections(library: Library) -> Iterator[str]:
    """The corrections log, oldest first."""
    if not library.corrections:
        yield "Nothing was corrected since it was frozen."
    for one in library.corrections:
        link = f" ({one.url})" if one.url else ""
        yield f"{one.date}: {', '.join(one.vectors)} ({len(one.digests)})"
        yield f"was       {one.was}"
        yield f"now       {one.now}"
        yield f"reported  by {one.by}{link}"


def disputes(library: Library) -> Iterator[str]:
    """Every dispute, open or ruled, with the vectors that it is about."""
    about: dict[Dispute, list[Vector]] = {}
    for vector in library.vectors:
        for one in vector.disputes:
            about.setdefault(one, []).append(vector)
    if not about:
        yield "No verdict is disputed."
    for one in sorted(about, key=lambda one: one.date):
        yield from dispute(one)
        yield from (f"vector    {vector.id}: {vector.title}" for vector in about[one])


def dispute(one: Dispute) -> Iterator[str]:
    """Who disputes, for whom, why, and what came of it."""
    whom = f" for {', '.join(one.targets)}" if one.targets else ""
    link = f" ({one.url})" if one.url else ""
    yield f"disputed  by {one.by} on {one.date}{whom}: {one.state}"
    yield f"          {one.reason}{link}"
    if one.answer:
        yield f"          answer: {one.answer}"
