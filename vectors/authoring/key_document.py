"""The document of a key: the text of one that verifies, and documents that must be read as one."""

from __future__ import annotations

from authoring.build import Authored, text, vector
from authoring.damage import VERIFIED, source_of
from authoring.sample import EC, Sample
from jwk_vectors.model import Level

WHOLE = text(EC.key)


def noted(value: str) -> str:
    """The key with an unknown member whose value is written as given."""
    return f'{WHOLE[:-1]},"note":{value}}}'


def taken(
    case: str,
    title: str,
    document: str | bytes,
    clause: str,
    mutation: str,
    why: str,
    *,
    of: Sample = EC,
    level: Level = "text",
) -> Authored:
    """A document that must be read as the key it is."""
    return vector(
        f"tolerance.{case}",
        title,
        of.verify(document, VERIFIED),
        group="tolerance",
        why=why,
        clauses=(clause,),
        source=source_of(clause),
        level=level,
        derived_from=of.verifies,
        mutation=mutation,
    )
