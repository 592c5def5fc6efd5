"""ECDH-ES: RFC 7518 section 4.6, and RFC 8037 section 3.2 for X25519 and X448."""

from __future__ import annotations

from dataclasses import dataclass

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, x448, x25519
from cryptography.hazmat.primitives.kdf.concatkdf import ConcatKDFHash

from jwk_conformance.jose.error import NotSupported, NotValid, quoted
from jwk_conformance.jose.key import Jwk, private_key, public_key

CURVES = {"EC": ("P-256", "P-384", "P-521"), "OKP": ("X25519", "X448")}
"""Key type → the curves that ECDH-ES is defined on (for secp256k1 see RFC 8812 section 3.3)."""


@dataclass(frozen=True)
class Derived:
    """A key derived from a shared secret."""

    key: bytes
    other_info: bytes
    """What went into the Concat KDF beside the secret (section 4.6.2)."""


def shared_secret(private_jwk: Jwk, public_jwk: Jwk) -> bytes:
    """Z, by the full length of a coordinate. Which side is the ephemeral one does not matter.

    Raises NotValid where the keys are not on the same curve of CURVES, or where Z is all zero,
    which comes from a point of small order (RFC 7748 section 6 lets us refuse it).
    """
    private, public = private_key(private_jwk), public_key(public_jwk)
    for jwk in (private_jwk, public_jwk):
        if jwk["crv" if jwk["kty"] in CURVES else "kty"] not in CURVES.get(jwk["kty"], ()):
            name = quoted(jwk.get("crv", jwk["kty"]))
            raise NotValid(f"ECDH-ES is not defined for {name}")
    if private_jwk["crv"] != public_jwk["crv"]:
        raise NotValid(f"keys on {private_jwk['crv']} and {public_jwk['crv']} cannot agree")
    try:
        return _exchanged(private, public)
    except UnsupportedAlgorithm as error:
        raise NotSupported(f"no ECDH in this build of cryptography: {error}") from None
    except ValueError:
        raise NotValid("the shared secret is zero: a point of small order") from None


def _exchanged(private: object, public: object) -> bytes:
    if isinstance(private, ec.EllipticCurvePrivateKey) and isinstance(
        public, ec.EllipticCurvePublicKey
    ):
        return private.exchange(ec.ECDH(), public)
    if isinstance(private, x25519.X25519PrivateKey) and isinstance(public, x25519.X25519PublicKey):
        return private.exchange(public)
    if isinstance(private, x448.X448PrivateKey) and isinstance(public, x448.X448PublicKey):
        return private.exchange(public)
    raise NotValid("keys of two kinds cannot agree")


def derive(z: bytes, algorithm: str, octets: int, *, apu: bytes = b"", apv: bytes = b"") -> Derived:
    """The Concat KDF with SHA-256; `algorithm` is `enc` in direct agreement, `alg` otherwise."""
    info = b"".join(_with_length(part) for part in (algorithm.encode("utf-8"), apu, apv))
    info += (8 * octets).to_bytes(4, "big")
    return Derived(ConcatKDFHash(hashes.SHA256(), octets, info).derive(z), info)


def _with_length(octets: bytes) -> bytes:
    return len(octets).to_bytes(4, "big") + octets
