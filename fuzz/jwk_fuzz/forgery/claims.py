"""JWTs with a genuine signature over claims that may not be."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

from jwk_fuzz.forgery.noun import Forgery, Token, sign, signed, written
from jwk_fuzz.valid import encoded

JWT = {"typ": "JWT"}
_PASSED, _AHEAD = 1_000_000_000, 99_999_999_999
"""Seconds since 1970: in 2001, and in the year 5138."""


def claims() -> Iterator[Forgery]:
    """Claims that are no JSON object, of another type, or not of this time."""
    for label, text, breaks in (
        ("claims: no JSON", b"x", "claims-json"),
        ("claims: the last character missing", b'{"sub":"a"', "claims-json"),
        ("claims: an octet that is not UTF-8", b'{"sub":"\xe9"}', "claims-json"),
        ("claims: an array", b'[{"sub":"a"}]', "claims-object"),
        ("claims: null", b"null", "claims-object"),
        ("claims: sub twice", b'{"sub":"a","sub":"b"}', "claims-duplicate"),
    ):
        yield Forgery(label, _over(text), (breaks,))
    for name, value, breaks in (
        ("iss", 1, "claim-not-a-string"),
        ("sub", ["a"], "claim-not-a-string"),
        ("jti", True, "claim-not-a-string"),
        ("aud", 1, "claim-aud-type"),
        ("aud", [1], "claim-aud-type"),
        ("exp", "99999999999", "claim-exp-type"),
        ("exp", None, "claim-exp-type"),
        ("nbf", "0", "claim-nbf-type"),
        ("iat", [], "claim-iat-type"),
        ("exp", _PASSED, "claim-exp-passed"),
        ("nbf", _AHEAD, "claim-nbf-ahead"),
    ):
        yield Forgery(f"{name}: {value!r}", _with(name, value), (breaks,))
    for label, change in (
        ("iss: the first half", lambda iss: iss[: len(iss) // 2]),
        ("iss: a part of it", lambda iss: iss[2:-2]),
        ("iss: one letter", lambda iss: iss[:1]),
        ("iss: the empty string", lambda iss: ""),
        ("iss: something behind", lambda iss: f"{iss}.evil.example"),
        ("iss: in the other case", str.swapcase),
        ("iss: in an array", lambda iss: [iss]),
    ):
        yield Forgery(label, _other_issuer(change), ("claim-iss-other", "claim-not-a-string"))
    yield Forgery("claims: not encoded", _unencoded, ("jwt-unencoded",))


def _over(payload: bytes) -> Callable[[Token], str]:
    return lambda token: signed(token, written({**token.header, **JWT}), payload)


def _with(name: str, value: Any) -> Callable[[Token], str]:
    """All claims of the token, and this one."""

    def apply(token: Token) -> str:
        payload = written({**json.loads(token.payload), name: value})
        return signed(token, written({**token.header, **JWT}), payload)

    return apply


def _other_issuer(change: Callable[[str], Any]) -> Callable[[Token], str | None]:
    """The issuer changed, where the token names one: readers that expect it must notice."""

    def apply(token: Token) -> str | None:
        iss = json.loads(token.payload).get("iss")
        return None if iss is None else _with("iss", change(iss))(token)

    return apply


def _unencoded(token: Token) -> str:
    header = {**token.header, **JWT, "b64": False, "crit": ["b64"]}
    given = f'{encoded(written(header))}.{{"sub":"a"}}'
    return sign(token, given)
