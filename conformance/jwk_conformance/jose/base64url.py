"""Base64url as RFC 7515 section 2 has it: no padding, nothing outside the alphabet."""

from __future__ import annotations

import base64
import re

from jwk_conformance.jose.error import NotValid

ALPHABET = re.compile(r"[A-Za-z0-9_-]*\Z")


def encode(octets: bytes) -> str:
    """Base64url without padding."""
    return base64.urlsafe_b64encode(octets).rstrip(b"=").decode("ascii")


def decode(text: object) -> bytes:
    """The octets; raises NotValid for anything an encoder would not have written."""
    if not isinstance(text, str) or not ALPHABET.match(text):
        raise NotValid(f"not base64url: {str(text)[:40]!r}")
    if len(text) % 4 == 1:
        raise NotValid("no octets have a base64url text of this length")
    octets = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    if encode(octets) != text:
        raise NotValid("the last base64url character has bits that are not zero")
    return octets


def decode_integer(text: object) -> int:
    """A Base64urlUInt (RFC 7518 section 2), which has no leading zero octet."""
    octets = decode(text)
    if not octets or (octets[0] == 0 and len(octets) > 1):
        raise NotValid("an integer is not in its shortest form")
    return int.from_bytes(octets, "big")
