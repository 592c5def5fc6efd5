"""The valid documents that every mutation is applied to: one or more of every kind."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cache

from jwk_fuzz import pool
from jwk_fuzz.mutation.noun import SET, Jwk
from jwk_fuzz.valid import bits, encoded, public

_PLAIN = (
    *("ec-p-256", "ec-p-384", "ec-p-521", "ec-secp256k1"),
    *("okp-ed25519", "okp-ed448", "okp-x25519", "okp-x448"),
    *("rsa-2048-a", "rsa-e-17", "rsa-e-32-bits", "akp-ml-dsa-44", "akp-ml-dsa-65", "akp-ml-dsa-87"),
)
"""Of each type and curve the key that damage is done to."""

OCT = {"kty": "oct", "k": encoded(bytes(range(224, 256)))}
"""A symmetric key whose text has characters of both alphabets."""


LARGEST = 4096
"""Bits of an RSA key that a target is asked about: with one use of a larger one go seconds."""


@dataclass(frozen=True, eq=False)
class Seed:
    """A valid key or set."""

    name: str
    kind: str
    """Its key type; "set" for a JWK Set."""
    document: Jwk
    private: bool = False
    sibling: str = ""
    """Of a rare shape, the seed of the same kind without it."""
    pair: Jwk | None = field(default=None, repr=False)
    """The key with its private members, where it is not in the pool."""
    own: bool = False
    """Whether the user has brought it."""

    @property
    def secret(self) -> bool:
        """Whether nothing of its documents may be told."""
        return self.own and self.pair is not None


@cache
def seeds() -> tuple[Seed, ...]:
    """Of every key type and curve the public and the private form; and sets."""
    found = []
    for name in _PLAIN:
        key = pool.pool()[name]
        found.append(Seed(f"{name}-public", key["kty"], public(key)))
        found.append(Seed(f"{name}-private", key["kty"], key, private=True))
    found.append(Seed("oct-32", "oct", OCT, private=True))
    several = [
        {**public(pool.pool()[name]), "kid": name}
        for name in ("ec-p-256", "rsa-2048-a", "okp-ed25519", "ec-p-384")
    ]
    found.append(Seed("set", SET, {"keys": several}))
    return tuple(found)


@cache
def rare() -> tuple[Seed, ...]:
    """The other keys of the pool: shapes that a careless reader gets wrong."""
    plain = {_kind(seed): seed.name for seed in reversed(seeds())}
    found = []
    for name, key in pool.pool().items():
        if name not in _PLAIN and not (key["kty"] == "RSA" and bits(key) > LARGEST):
            for seed in (
                Seed(f"{name}-public", key["kty"], public(key)),
                Seed(f"{name}-private", key["kty"], key, private=True),
            ):
                found.append(replace(seed, sibling=plain[_kind(seed)]))
    return tuple(found)


def _kind(seed: Seed) -> tuple[str, str, bool]:
    curve = str(seed.document.get("crv", seed.document.get("alg", "")))
    return seed.kind, curve, seed.private
