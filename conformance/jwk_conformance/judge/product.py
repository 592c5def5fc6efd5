"""Checking what a target produced, with the suite's own JOSE code and no judged library."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from cryptography.hazmat.primitives import serialization

from jwk_conformance import jose
from jwk_vectors.model import Check, Step

MAY_NOT_BE_EMPTY = frozenset({"protected", "unprotected", "header", "encrypted_key", "aad"})
"""Absent where empty (RFC 7515 section 7.2.1, RFC 7516 section 7.2.1)."""


def fault_in_product(step: Step, facts: Mapping[str, Any]) -> str | None:
    """What is wrong with a produced artefact, in words; None where nothing is."""
    assert step.check is not None
    try:
        return _CHECKS[step.check.kind](step.check, facts)
    except (jose.NotValid, ValueError) as error:
        return f"what it produced does not hold: {error}"


def _jws(check: Check, facts: Mapping[str, Any]) -> str | None:
    jws = facts["jws"] if check.well_formed else _without_empty_members(facts["jws"])
    detached = jose.decode(check.payload) if _is_detached(check, jws) else None
    opened = jose.verify(jws, json.loads(check.key), detached=detached)
    if jose.encode(opened.payload) != check.payload:
        return "the payload is not the one that was to be signed"
    wrong = _headers(check, opened.protected or {}, opened.header or {})
    if wrong is not None:
        return wrong
    if check.exact and jose.encode(opened.protected_text) == check.exact_if_protected:
        return _exact(check, jws)
    return None


def _without_empty_members(token: str) -> str:
    """A token in JSON without what should be absent where empty: one deviation, one vector."""
    if not token.startswith("{"):
        return token
    document = jose.parse_object(token)
    parts = [document, *document.get("signatures", []), *document.get("recipients", [])]
    for part in parts:
        for name in MAY_NOT_BE_EMPTY & part.keys():
            if part[name] in ("", {}):
                del part[name]
    return json.dumps(document)


def _is_detached(check: Check, jws: str) -> bool:
    if jws.startswith("{"):
        return "payload" not in json.loads(jws)
    return not jws.split(".")[1] and bool(check.payload)


def _exact(check: Check, jws: str) -> str | None:
    """Compared as JSON where it is JSON: member order and white space carry no meaning."""
    same = json.loads(jws) == json.loads(check.exact) if jws.startswith("{") else jws == check.exact
    return None if same else "the algorithm leaves nothing to chance, and the output differs"


def _jwe(check: Check, facts: Mapping[str, Any]) -> str | None:
    jwe = facts["jwe"] if check.well_formed else _without_empty_members(facts["jwe"])
    opened = jose.decrypt(jwe, json.loads(check.key))
    if jose.encode(opened.plaintext) != check.payload:
        return "the plaintext is not the one that was to be encrypted"
    if check.aad and jose.encode(opened.intermediate.get("aad_member", b"")) != check.aad:
        return "the additional authenticated data is not what was given"
    unprotected = {**(opened.shared_unprotected or {}), **(opened.header or {})}
    for name, least in check.least.items():
        value = (opened.protected or {}).get(name, unprotected.get(name))
        if not isinstance(value, int) or value < least:
            return f"{name} is {value!r}, where {least} is the least"
    return _headers(check, opened.protected or {}, unprotected)


def _jwt(check: Check, facts: Mapping[str, Any]) -> str | None:
    opened = jose.verify(facts["jwt"], json.loads(check.key))
    claims = jose.parse_object(opened.payload)
    for name, value in check.members.items():
        if claims.get(name) != value:
            return f"the claim {name} is {claims.get(name)!r} instead of {value!r}"
    return _headers(check, opened.protected or {}, {})


def _headers(check: Check, protected: Mapping[str, Any], header: Mapping[str, Any]) -> str | None:
    for named, expected, found in (
        ("protected header", check.protected, protected),
        ("unprotected header", check.header, header),
    ):
        for member, value in expected.items():
            if found.get(member) != value:
                return f"the {named} lacks {member}, or has another value for it"
    return None


def _private_jwk(check: Check, facts: Mapping[str, Any]) -> str | None:
    key = jose.parse_object(facts["jwk"])
    jose.consistent(key)
    for member, value in check.members.items():
        if key.get(member) != value:
            return f"the key's {member} is {key.get(member)!r} instead of {value!r}"
    return _size(check, key) if check.bits else None


def _size(check: Check, key: Mapping[str, Any]) -> str | None:
    if "n" in key:
        bits = int.from_bytes(jose.decode(key["n"]), "big").bit_length()
    else:
        bits = 8 * len(jose.decode(key["k"]))
    return None if bits == check.bits else f"the key has {bits} bits instead of {check.bits}"


def _public_pem(check: Check, facts: Mapping[str, Any]) -> str | None:
    found = serialization.load_pem_public_key(facts["pem"].encode("ascii"))
    same = found == jose.public_key(json.loads(check.key))
    return None if same else "the PEM holds another key"


def _private_pem(check: Check, facts: Mapping[str, Any]) -> str | None:
    found = serialization.load_pem_private_key(facts["pem"].encode("ascii"), None)
    same = found.public_key() == jose.private_key(json.loads(check.key)).public_key()
    return None if same else "the PEM holds another key"


_CHECKS: dict[str, Callable[[Check, Mapping[str, Any]], str | None]] = {
    "jws": _jws,
    "jwe": _jwe,
    "jwt": _jwt,
    "private-jwk": _private_jwk,
    "public-pem": _public_pem,
    "private-pem": _private_pem,
}
