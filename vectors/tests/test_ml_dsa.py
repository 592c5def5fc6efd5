"""ML-DSA: what the suite makes of a seed, and witnesses that are what they say."""

from __future__ import annotations

import json
from typing import Any

import pytest

from authoring import suite
from authoring.build import b64
from authoring.forge import ml_dsa_key
from jwk_conformance import jose
from jwk_conformance.rulebook import ml_dsa
from jwk_vectors import Vector, bundled

pytestmark = pytest.mark.skipif(
    not ml_dsa.available(), reason="this build of cryptography has no ML-DSA"
)
VECTORS = [vector for vector in bundled().vectors if vector.group == "ml-dsa"]
KID = "T4xl70S7MT6Zeq6r9V9fPJGVn76wfnXJ21-gyo0Gu6o"
"""Of the ML-DSA-44 key that grows from 32 zero octets, as figure 1 of RFC 9964 shows it."""


def test_the_key_of_the_zero_seed_has_the_thumbprint_that_the_text_prints() -> None:
    octets = ml_dsa_key("ML-DSA-44", bytes(32)).public_key().public_bytes_raw()
    jwk = {"kty": "AKP", "alg": "ML-DSA-44", "pub": b64(octets), "priv": b64(bytes(32))}
    assert jose.thumbprint(jwk) == KID
    assert suite.thumbprint(jwk) == KID


@pytest.mark.parametrize("size", [44, 65, 87])
def test_the_suites_seeds_give_its_public_keys(size: int) -> None:
    jose.consistent(suite.key(f"akp-ml-dsa-{size}"))


def verified(operation: str, reason: str) -> list[Any]:
    """Vectors of an operation, by the beginning of their reason."""
    found = [
        pytest.param(one, id=one.id)
        for one in VECTORS
        if one.operation == operation and one.reason.startswith(reason)
    ]
    assert found
    return found


def parts(vector: Vector) -> tuple[str, bytes, dict[str, Any], bytes]:
    """Algorithm, what is signed, the key, and the signature."""
    args = vector.steps[-1].args
    signed, _, value = args["jws"].rpartition(".")
    (alg,) = args["algorithms"]
    return alg, signed.encode("ascii"), json.loads(args["key"]), jose.decode(value)


@pytest.mark.parametrize(
    "vector",
    [*verified("jws.verify", "pub-one-octet-long"), *verified("jws.verify", "alg-missing")],
)
def test_a_reader_that_ignores_the_defect_of_a_key_verifies(vector: Vector) -> None:
    alg, signed, jwk, value = parts(vector)
    octets = jose.decode(jwk["pub"])[: ml_dsa.ML_DSA[alg].public]
    ml_dsa.public_key(alg, octets).verify(value, signed)


@pytest.mark.parametrize("vector", verified("jws.verify", "signature-one-octet-long"))
def test_a_reader_that_cuts_a_signature_verifies(vector: Vector) -> None:
    alg, signed, jwk, value = parts(vector)
    key = ml_dsa.public_key(alg, jose.decode(jwk["pub"]))
    key.verify(value[: ml_dsa.ML_DSA[alg].signature], signed)


@pytest.mark.parametrize("vector", verified("jws.verify", "signature-under-a-context"))
def test_a_signature_under_a_context_is_genuine_there(vector: Vector) -> None:
    alg, signed, jwk, value = parts(vector)
    ml_dsa.public_key(alg, jose.decode(jwk["pub"])).verify(value, signed, b"JWS")


@pytest.mark.parametrize("vector", verified("jws.sign", "priv-"))
def test_a_writer_that_cuts_a_seed_signs_as_the_key_itself(vector: Vector) -> None:
    (signer,) = vector.steps[-1].args["signers"]
    seed = jose.decode(json.loads(signer["key"])["priv"])[: ml_dsa.SEED]
    assert b64(seed) == suite.key("akp-ml-dsa-44")["priv"]


@pytest.mark.parametrize(
    "vector",
    [pytest.param(one, id=one.id) for one in VECTORS if one.expect == "reject"],
)
def test_the_strict_reader_refuses(vector: Vector) -> None:
    with pytest.raises(jose.NotValid):
        strictly_read(vector.steps[-1].args)


def strictly_read(args: dict[str, Any]) -> None:
    """Verify, or read the key. Raises NotValid."""
    key = jose.read_key(args["key"] if "key" in args else args["signers"][0]["key"])
    if "jws" in args:
        jose.verify(args["jws"], key, algorithms=args["algorithms"])
