"""From keys of `cryptography` to JWKs: fresh ones, and those in PEM (RFC 7468)."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from typing import Any

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed448, ed25519, rsa, x448, x25519

from jwk_conformance.jose.base64url import encode, encode_integer
from jwk_conformance.jose.enforce import enforce
from jwk_conformance.jose.error import NotSupported, NotValid, quoted
from jwk_conformance.jose.key import AnyKey, private_key, public_key
from jwk_conformance.rulebook import Key, lossless
from jwk_conformance.rulebook.curve import EC

USUAL_EXPONENT, USUAL_BITS, USUAL_SECRET = 65537, 2048, 256

_OKP: dict[str, tuple[type, type, Callable[[], Any]]] = {
    "Ed25519": (
        ed25519.Ed25519PublicKey,
        ed25519.Ed25519PrivateKey,
        ed25519.Ed25519PrivateKey.generate,
    ),
    "Ed448": (ed448.Ed448PublicKey, ed448.Ed448PrivateKey, ed448.Ed448PrivateKey.generate),
    "X25519": (x25519.X25519PublicKey, x25519.X25519PrivateKey, x25519.X25519PrivateKey.generate),
    "X448": (x448.X448PublicKey, x448.X448PrivateKey, x448.X448PrivateKey.generate),
}


def generate(kty: str, crv: str = "", bits: int = 0) -> Key:
    """A fresh private or symmetric key. Raises NotValid where no such key is made."""
    try:
        if kty == "oct":
            octets, rest = divmod(bits or USUAL_SECRET, 8)
            if rest or octets < 1:
                raise NotValid(f"no secret of {bits} bits")
            return _key({"kty": "oct", "k": encode(secrets.token_bytes(octets))})
        if kty == "RSA":
            return _key(jwk_of(rsa.generate_private_key(USUAL_EXPONENT, bits or USUAL_BITS)))
        if kty == "EC" and crv in EC:
            return _key(jwk_of(ec.generate_private_key(EC[crv].curve)))
        if kty == "OKP" and crv in _OKP:
            return _key(jwk_of(_OKP[crv][2]()))
    except UnsupportedAlgorithm as error:
        raise NotSupported(f"no {crv} in this build of cryptography: {error}") from None
    except ValueError as error:
        raise error if isinstance(error, NotValid) else NotValid(f"no such key: {error}") from None
    raise NotSupported(f"no such key is made here: {quoted(kty)} {quoted(crv)}")


def _key(jwk: dict[str, Any]) -> Key:
    key = Key(lossless(jwk))
    enforce(key)
    return key


def from_pem(pem: str) -> Key:
    """The key in a PEM text, public (SubjectPublicKeyInfo) or private. Raises NotValid."""
    try:
        octets = pem.encode("ascii")
        if "PRIVATE KEY" in pem:
            return _key(jwk_of(serialization.load_pem_private_key(octets, None)))
        return _key(jwk_of(serialization.load_pem_public_key(octets)))
    except UnsupportedAlgorithm as error:
        raise NotSupported(f"no such key in this build of cryptography: {error}") from None
    except (ValueError, TypeError) as error:
        raise error if isinstance(error, NotValid) else NotValid(f"not PEM: {error}") from None


def public_pem(jwk: AnyKey) -> str:
    """The public key as SubjectPublicKeyInfo in PEM. Raises NotValid."""
    octets = public_key(jwk).public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    return octets.decode("ascii")


def private_pem(jwk: AnyKey) -> str:
    """The private key as unencrypted PKCS #8 in PEM. Raises NotValid."""
    octets = private_key(jwk).private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    return octets.decode("ascii")


def jwk_of(key: object) -> dict[str, Any]:
    """The JWK of a key of `cryptography`. Raises NotSupported where no JWK has such a key."""
    if isinstance(key, rsa.RSAPrivateKey):
        private = key.private_numbers()
        numbers = {
            "d": private.d,
            "p": private.p,
            "q": private.q,
            "dp": private.dmp1,
            "dq": private.dmq1,
            "qi": private.iqmp,
        }
        encoded = {name: encode_integer(value) for name, value in numbers.items()}
        return {**jwk_of(key.public_key()), **encoded}
    if isinstance(key, rsa.RSAPublicKey):
        public = key.public_numbers()
        return {"kty": "RSA", "n": encode_integer(public.n), "e": encode_integer(public.e)}
    if isinstance(key, ec.EllipticCurvePrivateKey):
        crv = _named(key.curve)
        d = key.private_numbers().private_value
        return {**jwk_of(key.public_key()), "d": encode(d.to_bytes(EC[crv].octets, "big"))}
    if isinstance(key, ec.EllipticCurvePublicKey):
        crv, point = _named(key.curve), key.public_numbers()
        x, y = (encode(value.to_bytes(EC[crv].octets, "big")) for value in (point.x, point.y))
        return {"kty": "EC", "crv": crv, "x": x, "y": y}
    for crv, (public_kind, private_kind, _) in _OKP.items():
        if isinstance(key, public_kind):
            return {"kty": "OKP", "crv": crv, "x": encode(_raw(key))}
        if isinstance(key, private_kind):
            return {**jwk_of(_public(key)), "d": encode(_raw_private(key))}
    raise NotSupported("no JWK has a key of this kind")


def _raw(key: Any) -> bytes:
    octets: bytes = key.public_bytes_raw()
    return octets


def _raw_private(key: Any) -> bytes:
    octets: bytes = key.private_bytes_raw()
    return octets


def _public(key: Any) -> object:
    return key.public_key()


def _named(curve: ec.EllipticCurve) -> str:
    for crv, one in EC.items():
        if one.curve.name == curve.name:
            return crv
    raise NotSupported(f"no JWK is on the curve {curve.name}")
