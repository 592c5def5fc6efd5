"""Every change to a valid key or set that the fuzzer knows, as data."""

from functools import cache

from jwk_fuzz.mutation import algebra, encoding, structure, text
from jwk_fuzz.mutation.noun import SET, Depth, Document, Jwk, Mutation, mutated, written

__all__ = ["SET", "Depth", "Document", "Jwk", "Mutation", "mutated", "mutations", "written"]

_FAMILIES = (
    text.changing_nothing,
    structure.unknown,
    structure.kinds,
    structure.members,
    encoding.spellings,
    encoding.lengths,
    algebra.curves,
    algebra.pairs,
    algebra.symmetric,
    algebra.integers,
    algebra.factors,
    structure.intentions,
    structure.certificates,
    structure.borrowed,
    structure.sets,
    text.duplicates,
    text.damaging,
    text.unusual,
)


@cache
def mutations() -> tuple[Mutation, ...]:
    """All of them, those that change nothing first, in an order that stays."""
    return tuple(mutation for family in _FAMILIES for mutation in family())
