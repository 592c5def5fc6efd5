"""EC keys damaged in their form: members missing, of another type, misnamed, of another length."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from authoring.build import REFUSED, Authored, b64, unb64
from authoring.damage import ACCEPT_OR_REFUSE, ENCRYPTED, left_open, refused
from authoring.forge import damaged, integer, unsigned
from authoring.operation import import_key
from authoring.prime_curve import CURVES, GROUP, SOME_READ_IT, Curve, number_of, wrong_types
from authoring.registry import Chapter
from authoring.suite import public
from authoring.weierstrass import y_of

HALF_A_POINT = "Half a point is no key; whatever is taken for it is not what the owner published."
SPELLINGS = "A key with two spellings has two thumbprints; what pins one misses the other."
NO_KEY = (
    "What is refused where it comes in fails once, and says why; what is taken in fails with "
    "every token."
)
PRESENT = "rfc7518-6.2.1-members-present"


def missing() -> Iterator[Authored]:
    """Members without which there is no point."""
    reasons = {
        "crv": "Taking the curve from the token lets the token's sender choose it.",
        "x": HALF_A_POINT,
        "y": "The document has no compressed points: a guessed y is somebody else's key half the "
        "time.",
    }
    for curve in CURVES:
        for name, why in reasons.items():
            clauses: tuple[str, ...] = (PRESENT,)
            if name == "y":
                clauses = curve.both(PRESENT, "rfc8812-3.1-uncompressed")
            yield refused(
                GROUP,
                f"{name}-missing-{curve.slug}",
                f"A {curve.crv} key without {name}",
                curve.verify(damaged(curve.good, without=name)),
                clauses=clauses,
                mutation=f"{name} removed",
                why=why,
                derived_from=curve.verifies,
            )
            yield refused(
                GROUP,
                f"{name}-missing-imports-{curve.slug}",
                f"Import a {curve.crv} key without {name}",
                import_key(damaged(curve.good, without=name), REFUSED, like=curve.good),
                clauses=clauses,
                mutation=f"{name} removed",
                why=NO_KEY,
                derived_from=curve.imports,
                severity="interoperability",
            )


def types() -> Iterator[Authored]:
    """Members that are no strings."""
    for curve in CURVES:
        for name in ("crv", "x", "y"):
            value = curve.good[name]
            for kind, other in wrong_types(value, number_of(curve.good, name)):
                implied = {}
                if name == "crv":
                    implied["rfc7518-6.2.1.1-known-curve"] = "what is no string names no curve"
                yield refused(
                    GROUP,
                    f"{name}-{kind}-{curve.slug}",
                    f"A {curve.crv} key with {name} {_article(kind)}",
                    curve.verify(damaged(curve.good, **{name: other})),
                    clauses=("rfc7518-6.2.1-members-are-strings",),
                    mutation=f"{name}: {_article(kind)} in place of the string",
                    why="What is made of a value of another type differs between readers, and "
                    "code that expects text breaks on it far from the place where it came in.",
                    derived_from=curve.verifies,
                    severity="robustness",
                    level="structure",
                    implied=implied,
                )


def _article(kind: str) -> str:
    if kind in ("null", "true"):
        return kind
    return f"an {kind}" if kind[0] in "ao" else f"a {kind}"


OTHER_NAMES: dict[str, tuple[tuple[str, str], ...]] = {
    "P-256": (
        ("openssl-name", "prime256v1"),
        ("sec-name", "secp256r1"),
        ("nist-name", "NIST P-256"),
        ("without-hyphen", "P256"),
        ("of-another-document", "ES256"),
        ("oid", "1.2.840.10045.3.1.7"),
    ),
    "P-384": (
        ("sec-name", "secp384r1"),
        ("nist-name", "NIST P-384"),
        ("without-hyphen", "P384"),
        ("oid", "1.3.132.0.34"),
    ),
    "P-521": (
        ("sec-name", "secp521r1"),
        ("nist-name", "NIST P-521"),
        ("without-hyphen", "P521"),
        ("of-the-hash", "P-512"),
        ("oid", "1.3.132.0.35"),
    ),
    "secp256k1": (
        ("of-the-draft", "P-256K"),
        ("of-the-hash", "K-256"),
        ("oid", "1.3.132.0.10"),
    ),
}
"""Names that the curves have elsewhere, or nearly have."""

OTHER_CASE = {"P-256": "p-256", "P-384": "p-384", "P-521": "p-521", "secp256k1": "SECP256K1"}


def names() -> Iterator[Authored]:
    """The curve named by another spelling of its name, by no name, or by none that anybody has."""
    why = "Names are case-sensitive strings: what guesses at them reads keys that others refuse."
    for curve in CURVES:
        spaced = (("blank-in-front", f" {curve.crv}"), ("blank-behind", f"{curve.crv} "))
        others = (("other-case", OTHER_CASE[curve.crv]), ("empty", ""), ("unknown", "P-257"))
        for reason, crv in (*others, *spaced):
            yield refused(
                GROUP,
                f"crv-{reason}-{curve.slug}",
                f"A {curve.crv} key with crv {crv!r}",
                curve.verify(damaged(curve.good, crv=crv)),
                clauses=("rfc7518-6.2.1.1-known-curve",),
                mutation=f"crv: {crv!r} in place of {curve.crv}",
                why=why,
                derived_from=curve.verifies,
                severity="interoperability",
            )


def other_names() -> Iterator[Authored]:
    """The curve under a name that other standards, tools or drafts have for it."""
    for curve in CURVES:
        for reason, crv in OTHER_NAMES[curve.crv]:
            yield left_open(
                "crv-other-name",
                f"{reason}-{curve.slug}",
                f"A {curve.crv} key with crv {crv!r}",
                curve.verify(damaged(curve.good, crv=crv), ACCEPT_OR_REFUSE),
                clauses=("rfc7518-6.2.1.1-further-names",),
                mutation=f"crv: {crv!r} in place of {curve.crv}",
                why=SOME_READ_IT,
                derived_from=curve.verifies,
                implied={"rfc7518-6.2.1.1-known-curve": "what is registered is another name"},
            )


def other_curves() -> Iterator[Authored]:
    """A key under the name of another curve."""
    for curve in CURVES:
        for other in CURVES:
            if other is curve:
                continue
            mine, theirs = curve.field.octets, other.field.octets
            implied = {}
            if mine != theirs:
                why = f"{mine} octets are not the {theirs} of {other.crv}"
                implied = dict.fromkeys(other.length_of("x") + other.length_of("y"), why)
            yield refused(
                GROUP,
                f"crv-{other.slug}-of-a-{curve.slug}-key",
                f"A {curve.crv} key under crv {other.crv}",
                curve.verify(damaged(curve.good, crv=other.crv)),
                clauses=other.on_curve,
                mutation=f"crv: {other.crv} in place of {curve.crv}",
                why="A reader that takes the curve from the algorithm computes with another curve "
                "than the key's owner, and than other readers of the key.",
                derived_from=curve.verifies,
                implied={**implied, **_of_algorithm(curve)},
            )


def _of_algorithm(curve: Curve) -> dict[str, str]:
    why = f"{curve.alg} takes no key but one on {curve.crv}"
    if curve.crv == "secp256k1":
        return {"rfc8812-3.2-crv-checked": why}
    return {"rfc7518-3.4-curve-of-algorithm": why}


def lengths() -> Iterator[Authored]:
    """Coordinates of another length than the field's, whose number is the right one."""
    for curve in CURVES:
        for name in ("x", "y"):
            zero = curve.zero(name)
            yield refused(
                GROUP,
                f"{name}-stripped-{curve.slug}",
                f"{name} of a {curve.crv} key without its leading zero octets",
                curve.verify(
                    damaged(public(zero), **{name: unsigned(integer(zero[name]))}),
                    token=curve.token_of(zero),
                ),
                clauses=curve.length_of(name),
                mutation=f"{name}: the leading zero octets removed",
                why=SPELLINGS,
                derived_from=f"ec.zero-{name}-{curve.slug}-verifies",
                severity="interoperability",
            )
            both = curve.zero("xyd")
            if name == "x":
                yield refused(
                    GROUP,
                    f"x-stripped-and-y-{curve.slug}",
                    f"x and y of a {curve.crv} key without their leading zero octets",
                    curve.verify(
                        damaged(
                            public(both), **{one: unsigned(integer(both[one])) for one in "xy"}
                        ),
                        token=curve.token_of(both),
                    ),
                    clauses=tuple(sorted({*curve.length_of("x"), *curve.length_of("y")})),
                    mutation="x and y: the leading zero octets removed",
                    why=SPELLINGS,
                    derived_from=f"ec.zero-xyd-{curve.slug}-thumbprint",
                    severity="interoperability",
                )
            value, octets = integer(curve.good[name]), unb64(curve.good[name])
            for reason, title, spelled, mutation in (
                (
                    "zero-in-front",
                    "one zero octet in front",
                    curve.octets(value, 1),
                    "one leading zero octet added",
                ),
                (
                    "zeros-in-front",
                    "as many zero octets in front as it is long",
                    curve.octets(value, len(octets)),
                    "written in twice the length",
                ),
                (
                    "zero-behind",
                    "one zero octet behind",
                    b64(octets + b"\x00"),
                    "one zero octet added at the end",
                ),
                ("twice", "itself behind", b64(octets * 2), "the octets twice"),
            ):
                yield refused(
                    GROUP,
                    f"{name}-{reason}-{curve.slug}",
                    f"{name} of a {curve.crv} key with {title}",
                    curve.verify(damaged(curve.good, **{name: spelled})),
                    clauses=curve.length_of(name),
                    mutation=f"{name}: {mutation}",
                    why=SPELLINGS,
                    derived_from=curve.verifies,
                    severity="interoperability",
                    implied=_beside(curve, name, spelled),
                )


def _beside(curve: Curve, name: str, spelled: str) -> dict[str, str]:
    number = int.from_bytes(unb64(spelled), "big")
    if number == integer(curve.good[name]):
        return {}
    return dict.fromkeys(curve.on_curve, f"{name} as a number is another one, of no point")


def empty() -> Iterator[Authored]:
    """The coordinate 0 in fewer octets than it takes, down to none."""
    for curve in CURVES:
        y = y_of(curve.crv, 0)
        if y is None or not curve.agrees:
            continue
        good: dict[str, Any] = curve.at(0, y)
        for reason, x, mutation in (
            ("empty", "", "no octets"),
            ("of-one-octet", "AA", "one zero octet"),
            ("one-octet-short", unsigned(0, curve.field.octets - 1), "one octet removed"),
        ):
            yield refused(
                GROUP,
                f"x-{reason}-{curve.slug}",
                f"x of the {curve.crv} point with x = 0 as {mutation}",
                curve.encrypt(damaged(good, x=x)),
                clauses=curve.length_of("x"),
                mutation=f"x: {mutation} in place of the field's length",
                why="What takes an absent value for the number 0 finds a point where nothing is.",
                derived_from=f"ec.x-is-0-{curve.slug}",
                witness=ENCRYPTED,
            )


CHAPTER = Chapter(
    "malformed-ec",
    "EC keys damaged in their form",
    (missing, types, names, other_names, other_curves, lengths, empty),
)
