"""Which vectors a target is asked, and in what order the controls stand among them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from jwk_conformance.protocol import Hello
from jwk_vectors.model import Requires, Vector


@dataclass(frozen=True)
class Exempt:
    """A vector that is not asked, and why."""

    verdict: Literal["unsupported", "not-applicable"]
    said: str


def exemption(vector: Vector, hello: Hello) -> Exempt | None:
    """Why a target need not be asked a vector; None where it must be."""
    lacking = missing(vector.requires, hello)
    if lacking:
        return Exempt("unsupported", f"not offered: {', '.join(lacking)}")
    if vector.level == "text" and hello.json == "adapter" and not vector.serves:
        return Exempt(
            "not-applicable", "the library takes a decoded document and never sees the text"
        )
    return None


def missing(requires: Requires, hello: Hello) -> list[str]:
    """What a vector requires and the target does not declare."""
    offered: Iterable[tuple[Sequence[str], Sequence[str]]] = (
        (requires.operations, hello.operations),
        (requires.kty, hello.kty),
        (requires.crv, hello.crv),
        (requires.alg, hello.alg),
        (requires.enc, hello.enc),
        (requires.serialisations, hello.serialisations),
        (requires.features, hello.features),
    )
    lacking = [need for needs, has in offered for need in needs if need not in has]
    lacking += [f"no {feature}" for feature in requires.without if feature in hello.features]
    lacking += [
        " ".join(exception.values())
        for exception in hello.exceptions
        if _excepted(requires, exception)
    ]
    limit = hello.limits.get("rsa_bits", 0)
    if limit and requires.rsa_bits > limit:
        lacking.append(f"RSA of {requires.rsa_bits} bits")
    limit = hello.limits.get("octets", 0)
    if limit and requires.octets > limit:
        lacking.append(f"input of {requires.octets} octets")
    return lacking


FIELDS = {
    "operation": "operations",
    "kty": "kty",
    "crv": "crv",
    "alg": "alg",
    "enc": "enc",
    "serialisation": "serialisations",
    "feature": "features",
}
"""Name in a declared exception → field of a vector's requirements."""


def _excepted(requires: Requires, exception: dict[str, str]) -> bool:
    return bool(exception) and all(
        value in getattr(requires, FIELDS[name], ()) if name in FIELDS else False
        for name, value in exception.items()
    )


def needed_controls(vectors: Sequence[Vector], everything: dict[str, Vector]) -> list[Vector]:
    """The controls that the chosen vectors stand on, each once, in the order of the library."""
    wanted = {control for vector in vectors for control in vector.controls}
    wanted |= {vector.id for vector in vectors if vector.role == "control"}
    return [vector for vector in everything.values() if vector.id in wanted]
