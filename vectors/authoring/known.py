"""Keys whose private part is in print: whoever publishes one as his own has no secret.

They are those of the RFCs' examples and the suite's own; data/known_keys.json has them by their
thumbprints (RFC 7638), for the checks of endpoints.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from authoring.suite import KEYS
from jwk_conformance.jose.thumbprint import thumbprint
from jwk_vectors import Vector

NAME = "known_keys.json"
ASYMMETRIC = ("RSA", "EC", "OKP")


def known_keys(vectors: Iterable[Vector]) -> dict[str, str]:
    """Thumbprint → where the key is printed, first occurrence."""
    found: dict[str, str] = {}
    for vector in vectors:
        where = vector.source
        if where.document.startswith("RFC ") and not vector.derived_from:
            for step in vector.steps:
                for key in _keys(step.args):
                    found.setdefault(thumbprint(key), f"{where.document} section {where.section}")
    for key in KEYS.values():
        if key["kty"] in ASYMMETRIC:
            found.setdefault(thumbprint(key), "the vectors of jwk-conformance")
    return found


def text(vectors: Iterable[Vector]) -> str:
    """The file: one key a line, sorted by where and thumbprint."""
    found = sorted(known_keys(vectors).items(), key=lambda item: (item[1], item[0]))
    return json.dumps(dict(found), indent=1) + "\n"


def _keys(value: Any) -> Iterator[dict[str, Any]]:
    """Asymmetric keys with their private part anywhere in the arguments of a step."""
    if isinstance(value, str) and value.lstrip()[:1] in ("{", "["):
        try:
            value = json.loads(value)
        except (ValueError, RecursionError):
            return
    if isinstance(value, dict):
        if value.get("kty") in ASYMMETRIC and isinstance(value.get("d"), str):
            yield value
        for inner in value.values():
            yield from _keys(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _keys(inner)
