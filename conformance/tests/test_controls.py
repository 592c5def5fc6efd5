"""What of a control's answer must be the same each time it is asked."""

from __future__ import annotations

import json

import pytest

from jwk_conformance.engine.controls import signature
from jwk_conformance.protocol import Observation

ONE, TWO = {"kty": "oct", "kid": "1"}, {"kid": "2", "kty": "oct"}


def exported(text: str) -> tuple[object, ...]:
    return signature((Observation(outcome="accepted", facts={"jwks": text}),))


def test_the_order_of_the_keys_in_a_set_is_no_change() -> None:
    answer = exported(json.dumps({"keys": [ONE, TWO]}))
    assert exported(json.dumps({"keys": [TWO, ONE]})) == answer
    assert exported(json.dumps({"keys": [ONE, dict(reversed(TWO.items()))]})) == answer


@pytest.mark.parametrize("keys", [[], [ONE], [ONE, ONE], [ONE, {**TWO, "alg": "A"}]])
def test_other_keys_are_a_change(keys: list[dict[str, str]]) -> None:
    assert exported(json.dumps({"keys": keys})) != exported(json.dumps({"keys": [ONE, TWO]}))


@pytest.mark.parametrize("text", ["not JSON", "[]", "{}", '{"keys":1}', "[" * 100_000])
def test_an_export_that_is_no_set_is_compared_as_it_stands(text: str) -> None:
    assert exported(text) == exported(text)
    assert exported(text) != exported(text + " ")
