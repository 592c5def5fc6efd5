"""Changes with a number in them: which bit, which octet, which character, whose member.

There is no end of these, so no list has them: each is made of a number. What they break, if
anything, the rulebook says of the document that comes of them.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import Any

from jwk_conformance.rulebook.key import ENCODED, PRIVATE
from jwk_fuzz.mutation.encoding import of_octets
from jwk_fuzz.mutation.noun import SET, Depth, Document, Jwk, Mutation, respelt, written
from jwk_fuzz.mutation.structure import ARGUMENTS

Maker = Callable[[Jwk, str, int], Mutation]
"""Makes a change to a document of a kind out of a number of 31 bits."""

OCTETS = (0, 1, 0x7F, 0x80, 0xFF)
CHARACTERS = "=+/ \n\t.\0A-_é"
MARKS = "{}[]\":,\\ 0123456789eE+-.\0\t\n\x7fé\u2028\ufeff/*'abftnruANI"
"""What is put into a text: JSON's own characters, and those that careless readers let pass."""
NAMES = (
    *("kty", "use", "key_ops", "alg", "kid", "x5u", "x5c", "x5t", "x5t#S256", "crv", "x", "y"),
    *("d", "n", "e", "p", "q", "dp", "dq", "qi", "oth", "k", "pub", "priv", "ext", "iat", "exp"),
    *(
        "__proto__",
        "constructor",
        "prototype",
        "toString",
        "hasOwnProperty",
        "length",
        "jku",
        "jwk",
    ),
    *ARGUMENTS,
)
VALUES: tuple[Any, ...] = (
    *(None, True, False, 0, 1, -1, 2**31, 2**53 + 1, 2**64, 10**400, 0.5, 1e308, "", " ", "0"),
    *("A", "AA", "AQAB", "sig", "enc", "P-256", "Ed25519", "RSA", "EC", "oct", "none", "HS256"),
    *("é", "\0", "../../etc/passwd", "http://127.0.0.1:9/", "%s%n", "{0.__class__}", "a" * 300),
    *([], [[]], [None], ["sign"], ["verify", "verify"], [1], {}, {"kty": "oct"}, {"": {}}, [{}]),
)


def makers(kind: str) -> tuple[Maker, ...]:
    """The changes that there are for a key type or for sets; those named twice come more often."""
    text = (_mark_put_in, _mark_instead, _left_out, _said_twice, _cut)
    structure = (_retyped, _added, _renamed)
    if kind == SET:
        return (*structure, *text)
    value = (_bit, _octet, _character, _octet_put_in, _octet_left_out)
    return (*value, *value, *structure, *structure, *text)


def _member(document: Jwk, kind: str, number: int) -> tuple[str, int]:
    """One of the encoded members that a document has, and what is left of the number."""
    names = [name for name in ENCODED[kind] if name in document]
    rest, which = divmod(number, len(names))
    return names[which], rest


def _value(label: str, name: str, kind: str, change: Callable[[Jwk], Document | None]) -> Mutation:
    return Mutation(
        f"{name}: {label}", "value", change, (kind,), same=False, private=name in PRIVATE[kind]
    )


def _bit(document: Jwk, kind: str, number: int) -> Mutation:
    name, number = _member(document, kind, number)

    def turned(octets: bytes) -> bytes:
        place = number % (8 * len(octets))
        whole = int.from_bytes(octets, "big") ^ 1 << place
        return whole.to_bytes(len(octets), "big")

    return _value(f"a bit turned ({number})", name, kind, of_octets(name, turned))


def _octet(document: Jwk, kind: str, number: int) -> Mutation:
    name, number = _member(document, kind, number)
    place, which = divmod(number, len(OCTETS))
    octet = OCTETS[which]

    def replaced(octets: bytes) -> bytes:
        at = _edge(place, len(octets))
        return octets[:at] + bytes([octet]) + octets[at + 1 :]

    label = f"an octet replaced ({place}: {octet:02x})"
    return _value(label, name, kind, of_octets(name, replaced))


def _octet_put_in(document: Jwk, kind: str, number: int) -> Mutation:
    name, number = _member(document, kind, number)
    place, which = divmod(number, len(OCTETS))
    octet = OCTETS[which]

    def longer(octets: bytes) -> bytes:
        at = _edge(place, len(octets) + 1)
        return octets[:at] + bytes([octet]) + octets[at:]

    label = f"an octet put in ({place}: {octet:02x})"
    return _value(label, name, kind, of_octets(name, longer))


def _octet_left_out(document: Jwk, kind: str, number: int) -> Mutation:
    name, place = _member(document, kind, number)

    def shorter(octets: bytes) -> bytes:
        at = _edge(place, len(octets))
        return octets[:at] + octets[at + 1 :]

    return _value(f"an octet left out ({place})", name, kind, of_octets(name, shorter))


def _character(document: Jwk, kind: str, number: int) -> Mutation:
    name, number = _member(document, kind, number)
    place, which = divmod(number, len(CHARACTERS))
    character = CHARACTERS[which]

    def respell(text: str) -> str:
        at = _edge(place, len(text))
        return text[:at] + character + text[at + 1 :]

    label = f"a character replaced ({place}: {character!a})"
    return _value(label, name, kind, respelt(name, respell))


def _edge(number: int, length: int) -> int:
    """A place in something: every fourth at its beginning, every fourth at its end."""
    place, where = divmod(number, 4)
    if where > 1:
        return place % max(1, length)
    return min(place % 3, max(0, length - 1)) if where else max(0, length - 1 - place % 3)


def _structure(label: str, kind: str, change: Callable[[Jwk], Document | None]) -> Mutation:
    return Mutation(label, "structure", change, (kind,), same=False)


def _retyped(document: Jwk, kind: str, number: int) -> Mutation:
    number, which = divmod(number, len(document))
    name, value = list(document)[which], VALUES[number % len(VALUES)]
    told = json.dumps(value)[:20]
    return _structure(
        f"{name}: something else ({told})",
        kind,
        lambda key: {**key, name: value} if name in key else None,
    )


def _added(document: Jwk, kind: str, number: int) -> Mutation:
    number, which = divmod(number, len(NAMES))
    name, value = NAMES[which], VALUES[number % len(VALUES)]
    told = json.dumps(value)[:20]
    return _structure(
        f"{name}: added ({told})",
        kind,
        lambda key: {**key, name: value} if name not in key else None,
    )


def _renamed(document: Jwk, kind: str, number: int) -> Mutation:
    number, which = divmod(number, len(document))
    name, other = list(document)[which], NAMES[number % len(NAMES)]

    def change(key: Jwk) -> Jwk | None:
        if name not in key or other == name:
            return None
        return {other if one == name else one: value for one, value in key.items()}

    return _structure(f"{name}: under another name ({other})", kind, change)


def _text(label: str, kind: str, write: Callable[[str], str]) -> Mutation:
    depth: Depth = "text"
    return Mutation(label, depth, lambda key: write(written(key)), (kind,), same=False)


def _mark_put_in(document: Jwk, kind: str, number: int) -> Mutation:
    place, which = divmod(number, len(MARKS))
    mark = MARKS[which]

    def write(text: str) -> str:
        at = _edge(place, len(text) + 1)
        return text[:at] + mark + text[at:]

    return _text(f"a character put in ({place}: {mark!a})", kind, write)


def _mark_instead(document: Jwk, kind: str, number: int) -> Mutation:
    place, which = divmod(number, len(MARKS))
    mark = MARKS[which]

    def write(text: str) -> str:
        at = _edge(place, len(text))
        return text[:at] + mark + text[at + 1 :]

    return _text(f"a character replaced ({place}: {mark!a})", kind, write)


def _left_out(document: Jwk, kind: str, number: int) -> Mutation:
    place, which = divmod(number, 8)

    def write(text: str) -> str:
        at = _edge(place, len(text))
        return text[:at] + text[at + 1 + which :]

    return _text(f"characters left out ({place}: {which + 1})", kind, write)


def _said_twice(document: Jwk, kind: str, number: int) -> Mutation:
    place, which = divmod(number, 32)

    def write(text: str) -> str:
        at = _edge(place, len(text))
        return text[: at + 1 + which] + text[at:]

    return _text(f"characters said twice ({place}: {which + 1})", kind, write)


def _cut(document: Jwk, kind: str, number: int) -> Mutation:
    return _text(f"the end cut off ({number})", kind, lambda text: text[: number % len(text)])


def chosen(makers: Sequence[Maker], document: Jwk, kind: str, number: int) -> Mutation:
    """The change that a number stands for."""
    number, which = divmod(number, len(makers))
    return makers[which](document, kind, number)
