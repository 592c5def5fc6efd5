"""Base64url without padding (RFC 7515 section 2), for the protocol's own fields."""

import base64


def encode(octets: bytes) -> str:
    return base64.urlsafe_b64encode(octets).rstrip(b"=").decode("ascii")


def decode(text: str) -> bytes:
    """The octets of well-formed text: the suite is the only one who writes it."""
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
