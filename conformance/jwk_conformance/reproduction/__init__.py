"""How to see for oneself what a vector shows: code in the API of the library under test."""

from __future__ import annotations

from collections.abc import Mapping

from jwk_conformance.reproduction.compose import (
    braces,
    compose,
    fill,
    has_template,
    lacks,
    placeholders,
)
from jwk_conformance.reproduction.literal import Form, value
from jwk_vectors.model import Vector

__all__ = ["Form", "braces", "compose", "fill", "has_template", "lacks", "literals", "reproduction"]


def reproduction(vector: Vector, snippets: Mapping[str, str], form: Form) -> str | None:
    """Code that does all steps of a vector in order; None where a step has no template."""
    composed = compose(vector, snippets)
    return None if composed is None else fill(composed, literals(vector, composed, form))


def literals(vector: Vector, composed: str, form: Form) -> dict[str, str]:
    """Placeholder → Python literal, for all placeholders of a composed reproduction."""
    return {name: value(vector, name, form) for name in placeholders(composed)}
