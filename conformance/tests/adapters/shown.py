"""One form for what an adapter reports and for what a snippet prints, so that they compare."""

from __future__ import annotations

import ast
import json
import re
from typing import Any

from jwk_adapters import base64url
from jwk_adapters.operation import JWK_MEMBERS, PAYLOAD_LENGTH
from jwk_vectors.model import Step

FRESH = ("epk", "apu", "apv", "iv", "tag", "p2s", "p2c")
"""Header parameters that differ each time."""
UUID = re.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
FRESH_KEY = {"ref": "fresh"}
"""The handle of a key that was generated."""
SAME_EACH_TIME = ("HS", "RS", "Ed")
"""Beginnings of the algorithms whose signature of the same octets is the same."""


def as_observed(step: Step, facts: dict[str, Any]) -> Any:
    """The fact an adapter reported of a step."""
    match step.operation:
        case "jws.verify" if "payload" not in facts:
            return str(json.loads(facts["claims"])).encode()
        case "jws.verify" | "jwe.decrypt":
            return base64url.decode(facts["payload"])
        case "jwks.select" | "jwks.fetch":
            return _jwk(json.loads(facts["jwk"])) if facts["found"] else None
        case "jwk.generate":
            return _kind_of_key(json.loads(facts["jwk"]))
        case "jwk.export" if step.args["key"] == FRESH_KEY:
            return _kind_of_key(json.loads(facts["jwk"]))
        case "jwk.thumbprint" if step.args["key"] == FRESH_KEY:
            return len(facts["thumbprint"])
        case "jwks.export":
            return _sorted([_jwk(key) for key in json.loads(facts["jwks"]).get("keys", [])])
        case "jwk.export" | "jwk.from_pem":
            (text,) = facts.values()
            return _jwk(json.loads(text))
        case "jwt.verify" | "jwks.verify":
            return _claims(str(json.loads(facts["claims"])))
        case "jws.sign" | "jwe.encrypt" | "jwt.sign":
            (text,) = facts.values()
            return _token(text)
    (text,) = facts.values()
    return text.strip()


def as_printed(step: Step, text: str) -> Any:
    """The same from what a snippet printed."""
    match step.operation:
        case "jws.verify" | "jwe.decrypt":
            return _octets(text)[:PAYLOAD_LENGTH]
        case "jwk.generate":
            return _kind_of_key(_jwk(_members(text)))
        case "jwk.export" if step.args["key"] == FRESH_KEY:
            return _kind_of_key(_jwk(_members(text)))
        case "jwk.thumbprint" if step.args["key"] == FRESH_KEY:
            return len(text.strip())
        case "jwks.select" | "jwks.fetch" | "jwk.export" | "jwk.from_pem":
            return None if text == "None" else _jwk(_members(text))
        case "jwks.export":
            return _sorted([_jwk(key) for key in _members(text).get("keys", [])])
        case "jwt.verify" | "jwks.verify":
            return _claims(text)
        case "jws.sign" | "jwe.encrypt" | "jwt.sign":
            return _token(text)
    return text.strip()


def _octets(text: str) -> bytes:
    if text.startswith(("b'", 'b"')):
        octets: bytes = ast.literal_eval(text)
        return octets
    return text.encode()


def _members(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return ast.literal_eval(text)


def _claims(text: str) -> str:
    """Claims in one order, or as Python writes them where they hold what no literal stands for."""
    try:
        return json.dumps(_members(text), sort_keys=True)
    except (ValueError, SyntaxError, TypeError):
        return text


def _jwk(members: dict[str, Any]) -> dict[str, Any]:
    return {
        name: value.decode() if isinstance(value, bytes) else _made_up(value) or value
        for name, value in members.items()
        if name in JWK_MEMBERS
    }


def _sorted(keys: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The keys of a set in one order: jwcrypto keeps none."""
    return sorted(keys, key=lambda key: json.dumps(key, sort_keys=True))


def _kind_of_key(key: dict[str, Any]) -> Any:
    return sorted(key), key["kty"], key.get("crv"), len(key.get("n", key.get("k", "")))


def _token(text: str) -> Any:
    """A token without what differs each time."""
    if not text.startswith("{"):
        header, *parts = text.split(".")
        members = json.loads(base64url.decode(header))
        return _header(members), *_parts(members, parts)
    return _json(json.loads(text), {})


def _parts(header: dict[str, Any], parts: list[str]) -> list[Any]:
    if len(parts) > 2:
        *others, tag = parts
        return [*map(len, others), _words(tag)]
    payload, signature = parts
    return [payload, _signature(header, signature)]


def _words(tag: str) -> int:
    """Length of a tag in words of 8 octets: one library loses leading zeros, as chance has it."""
    return -(-len(base64url.decode(tag)) // 8)


def _signature(header: dict[str, Any], signature: str) -> Any:
    same = str(header.get("alg")).startswith(SAME_EACH_TIME) and not _made_up(header.get("kid"))
    return signature if same else len(signature)


def _header(members: dict[str, Any]) -> dict[str, Any]:
    return {name: name in FRESH or _made_up(value) or value for name, value in members.items()}


def _made_up(value: Any) -> bool:
    """Whether a library made up a kid for a key that has none."""
    return isinstance(value, str) and UUID.fullmatch(value) is not None


def _json(value: dict[str, Any], outer: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    protected = value.get("protected", "")
    header = {**outer, **value.get("header", {})}
    if protected:
        header |= json.loads(base64url.decode(protected))
    for name, member in value.items():
        if name == "protected":
            found[name] = _header(json.loads(base64url.decode(member))) if member else member
        elif name in ("header", "unprotected"):
            found[name] = _header(member)
        elif name in ("signatures", "recipients"):
            found[name] = [_json(party, header) for party in member]
        elif name == "signature":
            found[name] = _signature(header, member)
        elif name in ("payload", "aad"):
            found[name] = member
        elif name == "tag":
            found[name] = _words(member)
        else:
            found[name] = len(member)
    return found
