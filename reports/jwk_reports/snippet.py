"""Reproductions in a target's own API: its template, filled with the arguments as literals."""

from __future__ import annotations

import base64
import binascii
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Literal

from jwk_vectors.model import Step, Vector

Form = Literal["library", "adapter"]
"""Who parses JSON: where the library does, it is given the text, otherwise the document."""

OCTETS = frozenset({"payload", "plaintext", "detached", "aad"})
DOCUMENTS = frozenset({"protected", "unprotected", "header", "claims"})
ABSENT = {
    **dict.fromkeys(("crv", "bits", "detached", "aad"), "None"),
    **dict.fromkeys(DOCUMENTS, "{}"),
}
"""What stands for an argument that a step may leave out."""
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
MAKERS = ("jwk.import", "jwks.import")

_placeholder = re.compile(r"\{(\w+)\}")


def fill(template: str, literals: Mapping[str, str]) -> str:
    """The template with its known placeholders replaced, once; braces of others stay."""
    return _placeholder.sub(lambda match: literals.get(match[1], match[0]), template)


def literals(vector: Vector, index: int, form: Form) -> dict[str, str]:
    """Placeholder → Python literal, for one step of a vector.

    Octets are decoded, headers and claims are dicts, keys and sets as the form demands. A
    handle stands for the key or set that was read into it; one made otherwise keeps its name.
    Besides the arguments there are `alg` and `enc`, and of the parties the first.
    """
    arguments = dict(_arguments(vector.steps[index]))
    found = dict(ABSENT)
    arguments.setdefault("alg", _algorithm(arguments))
    arguments.setdefault("enc", next(iter(arguments["algorithms"][1:]), None))
    for name, value in arguments.items():
        found[name] = _literal(name, value, form, vector.steps[:index])
    return found


def _arguments(step: Step) -> Iterator[tuple[str, Any]]:
    """The arguments; those of the first signer or recipient as if they were the step's own."""
    parties = step.args.get("signers") or step.args.get("recipients") or [{}]
    if "algorithms" not in step.args:
        yield "algorithms", _algorithms(step.args, parties)
    yield from parties[0].items()
    yield from step.args.items()


def _algorithms(args: Mapping[str, Any], parties: Sequence[Mapping[str, Any]]) -> list[str]:
    """What the headers name: producing asks for an allow-list in some libraries, too."""
    texts = [
        holder[name] for holder in (args, *parties) for name in sorted(DOCUMENTS) if name in holder
    ]
    headers = [header for header in map(_document, texts) if isinstance(header, dict)]
    named = (header.get(name) for header in headers for name in ("alg", "enc"))
    return list(dict.fromkeys(name for name in named if isinstance(name, str)))


def _algorithm(arguments: Mapping[str, Any]) -> str | None:
    """The first algorithm allowed or named; the key's own or its usual one where there is none."""
    if arguments["algorithms"]:
        return str(arguments["algorithms"][0])
    given = arguments.get("key")
    key = _document(given) if isinstance(given, str) else None
    if not isinstance(key, dict):
        return None
    named = (str(key.get(member)) for member in ("crv", "kty"))
    return key.get("alg") or next((USUAL[name] for name in named if name in USUAL), None)


def _literal(name: str, value: Any, form: Form, before: Sequence[Step]) -> str:
    if isinstance(value, Mapping) and set(value) == {"ref"}:
        return _handle(name, value["ref"], form, before)
    if isinstance(value, Mapping) and set(value) == {"b64"}:
        return _octets(value["b64"])
    if isinstance(value, str):
        if name in OCTETS:
            return _octets(value)
        if name in DOCUMENTS or (name in ("key", "set") and form == "adapter"):
            return repr(_document(value))
    return repr(value)


def _handle(name: str, handle: str, form: Form, before: Sequence[Step]) -> str:
    for index, step in enumerate(before):
        if step.as_ == handle and step.operation in MAKERS:
            given = step.args["key" if step.operation == "jwk.import" else "set"]
            return _literal(name, given, form, before[:index])
    return handle


def _octets(text: str) -> str:
    try:
        return repr(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    except (binascii.Error, ValueError):
        return repr(text)


def _document(text: str) -> Any:
    """The document in a text; the text itself where it is none."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return text
