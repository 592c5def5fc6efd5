"""From JSON text to the document handed to a library that takes no text.

What such a library is given must not depend on how this adapter reads JSON, so a text that can
be read in more than one way is not handed over at all.
"""

from __future__ import annotations

import json
from typing import Any, NoReturn


class Ambiguous(Exception):
    """The text has no single reading as a document."""


def decode(text: str | bytes) -> Any:
    """The document that every JSON reader would see in a text; raises Ambiguous otherwise."""
    try:
        if isinstance(text, bytes):
            text = text.decode("utf-8")
        return json.loads(text, object_pairs_hook=_unique, parse_constant=_refused)
    except RecursionError:
        raise Ambiguous("it is nested too deeply to decode") from None
    except ValueError as reason:
        raise Ambiguous(str(reason)) from None


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise Ambiguous("a member name stands twice")
    return members


def _refused(name: str) -> NoReturn:
    raise Ambiguous(f"{name} is not JSON")
