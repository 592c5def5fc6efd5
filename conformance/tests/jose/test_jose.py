"""The suite's own JOSE code against tokens minted by jwcrypto, and against damage."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jwcrypto import jwe as minted_jwe
from jwcrypto import jwk as minted_jwk
from jwcrypto import jws as minted_jws

from jwk_conformance import jose

KEYS: dict[str, dict[str, Any]] = {
    "RSA": {"kty": "RSA", "size": 2048},
    **{crv: {"kty": "EC", "crv": crv} for crv in ("P-256", "P-384", "P-521", "secp256k1")},
    **{crv: {"kty": "OKP", "crv": crv} for crv in ("Ed25519", "Ed448", "X25519", "X448")},
    **{f"oct{bits}": {"kty": "oct", "size": bits} for bits in (128, 192, 256, 384, 512)},
}
SIGNATURES = [
    *((alg, "RSA") for alg in ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512")),
    *(("HS256", "oct256"), ("HS384", "oct384"), ("HS512", "oct512")),
    *(("ES256", "P-256"), ("ES384", "P-384"), ("ES512", "P-521"), ("ES256K", "secp256k1")),
    *(("EdDSA", "Ed25519"), ("EdDSA", "Ed448")),
]
MANAGEMENT = [
    *((alg, "RSA") for alg in ("RSA1_5", "RSA-OAEP", "RSA-OAEP-256")),
    *(("A128KW", "oct128"), ("A192KW", "oct192"), ("A256KW", "oct256")),
    *(("A128GCMKW", "oct128"), ("A192GCMKW", "oct192"), ("A256GCMKW", "oct256")),
    *((f"ECDH-ES{wrap}", "P-256") for wrap in ("", "+A128KW", "+A192KW", "+A256KW")),
    *(("ECDH-ES", crv) for crv in ("P-384", "P-521", "X25519", "X448")),
    *((alg, "oct256") for alg in ("PBES2-HS256+A128KW", "PBES2-HS512+A256KW")),
]
ENCRYPTION = (
    *("A128GCM", "A192GCM", "A256GCM"),
    *("A128CBC-HS256", "A192CBC-HS384", "A256CBC-HS512"),
)


@pytest.fixture(scope="module")
def keys() -> dict[str, minted_jwk.JWK]:
    return {name: minted_jwk.JWK.generate(**how) for name, how in KEYS.items()}


def signed(key: minted_jwk.JWK, alg: str, compact: bool) -> str:
    token = minted_jws.JWS(b"payload")
    token.add_signature(key, alg, json.dumps({"alg": alg}), None)
    return str(token.serialize(compact=compact))


def encrypted(key: minted_jwk.JWK, header: dict[str, Any], compact: bool = True) -> str:
    token = minted_jwe.JWE(
        b"plaintext" * 9, json.dumps(header), algs=[header["alg"], header["enc"]]
    )
    token.add_recipient(key)
    return str(token.serialize(compact=compact))


def exported(key: minted_jwk.JWK) -> dict[str, Any]:
    members: dict[str, Any] = key.export(as_dict=True)
    return members


@pytest.mark.parametrize(("alg", "name"), SIGNATURES)
@pytest.mark.parametrize("compact", [True, False])
def test_a_genuine_signature_opens_and_a_damaged_one_does_not(
    keys: dict[str, minted_jwk.JWK], alg: str, name: str, compact: bool
) -> None:
    token = signed(keys[name], alg, compact)
    assert jose.verify(token, exported(keys[name])).payload == b"payload"
    damaged = token.replace("cGF5bG9hZA", "cGF5bG9hZB" if compact else "cGF5bG9hZQ")
    with pytest.raises(jose.NotValid):
        jose.verify(damaged, exported(keys[name]))


@pytest.mark.parametrize(("alg", "name"), MANAGEMENT)
def test_every_key_management_opens(keys: dict[str, minted_jwk.JWK], alg: str, name: str) -> None:
    token = encrypted(keys[name], {"alg": alg, "enc": "A128CBC-HS256"})
    assert jose.decrypt(token, exported(keys[name])).plaintext == b"plaintext" * 9


@pytest.mark.parametrize("enc", ENCRYPTION)
@pytest.mark.parametrize("compact", [True, False])
def test_every_content_encryption_opens_and_notices_damage(
    keys: dict[str, minted_jwk.JWK], enc: str, compact: bool
) -> None:
    key = keys["oct128"]
    token = encrypted(key, {"alg": "A128KW", "enc": enc, "zip": "DEF"}, compact)
    assert jose.decrypt(token, exported(key)).plaintext == b"plaintext" * 9
    if compact:
        segments = token.split(".")
        for position in range(1, 5):
            octets = bytearray(jose.decode(segments[position]))
            octets[0] ^= 1
            changed = [*segments[:position], jose.encode(bytes(octets)), *segments[position + 1 :]]
            with pytest.raises(jose.NotValid):
                jose.decrypt(".".join(changed), exported(key))


@pytest.mark.parametrize("name", [name for name in KEYS if not name.startswith("oct")])
def test_a_key_of_another_is_not_consistent(keys: dict[str, minted_jwk.JWK], name: str) -> None:
    own, other = exported(keys[name]), exported(minted_jwk.JWK.generate(**KEYS[name]))
    jose.consistent(own)
    with pytest.raises(jose.NotValid):
        jose.consistent({**own, "d": other["d"]})


@pytest.mark.parametrize("name", list(KEYS))
def test_thumbprints_agree_with_the_minting_library(
    keys: dict[str, minted_jwk.JWK], name: str
) -> None:
    assert jose.thumbprint(exported(keys[name])) == keys[name].thumbprint()


def test_a_short_hmac_key_is_refused() -> None:
    key = minted_jwk.JWK(kty="oct", k=jose.encode(b"short"))
    with pytest.raises(jose.NotValid, match="shorter"):
        jose.verify("eyJhbGciOiJIUzI1NiJ9.cGF5.AAAA", exported(key))


def test_an_unknown_critical_extension_is_refused(keys: dict[str, minted_jwk.JWK]) -> None:
    header = jose.encode(b'{"alg":"HS256","crit":["exp"],"exp":1}')
    with pytest.raises(jose.NotValid, match="not understood"):
        jose.verify(f"{header}.cGF5.AAAA", exported(keys["oct256"]))


def test_an_ecdsa_signature_of_another_length_is_refused(keys: dict[str, minted_jwk.JWK]) -> None:
    token = signed(keys["P-256"], "ES256", True)
    header, payload, signature = token.split(".")
    longer = jose.encode(b"\0" + jose.decode(signature) + b"\0")
    with pytest.raises(jose.NotValid, match="octets"):
        jose.verify(f"{header}.{payload}.{longer}", exported(keys["P-256"]))


@given(st.binary(max_size=80))
def test_base64url_reads_what_it_writes(octets: bytes) -> None:
    assert jose.decode(jose.encode(octets)) == octets


@given(st.text(alphabet="AB_-=+/ \n.ä", max_size=12))
def test_base64url_reads_nothing_it_would_not_write(text: str) -> None:
    try:
        assert jose.encode(jose.decode(text)) == text
    except jose.NotValid:
        return


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=6),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["alg", "enc", "kty", "crv", "x", "y", "n", "e", "k", "d", "epk"]),
            inner,
        )
    ),
    max_leaves=8,
)


@settings(deadline=None)
@given(JSON, JSON, st.sampled_from(["RSA", "EC", "OKP", "oct"]))
def test_nothing_but_not_valid_is_raised(header: Any, members: Any, kty: str) -> None:
    key = {**(members if isinstance(members, dict) else {}), "kty": kty}
    protected = jose.encode(json.dumps(header).encode())
    flattened = json.dumps(
        {"protected": protected, "payload": header, "signature": "", "x": members}
    )
    for call in (
        lambda: jose.verify(f"{protected}.e30.AAAA", key),
        lambda: jose.verify(flattened, key),
        lambda: jose.decrypt(f"{protected}.AAAA.AAAA.AAAA.AAAA", key),
        lambda: jose.decrypt(flattened, key),
        lambda: jose.consistent(key),
        lambda: jose.thumbprint(key),
    ):
        try:
            call()
        except jose.NotValid:
            continue
