"""What once accused a library wrongly accuses it no more; what is beside it still does."""

from __future__ import annotations

import json

import pytest

from jwk_conformance.protocol import Hello, Observation
from jwk_fuzz.case import Case, charges, vector
from jwk_fuzz.forgery import of_jws
from jwk_fuzz.forgery.genuine import signed_by
from jwk_fuzz.forgery.noun import forged
from jwk_fuzz.look import look
from jwk_fuzz.mutation import written
from jwk_fuzz.oracle.forged import clause_of
from jwk_fuzz.pool import pool
from jwk_fuzz.seed import Seed, seeds
from jwk_fuzz.use import SELECTED, uses
from jwk_vectors import bundled


def seed(name: str) -> Seed:
    return next(one for one in seeds() if one.name == name)


def accused_of(name: str, **members: object) -> set[str]:
    start = seed(name)
    case = Case(start, (), written({**start.document, **members}))
    return {one.rule for one in charges(case, bundled().clauses)}


@pytest.mark.parametrize(
    ("name", "member"), [("okp-ed25519-public", "x"), ("rsa-2048-a-public", "n")]
)
def test_text_behind_a_padding_is_read_in_two_ways(name: str, member: str) -> None:
    """Authlib reads as far as the padding, and finds the very key: its length is right."""
    text = seed(name).document[member]
    assert accused_of(name, **{member: f"{text}=A"}) == set()
    assert accused_of(name, **{member: f"{text}="}) == set(), "padding alone: some refuse it"


def test_what_is_wrong_in_any_reading_is_still_accused() -> None:
    text = seed("okp-ed25519-public").document["x"]
    assert "base64url-junk" in accused_of("okp-ed25519-public", x=f"{text}=!A")
    assert "okp-x-length" in accused_of("okp-ed25519-public", x=f"AAAA{text}")
    assert "ec-member-type" in accused_of("ec-p-256-public", x="AA=A", y=1)
    assert accused_of("okp-ed25519-public", x=text) == set()


def test_who_finds_a_key_in_a_set_need_not_keep_its_kid() -> None:
    start = seed("set")
    case = Case(start, (), written(start.document))
    use = next(one for one in uses(start) if one.operation == "jwks.select")
    whole = vector(case, [use], bundled().clauses, frozenset())
    (accept, _) = whole.steps[0].options
    wanted = next(one for one in start.document["keys"] if one["kid"] == SELECTED)
    assert accept.facts["jwk"] == {k: wanted[k] for k in ("kty", "crv", "x", "y")}
    assert json.loads(str(case.text)) == start.document


@pytest.mark.parametrize(("member", "told"), [("d", True), ("dq", False), ("k", False)])
def test_only_what_is_private_in_a_key_of_its_type_is_a_secret(member: str, told: bool) -> None:
    """Joserfc hands out unknown members with the public key, by whatever name they go."""
    start = seed("ec-p-256-private")
    document = {name: value for name, value in start.document.items() if name != "d"}
    document[member] = start.document["d"]
    case = Case(start, (), written(document))
    use = next(one for one in uses(start) if one.operation == "jwk.export")
    whole = vector(case, [use], bundled().clauses, frozenset())
    seen = Observation(outcome="accepted", facts={"jwk": written(document)})
    hello = Hello(protocol=1, name="x", version="1", language="Python", operations=())
    found = list(look(case, whole, whole.steps[0], seen, hello, bundled()))
    assert ("secret" in {one.kind for one in found}) is told


def test_what_a_reader_may_pass_over_is_not_held_against_it() -> None:
    token = signed_by(pool()["ec-p-256"], "ES256")
    by_label = {one.label: one for one in of_jws()}

    def held_against(label: str) -> str | None:
        made = forged(token, by_label[label])
        assert made is not None
        return clause_of(made, "jws", bundled().clauses)

    assert held_against("header: a byte order mark in front") is None
    assert held_against("b64: false, a line break within the payload") is None, "RFC 7797 5.2"
    assert held_against("header: the last character missing") == "rfc7515-5.2-header-is-json"
