"""Where a value stands in a JSON text that is known to be well-formed."""

from __future__ import annotations

import json
import re

_SPACE = re.compile(r"[ \t\r\n]*")
_STRING = re.compile(r'"(?:[^"\\]|\\.)*"')
_SCALAR = re.compile(r"[^][{},: \t\r\n\"]+")
_STRUCTURE = re.compile(r'"(?:[^"\\]|\\.)*"|[][{}]')


def locate(text: str, path: tuple[str | int, ...]) -> int:
    """Offset of the value at a path, in characters.

    Of a member that stands more than once it is the last. Where the path leads nowhere (a member
    that is missing), it is the offset of the object or array that lacks it.
    """
    at = _skip_space(text, 1 if text.startswith("\ufeff") else 0)
    for part in path:
        inner = _member(text, at, part) if isinstance(part, str) else _element(text, at, part)
        if inner is None:
            return at
        at = inner
    return at


def _member(text: str, at: int, name: str) -> int | None:
    """Offset of a member's value in the object that begins at an offset."""
    if text[at : at + 1] != "{":
        return None
    found = None
    at = _skip_space(text, at + 1)
    while text[at] != "}":
        key = _STRING.match(text, at)
        assert key is not None, "the text was read before"
        at = _skip_space(text, _skip_space(text, key.end()) + 1)
        if json.loads(key.group()) == name:
            found = at
        at = _skip_comma(text, _skip_value(text, at))
    return found


def _element(text: str, at: int, position: int) -> int | None:
    """Offset of an element of the array that begins at an offset."""
    if text[at : at + 1] != "[":
        return None
    at = _skip_space(text, at + 1)
    while text[at] != "]":
        if position == 0:
            return at
        position -= 1
        at = _skip_comma(text, _skip_value(text, at))
    return None


def _skip_space(text: str, at: int) -> int:
    match = _SPACE.match(text, at)
    assert match is not None, "it matches the empty string"
    return match.end()


def _skip_comma(text: str, at: int) -> int:
    at = _skip_space(text, at)
    return _skip_space(text, at + 1) if text[at] == "," else at


def _skip_value(text: str, at: int) -> int:
    if text[at] == '"':
        match = _STRING.match(text, at)
    elif text[at] in "{[":
        return _skip_container(text, at)
    else:
        match = _SCALAR.match(text, at)
    assert match is not None, "the text was read before"
    return match.end()


def _skip_container(text: str, at: int) -> int:
    depth = 0
    for token in _STRUCTURE.finditer(text, at):
        if token.group() in "{[":
            depth += 1
        elif token.group() in "}]":
            depth -= 1
            if depth == 0:
                return token.end()
    raise AssertionError("the text was read before")
