"""Where a value stands in a JSON text that is known to be well-formed.

The offsets of what an object or array holds are found together, by one pass over it, and kept: a
set in which every key has a fault is passed over once for each level, not once for each fault.
"""

from __future__ import annotations

import json
import re
from json.decoder import scanstring  # type: ignore[attr-defined]

_SPACE = re.compile(r"[ \t\r\n]*")

_skip = json.JSONDecoder(parse_int=len, parse_float=len, parse_constant=len).raw_decode
"""Reads a value to find its end; numbers of any length are counted rather than converted."""


class Places:
    """The places of the values in one text."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._members: dict[int, dict[str, int]] = {}
        self._elements: dict[int, list[int]] = {}

    def locate(self, path: tuple[str | int, ...]) -> int:
        """Offset of the value at a path, in characters.

        Of a member that stands more than once it is the last. Where the path leads nowhere (a
        member that is missing), it is the offset of the object or array that lacks it.
        """
        at = self._space(1 if self._text.startswith("\ufeff") else 0)
        for part in path:
            inner = self._member(at, part) if isinstance(part, str) else self._element(at, part)
            if inner is None:
                return at
            at = inner
        return at

    def _member(self, at: int, name: str) -> int | None:
        if self._text[at : at + 1] != "{":
            return None
        if at not in self._members:
            self._members[at] = self._object(at)
        return self._members[at].get(name)

    def _element(self, at: int, position: int) -> int | None:
        if self._text[at : at + 1] != "[":
            return None
        if at not in self._elements:
            self._elements[at] = self._array(at)
        elements = self._elements[at]
        return elements[position] if position < len(elements) else None

    def _object(self, at: int) -> dict[str, int]:
        """Name → offset of its value, for the object that begins at an offset."""
        found: dict[str, int] = {}
        at = self._space(at + 1)
        while self._text[at] != "}":
            name, end = scanstring(self._text, at + 1)
            at = found[name] = self._space(self._space(end) + 1)
            at = self._next(at)
        return found

    def _array(self, at: int) -> list[int]:
        """Offsets of the elements of the array that begins at an offset."""
        found = []
        at = self._space(at + 1)
        while self._text[at] != "]":
            found.append(at)
            at = self._next(at)
        return found

    def _next(self, at: int) -> int:
        """Past the value at an offset, and the comma after it."""
        at = self._space(_skip(self._text, at)[1])
        return self._space(at + 1) if self._text[at] == "," else at

    def _space(self, at: int) -> int:
        match = _SPACE.match(self._text, at)
        assert match is not None, "it matches the empty string"
        return match.end()
