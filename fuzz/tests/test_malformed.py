"""What the strategies damage or forge is damaged; what they say is genuine is."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, find, given, settings
from hypothesis import strategies as st
from hypothesis.vendor.pretty import pretty

from jwk_conformance import jose
from jwk_conformance.jose.jwt import verify as verify_jwt
from jwk_conformance.rulebook import examine
from jwk_fuzz import strategies as jwk_st
from jwk_fuzz.malformed import Respelt

FEW = settings(deadline=None, max_examples=25, suppress_health_check=[HealthCheck.too_slow])
SEARCH = settings(deadline=None, max_examples=2000, phases=[Phase.generate], derandomize=True)


@FEW
@given(jwk_st.malformed_keys())
def test_a_malformed_key_breaks_the_rules_it_names(one: Any) -> None:
    found = {each.rule.code for each in examine(one.text, "key").broken}
    assert one.breaks
    assert set(one.breaks) <= found
    assert not set(one.breaks) & {each.rule.code for each in examine(json.dumps(one.valid)).broken}


@FEW
@given(jwk_st.malformed_sets(jwk_st.keys(["EC", "OKP"], private=False)))
def test_a_malformed_set_breaks_the_rules_it_names(one: Any) -> None:
    found = {each.rule.code for each in examine(one.text, "set").broken}
    assert one.breaks
    assert set(one.breaks) <= found


@FEW
@given(jwk_st.respelt_keys(["EC", "OKP", "RSA", "oct"]))
def test_a_key_in_other_words_is_the_same_key(one: Any) -> None:
    assert one.labels
    assert examine(one.text, "key").broken == examine(json.dumps(one.key), "key").broken
    key = json.loads(one.text)
    assert jose.thumbprint(key, "sha-256") == jose.thumbprint(one.key, "sha-256")


@pytest.mark.parametrize("depth", ["text", "structure", "value"])
def test_the_depth_of_the_damage_can_be_chosen(depth: str) -> None:
    @settings(FEW, max_examples=15)
    @given(jwk_st.malformed_keys(["EC"], depths=[depth], most=1))  # type: ignore[list-item]
    def check(one: Any) -> None:
        if depth != "text":
            assert set(json.loads(one.text)) <= {*one.valid, *jwk_st.MEMBERS}

    check()


@pytest.mark.parametrize("rule", ["ec-off-curve", "json-syntax", "ec-x-missing", "kty-spelling"])
def test_all_depths_are_reached(rule: str) -> None:
    find(jwk_st.malformed_keys(["EC"]), lambda one: rule in one.breaks, settings=SEARCH)


@pytest.mark.parametrize("length", [1, 100_000])
def test_a_long_text_is_printed_short(length: int) -> None:
    """Hypothesis warns of what is longer, which fails the tests of whom warnings are errors."""
    whole = Respelt("x" * length, ("a label",), {"kty": "oct"})
    assert ("… and 97002 more" in repr(whole)) is (length > 1)
    found = find(st.just(whole), lambda one: True, settings=settings(database=None))
    assert (found, len(pretty(found)) < 3200) == (whole, True)


@FEW
@given(jwk_st.jws_tokens())
def test_a_signed_token_opens(token: Any) -> None:
    opened = jose.verify(token.text, token.key)
    assert opened.payload == token.payload
    assert opened.serialisation == token.form
    assert opened.protected == token.header


@FEW
@given(jwk_st.jwe_tokens())
def test_an_encrypted_token_opens(token: Any) -> None:
    opened = jose.decrypt(token.text, token.key)
    assert opened.plaintext == token.payload


@FEW
@given(jwk_st.jwts())
def test_a_jwt_holds(token: Any) -> None:
    claims = json.loads(token.payload)
    audience = [claims["aud"]] if isinstance(claims.get("aud"), str) else claims.get("aud", [])
    expected = {"aud": audience[0]} if audience else {}
    assert verify_jwt(token.text, token.key, expected=expected) == claims


@FEW
@given(st.data())
def test_a_forged_token_opens_under_no_key(data: st.DataObject) -> None:
    for strategy, open_ in (
        (jwk_st.forged_jws(), lambda one: jose.verify(one.text, one.key)),
        (jwk_st.forged_jwe(), lambda one: jose.decrypt(one.text, one.key)),
        (jwk_st.forged_jwts(), lambda one: verify_jwt(one.text, one.key, expected={})),
    ):
        one = data.draw(strategy)
        assert one.text != one.genuine.text
        with pytest.raises(jose.NotValid):
            open_(one)


@given(jwk_st.json_numbers())
def test_numbers_are_json(text: str) -> None:
    assert json.loads(f"[{text}]", parse_int=str, parse_float=str) == [text]


@given(jwk_st.not_numbers())
def test_what_is_no_number_is_refused(text: str) -> None:
    assert "json-syntax" in {one.rule.code for one in examine(f'{{"n":{text}}}', "key").broken}


@given(jwk_st.odd_members())
def test_odd_members_are_unknown(members: dict[str, Any]) -> None:
    assert members
    assert not set(members) & set(jwk_st.MEMBERS)


def test_what_is_not_there_is_said() -> None:
    with pytest.raises(AttributeError, match="has no attribute 'jws_tokenz'"):
        _ = jwk_st.jws_tokenz
