"""Every witness is what it says: genuine, and good for nothing but showing that a defect went by.

Two readers are asked. The strict one is the suite's own checker: it must agree with every
expectation. The careless one ignores the defect that a vector is about: it must succeed.
"""

from __future__ import annotations

import base64
import hmac
import json
import re
from collections.abc import Mapping
from typing import Any

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec as elliptic
from cryptography.hazmat.primitives.asymmetric import padding, rsa, utils
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from authoring import suite
from authoring.forge import (
    CURVES,
    HASHES,
    agreed_key,
    ec_key,
    integer,
    pkcs1_encoded,
    public_pem,
    rsa_key,
    signing_input,
)
from authoring.point import PRIME, multiplied, y_of
from authoring.suite import key
from jwk_conformance import jose
from jwk_vectors import Step, Vector, bundled

LIBRARY = bundled()


def vectors(*groups: str, operation: str = "", expect: str = "") -> list[Any]:
    """Vectors of these groups, of this operation and expectation, as test parameters."""
    return [
        pytest.param(vector, id=vector.id)
        for vector in LIBRARY.vectors
        if vector.group in groups
        and operation in ("", vector.operation)
        and expect in ("", vector.expect)
    ]


OURS = (
    "controls",
    "tolerance",
    "choices",
    "jwe",
    *(f"malformed-{name}" for name in ("ec", "rsa", "okp", "oct", "text", "jws", "jwe")),
    "malformed-encoding",
    "malformed-member",
    "malformed-set",
)


def last(vector: Vector) -> Step:
    return vector.steps[-1]


def material(given: Any) -> str | bytes:
    return jose.decode(given["b64"]) if isinstance(given, dict) else str(given)


def selected(args: Mapping[str, Any]) -> dict[str, Any]:
    """The key of a set that the kid in a compact token names."""
    header = jose.parse_object(jose.decode(args["jws"].split(".")[0]))
    keys = jose.parse_object(material(args["set"])).get("keys")
    if not isinstance(keys, list):
        raise jose.NotValid("no array of keys")
    found = next((jwk for jwk in keys if jwk.get("kid") == header["kid"]), None)
    if found is None:
        raise jose.NotValid("no key with the kid of the token")
    return dict(found)


def opened(step: Step) -> bytes:
    """What the strict reader makes of a token. Raises NotValid."""
    args = step.args
    jwk = jose.parse_object(material(args["key"])) if "key" in args else selected(args)
    if step.operation == "jws.verify":
        detached = jose.decode(args["detached"]) if "detached" in args else None
        allowed = args["algorithms"]
        return jose.verify(args["jws"], jwk, algorithms=allowed, detached=detached).payload
    return jose.decrypt(args["jwe"], jwk, algorithms=args["algorithms"]).plaintext


@pytest.mark.parametrize(
    "vector",
    [
        *vectors(*OURS, operation="jws.verify", expect="accept"),
        *vectors(*OURS, operation="jwe.decrypt", expect="accept"),
    ],
)
def test_the_strict_reader_opens_what_must_be_accepted(vector: Vector) -> None:
    assert jose.encode(opened(last(vector))) == last(vector).facts["payload"]


@pytest.mark.parametrize(
    "vector",
    [
        parameter
        for parameter in (
            *vectors(*OURS, operation="jws.verify", expect="reject"),
            *vectors(*OURS, operation="jwe.decrypt", expect="reject"),
        )
        if not {"b64", "b64-detached"} & {*parameter.values[0].requires.without}
    ],
)
def test_the_strict_reader_refuses_what_must_be_refused(vector: Vector) -> None:
    with pytest.raises(jose.NotValid):
        opened(last(vector))


@pytest.mark.parametrize("vector", vectors(*OURS, operation="jwe.encrypt", expect="reject"))
def test_the_strict_writer_refuses_keys_that_must_not_be_encrypted_to(vector: Vector) -> None:
    args = last(vector).args
    with pytest.raises(jose.NotValid):
        encrypted(args)


def encrypted(args: Mapping[str, Any]) -> str:
    """What the strict writer makes. Raises NotValid."""
    envelope = jose.Envelope(
        json.loads(args.get("protected", "{}")), json.loads(args.get("unprotected", "{}"))
    )
    to = [
        jose.To(jose.parse_object(material(one["key"])), json.loads(one.get("header", "{}")))
        for one in args["recipients"]
    ]
    return jose.encrypt(jose.decode(args["plaintext"]), envelope, to, args["serialisation"])


@pytest.mark.parametrize(
    "vector", vectors("tolerance", "controls", "thumbprint", operation="jwk.thumbprint")
)
def test_the_strict_reader_finds_the_same_thumbprint(vector: Vector) -> None:
    args = last(vector).args
    if args["key"] == {"ref": "k"}:
        made = vector.steps[0].args
        jwk = of_pem(made["pem"]) if "pem" in made else jose.parse_object(made["key"])
    else:
        jwk = jose.parse_object(material(args["key"]))
    assert jose.thumbprint(jwk, args["hash"]) == last(vector).facts["thumbprint"]


def of_pem(pem: str) -> dict[str, Any]:
    """The public key of the suite that stands in a PEM."""
    return next(
        suite.public(jwk)
        for jwk in map(key, ("rsa-2048-a", "ec-p-256", "okp-ed25519"))
        if public_pem(jwk) == pem
    )


# Keys are damaged, tokens are not: with the undamaged key they verify.

SPECIAL = re.compile(
    r"exponent-|n-even-|small-modulus-|short-key-|-not-reduced-ed|negative-zero-|no-point-"
    r"|-in-oct-k$|oct\.k-"
)


def _with_damaged_keys() -> list[Any]:
    names = ("ec", "rsa", "okp", "oct", "text", "encoding", "member", "set", "intention")
    groups = tuple(f"malformed-{name}" for name in names)
    return [
        parameter
        for parameter in vectors(*groups, operation="jws.verify", expect="reject")
        if not SPECIAL.search(parameter.values[0].id)
    ]


def undamaged_key(vector: Vector) -> dict[str, Any]:
    args = last(LIBRARY.by_id[vector.derived_from]).args
    return dict(json.loads(args["key"])) if "key" in args else selected(args)


@pytest.mark.parametrize("vector", _with_damaged_keys())
def test_the_signature_verifies_with_the_undamaged_key(vector: Vector) -> None:
    args = last(vector).args
    jose.verify(args["jws"], undamaged_key(vector), algorithms=args["algorithms"])


@pytest.mark.parametrize("vector", vectors("malformed-okp", operation="jwe.decrypt"))
def test_the_token_opens_with_the_undamaged_key(vector: Vector) -> None:
    args = last(vector).args
    assert jose.decrypt(args["jwe"], undamaged_key(vector), algorithms=args["algorithms"])


@pytest.mark.parametrize("vector", vectors("malformed-ec", "malformed-okp", operation="jws.sign"))
def test_a_private_key_that_must_not_sign_is_one_that_nobody_should_use(vector: Vector) -> None:
    jwk = json.loads(last(vector).args["signers"][0]["key"])
    if jwk["crv"] not in ("X25519", "X448"):
        with pytest.raises(jose.NotValid):
            jose.private_key(jwk)
    undamaged = json.loads(last(LIBRARY.by_id[vector.derived_from]).args["signers"][0]["key"])
    jose.private_key(undamaged)


ELSEWHERE = ("one-good-signature", "both-json-syntaxes", "duplicate-member-of-serialisation")
"""Choices on tokens in which only one of two parts is genuine."""
OWN_KEY = ("public-key-as-secret", "large-exponent", "large-modulus")
"""Choices on a key that is no damaged one."""


def _choices() -> list[Any]:
    """Those on a damaged key; EdDSA signatures that nobody's key made are for test_edwards."""
    return [
        parameter
        for parameter in vectors("choices", operation="jws.verify")
        if parameter.values[0].choice not in ("small-order-key", "cofactor-in-eddsa")
        if LIBRARY.by_id[parameter.values[0].derived_from].operation == "jws.verify"
        and parameter.values[0].choice not in ELSEWHERE
    ]


@pytest.mark.parametrize("vector", _choices())
def test_a_token_on_which_a_choice_is_made_verifies_with_the_plain_key(vector: Vector) -> None:
    args = last(vector).args
    jwk = json.loads(args["key"]) if vector.choice in OWN_KEY else undamaged_key(vector)
    head, payload, value = three_parts(args["jws"])
    alg = args["algorithms"][0]
    signed = f"{head}.{payload}".encode()
    octets = base64.urlsafe_b64decode(value + "=" * (-len(value) % 4))  # whatever the last bits
    assert careless_signature(alg, jwk, signed, octets)


def three_parts(token: str) -> tuple[str, str, str]:
    """Protected header, payload and first signature, in any serialisation."""
    if not token.startswith("{"):
        head, payload, value = token.split(".")
        return head, payload, value
    document = json.loads(token)
    entry = document.get("signatures", [document])[0]
    return entry["protected"], document["payload"], entry["signature"]


def careless_signature(alg: str, jwk: Mapping[str, Any], signed: bytes, value: bytes) -> bool:
    """Verify with nothing but the primitive; an error of the primitive's fails the test."""
    if alg.startswith("HS"):
        return hmac.digest(jose.decode(jwk["k"]), signed, f"sha{alg[2:]}") == value
    if alg == "EdDSA":
        jose.public_key(jwk).verify(value, signed)
        return True
    if alg == "RS256":
        length = (integer(jwk["n"]).bit_length() + 7) // 8
        opened = pow(int.from_bytes(value, "big"), integer(jwk["e"]), integer(jwk["n"]))
        return opened == int.from_bytes(pkcs1_encoded(signed, length), "big")
    if alg[:2] in ("RS", "PS"):
        public = rsa.RSAPublicNumbers(integer(jwk["e"]), integer(jwk["n"])).public_key()
        sha = HASHES[alg[2:]]
        pss = padding.PSS(padding.MGF1(sha), sha.digest_size)
        public.verify(value, signed, pss if alg[0] == "P" else padding.PKCS1v15(), sha)
        return True
    point = elliptic.EllipticCurvePublicNumbers(
        integer(jwk["x"]), integer(jwk["y"]), CURVES[jwk["crv"]]
    )
    half = len(value) // 2
    der = utils.encode_dss_signature(
        int.from_bytes(value[:half], "big"), int.from_bytes(value[half:], "big")
    )
    sha = HASHES["256" if alg == "ES256K" else alg[2:]]
    point.public_key().verify(der, signed, elliptic.ECDSA(sha))
    return True


@pytest.mark.parametrize(
    "vector",
    [
        parameter
        for parameter in vectors("malformed-rsa", "malformed-oct", operation="jws.verify")
        if re.search(r"small-modulus-|short-key-", parameter.values[0].id)
    ],
)
def test_a_reader_that_does_not_measure_keys_accepts(vector: Vector) -> None:
    args = last(vector).args
    head, payload, value = args["jws"].split(".")
    jwk = json.loads(args["key"])
    signed = f"{head}.{payload}".encode("ascii")
    assert careless_signature(args["algorithms"][0], jwk, signed, jose.decode(value))


TAKEN_FOR = {
    "k-missing-verifies": b"", "k-null-verifies": b"", "k-null-as-text-verifies": b"None",
    "k-true-verifies": b"\x01", "k-zero-verifies": b"", "k-empty-array-verifies": b"",
}  # fmt: skip


@pytest.mark.parametrize("name", TAKEN_FOR)
def test_the_mac_is_right_for_what_a_careless_reader_takes_for_the_key(name: str) -> None:
    args = last(LIBRARY.by_id[f"malformed-oct.{name}"]).args
    signed, _, value = args["jws"].rpartition(".")
    mac = hmac.digest(TAKEN_FOR[name], signed.encode("ascii"), "sha256")
    assert mac == jose.decode(value)


@pytest.mark.parametrize("name", ["k-not-decoded", "k-passphrase"])
def test_the_mac_is_right_for_the_characters_of_k(name: str) -> None:
    args = last(LIBRARY.by_id[f"malformed-oct.{name}"]).args
    signed, _, value = args["jws"].rpartition(".")
    characters = json.loads(args["key"])["k"].encode("ascii")
    assert hmac.digest(characters, signed.encode("ascii"), "sha256") == jose.decode(value)


@pytest.mark.parametrize(
    "name",
    [
        *(f"exponent-{name}" for name in ("one", "two", "even", "equals-modulus", "above-modulus")),
        "n-even-verifies",
    ],
)
def test_numbers_that_are_no_rsa_key_have_a_signature_that_fits(name: str) -> None:
    args = last(LIBRARY.by_id[f"malformed-rsa.{name}"]).args
    jwk = json.loads(args["key"])
    head, payload, value = args["jws"].split(".")
    root = int.from_bytes(jose.decode(value), "big")
    padded = pkcs1_encoded(f"{head}.{payload}".encode("ascii"), 256)
    assert pow(root, integer(jwk["e"]), integer(jwk["n"])) == int.from_bytes(padded, "big")


def test_what_is_padded_by_hand_is_what_an_rsa_signature_holds() -> None:
    private, signed = key("rsa-2048-a"), signing_input(b"{}")
    value = rsa_key(private).sign(signed, padding.PKCS1v15(), hashes.SHA256())
    opened = pow(int.from_bytes(value, "big"), integer(private["e"]), integer(private["n"]))
    assert opened == int.from_bytes(pkcs1_encoded(signed, 256), "big")


def test_the_key_of_three_primes_is_one() -> None:
    jwk: dict[str, Any] = key("rsa-three-primes")
    p, q, d, e, n = (integer(jwk[name]) for name in ("p", "q", "d", "e", "n"))
    (other,) = jwk["oth"]
    r = integer(other["r"])
    assert p * q * r == n
    assert n.bit_length() == 2048
    assert pow(pow(3, d, n), e, n) == 3
    assert integer(other["d"]) == d % (r - 1)
    assert integer(other["t"]) * p * q % r == 1


# Tokens are damaged: a reader that looks away still finds the signature in order.

GENUINE = (
    "crit-unknown", "text-after-header", "header-not-utf-8", "header-utf-16", "padded-header",
    "padded-payload", "space-in-payload", "fourth-part", "padded-signature",
    "line-break-in-signature", "junk-in-signature", "es256-too-short", "es256-too-long",
    "algorithm-not-allowed", "duplicate-alg-first-wins",
)  # fmt: skip
GENUINE_ALG = {"algorithm-not-allowed": "HS256"}


@pytest.mark.parametrize("name", GENUINE)
def test_a_reader_that_ignores_the_defect_of_a_token_verifies_it(name: str) -> None:
    args = last(LIBRARY.by_id[f"malformed-jws.{name}"]).args
    head, payload, value = args["jws"].split(".")[:3]
    alg = GENUINE_ALG.get(name, args["algorithms"][0])
    octets = jose.decode(re.sub("[^A-Za-z0-9_-]", "", value))
    signed = f"{head}.{payload}".encode("ascii")
    assert careless_signature(alg, json.loads(args["key"]), signed, octets)


@pytest.mark.parametrize("name", ["crit-unprotected", "alg-in-both-headers"])
def test_a_flattened_token_verifies_without_its_unprotected_header(name: str) -> None:
    args = last(LIBRARY.by_id[f"malformed-jws.{name}"]).args
    token = json.loads(args["jws"])
    del token["header"]
    jose.verify(json.dumps(token), json.loads(args["key"]))


def test_a_signature_in_der_is_the_genuine_one() -> None:
    args = last(LIBRARY.by_id["malformed-jws.es256-der"]).args
    head, payload, value = args["jws"].split(".")
    signed = f"{head}.{payload}".encode("ascii")
    public = ec_key(key("ec-p-256")).public_key()
    public.verify(jose.decode(value), signed, elliptic.ECDSA(hashes.SHA256()))


@pytest.mark.parametrize("name", ["allowed", "not-allowed"])
def test_the_public_key_as_a_secret_gives_the_mac(name: str) -> None:
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

    args = last(LIBRARY.by_id[f"malformed-jws.public-key-as-secret-{name}"]).args
    head, payload, value = args["jws"].split(".")
    public = jose.public_key(json.loads(args["key"]))
    pem = public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    assert hmac.digest(pem, f"{head}.{payload}".encode("ascii"), "sha256") == jose.decode(value)


CAREFREE = (
    "gcm-tag-12-octets", "gcm-tag-4-octets", "dir-with-encrypted-key", "padded-tag",
    "line-break-in-ciphertext", "sixth-part", "gcm-iv-16-octets", "cek-too-long", "enc-missing",
    "crit-unknown",
)  # fmt: skip


@pytest.mark.parametrize("name", CAREFREE)
def test_a_reader_that_ignores_the_defect_of_a_jwe_decrypts_it(name: str) -> None:
    args = last(LIBRARY.by_id[f"malformed-jwe.{name}"]).args
    head, _, *rest = args["jwe"].split(".")
    iv, ciphertext, tag = (jose.decode(re.sub("[^A-Za-z0-9_-]", "", part)) for part in rest[:3])
    cek = jose.decode(json.loads(args["key"])["k"])
    mode = modes.GCM(iv, tag, min_tag_length=4)
    decryptor = Cipher(algorithms.AES(cek), mode).decryptor()
    decryptor.authenticate_additional_data(head.encode("ascii"))
    assert json.loads(decryptor.update(ciphertext) + decryptor.finalize())


def test_careless_multiplication_agrees_with_the_real_one_on_the_curve() -> None:
    mine, theirs = key("ec-p-256"), key("ec-p-256-b")
    z = ec_key(mine).exchange(elliptic.ECDH(), ec_key(theirs).public_key())
    point = integer(theirs["x"]), integer(theirs["y"])
    assert multiplied(point, integer(mine["d"])) == int.from_bytes(z, "big")


def test_a_point_beside_the_curve_is_beside_the_curve() -> None:
    args = last(LIBRARY.by_id["malformed-jwe.epk-off-curve"]).args
    epk = json.loads(jose.decode(args["jwe"].split(".")[0]))["epk"]
    assert integer(epk["y"]) not in (y := y_of(integer(epk["x"])), PRIME - (y or 0))


@pytest.mark.parametrize("name", ["epk-off-curve", "epk-on-another-curve", "epk-missing"])
def test_a_careless_agreement_opens_the_token(name: str) -> None:
    args = last(LIBRARY.by_id[f"malformed-jwe.{name}"]).args
    head, _, iv, ciphertext, tag = args["jwe"].split(".")
    epk = json.loads(jose.decode(head)).get("epk")
    cek = agreed_key(_careless_secret(epk, key("ec-p-256")), "A128GCM", 16)
    mode = modes.GCM(jose.decode(iv), jose.decode(tag))
    decryptor = Cipher(algorithms.AES(cek), mode).decryptor()
    decryptor.authenticate_additional_data(head.encode("ascii"))
    assert json.loads(decryptor.update(jose.decode(ciphertext)) + decryptor.finalize())


def _careless_secret(epk: dict[str, Any] | None, mine: dict[str, Any]) -> bytes:
    if epk is None:
        return bytes(32)
    if epk["crv"] == "P-256":
        x = multiplied((integer(epk["x"]), integer(epk["y"])), integer(mine["d"]))
        return x.to_bytes(32, "big")
    scalar = elliptic.derive_private_key(integer(mine["d"]), CURVES[epk["crv"]])
    other = jose.public_key(epk)
    assert isinstance(other, elliptic.EllipticCurvePublicKey)
    return scalar.exchange(elliptic.ECDH(), other)
