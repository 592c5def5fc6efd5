"""A JWK as the rules look at it: its members, and what their values come to.

The readings here forgive all that a rule of its own is about (padding, a foreign alphabet, a wrong
length), so that one defect breaks one rule: a coordinate with padding is still on its curve.
"""

from __future__ import annotations

import binascii
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from jwk_conformance.rulebook.document import Path

PUBLIC = {
    "RSA": ("n", "e"),
    "EC": ("crv", "x", "y"),
    "OKP": ("crv", "x"),
    "oct": (),
    "AKP": ("alg", "pub"),
}
"""Key type → the members that make up the public key, in the order of RFC 7518 section 6."""

PRIVATE = {
    "RSA": ("d", "p", "q", "dp", "dq", "qi", "oth"),
    "EC": ("d",),
    "OKP": ("d",),
    "oct": ("k",),
    "AKP": ("priv",),
}
"""Key type → the members that have to be kept secret."""

ENCODED = {
    "RSA": ("n", "e", "d", "p", "q", "dp", "dq", "qi"),
    "EC": ("x", "y", "d"),
    "OKP": ("x", "d"),
    "oct": ("k",),
    "AKP": ("pub", "priv"),
}
"""Key type → the members that are base64url."""

LARGEST_INTEGER = 16384 // 8
"""Octets. Longer integers are not computed with: the time grows with their square."""

_NOT_IN_ALPHABET = re.compile(r"[^A-Za-z0-9_-]")
_NO_DIGIT = re.compile(r"[^A-Za-z0-9_+/-]+")


@dataclass(frozen=True, eq=False)
class Key:
    """A JWK: the object, and where it stands in its document."""

    members: Mapping[str, Any]
    at: Path = ()
    _octets: dict[str, bytes | None] = field(default_factory=dict, repr=False)
    _integers: dict[str, int | None] = field(default_factory=dict, repr=False)

    @cached_property
    def kty(self) -> str:
        """The key type where it is one this rulebook knows; otherwise empty."""
        kty = self.members.get("kty")
        return kty if isinstance(kty, str) and kty in PUBLIC else ""

    @cached_property
    def crv(self) -> str:
        """The curve as named; empty where it is no string."""
        return self.string("crv") or ""

    @property
    def is_private(self) -> bool:
        """Whether a member is there that has to be kept secret."""
        return any(name in self.members for name in PRIVATE.get(self.kty, ()))

    def where(self, *path: str | int) -> Path:
        """The path of something within this key."""
        return (*self.at, *path)

    def string(self, name: str) -> str | None:
        """A member that is a string."""
        value = self.members.get(name)
        return value if isinstance(value, str) else None

    def strings(self, name: str) -> list[str]:
        """The strings in a member that is an array."""
        value = self.members.get(name)
        return [one for one in value if isinstance(one, str)] if isinstance(value, list) else []

    @cached_property
    def encoded(self) -> list[tuple[str, str]]:
        """The base64url members that are strings, as name and text."""
        return [
            (name, text)
            for name in ENCODED.get(self.kty, ())
            if isinstance(text := self.members.get(name), str)
        ]

    @cached_property
    def unclean(self) -> list[tuple[str, str]]:
        """Those of them that hold anything outside the base64url alphabet."""
        return [(name, text) for name, text in self.encoded if _NOT_IN_ALPHABET.search(text)]

    @cached_property
    def digits(self) -> list[tuple[str, str]]:
        """The base64url members without what is outside both alphabets."""
        if not self.unclean:
            return self.encoded
        return [(name, _NO_DIGIT.sub("", text)) for name, text in self.encoded]

    def octets(self, name: str) -> bytes | None:
        """What a base64url member comes to, forgiving its encoding; None where it is no string."""
        if name not in self._octets:
            text = self.string(name)
            self._octets[name] = None if text is None else forgiving(text)
        return self._octets[name]

    def integer(self, name: str) -> int | None:
        """A member as an integer; None where it is no string, or too long to compute with."""
        if name not in self._integers:
            octets = self.octets(name)
            fits = octets is not None and len(octets) <= LARGEST_INTEGER
            self._integers[name] = int.from_bytes(octets or b"", "big") if fits else None
        return self._integers[name]


def forgiving(text: str) -> bytes:
    """The octets a lenient reader takes from base64url: any alphabet, padding and junk dropped."""
    try:
        if _NOT_IN_ALPHABET.search(text):
            text = _NO_DIGIT.sub("", text)
        text = text[:-1] if len(text) % 4 == 1 else text
        return binascii.a2b_base64(text.replace("-", "+").replace("_", "/") + "==")
    except binascii.Error:
        return b""


def private_members(jwk: Any) -> list[str]:
    """The members of a JWK that have to be kept secret."""
    kty = jwk.get("kty") if isinstance(jwk, dict) else None
    return [name for name in PRIVATE.get(kty, ()) if name in jwk] if isinstance(kty, str) else []
