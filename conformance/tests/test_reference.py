"""The target `reference` does every operation, refuses with NotValid alone, and obeys its rules."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jwk_adapters.adapter import Encrypted, Signer
from jwk_adapters.operation import NEEDS, offered
from jwk_conformance import jose
from jwk_conformance.jose import conversion, jwt
from jwk_conformance.reference import Reference
from jwk_conformance.rulebook import RULES, Key
from jwk_conformance.rulebook.algorithm import ALGORITHMS

REFERENCE = Reference()
FORMS = ("compact", "flattened", "general")


def fresh(alg: str) -> list[Key]:
    """A key for an algorithm, on each curve that it takes."""
    algorithm = ALGORITHMS[alg]
    if algorithm.kty == "oct":
        return [
            conversion.generate("oct", bits=8 * (algorithm.octets or algorithm.least_octets or 32))
        ]
    if algorithm.kty == "RSA":
        return [RSA]
    types = (algorithm.kty,) if isinstance(algorithm.kty, str) else algorithm.kty
    curves = {
        "EC": ("P-256", "P-384", "P-521", "secp256k1"),
        "OKP": ("Ed25519", "Ed448", "X25519", "X448"),
    }
    return [
        conversion.generate(kty, crv)
        for kty in types
        for crv in algorithm.crv
        if crv in curves[kty]
    ]


RSA = conversion.generate("RSA")
SIGN = [alg for alg, one in ALGORITHMS.items() if one.kind == "sig"]
MANAGE = [alg for alg, one in ALGORITHMS.items() if one.kind == "enc"]
ENCRYPT = [alg for alg, one in ALGORITHMS.items() if one.kind == "content"]


def public(key: Key) -> Key:
    if key.kty == "oct":
        return key
    return jose.read_key(json.dumps(dict(REFERENCE.jwk_public(key))))


def test_it_does_every_operation() -> None:
    assert offered(Reference) == list(NEEDS)


@pytest.mark.parametrize("alg", SIGN)
@pytest.mark.parametrize("form", FORMS)
def test_what_it_signs_verifies(alg: str, form: str) -> None:
    for key in fresh(alg):
        token = REFERENCE.jws_sign(b"payload", [Signer(key, {"alg": alg}, {})], form)
        opened = REFERENCE.jws_verify(public(key), token, [alg], None)
        assert (opened.payload, opened.protected) == (b"payload", {"alg": alg})
        with pytest.raises(jose.NotValid, match="algorithm-not-allowed"):
            REFERENCE.jws_verify(public(key), token, [], None)


@pytest.mark.parametrize("alg", MANAGE)
@pytest.mark.parametrize("form", FORMS)
def test_what_it_encrypts_decrypts(alg: str, form: str) -> None:
    for key in fresh(alg) if alg != "dir" else [conversion.generate("oct", bits=128)]:
        header = {"alg": alg, "enc": "A128GCM", "zip": "DEF"}
        what = Encrypted(b"plain", header, {}, None)
        token = REFERENCE.jwe_encrypt(what, [Signer(public(key), {}, {})], form)
        assert REFERENCE.jwe_decrypt(key, token, [alg, "A128GCM"]).payload == b"plain"


@pytest.mark.parametrize("enc", ENCRYPT)
def test_every_content_encryption_binds_its_additional_data(enc: str) -> None:
    key = conversion.generate("oct", bits=256)
    what = Encrypted(b"plain", {"enc": enc}, {"alg": "A256KW"}, b"bound")
    token = REFERENCE.jwe_encrypt(what, [Signer(key, {}, {"kid": "a"})], "flattened")
    assert REFERENCE.jwe_decrypt(key, token, ["A256KW", enc]).payload == b"plain"
    changed = {**json.loads(token), "aad": jose.encode(b"other")}
    with pytest.raises(jose.NotValid, match="tag-wrong"):
        REFERENCE.jwe_decrypt(key, json.dumps(changed), ["A256KW", enc])


def test_several_sign_and_several_are_written_to() -> None:
    keys = [fresh("ES256")[0], fresh("EdDSA")[0]]
    signers = [
        Signer(keys[0], {"alg": "ES256"}, {}),
        Signer(keys[1], {"alg": "EdDSA"}, {"kid": "b"}),
    ]
    token = REFERENCE.jws_sign(b"x", signers, "general")
    for key in keys:
        assert REFERENCE.jws_verify(public(key), token, ["ES256", "EdDSA"], None).payload == b"x"
    to = [
        Signer(key, {}, {"alg": alg}) for alg in ("A128KW", "ECDH-ES+A128KW") for key in fresh(alg)
    ]
    token = REFERENCE.jwe_encrypt(Encrypted(b"x", {"enc": "A128GCM"}, {}, None), to, "general")
    for one in to:
        accepted = [one.header["alg"], "A128GCM"]
        assert REFERENCE.jwe_decrypt(one.key, token, accepted).payload == b"x"


@pytest.mark.parametrize("kty", ["RSA", "EC", "OKP"])
def test_a_key_survives_pem_and_export(kty: str) -> None:
    key = {"RSA": RSA, "EC": fresh("ES512")[0], "OKP": fresh("EdDSA")[1]}[kty]
    again = REFERENCE.jwk_from_pem(REFERENCE.jwk_private_pem(key))
    assert REFERENCE.jwk_private(again) == REFERENCE.jwk_private(key)
    half = REFERENCE.jwk_from_pem(REFERENCE.jwk_public_pem(key))
    assert REFERENCE.jwk_public(half) == REFERENCE.jwk_public(key)
    thumbprints = {REFERENCE.jwk_thumbprint(one, "sha-256") for one in (key, again, half)}
    assert len(thumbprints) == 1
    with pytest.raises(jose.NotValid, match="no private key"):
        REFERENCE.jwk_private(half)


def signed_with(text: str) -> str:
    return REFERENCE.jws_sign(
        b"", [Signer(REFERENCE.jwk_import(text), {"alg": "ES256"}, {})], "compact"
    )


def test_what_a_key_is_for_is_heeded() -> None:
    key = {**REFERENCE.jwk_private(fresh("ES256")[0])}
    for members, code in (
        ({"use": "enc"}, "use-forbids"),
        ({"key_ops": ["verify"]}, "key-ops-forbid"),
        ({"alg": "ES384"}, "alg-of-another-key-type"),
    ):
        with pytest.raises(jose.NotValid, match=code):
            signed_with(json.dumps({**key, **members}))


def test_an_unknown_use_is_refused_for_es256k_alone() -> None:
    for alg, refused in (("ES256", False), ("ES256K", True)):
        key = {**REFERENCE.jwk_private(fresh(alg)[0]), "use": "urn:example:use"}
        signers = [Signer(REFERENCE.jwk_import(json.dumps(key)), {"alg": alg}, {})]
        if refused:
            with pytest.raises(jose.NotValid, match="use-forbids"):
                REFERENCE.jws_sign(b"", signers, "compact")
        else:
            assert REFERENCE.jws_sign(b"", signers, "compact")


def test_the_usable_keys_of_a_set_serve() -> None:
    key = fresh("ES256")[0]
    good = {**REFERENCE.jwk_public(key), "kid": "good", "unknown": {"a": 1}}
    bad = {**good, "kid": "bad", "x": "AA"}
    text = json.dumps({"keys": [bad, {"kty": "new"}, {"no": "kty"}, good]})
    keys = REFERENCE.jwks_import(text)
    assert [one["kid"] for one in REFERENCE.jwks_public(keys)["keys"]] == ["good"]
    assert REFERENCE.jwks_select(keys, "bad") is None
    for header in ({"alg": "ES256"}, {"alg": "ES256", "kid": "good"}):
        token = REFERENCE.jws_sign(b"x", [Signer(key, header, {})], "compact")
        assert REFERENCE.jws_verify_with_set(keys, token, ["ES256"], None).payload == b"x"
    token = REFERENCE.jws_sign(b"x", [Signer(key, {"alg": "ES256", "kid": "other"}, {})], "compact")
    with pytest.raises(jose.NotValid, match="no key"):
        REFERENCE.jws_verify_with_set(keys, token, ["ES256"], None)


@pytest.mark.parametrize(
    ("claims", "expected", "code"),
    [
        ({"exp": 101}, {}, ""),
        ({"exp": 100}, {}, "claim-exp-passed"),
        ({"nbf": 100}, {}, ""),
        ({"nbf": 101}, {}, "claim-nbf-ahead"),
        ({"aud": ["a", "b"]}, {"aud": "b"}, ""),
        ({"aud": "a"}, {"aud": "b"}, "claim-aud-other"),
        ({"iss": "a"}, {"iss": "a"}, ""),
        ({}, {"iss": "a"}, "claim-iss-other"),
    ],
)
def test_claims_decide_at_a_given_time(
    claims: dict[str, Any], expected: dict[str, str], code: str
) -> None:
    key = conversion.generate("oct")
    token = jwt.sign(claims, key, {"alg": "HS256", "typ": "JWT"})
    if not code:
        assert jwt.verify(token, key, expected=expected, now=100) == claims
        return
    with pytest.raises(jose.NotValid, match=code):
        jwt.verify(token, key, expected=expected, now=100)
    with jose.without(code):
        assert jwt.verify(token, key, expected=expected, now=100) == claims


@pytest.fixture
def served() -> Iterator[tuple[str, dict[str, bytes]]]:
    """An address, and what is served under its paths."""
    bodies: dict[str, bytes] = {}

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200 if self.path in bodies else 404)
            self.end_headers()
            self.wfile.write(bodies.get(self.path, b""))

        def log_message(self, format: str, *args: object) -> None:
            """Silence."""

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}", bodies
        server.shutdown()
        thread.join()


def test_a_set_is_fetched(served: tuple[str, dict[str, bytes]]) -> None:
    url, bodies = served
    key = {**REFERENCE.jwk_public(fresh("ES256")[0]), "kid": "a"}
    bodies["/jwks"] = json.dumps({"keys": [key]}).encode()
    bodies["/large"] = b" " * 1_000_001
    bodies["/html"] = b"<html>"
    client = REFERENCE.jwks_client(f"{url}/jwks")
    assert REFERENCE.jwk_public(REFERENCE.jwks_fetch(client, "a")) == key
    assert REFERENCE.jwks_fetch(client, "b") is None
    for address in (f"{url}/large", f"{url}/html", f"{url}/missing", "file:///etc/hostname"):
        with pytest.raises(jose.NotValid):
            REFERENCE.jwks_fetch(REFERENCE.jwks_client(address), "a")


DEFECTS = [
    ("base64url-padding", {"x": lambda x: x + "="}),
    ("base64url-junk", {"x": lambda x: "\n" + x}),
    ("ec-x-length", {"x": lambda x: jose.encode(b"\0" + jose.decode(x))}),
    ("ec-y-missing", {"y": None}),
    ("ec-crv-missing", {"crv": None}),
    ("ec-crv-spelling", {"crv": str.lower}),
    ("kty-missing", {"kty": None}),
    ("kty-spelling", {"kty": str.lower}),
    ("kid-type", {"kid": lambda _: 1}),
]


@pytest.mark.parametrize(("code", "change"), DEFECTS)
def test_with_a_rule_switched_off_its_defect_goes_through(
    code: str, change: dict[str, Any]
) -> None:
    even = next(key for key in iter(lambda: fresh("ES256")[0], None) if key.integer("y") % 2 == 0)
    token = REFERENCE.jws_sign(b"x", [Signer(even, {"alg": "ES256"}, {})], "compact")
    members = dict(REFERENCE.jwk_public(even))
    for name, how in change.items():
        members[name] = how(members.get(name, "")) if how is not None else None
    text = json.dumps({name: value for name, value in members.items() if value is not None})
    with jose.watched() as watch, pytest.raises(jose.NotValid, match=code):
        REFERENCE.jwk_import(text)
    assert watch.refused == {code}
    with jose.without(code):
        key = REFERENCE.jwk_import(text)
        assert REFERENCE.jws_verify(key, token, ["ES256"], None).payload == b"x"


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner),
    max_leaves=6,
)
VALUE = JSON | st.binary(max_size=40).map(jose.encode) | st.sampled_from(["P-256", "Ed448", "X448"])
KEYS = st.dictionaries(
    st.sampled_from(
        ["kty", "crv", "x", "y", "d", "n", "e", "p", "q", "dp", "qi", "oth", "k", "use", "key_ops"]
    ),
    st.sampled_from(["RSA", "EC", "OKP", "oct"]) | VALUE,
)
ALL = sorted({*SIGN, *MANAGE, *ENCRYPT})


@settings(deadline=None, max_examples=300)
@given(st.text() | st.binary() | JSON.map(json.dumps) | KEYS.map(json.dumps), st.sampled_from(SIGN))
def test_whatever_it_is_given_it_raises_nothing_but_not_valid(text: Any, alg: str) -> None:
    for read in (jose.read_key, jose.read_set, jose.parse_object):
        try:
            made = read(text)
        except jose.NotValid:
            continue
        if not isinstance(made, Key):
            continue
        for use in (
            lambda key: REFERENCE.jws_sign(b"", [Signer(key, {"alg": alg}, {})], "flattened"),
            lambda key: REFERENCE.jws_verify(key, f"e30.AA.{text!a}", ALL, None),
            lambda key: REFERENCE.jwk_private_pem(key),
            lambda key: REFERENCE.jwk_public_pem(key),
            lambda key: REFERENCE.jwk_thumbprint(key, "sha-256"),
        ):
            try:
                use(made)
            except jose.NotValid:
                continue


@settings(deadline=None, max_examples=300)
@given(
    KEYS.map(json.dumps),
    st.sampled_from(ALL),
    st.sets(st.sampled_from(sorted(RULES)), max_size=60),
)
def test_with_rules_switched_off_it_still_raises_nothing_else(
    text: str, alg: str, off: set[str]
) -> None:
    with jose.without(*off):
        try:
            key = jose.read_key(text)
            header = jose.encode(json.dumps({"alg": alg, "enc": "A128GCM", "p2c": 1}).encode())
            for form in (f"{header}.AA.AA", f"{header}.AA.AA.AA.AA"):
                try:
                    jose.verify(form, key)
                except jose.NotValid:
                    jose.decrypt(form, key)
        except jose.NotValid:
            return


@pytest.mark.parametrize("alg", ALL)
@pytest.mark.parametrize("kind", ["RSA", "ES256", "EdDSA", "X25519", "oct"])
def test_any_algorithm_with_any_key_is_refused_even_by_who_does_not_look(
    alg: str, kind: str
) -> None:
    key = {
        "RSA": lambda: RSA,
        "X25519": lambda: conversion.generate("OKP", "X25519"),
        "oct": lambda: conversion.generate("oct", bits=256),
    }.get(kind, lambda: fresh(kind)[0])()
    header = jose.encode(json.dumps({"alg": alg, "enc": "A128GCM"}).encode())
    off = [code for code in RULES if code.startswith(("use-", "epk-", "p2", "gcmkw-", "encrypted"))]
    with jose.without(*off):
        for call in (
            lambda: jose.verify(f"{header}.AA.{'AAAA' * 20}", key),
            lambda: jose.decrypt(f"{header}.AAAA.AAAA.AAAA.AAAA", key),
        ):
            with pytest.raises(jose.NotValid):
                call()
        try:
            REFERENCE.jws_sign(b"", [Signer(key, {"alg": alg}, {})], "compact")
        except jose.NotValid:
            return
