"""Reproductions: every literal is Python that means the argument, and nothing else is touched."""

from __future__ import annotations

import ast
import base64
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jwk_reports.snippet import fill, literals
from jwk_vectors.model import Step

from .helpers import JWS, KEY, SHORT, SNIPPETS, verifying
from .helpers import vector as a_vector


def literals_of(operation: str, args: dict[str, Any], form: str = "library") -> dict[str, str]:
    step = Step(operation=operation, args=args, expect="accept")
    return literals(a_vector("v", steps=(step,)), 0, form)  # type: ignore[arg-type]


def test_only_known_placeholders_are_filled_and_only_once() -> None:
    filled = fill("f({key}, {{}}, {other}, {0}, {key!r})", {"key": "'{jws}'", "jws": "no"})
    assert filled == "f('{jws}', {{}}, {other}, {0}, {key!r})"


def test_a_library_that_parses_is_given_text_and_others_the_document() -> None:
    assert ast.literal_eval(literals_of("jwk.import", {"key": KEY})["key"]) == KEY
    document = literals_of("jwk.import", {"key": KEY}, "adapter")["key"]
    assert ast.literal_eval(document) == json.loads(KEY)


def test_octets_are_shown_as_octets() -> None:
    args = {"key": {"b64": "e_8"}, "payload": "aGk", "aad": "AA"}
    found = literals_of("jws.sign", args, "adapter")
    assert (found["key"], found["payload"], found["aad"]) == (r"b'{\xff'", "b'hi'", r"b'\x00'")


def test_a_key_that_is_no_json_stays_text() -> None:
    assert literals_of("jwk.import", {"key": "{,}"}, "adapter")["key"] == "'{,}'"


def test_a_handle_is_written_out_as_what_was_read_into_it() -> None:
    filled = fill(SNIPPETS["jws.verify"], literals(SHORT, 1, "library"))
    assert filled == f"import lib\nlib.verify({JWS!r}, lib.read({KEY!r}), ['ES256'], {{other}})"


def test_a_handle_of_a_generated_key_keeps_its_name() -> None:
    made = Step(operation="jwk.generate", args={"kty": "EC"}, expect="setup", as_="h1")
    sample = a_vector("v", steps=(made, verifying({"ref": "h1"})))
    assert literals(sample, 1, "library")["key"] == "h1"


def test_the_first_signer_and_the_algorithms_of_headers_stand_in() -> None:
    signers = [
        {"key": KEY, "protected": '{"alg":"ES256"}'},
        {"key": KEY, "header": '{"alg":"RS256"}'},
    ]
    found = literals_of("jws.sign", {"signers": signers, "payload": "aGk"})
    assert found["algorithms"] == "['ES256', 'RS256']"
    assert ast.literal_eval(found["protected"]) == {"alg": "ES256"}
    assert found["header"] == "{}"
    assert ast.literal_eval(found["key"]) == KEY


@pytest.mark.parametrize(
    ("operation", "args", "alg", "enc"),
    [
        ("jwk.import", {"key": '{"kty":"EC","crv":"P-384"}'}, "ES384", None),
        ("jwk.import", {"key": '{"kty":"RSA","alg":"PS256"}'}, "PS256", None),
        ("jwk.import", {"key": "[]"}, None, None),
        ("jwe.decrypt", {"key": KEY, "algorithms": ["dir", "A128GCM"]}, "dir", "A128GCM"),
        (
            "jwe.encrypt",
            {"recipients": [{"key": KEY}], "protected": '{"alg":"dir","enc":"A256GCM"}'},
            "dir",
            "A256GCM",
        ),
    ],
)
def test_libraries_that_ask_for_one_algorithm_get_it(
    operation: str, args: dict[str, Any], alg: str | None, enc: str | None
) -> None:
    found = literals_of(operation, args)
    assert (found["alg"], found["enc"]) == (repr(alg), repr(enc))


def test_arguments_that_a_step_leaves_out_are_none() -> None:
    found = literals_of("jwk.generate", {"kty": "RSA", "bits": 2048})
    assert (found["kty"], found["bits"], found["crv"]) == ("'RSA'", "2048", "None")


@given(st.text(), st.binary())
def test_hostile_arguments_cannot_leave_their_literal(text: str, octets: bytes) -> None:
    payload = base64.urlsafe_b64encode(octets).decode().rstrip("=")
    found = literals_of("jws.verify", {"key": text, "payload": payload, "jws": text})
    assert ast.literal_eval(found["key"]) == text
    assert ast.literal_eval(found["jws"]) == text
    assert ast.literal_eval(found["payload"]) == octets
