"""Private EC keys whose d is missing, malformed, out of range, or of another key."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from authoring.build import Authored, b64, choice, unb64
from authoring.damage import ACCEPT_OR_REFUSE, left_open, refused
from authoring.forge import damaged, integer, unsigned
from authoring.prime_curve import CURVES, GROUP, PRODUCT, Curve, number_of, wrong_types
from authoring.registry import Chapter
from authoring.suite import Jwk
from jwk_vectors.model import Option, Severity

LENGTH, RANGE = "rfc7518-6.2.2.1-d-length", "rfc7518-6.2.2.1-d-in-range"
MATCHES = "rfc7518-6.2.2.1-d-matches-point"
BASE = {RANGE: ("sec1-3.2.1-private-key-range",), MATCHES: ("sec1-3.2.1-public-key-of-private",)}
"""What SEC 1 says of them."""


def _refused(
    curve: Curve,
    reason: str,
    title: str,
    jwk: Jwk,
    clause: str,
    mutation: str,
    why: str,
    *,
    derived_from: str = "",
    severity: Severity = "security",
    implied: Mapping[str, str] | None = None,
) -> Authored:
    return refused(
        GROUP,
        f"{reason}-{curve.slug}",
        f"Sign with a {curve.crv} key {title}",
        curve.sign(jwk),
        clauses=(clause, *BASE.get(clause, ())),
        mutation=mutation,
        why=why,
        derived_from=derived_from or curve.signs,
        witness=PRODUCT,
        severity=severity,
        implied=dict(implied or {}),
    )


def forms() -> Iterator[Authored]:
    """D missing, of another type, or with octets that make it another number."""
    for curve in CURVES:
        good, octets = curve.private, unb64(curve.private["d"])
        yield _refused(
            curve,
            "d-missing",
            "that has no d",
            damaged(good, without="d"),
            "rfc7518-6.2.2-d-needed",
            "d removed",
            "A signature made with anything but d holds under no published key.",
        )
        for kind, other in wrong_types(good["d"], number_of(good, "d")):
            yield _refused(
                curve,
                f"d-{kind}",
                f"whose d is not a string but {kind}",
                damaged(good, d=other),
                "rfc7518-6.2.2.1-d-is-a-string",
                f"d: {kind} in place of the string",
                "What is made of a value of another type differs from reader to reader.",
                severity="robustness",
            )
        yield _refused(
            curve,
            "d-zero-behind",
            "whose d has one zero octet behind",
            damaged(good, d=b64(octets + b"\x00")),
            RANGE,
            "d: one zero octet added at the end",
            "Reduced by the order, it is the key of another point, which everybody can compute.",
            severity="interoperability",
            implied={
                LENGTH: "an octet was added",
                MATCHES: "with the octet behind it d is another number",
            },
        )
        yield _refused(
            curve,
            "d-empty",
            "whose d is empty",
            damaged(good, d=""),
            RANGE,
            "d: no octets",
            "What takes an empty d for the number 0 signs with a key that everybody knows.",
            implied={LENGTH: "there is no octet", MATCHES: "0 gives no point"},
        )


def lengths() -> Iterator[Authored]:
    """D in another length: the number is the same, and the text binds who writes it.

    A coordinate is another matter: SEC 1 section 2.3.5 takes octets of one length only for an
    element of a field, while section 2.3.8 takes any number of octets for an integer.
    """
    for curve in CURVES:
        good, zero = curve.private, curve.zero("d")
        for case, jwk, mutation, derived_from in (
            (
                "stripped",
                damaged(zero, d=unsigned(integer(zero["d"]))),
                "the leading zero octets removed",
                f"ec.zero-d-{curve.slug}-signs",
            ),
            (
                "zero-in-front",
                damaged(good, d=b64(b"\x00" + unb64(good["d"]))),
                "one leading zero octet added",
                curve.signs,
            ),
        ):
            yield left_open(
                "private-number-length",
                f"{case}-{curve.slug}",
                f"Sign with a {curve.crv} key, d with {mutation}",
                curve.sign(jwk, ACCEPT_OR_REFUSE),
                clauses=(LENGTH,),
                mutation=f"d: {mutation}",
                why="Readers that take d in any length differ from others in which keys they read.",
                derived_from=derived_from,
            )


def ranges() -> Iterator[Authored]:
    """D outside of 1 to n - 1."""
    for curve in CURVES:
        order, room = curve.field.order, 256**curve.field.octets
        why = "Such a number is no private key; reduced, it is one in disguise, with two spellings."
        known = "Everybody knows the number, and so everybody can sign for the key's owner."
        unlike = {MATCHES: "reduced by the order, d is the key of another point, or of none"}
        for reason, title, d, reasoning in (
            ("d-is-0", "whose d is 0", 0, known),
            ("d-is-n", "whose d is the order of the curve", order, known),
            ("d-is-largest", "whose d is all ones", room - 1, why),
        ):
            yield _refused(
                curve,
                reason,
                title,
                damaged(curve.private, d=curve.octets(d)),
                RANGE,
                f"d: {title.removeprefix('whose d is ')}",
                reasoning,
                implied=unlike,
            )
        yield _refused(
            curve,
            "d-is-n-and-1",
            "whose d is 1 more than the order",
            {**curve.of(1), "d": curve.octets(order + 1)},
            RANGE,
            "d: the order of the curve added",
            why,
            derived_from=f"ec.d-is-1-{curve.slug}",
        )
        if integer(curve.private["d"]) + order < room:
            yield _refused(
                curve,
                "d-not-reduced",
                "to whose d the order was added",
                damaged(curve.private, d=curve.octets(integer(curve.private["d"]) + order)),
                RANGE,
                "d: the order of the curve added",
                why,
            )


def of_another_key() -> Iterator[Authored]:
    """D and the point of two keys."""
    answers = choice(
        Option(option="accept", outcome="accepted", verdict="warn"),
        Option(option="refuse", outcome="rejected"),
    )
    for curve in CURVES:
        y = curve.field.prime - integer(curve.private["y"])
        for case, members, mutation in (
            ("another-d", {"d": curve.zero("d")["d"]}, "d: that of another key"),
            ("negated", {"y": curve.octets(y)}, "y: the prime of the field less y"),
        ):
            yield left_open(
                "private-of-another-key",
                f"ec-{case}-{curve.slug}",
                f"Sign with a {curve.crv} key whose d gives another point",
                curve.sign(damaged(curve.private, **members), answers),
                clauses=(MATCHES, *BASE[MATCHES]),
                mutation=mutation,
                why="The signatures hold under none of the keys that the owner publishes, and "
                "nobody knows whose d it is.",
                derived_from=curve.signs,
                severity="security",
            )


CHAPTER = Chapter(
    "malformed-ec-private",
    "Private EC keys whose d is missing, malformed, out of range, or of another key",
    (forms, lengths, ranges, of_another_key),
)
