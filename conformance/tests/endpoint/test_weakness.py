"""Weak RSA keys: each detector on a key made to be weak, and silence on good ones."""

from __future__ import annotations

import itertools
import json
from importlib import resources
from math import gcd

import msgspec
import pytest
from gmpy2 import is_prime, next_prime, primorial
from hypothesis import given, settings
from hypothesis import strategies as st

from jwk_conformance.endpoint.client import Options
from jwk_conformance.endpoint.observe import observe
from jwk_conformance.endpoint.run import Plan, run
from jwk_conformance.endpoint.weakness import MOST, SUSPECTS, printed, shared, weaknesses
from jwk_conformance.event import EndpointSeen
from jwk_conformance.jose import decode
from jwk_conformance.rulebook.document import parse
from jwk_conformance.rulebook.jwk_set import Set
from jwk_vectors import bundled_clauses

from .faults import prime
from .server import json_answer, serving
from .site import another_rsa_key, rsa_key, shipped_key

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


def where(jwk: dict[str, str]) -> str:
    """Where the private part of a key is said to stand."""
    document = parse(json.dumps({"keys": [jwk]}).encode()).value
    return printed(Set(document).keys[0])


def test_keys_of_texts_and_of_packages_are_known() -> None:
    of_the_text = {
        "kty": "OKP",
        "crv": "Ed25519",
        "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo",
    }
    assert where(of_the_text) == "RFC 8037 section A.1"
    expected = "the package oidc-provider of npm (lib/consts/dev_keystore.js)"
    assert where(shipped_key()) == expected
    assert where(another_rsa_key()) == ""


def test_keys_of_packages_are_in_order_and_not_among_those_of_texts() -> None:
    data = resources.files("jwk_vectors") / "data"
    shipped = msgspec.toml.decode((data / "known_keys_shipped.toml").read_bytes())["key"]
    order = [(one["registry"].lower(), one["package"], one["file"]) for one in shipped]
    assert order == sorted(order)
    thumbprints = [one["thumbprint"] for one in shipped]
    assert len(set(thumbprints)) == len(thumbprints)
    assert all(len(decode(one)) == 32 for one in thumbprints)
    assert json.loads((data / "known_keys.json").read_bytes()).keys().isdisjoint(thumbprints)


def test_of_a_crowd_of_keys_the_first_are_looked_at() -> None:
    start = prime("a")
    crowd = [rsa_key(start + 2 * number, kid=str(number)) for number in range(MOST + 50)]
    answer = json_answer({"keys": crowd})
    with serving({"/jwks": answer}) as server:
        seen = observe("idp", f"{server.url}/jwks", Options(variations=0))
        plan = Plan(
            endpoints=[("idp", f"{server.url}/jwks")],
            options=Options(variations=0),
            profile=bundled_clauses().profile("rfc"),
            clauses={},
        )
        told = [event for event in run(plan) if isinstance(event, EndpointSeen)]
    assert len(seen.numbers) == MOST
    assert f"RSA keys beyond the first {MOST}, as to whether they are weak" in told[0].notes


def test_comparing_a_hostile_crowd_ends() -> None:
    moduli = [3 * number for number in range(1, 3000)]
    assert {at for pair in shared(moduli) for at in pair} == set(range(SUSPECTS))
