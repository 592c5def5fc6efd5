"""Rules on elliptic curve keys: RFC 7518 section 6.2, RFC 8812 section 3.1, SEC 1 for points."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec

from jwk_conformance.rulebook.curve import EC, Weierstrass, meant
from jwk_conformance.rulebook.key import Key
from jwk_conformance.rulebook.rule import Violation, rule


def _curve(key: Key) -> Weierstrass | None:
    return EC.get(key.crv)


def _missing(key: Key, name: str) -> Iterator[Violation]:
    if name not in key.members:
        yield Violation(key.at, f"an EC key without {name}")


@rule("ec-crv-missing", kty="EC", clauses="rfc7518-6.2.1-members-present", advice="Name the curve.")
def crv_is_there(key: Key) -> Iterator[Violation]:
    """An EC key names its curve (RFC 7518 section 6.2.1.1): a guessed curve is another key."""
    return _missing(key, "crv")


@rule("ec-x-missing", kty="EC", clauses="rfc7518-6.2.1-members-present", advice="Add x.")
def x_is_there(key: Key) -> Iterator[Violation]:
    """An EC key has the coordinate x (RFC 7518 section 6.2.1.2)."""
    return _missing(key, "x")


@rule(
    "ec-y-missing",
    kty="EC",
    clauses="rfc7518-6.2.1-members-present",
    advice="Add y: a JWK has no compressed points.",
)
def y_is_there(key: Key) -> Iterator[Violation]:
    """An EC key on a prime curve has y (RFC 7518 section 6.2.1.3)."""
    return _missing(key, "y")


@rule(
    "ec-crv-spelling",
    kty="EC",
    about="crv",
    clauses="rfc7518-6.2.1.1-known-curve",
    advice="Write P-256, P-384, P-521 or secp256k1, letter by letter.",
)
def crv_is_spelt_as_registered(key: Key) -> Iterator[Violation]:
    """Names of curves are case-sensitive, and other standards' names are none (section 6.2.1.1).

    A reader that forgives the spelling gives the key a second thumbprint.
    """
    crv = key.string("crv")
    if crv is not None and crv not in EC and meant(crv) in EC:
        yield Violation(key.where("crv"), f"crv is {crv[:40]!a}, which is not {meant(crv)!r}")


@rule(
    "ec-crv-unknown",
    kty="EC",
    about="crv",
    clauses="rfc7518-6.2.1.1-known-curve",
    level="note",
    advice="Readers that do not know the curve skip the key: keep another beside it.",
)
def crv_is_known(key: Key) -> Iterator[Violation]:
    """P-256, P-384, P-521 and secp256k1 are the curves of JOSE; others may have been registered."""
    crv = key.string("crv")
    if crv is not None and meant(crv) not in EC:
        yield Violation(key.where("crv"), f"crv is {crv[:40]!a}, no curve of RFC 7518 or 8812")


@rule(
    "ec-member-type",
    kty="EC",
    clauses=("rfc7518-6.2.1-members-are-strings", "rfc7518-6.2.2.1-d-is-a-string"),
    advice="Write the name of the curve as a string, numbers as base64url of their octets.",
)
def members_are_strings(key: Key) -> Iterator[Violation]:
    """The curve, its coordinates and d are strings (RFC 7518 section 6.2)."""
    for name in ("crv", "x", "y", "d"):
        if not isinstance(key.members.get(name, ""), str):
            yield Violation(key.where(name), f"{name} is not a string")


def _length(key: Key, name: str) -> Iterator[Violation]:
    curve, octets = _curve(key), key.octets(name)
    if curve is not None and octets is not None and len(octets) != curve.octets:
        yield Violation(
            key.where(name),
            f"{name} has {len(octets)} octets instead of the {curve.octets} of {key.crv}",
        )


@rule(
    "ec-x-length",
    kty="EC",
    about="x",
    clauses=(
        "rfc7518-6.2.1.2-x-length",
        "rfc8812-3.1-x-length",
        "sec1-2.3.5-field-element-length",
    ),
    advice="Write x in the full length of the curve's field, leading zero octets included.",
)
def x_has_the_length_of_the_field(key: Key) -> Iterator[Violation]:
    """x has as many octets as the field of its curve (RFC 7518 section 6.2.1.2).

    Lost or added zeros give one key two spellings with two thumbprints.
    """
    return _length(key, "x")


@rule(
    "ec-y-length",
    kty="EC",
    about="y",
    clauses=(
        "rfc7518-6.2.1.3-y-length",
        "rfc8812-3.1-y-length",
        "sec1-2.3.5-field-element-length",
    ),
    advice="Write y in the full length of the curve's field, leading zero octets included.",
)
def y_has_the_length_of_the_field(key: Key) -> Iterator[Violation]:
    """y has as many octets as the field of its curve (RFC 7518 section 6.2.1.3)."""
    return _length(key, "y")


@rule(
    "ec-d-length",
    kty="EC",
    about="d",
    clauses="rfc7518-6.2.2.1-d-length",
    advice="Write d in the full length of the order, leading zero octets included.",
)
def d_has_the_length_of_the_order(key: Key) -> Iterator[Violation]:
    """d has as many octets as the order of the curve (RFC 7518 section 6.2.2.1)."""
    return _length(key, "d")


def _range(key: Key, name: str) -> Iterator[Violation]:
    curve = _curve(key)
    value = key.integer(name) if curve is not None else None
    if curve is not None and value is not None and value >= curve.prime:
        yield Violation(key.where(name), f"{name} is not below the prime of the field")


@rule(
    "ec-x-range",
    kty="EC",
    about="x",
    clauses=("rfc7518-6.2.1-on-curve", "sec1-2.3.6-field-element-range"),
    advice="Reduce x modulo the prime of the field.",
)
def x_is_a_field_element(key: Key) -> Iterator[Violation]:
    """x is below the prime of the field (SEC 1 section 2.3): otherwise it is no field element."""
    return _range(key, "x")


@rule(
    "ec-y-range",
    kty="EC",
    about="y",
    clauses=("rfc7518-6.2.1-on-curve", "sec1-2.3.6-field-element-range"),
    advice="Reduce y modulo the prime of the field.",
)
def y_is_a_field_element(key: Key) -> Iterator[Violation]:
    """y is below the prime of the field (SEC 1 section 2.3)."""
    return _range(key, "y")


@rule(
    "ec-off-curve",
    kty="EC",
    about="x",
    clauses=(
        "rfc7518-6.2.1-on-curve",
        "sec1-3.2.2.1-public-key-valid",
        "rfc8725-3.4-points-validated",
    ),
    advice="x and y are of different keys or damaged: export the key again.",
)
def point_is_on_the_curve(key: Key) -> Iterator[Violation]:
    """x and y are a point of the curve (RFC 7518 section 6.2.1).

    Computing with another point moves the arithmetic to a curve of the sender's choosing, which
    in key agreement gives the private key away.
    """
    curve = _curve(key)
    if curve is None:
        return
    x, y = key.integer("x"), key.integer("y")
    if x is not None and y is not None and not curve.holds(x, y):
        yield Violation(key.where("x"), f"x and y are no point of {key.crv}")


@rule(
    "ec-d-range",
    kty="EC",
    about="d",
    clauses=("rfc7518-6.2.2.1-d-in-range", "sec1-3.2.1-private-key-range"),
    advice="Generate a new key.",
)
def d_is_in_range(key: Key) -> Iterator[Violation]:
    """d is at least 1 and below the order of the curve (SEC 1 section 3.2.1)."""
    curve = _curve(key)
    d = key.integer("d") if curve is not None else None
    if curve is not None and d is not None and not 0 < d < curve.order:
        yield Violation(key.where("d"), "d is 0" if d == 0 else "d is not below the order")


@rule(
    "ec-d",
    kty="EC",
    about="d",
    clauses=("rfc7518-6.2.2.1-d-matches-point", "sec1-3.2.1-public-key-of-private"),
    advice="Public and private part are of different keys: export the key again.",
)
def d_gives_the_point(key: Key) -> Iterator[Violation]:
    """d is the private key of the point x, y (RFC 7518 section 6.2.2).

    Signatures by d do not hold under the public key that the same document publishes.
    """
    curve = _curve(key)
    if curve is None or "d" not in key.members:
        return
    x, y, d = (key.integer(name) for name in ("x", "y", "d"))
    if x is None or y is None or d is None:
        return
    point = _multiplied(key.crv, d % curve.order)
    if point is not None and point != (x % curve.prime, y % curve.prime):
        yield Violation(key.where("d"), "d does not give the point x, y")


@lru_cache(maxsize=1024)
def _multiplied(crv: str, d: int) -> tuple[int, int] | None:
    """d times the base point; None where it is no affine point, or OpenSSL lacks the curve."""
    if d == 0:
        return None
    try:
        numbers = ec.derive_private_key(d, EC[crv].curve).public_key().public_numbers()
    except UnsupportedAlgorithm:
        return None
    return numbers.x, numbers.y
