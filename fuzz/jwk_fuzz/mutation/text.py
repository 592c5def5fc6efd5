"""Changes to the text: encoding, escapes, duplicate members, syntax, depth and size."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator

from jwk_fuzz.mutation.noun import SET, Document, Jwk, Mutation, written

ALL = ("EC", "OKP", "RSA", "oct", "AKP", SET)
_DEEP = 1000


def _text(
    label: str,
    write: Callable[[str], Document | None],
    *,
    breaks: str = "",
    keeps: str = "",
    kty: tuple[str, ...] = ALL,
) -> Mutation:
    return Mutation(label, "text", lambda key: write(written(key)), kty, breaks, keeps)


def changing_nothing() -> Iterator[Mutation]:
    """The same document, written otherwise."""
    white = "rfc7517-4-whitespace"
    keys = ALL[:-1]
    yield _text(
        "white space wherever JSON has room for it",
        lambda text: "\r\n\t " + text.replace(": ", " :\n").replace(", ", "\t,\r\n ") + "\n",
        keeps=white,
        kty=keys,
    )
    yield _text(
        "no white space",
        lambda text: json.dumps(json.loads(text), separators=(",", ":")),
        keeps=white,
        kty=keys,
    )
    escapes = "rfc8259-7-escapes"
    yield _text("kty: the name written with an escape", _escaped('"kty"'), keeps=escapes, kty=keys)
    yield Mutation("kty: the value written with escapes", "text", _kty_escaped, keys, "", escapes)
    yield Mutation("every character written as an escape", "text", _escaped_whole, ALL, "", escapes)
    order = "rfc7517-4-represents-a-key"
    yield Mutation(
        "the members in reverse order",
        "text",
        lambda key: written(dict(reversed(key.items()))),
        keys,
        "",
        order,
    )
    yield Mutation(
        "the members in the order of their names",
        "text",
        lambda key: written(dict(sorted(key.items()))) if sorted(key) != list(key) else None,
        keys,
        "",
        order,
    )


def damaging() -> Iterator[Mutation]:
    """Texts that are no JSON, or no JSON that every reader reads alike."""
    syntax = "json-syntax"
    yield _text("no text at all", lambda text: "", breaks=syntax)
    yield _text("white space alone", lambda text: " \n", breaks=syntax)
    yield _text("the last character missing", lambda text: text[:-1], breaks=syntax)
    yield _text("the second half missing", lambda text: text[: len(text) // 2], breaks=syntax)
    yield _text("a comma after the last member", lambda text: f"{text[:-1]},}}", breaks=syntax)
    yield _text("apostrophes for quotation marks", lambda text: text.replace('"', "'"),
                breaks=syntax)  # fmt: skip
    yield _text("a comment in front", lambda text: f"/* a key */{text}", breaks=syntax)
    yield _text("a NUL behind", lambda text: f"{text}\0", breaks=syntax)
    yield _text("the document twice, one behind the other", lambda text: text + text, breaks=syntax)
    for constant in ("NaN", "Infinity", "-Infinity"):
        yield _text(f"a member {constant}", _with(f'"n1":{constant}'), breaks=syntax)
    for number in ("01", "1.", ".5", "+1", "0x1", "1e"):
        yield _text(f"a member {number}, which is no number", _with(f'"n1":{number}'),
                    breaks=syntax)  # fmt: skip
    yield _text("a line break within a string", _with('"n1":"a\nb"'), breaks=syntax)
    yield _text("an escape that does not exist", _with('"n1":"\\q"'), breaks=syntax)
    yield _text("arrays nested 1,000 deep", _with(f'"n1":{"[" * _DEEP}{"]" * _DEEP}'),
                breaks=syntax)  # fmt: skip
    yield _text(
        "100,000 brackets that open and never close", lambda text: "[" * 100_000, breaks=syntax
    )
    yield _text("a byte order mark in front", lambda text: b"\xef\xbb\xbf" + text.encode(),
                breaks="json-byte-order-mark")  # fmt: skip
    yield _text("an octet that is not UTF-8", _octet, breaks="json-utf-8")
    yield _text("half of a surrogate pair", _with('"n1":"\\ud83d"'), breaks="json-surrogate")
    for label, write in (
        ("an array around the document", lambda text: f"[{text}]"),
        ("the document as a JSON string", json.dumps),
        ("null", lambda text: "null"),
        ("the number 1", lambda text: "1"),
        ("true", lambda text: "true"),
        ("an empty array", lambda text: "[]"),
    ):
        yield _text(label, write, breaks="not-an-object")


def unusual() -> Iterator[Mutation]:
    """JSON that strains a reader; RFC 8259 section 9 lets it set limits."""
    yield _text("a number of 5,000 digits in an unknown member", _with(f'"n1":{"9" * 5000}'))
    yield _text("the number 1e400 in an unknown member", _with('"n1":1e400'))
    yield _text("the number -0 in an unknown member", _with('"n1":-0'))
    yield _text("a string of 100,000 characters in an unknown member",
                _with(f'"n1":"{"a" * 100_000}"'))  # fmt: skip
    yield _text("the escape of NUL in an unknown member", _with('"n1":"\\u0000"'))
    yield _text("1,000 unknown members",
                _with(",".join(f'"n{number}":1' for number in range(1000))))  # fmt: skip


def duplicates() -> Iterator[Mutation]:
    """A member twice."""
    for name in ("kty", "crv", "x", "n", "k", "d"):
        for label, value in (("the same", None), ("another value", "AQAB"), ("a number", 1)):
            yield Mutation(
                f"{name}: twice, first {label}",
                "text",
                _twice(name, value),
                ALL[:-1],
                breaks="duplicate-member",
                private=name == "d",
            )
    yield Mutation(
        "keys: twice, first an empty array",
        "text",
        _twice("keys", []),
        (SET,),
        breaks="set-duplicate-member",
    )


def _twice(name: str, value: object) -> Callable[[Jwk], str | None]:
    def write(key: Jwk) -> str | None:
        if name not in key:
            return None
        first = key[name] if value is None else value
        return f"{written({name: first})[:-1]}, {written(key)[1:]}"

    return write


def _with(member: str) -> Callable[[str], str]:
    return lambda text: f"{text[:-1]}, {member}}}"


def _octet(text: str) -> bytes:
    return text[:-1].encode() + b', "n1": "\xe9"}'


def _escaped(literal: str) -> Callable[[str], str]:
    escaped = "".join(f"\\u{ord(character):04x}" for character in literal[1:-1])
    return lambda text: text.replace(literal, f'"{escaped}"', 1)


def _kty_escaped(key: Jwk) -> str:
    return _escaped(json.dumps(key["kty"]))(written(key))


def _escaped_whole(key: Jwk) -> str:
    text, escaped, inside = written(key), [], False
    for character in text:
        inside = inside != (character == '"')
        plain = not inside or character == '"'
        escaped.append(character if plain else f"\\u{ord(character):04x}")
    return "".join(escaped)
