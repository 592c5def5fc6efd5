"""The systematic phase: every mutation on every kind of key, then pairs; always the same."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import NamedTuple

from jwk_fuzz.case import Case
from jwk_fuzz.mutation import Mutation, mutated, mutations
from jwk_fuzz.seed import Seed, rare, seeds


class Recipe(NamedTuple):
    """A document that is not made yet."""

    seed: Seed
    mutations: tuple[Mutation, ...]


@dataclass(frozen=True)
class Selection:
    """Which seeds and mutations are asked for; all where nothing is said."""

    kty: Sequence[str] = ()
    """Key types; "set" for JWK Sets."""
    labels: Sequence[str] = ()
    """Globs of the labels of mutations."""
    own: Sequence[Seed] = ()
    """Those that the user has brought: they take the place of all others."""

    def of(self, several: Sequence[Seed]) -> list[Seed]:
        """Those of the seeds; where the user has brought some, these for the plain ones."""
        if self.own:
            several = self.own if several is seeds() else ()
        return [seed for seed in several if not self.kty or seed.kind in self.kty]

    def fitting(self, seed: Seed) -> list[Mutation]:
        """The mutations for a seed; those of private members leave its public form alone."""
        return [
            one
            for one in mutations()
            if seed.kind in one.kty
            and seed.private >= one.private
            and (not self.labels or any(fnmatchcase(one.label, glob) for glob in self.labels))
        ]


def valid(selection: Selection) -> Iterator[Recipe]:
    """The seeds as they are: what comes of them is the measure for what follows."""
    return (Recipe(seed, ()) for seed in selection.of(seeds()))


def rarities(selection: Selection) -> Iterator[Recipe]:
    """Valid keys of shapes that a careless reader gets wrong."""
    return (Recipe(seed, ()) for seed in selection.of(rare()))


def singles(selection: Selection) -> Iterator[Recipe]:
    """Every mutation on every seed that it applies to."""
    for seed in selection.of(seeds()):
        for mutation in selection.fitting(seed):
            yield Recipe(seed, (mutation,))


def pairs(selection: Selection) -> Iterator[Recipe]:
    """Two mutations together: first each with its neighbour, then with the next but one, …

    So that whatever the budget, all seeds and all mutations have their turn.
    """
    fitting = [(seed, selection.fitting(seed)) for seed in selection.of(seeds())]
    for distance in range(1, max((len(several) for _, several in fitting), default=0)):
        for seed, several in fitting:
            for first, second in zip(several, several[distance:], strict=False):
                yield Recipe(seed, _ordered(first, second))


def _ordered(first: Mutation, second: Mutation) -> tuple[Mutation, Mutation]:
    """A change to the text comes last."""
    return (second, first) if first.depth == "text" else (first, second)


def made(recipes: Iterable[Recipe]) -> Iterator[Case]:
    """The documents of recipes; a recipe whose mutations have nothing to change makes none."""
    for seed, several in recipes:
        text = mutated(seed.document, several)
        if text is not None:
            yield Case(seed, several, text)
