"""A document looked at whole: what it is, and every rule it breaks."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Literal

from jwk_conformance.rulebook.document import Document, Object, parse
from jwk_conformance.rulebook.jwk_set import Set
from jwk_conformance.rulebook.key import Key
from jwk_conformance.rulebook.rule import Broken, Violation, broken, rule
from jwk_conformance.rulebook.token import Jws, recognised
from jwk_conformance.rulebook.walk import everything

Kind = Literal["key", "set", "JWS", "JWE", "neither"]


@dataclass(frozen=True)
class Other:
    """A document that is neither a key nor a set."""

    value: object


@rule(
    "not-an-object",
    clauses=("rfc7517-4-is-an-object", "rfc7517-5-is-an-object-with-keys"),
    advice="A key is a JSON object, and so is a set of keys.",
)
def a_key_is_an_object(other: Other) -> Iterator[Violation]:
    """A JWK is a JSON object, and a JWK Set is one (RFC 7517 sections 4 and 5)."""
    yield Violation((), f"the document is {_named(other.value)}, neither a JWK nor a JWK Set")


def _named(value: object) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (list, str)):
        return "an array" if isinstance(value, list) else "a string"
    return "a number"


@dataclass(frozen=True)
class Examined:
    """A document and what is wrong with it."""

    document: Document
    kind: Kind
    broken: tuple[Broken, ...]


def examine(text: str | bytes, kind: Kind | None = None, without: Collection[str] = ()) -> Examined:
    """Read a text as a key or a set and collect every violation.

    Without a `kind`, an object is a set where it has `keys` and no `kty`. `without` names rules
    that are left out. Never raises for what the text holds.
    """
    document = parse(text)
    told = kind or _kind(document)
    return Examined(document, told, tuple(violations(document, told, without)))


def examine_token(text: str, without: Collection[str] = ()) -> Examined | None:
    """Read a text as a JWS or JWE and collect every violation; None where it is neither.

    Only what can be seen without a key is looked at. Never raises for what the text holds.
    """
    token = recognised(text.strip())
    if token is None:
        return None
    found = [one for part in everything(token) for one in broken(part, without)]
    return Examined(token.document, "JWS" if isinstance(token, Jws) else "JWE", tuple(found))


def violations(document: Document, kind: Kind, without: Collection[str] = ()) -> Iterator[Broken]:
    """Every violation in a document, rule by rule; in a set, key by key."""
    yield from broken(document, without)
    if document.fault:
        return
    value = document.value
    if not isinstance(value, Object):
        yield from broken(Other(value), without)
    elif kind == "set":
        keys = Set(value)
        yield from broken(keys, without)
        for key in keys.keys:
            yield from broken(key, without)
    else:
        yield from broken(Key(value), without)


def _kind(document: Document) -> Kind:
    if document.fault or not isinstance(document.value, Object):
        return "neither"
    return "set" if "keys" in document.value and "kty" not in document.value else "key"
