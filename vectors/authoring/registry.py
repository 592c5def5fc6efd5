"""Which functions write which compiled file."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from authoring.build import Authored

Author = Callable[[], Iterator[Authored]]


@dataclass(frozen=True)
class Chapter:
    """One compiled file: its name, its title, and the functions that write it, in order."""

    name: str
    title: str
    authors: tuple[Author, ...]

    def vectors(self) -> Iterator[Authored]:
        for author in self.authors:
            yield from author()
