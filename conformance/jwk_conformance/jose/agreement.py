"""ECDH-ES: RFC 7518 section 4.6, and RFC 8037 section 3.2 for X25519 and X448."""

from __future__ import annotations

from dataclasses import dataclass

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, x448, x25519
from cryptography.hazmat.primitives.kdf.concatkdf import ConcatKDFHash

from jwk_conformance.jose.base64url import encode
from jwk_conformance.jose.enforce import enforce
from jwk_conformance.jose.error import NotSupported, NotValid
from jwk_conformance.jose.key import AnyKey, curve, fitted, integer, kind, material, public_key
from jwk_conformance.rulebook import Key
from jwk_conformance.rulebook.curve import EC, OKP, Weierstrass
from jwk_conformance.rulebook.use import Agreement, Use

_MONTGOMERY = {"Ed25519": "X25519", "Ed448": "X448"}


@dataclass(frozen=True)
class Derived:
    """A key derived from a shared secret."""

    key: bytes
    other_info: bytes
    """What went into the Concat KDF beside the secret (section 4.6.2)."""


def shared_secret(private_jwk: AnyKey, public_jwk: AnyKey) -> bytes:
    """Z, by the full length of a coordinate. Which side is the ephemeral one does not matter.

    Raises NotValid where the keys are not on the same curve of those that ECDH-ES is defined on,
    or where Z is all zero, which comes from a point of small order (RFC 7748 section 6 lets us
    refuse it; `cryptography` does).
    """
    private = material(private_jwk, private=True)
    public = material(public_jwk, private=False)
    enforce(Use(private, "ECDH-ES", "decrypt"), Agreement(private, public))
    return exchanged(private, public)


def exchanged(private: Key, public: Key) -> bytes:
    """Z for two keys that were looked at before. Raises NotValid where there is none."""
    try:
        return _exchanged(private, public)
    except UnsupportedAlgorithm as error:
        raise NotSupported(f"no ECDH in this build of cryptography: {error}") from None
    except ValueError as error:
        if isinstance(error, NotValid):
            raise
        raise NotValid(
            f"the shared secret is zero, or there is none: {error} (RFC 7748 section 6)"
        ) from None


def _exchanged(private: Key, public: Key) -> bytes:
    """By the curve of the public key, whatever that of the private one is."""
    if kind(public) not in ("EC", "OKP"):
        raise NotValid("epk is of a key type that cannot agree (RFC 7518 section 4.6)")
    crv = curve(public)
    d = private.octets("d") or b""
    if crv in EC:
        named = EC[crv]
        scalar = int.from_bytes(d, "big") % named.order
        x, y = integer(public, "x"), integer(public, "y")
        if x is not None and y is not None and not named.holds(x, y):
            return _multiplied(named, (x, y), scalar)
        own, other = ec.derive_private_key(scalar, named.curve), public_key(public)
        assert isinstance(other, ec.EllipticCurvePublicKey)
        return own.exchange(ec.ECDH(), other)
    crv = _MONTGOMERY.get(crv, crv)
    d, u = (fitted(octets, OKP[crv].octets) for octets in (d, public.octets("x") or b""))
    if crv == "X25519":
        return x25519.X25519PrivateKey.from_private_bytes(d).exchange(
            x25519.X25519PublicKey.from_public_bytes(u)
        )
    return x448.X448PrivateKey.from_private_bytes(d).exchange(
        x448.X448PublicKey.from_public_bytes(u)
    )


def _multiplied(curve: Weierstrass, point: tuple[int, int], scalar: int) -> bytes:
    """The x coordinate of a multiple of a point that is not on the curve.

    The formulas never look at b, which is what makes such a point an attack; OpenSSL refuses it.
    """
    total: tuple[int, int] | None = None
    for bit in bin(scalar)[2:]:
        total = _added(curve, total, total)
        if bit == "1":
            total = _added(curve, total, point)
    return (total[0] if total is not None else 0).to_bytes(curve.octets, "big")


def _added(
    curve: Weierstrass, one: tuple[int, int] | None, other: tuple[int, int] | None
) -> tuple[int, int] | None:
    if one is None or other is None:
        return one or other
    (x1, y1), (x2, y2) = one, other
    if (x1 - x2) % curve.prime == 0 and (y1 + y2) % curve.prime == 0:
        return None
    if one == other:
        slope = (3 * x1 * x1 + curve.a) * pow(2 * y1, -1, curve.prime)
    else:
        slope = (y2 - y1) * pow(x2 - x1, -1, curve.prime)
    x3 = (slope * slope - x1 - x2) % curve.prime
    return x3, (slope * (x1 - x3) - y1) % curve.prime


def derive(z: bytes, algorithm: str, octets: int, *, apu: bytes = b"", apv: bytes = b"") -> Derived:
    """The Concat KDF with SHA-256; `algorithm` is `enc` in direct agreement, `alg` otherwise."""
    info = b"".join(_with_length(part) for part in (algorithm.encode("utf-8"), apu, apv))
    info += (8 * octets).to_bytes(4, "big")
    return Derived(ConcatKDFHash(hashes.SHA256(), octets, info).derive(z), info)


def _with_length(octets: bytes) -> bytes:
    return len(octets).to_bytes(4, "big") + octets


def ephemeral(public_jwk: Key) -> dict[str, str]:
    """A fresh private JWK on the curve of a key."""
    crv = curve(public_jwk)
    crv = _MONTGOMERY.get(crv, crv)
    if crv in EC:
        numbers = ec.generate_private_key(EC[crv].curve).private_numbers()
        octets = EC[crv].octets
        point = {"x": numbers.public_numbers.x, "y": numbers.public_numbers.y}
        members = {**point, "d": numbers.private_value}
        encoded = {name: encode(value.to_bytes(octets, "big")) for name, value in members.items()}
        return {"kty": "EC", "crv": crv, **encoded}
    key: x25519.X25519PrivateKey | x448.X448PrivateKey = (
        x25519.X25519PrivateKey.generate() if crv == "X25519" else x448.X448PrivateKey.generate()
    )
    x = encode(key.public_key().public_bytes_raw())
    return {"kty": "OKP", "crv": crv, "x": x, "d": encode(key.private_bytes_raw())}
