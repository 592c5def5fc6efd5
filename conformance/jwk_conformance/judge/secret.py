"""Whether an error message spells out what a key keeps secret: messages end up in logs."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any

import msgspec

from jwk_conformance import jose
from jwk_conformance.protocol import Observation
from jwk_conformance.rulebook.curve import EC
from jwk_vectors.model import Step

SECRET = ("d", "p", "q", "dp", "dq", "qi", "k")
"""Members with a secret for a value, on whatever key type."""

ENOUGH = 16
"""So many characters of a secret in a row are no coincidence."""

LONGEST = 1024
"""Octets that are written as a decimal number: the time grows with their square."""

KEPT = 300
"""Characters of a message that are kept as evidence where nothing is wrong with it."""


def spelt_out(step: Step, seen: Observation, served: Iterable[str] = ()) -> str | None:
    """The member whose value stands in the error message, in any spelling; None where none does.

    `served` are the texts that the operation could fetch.
    """
    message = seen.error.message if seen.error else ""
    if len(message) < ENOUGH:
        return None
    said = _windows(message) - _public()
    given = (step.args, *({"set": text} for text in served))
    for name, value in (secret for args in given for secret in _secrets(args)):
        if any(not said.isdisjoint(_windows(text)) for text in _spellings(value)):
            return name
    return None


def shortened(seen: Observation) -> Observation:
    """An observation with its message cut to what is worth keeping."""
    if seen.error is None or len(seen.error.message) <= KEPT:
        return seen
    fault = msgspec.structs.replace(seen.error, message=seen.error.message[:KEPT])
    return msgspec.structs.replace(seen, error=fault)


def _windows(text: str) -> set[str]:
    return {text[at : at + ENOUGH] for at in range(len(text) - ENOUGH + 1)}


@cache
def _public() -> frozenset[str]:
    """What stands in the order of a curve is no secret, though some damaged d are made of it."""
    orders = [jose.encode(one.order.to_bytes(one.octets, "big")) for one in EC.values()]
    return frozenset(
        window for order in orders for text in _spellings(order) for window in _windows(text)
    )


def _secrets(args: Any) -> Iterator[tuple[str, str]]:
    """Secret members in the JWKs among the arguments of an operation, parties and sets included."""
    for key in _documents(args):
        for name in SECRET:
            if isinstance(key.get(name), str):
                yield name, key[name]


def _documents(args: Any) -> Iterator[dict[str, Any]]:
    for name in ("key", "set"):
        document = _object(args.get(name))
        if document is not None:
            yield document
            keys = document.get("keys")
            for key in keys if isinstance(keys, list) else ():
                if isinstance(key, dict):
                    yield key
    for party in (*args.get("signers", ()), *args.get("recipients", ())):
        yield from _documents(party)


def _object(text: Any) -> dict[str, Any] | None:
    try:
        document = json.loads(text) if isinstance(text, str) else None
    except (ValueError, RecursionError):
        return None
    return document if isinstance(document, dict) else None


def _spellings(value: str) -> Iterator[str]:
    """The member's text, and its octets as hexadecimal and as a decimal number."""
    yield value
    try:
        octets = jose.decode(value)
    except jose.NotValid:
        return
    yield octets.hex()
    if len(octets) <= LONGEST:
        yield str(int.from_bytes(octets, "big"))
