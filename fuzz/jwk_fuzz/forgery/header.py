"""Headers that may not be, each with a genuine signature over it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from jwk_fuzz.forgery.noun import Forgery, Token, signed, written
from jwk_fuzz.mutation.structure import TYPED

STRINGS = (
    ("kid", "header-kid-type"),
    ("typ", "typ-type"),
    ("cty", "cty-type"),
    ("jku", "jku-type"),
    ("x5u", "header-x5u-type"),
    ("jwk", "header-jwk-type"),
    ("x5c", "header-x5c-type"),
    ("x5t", "header-x5t-form"),
)
"""Header parameters, and the rule on the type of each."""


def parameters() -> Iterator[Forgery]:
    """Parameters missing, of another type, or of no meaning."""
    yield Forgery("alg: removed", _without("alg"), ("alg-missing", "header-empty"))
    for said, value in TYPED:
        yield Forgery(f"alg: {said}", _with(alg=value), ("alg-not-a-string",))
    yield Forgery("alg: in the other case", _other_case, ("alg-spelling",))
    for label, crit, more, breaks in (
        ("crit: an extension that nobody knows", ["urn:example:x"], {"urn:example:x": 1},
         "crit-not-understood"),
        ("crit: an empty array", [], {}, "crit-empty"),
        ("crit: a string", "urn:example:x", {"urn:example:x": 1}, "crit-type"),
        ("crit: an array of 1", [1], {}, "crit-type"),
        ("crit: null", None, {}, "crit-type"),
        ("crit: a name twice", ["b64", "b64"], {"b64": True}, "crit-duplicate"),
        ("crit: a name that is not there", ["urn:example:x"], {}, "crit-absent-name"),
        ("crit: alg", ["alg"], {}, "crit-registered"),
    ):  # fmt: skip
        yield Forgery(label, _with(crit=crit, **more), (breaks,))
    yield Forgery("b64: a string", _with(b64="false", crit=["b64"]), ("b64-type",))
    yield Forgery("b64: false, and not in crit", _with(b64=False), ("b64-not-critical",))
    for name, rule in STRINGS:
        for said, value in TYPED:
            if (name, said) not in (("x5c", "an array"), ("jwk", "an object")):
                yield Forgery(f"{name}: {said}", _with(**{name: value}), (rule,))
    yield Forgery("jwk: the private key", lambda token: _signed(token, jwk=token.key),
                  ("header-jwk-private",))  # fmt: skip


def texts() -> Iterator[Forgery]:
    """Headers whose text is none that every reader reads alike."""
    for label, change, breaks in (
        ("header: the last character missing", lambda text: text[:-1], "header-json"),
        ("header: a comma after the last member", lambda text: text[:-1] + b",}", "header-json"),
        ("header: something behind it", lambda text: text + b"x", "header-json"),
        ("header: a member NaN", lambda text: text[:-1] + b',"n":NaN}', "header-json"),
        ("header: in an array", lambda text: b"[" + text + b"]", "header-object"),
        ("header: null", lambda text: b"null", "header-object"),
        ("header: empty", lambda text: b"", "header-json"),
        ("header: an empty object", lambda text: b"{}", "header-empty"),
        ("header: a byte order mark in front", lambda text: b"\xef\xbb\xbf" + text,
         "header-byte-order-mark"),
        ("header: an octet that is not UTF-8", lambda text: text[:-1] + b',"n":"\xe9"}',
         "header-utf-8"),
        ("header: alg twice, first none", lambda text: b'{"alg":"none",' + text[1:],
         "header-duplicate-member"),
        ("header: alg twice, last none", lambda text: text[:-1] + b',"alg":"none"}',
         "header-duplicate-member"),
    ):  # fmt: skip
        yield Forgery(label, _of_text(change), (breaks,))


def _signed(token: Token, **members: Any) -> str:
    return signed(token, written({**token.header, **members}))


def _with(**members: Any) -> Callable[[Token], str]:
    return lambda token: _signed(token, **members)


def _without(name: str) -> Callable[[Token], str]:
    return lambda token: signed(
        token, written({one: value for one, value in token.header.items() if one != name})
    )


def _other_case(token: Token) -> str | None:
    return _signed(token, alg=token.alg.swapcase())


def _of_text(change: Callable[[bytes], bytes]) -> Callable[[Token], str]:
    return lambda token: signed(token, change(written(token.header)))
