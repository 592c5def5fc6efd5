"""RSA moduli that can be factored, by the detectors of badkeys, which is an extra.

Its reader of JWKs is left aside: it takes y from x. Numbers come from our own reading.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from importlib import resources
from importlib.util import find_spec
from math import gcd, prod
from typing import cast

import msgspec

from jwk_conformance.jose.error import NotSupported, NotValid
from jwk_conformance.jose.thumbprint import thumbprint
from jwk_conformance.rulebook.key import Key

DETECTORS = {
    "fermat": "its two primes are close together (Fermat's method finds them)",
    "roca": "it was made by the library with the ROCA flaw (CVE-2017-15361)",
    "rsapoly": "its modulus has the pattern of a polynomial that can be factored",
    "sharedprimes": "it has a prime that many known keys share",
    "smalld": "its private exponent is so small that it can be computed (Wiener)",
    "smallfactors": "its modulus has a small prime factor",
}
"""Detector of badkeys → what it means for a key."""
LARGEST = 16_384
"""Bits of a modulus that is looked at: the time grows with their square."""
MOST = 200
"""RSA keys of a set that are looked at: nobody has so many, and each takes some milliseconds."""
SUSPECTS = 500
"""Keys of all sets that are compared pair by pair."""


def available() -> bool:
    """Whether badkeys is installed."""
    return find_spec("badkeys") is not None


@lru_cache(maxsize=1024)
def weaknesses(n: int, e: int) -> tuple[str, ...]:
    """The detectors that find an RSA public key weak; none where badkeys is not installed."""
    if not available() or not 64 < n.bit_length() <= LARGEST or n % 2 == 0:
        return ()
    from badkeys.checks import checkrsa

    found = checkrsa(n, e, checks=list(DETECTORS))
    return tuple(name for name in DETECTORS if name in found)


def modulus(key: Key) -> int:
    """The modulus of an RSA key; 0 where there is none to compute with."""
    n = key.integer("n") if key.kty == "RSA" else None
    return n if n is not None and n.bit_length() <= LARGEST else 0


def shared(moduli: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Pairs of positions whose different moduli have a prime in common.

    Each modulus is held against the product of the others: only where they meet are pairs tried,
    and of a hostile crowd of them so many alone.
    """
    meeting = _meeting(sorted({n for n in moduli if n > 1}))
    suspects = [at for at, n in enumerate(moduli) if n in meeting][:SUSPECTS]
    for index, one in enumerate(suspects):
        for other in suspects[index + 1 :]:
            if moduli[one] != moduli[other] and gcd(moduli[one], moduli[other]) > 1:
                yield one, other


def _meeting(moduli: Sequence[int]) -> set[int]:
    """Those that have a divisor in common with the product of the others.

    Products are multiplied pair by pair, and their remainders taken down the same way (D. J.
    Bernstein, "How to find smooth parts of integers"): one product for each would take minutes for
    the keys of a hundred issuers.
    """
    levels = [[_number(n) for n in moduli]]
    while len(levels[-1]) > 1:
        last = levels[-1]
        levels.append([prod(last[at : at + 2]) for at in range(0, len(last), 2)])
    remainders = levels.pop()
    for level in reversed(levels):
        remainders = [remainders[at // 2] % (one * one) for at, one in enumerate(level)]
    return {n for n, left in zip(moduli, remainders, strict=True) if gcd(n, int(left) // n) > 1}


def _number(value: int) -> int:
    """The number in a form that is quick to compute with, where the extra is installed."""
    if not available():
        return value
    from gmpy2 import mpz

    return cast("int", mpz(value))


def printed(key: Key) -> str:
    """Where the private part of a key is in print; empty where nobody knows."""
    try:
        return _known().get(thumbprint(dict(key.members)), "")
    except (NotSupported, NotValid):
        return ""


class _Shipped(msgspec.Struct, forbid_unknown_fields=True):
    """A key whose private part is in a package."""

    thumbprint: str
    registry: str
    package: str
    file: str
    seen: str


@lru_cache(maxsize=1)
def _known() -> dict[str, str]:
    """Thumbprint → where the private part is."""
    data = resources.files("jwk_vectors") / "data"
    texts = msgspec.json.decode((data / "known_keys.json").read_bytes(), type=dict[str, str])
    shipped = msgspec.toml.decode(
        (data / "known_keys_shipped.toml").read_bytes(), type=dict[str, list[_Shipped]]
    )
    packages = {
        one.thumbprint: f"the package {one.package} of {one.registry} ({one.file})"
        for one in shipped["key"]
    }
    return texts | packages
