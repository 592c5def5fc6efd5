"""Base64url as RFC 7515 section 2 has it: no padding, nothing outside the alphabet."""

from __future__ import annotations

import base64

from jwk_conformance.jose.enforce import enforce
from jwk_conformance.jose.error import NotValid
from jwk_conformance.rulebook.token import Encoded


def encode(octets: bytes) -> str:
    """Base64url without padding."""
    return base64.urlsafe_b64encode(octets).rstrip(b"=").decode("ascii")


def decode(text: object) -> bytes:
    """The octets; raises NotValid for anything that an encoder would not have written."""
    part = Encoded(text, ("base64url",))
    enforce(part)
    return part.octets


def decode_integer(text: object) -> int:
    """A Base64urlUInt (RFC 7518 section 2): big-endian, and zero is the one octet 0.

    Raises NotValid where there is a leading zero octet, or no octet at all.
    """
    octets = decode(text)
    if not octets or (octets[0] == 0 and len(octets) > 1):
        raise NotValid("an integer of no octets, or with a leading zero (RFC 7518 section 2)")
    return int.from_bytes(octets, "big")


def encode_integer(value: int) -> str:
    """The Base64urlUInt of a non-negative integer, in its shortest form."""
    return encode(value.to_bytes(max(1, (value.bit_length() + 7) // 8), "big"))
