"""The example of RFC 7518 appendix C: the keys, and what is derived from them.

The test cases of appendix B have additional data that is no JOSE header, so that no JWE can be
made of them; the suite's own content encryption is tested against them instead.
"""

from __future__ import annotations

from collections.abc import Iterator

from authoring.build import Authored, text
from authoring.example import key_vectors, public
from authoring.registry import Chapter
from jwk_vectors.model import Source

ALICE = {
    "kty": "EC",
    "crv": "P-256",
    "x": "gI0GAILBdu7T53akrFmMyGcsF3n5dO7MmwNBHKW5SV0",
    "y": "SLW_xSffzlPWrHEVI30DHM_4egVwt3NQqeUD7nMFpps",
    "d": "0_NxaRPUMQoAJt50Gz8YiTr8gRTwyEaCumd-MToTmIo",
}
"""Appendix C: the producer's ephemeral key."""
BOB = {
    "kty": "EC",
    "crv": "P-256",
    "x": "weNJy2HscCSM6AEDTDg04biOvhFhyyWvOHQfeF_PxMQ",
    "y": "e8lnCO-AlStT-NJVX-crhB7QRYhiix03illJOVAOyck",
    "d": "VEmDZpDXXK8p8N0Cndsxs924q6nS1RXFASRl6BfUqdw",
}
"""Appendix C: the consumer's key."""
SECRET = "nlbZHYFxNdNyg0KDv4QmnPsxbqPagGpI9tqneYz-kMQ"
"""Z, in base64url."""
DERIVED = "VqqN6vgjbSBcIijNcacQGg"
HEADER = {
    "alg": "ECDH-ES",
    "enc": "A128GCM",
    "apu": "QWxpY2U",
    "apv": "Qm9i",
    "epk": public(ALICE),
}
SOURCE = Source(document="RFC 7518", section="C")
TOLD = {
    "C, header": text(HEADER),
    "C, shared secret": SECRET,
    "C, derived key": DERIVED,
}


def agreement() -> Iterator[Authored]:
    """Appendix C; a JWE under the derived key stands in the chapter on agreement."""
    for whose, noun, key in (
        ("ephemeral", "the producer's ephemeral P-256 key", ALICE),
        ("recipient", "the recipient's P-256 key", BOB),
    ):
        yield from key_vectors(
            f"rfc7518-c-{whose}",
            noun,
            key,
            group="rfc7518-c",
            source=SOURCE,
            why="The shared secret and the derived key follow from this key and the other.",
            intermediate=TOLD,
        )


CHAPTER = Chapter("rfc7518", "RFC 7518 appendix C: an agreement by ECDH-ES", (agreement,))
