"""Weak RSA keys: each detector on a key made to be weak, and silence on good ones."""

from __future__ import annotations

import itertools
from math import gcd

import pytest
from gmpy2 import is_prime, next_prime, primorial
from hypothesis import given, settings
from hypothesis import strategies as st

from jwk_conformance.endpoint.weakness import shared, weaknesses

from .faults import prime

PRIMORIAL = int(primorial(701))
"""The product of the first 126 primes, as that library used it for keys of 2048 bits."""


def roca_prime(start: int) -> int:
    """A prime as the flawed library made them: a power of 65537 modulo a primorial."""
    for k in itertools.count(start):
        candidate = k * PRIMORIAL + pow(65537, k, PRIMORIAL)
        if is_prime(candidate):
            return candidate
    raise AssertionError("unreachable")


def test_roca_is_found() -> None:
    start = 2**1023 // PRIMORIAL
    n = roca_prime(start) * roca_prime(start + 10**9)
    assert "roca" in weaknesses(n, 65537)


def test_close_primes_and_small_factors_are_found() -> None:
    assert weaknesses(prime("a") * int(next_prime(prime("a"))), 65537) == ("fermat",)
    assert weaknesses(prime("a", 2040) * 251, 65537) == ("smallfactors",)


def test_a_good_key_is_not_found_weak() -> None:
    n = prime("good") * prime("better")
    assert weaknesses(n, 65537) == ()


@pytest.mark.parametrize("n", [0, 1, 2, 15, 2**64, 2**20000 + 1], ids=range(6))
def test_numbers_that_are_no_modulus_are_left_alone(n: int) -> None:
    assert weaknesses(n, 65537) == ()


PRIMES = [101, 103, 107, 109, 113, 127, 131, 137]


@settings(deadline=None)
@given(st.lists(st.tuples(st.sampled_from(PRIMES), st.sampled_from(PRIMES)), max_size=8))
def test_shared_primes_are_exactly_the_common_divisors(factors: list[tuple[int, int]]) -> None:
    moduli = [p * q for p, q in factors]
    expected = {
        (one, other)
        for one, other in itertools.combinations(range(len(moduli)), 2)
        if moduli[one] != moduli[other] and gcd(moduli[one], moduli[other]) > 1
    }
    assert set(shared(moduli)) == expected


def test_what_is_no_modulus_shares_nothing() -> None:
    assert list(shared([])) == []
    assert list(shared([0, 0, 1, 101 * 103])) == []
