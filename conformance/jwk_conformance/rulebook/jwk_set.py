"""Rules on JWK Sets: RFC 7517 section 5."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from jwk_conformance.rulebook.document import Path
from jwk_conformance.rulebook.json_text import repeated
from jwk_conformance.rulebook.key import Key
from jwk_conformance.rulebook.rule import Violation, rule


@dataclass(frozen=True, eq=False)
class Set:
    """A JWK Set: the object, and where it stands in its document."""

    members: Mapping[str, Any]
    at: Path = ()

    @cached_property
    def keys(self) -> list[Key]:
        """The elements that are objects, as keys."""
        listed = self.members.get("keys")
        return [
            Key(element, (*self.at, "keys", position))
            for position, element in enumerate(listed if isinstance(listed, list) else ())
            if isinstance(element, Mapping)
        ]


@rule(
    "set-keys-missing",
    clauses="rfc7517-5-is-an-object-with-keys",
    advice='Put the keys into an array under "keys".',
)
def keys_is_an_array(set: Set) -> Iterator[Violation]:
    """A JWK Set has an array under "keys" (RFC 7517 sections 5 and 5.1)."""
    if not isinstance(set.members.get("keys"), list):
        said = "keys is not an array" if "keys" in set.members else "keys is missing"
        yield Violation((*set.at, "keys"), said)


@rule(
    "set-element-type",
    clauses="rfc7517-5-is-an-object-with-keys",
    advice="Remove what is no JWK from the array.",
)
def elements_are_objects(set: Set) -> Iterator[Violation]:
    """Every element of "keys" is a JWK, so an object (RFC 7517 section 5.1)."""
    listed = set.members.get("keys")
    for position, element in enumerate(listed if isinstance(listed, list) else ()):
        if not isinstance(element, Mapping):
            yield Violation((*set.at, "keys", position), "an element of keys is no object")


@rule(
    "set-duplicate-member",
    clauses=("rfc7517-5-duplicate-names", "rfc7517-5-names-unique"),
    advice="Keep one of the members; have a JSON library write the document.",
)
def members_are_unique(set: Set) -> Iterator[Violation]:
    """No member stands twice in a set (RFC 7517 section 5): which keys count is then a guess."""
    for name in getattr(set.members, "repeated", ()):
        yield Violation((*set.at, name), f"the member {name[:40]!a} stands more than once")
    for name, value in set.members.items():
        if name != "keys":
            yield from repeated(value, (*set.at, name))


@rule(
    "set-duplicate-kid",
    clauses="rfc7517-4.5-kid-distinct",
    level="should",
    advice="Give every key a kid of its own.",
)
def kids_are_distinct(set: Set) -> Iterator[Violation]:
    """Different keys of a set have different kids (RFC 7517 section 4.5).

    The exception is keys of different types that the application takes for equivalent.
    """
    seen: dict[tuple[str, str], int] = {}
    for key in set.keys:
        kid, kty = key.string("kid"), key.string("kty")
        if kid is None or kty is None:
            continue
        if (kid, kty) in seen:
            first = seen[kid, kty]
            yield Violation(key.where("kid"), f"kid {kid[:40]!a} is that of key {first}, too")
        else:
            seen[kid, kty] = int(key.at[-1])
