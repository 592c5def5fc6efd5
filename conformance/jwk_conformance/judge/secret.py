"""Whether an error message spells out what a key keeps secret: messages end up in logs."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import Any

import msgspec

from jwk_conformance import jose
from jwk_conformance.judge import private_pem
from jwk_conformance.protocol import Observation
from jwk_conformance.rulebook.curve import EC
from jwk_vectors.model import Step

SECRET = ("d", "p", "q", "dp", "dq", "qi", "k")
"""Members with a secret for a value, on whatever key type."""

ENOUGH = 16
"""So many characters of a secret in a row are no coincidence."""

VARIED = 4
"""Different characters, below which a text is padding or a key of zeros and no secret."""

TOKENS = ("jws", "jwe", "jwt", "kid", "protected", "header", "unprotected")
"""Arguments that are public."""

LOOKS_SECRET = re.compile(rf"""["']({"|".join(SECRET)})["']\s*:\s*["']([^"']*)""")

LONGEST = 1024
"""Octets that are written as a decimal number: the time grows with their square."""

KEPT = 300
"""Characters of a message that are kept as evidence where nothing is wrong with it."""


def spelt_out(steps: Sequence[Step], seen: Observation, served: Iterable[str] = ()) -> str | None:
    """The member whose value stands in the error message, in any spelling; None where none does.

    `steps` are the one that `seen` is the answer to, and those before it, whose keys may still be
    held; `served` are the texts that could be fetched.
    """
    message = seen.error.message if seen.error else ""
    if len(message) < ENOUGH:
        return None
    given: list[Mapping[str, Any]] = [step.args for step in steps]
    given += [{"set": text} for text in served]
    secrets = ((name, tuple(_spellings(value))) for args in given for name, value in _secrets(args))
    suspects = [(name, texts) for name, texts in secrets if _may_share(message, texts)]
    if not suspects:
        return None
    said = _windows(message) - _order()
    said = {window for window in said if len(set(window)) >= VARIED}
    said -= {window for text in _public(given) for window in _windows(text)}
    for name, texts in suspects:
        if any(not said.isdisjoint(_windows(text)) for text in texts):
            return name
    return None


def windows(secrets: Iterable[str]) -> frozenset[str]:
    """Every part of secrets, given in base64url, by which a text that holds them is known."""
    spelt = {part for one in secrets for text in _spellings(one) for part in _windows(text)}
    return frozenset(part for part in spelt if len(set(part)) >= VARIED)


def _may_share(message: str, texts: Sequence[str]) -> bool:
    """Whether a message may have as many characters in a row from one of the texts.

    A quick look before the exact one: of 16 characters in a row, 8 begin at a multiple of 8.
    """
    half = ENOUGH // 2
    whole = "\n".join(texts)
    return any(message[at : at + half] in whole for at in range(0, len(message) - half + 1, half))


def shortened(seen: Observation) -> Observation:
    """An observation with its message cut to what is worth keeping."""
    if seen.error is None or len(seen.error.message) <= KEPT:
        return seen
    fault = msgspec.structs.replace(seen.error, message=seen.error.message[:KEPT])
    return msgspec.structs.replace(seen, error=fault)


def _windows(text: str) -> set[str]:
    return {text[at : at + ENOUGH] for at in range(len(text) - ENOUGH + 1)}


@cache
def _order() -> frozenset[str]:
    """What stands in the order of a curve is no secret, though some damaged d are made of it."""
    orders = [jose.encode(one.order.to_bytes(one.octets, "big")) for one in EC.values()]
    return frozenset(
        window for order in orders for text in _spellings(order) for window in _windows(text)
    )


def _public(given: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    """What an operation was given besides secrets: some damaged keys have p = n, or d for kid."""
    for args in given:
        for name in TOKENS:
            if isinstance(args.get(name), str):
                yield args[name]
        for key in _documents(args):
            for name, value in key.items():
                if name not in (*SECRET, "keys"):
                    for text in _texts(value):
                        yield from _spellings(text)


def _secrets(args: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Secret members in the keys among the arguments of an operation, whatever their type."""
    for key in _documents(args):
        for name in SECRET:
            for text in _texts(key.get(name)):
                yield from _unwrapped(name, text)
    for text in _texts([args.get("pem")]):
        for name, octets in private_pem.secrets(text):
            yield name, jose.encode(octets)


def _unwrapped(name: str, text: str) -> Iterator[tuple[str, str]]:
    """A member; where it is the k of a secret that is PEM, what that PEM keeps secret."""
    try:
        octets = jose.decode(text)
    except jose.NotValid:
        octets = b""
    if octets.lstrip().startswith(b"-----BEGIN "):
        for inner, value in private_pem.secrets(octets.decode("latin-1")):
            yield inner, jose.encode(value)
    else:
        yield name, text


def _texts(value: Any) -> Iterator[str]:
    """The strings and the numbers in a value of any type, however deep they lie in it."""
    waiting = [value]
    while waiting:
        one = waiting.pop()
        if isinstance(one, str):
            yield one
        elif isinstance(one, int):
            yield jose.encode(abs(one).to_bytes((one.bit_length() + 7) // 8, "big"))
        elif isinstance(one, list):
            waiting += reversed(one)
        elif isinstance(one, dict):
            waiting += reversed(one.values())


def _documents(args: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Keys in the arguments, parties and sets included."""
    for name in ("key", "set"):
        document = _object(args.get(name))
        yield document
        keys = document.get("keys")
        for key in keys if isinstance(keys, list) else ():
            if isinstance(key, dict):
                yield key
    for party in (*args.get("signers", ()), *args.get("recipients", ())):
        yield from _documents(party)


def _object(text: Any) -> dict[str, Any]:
    """A document; of text that is no JSON, what looks like secret members of it."""
    if not isinstance(text, str):
        return {}
    try:
        document = json.loads(text)
    except (ValueError, RecursionError):
        return dict(LOOKS_SECRET.findall(text))
    return document if isinstance(document, dict) else {}


def _spellings(value: str) -> Iterator[str]:
    """The member's text, and its octets in the ways in which languages print them."""
    yield value
    try:
        octets = jose.decode(value)
    except jose.NotValid:
        return
    yield from (octets.hex(), octets.hex().upper(), octets.hex(" "), repr(octets)[2:-1])
    if len(octets) <= LONGEST:
        yield str(int.from_bytes(octets, "big"))
    for skipped in range(3):  # as a part of something longer, such as PEM
        whole = octets[skipped : len(octets) - (len(octets) - skipped) % 3]
        yield base64.b64encode(whole).decode("ascii")
        yield jose.encode(whole)
    if octets.isascii():
        yield octets.decode("ascii")
