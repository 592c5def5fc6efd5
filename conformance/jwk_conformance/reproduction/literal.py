"""Python literals for what a vector holds and what follows from it."""

from __future__ import annotations

import ast
import base64
import binascii
import json
from collections.abc import Mapping
from typing import Any, Literal

from jwk_conformance.reproduction.server import address, answers
from jwk_conformance.reproduction.step import HEADERS, algorithms, document, octets, parties
from jwk_vectors.model import Vector

Form = Literal["library", "adapter"]
"""Who parses JSON: where the library does, it is given the text, otherwise the document."""

OCTETS = ("payload", "plaintext", "detached", "aad")
DOCUMENTS = (*HEADERS, "claims")
USUAL = {
    "oct": "HS256",
    "RSA": "RS256",
    "P-256": "ES256",
    "P-384": "ES384",
    "P-521": "ES512",
    "secp256k1": "ES256K",
    "OKP": "EdDSA",
}
"""Kty or crv → the algorithm a user names where a library asks for one and the key has none."""


def value(vector: Vector, placeholder: str, form: Form) -> str:
    """The literal for a placeholder, such as 0.jws, or 1.2.key for the third party of a step.

    Octets are decoded, headers and claims are dicts, keys and sets as the form demands.
    """
    number, *names = placeholder.split(".")
    step = vector.steps[int(number)]
    holder: Mapping[str, Any] = step.args
    if names[0].isdigit():
        holder = parties(step)[int(names.pop(0))]
    elif parties(step):
        holder = {**parties(step)[0], **holder}
    name, *member = names
    if member:
        header = _header(holder, name)
        return literal(header.get(member[0]))
    if name == "serves":
        return answers(vector)
    if name == "url" and vector.serves:
        return address(step.args["url"])
    if name in holder:
        return _argument(name, holder[name], form)
    if name.endswith("_text"):
        header = _header(holder, name.removesuffix("_text"))
        return literal(json.dumps(header, separators=(",", ":")) if header else None)
    if name == "member":
        return literal(_member(holder))
    if name == "usual":
        return literal(_usual(document(holder.get("key"))))
    named = algorithms(step)
    if name == "algorithms":
        return literal(named)
    if name in ("alg", "enc") and len(named) > ("alg", "enc").index(name):
        return literal(named[("alg", "enc").index(name)])
    return "{}" if name in DOCUMENTS else "None"


def literal(meant: Any) -> str:
    """An expression that means the value; a document that no literal can hold is decoded."""
    if isinstance(meant, (dict, list)) and not _survives(meant):
        return f"__import__('json').loads({json.dumps(meant)!r})"
    return repr(meant)


def _survives(meant: Any) -> bool:
    """Whether Python reads back what it writes: not where it is infinite, or nested deeply."""
    try:
        return bool(ast.literal_eval(repr(meant)) == meant)
    except (ValueError, SyntaxError, RecursionError, MemoryError):
        return False


def _argument(name: str, given: Any, form: Form) -> str:
    if name in ("key", "set"):
        text = octets(given)
        return literal(document(text) if form == "adapter" else text)
    if name in DOCUMENTS:
        return literal(document(given))
    if name in OCTETS:
        return literal(_decoded(given))
    return literal(given)


def _decoded(text: str) -> bytes | str:
    try:
        return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except (binascii.Error, ValueError):
        return text


def _header(holder: Mapping[str, Any], name: str) -> dict[str, Any]:
    header = document(holder.get(name, "{}"))
    return header if isinstance(header, dict) else {}


def _member(party: Mapping[str, Any]) -> dict[str, Any]:
    """A signature of a JSON serialisation to be: its headers, the unprotected one if there."""
    headers = {"protected": _header(party, "protected"), "header": _header(party, "header")}
    return {name: header for name, header in headers.items() if header or name == "protected"}


def _usual(key: Any) -> Any:
    if not isinstance(key, dict):
        return None
    kind = key.get("crv") if key.get("kty") in ("EC", "OKP") else key.get("kty")
    return key.get("alg") or (USUAL.get(kind) if isinstance(kind, str) else None)
