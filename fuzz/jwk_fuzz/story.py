"""Sequences of calls on keys that are held, each with what its steps are without the others.

The protocol has no way to change a set that is held; another set is read under its name instead.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any

from jwk_fuzz.mutation import SET, mutated, written
from jwk_fuzz.mutation.noun import Jwk
from jwk_fuzz.pool import pool
from jwk_fuzz.seed import Seed, seeds
from jwk_fuzz.systematic import Selection
from jwk_fuzz.use import SELECTED, Use
from jwk_fuzz.valid import public
from jwk_vectors.model import Requires

LOOKED_AT = ("jwk.thumbprint", "jwk.export", "jws.verify")
"""What a good key is asked for after a bad one."""
KID = "jwk-fuzz"


@dataclass(frozen=True)
class Call:
    """A step of a sequence."""

    use: Use
    document: str | bytes
    """What the step is about."""
    held: str = ""
    """The handle by which the document is named; empty where its text is given."""
    named: str = ""
    """The handle under which what comes of it is held from then on."""
    good: bool = True
    """Whether the document is valid."""

    @property
    def soils(self) -> bool:
        """Whether a process that has met it is no measure for others: what may be remembered."""
        return not self.good or '"kid"' in str(self.document)

    @property
    def args(self) -> dict[str, Any]:
        """The arguments as they stand in the sequence."""
        return self.use.of({"ref": self.held}) if self.held else self.use.on(self.document)


@dataclass(frozen=True)
class Story:
    """Calls one after the other."""

    pattern: str
    """What it tries, for people; part of a fingerprint."""
    seed: Seed
    about: str
    """The seed, and what was done to it."""
    calls: tuple[Call, ...]


Offer = Callable[[Seed], Sequence[Use]]
"""What a target offers of a seed."""


def stories(selection: Selection, offer: Offer) -> Iterator[Story]:
    """Of each pattern one for each seed; those with bad keys, of which there are many, last."""
    chosen = [seed for seed in selection.of(seeds()) if offer(seed)]
    keys = [seed for seed in chosen if seed.kind != SET]
    for seed in keys:
        yield from _used_twice(seed, offer(seed))
        yield from _in_another_order(seed, offer(seed))
    for kind in dict.fromkeys(seed.kind for seed in keys):
        alike = [seed for seed in keys if seed.kind == kind]
        for first, second in zip(alike, [*alike[1:], *alike[:1]], strict=True):
            if first is not second:
                yield _one_kid(first, offer(first), second, offer(second))
    for seed in chosen:
        if seed.kind == SET:
            yield from _sets(seed, offer(seed))
    damaged = []
    for seed in keys:
        alike = [one for one in keys if one.kind == seed.kind]
        other = alike[(alike.index(seed) + 2) % len(alike)]  # the next one may be its own pair
        damaged.append(_after_bad(seed, offer(seed), other, offer(other), selection))
    for turn in zip_longest(*damaged):
        yield from (one for one in turn if one is not None)


def _import(seed: Seed, text: str | bytes, named: str, *, good: bool = True) -> Call:
    operation = "jwks.import" if seed.kind == SET else "jwk.import"
    return Call(Use(operation, {}, Requires(operations=(operation,))), text, "", named, good)


def _used_twice(seed: Seed, uses: Sequence[Use]) -> Iterator[Story]:
    text = written(seed.document)
    by_handle = [Call(use, text, "key") for use in uses if use.operation != "jwk.import"]
    calls = (_import(seed, text, "key"), *by_handle, *reversed(by_handle))
    yield Story("one object put to use twice", seed, seed.name, calls)


def _in_another_order(seed: Seed, uses: Sequence[Use]) -> Iterator[Story]:
    text = written(seed.document)
    calls = tuple(Call(use, text) for use in reversed(uses))
    yield Story("the same calls in another order", seed, seed.name, calls)


def _one_kid(
    first: Seed, first_uses: Sequence[Use], second: Seed, second_uses: Sequence[Use]
) -> Story:
    one, other = (written({**seed.document, "kid": KID}) for seed in (first, second))
    looked_at = ("jwk.thumbprint", "jwk.export")

    def held(uses: Sequence[Use], text: str, handle: str) -> list[Call]:
        return [Call(use, text, handle) for use in uses if use.operation in looked_at]

    calls = (
        _import(first, one, "one"),
        _import(second, other, "other"),
        *held(first_uses, one, "one"),
        *held(second_uses, other, "other"),
        *held(first_uses, one, "one"),
        *(Call(use, other) for use in second_uses if use.operation in LOOKED_AT),
        *(Call(use, one) for use in first_uses if use.operation in LOOKED_AT),
    )
    return Story("two keys under one kid", first, f"{first.name}, {second.name}", calls)


def _sets(seed: Seed, uses: Sequence[Use]) -> Iterator[Story]:
    select = [use for use in uses if use.operation == "jwks.select"]
    if not select:
        return
    text = written(seed.document)
    another = written({"keys": [{**_another(key), "kid": key["kid"]} for key in _keys(seed)]})
    (use,) = select
    calls = (
        _import(seed, text, "set"),
        Call(use, text, "set"),
        Call(use, text, "set"),
        _import(seed, another, "other"),
        Call(use, text, "set"),
        Call(use, another, "other"),
        _import(seed, another, "set"),
        Call(use, another, "set"),
        Call(use, text),
    )
    yield Story("another set read while one is held", seed, f"{seed.name}, {SELECTED}", calls)


def _keys(seed: Seed) -> list[Jwk]:
    keys: list[Jwk] = seed.document["keys"]
    return keys


def _another(key: Jwk) -> Jwk:
    """Another public key of the same type and curve."""
    return next(
        public(one)
        for one in pool().values()
        if one["kty"] == key["kty"]
        and one.get("crv") == key.get("crv")
        and public(one) != {name: value for name, value in key.items() if name != "kid"}
    )


def _after_bad(
    seed: Seed,
    uses: Sequence[Use],
    other: Seed,
    other_uses: Sequence[Use],
    selection: Selection,
) -> Iterator[Story]:
    good, another = written(seed.document), written(other.document)
    looked_at = [use for use in uses if use.operation in LOOKED_AT]
    next_to = [use for use in other_uses if use.operation in LOOKED_AT]
    for mutation in selection.fitting(seed):
        bad = mutated(seed.document, (mutation,))
        if bad is None or isinstance(bad, bytes) or not mutation.breaks:
            continue
        calls = (
            _import(seed, good, "good"),
            _import(seed, bad, "bad", good=False),
            *(Call(use, bad, good=False) for use in looked_at[:1]),
            *(Call(use, another) for use in next_to[:1]),
            _import(seed, bad, "bad", good=False),
            *(Call(use, good) for use in looked_at),
            *(Call(use, good, "good") for use in looked_at[:1]),
        )
        about = f"{seed.name}, after {mutation.label}"
        yield Story("a good key after a bad one", seed, about, calls)


def as_json(text: object) -> object:
    """What a fact that is JSON text holds; the text itself where it is none."""
    try:
        return json.loads(text) if isinstance(text, str) else text
    except (ValueError, RecursionError):
        return text
