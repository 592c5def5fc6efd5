"""Making JWSs and JWEs to the octet: what a well-behaved library would not let us write."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import (
    ec,
    ed448,
    ed25519,
    padding,
    rsa,
    utils,
    x448,
    x25519,
)
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from authoring.build import b64, text, unb64
from authoring.suite import Jwk, minted, thumbprint

HASHES: dict[str, hashes.HashAlgorithm] = {
    "256": hashes.SHA256(),
    "384": hashes.SHA384(),
    "512": hashes.SHA512(),
}
CURVES: dict[str, ec.EllipticCurve] = {
    "P-256": ec.SECP256R1(),
    "P-384": ec.SECP384R1(),
    "P-521": ec.SECP521R1(),
    "secp256k1": ec.SECP256K1(),
}
PRIVATE_OKP: dict[str, Callable[[bytes], Any]] = {
    "Ed25519": ed25519.Ed25519PrivateKey.from_private_bytes,
    "Ed448": ed448.Ed448PrivateKey.from_private_bytes,
    "X25519": x25519.X25519PrivateKey.from_private_bytes,
    "X448": x448.X448PrivateKey.from_private_bytes,
}
Edwards = ed25519.Ed25519PrivateKey | ed448.Ed448PrivateKey
EDWARDS: dict[str, Callable[[bytes], Edwards]] = {
    "Ed25519": ed25519.Ed25519PrivateKey.from_private_bytes,
    "Ed448": ed448.Ed448PrivateKey.from_private_bytes,
}
PUBLIC_OKP: dict[str, Callable[[bytes], object]] = {
    "Ed25519": ed25519.Ed25519PublicKey.from_public_bytes,
    "Ed448": ed448.Ed448PublicKey.from_public_bytes,
    "X25519": x25519.X25519PublicKey.from_public_bytes,
    "X448": x448.X448PublicKey.from_public_bytes,
}
PAYLOAD = b'{"sub":"jwk-conformance"}'


def integer(value: str) -> int:
    """An integer from its base64url form."""
    return int.from_bytes(unb64(value), "big")


def unsigned(value: int, length: int = 0) -> str:
    """An integer in base64url, in as few octets as it needs, or in as many as told."""
    return b64(value.to_bytes(length or max(1, (value.bit_length() + 7) // 8), "big"))


def rsa_key(jwk: Jwk) -> rsa.RSAPrivateKey:
    """A private RSA key with two primes."""
    return _rsa_key(*(integer(jwk[name]) for name in ("p", "q", "d", "dp", "dq", "qi", "e", "n")))


@cache  # each is checked when it is made, which takes OpenSSL longer than a signature
def _rsa_key(
    p: int, q: int, d: int, dp: int, dq: int, qi: int, e: int, n: int
) -> rsa.RSAPrivateKey:
    public = rsa.RSAPublicNumbers(e, n)
    return rsa.RSAPrivateNumbers(p, q, d, dp, dq, qi, public).private_key()


def ec_key(jwk: Jwk) -> ec.EllipticCurvePrivateKey:
    """A private EC key."""
    return ec.derive_private_key(integer(jwk["d"]), CURVES[jwk["crv"]])


def public_pem(jwk: Jwk) -> str:
    """The public part of an RSA, EC or OKP key as PEM."""
    if jwk["kty"] == "OKP":
        key: Any = PUBLIC_OKP[jwk["crv"]](unb64(jwk["x"]))
    else:
        key = (rsa_key(jwk) if jwk["kty"] == "RSA" else ec_key(jwk)).public_key()
    form = serialization.PublicFormat.SubjectPublicKeyInfo
    return bytes(key.public_bytes(serialization.Encoding.PEM, form)).decode("ascii")


def public_okp(crv: str, d: bytes) -> bytes:
    """The public octets of an OKP key with these private ones."""
    return bytes(PRIVATE_OKP[crv](d).public_key().public_bytes_raw())


def ml_dsa_key(alg: str, seed: bytes) -> Any:
    """A private ML-DSA key; minting one needs a build of `cryptography` that has them."""
    from cryptography.hazmat.primitives.asymmetric import mldsa

    return getattr(mldsa, f"{alg.replace('-', '')}PrivateKey").from_seed_bytes(seed)


def private_pem(jwk: Jwk) -> str:
    """An RSA, EC or OKP key as unencrypted PKCS #8 in PEM."""
    if jwk["kty"] == "OKP":
        key: Any = PRIVATE_OKP[jwk["crv"]](unb64(jwk["d"]))
    else:
        key = rsa_key(jwk) if jwk["kty"] == "RSA" else ec_key(jwk)
    form, bare = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    return bytes(key.private_bytes(serialization.Encoding.PEM, form, bare)).decode("ascii")


def signature(jwk: Jwk, alg: str, signed: bytes) -> bytes:
    """A JWS signature or MAC by a private key of the suite."""
    family, bits = alg[:2], alg[2:5]
    if family == "HS":
        return hmac.digest(unb64(jwk["k"]), signed, f"sha{bits}")
    if family == "RS":
        return rsa_key(jwk).sign(signed, padding.PKCS1v15(), HASHES[bits])
    if family == "Ed":
        d = unb64(jwk["d"])
        if jwk["crv"] == "Ed25519":
            return ed25519.Ed25519PrivateKey.from_private_bytes(d).sign(signed)
        return ed448.Ed448PrivateKey.from_private_bytes(d).sign(signed)
    name = (f"{alg} signature", thumbprint(jwk), signed.hex())
    return unb64(minted(*name, make=lambda: b64(_by_chance(jwk, alg, signed))))


def _by_chance(jwk: Jwk, alg: str, signed: bytes) -> bytes:
    if alg.startswith("ML-DSA"):
        return bytes(ml_dsa_key(alg, unb64(jwk["priv"])).sign(signed))
    digest = HASHES[alg[2:5]]
    if alg.startswith("PS"):
        pss = padding.PSS(padding.MGF1(digest), digest.digest_size)
        return rsa_key(jwk).sign(signed, pss, digest)
    private = ec_key(jwk)
    size = (private.curve.key_size + 7) // 8
    r, s = utils.decode_dss_signature(private.sign(signed, ec.ECDSA(digest)))
    return r.to_bytes(size, "big") + s.to_bytes(size, "big")


def signing_input(protected: bytes, payload: bytes = PAYLOAD) -> bytes:
    """What is signed: header and payload in base64url, joined by a period."""
    return f"{b64(protected)}.{b64(payload)}".encode("ascii")


def header(**members: Any) -> bytes:
    """A header as compact JSON."""
    return text(members).encode("utf-8")


def jws(jwk: Jwk, alg: str, protected: bytes | None = None, payload: bytes = PAYLOAD) -> str:
    """A compact JWS; the protected header names the algorithm unless it is given."""
    signed = signing_input(header(alg=alg) if protected is None else protected, payload)
    return f"{signed.decode('ascii')}.{b64(signature(jwk, alg, signed))}"


def flattened(token: str, **unprotected: Any) -> str:
    """A compact JWS or JWE in the flattened serialisation."""
    parts = token.split(".")
    more = {"header": unprotected} if unprotected else {}
    if len(parts) == 3:
        protected, payload, value = parts
        return text({"payload": payload, "protected": protected, **more, "signature": value})
    names = ("protected", "encrypted_key", "iv", "ciphertext", "tag")
    return text({n: part for n, part in zip(names, parts, strict=True) if part} | more)


def general(token: str) -> str:
    """A compact JWS or JWE in the general serialisation, for one signer or recipient."""
    flat = json.loads(flattened(token))
    if "payload" in flat:
        signer = {"protected": flat["protected"], "signature": flat["signature"]}
        return text({"payload": flat["payload"], "signatures": [signer]})
    recipient = {"encrypted_key": flat.pop("encrypted_key")} if "encrypted_key" in flat else {}
    protected = flat.pop("protected")
    return text({"protected": protected, "recipients": [recipient], **flat})


SERIALISED: dict[str, Callable[[str], str]] = {
    "compact": str,
    "flattened": flattened,
    "general": general,
}


def jwe(jwk: Jwk, alg: str, enc: str, plaintext: bytes = PAYLOAD) -> str:
    """A compact JWE to a key, every parameter in the protected header."""

    def make() -> str:
        from jwcrypto.jwe import JWE
        from jwcrypto.jwk import JWK

        token = JWE(plaintext, text({"alg": alg, "enc": enc}), algs=[alg, enc])
        token.add_recipient(JWK(**jwk))
        return str(token.serialize(compact=True))

    return minted(f"{alg} {enc}", thumbprint(jwk), plaintext.hex(), make=make)


def seal(
    cek: bytes, protected: bytes, plaintext: bytes = PAYLOAD, *, iv: bytes = bytes(range(12))
) -> str:
    """A compact JWE by AES GCM under a content encryption key, with an empty encrypted key."""
    head = b64(protected)
    sealed = AESGCM(cek).encrypt(iv, plaintext, head.encode("ascii"))
    return f"{head}..{b64(iv)}.{b64(sealed[:-16])}.{b64(sealed[-16:])}"


def agreed_key(z: bytes, algorithm: str, length: int) -> bytes:
    """The Concat KDF of RFC 7518 section 4.6.2 without party information, up to 32 octets."""
    name = algorithm.encode("ascii")
    info = len(name).to_bytes(4, "big") + name + bytes(8) + (8 * length).to_bytes(4, "big")
    return hashlib.sha256(b"\x00\x00\x00\x01" + z + info).digest()[:length]


def pkcs1_encoded(signed: bytes, length: int) -> bytes:
    """EMSA-PKCS1-v1_5 with SHA-256: what RSA with e = 1 takes for a signature."""
    info = bytes.fromhex("3031300d060960864801650304020105000420") + hashlib.sha256(signed).digest()
    return b"\x00\x01" + b"\xff" * (length - len(info) - 3) + b"\x00" + info


def rsa_by_exponent(jwk: Jwk) -> str:
    """A compact JWS by RS256 of the usual payload, computed from n and d alone."""
    signed, n = signing_input(header(alg="RS256")), integer(jwk["n"])
    length = (n.bit_length() + 7) // 8

    def make() -> str:
        power = pow(int.from_bytes(pkcs1_encoded(signed, length), "big"), integer(jwk["d"]), n)
        return b64(power.to_bytes(length, "big"))

    value = minted("RS256 by exponent", thumbprint(jwk), signed.hex(), make=make)
    return f"{signed.decode('ascii')}.{value}"


def damaged(jwk: Mapping[str, Any], *, without: str = "", **members: Any) -> dict[str, Any]:
    """A key with members replaced, or without one."""
    return {name: value for name, value in {**jwk, **members}.items() if name != without}
