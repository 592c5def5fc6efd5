"""JSON objects, read strictly."""

from __future__ import annotations

import json
from typing import Any, NoReturn

from jwk_conformance.jose.error import NotValid, quoted

DEEPEST = 64
"""Arrays and objects within one another that are read; a fixed bound, whatever the stack allows."""

LONGEST_INTEGER = 1000
"""Digits of an integer that are read: the time to convert one grows with their square."""


def parse_object(text: str | bytes) -> dict[str, Any]:
    """The object in a JSON text (RFC 8259), which as octets is UTF-8 without a byte order mark.

    Raises NotValid for whatever else, for a name that stands twice in one object at any depth,
    and beyond the bounds DEEPEST and LONGEST_INTEGER.
    """
    try:
        characters = text.decode("utf-8") if isinstance(text, bytes) else text
        if not isinstance(characters, str):
            raise NotValid(f"not a text: {quoted(text)}")
        characters.encode("utf-8")  # a str may hold halves of surrogate pairs, which UTF-8 cannot
        document = json.loads(
            characters,
            object_pairs_hook=_unique,
            parse_constant=_refuse,
            parse_int=_integer,
        )
    except NotValid:
        raise
    except (UnicodeDecodeError, UnicodeEncodeError) as error:
        raise NotValid(f"not UTF-8: {error.reason}") from None
    except RecursionError:
        raise NotValid("nested too deeply") from None
    except ValueError as error:
        raise NotValid(f"not JSON: {error}") from None
    if not isinstance(document, dict):
        raise NotValid("not a JSON object")
    _check_depth(document)
    return document


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members: dict[str, Any] = {}
    for name, value in pairs:
        if name in members:
            raise NotValid(f"the member name {quoted(name)} stands twice")
        members[name] = value
    return members


def _refuse(name: str) -> NoReturn:
    raise NotValid(f"{name} is not JSON")


def _integer(digits: str) -> int:
    if len(digits) > LONGEST_INTEGER:
        raise NotValid(f"an integer of over {LONGEST_INTEGER} digits")
    return int(digits)


def _check_depth(document: dict[str, Any]) -> None:
    level: list[Any] = [document]
    for _ in range(DEEPEST):
        level = [inner for value in level for inner in _containers(value)]
        if not level:
            return
    raise NotValid(f"nested over {DEEPEST} deep")


def _containers(value: dict[str, Any] | list[Any]) -> list[Any]:
    inner = value.values() if isinstance(value, dict) else value
    return [one for one in inner if isinstance(one, (dict, list))]
