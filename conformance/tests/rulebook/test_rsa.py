"""Boundary values of RSA keys, and damage to each member."""

from __future__ import annotations

import pytest

from jwk_conformance.rulebook.rsa import CRT

from .helpers import KEYS, b64, big, codes, octets, public, value

KEY = KEYS["rsa-2048-a"]
PUBLIC = public(KEY)
N = value(KEY["n"])


@pytest.mark.parametrize(
    ("e", "expected"),
    [
        (0, {"rsa-exponent"}),
        (1, {"rsa-exponent"}),
        (2, {"rsa-exponent"}),
        (3, set()),
        (65536, {"rsa-exponent"}),
        (65537, set()),
        (2**32 + 1, set()),
        (N - 2, set()),
        (N, {"rsa-exponent"}),
        (N + 2, {"rsa-exponent"}),
    ],
    ids=lambda one: str(one)[:12],
)
def test_e_is_odd_from_3_to_below_n(e: int, expected: set[str]) -> None:
    assert codes(PUBLIC | {"e": big(e)}) == expected


@pytest.mark.parametrize(
    ("n", "expected"),
    [
        (0, {"rsa-modulus"}),
        (1, {"rsa-modulus"}),
        (2**2047, {"rsa-modulus"}),
        (2**2047 + 1, set()),
        (2**2047 - 1, {"rsa-small-modulus"}),
        (2**16383 + 1, set()),
        (2**16384 + 1, {"rsa-oversized"}),
    ],
    ids=lambda one: hex(one)[:8] if isinstance(one, int) else None,
)
def test_n_is_odd_and_of_2048_bits_or_more(n: int, expected: set[str]) -> None:
    assert codes(PUBLIC | {"n": big(n)}) == expected


@pytest.mark.parametrize("name", ["n", "e", "d", *CRT])
def test_a_leading_zero_breaks_one_rule(name: str) -> None:
    assert codes(KEY | {name: b64(b"\0" + octets(KEY[name]))}) == {"rsa-leading-zero"}


@pytest.mark.parametrize("name", ["p", "q"])
def test_a_damaged_prime_breaks_one_rule(name: str) -> None:
    assert codes(KEY | {name: big(value(KEY[name]) + 2)}) == {"rsa-primes"}


@pytest.mark.parametrize("name", ["dp", "dq", "qi"])
@pytest.mark.parametrize("distance", [-2, -1, 1, 2])
def test_a_damaged_crt_member_breaks_one_rule(name: str, distance: int) -> None:
    assert codes(KEY | {name: big(value(KEY[name]) + distance)}) == {f"rsa-{name}"}


@pytest.mark.parametrize("name", ["dp", "dq", "qi"])
def test_a_crt_member_is_in_range(name: str) -> None:
    modulus = value(KEY["q"]) - 1 if name == "dq" else value(KEY["p"]) - (name == "dp")
    assert codes(KEY | {name: big(value(KEY[name]) + modulus)}) == {f"rsa-{name}"}


def test_d_is_tried_with_and_without_primes() -> None:
    bare = {name: KEY[name] for name in ("kty", "n", "e", "d")}
    assert codes(bare) == {"rsa-primes-absent"}
    wrong = {"d": big(value(KEY["d"]) + 2)}
    assert codes(KEY | wrong) == {"rsa-d"}
    assert codes(bare | wrong) == {"rsa-d", "rsa-primes-absent"}


@pytest.mark.parametrize("d", [0, N, N + 1])
def test_d_out_of_range(d: int) -> None:
    """A d of 0 or of n inverts no e either."""
    assert codes(KEY | {"d": big(d)}) == {"rsa-d-range", "rsa-d"}


@pytest.mark.parametrize("missing", CRT)
def test_one_missing_crt_member_breaks_one_rule(missing: str) -> None:
    key = {name: held for name, held in KEY.items() if name != missing}
    assert codes(key) == {"rsa-partial-crt"}


def test_trivial_factors_are_no_primes() -> None:
    assert "rsa-primes" in codes(KEY | {"p": KEY["n"], "q": "AQ"})


@pytest.mark.parametrize("name", ["n", "e", "d", *CRT])
@pytest.mark.parametrize("wrong", [7, None, [], {}, True])
def test_a_member_of_another_json_type_breaks_one_rule(name: str, wrong: object) -> None:
    assert codes(KEY | {name: wrong}) == {"rsa-member-type"}


def test_swapped_primes_are_seen_by_what_follows_from_them() -> None:
    assert codes(KEY | {"p": KEY["q"], "q": KEY["p"]}) == {"rsa-dp", "rsa-dq", "rsa-qi"}
