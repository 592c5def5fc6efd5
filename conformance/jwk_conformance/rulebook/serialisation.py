"""What is wrong with a JWS and a JWE alike: members of the serialisation, and what crit lists."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from jwk_conformance.rulebook.document import Object
from jwk_conformance.rulebook.rule import Violation
from jwk_conformance.rulebook.token import Header, Token


def repeated_members(token: Token) -> Iterator[Violation]:
    """Members of the object, or of an entry in its array, that stand more than once."""
    for at, part in dict([((), token.members), *token.entries]).items():
        for name in part.repeated:
            yield Violation((*at, name), f"the member {name[:40]!a} stands more than once")


def beside(token: Token, array: str, names: Collection[str]) -> Iterator[Violation]:
    """Members of the flattened syntax that stand beside the array of the general one."""
    if token.form == "general":
        for name in names:
            if name in token.members:
                yield Violation((name,), f"both {array} and {name}")


def no_objects(token: Token, array: str) -> Iterator[Violation]:
    """An array of the general syntax that is none, or its elements that are no objects."""
    listed = token.members.get(array, [])
    said = f"{array} is not an array of objects"
    if not isinstance(listed, list):
        yield Violation((array,), said)
        return
    for position, entry in enumerate(listed):
        if not isinstance(entry, Object):
            yield Violation((array, position), said)


def registered_as_critical(header: Header, registered: Collection[str]) -> Iterator[Violation]:
    """Names in crit of parameters that are no extension."""
    for name in header.critical:
        if name in registered:
            yield Violation(header.where("crit"), f"crit lists {name!a}, which is no extension")


def not_understood(header: Header, known: Collection[str]) -> Iterator[Violation]:
    """Names in crit of extensions that nobody knows here."""
    for name in header.critical:
        if name not in known:
            yield Violation(
                header.where("crit"), f"the critical extension {name[:40]!a} is not understood"
            )
