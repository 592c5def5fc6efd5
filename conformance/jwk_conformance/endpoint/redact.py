"""What of an exchange may be written down: no private member, token or cookie."""

from __future__ import annotations

import json
from typing import Any

import msgspec

from jwk_conformance.endpoint.exchange import Exchange
from jwk_conformance.rulebook.document import parse, plain
from jwk_conformance.rulebook.key import PRIVATE

SECRET = frozenset(name for names in PRIVATE.values() for name in names)
REDACTED = "[redacted]"
HIDDEN_FIELDS = frozenset({"set-cookie", "authorization", "proxy-authorization", "cookie"})
KEPT = 4096
"""Octets that are kept of content that is no JSON."""


class Redaction:
    """Makes of exchanges what goes into a run file; content that comes again is read once."""

    def __init__(self) -> None:
        self._bodies: dict[bytes, bytes] = {}

    def __call__(self, exchange: Exchange) -> Exchange:
        """The exchange without secrets."""
        body = self._bodies.get(exchange.body)
        if body is None:
            body = self._bodies[exchange.body] = _body(exchange.body)
        return msgspec.structs.replace(
            exchange,
            sent=tuple(map(_field, exchange.sent)),
            headers=tuple(map(_field, exchange.headers)),
            body=body,
        )


def redacted(exchange: Exchange) -> Exchange:
    """The exchange as it goes into a run file."""
    return Redaction()(exchange)


def masked(text: str) -> bool:
    """Whether anything in a text must not be told."""
    return _body(text.encode("utf-8", "replace")) != text.encode("utf-8", "replace")


def _field(field: tuple[str, str]) -> tuple[str, str]:
    name, value = field
    return (name, REDACTED) if name.lower() in HIDDEN_FIELDS else (name, value)


def _body(body: bytes) -> bytes:
    document = parse(body)
    if document.fault:
        head = body[:KEPT]
        return REDACTED.encode() if _suspicious(head) else head
    masked = _masked(document.value)
    if masked == document.value and not _repeated(document.value):
        return body
    return json.dumps(plain(masked)).encode()


def _suspicious(text: bytes) -> bool:
    """Whether broken content may hold a secret: nothing can be masked in it."""
    return b"PRIVATE KEY" in text or any(f'"{name}"'.encode() in text for name in SECRET)


def _masked(value: Any) -> Any:
    if isinstance(value, dict):
        return {
            name: REDACTED if name in SECRET and isinstance(inner, str) else _masked(inner)
            for name, inner in value.items()
        }
    return [_masked(inner) for inner in value] if isinstance(value, list) else value


def _repeated(value: Any) -> bool:
    """Whether a member stands twice: the first of them is in the text and not in the value."""
    if isinstance(value, dict):
        return bool(getattr(value, "repeated", ())) or any(map(_repeated, value.values()))
    return isinstance(value, list) and any(map(_repeated, value))
