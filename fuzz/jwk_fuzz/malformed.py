"""Keys and sets that are damaged, or written oddly: the part of `strategies` that damages."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from hypothesis import strategies as st

from jwk_conformance.rulebook import examine
from jwk_fuzz.mutation import SET, Depth, Mutation, mutated, mutations
from jwk_fuzz.mutation.structure import ARGUMENTS
from jwk_fuzz.pool import Jwk
from jwk_fuzz.printed import Printed
from jwk_fuzz.strategies import KTY, json_values, key_sets, keys
from jwk_fuzz.valid import PRIVATE

DEPTHS: tuple[Depth, ...] = ("text", "structure", "value")


@dataclass(frozen=True, repr=False)
class Malformed(Printed):
    """A document that is no valid key or set, and what was done to a valid one."""

    text: str | bytes
    """As it would come over the wire; octets where the encoding is what is wrong."""
    labels: tuple[str, ...]
    """What was done, such as "x: one leading zero octet added"."""
    breaks: tuple[str, ...]
    """Codes of the rules that it breaks: `jwk-conformance show CODE` tells more."""
    valid: Jwk
    """The document before."""


@dataclass(frozen=True, repr=False)
class Respelt(Printed):
    """A valid key in other words: what a reader makes of both must be the same."""

    text: str
    labels: tuple[str, ...]
    key: Jwk


def malformed_keys(
    kty: Sequence[str] = KTY,
    crv: Sequence[str] = (),
    *,
    private: bool | None = None,
    depths: Collection[Depth] = DEPTHS,
    most: int = 2,
) -> st.SearchStrategy[Malformed]:
    """Keys of these types after one to `most` changes, by which they break a rule.

    `depths`: what is damaged. "text" is JSON itself (encoding, escapes, numbers, members twice,
    depth, size), "structure" the members (missing, of another type, misnamed, of another key
    type), "value" what they hold (lengths, alphabets, ranges, points off the curve, factors that
    do not fit).
    """
    return keys(kty, crv, private=private).flatmap(lambda key: _damaged(key, depths, most))


def malformed_sets(
    of: st.SearchStrategy[Jwk] | None = None,
    *,
    depths: Collection[Depth] = DEPTHS,
    most: int = 2,
) -> st.SearchStrategy[Malformed]:
    """JWK Sets, damaged as a whole or in one of their keys, by which they break a rule."""
    chosen = key_sets(of, min_size=1)
    return chosen.flatmap(lambda jwks: _damaged(jwks, depths, most) | _one_damaged(jwks, most))


def respelt_keys(
    kty: Sequence[str] = KTY, crv: Sequence[str] = (), *, private: bool | None = None
) -> st.SearchStrategy[Respelt]:
    """Keys after changes that change nothing: order, white space, escapes, unknown members."""

    def of(key: Jwk) -> st.SearchStrategy[Respelt | None]:
        kept = _drawn([one for one in _fitting(key["kty"], _holds_secret(key)) if one.keeps], 3)

        def apply(several: list[Mutation]) -> Respelt | None:
            text = mutated(key, several)
            if not isinstance(text, str) or not key.items() <= json.loads(text).items():
                return None  # a member that is added may have the name of one that is there
            return Respelt(text, _labels(several), key)

        return kept.map(apply)

    found = keys(kty, crv, private=private).flatmap(of)
    return found.filter(lambda one: one is not None)  # type: ignore[return-value]


def json_numbers() -> st.SearchStrategy[str]:
    """Numbers in every spelling of RFC 8259 section 6, as text: 1, -0, 1E400, 1.0, long ones."""
    sign, digits = st.sampled_from(["", "-"]), st.integers(0, 10**40).map(str)
    long = st.sampled_from(["9" * 5000, "1" + "0" * 400, "0", "18446744073709551616"])
    fraction = st.just("") | st.text("0123456789", min_size=1, max_size=20).map(lambda it: f".{it}")
    exponent = st.just("") | st.builds(
        lambda e, plus, power: f"{e}{plus}{power}",
        st.sampled_from("eE"),
        st.sampled_from(["", "+", "-"]),
        st.sampled_from(["0", "1", "00", "17", "308", "400", "99999"]),
    )
    return st.builds(lambda *pieces: "".join(pieces), sign, digits | long, fraction, exponent)


def not_numbers() -> st.SearchStrategy[str]:
    """What some readers take for numbers, and JSON does not."""
    return st.sampled_from(
        ["01", "-01", "1.", ".5", "+1", "0x1F", "1e", "1_000", "NaN", "Infinity", "-Infinity", "１"]
    )


def odd_members() -> st.SearchStrategy[dict[str, Any]]:
    """Unknown members with names that libraries give to arguments and attributes."""
    values = json_values() | st.integers(2**16, 2**64) | st.booleans()
    return st.dictionaries(st.sampled_from(ARGUMENTS), values, min_size=1, max_size=4)


def _damaged(document: Jwk, depths: Collection[Depth], most: int) -> st.SearchStrategy[Malformed]:
    kind = SET if "keys" in document else document["kty"]
    fitting = [
        one
        for one in _fitting(kind, _holds_secret(document))
        if one.depth in depths and not one.keeps
    ]

    def apply(several: list[Mutation]) -> Malformed | None:
        text = mutated(document, several)
        return None if text is None else _made(text, several, document)

    found = _drawn(fitting, most).map(apply)
    return found.filter(lambda one: one is not None and bool(one.breaks))  # type: ignore[return-value]


def _one_damaged(document: Jwk, most: int) -> st.SearchStrategy[Malformed]:
    """A set of which one key is damaged, not deeper than its members."""

    def of(position: int) -> st.SearchStrategy[Malformed]:
        def inside(one: Malformed) -> Malformed:
            several = list(document["keys"])
            several[position] = json.loads(one.text)
            made = json.dumps({**document, "keys": several})
            return Malformed(made, one.labels, _broken(made, SET), document)

        key = document["keys"][position]
        return _damaged(key, ("structure", "value"), most).map(inside)

    return st.integers(0, len(document["keys"]) - 1).flatmap(of)


def _drawn(fitting: Sequence[Mutation], most: int) -> st.SearchStrategy[list[Mutation]]:
    """One to `most` of them, a change to the text last."""
    positions = st.integers(0, len(fitting) - 1)  # short where printed, unlike mutations
    drawn = st.lists(positions, min_size=1, max_size=most, unique=True)
    return drawn.map(
        lambda several: sorted(
            (fitting[position] for position in several), key=lambda one: one.depth == "text"
        )
    )


@cache
def _fitting(kind: str, private: bool) -> tuple[Mutation, ...]:
    return tuple(one for one in mutations() if kind in one.kty and private >= one.private)


def _holds_secret(document: Jwk) -> bool:
    return any(name in document for name in PRIVATE.get(document.get("kty", ""), ()))


def _made(text: str | bytes, several: Sequence[Mutation], document: Jwk) -> Malformed:
    kind = SET if "keys" in document else document["kty"]
    return Malformed(text, _labels(several), _broken(text, kind), document)


def _broken(text: str | bytes, kind: str) -> tuple[str, ...]:
    found = examine(text, "set" if kind == SET else "key").broken
    return tuple(dict.fromkeys(one.rule.code for one in found if one.rule.level == "must"))


def _labels(several: Sequence[Mutation]) -> tuple[str, ...]:
    return tuple(one.label for one in several)
