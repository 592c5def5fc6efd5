"""Both directions of the protocol against their schemas, and what counts as a breach."""

from __future__ import annotations

import json
from importlib import resources
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from jwk_adapters.operation import OPERATIONS, Session
from jwk_adapters.worker import _answer, load
from jwk_conformance import protocol
from jwk_vectors import bundled


def schema(name: str) -> dict[str, Any]:
    path = resources.files("jwk_conformance") / "schemas" / f"{name}.schema.json"
    document: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return document


REQUESTS = Draft202012Validator(schema("requests"))
REPLIES = Draft202012Validator(schema("replies"))


def facts_of(operation: str) -> Draft202012Validator:
    document = schema("replies")
    return Draft202012Validator({"$defs": document["$defs"], "$ref": f"#/$defs/facts/{operation}"})


def test_every_operation_has_a_schema_in_both_directions() -> None:
    listed: set[str] = set()
    for branch in schema("requests")["oneOf"]:
        op = branch["properties"]["op"]
        listed |= set(op.get("enum", [op.get("const")]))
    assert listed == {*OPERATIONS, "hello", "probe", "reset", "bye"}
    assert set(schema("replies")["$defs"]["facts"]) == {*OPERATIONS, "hello", "probe"}
    assert set(protocol.FACTS) <= set(OPERATIONS)


def test_every_step_of_every_vector_is_a_valid_request() -> None:
    for vector in bundled().vectors:
        for seq, step in enumerate(vector.steps):
            line = protocol.request(seq, step.operation, step.args, step.as_)
            assert line.isascii()
            errors = [error.message for error in REQUESTS.iter_errors(json.loads(line))]
            assert errors == [], vector.id


def test_what_the_bundled_worker_answers_is_valid() -> None:
    session = Session(load("jwk_adapters.bundled.jwcrypto:Jwcrypto"))
    hello = {"seq": 0, **_answer(session, {"op": "hello", "args": {}})}
    REPLIES.validate(hello)
    facts_of("hello").validate(hello["facts"])
    for vector in bundled().vectors:
        if vector.role != "control" or "generate" in vector.id:
            continue
        for step in vector.steps:
            answer = {"seq": 1, **_answer(session, {"op": step.operation, "args": step.args})}
            REPLIES.validate(answer)
            if answer["outcome"] == "accepted":
                facts_of(step.operation).validate(answer["facts"])


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (b"not JSON", "not a reply"),
        (b"[]", "not a reply"),
        (b'{"seq":1,"outcome":"accepted"}', "answered request 1"),
        (b'{"seq":0,"outcome":"perhaps"}', "not a reply"),
        (b'{"seq":0,"outcome":"accepted"}', "without the fact 'thumbprint'"),
        (b'{"seq":0,"outcome":"accepted","facts":{"thumbprint":1}}', "without the fact"),
        (b'{"seq":0,"outcome":"error"}', "the error is missing"),
        (b'{"seq":0,"outcome":"hung"}', "not a reply"),
        (b'{"seq":0,"outcome":"rejected","error":{"type":7}}', "not a reply"),
        (b"\xff", "not a reply"),
    ],
)
def test_a_breach_is_named(line: bytes, said: str) -> None:
    with pytest.raises(protocol.Breach, match=said):
        protocol.reply(line, 0, "jwk.thumbprint")


PROBE = {
    "routes": [["jwk.export", "jwk.thumbprint"], []],
    "keys": [
        [0, '{"kty":"oct","k":"AAEC"}'],
        [1, '{"kty":"oct","k":"AAEC"}'],
        [0, "no JSON"],
        [0, {"b64": "_w"}],
    ],
}
EC = (
    '{"kty":"EC","crv":"P-256","x":"MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4",'
    '"y":"4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM"}'
)


def test_a_probe_tells_of_each_key_what_single_requests_would() -> None:
    session = Session(load("jwk_adapters.bundled.jwcrypto:Jwcrypto"))
    args: dict[str, Any] = {**PROBE, "keys": [*PROBE["keys"], [0, EC], [0, "no JSON"]]}
    REQUESTS.validate(json.loads(protocol.request(1, "probe", args)))
    answer = {"seq": 1, **_answer(session, {"op": "probe", "args": args})}
    REPLIES.validate(answer)
    facts_of("probe").validate(answer["facts"])
    probed = protocol.probed(json.dumps(answer).encode(), 1, [2, 0, 2, 2, 2, 2])
    assert probed.answers[1] == []
    assert probed.answers[2] == probed.answers[5], "the same fault is told once"
    routes = [args["routes"][which] for which, _ in args["keys"]]
    for (_, key), route, told in zip(args["keys"], routes, probed.answers, strict=True):
        asks = [("jwk.import", {"key": key})]
        asks += [("jwk.export", {"key": key, "form": "public"})] if route else []
        asks += [("jwk.thumbprint", {"key": key, "hash": "sha-256"})] if route else []
        alone = [_answer(session, {"op": op, "args": given}) for op, given in asks]
        followed = isinstance(told, list)
        several = told if isinstance(told, list) else [told]
        for one, fact in zip(alone[followed:], several, strict=followed):
            if isinstance(fact, int):
                seen = probed.faults[fact]
                assert msgspec.convert({**one, "micros": 0}, protocol.Observation) == seen
            else:
                assert list(one["facts"].values()) == [fact]
    assert session.handles == {}


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ('{"answers":[0],"faults":[],"micros":[1]}', "fault 0 of a probe"),
        ('{"answers":[],"faults":[],"micros":[]}', "0 answers to a probe of 1"),
        ('{"answers":[["a"]],"faults":[],"micros":[1]}', "1 facts of a key"),
        ('{"answers":[["a",-1]],"faults":[],"micros":[1]}', "fault -1"),
        ('{"answers":["a"],"faults":[],"micros":[1]}', "not a reply to probe"),
        ('{"answers":[]}', "not a reply to probe"),
    ],
)
def test_a_breach_in_a_probe_is_named(facts: str, said: str) -> None:
    line = f'{{"seq":0,"outcome":"accepted","facts":{facts}}}'.encode()
    with pytest.raises(protocol.Breach, match=said):
        protocol.probed(line, 0, [2])
    with pytest.raises(protocol.Breach, match="answered request 0"):
        protocol.probed(b'{"seq":0,"outcome":"accepted","facts":{"answers":[],"faults":[],'
                        b'"micros":[]}}', 1, [])  # fmt: skip


@given(st.text())
def test_requests_are_ascii_and_say_what_they_were_given(text: str) -> None:
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return
    line = protocol.request(0, "jwk.import", {"key": text})
    assert line.isascii()
    assert line.count(b"\n") == 1
    assert json.loads(line)["args"]["key"] == text


@given(st.binary(max_size=60))
def test_whatever_a_line_holds_it_is_a_reply_or_a_breach(line: bytes) -> None:
    try:
        protocol.reply(line, 0, "jwk.import")
    except protocol.Breach:
        return


@pytest.mark.parametrize("facts", ['{"payload":"AA"}', '{"claims":"{}"}'])
def test_an_accepted_jws_tells_its_payload_or_its_claims(facts: str) -> None:
    line = f'{{"seq":0,"outcome":"accepted","facts":{facts}}}'.encode()
    assert protocol.reply(line, 0, "jws.verify").outcome == "accepted"
    facts_of("jws.verify").validate(json.loads(facts))


def test_an_accepted_jws_without_either_is_a_breach() -> None:
    with pytest.raises(protocol.Breach, match="claims"):
        protocol.reply(b'{"seq":0,"outcome":"accepted"}', 0, "jws.verify")
