"""The rules of which no vector can tell whether they are kept, with the reason: prove.toml."""

from __future__ import annotations

import sys
from importlib import resources
from typing import Literal

import msgspec

from jwk_conformance.rulebook import RULES

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib


class DeclaredError(Exception):
    """prove.toml cannot be used; the message says why."""


class Declared(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A mutant that cannot be killed."""

    rule: str
    kind: Literal["masked", "silent", "elsewhere"] = msgspec.field(name="class")
    reason: str = ""


def declarations() -> dict[str, Declared]:
    """What is declared, by rule. Raises DeclaredError."""
    text = (resources.files("jwk_conformance.prove") / "prove.toml").read_text("utf-8")
    try:
        document = tomllib.loads(text)
        found = msgspec.convert(document.get("declared", []), list[Declared])
    except (tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
        raise DeclaredError(f"prove.toml: {error}.") from None
    by_rule = {one.rule: one for one in found}
    if len(by_rule) != len(found):
        raise DeclaredError("prove.toml: a rule is declared twice.")
    for one in found:
        if one.rule not in RULES:
            raise DeclaredError(f"prove.toml: there is no rule {one.rule}.")
        if not one.reason:
            raise DeclaredError(f"prove.toml: {one.rule} is declared without a reason.")
    return by_rule
