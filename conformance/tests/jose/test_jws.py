"""A JWS is refused for every breach of RFC 7515 and RFC 7797 that a recipient can see."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from hypothesis import given
from hypothesis import strategies as st

from jwk_conformance import jose
from jwk_conformance.jose import signature
from jwk_conformance.rulebook import curve

from . import rfc_values as rfc

KEY = rfc.HS256_KEY
HS256 = '{"alg":"HS256"}'
EXAMPLES = [
    pytest.param(rfc.HS256_JWS, rfc.HS256_KEY, id="HS256"),
    pytest.param(rfc.RS256_JWS, rfc.RS256_KEY, id="RS256"),
    pytest.param(rfc.ES256_JWS, rfc.ES256_KEY, id="ES256"),
    pytest.param(rfc.ES512_JWS, rfc.ES512_KEY, id="ES512"),
    pytest.param(rfc.ED25519_JWS, rfc.ED25519_KEY, id="EdDSA"),
]


def forged(
    protected: str | None, header: dict[str, Any] | None = None, payload: bytes = b"x"
) -> dict[str, Any]:
    """A flattened JWS with a genuine MAC, whatever its headers say."""
    segment = "" if protected is None else jose.encode(protected.encode())
    signed = f"{segment}.{jose.encode(payload)}".encode()
    return {
        "payload": jose.encode(payload),
        **({} if protected is None else {"protected": segment}),
        **({} if header is None else {"header": header}),
        "signature": jose.encode(signature.make("HS256", KEY, signed)),
    }


def refused(document: dict[str, Any] | str, match: str | None, **how: Any) -> None:
    text = document if isinstance(document, str) else json.dumps(document)
    with pytest.raises(jose.NotValid, match=match):
        jose.verify(text, KEY, **how)


def test_the_forger_of_these_tests_makes_what_opens() -> None:
    assert jose.verify(json.dumps(forged(HS256)), KEY).payload == b"x"
    assert jose.verify(json.dumps(forged(None, {"alg": "HS256"})), KEY).payload == b"x"


@pytest.mark.parametrize(("jws", "key"), EXAMPLES)
@pytest.mark.parametrize("segment", [0, 1, 2])
def test_one_flipped_bit_is_refused_in_each_segment(
    jws: str, key: dict[str, Any], segment: int
) -> None:
    segments = jws.split(".")
    octets = jose.decode(segments[segment])
    for position in (0, len(octets) // 2, len(octets) - 1):
        changed = bytearray(octets)
        changed[position] ^= 1
        parts = [*segments[:segment], jose.encode(bytes(changed)), *segments[segment + 1 :]]
        with pytest.raises(jose.NotValid):
            jose.verify(".".join(parts), key)


@pytest.mark.parametrize(("jws", "key"), EXAMPLES)
def test_a_signature_of_another_length_is_refused(jws: str, key: dict[str, Any]) -> None:
    signed, _, segment = jws.rpartition(".")
    octets = jose.decode(segment)
    for other in (octets[:-1], octets[1:], octets + b"\0", b"\0" + octets, b""):
        with pytest.raises(jose.NotValid):
            jose.verify(f"{signed}.{jose.encode(other)}", key)


def test_an_ecdsa_signature_in_der_or_with_halves_unpadded_alike_is_refused() -> None:
    private = jose.private_key(rfc.ES256_KEY)
    assert isinstance(private, ec.EllipticCurvePrivateKey)
    signed = rfc.ES256_JWS.rpartition(".")[0]
    der = private.sign(signed.encode(), ec.ECDSA(hashes.SHA256()))
    r, s = decode_dss_signature(der)
    both = r.to_bytes(32, "big") + s.to_bytes(32, "big")
    assert jose.verify(f"{signed}.{jose.encode(both)}", rfc.ES256_KEY).count == 1
    with pytest.raises(jose.NotValid, match="octets instead of 64"):
        jose.verify(f"{signed}.{jose.encode(der)}", rfc.ES256_KEY)
    wide = r.to_bytes(33, "big") + s.to_bytes(33, "big")
    with pytest.raises(jose.NotValid, match="66 octets instead of 64"):
        jose.verify(f"{signed}.{jose.encode(wide)}", rfc.ES256_KEY)


def test_both_halves_of_the_order_are_accepted_for_s() -> None:
    order = curve.EC["P-256"].order
    signed, _, segment = rfc.ES256_JWS.rpartition(".")
    octets = jose.decode(segment)
    other = order - int.from_bytes(octets[32:], "big")
    flipped = jose.encode(octets[:32] + other.to_bytes(32, "big"))
    assert jose.verify(f"{signed}.{flipped}", rfc.ES256_KEY).payload.startswith(b"{")


def test_zero_in_an_ecdsa_signature_is_refused() -> None:
    signed = rfc.ES256_JWS.rpartition(".")[0]
    with pytest.raises(jose.NotValid, match="does not hold"):
        jose.verify(f"{signed}.{jose.encode(bytes(64))}", rfc.ES256_KEY)


def test_pss_needs_a_salt_as_long_as_the_hash() -> None:
    private = jose.private_key(rfc.RS256_KEY)
    assert isinstance(private, rsa.RSAPrivateKey)
    signed = jose.encode(b'{"alg":"PS256"}') + ".AA"
    for salt, opens in ((32, True), (20, False), (0, False)):
        pss = padding.PSS(padding.MGF1(hashes.SHA256()), salt_length=salt)
        made = jose.encode(private.sign(signed.encode(), pss, hashes.SHA256()))
        if opens:
            assert jose.verify(f"{signed}.{made}", rfc.RS256_KEY).payload == b"\0"
        else:
            with pytest.raises(jose.NotValid, match="does not hold"):
                jose.verify(f"{signed}.{made}", rfc.RS256_KEY)


def test_a_key_below_2048_bits_is_refused_for_use() -> None:
    small = rsa.generate_private_key(65537, 1024)
    numbers = small.public_key().public_numbers()
    key = {
        "kty": "RSA",
        "n": jose.encode_integer(numbers.n),
        "e": jose.encode_integer(numbers.e),
    }
    signed = jose.encode(b'{"alg":"RS256"}') + ".AA"
    made = jose.encode(small.sign(signed.encode(), padding.PKCS1v15(), hashes.SHA256()))
    jose.public_key(key)
    with pytest.raises(jose.NotValid, match="1024 bits"):
        jose.verify(f"{signed}.{made}", key)


@pytest.mark.parametrize(
    ("alg", "key"),
    [
        ("HS256", rfc.RS256_KEY),
        ("RS256", rfc.HS256_KEY),
        ("RS256", rfc.ES256_KEY),
        ("ES256", rfc.RS256_KEY),
        ("ES256", rfc.ES512_KEY),
        ("ES256K", rfc.ES256_KEY),
        ("EdDSA", rfc.X25519_BOB),
        ("EdDSA", rfc.ES256_KEY),
        ("Ed448", rfc.ED25519_KEY),
        ("PS256", rfc.ED25519_KEY),
    ],
)
def test_an_algorithm_needs_a_key_of_its_type_and_curve(alg: str, key: dict[str, Any]) -> None:
    token = f"{jose.encode(json.dumps({'alg': alg}).encode())}.AA.{jose.encode(bytes(64))}"
    with pytest.raises(jose.NotValid, match=r"use-|oct-k-missing"):
        jose.verify(token, key)


def test_ed25519_is_an_algorithm_name_of_its_own() -> None:
    token = jose.sign(b"x", rfc.ED25519_KEY, '{"alg":"Ed25519"}')
    assert jose.verify(token, rfc.ED25519_KEY).payload == b"x"


def test_only_the_accepted_algorithms_open() -> None:
    assert jose.verify(rfc.HS256_JWS, KEY, algorithms=["HS256", "RS256"]).count == 1
    refused(rfc.HS256_JWS, "not accepted", algorithms=["RS256"])
    refused(rfc.HS256_JWS, "not accepted", algorithms=[])


@pytest.mark.parametrize(
    "text", ["", ".", "a.b", "a.b.c.d", "..", "{", "{}", "[]", "null", "Ā.Ā.Ā"]
)
def test_what_has_not_the_form_is_refused(text: str) -> None:
    refused(text, None)


@pytest.mark.parametrize("thing", [None, 3, b"a.b.c", ["a"], {}])
def test_what_is_no_text_is_refused(thing: Any) -> None:
    with pytest.raises(jose.NotValid, match="a text"):
        jose.verify(thing, KEY)


@pytest.mark.parametrize("extra", [" ", "\n", "=", "\t", "+", "\u00e9"])
@pytest.mark.parametrize("segment", [0, 1, 2])
def test_no_additional_character_stands_in_a_segment(extra: str, segment: int) -> None:
    segments = rfc.HS256_JWS.split(".")
    segments[segment] += extra
    refused(".".join(segments), "alphabet|base64url")


@pytest.mark.parametrize(
    ("protected", "match"),
    [
        ('{"alg":"HS256","alg":"HS256"}', "header-duplicate-member"),
        ('{"alg":"HS256","\\u0061lg":"HS256"}', "header-duplicate-member"),
        ('{"alg":"HS256","x":{"y":1,"y":1}}', "header-duplicate-member"),
        ("{}", "without a member"),
        ("[]", "not a JSON object"),
        ('{"alg":"HS256"', "not JSON"),
        ('{"alg":"HS256"}x', "not JSON"),
        ('\ufeff{"alg":"HS256"}', "byte order mark"),
        ('{"alg":"HS256","x":NaN}', "NaN"),
        ('{"typ":"JWT"}', "alg is missing"),
        ('{"alg":null}', "alg is not a string"),
        ('{"alg":["HS256"]}', "alg is not a string"),
        ('{"alg":"hs256"}', "alg-spelling"),
        ('{"alg":"HS256","kid":1}', "kid is not a string"),
        ('{"alg":"HS256","crit":[]}', "has elements"),
        ('{"alg":"HS256","crit":"b64"}', "has elements"),
        ('{"alg":"HS256","crit":[1]}', "not a string"),
        ('{"alg":"HS256","crit":["exp"]}', "not in the header"),
        ('{"alg":"HS256","exp":1,"crit":["exp"]}', "not understood"),
        ('{"alg":"HS256","crit":["alg"]}', "crit-registered"),
        ('{"alg":"HS256","b64":true,"crit":["b64","b64"]}', "twice"),
        ('{"alg":"HS256","b64":true}', "not listed in crit"),
        ('{"alg":"HS256","b64":true,"exp":1,"crit":["exp"]}', "not understood"),
        ('{"alg":"HS256","b64":"false","crit":["b64"]}', "not a boolean"),
    ],
)
def test_a_protected_header_keeps_its_rules(protected: str, match: str) -> None:
    refused(forged(protected), match)


def test_a_protected_header_that_is_not_utf_8_is_refused() -> None:
    document = forged(HS256)
    document["protected"] = jose.encode(b'{"alg":"HS256","x":"\xff"}')
    refused(document, "not UTF-8")


@pytest.mark.parametrize(
    ("protected", "header", "match"),
    [
        (HS256, {"alg": "HS256"}, "two parts"),
        (HS256, {}, "has no member"),
        (HS256, [], "has members"),
        (HS256, {"crit": ["x"], "x": 1}, "crit is not integrity-protected"),
        (HS256, {"b64": True}, "b64 is not integrity-protected"),
        (HS256, {"kid": 3}, "kid is not a string"),
        (None, None, "alg is missing"),
    ],
)
def test_an_unprotected_header_keeps_its_rules(
    protected: str | None, header: Any, match: str
) -> None:
    refused(forged(protected, header), match)


def test_a_header_that_is_null_is_not_an_absent_one() -> None:
    for name in ("header", "protected", "payload"):
        refused({**forged(HS256), name: None}, None)


@pytest.mark.parametrize(
    ("change", "match"),
    [
        (lambda document: document.pop("payload"), "payload is missing"),
        (lambda document: document.pop("signature"), "signature is missing"),
        (lambda document: document.update(payload=["x"]), "payload is not a string"),
        (lambda document: document.update(signatures=[]), "both signatures"),
        (lambda document: document.update(protected=""), "member-empty"),
    ],
)
def test_the_json_serialisation_has_its_members(
    change: Callable[[dict[str, Any]], object], match: str
) -> None:
    document = forged(HS256)
    change(document)
    refused(document, match)


@pytest.mark.parametrize("signatures", [[], {}, None, "x", [1], [[]], [{}]])
def test_signatures_is_an_array_of_signature_objects(signatures: Any) -> None:
    refused({"payload": "eA", "signatures": signatures}, "signature")


def test_members_that_nobody_knows_are_ignored() -> None:
    document = {**forged(HS256), "note": {"x": [1]}}
    assert jose.verify(json.dumps(document, indent=1), KEY).payload == b"x"


def test_of_a_member_that_stands_twice_the_last_counts() -> None:
    """The JSON serialisation should not have one (RFC 8259 section 4): no reason to refuse."""
    text = json.dumps(forged(HS256))
    assert jose.verify(text[:-1] + ',"payload":"eA"}', KEY).payload == b"x"
    refused(text[:-1] + ',"payload":"eQ"}', "signature-wrong")


def test_every_signature_that_holds_is_told() -> None:
    ours = jose.Signer(KEY, HS256)
    theirs = jose.Signer(rfc.HMAC_KEY, HS256)
    text = jose.sign_general(b"x", [theirs, ours, ours])
    opened = jose.verify(text, KEY)
    assert (opened.index, opened.count, opened.verified) == (1, 3, (1, 2))


def test_signatures_agree_on_b64() -> None:
    encoded, unencoded = (
        forged(HS256),
        json.loads(jose.sign_flattened(b"eA", KEY, '{"alg":"HS256","b64":false,"crit":["b64"]}')),
    )
    assert encoded.pop("payload") == unencoded.pop("payload") == "eA"
    refused({"payload": "eA", "signatures": [encoded, unencoded]}, "b64 differs")


def test_a_detached_payload_is_given_where_there_is_none() -> None:
    detached = jose.detach(rfc.HS256_JWS)
    payload = jose.verify(rfc.HS256_JWS, KEY).payload
    assert jose.verify(detached, KEY, detached=payload).payload == payload
    refused(detached, "does not hold", detached=payload + b"x")
    refused(detached, "does not hold")
    refused(rfc.HS256_JWS, "detached", detached=payload)
    flattened = jose.detach(json.dumps(forged(HS256)))
    assert jose.verify(flattened, KEY, detached=b"x").payload == b"x"
    refused(flattened, "payload is missing")
    refused({**json.loads(flattened), "payload": ""}, "detached", detached=b"x")


@pytest.mark.parametrize("payload", ["a\u00e9", "a\x7f", "a\n"])
def test_an_unencoded_compact_payload_is_printable_ascii(payload: str) -> None:
    header = jose.encode(b'{"alg":"HS256","b64":false,"crit":["b64"]}')
    made = signature.make("HS256", KEY, f"{header}.{payload}".encode())
    refused(f"{header}.{payload}.{jose.encode(made)}", "printable ASCII")


def test_an_unencoded_json_payload_is_its_utf_8() -> None:
    header = '{"alg":"HS256","b64":false,"crit":["b64"]}'
    text = jose.sign_flattened("a\u00e9.\n".encode(), KEY, header)
    assert jose.verify(text, KEY).payload == "a\u00e9.\n".encode()
    refused({**json.loads(text), "payload": "\ud800"}, "no UTF-8")


def test_nothing_is_signed_without_an_algorithm_that_signs() -> None:
    with pytest.raises(jose.NotValid, match="alg-none"):
        jose.sign(b"x", rfc.ES256_KEY, '{"alg":"none"}')
    with pytest.raises(jose.NotSupported, match="no such signature algorithm"):
        jose.sign(b"x", rfc.ES256_KEY, '{"alg":"A128KW"}')


def test_signers_that_differ_in_b64_cannot_share_a_payload() -> None:
    unencoded = '{"alg":"HS256","b64":false,"crit":["b64"]}'
    with pytest.raises(jose.NotValid, match="b64 differs"):
        jose.sign_general(b"x", [jose.Signer(KEY, HS256), jose.Signer(KEY, unencoded)])


@given(st.binary(max_size=40), st.sampled_from(["compact", "flattened", "general"]))
def test_what_is_signed_opens_in_every_serialisation(payload: bytes, serialisation: str) -> None:
    text = {
        "compact": lambda: jose.sign(payload, KEY, HS256),
        "flattened": lambda: jose.sign_flattened(payload, KEY, HS256, {"kid": "a"}),
        "general": lambda: jose.sign_general(payload, [jose.Signer(KEY, HS256)]),
    }[serialisation]()
    opened = jose.verify(text, KEY)
    assert (opened.payload, opened.serialisation) == (payload, serialisation)
