"""Genuine tokens of fixed keys, that forgeries are made of."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from jwk_conformance import jose
from jwk_fuzz.forgery.noun import Form, Token, written
from jwk_fuzz.pool import Jwk

PAYLOAD = b'{"sub":"jwk-fuzz"}'
ISSUER = "https://issuer.example"
CLAIMS = b'{"sub":"jwk-fuzz","iss":"https://issuer.example"}'
_WRAPPING = {16: "A128KW", 24: "A192KW", 32: "A256KW"}
_DIRECT = {16: "A128GCM", 24: "A192GCM", 32: "A256GCM", 48: "A192CBC-HS384", 64: "A256CBC-HS512"}
"""Octets of a symmetric key → what it encrypts."""


def signed_by(key: Jwk, alg: str, payload: bytes = PAYLOAD) -> Token:
    """The compact JWS of a payload by a private or symmetric key. Raises NotValid."""
    header = {"alg": alg}
    return Token(jose.sign(payload, key, written(header)), key, payload, header)


def encrypted_to(
    key: Jwk, alg: str, enc: str, payload: bytes = PAYLOAD, form: Form = "compact"
) -> Token:
    """The JWE of a plaintext to a key. Raises NotValid."""
    text = jose.encrypt(payload, jose.Envelope({"alg": alg, "enc": enc}), [jose.To(key)], form)
    segment = text.split(".")[0] if form == "compact" else jose.parse_object(text)["protected"]
    return Token(text, key, payload, jose.parse_object(jose.decode(segment)), form)


def encryption_algorithms(key: Jwk) -> Sequence[tuple[str, str]]:
    """The pairs of alg and enc by which something can be encrypted to a valid key."""
    return _algorithms(key["kty"], key.get("crv", ""), _size(key))


@cache
def _algorithms(kty: str, crv: str, size: int) -> tuple[tuple[str, str], ...]:
    encs = ("A128GCM", "A256GCM", "A128CBC-HS256", "A256CBC-HS512")
    if kty == "oct":
        wrapping = [(_WRAPPING[size], enc) for enc in encs] if size in _WRAPPING else []
        return (*([("dir", _DIRECT[size])] if size in _DIRECT else []), *wrapping)
    if kty == "RSA":
        algs: tuple[str, ...] = ("RSA-OAEP", "RSA-OAEP-256") if size >= 2048 else ()
    else:
        agrees = (kty == "EC" and crv != "secp256k1") or crv in ("X25519", "X448")
        algs = ("ECDH-ES", "ECDH-ES+A128KW", "ECDH-ES+A256KW") if agrees else ()
    return tuple((alg, enc) for alg in algs for enc in encs)


def _size(key: Jwk) -> int:
    """Octets of a symmetric key, bits of a modulus."""
    if key["kty"] == "oct":
        return len(jose.decode(key["k"]))
    return jose.decode_integer(key["n"]).bit_length() if key["kty"] == "RSA" else 0
