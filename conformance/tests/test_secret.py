"""Secrets in error messages: found in every spelling, and never where there is none."""

from __future__ import annotations

import base64
import json
from fnmatch import fnmatchcase
from typing import Any

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from jwk_conformance import jose
from jwk_conformance.jose.conversion import generate as minted
from jwk_conformance.jose.conversion import jwk_of, public_pem
from jwk_conformance.judge import secret
from jwk_conformance.protocol import Fault, Observation
from jwk_conformance.rulebook import curve
from jwk_vectors import bundled
from jwk_vectors.model import Step, Vector

OCTETS = bytes(range(40, 72))
KEY = {"kty": "oct", "k": jose.encode(OCTETS)}
EC = {"kty": "EC", "x": jose.encode(bytes(range(100, 132))), "d": jose.encode(OCTETS)}


def told(message: str, **args: Any) -> str | None:
    step = Step(operation="jws.sign", args=args, expect="reject")
    seen = Observation(outcome="rejected", error=Fault(type="E", message=message))
    return secret.spelt_out([step], seen)


@pytest.mark.parametrize(
    "spelling",
    [
        KEY["k"],
        OCTETS.hex(),
        OCTETS.hex().upper(),
        f"<Buffer {OCTETS.hex(' ')}>",
        str(int.from_bytes(OCTETS, "big")),
        repr(OCTETS),
        base64.b64encode(b"x" + OCTETS + b"y").decode(),
        KEY["k"][5:30],
    ],
    ids=["base64url", "hex", "HEX", "Buffer", "decimal", "repr", "in base64", "a part"],
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


def test_secrets_of_other_types_than_strings_are_looked_for() -> None:
    number = int.from_bytes(OCTETS, "big")
    for d in (number, [EC["d"]], {"d": EC["d"]}):
        assert told(f"bad {number}", key=json.dumps({**EC, "d": d})) == "d"
        assert told(f"bad {EC['d']}", key=json.dumps({**EC, "d": d})) == "d"


def test_secrets_in_text_that_is_no_json_are_looked_for() -> None:
    cut = json.dumps({**KEY, "alg": "HS256"})[:-3]
    assert told(f"cannot read {cut}", key=cut) == "k"
    assert told("cannot read a text of 70 characters", key=cut) is None


def test_a_secret_that_was_given_before_is_still_one() -> None:
    first = Step(operation="jwk.import", args={"key": json.dumps(KEY)}, expect="accept")
    then = Step(operation="jws.sign", args={"key": {"ref": "held"}}, expect="reject")
    seen = Observation(outcome="error", error=Fault(type="E", message=f"bad: {KEY['k']}"))
    assert secret.spelt_out([first, then], seen) == "k"
    assert secret.spelt_out([then], seen) is None


def test_what_stands_in_public_too_is_no_secret() -> None:
    n = jose.encode(bytes(range(1, 33)))
    damaged = {"kty": "RSA", "n": n, "e": "AQAB", "d": EC["d"], "p": n}
    number = int.from_bytes(jose.decode(n), "big")
    assert told(f"{number} has the factor {number}", key=json.dumps(damaged)) is None
    named = json.dumps({**EC, "kid": EC["d"]})
    assert told(f"no key named {EC['d']}", key=named) is None
    assert told(f"bad token: x.{KEY['k']}.y", key=json.dumps(KEY), jws=f"x.{KEY['k']}.y") is None


def test_padding_and_keys_of_zeros_are_no_secrets() -> None:
    jwk = json.dumps({"kty": "oct", "k": jose.encode(bytes(32))})
    assert told(f"{'A' * 32} {'00' * 32} {'00 ' * 32}", key=jwk) is None


PEMS = [
    ("RSA", "", "PrivateFormat.PKCS8"),
    ("RSA", "", "PrivateFormat.TraditionalOpenSSL"),
    ("EC", "P-256", "PrivateFormat.PKCS8"),
    ("EC", "P-521", "PrivateFormat.TraditionalOpenSSL"),
    ("OKP", "Ed25519", "PrivateFormat.PKCS8"),
    ("OKP", "X448", "PrivateFormat.PKCS8"),
]


def pems(kty: str, crv: str, form: str) -> tuple[dict[str, Any], str, str]:
    """A key, and its private and its public PEM."""
    jwk = minted(kty, crv)
    private = jose.private_key(jwk).private_bytes(
        Encoding.PEM, getattr(PrivateFormat, form.split(".")[1]), NoEncryption()
    )
    return jwk_of(jose.private_key(jwk)), private.decode(), public_pem(jwk)


@pytest.mark.parametrize(("kty", "crv", "form"), PEMS)
def test_the_private_part_of_pem_is_secret_and_nothing_else_in_it(
    kty: str, crv: str, form: str
) -> None:
    jwk, pem, public = pems(kty, crv, form)
    secrets = set(secret.SECRET) & jwk.keys()
    for name in secrets:
        octets = jose.decode(jwk[name])
        for spelt in (jwk[name], octets.hex(), str(int.from_bytes(octets, "big"))):
            assert told(f"bad key {spelt}", pem=pem) in secrets
    assert told(f"cannot read {pem}", pem=pem) in secrets
    assert told(f"cannot read {public}", pem=public) is None
    for name in jwk.keys() - secrets - {"kty", "crv", "e"}:
        octets = jose.decode(jwk[name])
        for spelt in (jwk[name], octets.hex(), str(int.from_bytes(octets, "big"))):
            assert told(f"bad key {spelt}", pem=pem) is None
    first, *body, last = pem.splitlines()
    assert told(f"{first} {body[0][:16]} {last}", pem=pem) is None


@pytest.mark.parametrize(("kty", "crv", "form"), PEMS)
def test_pem_that_is_damaged_has_its_secret_still(kty: str, crv: str, form: str) -> None:
    jwk, pem, public = pems(kty, crv, form)
    first, *body, _ = pem.splitlines()
    cut = "\n".join([first, *body])[:-9]
    assert told(f"cannot read {cut}", pem=cut) == "d"
    assert told(f"cannot read {jwk['d'][:20]}", pem=cut) == "d"
    assert (
        told(f"cannot read {cut}", pem=cut.replace(first, f"{first}\nProc-Type: 4,ENCRYPTED"))
        is None
    )
    wrapped = json.dumps({"kty": "oct", "k": jose.encode(cut.encode())})
    assert told(f"cannot read {cut}", key=wrapped) == "d"
    known = json.dumps({"kty": "oct", "k": jose.encode(public.encode())})
    assert told(f"no secret, but PEM: {public}", key=known) is None


@pytest.mark.parametrize(
    "text", ["", "-----BEGIN A-----", "MAAA", "MIIA", "MIL/", "MAIE", "MAQEMAQw"]
)
def test_pem_that_holds_nothing_has_no_secret(text: str) -> None:
    pem = f"-----BEGIN PRIVATE KEY-----\n{text}\n-----END PRIVATE KEY-----\n"
    assert told(f"cannot read {pem}", pem=pem) is None


@pytest.mark.parametrize("key", ["", "{", "[]", '{"k":1}', '{"k":"*"}', {"b64": "AA"}, None])
def test_what_is_no_key_has_no_secret(key: object) -> None:
    assert told("x" * 100, key=key) is None


GROUPS = ("secret-in-error.*", "choice.json-extension.private-*", "choice.no-pem.private-*")
TOO_SHORT = "choice.no-pem.private-cut-ed25519"
"""Eight octets of its d are left."""
PROVOKING = [
    vector
    for vector in bundled().vectors
    if any(fnmatchcase(vector.id, group) for group in GROUPS) and vector.id != TOO_SHORT
]


@pytest.mark.parametrize("vector", PROVOKING, ids=lambda vector: vector.id)
def test_a_library_that_repeats_what_it_is_given_is_caught_by_each_vector(vector: Vector) -> None:
    (step,) = vector.steps
    harmless = Fault(type="E", message=f"cannot do that: {vector.title}")
    assert secret.spelt_out([step], Observation(outcome="error", error=harmless)) is None
    blabbing = Fault(type="E", message=f"cannot do that: {step.args}")
    assert secret.spelt_out([step], Observation(outcome="error", error=blabbing)) is not None


def nested(deep: int, inner: object) -> object:
    for _ in range(deep):
        inner = [inner]
    return inner


def test_how_deep_a_value_lies_is_no_matter() -> None:
    assert told("a message that tells no secret of any key", pem=nested(50_000, "text")) is None
    deep = f'{json.dumps(KEY)[:-1]}, "a": {"[" * 50_000}{"]" * 50_000}}}'
    assert told(f"cannot read {KEY['k']}", key=deep) == "k"


def test_nested_members_count_as_public_wherever_they_lie() -> None:
    deep = json.dumps({**KEY, "a": nested(20, {"b": KEY["k"]})})
    assert told(f"cannot read {KEY['k']}", key=deep) is None
