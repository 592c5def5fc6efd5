"""EC keys as good as any, whose numbers are rare: leading zeros, the smallest, the largest."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from authoring.build import ACCEPTED, Authored, Draft, Expected, text, vector
from authoring.damage import VERIFIED, source_of
from authoring.operation import export_key, import_key, thumbprint, to_pem
from authoring.prime_curve import CURVES, Curve
from authoring.registry import Chapter
from authoring.suite import public
from authoring.suite import thumbprint as computed
from authoring.weierstrass import with_small_x, with_small_y, y_of
from jwk_vectors.model import Check

PUBLIC_KEY = "rfc7518-6.2.1-ec-public-key"
PRIVATE_KEY = "rfc7518-6.2.2-ec-private-key"
IN_ORDER = ("rfc7518-6.2.1.2-big-endian", "rfc7518-6.2.1.3-big-endian")
LOST = "An octet lost makes it another document, refused by strict readers, and one key in 128 has "
LOST += "one to lose."
SMALL = "A small coordinate is as good as any; a full field element with many zeros in front."
IN_WORDS = {"x": "x starts", "y": "y starts", "d": "d starts", "xyd": "x, y and d all start"}


def _accepted(
    case: str, title: str, draft: Draft, clauses: tuple[str, ...], why: str, *of: str
) -> Authored:
    derived_from, mutation = of
    return vector(
        f"ec.{case}",
        title,
        draft,
        group="tolerance",
        why=why,
        clauses=clauses,
        source=source_of(clauses[0]),
        derived_from=derived_from,
        mutation=mutation,
    )


def leading_zeros() -> Iterator[Authored]:
    """Keys that start with zero octets where they can: read, used, and written again whole."""
    for curve in CURVES:
        for names, said in IN_WORDS.items():
            jwk = curve.zero(names)
            readable = public(jwk)
            noun = f"a {curve.crv} key of which {said} with a zero octet"
            mutation = f"another key, of which {said} with a zero octet"
            here = f"zero-{names}-{curve.slug}"
            asked: list[tuple[str, str, Draft, str, str]] = [
                (
                    "verifies",
                    "Verify with",
                    curve.verify(readable, VERIFIED, curve.token_of(jwk)),
                    PUBLIC_KEY,
                    curve.verifies,
                ),
                (
                    "export-public",
                    "Export the public part of",
                    export_key(jwk, "public", Expected(facts={"jwk": readable}, absent=("d",))),
                    PUBLIC_KEY,
                    f"control-jwk.export-ec-{curve.slug}-public",
                ),
                (
                    "thumbprint",
                    "Thumbprint of",
                    thumbprint(readable, Expected(facts={"thumbprint": computed(jwk)})),
                    "rfc7638-3.2-ec-members",
                    f"control-jwk.thumbprint-ec-{curve.slug}",
                ),
            ]
            if "d" in names:
                asked = asked[1:] if names == "xyd" else []
                asked += [
                    (
                        "signs",
                        "Sign with",
                        curve.sign(jwk, curve.signed(readable)),
                        PRIVATE_KEY,
                        curve.signs,
                    ),
                    (
                        "export-private",
                        "Export the private part of",
                        export_key(jwk, "private", Expected(facts={"jwk": jwk})),
                        PRIVATE_KEY,
                        f"control-jwk.export-ec-{curve.slug}-private",
                    ),
                    (
                        "to-pem",
                        "Write as PEM",
                        to_pem(
                            jwk,
                            "private",
                            Expected(check=Check(kind="private-pem", key=text(jwk))),
                        ),
                        PRIVATE_KEY,
                        f"control-jwk.to-pem-ec-{curve.slug}-private",
                    ),
                ]
            for case, verb, draft, clause, derived_from in asked:
                yield _accepted(
                    f"{here}-{case}", f"{verb} {noun}", draft, _clauses(clause), LOST, derived_from,
                    mutation,
                )  # fmt: skip


def _clauses(clause: str) -> tuple[str, ...]:
    """What a key with leading zeros shows, whole as its numbers have to be."""
    order = IN_ORDER if clause in (PUBLIC_KEY, PRIVATE_KEY) else ()
    return (clause, *order, "sec1-2.3.7-integer-length")


def smallest() -> Iterator[Authored]:
    """Points with a coordinate of nearly nothing, and the keys 1 and n - 1."""
    for curve in CURVES:
        points = {"x": with_small_x(curve.crv), "y": with_small_y(curve.crv)}
        for name, (x, y) in points.items():
            value = x if name == "x" else y
            yield _point(curve, f"small-{name}", curve.at(x, y), f"{name} = {value}")
        at_zero = y_of(curve.crv, 0)
        if at_zero is not None:
            yield _point(curve, "x-is-0", curve.at(0, at_zero), "x = 0")
        for case, d in (("1", 1), ("n-less-1", curve.field.order - 1)):
            jwk = curve.of(d)
            yield _accepted(
                f"d-is-{case}-{curve.slug}",
                f"Sign with the {curve.crv} key whose d is {case.replace('-less-', ' - ')}",
                curve.sign(jwk, curve.signed(public(jwk))),
                (PRIVATE_KEY,),
                "The ends of the range belong to it: a reader that is off by one there has its "
                "range wrong.",
                curve.signs,
                f"another key: d = {case.replace('-less-', ' - ')}",
            )


def _point(curve: Curve, case: str, jwk: dict[str, Any], which: str) -> Authored:
    draft = curve.encrypt(jwk, ACCEPTED) if curve.agrees else import_key(jwk)
    verb = "Encrypt to" if curve.agrees else "Import"
    return _accepted(
        f"{case}-{curve.slug}",
        f"{verb} the {curve.crv} key with {which}",
        draft,
        (PUBLIC_KEY,),
        SMALL,
        curve.encrypts if curve.agrees else curve.imports,
        f"another key: the point with {which}",
    )


CHAPTER = Chapter("rare-ec", "Rare EC keys that are as good as any", (leading_zeros, smallest))
