"""The compiler's question to the rulebook: is a vector about one thing?

Every key and set that a vector hands over is examined whole. What is broken must be what the
vector is about, or declared as implied, with the arithmetic reason; a vector that expects
acceptance hands over nothing that is broken.
"""

from __future__ import annotations

import base64
from collections.abc import Iterator
from itertools import chain
from typing import Any, Literal

import msgspec

from jwk_conformance.rulebook import Broken, examine
from jwk_vectors import Vector

_MEMBERS = ("key", "set", "signers", "recipients")


def broken(vector: Vector) -> Iterator[Broken]:
    """Every rule that the keys and sets of a vector break, each once for a document."""
    seen: set[tuple[str, str]] = set()
    handed = (one for step in vector.steps for one in _documents(step.args))
    for document, kind in chain(handed, _served(vector)):
        for found in examine(document, kind).broken:
            if (str(document), found.rule.code) not in seen:
                seen.add((str(document), found.rule.code))
                yield found


def _served(vector: Vector) -> Iterator[tuple[str, Literal["set"]]]:
    """The texts that a vector serves as sets: those with a status that says so."""
    for answers in vector.serves.values():
        for answer in answers:
            if answer.status == 200 and not answer.octets:
                yield answer.body, "set"


def levelled(vector: Vector) -> Vector:
    """The vector at the level that its defect is at: a member missing or of another JSON type is
    the structure of a document, not a value.
    """
    if vector.level != "value" or vector.expect == "accept":
        return vector
    if any(found.rule.code.endswith(("-missing", "-type")) for found in broken(vector)):
        return msgspec.structs.replace(vector, level="structure")
    return vector


def undeclared(vector: Vector) -> Iterator[str]:
    """What is broken and neither the vector's subject nor declared as implied."""
    declared = {*vector.clauses, *vector.implied}
    for found in broken(vector):
        if found.rule.level == "must" and declared.isdisjoint(found.rule.clauses):
            yield f"it also breaks {found.rule.code}: {found.said}"


def _documents(args: Any) -> Iterator[tuple[str | bytes, Literal["key", "set"]]]:
    """The keys and sets among the arguments of an operation, as text or octets."""
    for name in _MEMBERS:
        kind: Literal["key", "set"] = "set" if name == "set" else "key"
        given = args.get(name)
        for one in given if isinstance(given, list) else [given]:
            material = one.get("key", one) if isinstance(one, dict) else one
            if isinstance(material, str):
                yield material, kind
            elif isinstance(material, dict) and "b64" in material:
                text = str(material["b64"])
                yield base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)), kind
