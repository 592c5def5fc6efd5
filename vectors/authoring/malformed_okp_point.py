"""OKP keys of the right length that are no point, one in disguise, or one of small order."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count

from authoring.build import Authored, b64, choice, unb64
from authoring.damage import left_open, refused
from authoring.edwards import EDWARDS, NEUTRAL, Edwards, Point
from authoring.forge import damaged
from authoring.octet_pair import AGREEING, GROUP, SIGNED_TEXT, SIGNING, eddsa_token
from authoring.registry import Chapter
from jwk_conformance.rulebook.curve import OKP
from jwk_vectors.model import Option

SPELLINGS = "A key with two spellings has two thumbprints; what pins one misses the other."
LENIENT = "the group equation holds for the point that a lenient reader finds in x"
SECTION = {"Ed25519": "rfc8032-5.1", "Ed448": "rfc8032-5.2"}
EITHER = choice(
    Option(option="accept", outcome="accepted"), Option(option="refuse", outcome="rejected")
)


def without_secret(curve: Edwards, key: bytes, public: Point) -> bytes:
    """A signature that holds under a point of small order, by nobody's secret.

    R is r times the base point and S is r, for the first r with which the multiple of the public
    key that the equation adds is the neutral element.
    """
    for r in count(2):
        octets = curve.encoded(curve.times(r, curve.base))
        if curve.times(curve.challenge(octets, key, SIGNED_TEXT), public) == NEUTRAL:
            return curve.signature(octets, r)
    raise AssertionError("one in eight does")


def not_canonical() -> Iterator[Authored]:
    """A y from the prime on, and a zero with a sign: neither decodes."""
    for subtype in SIGNING:
        curve, section = EDWARDS[subtype.crv], SECTION[subtype.crv]
        fourth = curve.times(curve.cofactor // 4, curve.torsion())
        for reason, title, point, more, negative, clause in (
            ("neutral-not-reduced", "the prime and 1", NEUTRAL, 1, False, "y-in-range"),
            ("order-4-not-reduced", "the prime", fourth, 1, False, "y-in-range"),
            ("negative-zero", "1 and whose x is -0", NEUTRAL, 0, True, "negative-zero"),
            (
                "order-2-negative-zero",
                "-1 and whose x is -0",
                (0, curve.prime - 1),
                0,
                True,
                "negative-zero",
            ),
        ):
            octets = curve.encoded(point, more=more, negative=negative)
            token = eddsa_token(without_secret(curve, octets, point))
            yield refused(
                GROUP,
                f"{reason}-{subtype.slug}",
                f"An {subtype.crv} key whose y is {title}",
                subtype.use(damaged(subtype.good, x=b64(octets)), jws_=token),
                clauses=(f"{section}.3-{clause}",),
                mutation=f"x: y is {title}",
                why=SPELLINGS,
                derived_from=f"choice.small-order-key.{subtype.slug}-1-of-{curve.cofactor}",
                witness=LENIENT,
                severity="interoperability",
                implied={f"{section}.7-small-order": "the point is one that needs no secret"},
            )
    yield from _genuine()


def _genuine() -> Iterator[Authored]:
    """Ed448 has room for the prime above any y, so that even a key with an owner can be written."""
    subtype = SIGNING[1]
    curve = EDWARDS[subtype.crv]
    public = curve.decoded(unb64(subtype.good["x"]))
    assert public is not None
    octets = curve.encoded(public, more=1)
    r = 7
    first = curve.encoded(curve.times(r, curve.base))
    k = curve.challenge(first, octets, SIGNED_TEXT)
    s = (r + k * curve.scalar(subtype.private)) % curve.order
    yield refused(
        GROUP,
        f"y-not-reduced-{subtype.slug}",
        "An Ed448 key to whose y the prime of the field was added",
        subtype.use(
            damaged(subtype.good, x=b64(octets)), jws_=eddsa_token(curve.signature(first, s))
        ),
        clauses=("rfc8032-5.2.3-y-in-range",),
        mutation="x: the prime of the field added to y",
        why=SPELLINGS,
        derived_from=subtype.used_by,
        witness=LENIENT,
    )


def no_point() -> Iterator[Authored]:
    """A y for which the curve has no x, with a signature that holds for the neutral element."""
    for subtype in SIGNING:
        curve = EDWARDS[subtype.crv]
        y = next(y for y in count(2) if curve.point(y, 0) is None)
        for sign in (0, 1):
            octets = curve.encoded((sign, y))
            r = curve.encoded(curve.times(9, curve.base))
            yield refused(
                GROUP,
                f"no-point-{sign}-{subtype.slug}",
                f"An {subtype.crv} key whose y is that of no point, with the sign bit {sign}",
                subtype.use(
                    damaged(subtype.good, x=b64(octets)), jws_=eddsa_token(curve.signature(r, 9))
                ),
                clauses=(f"{SECTION[subtype.crv]}.3-on-curve",),
                mutation=f"x: y is {y}",
                why="What goes on with an empty point after decoding failed takes forgeries.",
                derived_from=subtype.used_by,
                witness="R is S times the base point: the equation holds for a point left empty",
            )


def small_order() -> Iterator[Authored]:
    """Points of small order: anybody can sign by them, and agreement with them has no secret."""
    for subtype in SIGNING:
        curve = EDWARDS[subtype.crv]
        torsion = curve.torsion()
        for number in range(1, curve.cofactor + 1):
            point = curve.times(number, torsion)
            octets = curve.encoded(point)
            token = eddsa_token(without_secret(curve, octets, point))
            which = number % curve.cofactor + 1  # the neutral element comes first
            yield left_open(
                "small-order-key",
                f"{subtype.slug}-{which}-of-{curve.cofactor}",
                f"Verify with an {subtype.crv} key of small order",
                subtype.use(damaged(subtype.good, x=b64(octets)), EITHER, jws_=token),
                clauses=(f"{SECTION[subtype.crv]}.7-small-order",),
                mutation=f"x: {which - 1} times a point of order {curve.cofactor}",
                why="Anybody can sign by such a key; some signatures by it hold for any message.",
                derived_from=subtype.used_by,
                severity="security",
            )
    for subtype in AGREEING:
        numbers = OKP[subtype.crv]
        section = "6.1" if subtype.crv == "X25519" else "6.2"
        low = sorted(numbers.low_order)
        for number, u in enumerate([*low, numbers.prime, numbers.prime + 1], 1):
            octets = u.to_bytes(subtype.octets, "little")
            yield left_open(
                "zero-shared-secret",
                f"to-{subtype.slug}-{number}-of-{len(low) + 2}",
                f"Encrypt to an {subtype.crv} key of small order",
                subtype.use(damaged(subtype.good, x=b64(octets)), EITHER),
                clauses=(f"rfc7748-{section}-all-zero",),
                mutation=f"x: {_said(u, numbers.prime)}",
                why="Anybody can read what is encrypted to such a key.",
                derived_from=subtype.used_by,
                severity="security",
            )


def _said(u: int, prime: int) -> str:
    if u < 2:
        return str(u)
    near = {prime - 1: "the prime less 1", prime: "the prime", prime + 1: "the prime and 1"}
    return near.get(u, "the u of a point of order 8")


def both_orders() -> Iterator[Authored]:
    """Signatures for which it matters whether the cofactor is multiplied in."""
    for subtype in SIGNING:
        curve, section = EDWARDS[subtype.crv], SECTION[subtype.crv]
        r = 11
        point = curve.sum(curve.times(r, curve.base), curve.torsion())
        octets = curve.encoded(point)
        k = curve.challenge(octets, unb64(subtype.good["x"]), SIGNED_TEXT)
        s = (r + k * curve.scalar(subtype.private)) % curve.order
        yield left_open(
            "cofactor-in-eddsa",
            f"r-{subtype.slug}",
            f"An {subtype.crv} signature to whose R a point of small order was added",
            subtype.use(subtype.good, EITHER, jws_=eddsa_token(curve.signature(octets, s))),
            clauses=(f"{section}.7-cofactor",),
            mutation=f"signature: a point of order {curve.cofactor} added to R",
            why="Where some verifiers take a signature and others do not, its maker decides who "
            "sees the token as valid.",
            derived_from=subtype.used_by,
            severity="security",
            level="token",
        )


def sign_bit() -> Iterator[Authored]:
    """The other point with the same y: a sound key, but not the one that signed."""
    for subtype in SIGNING:
        octets = bytearray(unb64(subtype.good["x"]))
        octets[-1] ^= 0x80
        yield refused(
            GROUP,
            f"sign-bit-turned-{subtype.slug}",
            f"An {subtype.crv} key with the other x that its y allows",
            subtype.use(damaged(subtype.good, x=b64(bytes(octets)))),
            clauses=("rfc8037-3.1.2-signature-validates",),
            mutation="x: the sign bit turned",
            why="What ignores the sign verifies with a key that nobody handed to it.",
            derived_from=subtype.used_by,
            witness="the signature is that of the key with the other sign",
        )


CHAPTER = Chapter(
    "malformed-okp-point",
    "OKP keys whose octets are no point, one in disguise, or one of small order",
    (not_canonical, no_point, small_order, both_orders, sign_bit),
)
