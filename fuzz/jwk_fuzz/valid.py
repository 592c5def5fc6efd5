"""Valid keys of every key type and curve, with the rare shapes made common."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec, ed448, ed25519, x448, x25519
from hypothesis import strategies as st

from jwk_fuzz import pool
from jwk_fuzz.pool import Jwk

KTY = ("EC", "OKP", "RSA", "oct", "AKP")
EC_CURVES = ("P-256", "P-384", "P-521", "secp256k1")
OKP_CURVES = ("Ed25519", "Ed448", "X25519", "X448")
ML_DSA = ("ML-DSA-44", "ML-DSA-65", "ML-DSA-87")
PRIVATE = {
    "EC": ("d",),
    "OKP": ("d",),
    "RSA": ("d", "p", "q", "dp", "dq", "qi"),
    "oct": ("k",),
    "AKP": ("priv",),
}
"""Key type → the members that its public form is without."""

CURVES: dict[str, tuple[ec.EllipticCurve, int, int]] = {
    "P-256": (ec.SECP256R1(), 32, 2**255),
    "P-384": (ec.SECP384R1(), 48, 2**383),
    "P-521": (ec.SECP521R1(), 66, 2**520),
    "secp256k1": (ec.SECP256K1(), 32, 2**255),
}
"""Name → the curve, the octets of a coordinate, and a power of two below the order."""

_PAIRS: dict[str, tuple[Any, int]] = {
    "Ed25519": (ed25519.Ed25519PrivateKey, 32),
    "Ed448": (ed448.Ed448PrivateKey, 57),
    "X25519": (x25519.X25519PrivateKey, 32),
    "X448": (x448.X448PrivateKey, 56),
}


def ec_keys(
    curves: Sequence[str] = EC_CURVES, *, private: bool | None = None
) -> st.SearchStrategy[Jwk]:
    """Keys on elliptic curves; x, y or d begins with a zero octet every other time."""

    def on(crv: str) -> st.SearchStrategy[Jwk]:
        scalar = st.integers(1, CURVES[crv][2])
        return _one_of(pool.of("EC", crv)) | scalar.map(lambda d: made_ec(crv, d))

    return _formed(st.sampled_from(curves).flatmap(on), private)


def okp_keys(
    curves: Sequence[str] = OKP_CURVES, *, private: bool | None = None
) -> st.SearchStrategy[Jwk]:
    """Octet key pairs; x or d begins or ends with a zero octet often."""

    def on(crv: str) -> st.SearchStrategy[Jwk]:
        octets = _PAIRS[crv][1]
        secret = st.binary(min_size=octets, max_size=octets)
        return _one_of(pool.of("OKP", crv)) | secret.map(lambda d: made_okp(crv, d))

    return _formed(st.sampled_from(curves).flatmap(on), private)


def rsa_keys(
    min_bits: int = 2048, max_bits: int = 4096, *, private: bool | None = None
) -> st.SearchStrategy[Jwk]:
    """RSA keys out of a fixed pool of 1024 to 16384 bits, with exponents of 2 to 256 bits.

    Private ones have the members for the primes, are without them, or have short ones. Raises
    ValueError where the pool has no key of such a size.
    """
    keys = [key for key in pool.of("RSA") if min_bits <= bits(key) <= max_bits]
    if not keys:
        raise ValueError(f"no RSA key of {min_bits} to {max_bits} bits is in the pool")
    without = [{name: key[name] for name in ("kty", "n", "e", "d")} for key in keys]
    chosen = _one_of(keys)
    return _formed(chosen if private is False else chosen | _one_of(without), private)


def oct_keys(min_octets: int = 1, max_octets: int = 512) -> st.SearchStrategy[Jwk]:
    """Symmetric keys; every other one of a length that some algorithm asks for."""
    usual = [size for size in (16, 24, 32, 48, 64) if min_octets <= size <= max_octets]
    lengths = st.integers(min_octets, max_octets)
    length = st.sampled_from(usual) | lengths if usual else lengths
    octets = length.flatmap(lambda size: st.binary(min_size=size, max_size=size))
    return octets.map(lambda k: {"kty": "oct", "k": encoded(k)})


def akp_keys(
    algorithms: Sequence[str] = ML_DSA, *, private: bool | None = None
) -> st.SearchStrategy[Jwk]:
    """ML-DSA keys of RFC 9964, out of a fixed pool."""
    keys = [key for alg in algorithms for key in pool.of("AKP", alg)]
    return _formed(_one_of(keys), private)


def bare_keys(
    kty: Sequence[str] = KTY, crv: Sequence[str] = (), *, private: bool | None = None
) -> st.SearchStrategy[Jwk]:
    """Keys of these types with the members that make the key and no others.

    `crv` narrows those types that have curves; a type of which it names no curve is left out.
    `private`: True for private keys, False for public ones, None for both. A symmetric key has no
    public form: with False there is none of them.
    """
    ec_curves = [one for one in EC_CURVES if not crv or one in crv]
    okp_curves = [one for one in OKP_CURVES if not crv or one in crv]
    offered = {
        "EC": (lambda: ec_keys(ec_curves, private=private)) if ec_curves else None,
        "OKP": (lambda: okp_keys(okp_curves, private=private)) if okp_curves else None,
        "RSA": lambda: rsa_keys(private=private),
        "oct": oct_keys if private is not False else None,
        "AKP": lambda: akp_keys(private=private),
    }
    makers = [offered[one] for one in kty]
    return st.one_of([make() for make in makers if make is not None])


def public(key: Jwk) -> Jwk:
    """The key without its private members."""
    return {name: value for name, value in key.items() if name not in PRIVATE[key["kty"]]}


def encoded(octets: bytes) -> str:
    """Base64url without padding (RFC 7515 section 2)."""
    return base64.urlsafe_b64encode(octets).rstrip(b"=").decode("ascii")


def decoded(text: str) -> bytes:
    """The octets of well-formed base64url."""
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def _formed(keys: st.SearchStrategy[Jwk], private: bool | None) -> st.SearchStrategy[Jwk]:
    if private is None:
        return st.booleans().flatmap(lambda whole: keys.map(dict if whole else public))
    return keys.map(dict) if private else keys.map(public)


def _one_of(keys: Sequence[Jwk]) -> st.SearchStrategy[Jwk]:
    """Any of them, without all of them in the text that Hypothesis prints."""
    return st.integers(0, len(keys) - 1).map(keys.__getitem__)


def bits(key: Jwk) -> int:
    """Of the modulus of an RSA key."""
    return int.from_bytes(decoded(key["n"]), "big").bit_length()


def made_ec(crv: str, d: int) -> Jwk:
    """The private key of a number."""
    curve, octets, _ = CURVES[crv]
    point = ec.derive_private_key(d, curve).public_key().public_numbers()
    numbers = {"x": point.x, "y": point.y, "d": d}
    return {
        "kty": "EC",
        "crv": crv,
        **{name: encoded(number.to_bytes(octets, "big")) for name, number in numbers.items()},
    }


def made_okp(crv: str, d: bytes) -> Jwk:
    """The private key of octets, of which there have to be enough."""
    pair, octets = _PAIRS[crv]
    d = d[:octets]
    x = pair.from_private_bytes(d).public_key().public_bytes_raw()
    return {"kty": "OKP", "crv": crv, "x": encoded(x), "d": encoded(d)}
