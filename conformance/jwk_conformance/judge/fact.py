"""Comparing the facts a target reports with those a vector expects."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any


def deviation(
    expected: Mapping[str, Any], reported: Mapping[str, Any], absent: Sequence[str] = ()
) -> str | None:
    """What differs, in words; None where every reported fact is as expected.

    A fact that is not reported is not compared: an adapter reports what its library tells.
    """
    for name, value in _told(expected, reported).items():
        if name in reported:
            said = _COMPARISONS.get(name, _equal)(name, value, reported[name])
            if said:
                return said
    for key in _reported_keys(reported) if absent else ():
        found = [member for member in absent if member in key]
        if found:
            return f"a key holds {', '.join(found)}, which must not be there"
    return None


def _reported_keys(reported: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The keys a target reported, alone or in a set."""
    alone = _object(reported.get("jwk"))
    among = (_object(reported.get("jwks")) or {}).get("keys")
    keys = [alone, *(among if isinstance(among, list) else [])]
    return [key for key in keys if isinstance(key, dict)]


def compared(expected: Mapping[str, Any], reported: Mapping[str, Any]) -> bool:
    """Whether at least one expected fact was reported, or none was expected."""
    return not expected or any(name in reported for name in _told(expected, reported))


def _told(expected: Mapping[str, Any], reported: Mapping[str, Any]) -> Mapping[str, Any]:
    """What is expected, in the terms that were reported: a payload may be told as its claims."""
    if "payload" not in expected or "payload" in reported or "claims" not in reported:
        return expected
    claims = _object(_octets(expected["payload"]))
    return expected if claims is None else {**expected, "claims": claims}


def _octets(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def _equal(name: str, expected: Any, reported: Any) -> str | None:
    if expected == reported:
        return None
    return f"{name} is {_short(reported)} instead of {_short(expected)}"


def _members(name: str, expected: Mapping[str, Any], reported: str) -> str | None:
    document = _object(reported)
    if document is None:
        return f"{name} is not a JSON object: {_short(reported)}"
    for member, value in expected.items():
        if member not in document:
            return f"{name} lacks the member {member}"
        if document[member] != value:
            return f"{name} has {member} {_short(document[member])} instead of {_short(value)}"
    return None


def _set(name: str, expected: Mapping[str, Any], reported: str) -> str | None:
    document = _object(reported)
    keys = document.get("keys") if document is not None else None
    if not isinstance(keys, list):
        return f"{name} has no array of keys"
    for key in expected["keys"]:
        if all(_members("jwk", key, json.dumps(candidate)) for candidate in keys):
            return f"{name} lacks the key {_short(key.get('kid', key))}"
    return None


def _object(text: Any) -> dict[str, Any] | None:
    try:
        document = json.loads(text)
    except (TypeError, ValueError, RecursionError):
        return None
    return document if isinstance(document, dict) else None


def _short(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False) if not isinstance(value, str) else value
    return text if len(text) <= 60 else f"{text[:48]}… ({len(text)} characters)"


_COMPARISONS: dict[str, Callable[[str, Any, Any], str | None]] = {
    "jwk": _members,
    "jwks": _set,
    "protected": _members,
    "claims": _members,
}
