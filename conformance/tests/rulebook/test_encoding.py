"""One damage to the encoding of a member breaks one rule, whatever the member."""

from __future__ import annotations

import pytest

from jwk_conformance.rulebook import examine
from jwk_conformance.rulebook.key import ENCODED, forgiving

from .helpers import KEYS, codes, octets

DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
SOUND = {name: key for name, key in KEYS.items() if not codes(key)}
members = pytest.mark.parametrize(
    ("name", "member"),
    [(name, one) for name, key in SOUND.items() for one in ENCODED[key["kty"]]],
)


@members
def test_padding(name: str, member: str) -> None:
    text = SOUND[name][member]
    padded = text + ("=" * (-len(text) % 4) or "====")
    assert codes(SOUND[name] | {member: padded}) == {"base64url-padding"}


@members
def test_a_line_break(name: str, member: str) -> None:
    text = SOUND[name][member]
    assert codes(SOUND[name] | {member: text[:2] + "\n" + text[2:]}) == {"base64url-junk"}


@members
def test_the_standard_alphabet(name: str, member: str) -> None:
    text = SOUND[name][member]
    standard = text.replace("-", "+").replace("_", "/")
    expected = {"base64url-standard-alphabet"} if standard != text else set()
    assert codes(SOUND[name] | {member: standard}) == expected


def test_every_kind_of_key_is_among_the_sound_ones() -> None:
    kinds = {(key["kty"], key.get("crv")) for key in KEYS.values()}
    assert {(key["kty"], key.get("crv")) for key in SOUND.values()} == kinds


def test_some_members_have_digits_that_the_alphabets_differ_in() -> None:
    texts = [key[one] for key in SOUND.values() for one in ENCODED[key["kty"]]]
    assert sum("-" in text or "_" in text for text in texts) > 20


@members
def test_a_trailing_bit(name: str, member: str) -> None:
    text = SOUND[name][member]
    spare = (None, None, 15, 3)[len(text) % 4]
    if spare is None:
        assert len(octets(text)) % 3 == 0
        return
    last = DIGITS[DIGITS.index(text[-1]) | 1]
    assert codes(SOUND[name] | {member: text[:-1] + last}) == {"base64url-trailing-bits"}


def test_two_damages_break_two_rules() -> None:
    text = SOUND["ec-p-256"]["x"]
    found = codes(SOUND["ec-p-256"] | {"x": text[:5] + " " + text[5:] + "="})
    assert found == {"base64url-junk", "base64url-padding"}


@pytest.mark.parametrize("text", ["", "A", "AA", "AAA", "AAAA", "====", "é", "A" * 5, "+/-_"])
def test_the_forgiving_reading_never_raises(text: str) -> None:
    assert isinstance(forgiving(text), bytes)


def test_no_message_tells_a_character_of_a_secret() -> None:
    said = [one.said for one in examine('{"kty":"oct","k":"q+/ \\u0416~="}').broken]
    assert said
    for one in said:
        assert not set(one) & set("q~\u0416")
