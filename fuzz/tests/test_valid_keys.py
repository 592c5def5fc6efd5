"""The strategies for valid keys: what they make breaks no rule, and they reach every kind."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import Phase, find, given, settings
from hypothesis import strategies as st

from jwk_conformance.rulebook import PRIVATE, examine
from jwk_conformance.rulebook.curve import EC, OKP
from jwk_fuzz import pool
from jwk_fuzz import strategies as jwk_st
from jwk_fuzz.valid import decoded

ROOT = Path(__file__).resolve().parents[2]
UNHURRIED = settings(deadline=None, max_examples=60)
SEARCH = settings(deadline=None, max_examples=2000, phases=[Phase.generate], derandomize=True)


def broken(document: Any, level: str = "must") -> list[str]:
    found = examine(json.dumps(document)).broken
    return [one.rule.code for one in found if one.rule.level == level]


@UNHURRIED
@given(jwk_st.keys())
def test_a_key_breaks_no_rule(key: dict[str, Any]) -> None:
    assert broken(key) == []
    assert broken(key, "note") == [] or key["kty"] == "oct"


@UNHURRIED
@given(jwk_st.key_sets())
def test_a_set_breaks_no_rule(document: dict[str, Any]) -> None:
    assert broken(document) == []
    assert broken(document, "should") == []


@pytest.mark.parametrize("name", sorted(pool.pool()))
def test_a_key_of_the_pool_breaks_no_rule(name: str) -> None:
    assert broken(pool.pool()[name]) == []


@UNHURRIED
@given(jwk_st.keys(private=False))
def test_a_public_key_holds_nothing_private(key: dict[str, Any]) -> None:
    assert key["kty"] != "oct"
    assert not key.keys() & set(PRIVATE[key["kty"]])


@UNHURRIED
@given(jwk_st.keys(private=True))
def test_a_private_key_holds_its_secret(key: dict[str, Any]) -> None:
    assert key.keys() & set(PRIVATE[key["kty"]])


@UNHURRIED
@given(jwk_st.keys(["EC", "OKP"], ["P-521", "X448"]))
def test_types_and_curves_can_be_chosen(key: dict[str, Any]) -> None:
    assert (key["kty"], key["crv"]) in (("EC", "P-521"), ("OKP", "X448"))


def test_the_curves_are_those_of_the_rulebook() -> None:
    assert set(jwk_st.EC_CURVES) == set(EC)
    assert set(jwk_st.OKP_CURVES) == set(OKP)
    assert set(jwk_st.KTY) == set(PRIVATE)


@pytest.mark.parametrize(
    "kind", [*jwk_st.EC_CURVES, *jwk_st.OKP_CURVES, *jwk_st.ML_DSA, "RSA", "oct"]
)
def test_every_kind_of_key_is_reached(kind: str) -> None:
    find(
        jwk_st.keys(),
        lambda key: kind in (key.get("crv"), key["kty"], key.get("alg")),
        settings=SEARCH,
    )


@pytest.mark.parametrize(
    ("strategy", "member"),
    [(jwk_st.ec_keys([crv]), member) for crv in jwk_st.EC_CURVES for member in "xy"]
    + [(jwk_st.okp_keys([crv]), "x") for crv in jwk_st.OKP_CURVES],
)
def test_zero_octets_at_the_edge_are_common(
    strategy: st.SearchStrategy[dict[str, Any]], member: str
) -> None:
    def has_zero(key: dict[str, Any]) -> bool:
        octets = decoded(key[member])
        return octets[0] == 0 or octets[-1] == 0

    find(strategy, has_zero, settings=settings(SEARCH, max_examples=200))


@pytest.mark.parametrize("exponent", ["Aw", "EQ", "AQAB", "AQAAAAE"])
def test_exponents_short_and_long_are_reached(exponent: str) -> None:
    find(jwk_st.rsa_keys(), lambda key: key["e"] == exponent, settings=SEARCH)


@UNHURRIED
@given(jwk_st.rsa_keys(1024, 16384, private=True))
def test_sizes_of_rsa_keys_can_be_chosen(key: dict[str, Any]) -> None:
    assert 170 <= len(key["n"]) <= 2731
    assert "d" in key


def test_a_size_that_the_pool_lacks_is_an_error() -> None:
    with pytest.raises(ValueError, match="no RSA key of 100 to 200 bits"):
        jwk_st.rsa_keys(100, 200)


@UNHURRIED
@given(jwk_st.jose_headers())
def test_headers_are_json_and_name_their_algorithm(header: dict[str, Any]) -> None:
    assert json.loads(json.dumps(header)) == header
    assert isinstance(header["alg"], str)


@UNHURRIED
@given(st.data())
def test_no_example_shares_its_dict_with_another(data: st.DataObject) -> None:
    key = data.draw(jwk_st.keys())
    key.clear()
    assert all("kty" in one for one in pool.pool().values())


EXAMPLES = re.findall(
    r"```python\n(.*?)```", (ROOT / "docs" / "strategies.md").read_text("utf-8"), re.S
)


@pytest.mark.parametrize("code", EXAMPLES)
def test_the_examples_of_the_documentation_run(code: str) -> None:
    names: dict[str, Any] = {}
    exec(compile(code, "docs/strategies.md", "exec"), names)
    tests = [value for name, value in names.items() if name.startswith("test_")]
    assert tests
    for test in tests:
        settings(deadline=None, max_examples=20)(test)()


def test_the_strategies_need_nothing_else_of_ours() -> None:
    code = (
        "import sys; from jwk_fuzz import strategies; "
        "sys.exit(any(name.partition('.')[0] in "
        "('jwk_conformance', 'jwk_vectors', 'jwk_adapters') for name in sys.modules))"
    )
    assert subprocess.run([sys.executable, "-c", code]).returncode == 0


def test_what_damages_and_signs_loads_readers_and_no_engine() -> None:
    code = (
        "import sys; from jwk_fuzz import strategies as jwk_st; "
        "[getattr(jwk_st, name) for name in jwk_st.__all__]; "
        "ours = {name for name in sys.modules if name.startswith(('jwk_', 'msgspec', 'click'))}; "
        "engine = [name for name in ours if not name.startswith(('jwk_fuzz', "
        "'jwk_conformance.jose', 'jwk_conformance.rulebook')) and name != 'jwk_conformance']; "
        "sys.exit(str(engine) if engine else 0)"
    )
    assert subprocess.run([sys.executable, "-c", code]).returncode == 0
