"""Base64url as RFC 7515 section 2 has it: no padding, nothing outside the alphabet."""

from __future__ import annotations

import base64
import binascii
import re

from jwk_conformance.jose.error import NotValid, quoted

_OUTSIDE = re.compile(r"[^A-Za-z0-9_-]")


def encode(octets: bytes) -> str:
    """Base64url without padding."""
    return base64.urlsafe_b64encode(octets).rstrip(b"=").decode("ascii")


def decode(text: object) -> bytes:
    """The octets; raises NotValid for anything an encoder would not have written.

    So padding, white space, other characters, lengths that no octets have, and trailing bits
    that are not zero (RFC 4648 sections 3.3 and 3.5) are all refused.
    """
    if not isinstance(text, str):
        raise NotValid(f"base64url is a string, not {quoted(text)}")
    try:
        octets = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except (ValueError, binascii.Error):
        raise NotValid(_fault(text)) from None
    # Python's decoder forgives; only what our encoder would write again is base64url.
    if encode(octets) != text:
        raise NotValid(_fault(text))
    return octets


def decode_integer(text: object) -> int:
    """A Base64urlUInt (RFC 7518 section 2): big-endian, and zero is the one octet 0.

    Raises NotValid where there is a leading zero octet, or no octet at all.
    """
    octets = decode(text)
    if not octets:
        raise NotValid("an integer of no octets")
    if octets[0] == 0 and len(octets) > 1:
        raise NotValid("an integer has a leading zero octet (RFC 7518 section 2)")
    return int.from_bytes(octets, "big")


def encode_integer(value: int) -> str:
    """The Base64urlUInt of a non-negative integer, in its shortest form."""
    return encode(value.to_bytes(max(1, (value.bit_length() + 7) // 8), "big"))


def _fault(text: str) -> str:
    outside = _OUTSIDE.search(text)
    if outside is not None:
        return f"{quoted(outside.group())} at {outside.start()} is outside the base64url alphabet"
    if len(text) % 4 == 1:
        return f"no octets have a base64url text of {len(text)} characters"
    return "the last base64url character has trailing bits that are not zero"
