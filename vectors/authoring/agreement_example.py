"""A JWE under the key that RFC 7518 appendix C derives: the text itself shows none."""

from __future__ import annotations

from collections.abc import Iterator

from authoring.build import Authored, text, unb64, vector
from authoring.damage import VERIFIED, source_of
from authoring.operation import decrypt
from authoring.registry import Chapter
from authoring.rfc7518 import BOB, DERIVED, HEADER
from authoring.sealing import sealed

PROCESSED = ("rfc7518-4.6.1.2-apu-processed", "rfc7518-4.6.1.3-apv-processed")


def example() -> Iterator[Authored]:
    """The header of appendix C, and content encrypted under its derived key."""
    token = sealed("A128GCM", text(HEADER).encode("ascii"), unb64(DERIVED)).compact()
    yield vector(
        "jwe.rfc7518-c-decrypt",
        "Decrypt what Alice sent Bob in RFC 7518 appendix C",
        decrypt(BOB, token, "ECDH-ES", "A128GCM", VERIFIED),
        group="jwe",
        why="The content key is the one the text derives: whoever derives another reads nothing.",
        clauses=("rfc7518-4.6-ecdh-es-computation", *PROCESSED),
        source=source_of("rfc7518-C-example"),
        level="token",
        derived_from="control-jwe.decrypt-ec-p-256-ecdh-es-a128gcm-compact",
        mutation="the keys and the header of RFC 7518 appendix C, with apu and apv",
        intermediate={"cek": DERIVED},
    )


CHAPTER = Chapter(
    "agreement-example", "RFC 7518 appendix C: a JWE under the derived key", (example,)
)
