"""The JOSE header: RFC 7515 sections 4, 5.2 and 7.2, which RFC 7516 shares."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any, TypeAlias

from jwk_conformance.jose.base64url import decode
from jwk_conformance.jose.error import NotSupported, NotValid, quoted
from jwk_conformance.jose.text import parse_object

Header: TypeAlias = Mapping[str, Any]

_WHITE_SPACE = " \t\r\n"


def is_json(text: str) -> bool:
    """Whether an object is in a JSON serialisation rather than a compact one."""
    if not isinstance(text, str):
        raise NotValid(f"a JOSE object is a text, not {quoted(text)}")
    return text.lstrip(_WHITE_SPACE).startswith("{")


def parse_protected(segment: str) -> tuple[Header, bytes]:
    """A protected header with its octets as they were protected.

    Raises NotValid where it is not base64url, UTF-8 and a JSON object that has members.
    """
    try:
        octets = decode(segment)
        header = parse_object(octets)
    except NotValid as fault:
        raise NotValid(f"protected header: {fault}") from None
    if not header:
        raise NotValid("a protected header without a member")
    return header, octets


def parse_unprotected(members: Mapping[str, Any], name: str) -> Header | None:
    """The unprotected header under a name, or None; there MUST be none where it is empty."""
    if name not in members:
        return None
    header = members[name]
    if not isinstance(header, dict) or not header:
        raise NotValid(f"{name} is not an object that has members")
    return header


def string(members: Mapping[str, Any], name: str) -> str:
    """A member that has to be there and be a string."""
    value = members.get(name)
    if not isinstance(value, str):
        raise NotValid(f"{name} is {'not a string' if name in members else 'missing'}")
    return value


def octets(members: Mapping[str, Any], name: str) -> bytes:
    """A member that has to be there and be base64url."""
    try:
        return decode(string(members, name))
    except NotValid as fault:
        raise NotValid(f"{name}: {fault}") from None


def join(*parts: Header | None) -> Header:
    """The JOSE header; raises NotValid where two of its parts share a name (section 7.2.1)."""
    joined: dict[str, Any] = {}
    for part in parts:
        for name, value in (part or {}).items():
            if name in joined:
                raise NotValid(f"{quoted(name)} stands in two parts of the header")
            joined[name] = value
    return joined


def check_critical(joined: Header, protected: Header | None, understood: Collection[str]) -> None:
    """Raise NotValid unless `crit`, if there, keeps RFC 7515 section 4.1.11 and is understood.

    Its constraints bind producers and a recipient may enforce them, as is done here: protected,
    not empty, no name twice, none absent, none that the base specifications define.
    """
    if "crit" not in joined:
        return
    if protected is None or "crit" not in protected:
        raise NotValid("crit is not integrity-protected")
    names = protected["crit"]
    if not isinstance(names, list) or not names:
        raise NotValid("crit is not an array that has elements")
    for position, name in enumerate(names):
        if not isinstance(name, str):
            raise NotValid("crit lists something that is not a string")
        if name not in joined:
            raise NotValid(f"crit lists {quoted(name)}, which is not in the header")
        if name in names[:position]:
            raise NotValid(f"crit lists {quoted(name)} twice")
        if name not in understood:
            raise NotValid(f"the critical extension {quoted(name)} is not understood")


def check_key_id(joined: Header) -> None:
    """Raise NotValid where there is a `kid` that is no string (RFC 7515 section 4.1.4)."""
    if not isinstance(joined.get("kid", ""), str):
        raise NotValid("kid is not a string")


def check_allowed(name: str, allowed: Collection[str] | None) -> None:
    """Raise NotValid where an algorithm is not among those that the caller accepts."""
    if allowed is not None and name not in allowed:
        raise NotValid(f"the algorithm {quoted(name)} is not accepted here")


def no_opening(reasons: list[NotValid], what: str) -> NotValid:
    """The error for an object that did not open: the reason itself where there is only one."""
    if len(reasons) == 1:
        return reasons[0]
    kind = NotSupported if all(isinstance(one, NotSupported) for one in reasons) else NotValid
    return kind("; ".join(f"{what} {index}: {one}" for index, one in enumerate(reasons)))
