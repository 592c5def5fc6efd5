"""Reading: nothing lost, nothing raised, and the place of everything."""

from __future__ import annotations

import json
import sys
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jwk_conformance.rulebook import Number, Object, examine, lossless, parse, plain
from jwk_conformance.rulebook.document import DEEPEST, MOST

from .helpers import KEYS

TEXT = st.text(max_size=12)
SCALARS = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | TEXT
)
JSON = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4),
    max_leaves=20,
)
SHAPES = st.sampled_from(
    [
        {},
        {"indent": 2},
        {"indent": "\t", "separators": (" ,", " : ")},
        {"ensure_ascii": False},
        {"separators": (",", ":")},
    ]
)
WORDS_OF_MEMBERS = (
    "kty crv x y d n e p q dp dq qi oth k alg use key_ops kid x5u x5c x5t x5t#S256 keys"
)
NAMES = st.sampled_from(WORDS_OF_MEMBERS.split())
WORDS = (
    "RSA EC OKP oct P-256 P-521 secp256k1 Ed25519 Ed448 X25519 X448 AQAB AA A sig ES256 HS256 = "
    "http://[ \ud800"
)
MEMBERS = [held for key in KEYS.values() for held in key.values() if isinstance(held, str)]
VALUES = st.sampled_from(["", *WORDS.split(), *MEMBERS])
KEYLIKE = st.dictionaries(NAMES, VALUES | JSON | st.lists(VALUES, max_size=3), max_size=9)


@given(st.text(max_size=200) | st.binary(max_size=200))
def test_no_text_and_no_octets_make_the_reading_raise(text: str | bytes) -> None:
    examined = examine(text)
    document = examined.document
    assert (document.fault == "") == (
        not any(b.rule.code == "json-syntax" for b in examined.broken)
    )
    assert document.fault_place.offset <= len(document.text)


@given(JSON, SHAPES)
def test_json_is_read_as_the_standard_library_reads_it(value: Any, shape: dict[str, Any]) -> None:
    text = json.dumps(value, **shape)
    document = parse(text)
    assert document.fault == ""
    assert plain(document.value) == json.loads(text)
    assert plain(lossless(value)) == json.loads(text)


@given(KEYLIKE | JSON | st.lists(KEYLIKE, max_size=3).map(lambda keys: {"keys": keys}))
@settings(max_examples=300)
def test_no_json_makes_a_rule_raise_and_every_violation_has_a_place(value: Any) -> None:
    examined = examine(json.dumps(value))
    for one in examined.broken:
        place = examined.document.place(one.at)
        assert 0 <= place.offset < len(examined.document.text)
        assert one.said.isascii()


def paths(value: Any, at: tuple[str | int, ...] = ()) -> list[tuple[tuple[str | int, ...], Any]]:
    """Every path of a document, with the value there."""
    found: list[tuple[tuple[str | int, ...], Any]] = [(at, value)]
    if isinstance(value, (dict, list)):
        inner = value.items() if isinstance(value, dict) else enumerate(value)
        for part, one in inner:
            found += paths(one, (*at, part))
    return found


@given(JSON, SHAPES, st.sampled_from(["", "\ufeff", " \n\t", "\ufeff\r\n"]))
def test_the_value_at_every_path_begins_at_its_place(
    value: Any, shape: dict[str, Any], before: str
) -> None:
    text = before + json.dumps(value, **shape)
    document = parse(text)
    for path, held in paths(value):
        place = document.place(path)
        found, _ = json.JSONDecoder().raw_decode(text, place.offset)
        assert found == held
        lines = text[: place.offset].split("\n")
        assert (place.line, place.column) == (len(lines), len(lines[-1]) + 1)


def test_of_repeated_members_the_last_is_read_and_placed() -> None:
    text = '{"a": 1, "b": 2,\r\n "\\u0061": [3]}'
    document = parse(text)
    assert plain(document.value) == {"a": [3], "b": 2}
    assert document.value.repeated == ("a",)
    assert document.place(("a",)) == (text.index("[3]"), 2, text.index("[3]") - text.index("\n"))
    assert document.place(("a", 0)).offset == text.index("3")


@pytest.mark.parametrize("path", [("z",), (0,), ("a", "z"), ("a", 9), ("a", 0, "z")])
def test_a_path_that_leads_nowhere_ends_at_what_lacks_it(path: tuple[str | int, ...]) -> None:
    text = ' {"a": [7]}'
    offset = parse(text).place(path).offset
    assert offset == {1: 1, 2: text.index("["), 3: text.index("7")}[len(path)]


def test_a_name_that_stands_thrice_is_told_once() -> None:
    assert parse('{"a":1,"a":2,"a":3,"b":0}').value.repeated == ("a",)


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [
        ("", 1, 1),
        ("\ufeff", 1, 2),
        ('{"a": 1, b}', 1, 10),
        ('{"a": 1,\n "b" 2}', 2, 6),
        ('\ufeff{"a"}', 1, 6),
        ('["NaN", NaN]', 1, 9),
        ('{"Infinity": "\\"N",\n "I": -Infinity}', 2, 7),
        ("[Infinity]", 1, 2),
    ],
)
def test_a_fault_has_the_place_where_reading_ended(text: str, line: int, column: int) -> None:
    document = parse(text)
    assert document.fault
    assert document.fault_place[1:] == (line, column)


def test_numbers_are_kept_as_written() -> None:
    text = "[1.0, 1e400, -0, 123456789012345678901234567890, 1]"
    raws = [number.raw for number in parse(text).value]
    assert raws == text.strip("[]").split(", ")
    assert Number("1" * 1001).integer is None
    assert plain(parse("9" * 100_000).value) == 0.0
    assert [Number(raw).integer for raw in ("-7", "7.0", "1e2")] == [-7, None, None]


@pytest.mark.parametrize(("opening", "closing"), [("[", "]"), ('{"a":', "}")])
def test_depth_has_a_fixed_bound(opening: str, closing: str) -> None:
    inner = "1" if opening != "[" else ""
    deepest = opening * DEEPEST + inner + closing * DEEPEST
    assert parse(deepest).fault == ""
    for deeper in (DEEPEST + 1, 500, 100_000):
        assert "deep" in parse(opening * deeper + inner + closing * deeper).fault


def test_the_bound_does_not_depend_on_the_stack() -> None:
    limit = sys.getrecursionlimit()
    try:
        sys.setrecursionlimit(5000)
        assert "deep" in parse("[" * 70 + "]" * 70).fault
    finally:
        sys.setrecursionlimit(limit)


def test_the_number_of_values_has_a_bound() -> None:
    most = "[" + "0," * (MOST - 1) + "0]"
    assert parse(most).fault == ""
    assert parse(most[:-1] + ",0]").fault == f"over {MOST} values"


def test_octets_that_are_not_utf_8_are_told_and_the_rest_is_read() -> None:
    document = parse(b'{"kid": "caf\xe9"}')
    assert document.invalid_octet == 12
    assert isinstance(document.value, Object)
    assert [b.rule.code for b in examine(b'{"kty":"LMS","kid":"\xff"}').broken] == [
        "json-utf-8",
        "kty-unknown",
    ]
