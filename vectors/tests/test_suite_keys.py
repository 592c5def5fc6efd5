"""The suite's own keys and tokens: minted once, whole, and all of use."""

from __future__ import annotations

import json

import pytest

from authoring import suite
from authoring.mint import RECIPES
from jwk_conformance import jose

SOUND = sorted(set(suite.KEYS) - {"rsa-three-primes"})


def test_every_key_that_is_known_how_to_make_is_there() -> None:
    assert set(suite.KEYS) == set(RECIPES)


@pytest.mark.parametrize("name", SOUND)
def test_the_members_of_a_key_belong_together(name: str) -> None:
    jose.consistent(suite.key(name))


@pytest.mark.parametrize("name", SOUND)
def test_two_ways_to_a_thumbprint_agree(name: str) -> None:
    assert suite.thumbprint(suite.key(name)) == jose.thumbprint(suite.key(name))


def test_no_two_names_hold_the_same_key() -> None:
    assert len({json.dumps(jwk) for jwk in suite.KEYS.values()}) == len(suite.KEYS)


def test_a_token_that_was_never_minted_is_not_made_in_passing() -> None:
    with pytest.raises(suite.NotMinted, match="python -m authoring mint"):
        suite.minted("ES256 signature", "never", make=lambda: "made")


def test_an_unknown_key_is_missing_by_name() -> None:
    with pytest.raises(suite.NotMinted, match="the key rsa-512 is missing"):
        suite.key("rsa-512")


def test_minting_adds_a_token_and_tells() -> None:
    with suite.minting() as made:
        token = suite.minted("test", "once", make=lambda: "first")
        again = suite.minted("test", "once", make=lambda: "second")
    (name,) = made
    del suite.TOKENS[name]
    assert (token, again) == ("first", "first")
