"""Rules on octet key pairs: RFC 8037 section 2, RFC 8032 and RFC 7748 for the points."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import lru_cache

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ed448, ed25519, x448, x25519

from jwk_conformance.rulebook import curve as curves
from jwk_conformance.rulebook.curve import OKP, OctetPair, meant
from jwk_conformance.rulebook.key import Key
from jwk_conformance.rulebook.rule import Violation, rule

_PRIVATE: dict[str, Callable[[bytes], bytes]] = {
    "Ed25519": lambda d: (
        ed25519.Ed25519PrivateKey.from_private_bytes(d).public_key().public_bytes_raw()
    ),
    "Ed448": lambda d: ed448.Ed448PrivateKey.from_private_bytes(d).public_key().public_bytes_raw(),
    "X25519": lambda d: (
        x25519.X25519PrivateKey.from_private_bytes(d).public_key().public_bytes_raw()
    ),
    "X448": lambda d: x448.X448PrivateKey.from_private_bytes(d).public_key().public_bytes_raw(),
}


def _curve(key: Key) -> OctetPair | None:
    return OKP.get(key.crv)


def _whole(key: Key, name: str) -> bytes | None:
    """The octets of a member where they have the length of the curve."""
    curve = _curve(key)
    octets = key.octets(name) if curve is not None else None
    return octets if curve is not None and octets and len(octets) == curve.octets else None


@rule("okp-crv-missing", kty="OKP", clauses="rfc8037-2-members-present", advice="Name the curve.")
def crv_is_there(key: Key) -> Iterator[Violation]:
    """An OKP key names its curve (RFC 8037 section 2): lengths do not tell Ed25519 from X25519."""
    if "crv" not in key.members:
        yield Violation(key.at, "an OKP key without crv")


@rule(
    "okp-x-missing", kty="OKP", clauses="rfc8037-2-members-present", advice="Add x, the public key."
)
def x_is_there(key: Key) -> Iterator[Violation]:
    """An OKP key has x, a private one too (RFC 8037 section 2)."""
    if "x" not in key.members:
        yield Violation(key.at, "an OKP key without x")


@rule(
    "okp-crv-spelling",
    kty="OKP",
    about="crv",
    clauses="rfc8037-2-known-subtype",
    advice="Write Ed25519, Ed448, X25519 or X448, letter by letter.",
)
def crv_is_spelt_as_registered(key: Key) -> Iterator[Violation]:
    """Names of subtypes are case-sensitive (RFC 8037 section 2): "ed25519" is none."""
    crv = key.string("crv")
    if crv is not None and crv not in OKP and meant(crv) in OKP:
        yield Violation(key.where("crv"), f"crv is {crv[:40]!a}, which is not {meant(crv)!r}")


@rule(
    "okp-crv-unknown",
    kty="OKP",
    about="crv",
    clauses="rfc8037-2-known-subtype",
    level="note",
    advice="Readers that do not know the curve skip the key: keep another beside it.",
)
def crv_is_known(key: Key) -> Iterator[Violation]:
    """Ed25519, Ed448, X25519 and X448 are the subtypes of RFC 8037; others may be registered."""
    crv = key.string("crv")
    if crv is not None and meant(crv) not in OKP:
        yield Violation(key.where("crv"), f"crv is {crv[:40]!a}, no subtype of RFC 8037")


@rule(
    "okp-member-type",
    kty="OKP",
    clauses="rfc8037-2-members-are-strings",
    advice="Write the name of the curve as a string, keys as base64url of their octets.",
)
def members_are_strings(key: Key) -> Iterator[Violation]:
    """The curve, x and d are strings (RFC 8037 section 2)."""
    for name in ("crv", "x", "d"):
        if not isinstance(key.members.get(name, ""), str):
            yield Violation(key.where(name), f"{name} is not a string")


def _length(key: Key, name: str) -> Iterator[Violation]:
    curve = _curve(key)
    octets = key.octets(name) if curve is not None else None
    if curve is not None and octets is not None and len(octets) != curve.octets:
        yield Violation(
            key.where(name),
            f"{name} has {len(octets)} octets instead of the {curve.octets} of {key.crv}",
        )


@rule(
    "okp-x-length",
    kty="OKP",
    about="x",
    clauses="rfc8037-3.1.2-key-length",
    advice="Write the whole public key, in the order the curve's RFC gives it.",
)
def x_has_the_length_of_the_curve(key: Key) -> Iterator[Violation]:
    """x has the length of its curve's public keys (RFC 8032 section 5, RFC 7748 section 5)."""
    return _length(key, "x")


@rule(
    "okp-d-length",
    kty="OKP",
    about="d",
    clauses=(
        "rfc8037-2-d-length",
        "rfc8032-5.1.5-private-key-length",
        "rfc8032-5.2.5-private-key-length",
    ),
    advice="Write the seed or scalar alone, in its full length; x does not belong into d.",
)
def d_has_the_length_of_the_curve(key: Key) -> Iterator[Violation]:
    """d has the length of its curve's private keys (RFC 8032 section 5, RFC 7748 section 5)."""
    return _length(key, "d")


@rule(
    "okp-x-not-canonical",
    kty="OKP",
    about="x",
    clauses=("rfc8032-5.1.3-y-in-range", "rfc8032-5.2.3-y-in-range"),
    advice="Reduce the coordinate modulo the prime of the field, or generate a new key.",
)
def x_is_canonical(key: Key) -> Iterator[Violation]:
    """On Ed25519 and Ed448 the coordinate in x is below the prime (RFC 8032 5.1.3 and 5.2.3)."""
    x, curve = _whole(key, "x"), _curve(key)
    if x is None or curve is None or not curve.signs:
        return
    if curves.integer(key.crv, x) >= curve.prime:
        yield Violation(key.where("x"), "the coordinate in x is not below the prime")


@rule(
    "okp-u-not-canonical",
    kty="OKP",
    about="x",
    clauses="rfc7748-5-non-canonical",
    level="note",
    advice="Reduce the coordinate modulo the prime of the field.",
)
def u_is_canonical(key: Key) -> Iterator[Violation]:
    """On X25519 and X448 readers accept a coordinate of the prime and above (RFC 7748 section 5).

    But the key then has two spellings, with two thumbprints.
    """
    x, curve = _whole(key, "x"), _curve(key)
    if x is None or curve is None or curve.signs:
        return
    if int.from_bytes(x, "little") >= curve.prime:
        yield Violation(key.where("x"), "the coordinate in x is not reduced")


@rule(
    "okp-no-point",
    kty="OKP",
    about="x",
    clauses=(
        "rfc8032-5.1.3-negative-zero",
        "rfc8032-5.1.3-on-curve",
        "rfc8032-5.2.3-negative-zero",
        "rfc8032-5.2.3-on-curve",
    ),
    advice="x is damaged, or of another curve: export the key again.",
)
def x_is_a_point(key: Key) -> Iterator[Violation]:
    """On Ed25519 and Ed448 x decodes to a point (RFC 8032 sections 5.1.3 and 5.2.3)."""
    x, curve = _whole(key, "x"), _curve(key)
    if x is not None and curve is not None and curve.signs and not curves.has_point(key.crv, x):
        yield Violation(key.where("x"), f"x decodes to no point of {key.crv}")


@rule(
    "okp-low-order",
    kty="OKP",
    about="x",
    clauses=(
        "rfc7748-6.1-all-zero",
        "rfc7748-6.2-all-zero",
        "rfc8032-5.1.7-small-order",
        "rfc8032-5.2.7-small-order",
    ),
    level="note",
    advice="Generate a new key: nobody came by this one in good faith.",
)
def x_is_not_of_low_order(key: Key) -> Iterator[Violation]:
    """No key is a point of low order: with one, agreement gives zero and signatures mean little.

    Readers may check for it (RFC 7748 section 6, RFC 8037 section 3.2.1).
    """
    x, curve = _whole(key, "x"), _curve(key)
    if x is None or curve is None:
        return
    if curve.signs:
        low = curves.small_order(key.crv, x)
    else:
        low = curves.integer(key.crv, x) % curve.prime in curve.low_order
    if low:
        yield Violation(key.where("x"), "x is a point of low order")


@rule(
    "okp-d",
    kty="OKP",
    about="d",
    clauses="rfc8037-2-d-matches-x",
    advice="Public and private part are of different keys: export the key again.",
)
def d_gives_x(key: Key) -> Iterator[Violation]:
    """x is the public key of d (RFC 8037 section 2).

    Signing with one and publishing the other can give an EdDSA key away.
    """
    x, d = _whole(key, "x"), _whole(key, "d")
    if x is None or d is None:
        return
    if _public(key.crv, d) not in (x, None):
        yield Violation(key.where("d"), "d does not give x")


@lru_cache(maxsize=1024)
def _public(crv: str, d: bytes) -> bytes | None:
    """The public key of a private one; None where OpenSSL lacks the curve."""
    try:
        return _PRIVATE[crv](d)
    except UnsupportedAlgorithm:
        return None
