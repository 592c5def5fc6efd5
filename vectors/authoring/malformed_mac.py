"""MACs that are cut short, or made by another hash or key."""

from __future__ import annotations

import hmac
from collections.abc import Iterator

from authoring.build import Authored, unb64
from authoring.damage import refused
from authoring.malformed_value import FORGED
from authoring.registry import Chapter
from authoring.signed_by import EVERY, GROUP, VALIDATES, Signed

MACS = tuple(by for by in EVERY if by.family == "HS")
SHORT = "What remains of a MAC is guessed: one octet after 128 attempts."
WHOLE = ("rfc7518-3.2-whole-output", VALIDATES)


def _macs(by: Signed) -> Iterator[tuple[str, str, bytes, str, str]]:
    secret, value = unb64(by.key["k"]), by.signature
    size = len(value)
    begins = "it is the beginning of the genuine MAC"
    yield "mac-first-octet", "of its first octet alone", value[:1], SHORT, begins
    yield "mac-half", "of its first half alone", value[: size // 2], SHORT, begins
    yield "mac-twice", "that stands there twice", value + value, FORGED, "it is the genuine MAC"
    for bits in ("256", "384", "512"):
        if bits == by.alg[2:]:
            continue
        other = hmac.digest(secret, by.signed, f"sha{bits}")
        made = f"it is the MAC by SHA-{bits}"
        yield f"mac-by-sha-{bits}", f"by SHA-{bits}", other, FORGED, made
        if len(other) > size:
            cut = f"by SHA-{bits}, cut to {size} octets"
            yield f"mac-by-sha-{bits}-cut", cut, other[:size], FORGED, f"{made}, cut"
    for case, key in (("empty", b""), ("zero", bytes(size))):
        forged = hmac.digest(key, by.signed, by.alg.replace("HS", "sha"))
        what = f"that is made with {'an empty key' if case == 'empty' else 'a key of zeros'}"
        taken = "it verifies where the key was lost on the way"
        yield f"mac-by-{case}-key", what, forged, FORGED, taken


def macs() -> Iterator[Authored]:
    """Each HMAC algorithm."""
    for by in MACS:
        for reason, what, octets, why, witness in _macs(by):
            yield refused(
                GROUP,
                f"{reason}-{by.slug}",
                f"An {by.alg} token with a MAC {what}",
                by.verified(by.with_signature(octets)),
                clauses=WHOLE if len(octets) != len(by.signature) else (VALIDATES,),
                mutation=f"the MAC: one {what}",
                why=why,
                derived_from=by.control,
                witness=witness,
                level="token",
            )


CHAPTER = Chapter("malformed-jws-mac", "MACs that are none", (macs,))
