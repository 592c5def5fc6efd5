"""EC keys of the right form whose coordinates are no point, another one, or one in disguise."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from authoring.build import REFUSED, Authored, Draft, b64, unb64
from authoring.damage import ENCRYPTED, refused
from authoring.forge import damaged, integer
from authoring.operation import import_key
from authoring.prime_curve import CURVES, GROUP, Curve
from authoring.registry import Chapter
from authoring.weierstrass import twisted, with_small_x, with_small_y

OFF_CURVE = (
    "Computing with a point outside the curve moves the arithmetic to a weak curve of the "
    "attacker's choosing; in key agreement that gives the private key away."
)
IN_FIELD = "sec1-2.3.6-field-element-range"
SPELLINGS = "A key with two spellings has two thumbprints; what pins one misses the other."


def _taken(curve: Curve, jwk: dict[str, Any]) -> tuple[Draft, str, str]:
    """The step that shows a key to be taken, its witness, and the control.

    Nobody has a private key for these points, so nobody can sign by one, and secp256k1 does
    nothing else: there the import is all that can be asked, and an acceptance proves nothing.
    """
    if curve.agrees:
        return curve.encrypt(jwk), ENCRYPTED, curve.encrypts
    return import_key(jwk, REFUSED, like=curve.good), "", curve.imports


def beside() -> Iterator[Authored]:
    """Values that are no point of the curve."""
    for curve in CURVES:
        x, y = integer(curve.good["x"]), integer(curve.good["y"])
        of_twist = twisted(curve.crv)
        cases: list[tuple[str, str, dict[str, Any], str]] = [
            ("x-bit-turned", "a bit of x turned", {"x": curve.octets(x ^ 1)}, "x: last bit turned"),
            ("y-bit-turned", "a bit of y turned", {"y": curve.octets(y ^ 1)}, "y: last bit turned"),
            ("origin", "the point (0, 0)", curve.at(0, 0), "x and y: 0"),
            ("y-is-0", "y = 0", {"y": curve.octets(0)}, "y: 0, which no point of the curve has"),
            (
                "x-and-y-swapped",
                "its coordinates swapped",
                {"x": curve.good["y"], "y": curve.good["x"]},
                "x and y: the one in place of the other",
            ),
            (
                "point-of-the-twist",
                "a point of the twist",
                curve.at(*of_twist),
                f"x: {of_twist[0]}, for which the curve has no y, and y: that of its twist",
            ),
        ]
        cases += [
            (
                f"point-of-{other.slug}",
                f"a point of {other.crv}",
                {"x": other.good["x"], "y": other.good["y"]},
                f"x and y: of a key on {other.crv}",
            )
            for other in CURVES
            if other is not curve and other.field.octets == curve.field.octets
        ]
        for reason, title, members, mutation in cases:
            draft, witness, derived_from = _taken(curve, damaged(curve.good, **members))
            yield refused(
                GROUP,
                f"{reason}-{curve.slug}",
                f"A {curve.crv} key with {title}",
                draft,
                clauses=curve.on_curve,
                mutation=mutation,
                why=OFF_CURVE,
                derived_from=derived_from,
                witness=witness,
            )


def negated() -> Iterator[Authored]:
    """The other point with the same x: a sound key, but not the one that signed."""
    for curve in CURVES:
        y = curve.field.prime - integer(curve.good["y"])
        yield refused(
            GROUP,
            f"y-negated-{curve.slug}",
            f"A {curve.crv} key with the other y that its x allows",
            curve.verify(damaged(curve.good, y=curve.octets(y))),
            clauses=("rfc7515-5.2-signature-validates",),
            mutation="y: the prime of the field less y",
            why="What computes y from x by itself verifies with a key that nobody handed to it.",
            derived_from=curve.verifies,
            witness="the signature is that of the key with the other y",
        )


def not_reduced() -> Iterator[Authored]:
    """Numbers from the prime of the field on, which are a coordinate only after reduction."""
    for curve in CURVES:
        prime, room = curve.field.prime, 256**curve.field.octets
        points = {"x": with_small_x(curve.crv), "y": with_small_y(curve.crv)}
        for name, (x, y) in points.items():
            value = x if name == "x" else y
            # P-521 has room for many multiples of its prime: the first and the last that fit.
            multiples = sorted({1, (room - 1 - value) // prime})
            for multiple in multiples:
                reason = f"{name}-not-reduced" if multiple == 1 else f"{name}-far-from-reduced"
                spelled = curve.octets(value + multiple * prime)
                jwk = damaged(curve.at(x, y), **{name: spelled})
                draft, witness, _ = _taken(curve, jwk)
                yield refused(
                    GROUP,
                    f"{reason}-{curve.slug}",
                    f"A {name} that is a {curve.crv} point's only after reduction by the prime",
                    draft,
                    clauses=(*curve.on_curve, IN_FIELD),
                    mutation=f"{name}: {multiple} times the prime of the field added",
                    why=SPELLINGS,
                    derived_from=f"ec.small-{name}-{curve.slug}",
                    witness=witness,
                )
        for name in ("x", "y"):
            good = curve.at(*points["x"])
            spelled = curve.octets(prime)
            draft, witness, _ = _taken(curve, damaged(good, **{name: spelled}))
            yield refused(
                GROUP,
                f"{name}-is-p-{curve.slug}",
                f"A {curve.crv} key whose {name} is the prime of the field",
                draft,
                clauses=(*curve.on_curve, IN_FIELD),
                mutation=f"{name}: the prime of the field",
                why=OFF_CURVE,
                derived_from=f"ec.small-x-{curve.slug}",
                witness=witness,
            )
    yield from _genuine_not_reduced()


def _genuine_not_reduced() -> Iterator[Authored]:
    """On P-521 every key has room for its prime, so that even a signature can be a witness."""
    curve = next(curve for curve in CURVES if curve.crv == "P-521")
    for name in ("x", "y"):
        spelled = curve.octets(integer(curve.good[name]) + curve.field.prime)
        yield refused(
            GROUP,
            f"{name}-not-reduced-verifies-{curve.slug}",
            f"Verify with a P-521 key to whose {name} the prime of the field was added",
            curve.verify(damaged(curve.good, **{name: spelled})),
            clauses=(*curve.on_curve, IN_FIELD),
            mutation=f"{name}: the prime of the field added",
            why=SPELLINGS,
            derived_from=curve.verifies,
        )


def compressed() -> Iterator[Authored]:
    """The encodings that SEC 1 and everybody else has for points, put into x."""
    for curve in CURVES:
        x, y = unb64(curve.good["x"]), unb64(curve.good["y"])
        sign = bytes([2 + (y[-1] & 1)])
        clauses = ("rfc7518-6.2.1.1-no-compression",)
        if curve.crv == "secp256k1":
            clauses = ("rfc8812-3.1-uncompressed",)
        length = dict.fromkeys(curve.length_of("x"), "the octet in front is one too many")
        number = dict.fromkeys(curve.on_curve, "with that octet x is no element of the field")
        absent = {"rfc7518-6.2.1-members-present": "such a point has no y beside it"}
        absent |= number
        for reason, title, members, without, implied in (
            ("compressed", "a compressed point in x", sign + x, "y", length | absent),
            (
                "compressed-beside-y",
                "a compressed point in x, and y",
                sign + x,
                "",
                length | number,
            ),
            ("whole-in-x", "the whole point in x", b"\x04" + x + y, "y", length | absent),
            (
                "whole-in-x-beside-y",
                "the whole point in x, and y",
                b"\x04" + x + y,
                "",
                length | number,
            ),
        ):
            yield refused(
                GROUP,
                f"{reason}-{curve.slug}",
                f"A {curve.crv} key with {title}",
                curve.verify(damaged(curve.good, without=without, x=b64(members))),
                clauses=clauses,
                mutation=f"x: {title}" + (", y removed" if without else ""),
                why="No document defines such a key: one reader's convenience is refused by all "
                "others, and has another thumbprint.",
                derived_from=curve.verifies,
                severity="interoperability",
                implied=implied,
            )


def short() -> Iterator[Authored]:
    """Coordinates cut at their end."""
    for curve in CURVES:
        for name in ("x", "y"):
            cut = b64(unb64(curve.good[name])[:-1])
            draft, witness, derived_from = _taken(curve, damaged(curve.good, **{name: cut}))
            yield refused(
                GROUP,
                f"{name}-cut-{curve.slug}",
                f"A {curve.crv} key without the last octet of {name}",
                draft,
                clauses=curve.length_of(name),
                mutation=f"{name}: the last octet removed",
                why=OFF_CURVE,
                derived_from=derived_from,
                witness=witness,
                implied=dict.fromkeys(curve.on_curve, f"{name} is another number, of no point"),
            )


CHAPTER = Chapter(
    "malformed-ec-point",
    "EC keys whose coordinates are no point, another, or one in disguise",
    (beside, negated, not_reduced, compressed, short),
)
