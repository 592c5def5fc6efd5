"""Rules on the text of a document: RFC 8259, and what RFC 7515 and RFC 7517 add."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from jwk_conformance.rulebook.document import Document, Object, Path
from jwk_conformance.rulebook.rule import Violation, rule


@rule(
    "json-utf-8",
    clauses="rfc8259-8.1-utf-8",
    advice="Write the document in UTF-8.",
)
def text_is_utf_8(document: Document) -> Iterator[Violation]:
    """JSON between systems is UTF-8 (RFC 8259 section 8.1; RFC 7517 section 8.5 for JWKs).

    Readers that replace what they cannot decode see another document than those that refuse it.
    """
    if document.invalid_octet is not None:
        yield Violation((), f"octet {document.invalid_octet} is not UTF-8")


@rule(
    "json-byte-order-mark",
    clauses=("rfc8259-8.1-byte-order-mark", "rfc8259-8.1-no-byte-order-mark-added"),
    advice="Save the file without a byte order mark.",
)
def no_byte_order_mark(document: Document) -> Iterator[Violation]:
    """No byte order mark stands in front of a JSON text (RFC 8259 section 8.1).

    A reader may skip it and may refuse it: some of your readers do one, some the other.
    """
    if document.marked:
        yield Violation((), "a byte order mark stands in front")


@rule(
    "json-syntax",
    clauses=("rfc8259-2-json-text", "rfc7515-10.12-json-strict"),
    advice="Have a JSON library write the document.",
)
def text_is_json(document: Document) -> Iterator[Violation]:
    """The text is one JSON value (RFC 8259 section 2)."""
    if document.fault:
        yield Violation((), document.fault)


@rule(
    "json-surrogate",
    clauses="rfc8259-8.2-surrogates",
    level="note",
    advice="Escape characters beyond U+FFFF as a pair, or write them as they are.",
)
def no_lone_surrogate(document: Document) -> Iterator[Violation]:
    """No string holds half of a surrogate pair: what readers make of it is not predictable.

    RFC 8259 section 8.2 warns of it.
    """
    if "\\u" not in document.text and document.text.isascii():
        return
    for path, text in _strings(document.value, ()):
        try:
            text.encode("utf-8")
        except UnicodeEncodeError:
            yield Violation(path, "a string holds half of a surrogate pair")


def _strings(value: Any, path: Path) -> Iterator[tuple[Path, str]]:
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, Object):
        for name, inner in value.items():
            yield path, name
            yield from _strings(inner, (*path, name))
    elif isinstance(value, list):
        for position, inner in enumerate(value):
            yield from _strings(inner, (*path, position))


def repeated(members: Any, at: Path) -> Iterator[Violation]:
    """Every name that stands more than once in an object, at any depth of it."""
    if isinstance(members, Object):
        for name in members.repeated:
            yield Violation((*at, name), f"the member {name[:40]!a} stands more than once")
        for name, inner in members.items():
            yield from repeated(inner, (*at, name))
    elif isinstance(members, list):
        for position, inner in enumerate(members):
            yield from repeated(inner, (*at, position))
