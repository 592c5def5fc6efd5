"""What a token and a forgery are, and the pieces that both are made of."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

from jwk_conformance.jose import signature
from jwk_fuzz import pool
from jwk_fuzz.pool import Jwk
from jwk_fuzz.printed import Printed
from jwk_fuzz.valid import decoded, encoded

Form = Literal["compact", "flattened", "general"]


@dataclass(frozen=True, repr=False)
class Token(Printed):
    """A genuine JWS or JWE, and what opens it."""

    text: str
    key: Jwk
    """The private or symmetric key; `public` of it verifies a signature."""
    payload: bytes
    header: dict[str, Any]
    """The protected header."""
    form: Form = "compact"

    @property
    def alg(self) -> str:
        """The algorithm by which it is signed, or its key is encrypted."""
        alg: str = self.header["alg"]
        return alg


@dataclass(frozen=True)
class Forgery:
    """One change to a genuine token, by which it is genuine no longer.

    Some are made by who has no key: a signature over something else. The others are signed with
    the key, and nothing is wrong with them but what the label says.
    """

    label: str
    """What a reader of a finding sees, such as "alg: none, no signature"."""
    apply: Callable[[Token], str | None]
    """The text of the forged token, of a compact one; None where it has nothing to change."""
    breaks: tuple[str, ...]
    """Codes of rules: one or other of them is broken, by the algorithm."""
    form: Form = "compact"
    """The serialisation of what it makes."""


def forged(token: Token, forgery: Forgery) -> Token | None:
    """The token after the change, which no reader may open; None where there is none."""
    text = forgery.apply(token)
    if text is None or text == token.text:
        return None
    return replace(token, text=text, form=forgery.form)


def written(header: Mapping[str, Any]) -> bytes:
    """A header as JSON, as an ordinary writer would have it."""
    return json.dumps(header, separators=(",", ":")).encode()


def whole(key: Jwk) -> Jwk:
    """The key with its primes: where they have to be found anew, that takes luck, and time."""
    if key["kty"] != "RSA" or "p" in key:
        return key
    return next((one for one in pool.of("RSA") if one["n"] == key["n"]), key)


def sign(token: Token, given: str) -> str:
    """A signing input with a genuine signature by the key of a token."""
    return f"{given}.{encoded(signature.make(token.alg, whole(token.key), given.encode()))}"


def signed(token: Token, protected: bytes, payload: bytes | None = None) -> str:
    """The compact JWS under another protected header, with a genuine signature."""
    return signed_text(token, encoded(protected), payload)


def signed_text(token: Token, protected: str, payload: bytes | None = None) -> str:
    """The same where the header is written as told, well-formed base64url or not."""
    given = f"{protected}.{encoded(token.payload if payload is None else payload)}"
    return sign(token, given)


def parts(token: Token) -> tuple[str, ...]:
    """The parts of a compact token."""
    return tuple(token.text.split("."))


def part(position: int, change: Callable[[str], str | None]) -> Callable[[Token], str | None]:
    """Changes one part of a compact token."""

    def apply(token: Token) -> str | None:
        several = list(parts(token))
        changed = change(several[position])
        if changed is None:
            return None
        several[position] = changed
        return ".".join(several)

    return apply


def octets(change: Callable[[bytes], bytes]) -> Callable[[str], str]:
    """Changes what a part encodes."""
    return lambda text: encoded(change(decoded(text)))


def middle_turned(value: bytes) -> bytes:
    """The octets with one bit in their middle turned; one octet where there is none."""
    if not value:
        return b"\1"
    at = len(value) // 2
    return value[:at] + bytes([value[at] ^ 1]) + value[at + 1 :]
