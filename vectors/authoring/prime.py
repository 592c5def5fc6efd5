"""RSA keys from primes of our own: sizes and exponents that a library would not generate."""

from __future__ import annotations

import math
import secrets
from collections.abc import Callable

from authoring.build import unb64
from authoring.forge import unsigned

Jwk = dict[str, str]
SMALL = math.prod(n for n in range(3, 2000, 2) if all(n % d for d in range(3, n, 2)))
"""The product of the small odd primes: what has a factor in common with it is no large prime."""


def prime(bits: int) -> int:
    """A random prime of so many bits, the two highest set. For keys that protect nothing."""
    while True:
        candidate = secrets.randbits(bits) | 3 << (bits - 2) | 1
        if math.gcd(candidate, SMALL) == 1 and _is_probable_prime(candidate):
            return candidate


def _is_probable_prime(n: int) -> bool:
    """Miller and Rabin's test, to forty random bases."""
    odd, twos = n - 1, 0
    while odd % 2 == 0:
        odd, twos = odd // 2, twos + 1
    for _ in range(40):
        power = pow(secrets.randbelow(n - 3) + 2, odd, n)
        if power in (1, n - 1):
            continue
        for _ in range(twos - 1):
            power = power * power % n
            if power == n - 1:
                break
        else:
            return False
    return True


def two_primes(bits: int, e: int = 65537) -> Callable[[], Jwk]:
    """A key whose modulus has exactly so many bits, with all its members."""

    def make() -> Jwk:
        while True:
            p, q = prime((bits + 1) // 2), prime(bits // 2)
            order = math.lcm(p - 1, q - 1)
            if (p * q).bit_length() == bits and p > q and math.gcd(e, order) == 1:
                break
        return _with_crt(p, q, e)

    return make


def short_prime(member: str) -> Callable[[], Jwk]:
    """A key of 2048 bits whose p, or q, has an octet less than half the modulus."""

    def make() -> Jwk:
        sizes = (1016, 1032) if member == "p" else (1032, 1016)
        return _with_crt(*(prime(bits) for bits in sizes))

    return make


def short_exponent(member: str) -> Callable[[], Jwk]:
    """A key of 2048 bits whose d, dp, dq or qi has an octet less than it could have."""

    def make() -> Jwk:
        octets = 256 if member == "d" else 128
        p = prime(1024)
        while True:
            q = prime(1024)
            found = _with_crt(max(p, q), min(p, q))
            if len(unb64(found[member])) == octets - 1:
                return found
            p = q

    return make


def top_octet(octet: int) -> Callable[[], Jwk]:
    """A key of 2048 bits whose modulus starts with this octet."""

    def make() -> Jwk:
        while True:
            p = prime(1024)
            lowest, above = (octet << 2040) // p + 1, ((octet + 1) << 2040) // p
            for _ in range(2000):
                q = lowest + secrets.randbelow(above - lowest) | 1
                if not 1 << 1023 <= q < min(1 << 1024, above):
                    continue
                if math.gcd(q, SMALL) == 1 and _is_probable_prime(q):
                    return _with_crt(max(p, q), min(p, q))

    return make


def _with_crt(p: int, q: int, e: int = 65537) -> Jwk:
    d = pow(e, -1, math.lcm(p - 1, q - 1))
    values = {"n": p * q, "e": e, "d": d, "p": p, "q": q}
    values |= {"dp": d % (p - 1), "dq": d % (q - 1), "qi": pow(q, -1, p)}
    return {"kty": "RSA", **{name: unsigned(value) for name, value in values.items()}}


def many_primes(bits: int, each: int = 2048) -> Callable[[], Jwk]:
    """A key of so many bits made of smaller primes: its public part looks like any other.

    Primes of half its size would take minutes to find. There is d and nothing else private.
    """

    def make() -> Jwk:
        primes = [prime(each) for _ in range(bits // each)]
        while math.prod(primes).bit_length() < bits:
            primes = [*sorted(primes)[1:], prime(each)]
        d = pow(65537, -1, math.lcm(*(one - 1 for one in primes)))
        values = {"n": math.prod(primes), "e": 65537, "d": d}
        return {"kty": "RSA", **{name: unsigned(value) for name, value in values.items()}}

    return make
