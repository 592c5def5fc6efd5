"""What a PEM keeps secret, read leniently: a file that is damaged still has it in it."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator

BLOCK = re.compile(r"-----BEGIN ([A-Z0-9 ]+)-----(.*?)(?:-----|\Z)", re.DOTALL)
INTEGER, OCTETS, SEQUENCE = 0x02, 0x04, 0x30
NUMBERS = ("n", "d", "p", "q", "dp", "dq", "qi")
"""The numbers of an RSA key longer than its exponent, in their order (RFC 8017 appendix A.1.2)."""
SHORT = 16
"""Octets below which nothing is a key: version numbers, and the exponent."""


def secrets(text: str) -> Iterator[tuple[str, bytes]]:
    """Member and octets of what is secret in PKCS #8, PKCS #1 and SEC 1, unless encrypted."""
    for label, body in BLOCK.findall(text):
        if "ENCRYPTED" in label or "ENCRYPTED" in body:
            continue
        base = re.sub(r"[^A-Za-z0-9+/]", "", body)
        der = base64.b64decode(base + "A" * (-len(base) % 4))
        if der[:1] == bytes([SEQUENCE]):
            yield from _in_key(der)


def _in_key(der: bytes) -> Iterator[tuple[str, bytes]]:
    """In a private key or what wraps it: what else is constructed is public, so parameters are."""
    names = iter(NUMBERS)
    for tag, value in _elements(next(_elements(der), (0, b""))[1]):
        if tag == INTEGER and len(value) >= SHORT:
            name = next(names, "")
            if name not in ("", "n"):
                yield name, value
        elif tag == OCTETS and value[:1] == bytes([SEQUENCE]) and _is_whole(value):
            yield from _in_key(value)
        elif tag == OCTETS:
            inner = value[:1] == bytes([OCTETS]) and _is_whole(value)
            yield "d", next(_elements(value))[1] if inner else value


def _is_whole(der: bytes) -> bool:
    """Whether it is one element by its length, or the beginning of one that was cut."""
    return len(_after_length(der)[1]) <= _after_length(der)[0]


def _elements(der: bytes) -> Iterator[tuple[int, bytes]]:
    """Tag and content of each element in a row; the last may have been cut."""
    while len(der) > 1:
        length, rest = _after_length(der)
        yield der[0], rest[:length]
        der = rest[length:]


def _after_length(der: bytes) -> tuple[int, bytes]:
    """The length that the first element says it has, and what comes behind that length."""
    if len(der) < 2:
        return 0, b""
    if der[1] < 0x80:
        return der[1], der[2:]
    octets = der[1] & 0x7F
    return int.from_bytes(der[2 : 2 + octets], "big"), der[2 + octets :]
