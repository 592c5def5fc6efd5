"""Errors that must look alike: whether the steps of one vector can be told apart by them."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from jwk_conformance.protocol import Observation
from jwk_vectors.model import Trait, Vector

CHANGING = re.compile(r"0x[0-9a-fA-F]+|[0-9]+")
"""Lengths, positions and addresses: they differ from one input to the next, and tell nothing
apart that the words around them do not."""


def distinction(vector: Vector, steps: Sequence[Observation]) -> str | None:
    """By what the refusals of a vector can be told apart, in words; None where by nothing.

    This is asked once every step has passed.
    """
    for trait in vector.alike:
        found = list(dict.fromkeys(map(_READERS[trait], steps)))
        if len(found) > 1:
            shown = "; ".join(value or "(none)" for value in found)
            return f"the {_NAMES[trait]} tells the errors apart: {shown}"
    return None


def _type(seen: Observation) -> str:
    return seen.error.type if seen.error else ""


def _message(seen: Observation) -> str:
    return CHANGING.sub("…", seen.error.message) if seen.error else ""


def _stage(seen: Observation) -> str:
    return seen.stage


_READERS: dict[Trait, Callable[[Observation], str]] = {
    "type": _type,
    "message": _message,
    "stage": _stage,
}
_NAMES: dict[Trait, str] = {
    "type": "type of the exception",
    "message": "message of the exception",
    "stage": "stage of the refusal",
}
