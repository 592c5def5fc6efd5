"""A JWE is refused for every breach of RFC 7516 and RFC 7518 that a recipient can see."""

from __future__ import annotations

import json
import zlib
from collections.abc import Callable
from typing import Any

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.keywrap import aes_key_wrap

from jwk_conformance import jose
from jwk_conformance.jose import agreement, content
from jwk_conformance.rulebook.algorithm import ALGORITHMS
from jwk_conformance.rulebook.value import iv_length

from . import rfc_values as rfc

SECRET = bytes(range(16))
KEY = {"kty": "oct", "k": jose.encode(SECRET)}
HEADER = '{"alg":"A128KW","enc":"A128GCM"}'
CEK = bytes(range(100, 116))
IV = bytes(12)
EXAMPLES = [
    pytest.param(rfc.OAEP_JWE, rfc.OAEP_KEY, id="RSA-OAEP"),
    pytest.param(rfc.RSA15_JWE, rfc.RSA15_KEY, id="RSA1_5"),
    pytest.param(rfc.A128KW_JWE, rfc.A128KW_KEY, id="A128KW"),
]


def forged(
    protected: str | None = HEADER,
    header: dict[str, Any] | None = None,
    plaintext: bytes = b"x",
    **members: Any,
) -> dict[str, Any]:
    """A flattened JWE, genuinely encrypted under A128KW and A128GCM, whatever its headers say."""
    segment = "" if protected is None else jose.encode(protected.encode())
    aad = segment + (f".{members['aad']}" if "aad" in members else "")
    sealed = content.seal("A128GCM", CEK, IV, aad.encode(), plaintext)
    return {
        **({} if protected is None else {"protected": segment}),
        **({} if header is None else {"header": header}),
        "encrypted_key": jose.encode(aes_key_wrap(SECRET, CEK)),
        "iv": jose.encode(sealed.iv),
        "ciphertext": jose.encode(sealed.ciphertext),
        "tag": jose.encode(sealed.tag),
        **members,
    }


def direct(header: dict[str, Any], key: bytes, plaintext: bytes = b"x") -> str:
    """A compact JWE under a key that is used as it is."""
    segment = jose.encode(json.dumps(header).encode())
    iv = bytes(iv_length(header["enc"]))
    sealed = content.seal(header["enc"], key, iv, segment.encode(), plaintext)
    parts = (sealed.iv, sealed.ciphertext, sealed.tag)
    return f"{segment}..{'.'.join(jose.encode(part) for part in parts)}"


def refused(document: dict[str, Any] | str, match: str | None, **how: Any) -> None:
    text = document if isinstance(document, str) else json.dumps(document)
    with pytest.raises(jose.NotValid, match=match):
        jose.decrypt(text, KEY, **how)


def test_the_forger_of_these_tests_makes_what_opens() -> None:
    for document in (
        forged(),
        forged(None, {"alg": "A128KW", "enc": "A128GCM"}),
        forged('{"enc":"A128GCM"}', {"alg": "A128KW"}, aad="YQ"),
    ):
        assert jose.decrypt(json.dumps(document), KEY).plaintext == b"x"


@pytest.mark.parametrize(("jwe", "key"), EXAMPLES)
@pytest.mark.parametrize("segment", [0, 1, 2, 3, 4])
def test_one_flipped_bit_is_refused_in_each_segment(
    jwe: str, key: dict[str, Any], segment: int
) -> None:
    segments = jwe.split(".")
    octets = jose.decode(segments[segment])
    for position in (0, len(octets) // 2, len(octets) - 1):
        changed = bytearray(octets)
        changed[position] ^= 1
        parts = [*segments[:segment], jose.encode(bytes(changed)), *segments[segment + 1 :]]
        with pytest.raises(jose.NotValid):
            jose.decrypt(".".join(parts), key)


@pytest.mark.parametrize("segment", [1, 2, 3, 4])
def test_a_segment_cut_by_an_octet_or_lengthened_is_refused(segment: int) -> None:
    segments = rfc.A128KW_JWE.split(".")
    octets = jose.decode(segments[segment])
    for other in (octets[:-1], octets + b"\0", b""):
        parts = [*segments[:segment], jose.encode(other), *segments[segment + 1 :]]
        with pytest.raises(jose.NotValid):
            jose.decrypt(".".join(parts), rfc.A128KW_KEY)


def test_an_octet_cannot_move_from_the_ciphertext_into_the_tag() -> None:
    document = forged(plaintext=b"plaintext")
    ciphertext, tag = (jose.decode(document[name]) for name in ("ciphertext", "tag"))
    for cut in (1, 4):
        moved = {
            "ciphertext": jose.encode(ciphertext[:-cut]),
            "tag": jose.encode(ciphertext[-cut:] + tag),
        }
        refused({**document, **moved}, f"tag has {16 + cut} octets instead of 16")
    moved = {"ciphertext": jose.encode(ciphertext + tag[:4]), "tag": jose.encode(tag[4:])}
    refused({**document, **moved}, "tag has 12 octets instead of 16")


@pytest.mark.parametrize("length", [8, 16])
def test_a_genuine_gcm_encryption_with_another_iv_length_is_refused(length: int) -> None:
    document, iv = forged(), bytes(length)
    both = AESGCM(CEK).encrypt(iv, b"x", document["protected"].encode())
    parts = {"iv": iv, "ciphertext": both[:-16], "tag": both[-16:]}
    genuine = {name: jose.encode(octets) for name, octets in parts.items()}
    refused({**document, **genuine}, f"IV has {length} octets instead of 12")


def test_a_cbc_mac_over_an_iv_that_is_no_block_is_refused() -> None:
    whole = content.seal("A128CBC-HS256", bytes(32), bytes(16), b"", b"x")
    for length in (12, 32):
        steps = content.cbc_steps("A128CBC-HS256", bytes(32), bytes(length), whole.ciphertext, b"")
        sealed = content.Sealed(bytes(length), whole.ciphertext, steps["mac"][:16], b"")
        with pytest.raises(jose.NotValid, match=f"IV has {length} octets"):
            content.unseal("A128CBC-HS256", bytes(32), sealed)


@pytest.mark.parametrize("ciphertext", [b"", bytes(15), bytes(16), bytes(17)])
def test_a_cbc_ciphertext_without_padding_is_refused_though_its_tag_holds(
    ciphertext: bytes,
) -> None:
    mac = content.cbc_steps("A128CBC-HS256", bytes(32), bytes(16), ciphertext, b"")["mac"]
    sealed = content.Sealed(bytes(16), ciphertext, mac[:16], b"")
    with pytest.raises(jose.NotValid, match="whole blocks"):
        content.unseal("A128CBC-HS256", bytes(32), sealed)


def test_changed_additional_data_is_refused() -> None:
    document = forged(aad=jose.encode(b"bound"))
    refused({**document, "aad": jose.encode(b"other")}, "tag does not hold")
    refused({**document, "aad": ""}, "aad is there and empty")
    del document["aad"]
    refused(document, "tag does not hold")


@pytest.mark.parametrize("text", ["", "....", "a.b.c", "a.b.c.d.e.f", "{", "{}", "[]", "Ā.Ā.Ā.Ā.Ā"])
def test_what_has_not_the_form_is_refused(text: str) -> None:
    refused(text, None)


@pytest.mark.parametrize("thing", [None, 3, b"a.b.c.d.e", ["a"], {}])
def test_what_is_no_text_is_refused(thing: Any) -> None:
    with pytest.raises(jose.NotValid, match="a text"):
        jose.decrypt(thing, KEY)


@pytest.mark.parametrize(
    ("protected", "match"),
    [
        ('{"alg":"A128KW","enc":"A128GCM","enc":"A128GCM"}', "header-duplicate-member"),
        ("{}", "without a member"),
        ('{"enc":"A128GCM"}', "alg is missing"),
        ('{"alg":"A128KW"}', "enc is missing"),
        ('{"alg":"A128KW","enc":3}', "enc is not a string"),
        ('{"alg":"A128KW","enc":"A128CBC"}', "no such content encryption"),
        ('{"alg":"none","enc":"A128GCM"}', "no such key management"),
        ('{"alg":"A128KW","enc":"A128GCM","zip":"GZ"}', "no such compression"),
        ('{"alg":"A128KW","enc":"A128GCM","zip":null}', "no such compression"),
        ('{"alg":"A128KW","enc":"A128GCM","crit":["exp"],"exp":1}', "not understood"),
        ('{"alg":"A128KW","enc":"A128GCM","crit":["b64"],"b64":true}', "not understood"),
        ('{"alg":"A128KW","enc":"A128GCM","crit":["zip"],"zip":"DEF"}', "crit-registered-jwe"),
        ('{"alg":"A128KW","enc":"A256GCM"}', "16 octets instead of 32"),
        ('{"alg":"A192KW","enc":"A128GCM"}', "16 octets instead of 24"),
        ('{"alg":"RSA-OAEP","enc":"A128GCM"}', "use-kty"),
        ('{"alg":"dir","enc":"A128GCM"}', "with an encrypted key"),
        ('{"alg":"ECDH-ES","enc":"A128GCM"}', "epk-missing"),
    ],
)
def test_a_protected_header_keeps_its_rules(protected: str, match: str) -> None:
    refused(forged(protected), match)


@pytest.mark.parametrize(
    ("protected", "header", "unprotected", "match"),
    [
        (HEADER, {"enc": "A128GCM"}, None, "two parts"),
        (HEADER, None, {"alg": "A128KW"}, "two parts"),
        (HEADER, {"kid": "a"}, {"kid": "a"}, "two parts"),
        (HEADER, {}, None, "has no member"),
        (HEADER, None, {}, "has no member"),
        (HEADER, {"zip": "DEF"}, None, "zip is not integrity-protected"),
        (HEADER, None, {"crit": ["x"], "x": 1}, "crit is not integrity-protected"),
        (HEADER, {"kid": 1}, None, "kid is not a string"),
    ],
)
def test_an_unprotected_header_keeps_its_rules(
    protected: str, header: Any, unprotected: Any, match: str
) -> None:
    members = {} if unprotected is None else {"unprotected": unprotected}
    refused(forged(protected, header, **members), match)


@pytest.mark.parametrize(
    ("change", "match"),
    [
        (lambda document: document.pop("iv"), "iv is missing"),
        (lambda document: document.pop("tag"), "tag is missing"),
        (lambda document: document.pop("ciphertext"), "ciphertext is missing"),
        (lambda document: document.pop("encrypted_key"), "without an encrypted key"),
        (lambda document: document.update(encrypted_key=""), "is there and empty"),
        (lambda document: document.update(tag=""), "is there and empty"),
        (lambda document: document.update(iv=3), "iv is not a string"),
        (lambda document: document.update(protected=""), "member-empty"),
        (lambda document: document.update(recipients=[]), "both recipients"),
    ],
)
def test_the_json_serialisation_has_its_members(
    change: Callable[[dict[str, Any]], object], match: str
) -> None:
    document = forged()
    change(document)
    refused(document, match)


@pytest.mark.parametrize("recipients", [[], {}, None, "x", [1], [[]]])
def test_recipients_is_an_array_of_objects(recipients: Any) -> None:
    document = forged()
    del document["encrypted_key"]
    refused({**document, "recipients": recipients}, "recipient")


def test_recipients_agree_on_enc() -> None:
    document = forged('{"alg":"A128KW"}')
    encrypted_key = document.pop("encrypted_key")
    recipients = [
        {"header": {"enc": enc}, "encrypted_key": encrypted_key} for enc in ("A128GCM", "A256GCM")
    ]
    refused({**document, "recipients": recipients}, "enc differs")
    assert jose.decrypt(json.dumps({**document, "recipients": recipients[:1]}), KEY).count == 1


def test_a_recipient_with_an_unknown_algorithm_hides_no_other() -> None:
    document = forged('{"enc":"A128GCM"}')
    encrypted_key = document.pop("encrypted_key")
    recipients = [
        {"header": {"alg": alg}, "encrypted_key": encrypted_key} for alg in ("future", "A128KW")
    ]
    opened = jose.decrypt(json.dumps({**document, "recipients": recipients}), KEY)
    assert (opened.index, opened.count, opened.header) == (1, 2, {"alg": "A128KW"})


def test_both_algorithms_have_to_be_accepted() -> None:
    text = json.dumps(forged())
    assert jose.decrypt(text, KEY, algorithms={"A128KW", "A128GCM"}).count == 1
    refused(text, "not accepted", algorithms={"A128KW"})
    refused(text, "not accepted", algorithms={"A128GCM"})


def deflated(plaintext: bytes) -> bytes:
    deflater = zlib.compressobj(wbits=-15)
    return deflater.compress(plaintext) + deflater.flush()


ZIPPED = '{"alg":"A128KW","enc":"A128GCM","zip":"DEF"}'


def test_a_plaintext_is_inflated_up_to_the_limit_and_no_further() -> None:
    text = json.dumps(forged(ZIPPED, plaintext=deflated(bytes(250_000))))
    assert jose.decrypt(text, KEY).plaintext == bytes(250_000)
    refused(text, "over 249999 octets", inflated_limit=249_999)
    bomb = json.dumps(forged(ZIPPED, plaintext=deflated(bytes(30_000_000))))
    refused(bomb, "over 250000 octets")


@pytest.mark.parametrize(
    ("compressed", "match"),
    [
        (b"", "has no end"),
        (deflated(b"plaintext")[:-1], "has no end"),
        (deflated(b"plaintext") + b"\0", "after its end"),
        (zlib.compress(b"plaintext"), "does not inflate"),
        (b"\xff\xff", "does not inflate"),
    ],
)
def test_what_is_no_deflate_stream_is_refused(compressed: bytes, match: str) -> None:
    refused(forged(ZIPPED, plaintext=compressed), match)


@pytest.mark.parametrize("enc", list(content.ALGORITHMS))
def test_a_direct_key_has_the_length_of_its_encryption(enc: str) -> None:
    length = ALGORITHMS[enc].octets
    text = direct({"alg": "dir", "enc": enc}, bytes(length))
    key = {"kty": "oct", "k": jose.encode(bytes(length))}
    assert jose.decrypt(text, key).plaintext == b"x"
    for other in (length - 1, length + 1, 0):
        with pytest.raises(jose.NotValid, match=f"instead of {length}"):
            jose.decrypt(text, {"kty": "oct", "k": jose.encode(bytes(other))})


@pytest.mark.parametrize(
    ("changed", "match"),
    [
        ({"p2s": jose.encode(bytes(7))}, "fewer than 8 octets"),
        ({"p2s": 1}, "p2s is not a string"),
        ({"p2c": 0}, "positive integer"),
        ({"p2c": -1}, "positive integer"),
        ({"p2c": 4096.0}, "positive integer"),
        ({"p2c": True}, "positive integer"),
        ({"p2c": None}, "positive integer"),
        ({"p2c": 10**9}, "over the limit"),
        ({"p2c": 4095}, "does not unwrap"),
    ],
)
def test_the_parameters_of_a_password_keep_their_rules(changed: dict[str, Any], match: str) -> None:
    segments = rfc.PBES2_JWE.split(".")
    header = {**json.loads(jose.decode(segments[0])), **changed}
    segments[0] = jose.encode(json.dumps(header).encode())
    key = {"kty": "oct", "k": jose.encode(b"Thus from my lips, by yours, my sin is purged.")}
    with pytest.raises(jose.NotValid, match=match):
        jose.decrypt(".".join(segments), key)


@pytest.mark.parametrize(
    ("changed", "match"),
    [
        ({"iv": jose.encode(bytes(16))}, r"in the header has \d+ octets instead"),
        ({"tag": jose.encode(bytes(12))}, r"in the header has \d+ octets instead"),
        ({"iv": None}, "iv is not a string"),
        ({"tag": jose.encode(bytes(16))}, "does not decrypt"),
    ],
)
def test_the_parameters_of_gcm_wrapping_keep_their_rules(
    changed: dict[str, Any], match: str
) -> None:
    header = {**json.loads(jose.decode(rfc.GCMKW_JWE["protected"])), **changed}
    document = {**rfc.GCMKW_JWE, "protected": jose.encode(json.dumps(header).encode())}
    with pytest.raises(jose.NotValid, match=match):
        jose.decrypt(json.dumps(document), rfc.GCMKW_KEY)


def agreed(epk: Any, **header: Any) -> str:
    """A JWE for Bob of RFC 7518 appendix C, encrypted with what he and Alice agree on."""
    z = agreement.shared_secret(rfc.BOB, jose.public_members(rfc.ALICE))
    key = agreement.derive(z, "A128GCM", 16).key
    return direct({"alg": "ECDH-ES", "enc": "A128GCM", "epk": epk, **header}, key)


def test_an_ephemeral_key_is_a_public_key_on_the_same_curve() -> None:
    public = jose.public_members(rfc.ALICE)
    assert jose.decrypt(agreed(public), rfc.BOB).plaintext == b"x"
    off = {**public, "y": jose.encode(bytes(31) + b"\1")}
    for epk, match in (
        (rfc.ALICE, "private member"),
        (None, "epk is missing or not an object"),
        ([], "epk is missing or not an object"),
        (off, "ec-off-curve"),
        ({**public, "x": public["x"][:-2]}, "octets|bits"),
        (jose.public_members(rfc.ES512_KEY), "cannot agree"),
        (rfc.X25519_EPK, "cannot agree"),
        (jose.public_members(rfc.ED25519_KEY), "cannot agree"),
    ):
        with pytest.raises(jose.NotValid, match=match):
            jose.decrypt(agreed(epk), rfc.BOB)


@pytest.mark.parametrize("value", [None, 3, "a", "QWxpY2U="])
def test_party_information_is_base64url(value: Any) -> None:
    with pytest.raises(jose.NotValid, match="apu"):
        jose.decrypt(agreed(jose.public_members(rfc.ALICE), apu=value), rfc.BOB)


def test_party_information_goes_into_the_key() -> None:
    with pytest.raises(jose.NotValid, match="tag does not hold"):
        jose.decrypt(agreed(jose.public_members(rfc.ALICE), apu="QWxpY2U"), rfc.BOB)


@pytest.mark.parametrize("u", [0, 1])
def test_a_point_of_small_order_gives_no_secret(u: int) -> None:
    private = {**rfc.X25519_EPK, "d": jose.encode(bytes.fromhex(rfc.X25519_SECRET))}
    low = {"kty": "OKP", "crv": "X25519", "x": jose.encode(bytes([u]) + bytes(31))}
    with pytest.raises(jose.NotValid, match="shared secret is zero"):
        agreement.shared_secret(private, low)


def test_a_public_key_decrypts_nothing() -> None:
    with pytest.raises(jose.NotValid, match="without d"):
        jose.decrypt(rfc.OAEP_JWE, jose.public_members(rfc.OAEP_KEY))
