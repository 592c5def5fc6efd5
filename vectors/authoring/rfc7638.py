"""The example of RFC 7638 section 3.1."""

from __future__ import annotations

from collections.abc import Iterator

from authoring.build import Authored, Expected, text, vector
from authoring.example import key_vectors, public, rsa_bits
from authoring.operation import thumbprint
from authoring.registry import Chapter
from authoring.rfc7517 import RSA_PRIVATE
from jwk_vectors.model import Source

KEY = public(RSA_PRIVATE)
"""The RSA key of RFC 7517 appendix A.1, which this section shows again."""
THUMBPRINT = "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs"
SOURCE = Source(document="RFC 7638", section="3.1")


def example() -> Iterator[Authored]:
    """Section 3.1."""
    yield from key_vectors(
        "rfc7638-3.1",
        "the RSA key of the thumbprint example",
        KEY,
        group="rfc7638-3",
        source=SOURCE,
        why="The key has alg and kid, which its thumbprint leaves out.",
    )
    yield vector(
        "rfc7638-3.1-thumbprint",
        "Compute the thumbprint of an RSA key",
        thumbprint(KEY, Expected(facts={"thumbprint": THUMBPRINT})),
        group="rfc7638-3",
        why="Thumbprints serve as key ids and bind tokens to keys: one that differs by a member, "
        "an order or a space matches nothing.",
        clauses=["rfc7638-3-computed"],
        source=SOURCE,
        intermediate={
            "3.1, hash input": text({name: KEY[name] for name in ("e", "kty", "n")}),
            "3.1, thumbprint": THUMBPRINT,
        },
        rsa_bits=rsa_bits(KEY),
    )


CHAPTER = Chapter("rfc7638", "RFC 7638 section 3.1: a thumbprint", (example,))
