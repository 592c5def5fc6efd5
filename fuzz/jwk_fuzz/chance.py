"""The random phase: examples of Hypothesis, each of them a plan for 64 documents.

Drawing is what Hypothesis takes its time for: a byte costs it 4 µs, and eight bytes of choices for
each document more than all the rest of the loop. So a plan is 16 bytes, stretched to as many as the
documents need. The same plan always makes the same documents: it is all that is kept of them.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from fnmatch import fnmatchcase
from itertools import count

from hypothesis import HealthCheck, Phase, Verbosity, given, settings
from hypothesis import seed as seeded
from hypothesis import strategies as st

from jwk_fuzz.case import Case
from jwk_fuzz.mutation import Mutation, mutated
from jwk_fuzz.mutation.chance import chosen, makers
from jwk_fuzz.seed import Seed, rare, seeds
from jwk_fuzz.systematic import Selection
from jwk_fuzz.valid import CURVES, EC_CURVES, OKP_CURVES, made_ec, made_okp, public

DOCUMENTS = 64
"""That come of one plan."""
CHOICES = 8
"""Bytes that a document is made of."""
LENGTH = 16
"""Bytes of a plan."""
ROUND = 256
"""Plans after which Hypothesis starts anew with another seed: it remembers what it drew."""
FRESH = 4
"""Of so many plans one brings a key that nobody has seen before: making it takes a millisecond."""
MUTATIONS = (0, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2, 2, 3, 3, 3, 4)
"""How many a document has, each number as often as it stands here."""
COSTLY = ("RSA", "AKP", "set")
"""Kinds that take longer, and come less often."""

_MULTIPLIER, _INCREMENT, _MASK = 6364136223846793005, 1442695040888963407, (1 << 64) - 1
"""Of Knuth's linear congruential generator MMIX: from one choice of a document to the next."""


def plans(seed: int, shard: str) -> Iterator[bytes]:
    """Plans without end; the same for the same seed and shard."""
    for number in count():
        yield from _drawn(derived(seed, shard, number))


def _drawn(seed: int) -> dict[bytes, None]:
    """The plans of one round, each once.

    Hypothesis comes back to simple values, and to constants of the modules it finds: the seed makes
    of them what no other round has.
    """
    drawn: dict[bytes, None] = {}
    salt = seed.to_bytes(8, "big")

    @settings(
        max_examples=ROUND,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
        verbosity=Verbosity.quiet,
    )
    @seeded(seed)
    @given(st.binary(min_size=LENGTH, max_size=LENGTH))
    def draw(plan: bytes) -> None:
        drawn[hashlib.sha256(salt + plan).digest()[:LENGTH]] = None

    draw()
    return drawn


def derived(seed: int, shard: str, number: int) -> int:
    """The seed of one round."""
    text = f"{seed}/{shard}/{number}"
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big")


class Deck:
    """What the choices are made among."""

    def __init__(self, selection: Selection) -> None:
        self._selection = selection
        self._seeds = [*selection.of(seeds()), *selection.of(rare())]
        cheap = [seed for seed in self._seeds if seed.kind not in COSTLY]
        self._seeds += cheap * 2
        self._fitting: dict[str, list[Mutation]] = {}
        self._makers = {seed.kind: makers(seed.kind) for seed in self._seeds}
        kinds = () if selection.own else selection.kty or ("EC", "OKP")
        self._curves = [
            *((crv, "EC") for crv in EC_CURVES if "EC" in kinds),
            *((crv, "OKP") for crv in OKP_CURVES if "OKP" in kinds),
        ]

    def unfold(self, plan: bytes) -> Iterator[Case]:
        """The documents of a plan; choices that come to nothing make none."""
        if not self._seeds:
            return
        fresh = self._fresh(plan)
        several = self._seeds + fresh * (1 + len(self._seeds) // 16)
        choices = hashlib.shake_256(plan).digest(DOCUMENTS * CHOICES)
        for start in range(0, len(choices), CHOICES):
            state = int.from_bytes(choices[start : start + CHOICES], "big")
            case = self._case(state, several, plan)
            if case is not None:
                yield case

    def _case(self, state: int, several: list[Seed], plan: bytes) -> Case | None:
        state = (state * _MULTIPLIER + _INCREMENT) & _MASK
        seed = several[(state >> 33) % len(several)]
        wanted = MUTATIONS[state >> 29 & 15]
        mutations: list[Mutation] = []
        for _ in range(wanted):
            state = (state * _MULTIPLIER + _INCREMENT) & _MASK
            one = self._mutation(seed, state >> 33, by_chance=bool(state >> 32 & 1))
            if one is not None:
                mutations.append(one)
        if wanted and not mutations:
            return None
        if len(mutations) > 1:
            mutations.sort(key=_on_text)
            while len(mutations) > 1 and mutations[-2].depth == "text":
                mutations.pop()
        text = mutated(seed.document, mutations)
        return None if text is None else Case(seed, tuple(mutations), text, plan=plan)

    def _mutation(self, seed: Seed, number: int, *, by_chance: bool) -> Mutation | None:
        if by_chance:
            return self._by_chance(seed, number)
        fitting = self._listed(seed)
        return fitting[number % len(fitting)] if fitting else None

    def _by_chance(self, seed: Seed, number: int) -> Mutation | None:
        made = chosen(self._makers[seed.kind], seed.document, seed.kind, number)
        globs = self._selection.labels
        return made if not globs or any(fnmatchcase(made.label, one) for one in globs) else None

    def _listed(self, seed: Seed) -> list[Mutation]:
        like = seed.sibling if seed.pair else seed.name
        if like not in self._fitting:
            self._fitting[like] = self._selection.fitting(seed)
        return self._fitting[like]

    def _fresh(self, plan: bytes) -> list[Seed]:
        """A key made of the plan, in its public and private form; with most plans none."""
        digest = hashlib.shake_256(b"key" + plan).digest(80)
        if digest[0] % FRESH or not self._curves:
            return []
        crv, kty = self._curves[digest[1] % len(self._curves)]
        pair = _pair(kty, crv, digest[2:])
        name = f"new-{digest[2:8].hex()}-{crv.lower()}"
        return [
            Seed(
                f"{name}-{form}",
                kty,
                key,
                private=form == "private",
                sibling=f"{kty.lower()}-{crv.lower()}-{form}",
                pair=pair,
            )
            for form, key in (("public", public(pair)), ("private", pair))
        ]


def _pair(kty: str, crv: str, digest: bytes) -> dict[str, object]:
    if kty == "EC":
        return made_ec(crv, 1 + int.from_bytes(digest, "big") % CURVES[crv][2])
    return made_okp(crv, digest)


def _on_text(mutation: Mutation) -> bool:
    return mutation.depth == "text"
