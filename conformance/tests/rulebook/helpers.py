"""Keys to examine, and the arithmetic to damage them with."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import Any

from jwk_conformance.rulebook import PRIVATE, examine

KEYS: dict[str, dict[str, Any]] = json.loads(
    (Path(__file__).resolve().parents[3] / "vectors" / "authoring" / "keys.json").read_text()
)


def public(key: dict[str, Any]) -> dict[str, Any]:
    """A key without its private members."""
    return {name: value for name, value in key.items() if name not in PRIVATE[key["kty"]]}


def b64(octets: bytes) -> str:
    return base64.urlsafe_b64encode(octets).rstrip(b"=").decode()


def octets(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def big(number: int, length: int = 0) -> str:
    """An integer, big-endian, in as many octets as it needs or is told."""
    return b64(number.to_bytes(length or max(1, (number.bit_length() + 7) // 8), "big"))


def value(text: str) -> int:
    return int.from_bytes(octets(text), "big")


def codes(document: dict[str, Any]) -> set[str]:
    """The rules that a document breaks."""
    return {one.rule.code for one in examine(json.dumps(document)).broken}
