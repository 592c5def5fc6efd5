"""Signatures that are damaged in the same ways for every algorithm."""

from __future__ import annotations

from collections.abc import Iterator

from authoring.build import Authored, b64
from authoring.damage import refused
from authoring.forge import signing_input
from authoring.registry import Chapter
from authoring.signed_by import EVERY, GROUP, Signed
from authoring.suite import key

FORGED = "An attacker who needs no key signs whatever it likes."
SPELLINGS = "One signature in several spellings gets around lists of revoked tokens."
ANOTHER = b'{"sub":"somebody-else"}'
ELSEWHERE = frozenset({"empty", "zero", "of-another-message", "of-another-key"})
"""What the chapter malformed-signature has for ES256."""


def _flipped(octets: bytes, position: int) -> bytes:
    changed = bytearray(octets)
    changed[position] ^= 1
    return bytes(changed)


def _of_another_length(by: Signed) -> Iterator[tuple[str, str, str, str, str]]:
    value = by.signature
    genuine = "the genuine signature, but for its length"
    yield "truncated", "without its last octet", by.with_signature(value[:-1]), SPELLINGS, genuine
    yield "extended", "with an octet added", by.with_signature(value + b"\0"), SPELLINGS, genuine
    nothing = "no check of an empty signature can succeed"
    yield "empty", "cut off", by.with_signature(b""), FORGED, nothing


def _of_the_right_length(by: Signed) -> Iterator[tuple[str, str, str, str]]:
    value = by.signature
    yield "zero", "of zeros", by.with_signature(bytes(len(value))), "all octets 00"
    yield (
        "first-octet-flipped",
        "with a bit turned in its first octet",
        by.with_signature(_flipped(value, 0)),
        "the last bit of the first octet turned",
    )
    yield (
        "last-octet-flipped",
        "with a bit turned in its last octet",
        by.with_signature(_flipped(value, -1)),
        "the last bit of the last octet turned",
    )
    yield (
        "of-another-message",
        "that belongs to another payload",
        f"{b64(by.protected)}.{b64(ANOTHER)}.{b64(value)}",
        "the payload replaced",
    )
    yield (
        "of-another-header",
        "that belongs to another header",
        by.with_signature(by.by(by.key, signing_input(b'{"alg":"' + by.alg.encode() + b'" }'))),
        "the signature of a token whose header has a space more",
    )
    yield (
        "of-another-key",
        "by another key",
        by.with_signature(by.by(key(by.other))),
        "the signature made by another key",
    )


def every_algorithm() -> Iterator[Authored]:
    """The same damage to a signature by each algorithm."""
    for by in EVERY:
        for reason, what, token, why, witness in _of_another_length(by):
            if by.alg == "ES256" and reason in ELSEWHERE:
                continue
            yield refused(
                GROUP,
                f"signature-{reason}-{by.slug}",
                f"A signature by {by.said} {what}",
                by.verified(token),
                clauses=by.of_another_length,
                mutation=f"the signature {what}",
                why=why,
                derived_from=by.control,
                witness=witness,
                level="token",
            )
        for reason, what, token, mutation in _of_the_right_length(by):
            if by.alg == "ES256" and reason in ELSEWHERE:
                continue
            yield refused(
                GROUP,
                f"signature-{reason}-{by.slug}",
                f"A signature by {by.said} {what}",
                by.verified(token),
                clauses=tuple(reversed(by.invalid)) if reason.startswith("of-") else by.invalid,
                mutation=mutation,
                why=FORGED,
                derived_from=by.control,
                witness="no check of the signature can succeed on it",
                level="token",
            )


CHAPTER = Chapter(
    "malformed-jws-value", "Signatures damaged alike, by every algorithm", (every_algorithm,)
)
