"""Sound keys break nothing: those of the suite, and those printed in the RFCs."""

from __future__ import annotations

import importlib
from typing import Any

import pytest

from .helpers import KEYS, codes, public, value

CHAPTERS = (
    "rfc7517",
    "rfc7517_encrypted",
    "rfc7520_jwe_keys",
    "rfc7520_keys",
    "rfc7520_nested",
    "rfc7638",
    "rfc8037",
)


def _printed() -> dict[str, dict[str, Any]]:
    """The keys that stand in the chapters of RFC examples, wherever they are kept."""
    found: dict[str, dict[str, Any]] = {}
    for chapter in CHAPTERS:
        module = importlib.import_module(f"authoring.{chapter}")
        for name, held in vars(module).items():
            if name.isupper():
                found.update(_keys(f"{chapter}.{name}", held))
    return found


def _keys(name: str, held: Any) -> dict[str, dict[str, Any]]:
    if isinstance(held, dict) and "kty" in held:
        return {name: held}
    inner = held.items() if isinstance(held, dict) else enumerate(held) if _listed(held) else ()
    return {at: key for part, one in inner for at, key in _keys(f"{name}.{part}", one).items()}


def _listed(held: Any) -> bool:
    return isinstance(held, (list, tuple))


PRINTED = _printed()


def expected(key: dict[str, Any]) -> set[str]:
    """What a sound key of the suite breaks all the same: it is small, bare, or of three primes."""
    found = set()
    if key["kty"] == "RSA" and value(key["n"]).bit_length() < 2048:
        found.add("rsa-small-modulus")
    if key["kty"] == "RSA" and "d" in key and "p" not in key:
        found.add("rsa-primes-absent")
    if "oth" in key:
        found.add("rsa-oth")
    return found


@pytest.mark.parametrize("name", KEYS)
def test_a_private_key_of_the_suite_breaks_nothing(name: str) -> None:
    assert codes(KEYS[name]) == expected(KEYS[name])


@pytest.mark.parametrize("name", [name for name in KEYS if KEYS[name]["kty"] != "oct"])
def test_a_public_key_of_the_suite_breaks_nothing(name: str) -> None:
    assert codes(public(KEYS[name])) == expected(public(KEYS[name]))


def test_the_keys_of_the_rfcs_are_found() -> None:
    assert len(PRINTED) >= 15
    assert {key["kty"] for key in PRINTED.values()} == {"RSA", "EC", "OKP", "oct"}


@pytest.mark.parametrize("name", PRINTED)
def test_a_key_of_an_rfc_breaks_nothing(name: str) -> None:
    assert codes(PRINTED[name]) <= {"rsa-small-modulus"}
