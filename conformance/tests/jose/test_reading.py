"""Whatever the input, what is not valid is refused with NotValid and nothing else."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from jwk_conformance import jose
from jwk_conformance.rulebook.document import DEEPEST

from . import rfc_values as rfc

KEYS = [rfc.HS256_KEY, rfc.RS256_KEY, rfc.ES256_KEY, rfc.ED25519_KEY, rfc.X25519_BOB]


@given(st.binary(max_size=99))
def test_base64url_reads_what_it_writes(octets: bytes) -> None:
    assert jose.decode(jose.encode(octets)) == octets


@given(st.text() | st.text("AQgw-_=+/ ", max_size=9))
@example("A")
@example("AB")
@example("QQ==")
@example("\ud800")
def test_base64url_reads_nothing_that_it_would_not_write(text: str) -> None:
    try:
        octets = jose.decode(text)
    except jose.NotValid:
        return
    assert jose.encode(octets) == text


@pytest.mark.parametrize(
    ("text", "match"),
    [
        ("QQ==", "part-padding"),
        ("QQ\n", "part-junk"),
        ("Q Q", "part-junk"),
        ("+/+/", "part-standard-alphabet"),
        ("Q", "no octets"),
        ("QUJDR", "no octets"),
        ("QR", "not zero"),
        ("QUJ", "not zero"),
        (b"QQ", "part-type"),
        (None, "part-type"),
    ],
)
def test_a_refusal_of_base64url_names_the_fault(text: Any, match: str) -> None:
    with pytest.raises(jose.NotValid, match=match):
        jose.decode(text)


@given(st.integers(min_value=0, max_value=2**300))
def test_integers_read_what_they_write(value: int) -> None:
    assert jose.decode_integer(jose.encode_integer(value)) == value


@pytest.mark.parametrize("octets", [b"", b"\0\0", b"\0\1"])
def test_an_integer_has_one_form(octets: bytes) -> None:
    with pytest.raises(jose.NotValid):
        jose.decode_integer(jose.encode(octets))


def test_zero_is_one_octet() -> None:
    assert jose.encode_integer(0) == "AA"


@pytest.mark.parametrize(
    ("text", "match"),
    [
        ('{"a":1,"a":1}', "twice"),
        ('{"a":[{"b":1,"\\u0062":2}]}', "twice"),
        ('{"a":NaN}', "json-syntax"),
        ('{"a":-Infinity}', "json-syntax"),
        ("{'a':1}", "json-syntax"),
        ('{"a":1,}', "json-syntax"),
        ('{"a":01}', "json-syntax"),
        ('{"a":"\n"}', "json-syntax"),
        ('{"a":1} {}', "json-syntax"),
        ('{"a":1}\u00a0', "json-syntax"),
        ("", "json-syntax"),
        ("[]", "not-an-object"),
        ("null", "not-an-object"),
        (b'\xef\xbb\xbf{"a":1}', "byte-order-mark"),
        (b'{"a":"\xed\xa0\x80"}', "not UTF-8"),
        ('{"a":1}'.encode("utf-16"), "not UTF-8"),
        ('{"a":"\ud800"}', "not UTF-8"),
        ('{"a":' + "1" * 1001 + "}}", "json-syntax"),
        (None, "not a text"),
        (bytearray(b"{}"), "not a text"),
        ('{"a":' * 100_000 + "1" + "}" * 100_000, "nested"),
        ('{"a":' + "[" * 100_000 + "]" * 100_000 + "}", "nested"),
    ],
    ids=range(22),
)
def test_what_is_no_json_object_is_refused(text: Any, match: str) -> None:
    with pytest.raises(jose.NotValid, match=match):
        jose.parse_object(text)


def test_nesting_has_a_bound_that_the_stack_does_not_set() -> None:
    fits = '{"a":' + "[" * (DEEPEST - 1) + "]" * (DEEPEST - 1) + "}"
    assert list(jose.parse_object(fits)) == ["a"]
    with pytest.raises(jose.NotValid, match="nested over 64 deep"):
        jose.parse_object(fits.replace("[]", "[[]]"))


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner),
    max_leaves=6,
)


@given(st.dictionaries(st.text(max_size=4), JSON, max_size=4))
def test_a_json_object_is_read_as_it_was_written(document: dict[str, Any]) -> None:
    try:
        text = json.dumps(document, allow_nan=False)
    except ValueError:
        with pytest.raises(jose.NotValid):
            jose.parse_object(json.dumps(document))
        return
    assert jose.parse_object(text) == document


@given(st.text() | st.binary())
def test_any_text_is_an_object_or_not_valid(text: str | bytes) -> None:
    try:
        assert isinstance(jose.parse_object(text), dict)
    except jose.NotValid:
        return


SEGMENT = st.binary(max_size=24).map(jose.encode) | st.text(max_size=6)
HEADERS = st.fixed_dictionaries(
    {},
    optional={
        "alg": st.sampled_from(
            [
                *("HS256", "RS256", "ES256", "EdDSA", "none", 1),
                *("dir", "A128KW", "RSA-OAEP", "ECDH-ES", "A128GCMKW", "PBES2-HS256+A128KW"),
            ]
        ),
        "enc": st.sampled_from(["A128GCM", "A128CBC-HS256", None]),
        "zip": st.sampled_from(["DEF", 1]),
        "b64": JSON,
        "crit": JSON | st.just(["b64"]),
        "epk": JSON | st.sampled_from(KEYS),
        "p2s": SEGMENT,
        "p2c": st.integers(-1, 9) | JSON,
        "iv": SEGMENT,
        "tag": SEGMENT,
        "apu": JSON | SEGMENT,
        "kid": JSON,
    },
)
PROTECTED = HEADERS.map(lambda header: jose.encode(json.dumps(header).encode())) | SEGMENT
MEMBERS = st.fixed_dictionaries(
    {},
    optional={
        **dict.fromkeys(("payload", "signature", "iv", "ciphertext", "tag"), SEGMENT | JSON),
        "aad": SEGMENT | JSON,
        "encrypted_key": SEGMENT | JSON,
        "protected": PROTECTED,
        "header": HEADERS | JSON,
        "unprotected": HEADERS | JSON,
    },
)


def general(parts: tuple[dict[str, Any], list[Any]]) -> str:
    """An object in a general serialisation, of JWS and JWE at once."""
    top, entries = parts
    return json.dumps({**top, "signatures": entries, "recipients": entries})


OBJECTS = (
    st.text()
    | st.tuples(PROTECTED, SEGMENT, SEGMENT).map(".".join)
    | st.tuples(PROTECTED, SEGMENT, SEGMENT, SEGMENT, SEGMENT).map(".".join)
    | MEMBERS.map(json.dumps)
    | st.tuples(MEMBERS, st.lists(MEMBERS, max_size=2)).map(general)
)
ANY_KEY = st.sampled_from(KEYS) | st.fixed_dictionaries(
    {"kty": st.sampled_from(["RSA", "EC", "OKP", "oct", 1])},
    optional=dict.fromkeys(("n", "e", "d", "x", "y", "k", "p"), SEGMENT | JSON)
    | {"crv": st.sampled_from(["P-256", "Ed25519", "X448", None])},
)


@settings(deadline=None)
@given(OBJECTS, ANY_KEY, st.none() | st.binary(max_size=3))
def test_any_object_with_any_key_opens_or_is_not_valid(
    text: str, key: dict[str, Any], detached: bytes | None
) -> None:
    for call in (
        lambda: jose.verify(text, key, detached=detached),
        lambda: jose.decrypt(text, key),
        lambda: jose.detach(text),
    ):
        try:
            call()
        except jose.NotValid:
            continue


@settings(deadline=None)
@given(ANY_KEY)
def test_any_key_is_read_or_is_not_valid(key: dict[str, Any]) -> None:
    for call in (jose.public_key, jose.private_key, jose.secret, jose.consistent, jose.thumbprint):
        try:
            call(key)
        except jose.NotValid:
            continue
