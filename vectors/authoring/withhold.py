"""Judgements on security that name no library: `python -m authoring withhold`.

Why a conforming library refuses a vector is public; which library does not is withheld until its
maintainers have answered. In triage.toml, and in the compiled vector, digests then stand in the
place of releases, by which one who has a run at hand still knows who was looked into.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from fnmatch import fnmatchcase

from authoring.triage import FILE, Entry, entries
from jwk_vectors.model import Vector, withheld

MARK = "[[triage]]\n"
_RELEASES = re.compile(r"^releases = \[[^\]]*\]\n", re.M)
_WITHHELD = re.compile(r"^withheld = \[[^\]]*\]\n", re.M)


def digest(library: str, entry: Entry) -> str:
    """What stands for a library in an entry."""
    return withheld(library, entry.vectors[0])


def telling(vectors: Sequence[Vector]) -> Iterator[tuple[int, Entry]]:
    """Entries, with their places, that name releases where nothing makes that public."""
    grave = [vector.id for vector in vectors if vector.severity == "security"]
    for place, entry in enumerate(entries()):
        about = (id for id in grave for glob in entry.vectors if fnmatchcase(id, glob))
        if entry.releases and not entry.public and any(about):
            yield place, entry


def judged(library: str, vector: str) -> bool:
    """Whether somebody has looked into what a library does with a vector."""
    return any(
        any(fnmatchcase(vector, glob) for glob in entry.vectors)
        and (library in _names(entry) or digest(library, entry) in entry.withheld)
        for entry in entries()
    )


def withhold(vectors: Sequence[Vector]) -> list[str]:
    """Put digests for releases in triage.toml; the first glob of each entry that was changed."""
    head, *blocks = FILE.read_text("utf-8").split(MARK)
    changed = []
    for place, entry in telling(vectors):
        hidden = sorted({digest(name, entry) for name in _names(entry)} | set(entry.withheld))
        block = _WITHHELD.sub("", blocks[place])
        blocks[place] = _RELEASES.sub(f"withheld = {json.dumps(hidden)}\n", block, count=1)
        changed.append(entry.vectors[0])
    FILE.write_text(MARK.join((head, *blocks)), "utf-8")
    entries.cache_clear()
    return changed


def _names(entry: Entry) -> set[str]:
    return {release.rpartition(" ")[0] for release in entry.releases}
