"""Every rule on tokens fires on what breaks it, and is silent on what keeps it."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jwk_conformance.rulebook import RULES, Key, broken, examine_token, lossless, parse
from jwk_conformance.rulebook.jwt import Acceptance, Claims, JwtHeader, JwtText
from jwk_conformance.rulebook.token import Encoded, JweHeader, JwsHeader, Protected, jwe, jws
from jwk_conformance.rulebook.use import Agreement, Allowed, Intent, Use
from jwk_conformance.rulebook.value import (
    EncryptedKey,
    Padded,
    RsaCiphertext,
    SaltLength,
    Sealed,
    SignatureValue,
    VerifiedSignature,
    VerifiedTag,
    VerifiedWrap,
)
from jwk_vectors import bundled

EC = {"kty": "EC", "crv": "P-256", "x": "AA", "y": "AA"}
OTHER = {"kty": "EC", "crv": "P-384", "x": "AA", "y": "AA"}
X25519 = {"kty": "OKP", "crv": "X25519", "x": "AA"}
ED25519 = {"kty": "OKP", "crv": "Ed25519", "x": "AA"}
RSA = {"kty": "RSA", "n": "/" * 342, "e": "AQAB"}
ORDER_25519 = (2**252 + 27742317777372353535851937790883648493).to_bytes(32, "little")


def b64(octets: bytes) -> str:
    return base64.urlsafe_b64encode(octets).rstrip(b"=").decode()


def protected(octets: bytes | str) -> Protected:
    octets = octets.encode() if isinstance(octets, str) else octets
    return Protected(b64(octets), ("protected",))


def signed(text: str, *unprotected: Any) -> JwsHeader:
    parts = tuple((("header",), lossless(one)) for one in unprotected)
    return JwsHeader(protected(text), parts)


def sealed(text: str, *unprotected: Any) -> JweHeader:
    parts = tuple((("header",), lossless(one)) for one in unprotected)
    return JweHeader(protected(text), parts)


def header(**members: Any) -> JwsHeader:
    return signed(json.dumps({"alg": "HS256", **members}))


def agreed(**members: Any) -> JweHeader:
    return sealed(json.dumps({"alg": "ECDH-ES", "enc": "A128GCM", "epk": EC, **members}))


def by_password(**members: Any) -> JweHeader:
    parameters = {"p2s": b64(bytes(8)), "p2c": 1000, **members}
    kept = {name: value for name, value in parameters.items() if value is not None}
    return sealed(json.dumps({"alg": "PBES2-HS256+A128KW", "enc": "A128GCM", **kept}))


def by_gcm(**members: Any) -> JweHeader:
    parameters = {"iv": b64(bytes(12)), "tag": b64(bytes(16)), **members}
    kept = {name: value for name, value in parameters.items() if value is not None}
    return sealed(json.dumps({"alg": "A128GCMKW", "enc": "A128GCM", **kept}))


def part(value: Any) -> Encoded:
    return Encoded(value, ("signature",))


def document(**members: Any) -> str:
    return json.dumps({name: value for name, value in members.items() if value is not None})


JWS = {"payload": "AA", "protected": b64(b'{"alg":"HS256"}'), "signature": "AA"}
JWE = {
    "protected": b64(b'{"alg":"dir","enc":"A128GCM"}'),
    "iv": "AA",
    "ciphertext": "",
    "tag": "AA",
}
UNENCODED = b64(b'{"alg":"HS256","b64":false,"crit":["b64"]}')


def flattened(**members: Any) -> Any:
    return jws(document(**{**JWS, **members}))


def encrypted(**members: Any) -> Any:
    return jwe(document(**{**JWE, **members}))


def general(*signatures: Any) -> Any:
    return jws(document(payload="AA", signatures=list(signatures)))


def recipients(*entries: Any, **members: Any) -> Any:
    return encrypted(recipients=list(entries), **members)


def use(key: Any, alg: str, operation: Any = "verify") -> Use:
    return Use(Key(lossless(key)), alg, operation)


def intent(algorithm: str, operation: Any, **members: Any) -> Intent:
    return Intent(Key(lossless({**EC, **members})), algorithm, operation)


def secret(octets: int) -> dict[str, str]:
    return {"kty": "oct", "k": b64(bytes(octets))}


def claims(text: str) -> Claims:
    return Claims(parse(text))


def accepted(text: str, now: float = 100, **expected: str) -> Acceptance:
    return Acceptance(claims(text), now, expected)


CASES: dict[str, tuple[Any, Any]] = {
    # code: (what breaks it, what keeps it)
    "header-utf-8": (protected(b'{"alg":"\xff"}'), protected('{"alg":"\u00e9"}')),
    "header-byte-order-mark": (protected('\ufeff{"alg":"a"}'), protected('{"alg":"\ufeff"}')),
    "header-json": (protected('{"alg":"a"}x'), protected('{"alg":"a"} ')),
    "header-object": (protected("[]"), protected('{"a":[]}')),
    "header-empty": (protected("{}"), protected('{"a":{}}')),
    "header-part-type": (signed('{"alg":"a"}', []), signed('{"alg":"a"}', {"b": []})),
    "header-part-empty": (signed('{"alg":"a"}', {}), signed('{"alg":"a"}', {"b": {}})),
    "header-duplicate-member": (
        signed('{"alg":"a","x":{"y":1,"\\u0079":1}}'),
        signed('{"alg":"a","x":{"y":1},"y":1}'),
    ),
    "header-disjoint": (signed('{"alg":"a"}', {"alg": "a"}), signed('{"alg":"a"}', {"ALG": "a"})),
    "alg-missing": (signed('{"kid":"a"}'), signed('{"kid":"a"}', {"alg": "a"})),
    "alg-not-a-string": (header(alg=["HS256"]), header()),
    "alg-spelling": (header(alg="hs256"), header(alg="unheard")),
    "alg-unknown": (header(alg="unheard"), header()),
    "crit-type": (header(crit=[1]), header(crit=["x"])),
    "crit-empty": (header(crit=[]), header(crit=["x"])),
    "crit-duplicate": (header(x=1, crit=["x", "x"]), header(x=1, y=1, crit=["x", "y"])),
    "crit-absent-name": (header(crit=["x"]), header(x=1, crit=["x"])),
    "crit-unprotected": (signed('{"alg":"a"}', {"crit": ["x"]}), header(crit=["x"])),
    "crit-registered": (header(crit=["alg"]), header(crit=["enc"])),
    "crit-not-understood": (header(x=1, crit=["x"]), header(b64=True, crit=["b64"])),
    "crit-registered-jwe": (sealed('{"crit":["zip"]}'), sealed('{"crit":["b64"]}')),
    "crit-not-understood-jwe": (sealed('{"crit":["b64"]}'), sealed('{"crit":["zip"]}')),
    "header-kid-type": (header(kid=1), header(kid="1")),
    "typ-type": (header(typ=None), header(typ="")),
    "cty-type": (header(cty=["a"]), header(cty="a")),
    "jku-type": (header(jku={}), header(jku="https://a")),
    "header-x5u-type": (header(x5u=1), header(x5u="https://a")),
    "header-insecure-url": (header(jku="http://a"), header(jku="HTTPS://a")),
    "header-jwk-type": (header(jwk="a"), header(jwk={})),
    "header-jwk-private": (header(jwk={**EC, "d": "AA"}), header(jwk=EC)),
    "header-x5c-type": (header(x5c=[]), header(x5c=["AA=="])),
    "header-x5t-form": (header(x5t=b64(bytes(19))), header(x5t=b64(bytes(20)))),
    "jws-three-parts": (jws("a.b"), jws("a.b.c")),
    "jws-duplicate-member": (jws('{"payload":"","payload":""}'), jws('{"payload":""}')),
    "jws-both-syntaxes": (flattened(signatures=[JWS]), flattened()),
    "jws-signatures-type": (general([]), general({})),
    "jws-no-signature": (general(), general({})),
    "jws-signature-missing": (flattened(signature=None).signatures[0], flattened().signatures[0]),
    "jws-payload-missing": (flattened(payload=None), jws("{}", detached=True)),
    "jws-payload-type": (flattened(payload=1), flattened(payload="")),
    "b64-differs": (
        general({"protected": UNENCODED}, {"header": {"alg": "HS256"}}),
        general({"protected": UNENCODED}, {"protected": UNENCODED}),
    ),
    "b64-compact-payload": (jws(f"{UNENCODED}.\u00e9."), jws(f"{UNENCODED}.a ~.")),
    "alg-none": (header(alg="nOnE"), header(alg="none of these")),
    "b64-type": (header(b64="false"), header(b64=False)),
    "b64-unprotected": (signed('{"alg":"a"}', {"b64": True}), header(b64=True)),
    "b64-not-critical": (header(b64=False), header(b64=False, crit=["b64"])),
    "member-empty": (flattened(protected=""), flattened(protected=None)),
    "part-type": (part(1), part("AA")),
    "part-padding": (part("AA=="), part("AA")),
    "part-standard-alphabet": (part("+w"), part("-w")),
    "part-junk": (part("AA\n"), part("_w")),
    "part-length": (part("AAAAA"), part("AAAA")),
    "part-trailing-bits": (part("AB"), part("AQ")),
    "jwe-five-parts": (jwe("a.b.c.d"), jwe("a.b.c.d.e")),
    "jwe-duplicate-member": (jwe('{"tag":"","tag":""}'), jwe('{"tag":""}')),
    "jwe-both-syntaxes": (recipients({}, header={"a": 1}), recipients({})),
    "jwe-recipients-type": (recipients(1), recipients({})),
    "jwe-no-recipient": (recipients(), recipients({})),
    "jwe-iv-missing": (encrypted(iv=None), encrypted()),
    "jwe-tag-missing": (encrypted(tag=""), encrypted()),
    "jwe-ciphertext-missing": (encrypted(ciphertext=None), encrypted()),
    "enc-differs": (
        recipients({"header": {"enc": "A128GCM"}}, {"header": {"enc": "A256GCM"}}, protected=None),
        recipients({"header": {"a": 1}}, {}),
    ),
    "enc-missing": (sealed('{"alg":"dir"}'), sealed('{"alg":"dir"}', {"enc": "A128GCM"})),
    "enc-not-a-string": (sealed('{"enc":1}'), sealed('{"enc":"1"}')),
    "enc-spelling": (sealed('{"enc":"a128gcm"}'), sealed('{"enc":"A128GCM"}')),
    "zip-unprotected": (sealed('{"enc":"a"}', {"zip": "DEF"}), sealed('{"zip":"DEF"}')),
    "zip-unknown": (sealed('{"zip":"def"}'), sealed('{"zip":"DEF"}')),
    "epk-missing": (sealed('{"alg":"ECDH-ES"}'), sealed('{"alg":"dir"}')),
    "epk-type": (agreed(epk="a"), agreed()),
    "epk-private": (agreed(epk={**EC, "d": "AA"}), agreed()),
    "epk-not-minimal": (agreed(epk={**EC, "kid": "a"}), agreed()),
    "apu-is-apv": (agreed(apu="QQ", apv="QQ"), agreed(apu="QQ", apv="Qg")),
    "p2s-missing": (by_password(p2s=None), by_password()),
    "p2s-short": (by_password(p2s=b64(bytes(7))), by_password()),
    "p2c-missing": (by_password(p2c=None), by_password()),
    "p2c-not-positive": (by_password(p2c=0), by_password(p2c=1)),
    "p2c-low": (by_password(p2c=999), by_password()),
    "p2c-high": (by_password(p2c=1_000_001), by_password(p2c=1_000_000)),
    "gcmkw-iv-missing": (by_gcm(iv=None), by_gcm()),
    "gcmkw-tag-missing": (by_gcm(tag=None), by_gcm()),
    "gcmkw-iv-length": (by_gcm(iv=b64(bytes(16))), by_gcm()),
    "gcmkw-tag-length": (by_gcm(tag=b64(bytes(12))), by_gcm()),
    "algorithm-not-allowed": (Allowed("a", frozenset()), Allowed("a", frozenset({"a"}))),
    "use-kty": (use(RSA, "HS256"), use(secret(32), "HS256")),
    "use-crv": (use(OTHER, "ES256"), use(EC, "ES256")),
    "use-montgomery-signs": (use(X25519, "EdDSA"), use(ED25519, "EdDSA")),
    "use-edwards-agrees": (use(ED25519, "ECDH-ES"), use(X25519, "ECDH-ES")),
    "use-rsa-size": (use({**RSA, "n": "_w"}, "RS256"), use(RSA, "RS256")),
    "use-hmac-size": (use(secret(31), "HS256"), use(secret(33), "HS256")),
    "use-wrapping-size": (use(secret(24), "A128KW"), use(secret(16), "A128KW")),
    "use-private-missing": (use(EC, "ES256", "sign"), use({**EC, "d": "AA"}, "ES256", "sign")),
    "use-forbids": (intent("ES256", "verify", use="enc"), intent("ES256", "verify", use="other")),
    "key-ops-forbid": (
        intent("ES256", "verify", key_ops=["sign"]),
        intent("ES256", "verify", key_ops=["verify"]),
    ),
    "key-alg-forbids": (
        intent("ES256", "verify", alg="ES384"),
        intent("ES256", "verify", alg="ES256"),
    ),
    "epk-on-another-curve": (Agreement(Key(EC), Key(OTHER)), Agreement(Key(EC), Key(EC))),
    "ecdsa-length": (
        SignatureValue("ES256", b"\1" * 63, "P-256"),
        SignatureValue("ES256", b"\1" * 64, "P-256"),
    ),
    "ecdsa-range": (
        SignatureValue("ES256", bytes(64), "P-256"),
        SignatureValue("ES256", b"\1" * 64, "P-256"),
    ),
    "eddsa-length": (
        SignatureValue("EdDSA", bytes(63), "Ed25519"),
        SignatureValue("EdDSA", bytes(114), "Ed448"),
    ),
    "ml-dsa-length": (
        SignatureValue("ML-DSA-44", bytes(2421)),
        SignatureValue("ML-DSA-87", bytes(4627)),
    ),
    "eddsa-range": (
        SignatureValue("EdDSA", bytes(32) + ORDER_25519, "Ed25519"),
        SignatureValue("EdDSA", bytes(64), "Ed25519"),
    ),
    "hmac-length": (SignatureValue("HS256", bytes(16)), SignatureValue("HS256", bytes(32))),
    "rsa-signature-length": (
        SignatureValue("RS256", b"", modulus=255),
        SignatureValue("RS256", b"\1", modulus=255),
    ),
    "rsa-signature-range": (
        SignatureValue("RS256", b"\xff", modulus=255),
        SignatureValue("RS256", b"\xfe", modulus=255),
    ),
    "pss-salt-length": (SaltLength("PS256", 20), SaltLength("PS256", 32)),
    "signature-wrong": (VerifiedSignature("ES256", False), VerifiedSignature("ES256", True)),
    "tag-wrong": (VerifiedTag("A128GCM", False), VerifiedTag("A128GCM", True)),
    "wrap-wrong": (VerifiedWrap("unwrap", False), VerifiedWrap("unwrap", True)),
    "cek-length": (Sealed("A128GCM", 32, 12, 16), Sealed("A128CBC-HS256", 32, 16, 16)),
    "content-iv-length": (Sealed("A128GCM", 16, 16, 16), Sealed("A128GCM", 16, 12, 16)),
    "content-tag-length": (
        Sealed("A192CBC-HS384", 48, 16, 16),
        Sealed("A192CBC-HS384", 48, 16, 24),
    ),
    "cbc-padding": (Padded(bytes(16)), Padded(b"\x10" * 16)),
    "encrypted-key-not-empty": (EncryptedKey("dir", True), EncryptedKey("A128KW", True)),
    "encrypted-key-missing": (EncryptedKey("A128KW", False), EncryptedKey("ECDH-ES", False)),
    "rsa-ciphertext-length": (RsaCiphertext(b"", 255), RsaCiphertext(b"\1", 255)),
    "rsa-ciphertext-range": (RsaCiphertext(b"\xff", 255), RsaCiphertext(b"\xfe", 255)),
    "claims-json": (claims('{"exp":'), claims('{"exp":1}')),
    "claims-object": (claims("[]"), claims("{}")),
    "claims-duplicate": (claims('{"a":1,"a":1}'), claims('{"a":1,"b":1}')),
    "claim-not-a-string": (claims('{"sub":1}'), claims('{"sub":"1"}')),
    "claim-aud-type": (claims('{"aud":["a",1]}'), claims('{"aud":["a"]}')),
    "claim-exp-type": (claims('{"exp":"1"}'), claims('{"exp":1.5e3}')),
    "claim-nbf-type": (claims('{"nbf":null}'), claims('{"nbf":0}')),
    "claim-iat-type": (claims('{"iat":true}'), claims('{"iat":-1}')),
    "claim-exp-passed": (accepted('{"exp":100}'), accepted('{"exp":100.5}')),
    "claim-nbf-ahead": (accepted('{"nbf":100.5}'), accepted('{"nbf":100}')),
    "claim-aud-other": (accepted('{"aud":"a"}', aud="b"), accepted('{"aud":["a","b"]}', aud="b")),
    "claim-iss-other": (accepted("{}", iss="a"), accepted('{"iss":"a"}', iss="a")),
    "jwt-unencoded": (JwtHeader(header(b64=False)), JwtHeader(header(b64=True))),
    "jwt-parts": (JwtText("{}"), JwtText("a.b.c")),
}

TOKEN_MODULES = {
    *("header", "parameter", "jws", "jwe", "management", "jwt", "part", "use", "value"),
}
CODES = [
    code
    for code, rule in RULES.items()
    if rule.check.__module__.rpartition(".")[2] in TOKEN_MODULES
]


def test_every_rule_on_tokens_has_its_two_examples() -> None:
    assert sorted(CASES) == sorted(CODES)


@pytest.mark.parametrize("code", CASES)
def test_a_rule_fires(code: str) -> None:
    found = [one for one in broken(CASES[code][0]) if one.rule.code == code]
    assert found
    assert all(one.said for one in found)
    assert code not in {one.rule.code for one in broken(CASES[code][0], without={code})}


@pytest.mark.parametrize("code", CASES)
def test_a_rule_is_silent(code: str) -> None:
    assert code not in {one.rule.code for one in broken(CASES[code][1])}


TOKENS = [
    pytest.param(step.args[name], id=f"{vector.id} {name}")
    for vector in bundled().vectors
    for step in vector.steps
    if step.expect == "accept"
    for name in ("jws", "jwe", "jwt")
    if name in step.args
]


@pytest.mark.parametrize("text", TOKENS)
def test_nothing_is_wrong_with_a_token_that_must_be_accepted(text: str) -> None:
    found = examine_token(text)
    assert found is not None
    assert [one.rule.code for one in found.broken if one.rule.level == "must"] == []


def test_a_violation_is_placed() -> None:
    bad = {"protected": b64(b'{"alg":"HS256","crit":[]}'), "signature": "AA=="}
    found = examine_token(json.dumps({"payload": "AA", "signatures": [bad]}))
    assert found is not None
    assert {(one.rule.code, one.at) for one in found.broken} == {
        ("crit-empty", ("signatures", 0, "protected", "crit")),
        ("part-padding", ("signatures", 0, "signature")),
        ("hmac-length", ("signatures", 0, "signature")),
    }


def test_a_place_in_a_compact_token_is_that_of_its_part() -> None:
    found = examine_token(f"{JWS['protected']}.AA.AA==")
    assert found is not None
    assert found.kind == "JWS"
    assert {found.document.place(one.at).column for one in found.broken} == {25}


@pytest.mark.parametrize(
    "text", ["", "a.b.c", "1.2.3", "{}", '{"kty":"oct"}', "[]", "{", "a b.c.d"]
)
def test_what_is_no_token_is_not_taken_for_one(text: str) -> None:
    assert examine_token(text) is None


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner),
    max_leaves=6,
)
PARAMETERS = st.dictionaries(
    st.sampled_from(
        [
            *("alg", "enc", "zip", "crit", "b64", "kid", "typ", "jwk", "jku", "x5c", "x5t", "epk"),
            *("apu", "apv", "p2s", "p2c", "iv", "tag"),
        ]
    ),
    JSON | st.sampled_from(["HS256", "ECDH-ES", "A128GCMKW", "PBES2-HS256+A128KW", "A128GCM", EC]),
)
SEGMENT = st.text(max_size=8) | st.binary(max_size=30).map(b64)
HEADER = PARAMETERS.map(lambda members: b64(json.dumps(members).encode())) | SEGMENT
ENTRY = st.dictionaries(
    st.sampled_from(
        ["protected", "header", "signature", "encrypted_key", "payload", "unprotected"]
    ),
    HEADER | PARAMETERS | JSON,
)
OBJECT = st.dictionaries(
    st.sampled_from(["payload", "signatures", "recipients", "ciphertext", "iv", "tag", "aad"]),
    st.lists(ENTRY | JSON, max_size=3) | SEGMENT | JSON,
).flatmap(lambda members: ENTRY.map(lambda entry: json.dumps({**members, **entry})))


@settings(deadline=None)
@given(
    st.text()
    | OBJECT
    | st.tuples(HEADER, *[SEGMENT] * 2).map(".".join)
    | st.tuples(HEADER, *[SEGMENT] * 4).map(".".join)
)
def test_whatever_a_text_holds_the_rules_do_not_raise(text: str) -> None:
    found = examine_token(text)
    for one in found.broken if found is not None else ():
        assert found is not None
        assert found.document.place(one.at).offset <= len(text)


@settings(deadline=None)
@given(st.text() | JSON.map(json.dumps), JSON.map(lossless), st.text(max_size=3))
def test_whatever_claims_and_keys_hold_the_rules_do_not_raise(
    text: str, value: Any, name: str
) -> None:
    claim = claims(text)
    key = Key({"kty": "EC", "crv": name, "use": value, "key_ops": value, "alg": value, "k": value})
    for subject in (
        claim,
        Acceptance(claim, 0, {"aud": name}),
        Use(key, "ES256", "sign"),
        Intent(key, "ES256", "sign"),
        Agreement(key, key),
    ):
        assert list(broken(subject)) == list(broken(subject))
