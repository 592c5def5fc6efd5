"""The valid documents that every mutation is applied to: one or more of every kind."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from jwk_fuzz import pool
from jwk_fuzz.mutation.noun import SET, Jwk
from jwk_fuzz.valid import encoded, public

_PLAIN = (
    *("ec-p-256", "ec-p-384", "ec-p-521", "ec-secp256k1"),
    *("okp-ed25519", "okp-ed448", "okp-x25519", "okp-x448"),
    *("rsa-2048-a", "rsa-e-17", "rsa-e-32-bits", "akp-ml-dsa-44", "akp-ml-dsa-65", "akp-ml-dsa-87"),
)
"""Of each type and curve the key that damage is done to."""

_OCTETS = bytes(range(224, 256))


@dataclass(frozen=True)
class Seed:
    """A valid key or set."""

    name: str
    kind: str
    """Its key type; "set" for a JWK Set."""
    document: Jwk
    private: bool = False


@cache
def seeds() -> tuple[Seed, ...]:
    """Of every key type and curve the public and the private form; and sets."""
    found = []
    for name in _PLAIN:
        key = pool.pool()[name]
        found.append(Seed(f"{name}-public", key["kty"], public(key)))
        found.append(Seed(f"{name}-private", key["kty"], key, private=True))
    found.append(Seed("oct-32", "oct", {"kty": "oct", "k": encoded(_OCTETS)}, private=True))
    several = [
        {**public(pool.pool()[name]), "kid": name}
        for name in ("ec-p-256", "rsa-2048-a", "okp-ed25519", "ec-p-384")
    ]
    found.append(Seed("set", SET, {"keys": several}))
    return tuple(found)


@cache
def rare() -> tuple[Seed, ...]:
    """Every other key of the pool: shapes that a careless reader gets wrong."""
    return tuple(
        seed
        for name, key in pool.pool().items()
        if name not in _PLAIN
        for seed in (
            Seed(f"{name}-public", key["kty"], public(key)),
            Seed(f"{name}-private", key["kty"], key, private=True),
        )
    )
