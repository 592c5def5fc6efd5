"""From a text to the JSON object in it."""

from __future__ import annotations

import json
from typing import Any

from jwk_conformance.jose.enforce import enforce
from jwk_conformance.jose.error import NotValid, quoted
from jwk_conformance.rulebook import Document, Object, parse, plain
from jwk_conformance.rulebook.document import read_first
from jwk_conformance.rulebook.examine import Other
from jwk_conformance.rulebook.json_text import repeated


def read_object(text: str | bytes) -> Object:
    """The object in a JSON text, its numbers and repeated names kept. Raises NotValid."""
    if not isinstance(text, (str, bytes)):
        raise NotValid(f"not a text: {quoted(text)}")
    document = parse(text)
    enforce(document)
    value = object_in(document)
    if isinstance(value, Object):
        return value
    enforce(Other(value))
    if isinstance(value, list) and value and isinstance(value[0], Object):
        return value[0]
    raise NotValid("not a JSON object")


def object_in(document: Document) -> Any:
    """What a document says; of a text that is no JSON, what it begins with."""
    return read_first(document.text) if document.fault else document.value


def parse_object(text: str | bytes) -> dict[str, Any]:
    """The object in a JSON text, as an ordinary reader gives it.

    Raises NotValid for whatever else, for a name that stands twice at any depth, and for half of
    a surrogate pair.
    """
    members = read_object(text)
    for violation in repeated(members, ()):
        raise NotValid(f"{violation.said}: it stands twice (RFC 8259 section 4)")
    found: dict[str, Any] = plain(members)
    try:
        json.dumps(found, ensure_ascii=False).encode("utf-8")
    except UnicodeEncodeError:
        raise NotValid("not UTF-8: half of a surrogate pair (RFC 8259 section 8.2)") from None
    return found
