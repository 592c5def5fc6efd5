"""The RFCs' own examples open, with every value that the RFC shows on the way."""

from __future__ import annotations

import json
from typing import Any

import pytest

from jwk_conformance import jose
from jwk_conformance.jose import agreement, content

from . import rfc_values as rfc

JOE = b'{"iss":"joe",\r\n "exp":1300819380,\r\n "http://example.com/is_root":true}'
LIVE_LONG = b"Live long and prosper."
PASSWORD = b"Thus from my lips, by yours, my sin is purged."


@pytest.mark.parametrize(
    ("jws", "key", "payload"),
    [
        pytest.param(rfc.HS256_JWS, rfc.HS256_KEY, JOE, id="rfc7515-A.1"),
        pytest.param(rfc.RS256_JWS, rfc.RS256_KEY, JOE, id="rfc7515-A.2"),
        pytest.param(rfc.ES256_JWS, rfc.ES256_KEY, JOE, id="rfc7515-A.3"),
        pytest.param(rfc.ES512_JWS, rfc.ES512_KEY, b"Payload", id="rfc7515-A.4"),
        pytest.param(
            rfc.ED25519_JWS, rfc.ED25519_KEY, b"Example of Ed25519 signing", id="rfc8037-A.4"
        ),
    ],
)
def test_a_compact_jws_opens(jws: str, key: dict[str, Any], payload: bytes) -> None:
    opened = jose.verify(jws, key)
    assert opened.payload == payload
    assert (opened.serialisation, opened.index, opened.count) == ("compact", 0, 1)
    signed, _, signature = jws.rpartition(".")
    assert opened.intermediate["signing_input"] == signed.encode()
    assert jose.encode(opened.signature) == signature


def test_the_protected_header_is_given_to_the_octet() -> None:
    opened = jose.verify(rfc.HS256_JWS, rfc.HS256_KEY)
    assert opened.protected_text == b'{"typ":"JWT",\r\n "alg":"HS256"}'
    assert opened.protected == {"typ": "JWT", "alg": "HS256"}


def test_each_key_opens_its_own_of_two_signatures() -> None:
    jws = json.dumps(rfc.TWO_SIGNATURES)
    for index, key in enumerate((rfc.RS256_KEY, rfc.ES256_KEY)):
        opened = jose.verify(jws, key)
        assert (opened.serialisation, opened.index, opened.count) == ("general", index, 2)
        assert opened.verified == (index,)
        assert opened.header == rfc.TWO_SIGNATURES["signatures"][index]["header"]
    with pytest.raises(jose.NotValid, match=r"signature 0: .*; signature 1: "):
        jose.verify(jws, rfc.HS256_KEY)


def test_a_signature_without_protected_header_has_an_input_that_begins_with_a_period() -> None:
    opened = jose.verify(json.dumps(rfc.CONTENT_ONLY), rfc.HMAC_KEY)
    assert opened.serialisation == "flattened"
    assert (opened.protected, opened.protected_text) == (None, b"")
    assert opened.intermediate["signing_input"].startswith(b".SXTigJlz")
    assert opened.header is not None
    assert opened.header["alg"] == "HS256"


def test_the_third_of_three_signatures_is_the_mac() -> None:
    opened = jose.verify(json.dumps(rfc.THREE_SIGNATURES), rfc.HMAC_KEY)
    assert (opened.index, opened.count) == (2, 3)


def test_an_unencoded_payload_opens_detached_and_in_json() -> None:
    assert jose.verify(rfc.UNENCODED_JWS, rfc.HS256_KEY, detached=b"$.02").payload == b"$.02"
    flattened = json.dumps(rfc.UNENCODED_FLATTENED)
    assert jose.verify(flattened, rfc.HS256_KEY).payload == b"$.02"


def test_an_unsecured_jws_never_opens() -> None:
    for key in (rfc.HS256_KEY, rfc.RS256_KEY):
        with pytest.raises(jose.NotValid, match="alg-none"):
            jose.verify(rfc.UNSECURED_JWS, key)


def test_an_unknown_critical_extension_is_refused() -> None:
    with jose.without("alg-none"), pytest.raises(jose.NotValid, match="is not understood"):
        jose.verify(rfc.CRIT_JWS, rfc.HS256_KEY)


@pytest.mark.parametrize(
    ("jwe", "key", "cek", "plaintext"),
    [
        pytest.param(
            rfc.OAEP_JWE,
            rfc.OAEP_KEY,
            rfc.OAEP_CEK,
            b"The true sign of intelligence is not knowledge but imagination.",
            id="rfc7516-A.1",
        ),
        pytest.param(rfc.RSA15_JWE, rfc.RSA15_KEY, rfc.A128KW_CEK, LIVE_LONG, id="rfc7516-A.2"),
        pytest.param(rfc.A128KW_JWE, rfc.A128KW_KEY, rfc.A128KW_CEK, LIVE_LONG, id="rfc7516-A.3"),
    ],
)
def test_a_compact_jwe_opens(jwe: str, key: dict[str, Any], cek: str, plaintext: bytes) -> None:
    opened = jose.decrypt(jwe, key)
    assert opened.plaintext == plaintext
    assert opened.serialisation == "compact"
    assert opened.intermediate["cek"].hex() == cek
    segments = jwe.split(".")
    shown = ("encrypted_key", "iv", "ciphertext", "tag")
    assert [jose.encode(opened.intermediate[name]) for name in shown] == segments[1:]
    assert opened.intermediate["aad"] == segments[0].encode()


def test_the_mac_of_cbc_is_shown_before_truncation() -> None:
    steps = jose.decrypt(rfc.A128KW_JWE, rfc.A128KW_KEY).intermediate
    assert steps["mac"].hex() == rfc.A128KW_MAC
    assert steps["mac_key"] + steps["enc_key"] == steps["cek"]
    assert steps["al"] == bytes([0, 0, 0, 0, 0, 0, 1, 152])


def test_each_key_opens_for_its_own_of_two_recipients() -> None:
    jwe = json.dumps(rfc.TWO_RECIPIENTS)
    for index, key in enumerate((rfc.RSA15_KEY, rfc.A128KW_KEY)):
        opened = jose.decrypt(jwe, key)
        assert (opened.serialisation, opened.index, opened.count) == ("general", index, 2)
        assert opened.plaintext == LIVE_LONG
        assert opened.shared_unprotected == {"jku": "https://server.example.com/keys.jwks"}
        assert opened.header == rfc.TWO_RECIPIENTS["recipients"][index]["header"]


def test_a_jwk_opens_that_is_encrypted_under_a_password() -> None:
    opened = jose.decrypt(rfc.PBES2_JWE, {"kty": "oct", "k": jose.encode(PASSWORD)})
    assert opened.intermediate["derived_key"].hex() == rfc.PBES2_DERIVED
    assert opened.intermediate["cek"].hex() == rfc.PBES2_CEK
    assert opened.intermediate["salt"].startswith(b"PBES2-HS256+A128KW\0")
    assert jose.parse_object(opened.plaintext)["kid"] == "juliet@capulet.lit"


def test_a_key_wrapped_by_gcm_opens() -> None:
    opened = jose.decrypt(json.dumps(rfc.GCMKW_JWE), rfc.GCMKW_KEY)
    assert opened.protected is not None
    assert jose.encode(opened.intermediate["wrap_iv"]) == opened.protected["iv"]
    assert jose.encode(opened.intermediate["wrap_tag"]) == opened.protected["tag"]
    assert opened.plaintext.startswith(b"You can trust us to stick")


def test_a_compressed_plaintext_is_inflated() -> None:
    opened = jose.decrypt(json.dumps(rfc.ZIP_JWE), rfc.KW_KEY)
    assert jose.encode(opened.intermediate["compressed"]) == rfc.COMPRESSED
    assert opened.plaintext.startswith(b"You can trust us to stick")


def test_additional_authenticated_data_is_given_as_such_and_as_authenticated() -> None:
    opened = jose.decrypt(json.dumps(rfc.AAD_JWE), rfc.KW_KEY)
    assert opened.intermediate["aad_member"].startswith(b'["vcard",')
    segments = (rfc.AAD_JWE["protected"], rfc.AAD_JWE["aad"])
    assert opened.intermediate["aad"] == ".".join(segments).encode()


def test_two_parties_agree_on_the_key_of_rfc_7518() -> None:
    for private, public in ((rfc.ALICE, rfc.BOB), (rfc.BOB, rfc.ALICE)):
        z = agreement.shared_secret(private, jose.public_members(public))
        assert z.hex() == rfc.AGREED_Z
    derived = agreement.derive(z, "A128GCM", 16, apu=b"Alice", apv=b"Bob")
    assert derived.other_info.hex() == rfc.AGREED_INFO
    assert derived.key.hex() == rfc.AGREED_KEY


@pytest.mark.parametrize(
    ("secret", "epk", "receiver", "z"),
    [
        pytest.param(
            rfc.X25519_SECRET, rfc.X25519_EPK, rfc.X25519_BOB, rfc.X25519_Z, id="rfc8037-A.6"
        ),
        pytest.param(rfc.X448_SECRET, rfc.X448_EPK, rfc.X448_DAVE, rfc.X448_Z, id="rfc8037-A.7"),
    ],
)
def test_montgomery_curves_agree(
    secret: str, epk: dict[str, Any], receiver: dict[str, Any], z: str
) -> None:
    ephemeral = {**epk, "d": jose.encode(bytes.fromhex(secret))}
    jose.consistent(ephemeral)
    assert agreement.shared_secret(ephemeral, receiver).hex() == z


@pytest.mark.parametrize("enc", list(rfc.CBC))
def test_cbc_gives_the_test_cases_of_rfc_7518(enc: str) -> None:
    value = {name: bytes.fromhex(octets) for name, octets in rfc.CBC[enc].items()}
    sealed = content.seal(enc, value["K"], value["IV"], value["A"], value["P"])
    assert (sealed.ciphertext, sealed.tag) == (value["E"], value["T"])
    opened = content.unseal(enc, value["K"], sealed)
    assert opened.plaintext == value["P"]
    shown = {"mac_key": "MAC_KEY", "enc_key": "ENC_KEY", "al": "AL", "mac": "M"}
    assert opened.intermediate == {name: value[theirs] for name, theirs in shown.items()}


def test_content_encryption_with_given_key_and_iv_gives_the_same_jwe() -> None:
    for jwe, key in ((rfc.OAEP_JWE, rfc.OAEP_KEY), (rfc.A128KW_JWE, rfc.A128KW_KEY)):
        opened = jose.decrypt(jwe, key)
        assert opened.protected is not None
        steps = opened.intermediate
        sealed = content.seal(
            opened.protected["enc"], steps["cek"], steps["iv"], steps["aad"], opened.plaintext
        )
        assert (sealed.ciphertext, sealed.tag) == (steps["ciphertext"], steps["tag"])


def test_thumbprints_are_those_of_the_rfcs() -> None:
    rsa = "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs"
    assert jose.thumbprint(rfc.THUMBPRINT_KEY) == rsa
    uri = f"urn:ietf:params:oauth:jwk-thumbprint:sha-256:{rsa}"
    assert jose.thumbprint_uri(rfc.THUMBPRINT_KEY) == uri
    assert jose.thumbprint(rfc.ED25519_KEY) == "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k"
    assert jose.thumbprint_input(rfc.ED25519_KEY) == (
        b'{"crv":"Ed25519","kty":"OKP","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}'
    )


@pytest.mark.parametrize(
    ("jws", "key"),
    [
        pytest.param(rfc.HS256_JWS, rfc.HS256_KEY, id="HS256"),
        pytest.param(rfc.RS256_JWS, rfc.RS256_KEY, id="RS256"),
        pytest.param(rfc.ED25519_JWS, rfc.ED25519_KEY, id="EdDSA"),
    ],
)
def test_deterministic_algorithms_give_the_octets_of_the_rfc(jws: str, key: dict[str, Any]) -> None:
    opened = jose.verify(jws, key)
    assert jose.sign(opened.payload, key, opened.protected_text) == jws


def test_an_unencoded_payload_is_signed_as_in_rfc_7797() -> None:
    header = '{"alg":"HS256","b64":false,"crit":["b64"]}'
    assert jose.sign_detached(b"$.02", rfc.HS256_KEY, header) == rfc.UNENCODED_JWS
    flattened = jose.sign_flattened(b"$.02", rfc.HS256_KEY, header)
    assert json.loads(flattened) == rfc.UNENCODED_FLATTENED
    with pytest.raises(jose.NotValid, match="segments instead of 3"):
        jose.sign(b"$.02", rfc.HS256_KEY, header)


def test_json_serialisations_are_made_as_in_rfc_7520() -> None:
    payload = jose.decode(rfc.CONTENT_ONLY["payload"])
    header = rfc.CONTENT_ONLY["header"]
    flattened = jose.sign_flattened(payload, rfc.HMAC_KEY, None, header)
    assert json.loads(flattened) == rfc.CONTENT_ONLY
    third = rfc.THREE_SIGNATURES["signatures"][2]
    signer = jose.Signer(rfc.HMAC_KEY, jose.decode(third["protected"]))
    general = jose.sign_general(payload, [signer])
    assert json.loads(general) == {**rfc.THREE_SIGNATURES, "signatures": [third]}
