"""The witnesses of damaged signatures: each verifies for the careless reader it is to catch."""

from __future__ import annotations

import json
from typing import Any

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa, utils

from authoring.forge import CURVES, HASHES, integer
from authoring.malformed_ecdsa import EDWARDS_ORDERS, ORDERS
from jwk_conformance import jose
from jwk_vectors import Vector, bundled

LIBRARY = bundled()
PSS = padding.PSS(padding.MGF1(hashes.SHA256()), 32)


def named(pattern: str) -> list[Any]:
    """Vectors of the group malformed-jws whose reason contains the words, as test parameters."""
    return [
        pytest.param(vector, id=vector.reason)
        for vector in LIBRARY.vectors
        if vector.group == "malformed-jws" and pattern in f"-{vector.reason}-"
    ]


def parts(vector: Vector) -> tuple[dict[str, Any], bytes, bytes]:
    """The key, signing input and signature of a compact token."""
    args = vector.steps[-1].args
    head, payload, value = args["jws"].split(".")
    return json.loads(args["key"]), f"{head}.{payload}".encode("ascii"), jose.decode(value)


def rsa_public(jwk: dict[str, Any]) -> rsa.RSAPublicKey:
    return rsa.RSAPublicNumbers(integer(jwk["e"]), integer(jwk["n"])).public_key()


def ec_verifies(jwk: dict[str, Any], signed: bytes, r: int, s: int, hash: Any) -> None:
    point = ec.EllipticCurvePublicNumbers(integer(jwk["x"]), integer(jwk["y"]), CURVES[jwk["crv"]])
    point.public_key().verify(utils.encode_dss_signature(r, s), signed, ec.ECDSA(hash))


def halves(octets: bytes, size: int) -> tuple[int, int]:
    return int.from_bytes(octets[:size], "big"), int.from_bytes(octets[size:], "big")


@pytest.mark.parametrize("vector", [*named("-r-not-reduced-"), *named("-s-not-reduced-")])
def test_reduced_modulo_the_order_the_signature_verifies(vector: Vector) -> None:
    jwk, signed, value = parts(vector)
    r, s = halves(value, 66)
    n = ORDERS[jwk["crv"]]
    assert max(r, s) >= n
    ec_verifies(jwk, signed, r % n, s % n, hashes.SHA512())


@pytest.mark.parametrize("vector", [*named("-both-stripped-"), *named("-zeros-before-both-")])
def test_cut_in_the_middle_the_signature_verifies(vector: Vector) -> None:
    jwk, signed, value = parts(vector)
    digest = HASHES[vector.steps[-1].args["algorithms"][0][2:5]]
    ec_verifies(jwk, signed, *halves(value, len(value) // 2), digest)


@pytest.mark.parametrize("vector", [*named("-r-stripped-"), *named("-s-stripped-")])
def test_with_its_zero_put_back_the_signature_verifies(vector: Vector) -> None:
    jwk, signed, value = parts(vector)
    size = (CURVES[jwk["crv"]].key_size + 7) // 8
    digest = HASHES[vector.steps[-1].args["algorithms"][0][2:5]]
    ec_verifies(jwk, signed, *halves(value, size - ("r-stripped" in vector.reason)), digest)


@pytest.mark.parametrize(
    "vector", [v for v in named("-der-") if str(v.id) in ("es384-der", "es512-der", "es256k-der")]
)
def test_the_der_holds_the_genuine_signature(vector: Vector) -> None:
    jwk, signed, value = parts(vector)
    digest = HASHES[vector.steps[-1].args["algorithms"][0][2:5]]
    ec_verifies(jwk, signed, *utils.decode_dss_signature(value), digest)


@pytest.mark.parametrize(
    "vector", [v for v in named("-on-") if v.id.startswith("es") and v.id.count("-") < 4]
)
def test_a_signature_on_another_curve_verifies_there(vector: Vector) -> None:
    jwk, signed, value = parts(vector)
    digest = HASHES[vector.steps[-1].args["algorithms"][0][2:5]]
    ec_verifies(jwk, signed, *halves(value, len(value) // 2), digest)


@pytest.mark.parametrize("vector", [v for v in named("-with-sha-") if v.id.startswith("es")])
def test_a_signature_over_another_hash_verifies_with_that(vector: Vector) -> None:
    jwk, signed, value = parts(vector)
    digest = HASHES[vector.reason[-3:]]
    ec_verifies(jwk, signed, *halves(value, len(value) // 2), digest)


@pytest.mark.parametrize("vector", named("-s-plus-l-"))
def test_reduced_modulo_l_the_signature_verifies(vector: Vector) -> None:
    jwk, signed, value = parts(vector)
    size = len(value) // 2
    s = int.from_bytes(value[size:], "little")
    order = EDWARDS_ORDERS[jwk["crv"]]
    assert order <= s
    reduced = value[:size] + (s - order).to_bytes(size, "little")
    token = f"{signed.decode('ascii')}.{jose.encode(reduced)}"
    assert jose.verify(token, jwk).verified == (0,)


@pytest.mark.parametrize("vector", named("-signed-by-"))
def test_a_signature_by_another_algorithm_verifies_by_that(vector: Vector) -> None:
    jwk, signed, value = parts(vector)
    alg = vector.reason[-5:]
    digest = HASHES[alg[2:]]
    pss = padding.PSS(padding.MGF1(digest), digest.digest_size)
    scheme = padding.PKCS1v15() if alg.startswith("rs") else pss
    rsa_public(jwk).verify(value, signed, scheme, digest)


@pytest.mark.parametrize("vector", named("-salt-"))
def test_a_reader_that_finds_out_the_salt_accepts(vector: Vector) -> None:
    jwk, signed, value = parts(vector)
    digest = HASHES[vector.reason[2:5]]
    automatic = padding.PSS(padding.MGF1(digest), padding.PSS.AUTO)
    rsa_public(jwk).verify(value, signed, automatic, digest)


@pytest.mark.parametrize("vector", named("-mgf1-"))
def test_a_reader_with_another_mgf1_accepts(vector: Vector) -> None:
    jwk, signed, value = parts(vector)
    digest = HASHES[vector.reason[2:5]]
    sha1 = hashes.SHA1()
    mgf = sha1 if vector.reason.endswith("sha1") else HASHES[vector.reason[-3:]]
    pss = padding.PSS(padding.MGF1(mgf), digest.digest_size)
    rsa_public(jwk).verify(value, signed, pss, digest)


@pytest.mark.parametrize(
    "vector", [*named("-zero-stripped-"), *named("s256-zero-in-front-"), *named("-plus-n-")]
)
def test_as_a_number_the_signature_is_the_genuine_one(vector: Vector) -> None:
    jwk, signed, value = parts(vector)
    genuine = (int.from_bytes(value, "big") % integer(jwk["n"])).to_bytes(256, "big")
    assert genuine != value
    scheme = PSS if vector.reason.startswith("ps") else padding.PKCS1v15()
    rsa_public(jwk).verify(genuine, signed, scheme, hashes.SHA256())


BAD_PADDING = (
    "no-digest-info", "block-type-0", "block-type-2", "other-padding", "short-padding",
    "octet-after-digest", "cube-root-garbage-behind", "cube-root-garbage-before",
)  # fmt: skip


@pytest.mark.parametrize("name", BAD_PADDING)
def test_a_reader_that_searches_for_the_hash_finds_it(name: str) -> None:
    jwk, signed, value = parts(LIBRARY.by_id[f"malformed-jws.rs256-{name}"])
    opened = pow(int.from_bytes(value, "big"), integer(jwk["e"]), integer(jwk["n"]))
    digest = hashes.Hash(hashes.SHA256())
    digest.update(signed)
    assert digest.finalize() in opened.to_bytes(256, "big")
    with pytest.raises(InvalidSignature):
        rsa_public(jwk).verify(value, signed, padding.PKCS1v15(), hashes.SHA256())
