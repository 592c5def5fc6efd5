"""Strategies for other projects' Hypothesis tests, and for ours.

from jwk_fuzz import strategies as jwk_st

@given(jwk_st.json_texts())
def test_the_parser_raises_what_it_documents(text): ...
"""

from __future__ import annotations

import base64
import json
from typing import Any

from hypothesis import strategies as st

MEMBERS = (
    *("kty", "use", "key_ops", "alg", "kid", "x5u", "x5c", "x5t", "x5t#S256"),
    *("crv", "x", "y", "d", "n", "e", "p", "q", "dp", "dq", "qi", "oth", "k"),
)
"""The member names that RFC 7517 section 4 and RFC 7518 section 6 define."""

NOT_BASE64URL = "+/= \n\t.é\x00"
"""Characters that no base64url text of RFC 7515 section 2 has."""


def base64url(max_octets: int = 64) -> st.SearchStrategy[str]:
    """Well-formed base64url without padding, of up to `max_octets` octets."""
    return st.binary(max_size=max_octets).map(_encoded)


def damaged_base64url(max_octets: int = 64) -> st.SearchStrategy[str]:
    """Base64url with one character in it that must not be there."""

    def damage(text: str, character: str, place: int) -> str:
        position = place % (len(text) + 1)
        return text[:position] + character + text[position:]

    return st.builds(
        damage,
        base64url(max_octets),
        st.sampled_from(NOT_BASE64URL),
        st.integers(min_value=0, max_value=2 * max_octets),
    )


def json_values() -> st.SearchStrategy[Any]:
    """JSON values, members of keys among the names."""
    leaves = (
        st.none()
        | st.booleans()
        | st.integers()
        | st.floats(allow_nan=False, allow_infinity=False)
        | st.text(max_size=20)
        | base64url()
    )
    names = st.sampled_from(MEMBERS) | st.text(max_size=8)
    return st.recursive(
        leaves,
        lambda inner: st.lists(inner, max_size=4) | st.dictionaries(names, inner, max_size=6),
        max_leaves=12,
    )


def json_texts() -> st.SearchStrategy[str]:
    """JSON texts of objects that look like keys, some with a member twice."""
    members = st.lists(st.tuples(st.sampled_from(MEMBERS), json_values()), max_size=8)
    return members.map(
        lambda pairs: (
            "{" + ",".join(f"{json.dumps(name)}:{json.dumps(value)}" for name, value in pairs) + "}"
        )
    )


def _encoded(octets: bytes) -> str:
    return base64.urlsafe_b64encode(octets).rstrip(b"=").decode("ascii")
