"""The arithmetic by which EdDSA witnesses are made, and that a lenient reader takes them."""

from __future__ import annotations

import json
from typing import Any

import pytest

from authoring.edwards import EDWARDS, NEUTRAL, Edwards
from authoring.suite import key
from jwk_conformance import jose
from jwk_vectors import Vector, bundled

LIBRARY = bundled()
CURVES = [pytest.param(curve, id=curve.crv) for curve in EDWARDS.values()]


@pytest.mark.parametrize("curve", CURVES)
def test_the_secret_scalar_gives_the_public_key(curve: Edwards) -> None:
    jwk = key(f"okp-{curve.crv.lower()}")
    public = curve.times(curve.scalar(jwk), curve.base)
    assert curve.encoded(public) == jose.decode(jwk["x"])
    assert curve.decoded(jose.decode(jwk["x"])) == public


@pytest.mark.parametrize("curve", CURVES)
def test_the_base_point_has_the_order(curve: Edwards) -> None:
    assert curve.times(curve.order, curve.base) == NEUTRAL


@pytest.mark.parametrize("curve", CURVES)
def test_the_torsion_point_has_the_order_of_the_cofactor(curve: Edwards) -> None:
    torsion = curve.torsion()
    multiples = [curve.times(number, torsion) for number in range(1, curve.cofactor + 1)]
    assert len(set(multiples)) == curve.cofactor
    assert multiples[-1] == NEUTRAL


@pytest.mark.parametrize("curve", CURVES)
def test_a_genuine_signature_holds_and_a_damaged_one_does_not(curve: Edwards) -> None:
    jwk = key(f"okp-{curve.crv.lower()}")
    head, payload, value = jose.sign(b"{}", jwk, '{"alg":"EdDSA"}').split(".")
    signed, octets = f"{head}.{payload}".encode("ascii"), jose.decode(value)
    assert curve.holds(jose.decode(jwk["x"]), signed, octets)
    assert not curve.holds(jose.decode(jwk["x"]), signed + b"x", octets)


def _named(*parts: str, prefix: str) -> list[Any]:
    return [
        pytest.param(vector, id=vector.id)
        for vector in LIBRARY.vectors
        if vector.id.startswith(prefix) and any(part in vector.id for part in parts)
    ]


def _parts(vector: Vector) -> tuple[Edwards, bytes, bytes, bytes]:
    args = vector.steps[-1].args
    jwk = json.loads(args["key"])
    head, payload, value = args["jws"].split(".")
    return (
        EDWARDS[jwk["crv"]],
        jose.decode(jwk["x"]),
        f"{head}.{payload}".encode("ascii"),
        jose.decode(value),
    )


@pytest.mark.parametrize(
    "vector",
    [
        *_named("-not-reduced-", "negative-zero-", prefix="malformed-okp."),
        *_named("-s-far-", "-r-n", prefix="malformed-jws.ed"),
        *_named("-of-", prefix="choice.small-order-key."),
    ],
)
def test_a_lenient_reader_takes_what_is_out_of_range(vector: Vector) -> None:
    curve, public, signed, signature = _parts(vector)
    assert curve.holds(public, signed, signature)


@pytest.mark.parametrize("vector", _named("r-ed", prefix="choice.cofactor-in-eddsa."))
def test_the_equations_with_and_without_the_cofactor_differ(vector: Vector) -> None:
    curve, public, signed, signature = _parts(vector)
    assert curve.holds(public, signed, signature, cofactor=curve.cofactor)
    assert not curve.holds(public, signed, signature)


@pytest.mark.parametrize("vector", _named("no-point-", prefix="malformed-okp."))
def test_a_reader_left_with_an_empty_point_verifies(vector: Vector) -> None:
    curve, public, _, signature = _parts(vector)
    assert curve.decoded(public) is None
    s = int.from_bytes(signature[curve.octets :], "little")
    assert curve.encoded(curve.times(s, curve.base)) == signature[: curve.octets]


@pytest.mark.parametrize("vector", _named("-prehashed", prefix="malformed-jws.ed"))
def test_the_signature_of_the_prehashed_variant_is_genuine(vector: Vector) -> None:
    curve, public, signed, signature = _parts(vector)
    r, s = signature[: curve.octets], int.from_bytes(signature[curve.octets :], "little")
    k = curve.challenge(r, public, signed, prehashed=True)
    point, owner = curve.decoded(r), curve.decoded(public)
    assert point is not None
    assert owner is not None
    assert curve.times(s, curve.base) == curve.sum(point, curve.times(k, owner))


REPAIRS = {
    "too-short": lambda octets: octets + b"\x00",
    "zero-in-front": lambda octets: octets[1:],
    "twice": lambda octets: octets[: len(octets) // 2],
}


@pytest.mark.parametrize("repair", REPAIRS)
@pytest.mark.parametrize("curve", CURVES)
def test_a_signature_of_another_length_is_a_genuine_one_in_disguise(
    curve: Edwards, repair: str
) -> None:
    vector = LIBRARY.by_id[f"malformed-jws.{curve.crv.lower()}-{repair}"]
    _, public, signed, signature = _parts(vector)
    assert curve.holds(public, signed, REPAIRS[repair](signature))
