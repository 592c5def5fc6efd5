"""EdDSA signatures that are out of range, of another length, or of another variant."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count

from authoring.build import Authored, b64, unb64
from authoring.damage import SIGNED, refused
from authoring.edwards import EDWARDS, NEUTRAL
from authoring.forge import header, jws
from authoring.malformed_okp_point import LENIENT, SECTION
from authoring.octet_pair import SIGNED_TEXT, SIGNING, Subtype, eddsa_token
from authoring.registry import Chapter

GROUP = "malformed-jws"
TWICE = "One signature in several spellings gets around lists of revoked tokens."


def _refused(
    subtype: Subtype,
    reason: str,
    title: str,
    token: str,
    clause: str,
    mutation: str,
    why: str = TWICE,
    witness: str = SIGNED,
) -> Authored:
    return refused(
        GROUP,
        f"{subtype.slug}-{reason}",
        f"An {subtype.crv} signature {title}",
        subtype.use(subtype.good, jws_=token),
        clauses=(clause,),
        mutation=mutation,
        why=why,
        derived_from=subtype.used_by,
        witness=witness,
        level="token",
    )


def ranges() -> Iterator[Authored]:
    """S from the order of the base point on, and an R that does not decode."""
    for subtype in SIGNING:
        curve, section = EDWARDS[subtype.crv], SECTION[subtype.crv]
        value = unb64(jws(subtype.private, "EdDSA").split(".")[2])
        r, s = value[: curve.octets], int.from_bytes(value[curve.octets :], "little")
        most = (256**curve.octets - 1 - s) // curve.order
        yield _refused(
            subtype,
            "s-far-from-reduced",
            "to whose S the order was added as often as there is room",
            eddsa_token(curve.signature(r, s + most * curve.order)),
            f"{section}.7-s-in-range",
            f"signature: {most} times the order of the base point added to S",
        )
        public = unb64(subtype.good["x"])
        for reason, title, octets in (
            (
                "r-not-canonical",
                "whose R has a y not below the prime",
                curve.encoded(NEUTRAL, more=1),
            ),
            ("r-negative-zero", "whose R has -0 for x", curve.encoded(NEUTRAL, negative=True)),
        ):
            k = curve.challenge(octets, public, SIGNED_TEXT)
            made = curve.signature(octets, k * curve.scalar(subtype.private) % curve.order)
            yield _refused(
                subtype,
                reason,
                title,
                eddsa_token(made),
                f"{section}.7-decodings",
                f"signature: R is the neutral element, written so that it {title[6:]}",
                witness=LENIENT,
            )


def lengths() -> Iterator[Authored]:
    """Signatures that do not split into two halves."""
    for subtype in SIGNING:
        head, payload, value = _ends_in_zero(subtype).split(".")
        octets = unb64(value)
        half = len(octets) // 2
        for reason, title, spelled, mutation in (
            ("too-short", "without its last octet, which is zero", octets[:-1], "00 removed"),
            (
                "halves-too-long",
                "with a zero octet behind each half",
                octets[:half] + b"\x00" + octets[half:] + b"\x00",
                "00 added behind R and behind S",
            ),
            ("zero-in-front", "with a zero octet in front", b"\x00" + octets, "00 added in front"),
            ("twice", "twice", octets * 2, "the octets twice"),
        ):
            yield _refused(
                subtype,
                reason,
                title,
                f"{head}.{payload}.{b64(spelled)}",
                "rfc8037-3.1.2-signature-length",
                f"signature: {mutation}",
            )


def _ends_in_zero(subtype: Subtype) -> str:
    """A token whose signature ends in a zero octet."""
    tokens = (jws(subtype.private, "EdDSA", header(alg="EdDSA", n=n)) for n in count(1))
    return next(token for token in tokens if unb64(token.split(".")[2])[-1] == 0)


def variants() -> Iterator[Authored]:
    """A signature by the prehashed variant, and the one of nothing at all."""
    for subtype in SIGNING:
        curve, public = EDWARDS[subtype.crv], unb64(subtype.good["x"])
        point = curve.encoded(curve.times(13, curve.base))
        k = curve.challenge(point, public, SIGNED_TEXT, prehashed=True)
        made = curve.signature(point, (13 + k * curve.scalar(subtype.private)) % curve.order)
        yield _refused(
            subtype,
            "prehashed",
            f"by {subtype.crv}ph",
            eddsa_token(made),
            "rfc8037-3.1-variant-of-key",
            "signature: that of the prehashed variant",
            "Two variants under one name make tokens that half of the readers refuse.",
            f"the signature is genuine for {subtype.crv}ph, and for nothing else",
        )
        yield _refused(
            subtype,
            "neutral",
            "whose R is the neutral element and S 0",
            eddsa_token(curve.signature(curve.encoded(NEUTRAL), 0)),
            "rfc8037-3.1.2-signature-validates",
            "signature: R is the neutral element, S is 0",
            "A signature that is not checked is none: anybody can write any token.",
            "the equation holds for no key but one of small order",
        )


CHAPTER = Chapter(
    "malformed-eddsa",
    "EdDSA signatures out of range, of another length, or of another variant",
    (ranges, lengths, variants),
)
