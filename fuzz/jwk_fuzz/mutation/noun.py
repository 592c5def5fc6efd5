"""What a mutation is: a label, what it breaks or keeps, where it applies, and a transform."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

Jwk = dict[str, Any]
Document = Jwk | str | bytes
Depth = Literal["text", "structure", "value"]
SET = "set"
"""Stands for a JWK Set where key types are named."""


@dataclass(frozen=True)
class Mutation:
    """One change to a valid key or set."""

    label: str
    """What a reader of a finding sees, such as "x: one leading zero octet added"."""
    depth: Depth
    apply: Callable[[Jwk], Document | None]
    """The changed document, the given one untouched; None where it has nothing to change. A text
    where the change is to the text."""
    kty: tuple[str, ...] = ("EC", "OKP", "RSA", "oct", "AKP")
    """Key types to which it applies; "set" for JWK Sets."""
    breaks: str = ""
    """Code of the rule that it breaks."""
    keeps: str = ""
    """The clause by which it changes nothing. Where this and `breaks` are empty, no text says what
    becomes of it: it must be survived, and the key, where it is taken, must be the same."""
    same: bool = True
    """False where it may make another key: that one is then to be read, where no rule is broken."""
    private: bool = False
    """Whether it is about a member that private keys alone have."""

    @property
    def family(self) -> str:
        """The label without what is in brackets: which octet, which bit."""
        return self.label.partition(" (")[0]


def mutated(document: Jwk, mutations: Sequence[Mutation]) -> str | bytes | None:
    """The text of a document after mutations, one after the other.

    None where one of them has nothing to change. A change to the text has to be the last.
    """
    changed: Document | None = document
    for position, mutation in enumerate(mutations):
        if not isinstance(changed, dict):
            return None
        try:
            changed = mutation.apply(changed)
        except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError):
            if not position:
                raise
            return None  # what it is for is no longer there: the one before has damaged it
    return written(changed) if isinstance(changed, dict) else changed


def written(document: Any) -> str:
    """A document as JSON, as an ordinary writer would have it."""
    return json.dumps(document)


def replaced(name: str, value: Any) -> Callable[[Jwk], Jwk | None]:
    """Puts a value in the place of another; nothing to change where it is the same or missing."""
    return lambda key: {**key, name: value} if key.get(name, value) != value else None


def added(**members: Any) -> Callable[[Jwk], Jwk]:
    """Puts members in; those that are there are given these values."""
    return lambda key: {**key, **members}


def removed(name: str) -> Callable[[Jwk], Jwk | None]:
    """Takes a member out; nothing to change where it is not there."""
    return lambda key: (
        {one: value for one, value in key.items() if one != name} if name in key else None
    )


def respelt(name: str, respell: Callable[[str], str | None]) -> Callable[[Jwk], Jwk | None]:
    """Changes the text of a member that is a string."""

    def apply(key: Jwk) -> Jwk | None:
        text = key.get(name)
        if not isinstance(text, str):
            return None
        changed = respell(text)
        return None if changed in (None, text) else {**key, name: changed}

    return apply
