"""The phases of a campaign: which documents, in what order, and how much of the budget."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice

from jwk_fuzz import systematic
from jwk_fuzz.case import Case
from jwk_fuzz.chance import Deck, plans
from jwk_fuzz.systematic import Recipe, Selection

BARREN = 64
"""Plans that may come to nothing before it is believed that all of them do."""


@dataclass(frozen=True)
class Shard:
    """One of several jobs that a campaign is split over."""

    number: int = 1
    """From 1 on."""
    of: int = 1

    def __str__(self) -> str:
        return f"{self.number}/{self.of}"


@dataclass(frozen=True, kw_only=True)
class Scope:
    """What the documents of a phase depend on, besides the phase."""

    selection: Selection
    seed: int = 0
    """What chance is derived from."""
    kept: Sequence[bytes] = ()
    """Plans that found something before."""
    shard: Shard = field(default_factory=Shard)


@dataclass(frozen=True, kw_only=True)
class Phase:
    """A part of a campaign."""

    name: str
    cases: Callable[[Scope], Iterator[Case]]
    share: float = 1.0
    """Of the documents and the time that are left, how much it may use at most."""
    from_kept: bool = False
    """Whether it is made of plans that found something before."""
    of_time: float = 1.0
    """Of the time alone, how much of that share: the rest is for the phases after it."""
    by_chance: bool = False
    """Whether it is drawn from the seed, without end."""
    in_sequence: bool = False
    """Whether it asks about several documents one after the other, some of them held."""
    in_full: bool = False
    """Whether everything is asked of each document at once: others are measured by these."""


def _whole(recipes: Callable[[Selection], Iterator[Recipe]]) -> Callable[[Scope], Iterator[Case]]:
    """All of it in every shard."""
    return lambda scope: systematic.made(recipes(scope.selection))


def _split(recipes: Callable[[Selection], Iterator[Recipe]]) -> Callable[[Scope], Iterator[Case]]:
    """Dealt out like cards to the shards."""

    def cases(scope: Scope) -> Iterator[Case]:
        shard = scope.shard
        mine = islice(recipes(scope.selection), shard.number - 1, None, shard.of)
        return systematic.made(mine)

    return cases


def _kept(scope: Scope) -> Iterator[Case]:
    """What found something before; in every shard the same."""
    deck = Deck(scope.selection)
    for plan in scope.kept:
        yield from deck.unfold(plan)


def _random(scope: Scope) -> Iterator[Case]:
    """Without end; every shard draws its own."""
    deck = Deck(scope.selection)
    made = 0
    for number, plan in enumerate(plans(scope.seed, str(scope.shard))):
        for case in deck.unfold(plan):
            made += 1
            yield case
        if number >= BARREN and not made:
            return


def _none(scope: Scope) -> Iterator[Case]:
    """No documents by themselves."""
    return iter(())


PHASES: tuple[Phase, ...] = (
    Phase(name="valid keys", cases=_whole(systematic.valid), in_full=True),
    Phase(name="valid keys of rare shapes", cases=_split(systematic.rarities), in_full=True),
    Phase(name="plans that found something before", cases=_kept, from_kept=True),
    Phase(name="single mutations", cases=_split(systematic.singles), of_time=0.6),
    Phase(name="pairs of mutations", cases=_split(systematic.pairs), share=0.4),
    Phase(name="sequences of calls", cases=_none, share=0.3, in_sequence=True),
    Phase(name="random mutations", cases=_random, by_chance=True),
)
