"""Secrets in error messages: found in every spelling, and never where there is none."""

from __future__ import annotations

import json
from typing import Any

import pytest

from jwk_conformance import jose
from jwk_conformance.judge import secret
from jwk_conformance.protocol import Fault, Observation
from jwk_conformance.rulebook import curve
from jwk_vectors.model import Step

OCTETS = bytes(range(40, 72))
KEY = {"kty": "oct", "k": jose.encode(OCTETS)}
EC = {"kty": "EC", "x": jose.encode(bytes(range(100, 132))), "d": jose.encode(OCTETS)}


def told(message: str, **args: Any) -> str | None:
    step = Step(operation="jws.sign", args=args, expect="reject")
    seen = Observation(outcome="rejected", error=Fault(type="E", message=message))
    return secret.spelt_out(step, seen)


@pytest.mark.parametrize(
    "spelling",
    [KEY["k"], OCTETS.hex(), str(int.from_bytes(OCTETS, "big")), KEY["k"][5:30]],
    ids=["base64url", "hexadecimal", "decimal", "a part"],
)
def test_every_spelling_is_found(spelling: str) -> None:
    assert told(f"bad key <{spelling}>", key=json.dumps(KEY)) == "k"


def test_secrets_of_signers_and_of_sets_are_looked_for() -> None:
    assert told(EC["d"], signers=[{"key": json.dumps(EC)}]) == "d"
    assert told(EC["d"], set=json.dumps({"keys": [EC, 1]})) == "d"


@pytest.mark.parametrize(
    "message", ["", "short", "the key is of no use at all to anybody", EC["x"], KEY["k"][:15]]
)
def test_what_is_no_secret_is_let_pass(message: str) -> None:
    assert told(message, key=json.dumps(EC)) is None


def test_the_order_of_a_curve_is_no_secret_though_d_be_made_of_it() -> None:
    order = curve.EC["P-256"].order
    jwk = {"kty": "EC", "d": jose.encode((order + 1).to_bytes(32, "big"))}
    assert told(f"expected an integer between 1 and {order}", key=json.dumps(jwk)) is None


@pytest.mark.parametrize("key", ["", "{", "[]", '{"k":1}', '{"k":"*"}', {"b64": "AA"}, None])
def test_what_is_no_key_has_no_secret(key: object) -> None:
    assert told("x" * 100, key=key) is None
