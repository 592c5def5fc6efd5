"""The strategies make what they promise, and our own readers stand up to it."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings

from jwk_adapters.text import Ambiguous, decode
from jwk_conformance import jose
from jwk_fuzz import strategies as jwk_st


@given(jwk_st.base64url())
def test_base64url_is_well_formed(text: str) -> None:
    assert jose.encode(jose.decode(text)) == text


@given(jwk_st.damaged_base64url())
def test_damaged_base64url_is_refused(text: str) -> None:
    with pytest.raises(jose.NotValid):
        jose.decode(text)


@given(jwk_st.json_texts())
def test_texts_are_json(text: str) -> None:
    assert isinstance(json.loads(text), dict)


@settings(deadline=None)
@given(jwk_st.json_texts())
def test_a_dict_is_handed_over_only_where_every_reader_sees_the_same(text: str) -> None:
    pairs = json.loads(text, object_pairs_hook=list)
    names = [name for name, _ in pairs]
    try:
        document = decode(text)
    except Ambiguous:
        return
    assert len(names) == len(set(names))
    assert document == json.loads(text)


@settings(deadline=None)
@given(jwk_st.json_texts())
def test_our_own_key_reader_raises_nothing_but_not_valid(text: str) -> None:
    try:
        key = jose.parse_object(text)
        jose.consistent(key)
    except jose.NotValid:
        return
    assert key["kty"] in ("RSA", "EC", "OKP", "oct")
