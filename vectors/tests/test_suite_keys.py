"""The suite's own keys and tokens: minted once, whole, and all of use."""

from __future__ import annotations

import json

import pytest

from authoring import suite
from authoring.forge import integer
from authoring.mint import RECIPES
from jwk_conformance import jose

OF_MANY_PRIMES = ("rsa-8192", "rsa-16384")
SOUND = sorted(set(suite.KEYS) - {"rsa-three-primes", "rsa-512", *OF_MANY_PRIMES})


def test_every_key_that_is_known_how_to_make_is_there() -> None:
    assert set(suite.KEYS) == set(RECIPES)


@pytest.mark.parametrize("name", SOUND)
def test_the_members_of_a_key_belong_together(name: str) -> None:
    jose.consistent(suite.key(name))


@pytest.mark.parametrize("name", ["rsa-512", *OF_MANY_PRIMES])
def test_an_exponent_undoes_the_other(name: str) -> None:
    """Of keys too small or too many-primed for the reader of whole keys."""
    n, e, d = (integer(suite.key(name)[member]) for member in ("n", "e", "d"))
    assert n.bit_length() == int(name.removeprefix("rsa-"))
    assert pow(pow(2, e, n), d, n) == 2


@pytest.mark.parametrize("name", SOUND)
def test_two_ways_to_a_thumbprint_agree(name: str) -> None:
    assert suite.thumbprint(suite.key(name)) == jose.thumbprint(suite.key(name))


def test_no_two_names_hold_the_same_key() -> None:
    assert len({json.dumps(jwk) for jwk in suite.KEYS.values()}) == len(suite.KEYS)


def test_a_token_that_was_never_minted_is_not_made_in_passing() -> None:
    with pytest.raises(suite.NotMinted, match="python -m authoring mint"):
        suite.minted("ES256 signature", "never", make=lambda: "made")


def test_an_unknown_key_is_missing_by_name() -> None:
    with pytest.raises(suite.NotMinted, match="the key rsa-513 is missing"):
        suite.key("rsa-513")


def test_minting_adds_a_token_and_tells() -> None:
    with suite.minting() as made:
        token = suite.minted("test", "once", make=lambda: "first")
        again = suite.minted("test", "once", make=lambda: "second")
    (name,) = made
    del suite.TOKENS[name]
    assert (token, again) == ("first", "first")
