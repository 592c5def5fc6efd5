"""JSON read without losing anything: duplicate members, numbers as written, places in the text.

Reading is one pass of the C scanner. Places are found by a second pass, made only when somebody
asks where something stands: most documents have nothing wrong with them.
"""

from __future__ import annotations

import json
import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from json.decoder import scanstring  # type: ignore[attr-defined]
from typing import Any, NamedTuple, NoReturn, TypeAlias

from jwk_conformance.rulebook.place import Places

Path: TypeAlias = tuple[str | int, ...]
"""Member names and array positions, from the top of the document."""

DEEPEST = 64
"""Arrays and objects within one another that are examined: a fixed bound, whatever the stack."""

MOST = 200_000
"""Values in a document that is examined: some 20,000 keys. Memory grows with their number."""

MARK = "\ufeff"


class Number(NamedTuple):
    """A JSON number as it is written: no digit lost, nothing rounded."""

    raw: str

    @property
    def integer(self) -> int | None:
        """Its value where it is written as an integer of at most 1000 digits."""
        if len(self.raw) > 1000 or not self.raw.lstrip("-").isdigit():
            return None
        return int(self.raw)


class Object(dict[str, Any]):
    """A JSON object: the last value of each name, and the names that stand more than once."""

    repeated: tuple[str, ...] = ()


class Place(NamedTuple):
    """Where something stands in a text; lines and columns count from 1, in characters."""

    offset: int
    line: int
    column: int


@dataclass(frozen=True)
class Document:
    """A text and what it says; a fault where it is no JSON."""

    text: str
    value: Any = None
    fault: str = ""
    """Why the text is no JSON document that can be examined."""
    fault_offset: int = 0
    invalid_octet: int | None = None
    """Offset of the first octet that is not UTF-8."""

    @property
    def marked(self) -> bool:
        """Whether a byte order mark stands in front."""
        return self.text.startswith(MARK)

    def place(self, path: Path) -> Place:
        """Where the value at a path begins; the last of the values where a name is repeated."""
        return self.counted(self._places.locate(path))

    @property
    def fault_place(self) -> Place:
        """Where the reading ended."""
        return self.counted(self.fault_offset)

    def counted(self, offset: int) -> Place:
        """The line and column of an offset."""
        line = bisect_left(self._line_ends, offset)
        before = self._line_ends[line - 1] if line else -1
        return Place(offset, line + 1, offset - before)

    @cached_property
    def _places(self) -> Places:
        return Places(self.text)

    @cached_property
    def _line_ends(self) -> list[int]:
        return [match.start() for match in re.finditer("\n", self.text)]


def parse(text: str | bytes) -> Document:
    """The document in a text (RFC 8259). Never raises: a fault says what is wrong.

    Octets that are not UTF-8 are replaced, so that the rest can be examined.
    """
    text, invalid = _decoded(text) if isinstance(text, bytes) else (text, None)
    if len(text) > MOST and sum(map(text.count, ",[{")) > MOST:
        return Document(text, None, f"over {MOST} values", 0, invalid)
    try:
        value = _read(text.removeprefix(MARK))
    except json.JSONDecodeError as error:
        return Document(text, None, error.msg, error.pos + text.startswith(MARK), invalid)
    except _Constant as constant:
        said = f"{constant} is no JSON value"
        return Document(text, None, said, _constant_offset(text), invalid)
    except RecursionError:
        return Document(text, None, f"nested over {DEEPEST} deep", 0, invalid)
    if _deeper_than(value, DEEPEST):
        return Document(text, None, f"nested over {DEEPEST} deep", 0, invalid)
    return Document(text, value, invalid_octet=invalid)


def _decoded(octets: bytes) -> tuple[str, int | None]:
    try:
        return octets.decode("utf-8"), None
    except UnicodeDecodeError as error:
        return octets.decode("utf-8", "replace"), error.start


class _Constant(Exception):
    """NaN or an infinity, which Python's reader would take."""


def _constant_offset(text: str) -> int:
    """Where the first of those stands, in a text that is JSON up to there."""
    at = 0
    while text[at] not in "NI":
        at = scanstring(text, at + 1)[1] if text[at] == '"' else at + 1
    return at - text.startswith("-", max(at - 1, 0))


def _object(pairs: list[tuple[str, Any]]) -> Object:
    members = Object(pairs)
    if len(members) != len(pairs):
        seen: set[str] = set()
        names = [name for name, _ in pairs if name in seen or seen.add(name)]  # type: ignore[func-returns-value]
        members.repeated = tuple(dict.fromkeys(names))
    return members


def _refuse(name: str) -> NoReturn:
    raise _Constant(name)


_decoder = json.JSONDecoder(
    object_pairs_hook=_object, parse_int=Number, parse_float=Number, parse_constant=_refuse
)
_read = _decoder.decode


def read_first(text: str) -> Any:
    """The JSON value that a text begins with, whatever follows it; None where there is none."""
    try:
        value, _ = _decoder.raw_decode(text.removeprefix(MARK).lstrip())
    except (json.JSONDecodeError, _Constant, RecursionError):
        return None
    return None if _deeper_than(value, DEEPEST) else value


def _deeper_than(value: Any, bound: int) -> bool:
    level = [value]
    for _ in range(bound):
        level = [inner for outer in level for inner in _containers(outer)]
        if not level:
            return False
    return True


def _containers(value: Any) -> Iterator[Any]:
    if isinstance(value, dict):
        yield from (inner for inner in value.values() if isinstance(inner, (dict, list)))
    elif isinstance(value, list):
        yield from (inner for inner in value if isinstance(inner, (dict, list)))


def lossless(value: Any) -> Any:
    """A document built in Python, as `parse` would give it back."""
    return _read(json.dumps(value))


def plain(value: Any) -> Any:
    """What an ordinary JSON reader makes of a value: numbers as int and float, last of repeated.

    Numbers too long to convert are given as 0.0.
    """
    if isinstance(value, dict):
        return {name: plain(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [plain(inner) for inner in value]
    if isinstance(value, Number):
        whole = value.integer
        if whole is not None:
            return whole
        return float(value.raw) if len(value.raw) <= 1000 else 0.0
    return value
