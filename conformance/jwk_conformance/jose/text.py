"""JSON objects, read strictly."""

from __future__ import annotations

import json
from typing import Any, NoReturn

from jwk_conformance.jose.error import NotValid


def parse_object(text: str | bytes) -> dict[str, Any]:
    """The object in a JSON text; raises NotValid for duplicate names and whatever is not JSON."""
    try:
        if isinstance(text, bytes):
            text = text.decode("utf-8")
        document = json.loads(text, object_pairs_hook=_unique, parse_constant=_refused)
    except RecursionError:
        raise NotValid("nested too deeply") from None
    except ValueError as error:
        raise NotValid(f"not JSON: {error}") from None
    if not isinstance(document, dict):
        raise NotValid("not a JSON object")
    return document


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise NotValid("a member name stands twice")
    return members


def _refused(name: str) -> NoReturn:
    raise NotValid(f"{name} is not JSON")
