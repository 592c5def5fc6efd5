"""Reproductions: the templates that fit, all steps in order, and every literal is Python."""

from __future__ import annotations

import ast
import base64
import json
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jwk_conformance.reproduction import Form, compose, fill, lacks, literals, reproduction
from jwk_vectors import bundled
from jwk_vectors.model import Step, Vector

KEY = json.dumps({"kty": "EC", "crv": "P-256", "x": "AAAA", "y": "BBBB", "kid": "it's"})
JWS = "eyJhbGciOiJFUzI1NiJ9.aGVsbG8.c2ln"
GENERAL = '{"payload":"","signatures":[]}'
SNIPPETS = {
    "imports": "import json\nfrom lib import read\nfrom lib import verify",
    "jwk.import": "{made} = read({key})",
    "jwks.import": "{made} = read({set})",
    "jwk.generate": "{made} = make({kty}, {bits})\nprint({made})",
    "jws.verify compact": "print(verify({jws}, {key}, {algorithms}))",
    "jws.verify json": "print(verify_json({jws}, {key}))",
    "jws.verify general detached": "print(verify_json({jws}, {key}, {detached}))",
    "jws.sign": "print(sign({payload}, {key}, {protected_text}, {protected.alg}, {protected.kid}))",
    "jws.sign many": "token = Token()\ntoken.add({party.key}, {party.member})\nprint({algorithms})",
}


SAMPLE = bundled().vectors[0]


def vector(*steps: Step) -> Vector:
    changed: Vector = msgspec.structs.replace(SAMPLE, steps=steps)
    return changed


def step(operation: str, named: str = "", **args: Any) -> Step:
    return Step(operation=operation, args=args, expect="accept", as_=named)


def code(*steps: Step, form: Form = "library") -> str:
    found = reproduction(vector(*steps), SNIPPETS, form)
    assert found is not None
    return found


def literal_of(template: str, form: Form = "library", **args: Any) -> Any:
    """What a placeholder of an operation means, read back as Python reads it."""
    snippets = {"jwk.import": "", "jws.sign": template}
    found = reproduction(vector(step("jws.sign", **args)), snippets, form)
    return ast.literal_eval(str(found).strip())


def test_keys_are_read_before_they_are_used_and_only_what_is_used_is_imported() -> None:
    assert code(step("jws.verify", key=KEY, jws=JWS, algorithms=["ES256"])) == (
        "from lib import read, verify\n\n"
        f"key = read({KEY!r})\nprint(verify({JWS!r}, key, ['ES256']))"
    )


def test_all_steps_are_done_in_order_with_a_variable_for_each_handle() -> None:
    steps = (
        step("jwk.generate", named="h1", kty="oct", bits=256),
        step("jws.verify", key={"ref": "h1"}, jws=JWS, algorithms=["HS256"]),
    )
    assert code(*steps).splitlines()[2:] == [
        "# 1. jwk.generate",
        "made1 = make('oct', 256)",
        "print(made1)",
        "",
        "# 2. jws.verify",
        f"print(verify({JWS!r}, made1, ['HS256']))",
    ]


def test_the_template_with_the_most_words_that_apply_is_taken() -> None:
    rest = {"key": KEY, "algorithms": ["ES256"]}
    assert "verify_json(" in code(step("jws.verify", jws=GENERAL, **rest))
    apart = code(step("jws.verify", jws=GENERAL, detached="aGk", **rest))
    assert apart.endswith(f"print(verify_json({GENERAL!r}, key, b'hi'))")


def test_nothing_is_shown_where_a_step_has_no_template() -> None:
    first = step("jws.verify", key=KEY, jws=JWS, algorithms=["ES256"])
    second = step("jwe.decrypt", key=KEY, jwe=GENERAL, algorithms=["dir"])
    assert compose(vector(first, second), SNIPPETS) is None
    assert lacks(vector(first, second), SNIPPETS) == "jwe.decrypt general"
    assert lacks(vector(first), SNIPPETS) == ""
    assert lacks(vector(first), {"jws.verify": "verify({key})"}) == "jwk.import"


def test_a_set_stands_for_the_key_where_there_is_none() -> None:
    keys = '{"keys":[]}'
    shown = code(step("jws.verify", set=keys, jws=JWS, algorithms=["ES256"]))
    assert f"jwks = read({keys!r})\nprint(verify({JWS!r}, jwks," in shown


def test_a_line_for_a_party_is_repeated_for_each() -> None:
    signers = [
        {"key": KEY, "protected": '{"alg":"ES256"}'},
        {"key": {"ref": "h1"}, "header": '{"alg":"HS256"}'},
    ]
    made = step("jwk.generate", named="h1", kty="oct")
    shown = code(made, step("jws.sign", signers=signers, payload="aGk", serialisation="general"))
    assert shown.splitlines()[-5:] == [
        f"key1 = read({KEY!r})",
        "token = Token()",
        "token.add(key1, {'protected': {'alg': 'ES256'}})",
        "token.add(made1, {'protected': {}, 'header': {'alg': 'HS256'}})",
        "print(['ES256', 'HS256'])",
    ]


def test_headers_come_as_text_and_by_parameter() -> None:
    signers = [{"key": KEY, "protected": '{"alg": "ES256"}'}]
    shown = code(step("jws.sign", signers=signers, payload="aGk", serialisation="compact"))
    assert shown.endswith("""print(sign(b'hi', key, '{"alg":"ES256"}', 'ES256', None))""")


def test_a_library_that_parses_is_given_text_and_others_the_document() -> None:
    assert f"= read({KEY!r})" in code(step("jwk.import", key=KEY))
    assert f"= read({json.loads(KEY)!r})" in code(step("jwk.import", key=KEY), form="adapter")
    raw = {"b64": base64.urlsafe_b64encode(KEY.encode()).decode()}
    assert f"= read({KEY.encode()!r})" in code(step("jwk.import", key=raw))
    assert f"= read({json.loads(KEY)!r})" in code(step("jwk.import", key=raw), form="adapter")
    assert "= read(b'{\\xff')" in code(step("jwk.import", key={"b64": "e_8"}), form="adapter")
    assert "= read('{,}')" in code(step("jwk.import", key="{,}"), form="adapter")


@pytest.mark.parametrize("value", ["1e999", "[" * 300 + "]" * 300])
def test_a_document_that_no_literal_can_hold_is_decoded(value: str) -> None:
    shown = code(step("jwk.import", key=f'{{"x":{value}}}'), form="adapter")
    expression = shown.partition("made = read(")[2].removesuffix(")")
    assert eval(expression) == {"x": json.loads(value)}


def test_only_known_placeholders_are_filled_and_only_once() -> None:
    filled = fill("f({0.key}, {{}}, {other}, {0}, {1.x})", {"0.key": "'{1.x}'", "1.x": "no"})
    assert filled == "f('{1.x}', {{}}, {other}, {0}, no)"


@pytest.mark.parametrize(
    ("key", "usual"),
    [
        ('{"kty":"EC","crv":"P-384"}', "ES384"),
        ('{"kty":"RSA","alg":"PS256"}', "PS256"),
        ("[]", None),
        ('{"kty":"EC","crv":"P-1"}', None),
    ],
)
def test_libraries_that_ask_for_an_algorithm_get_the_usual_one(key: str, usual: str | None) -> None:
    sample = vector(step("jwk.import", key=key))
    assert literals(sample, "{0.usual}", "library") == {"0.usual": repr(usual)}


def test_arguments_that_a_step_leaves_out_are_none() -> None:
    assert "make('RSA', None)" in code(step("jwk.generate", kty="RSA"))


@given(st.text(), st.binary())
def test_hostile_arguments_cannot_leave_their_literal(text: str, octets: bytes) -> None:
    payload = base64.urlsafe_b64encode(octets).decode().rstrip("=")
    args = {"key": text, "payload": payload, "jws": text}
    template = "[{payload}, {jws}, {kid}]"
    assert literal_of(template, **args, kid=text) == [octets, text, text]
