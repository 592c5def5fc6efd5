"""What a step of a vector works with."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping, Sequence
from typing import Any

from jwk_vectors.model import Step, Vector

HEADERS = ("protected", "unprotected", "header")
FORMS = frozenset({"compact", "flattened", "general"})


def parties(step: Step) -> Sequence[Mapping[str, Any]]:
    """The signers or recipients, each with its key and headers; none for other operations."""
    found: Sequence[Mapping[str, Any]] = step.args.get("signers", step.args.get("recipients", ()))
    return found


def is_handle(material: Any) -> bool:
    """Whether a key or set is what an earlier step made."""
    return isinstance(material, Mapping) and set(material) == {"ref"}


def maker(vector: Vector, handle: str) -> int:
    """The number of the step that makes a handle. Raises ValueError."""
    return [step.as_ for step in vector.steps].index(handle)


def algorithms(step: Step) -> list[str]:
    """Those allowed; where a token is made, those that its headers name."""
    if "algorithms" in step.args:
        return list(step.args["algorithms"])
    headers = [
        document(holder[name])
        for holder in (step.args, *parties(step))
        for name in HEADERS
        if name in holder
    ]
    named = [
        header.get(name)
        for header in headers
        if isinstance(header, dict)
        for name in ("alg", "enc", "zip")
    ]
    return list(dict.fromkeys(name for name in named if isinstance(name, str)))


def words(vector: Vector, index: int) -> frozenset[str]:
    """The words by which a template may be made for steps such as this one alone."""
    step = vector.steps[index]
    found = set(step.args)
    found |= {step.args[name] for name in ("form", "hash", "kty", "serialisation") if name in found}
    found |= _serialisation(step.args.get("jws", step.args.get("jwe")))
    if found & {"flattened", "general"}:
        found.add("json")
    if len(parties(step)) > 1:
        found.add("many")
    if any(_unencoded(document(party.get("protected"))) for party in parties(step)):
        found.add("unencoded")
    key = _key(vector, step)
    if isinstance(key, dict):
        found.add(str(key.get("kty")))
        if "alg" not in key and len(algorithms(step)) == 1:
            found.add("unbound")
    return frozenset(found)


def _serialisation(token: Any) -> set[str]:
    if not isinstance(token, str):
        return set()
    if not token.lstrip().startswith("{"):
        return {"compact"}
    members = document(token)
    several = isinstance(members, dict) and members.keys() & {"signatures", "recipients"}
    return {"general" if several else "flattened"}


def _unencoded(header: Any) -> bool:
    return isinstance(header, dict) and header.get("b64") is False


def _key(vector: Vector, step: Step) -> Any:
    """The document of the (first) key, also where an earlier step read or made it."""
    material = parties(step)[0].get("key") if parties(step) else step.args.get("key")
    if isinstance(material, Mapping) and is_handle(material):
        made_by = vector.steps[maker(vector, material["ref"])]
        if made_by.operation == "jwk.generate":
            return {"kty": made_by.args["kty"]}
        material = made_by.args.get("key") if made_by.operation == "jwk.import" else None
    return document(material)


def octets(material: Any) -> Any:
    """The text of a key or set, or the octets it is given as."""
    if isinstance(material, Mapping) and set(material) == {"b64"}:
        text = material["b64"]
        return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    return material


def document(material: Any) -> Any:
    """The document in a text or octets; the text itself where it is none."""
    text = octets(material)
    try:
        return json.loads(text) if isinstance(text, (str, bytes)) else text
    except (ValueError, RecursionError):
        return text
