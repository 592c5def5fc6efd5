"""Fixed keys of rare shapes: pool.json, one a line.

Coordinates and private values with zero octets in front; RSA keys of many sizes and exponents, and
with short p, q, d, dp, dq or qi; ML-DSA keys. They were made for tests: never use one for anything
else.
"""

from __future__ import annotations

import json
from functools import cache
from importlib import resources
from typing import Any

Jwk = dict[str, Any]


@cache
def pool() -> dict[str, Jwk]:
    """Every fixed key, private members included, by its name."""
    text = (resources.files("jwk_fuzz") / "pool.json").read_text("utf-8")
    keys: dict[str, Jwk] = json.loads(text)
    return keys


def of(kty: str, crv: str = "") -> list[Jwk]:
    """The fixed keys of a key type, and of one curve where one is named; for AKP, of one alg."""
    return [
        key
        for key in pool().values()
        if key["kty"] == kty and crv in ("", key.get("crv"), key.get("alg"))
    ]
