"""Values that must be fresh each time: whether the products of one vector repeat any of them."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from jwk_conformance import jose
from jwk_conformance.protocol import Observation
from jwk_vectors.model import Step, Vector

Reader = Callable[[Step, Mapping[str, Any]], str | None]


def repetition(vector: Vector, steps: Sequence[Observation]) -> str | None:
    """Which value that must be fresh stands in two products, in words; None where none does.

    The products are known to hold: this is asked once every step has passed.
    """
    for name in vector.distinct:
        read = _READERS[name]
        found = [
            value
            for step, seen in zip(vector.steps, steps, strict=True)
            if (value := read(step, seen.facts)) is not None
        ]
        repeated = len(found) - len(set(found))
        if repeated:
            return f"in {len(found)} products the {_NAMES[name]} is repeated {repeated} times"
    return None


def _header(facts: Mapping[str, Any]) -> dict[str, Any]:
    """Every header parameter of a produced JWE, in whichever part it stands."""
    jwe = facts["jwe"]
    if not jwe.startswith("{"):
        return jose.parse_object(jose.decode(jwe.split(".")[0]))
    document = jose.parse_object(jwe)
    header = (
        jose.parse_object(jose.decode(document["protected"])) if "protected" in document else {}
    )
    for part in (document, *document.get("recipients", [])):
        header |= part.get("header", {}) | part.get("unprotected", {})
    return header


def _parameter(name: str) -> Reader:
    def read(_: Step, facts: Mapping[str, Any]) -> str | None:
        header = _header(facts)
        return json.dumps(header[name], sort_keys=True) if name in header else None

    return read


def _intermediate(name: str) -> Reader:
    def read(step: Step, facts: Mapping[str, Any]) -> str | None:
        assert step.check is not None
        opened = jose.decrypt(facts["jwe"], json.loads(step.check.key))
        return opened.intermediate[name].hex()

    return read


def _nonce(_: Step, facts: Mapping[str, Any]) -> str | None:
    """The first half of an ECDSA signature: the point of the nonce."""
    octets = jose.decode(_signature(facts))
    return octets[: len(octets) // 2].hex()


def _signature(facts: Mapping[str, Any]) -> str:
    jws: str = facts["jws"]
    if not jws.startswith("{"):
        return jws.rpartition(".")[2]
    signature: str = jose.parse_object(jws)["signature"]
    return signature


def _salted(_: Step, facts: Mapping[str, Any]) -> str:
    """A signature by RSASSA-PSS over what the others are over: the same where its salt is."""
    return _signature(facts)


def _key(_: Step, facts: Mapping[str, Any]) -> str | None:
    return jose.thumbprint(jose.parse_object(facts["jwk"]))


_READERS: dict[str, Reader] = {
    "cek": _intermediate("cek"),
    "epk": _parameter("epk"),
    "iv": _intermediate("iv"),
    "key": _key,
    "nonce": _nonce,
    "p2s": _parameter("p2s"),
    "pss-salt": _salted,
    "wrap-iv": _parameter("iv"),
}

_NAMES = {
    "cek": "content encryption key",
    "epk": "ephemeral key",
    "iv": "initialisation vector",
    "key": "key generated",
    "nonce": "first half of the signature, so the nonce,",
    "p2s": "salt",
    "pss-salt": "signature over one message, so its salt,",
    "wrap-iv": "initialisation vector of the key wrapping",
}
