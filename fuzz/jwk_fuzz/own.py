"""Keys that the user has brought: seeds are made of them, and what they keep secret is never told.

Of such a key's documents neither the run file nor a replay file holds anything: no document, no
answer, no message of an error, and no token, since one that a real key has signed may be good for
something. They say which mutations were made, and `replay --keys` makes them again.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import msgspec

from jwk_conformance.event import Event
from jwk_conformance.judge import secret
from jwk_conformance.protocol import Observation
from jwk_conformance.rulebook import PRIVATE, examine
from jwk_conformance.rulebook.document import parse, plain
from jwk_fuzz.seed import LARGEST, Seed
from jwk_fuzz.valid import KTY, bits, public
from jwk_vectors.model import Step, Vector

WITHHELD = "[withheld]"
LEAST = 4
"""Characters of a secret below which nobody can look for it."""


class KeysError(Exception):
    """A file of keys cannot be used; the message says which, where and what next."""


@dataclass(frozen=True)
class Own:
    """The keys of a file."""

    path: Path
    seeds: tuple[Seed, ...]
    secrets: tuple[str, ...] = field(repr=False)
    """What must not be told, in base64url."""

    @property
    def secret(self) -> bool:
        """Whether anything must not be told."""
        return bool(self.secrets)


def load(path: Path) -> Own:
    """The keys in a file: a JWK, or a JWK Set. Raises KeysError."""
    try:
        octets = path.read_bytes()
    except OSError as error:
        raise KeysError(f"cannot read the keys {path}: {error.strerror}.") from None
    document = parse(octets)
    if document.fault:
        raise KeysError(f"{path} holds no JSON object: `jwk-conformance lint {path}` says why.")
    whole = plain(document.value)
    several = whole.get("keys") if isinstance(whole, dict) else None
    keys = several if isinstance(several, list) else [whole]
    if not keys:
        raise KeysError(f"{path} holds no key.")
    seeds = [seed for number, key in enumerate(keys, 1) for seed in _seeds(path, number, key)]
    return Own(path, tuple(seeds), tuple(_secrets(whole)))


def _seeds(path: Path, number: int, key: Any) -> Iterator[Seed]:
    """The public form of a key and, where it is there, the private one."""
    kty = key.get("kty") if isinstance(key, dict) else None
    if not isinstance(kty, str) or kty not in KTY:
        raise KeysError(f"{path}: key {number} is of no type that is fuzzed: {', '.join(KTY)}.")
    broken = [one for one in examine(json.dumps(key)).broken if one.rule.level == "must"]
    if broken:
        raise KeysError(
            f"{path}: key {number} is not valid ({broken[0].rule.code}), and fuzzing begins with "
            f"valid keys: `jwk-conformance lint {path}` says more."
        )
    if kty == "RSA" and bits(key) > LARGEST:
        raise KeysError(f"{path}: key {number} has over {LARGEST} bits: each use takes seconds.")
    private = any(name in key for name in PRIVATE[kty])
    pair = key if private else None

    def seed(form: str, document: dict[str, Any], *, private: bool) -> Seed:
        name = f"yours-{number}-{form}"
        return Seed(name, kty, document, private, name, pair, own=True)

    if kty != "oct":
        yield seed("public", public(key), private=False)
    if private:
        yield seed("private", key, private=True)


def _secrets(value: Any) -> Iterator[str]:
    """The values of private members, wherever they stand."""
    names = {name for several in PRIVATE.values() for name in several}
    if isinstance(value, dict):
        for name, inner in value.items():
            if name in names and isinstance(inner, str):
                yield inner
            else:
                yield from _secrets(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _secrets(inner)


class Guard:
    """Looks through whatever is told for secrets, in any spelling: the last of several walls."""

    def __init__(self, own: Own) -> None:
        self._windows = secret.windows(own.secrets)
        self._short = [one for one in own.secrets if LEAST <= len(one) < secret.ENOUGH]

    def __call__(self, event: Event) -> Event:
        """The event, every text in it that holds a secret replaced."""
        told = msgspec.to_builtins(event)
        masked = self._masked(told)
        if masked == told:
            return event
        again: Event = msgspec.convert(masked, type(event))
        return again

    def _masked(self, value: Any) -> Any:
        if isinstance(value, str):
            return WITHHELD if self.spelt_out(value) else value
        if isinstance(value, dict):
            return {self._masked(name): self._masked(inner) for name, inner in value.items()}
        if isinstance(value, (list, tuple)):
            return type(value)(self._masked(inner) for inner in value)
        return value

    def spelt_out(self, text: str) -> bool:
        """Whether a text holds a secret, or a good part of one."""
        if any(one in text for one in self._short):
            return True
        last = len(text) - secret.ENOUGH + 1
        return any(text[at : at + secret.ENOUGH] in self._windows for at in range(last))


def withheld(vector: Vector) -> Vector:
    """The vector without what it hands over and what it expects to come back."""
    steps = tuple(
        Step(operation=step.operation, args={}, expect=step.expect, witnessed=step.witnessed)
        for step in vector.steps
    )
    return msgspec.structs.replace(vector, steps=steps)


def silent(steps: Iterable[Observation]) -> tuple[Observation, ...]:
    """What was observed, without facts and messages."""
    return tuple(
        msgspec.structs.replace(
            seen,
            facts={},
            error=msgspec.structs.replace(seen.error, message="") if seen.error else None,
        )
        for seen in steps
    )
