"""From JWK to key: RFC 7518 section 6 and RFC 8037 section 2, to the letter."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import (
    ec,
    ed448,
    ed25519,
    rsa,
    x448,
    x25519,
)

from jwk_conformance.jose.base64url import decode, decode_integer
from jwk_conformance.jose.error import NotValid

Jwk = Mapping[str, Any]

CURVES: dict[str, tuple[ec.EllipticCurve, int]] = {
    "P-256": (ec.SECP256R1(), 32),
    "P-384": (ec.SECP384R1(), 48),
    "P-521": (ec.SECP521R1(), 66),
    "secp256k1": (ec.SECP256K1(), 32),
}
"""Curve → its object and the octets of a coordinate."""

OKP: dict[str, tuple[Any, Any, int]] = {
    "Ed25519": (ed25519.Ed25519PublicKey, ed25519.Ed25519PrivateKey, 32),
    "Ed448": (ed448.Ed448PublicKey, ed448.Ed448PrivateKey, 57),
    "X25519": (x25519.X25519PublicKey, x25519.X25519PrivateKey, 32),
    "X448": (x448.X448PublicKey, x448.X448PrivateKey, 56),
}

CRT = ("p", "q", "dp", "dq", "qi")


def public_key(jwk: Jwk) -> Any:
    """The public key of an RSA, EC or OKP JWK."""
    return _built(jwk, {"RSA": _rsa_public, "EC": _ec_public, "OKP": _okp_public})


def private_key(jwk: Jwk) -> Any:
    """The private key of an RSA, EC or OKP JWK."""
    return _built(jwk, {"RSA": _rsa_private, "EC": _ec_private, "OKP": _okp_private})


def secret(jwk: Jwk) -> bytes:
    """The octets of an oct JWK."""
    if jwk.get("kty") != "oct":
        raise NotValid("not a symmetric key")
    return decode(jwk.get("k"))


def is_private(jwk: Jwk) -> bool:
    """Whether a JWK holds what must be kept secret."""
    return "d" in jwk or "k" in jwk


def consistent(jwk: Jwk) -> None:
    """Raise NotValid unless the private members belong to the public ones."""
    if jwk.get("kty") == "oct":
        secret(jwk)
    elif private_key(jwk).public_key() != public_key(jwk):
        raise NotValid("the private members belong to another public key")


def _built(jwk: Jwk, builders: Mapping[str, Callable[[Jwk], Any]]) -> Any:
    build = builders.get(str(jwk.get("kty")))
    if build is None:
        raise NotValid(f"no such key type here: {jwk.get('kty')!r}")
    try:
        return build(jwk)
    except NotValid:
        raise
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise NotValid(f"no {jwk['kty']} key: {error}") from None


def _rsa_numbers(jwk: Jwk) -> rsa.RSAPublicNumbers:
    return rsa.RSAPublicNumbers(decode_integer(jwk.get("e")), decode_integer(jwk.get("n")))


def _rsa_public(jwk: Jwk) -> rsa.RSAPublicKey:
    return _rsa_numbers(jwk).public_key()


def _rsa_private(jwk: Jwk) -> rsa.RSAPrivateKey:
    if "oth" in jwk:
        raise NotValid("a key of more than two primes (RFC 7518 section 6.3.2.7)")
    public = _rsa_numbers(jwk)
    d = decode_integer(jwk.get("d"))
    present = [member for member in CRT if member in jwk]
    if present and len(present) < len(CRT):
        raise NotValid("some CRT members are there and some are not (RFC 7518 section 6.3.2)")
    if present:
        p, q, dp, dq, qi = (decode_integer(jwk[member]) for member in CRT)
    else:
        p, q = rsa.rsa_recover_prime_factors(public.n, public.e, d)
        dp, dq, qi = rsa.rsa_crt_dmp1(d, p), rsa.rsa_crt_dmq1(d, q), rsa.rsa_crt_iqmp(p, q)
    return rsa.RSAPrivateNumbers(p, q, d, dp, dq, qi, public).private_key()


def _curve(jwk: Jwk) -> tuple[ec.EllipticCurve, int]:
    name = jwk.get("crv")
    if not isinstance(name, str) or name not in CURVES:
        raise NotValid(f"no such curve for EC: {name!r}")
    return CURVES[name]


def _fixed(jwk: Jwk, member: str, octets: int) -> bytes:
    value = decode(jwk.get(member))
    if len(value) != octets:
        raise NotValid(f"{member} has {len(value)} octets instead of {octets}")
    return value


def _ec_public(jwk: Jwk) -> ec.EllipticCurvePublicKey:
    curve, octets = _curve(jwk)
    x, y = (int.from_bytes(_fixed(jwk, member, octets), "big") for member in ("x", "y"))
    return ec.EllipticCurvePublicNumbers(x, y, curve).public_key()


def _ec_private(jwk: Jwk) -> ec.EllipticCurvePrivateKey:
    curve, octets = _curve(jwk)
    key = ec.derive_private_key(int.from_bytes(_fixed(jwk, "d", octets), "big"), curve)
    if key.public_key() != _ec_public(jwk):
        raise NotValid("d does not give the point x, y")
    return key


def _okp(jwk: Jwk) -> tuple[Any, Any, int]:
    name = jwk.get("crv")
    if not isinstance(name, str) or name not in OKP:
        raise NotValid(f"no such curve for OKP: {name!r}")
    return OKP[name]


def _okp_public(jwk: Jwk) -> Any:
    public, _, octets = _okp(jwk)
    return public.from_public_bytes(_fixed(jwk, "x", octets))


def _okp_private(jwk: Jwk) -> Any:
    _, private, octets = _okp(jwk)
    key = private.from_private_bytes(_fixed(jwk, "d", octets))
    if key.public_key() != _okp_public(jwk):
        raise NotValid("d does not give x")
    return key
