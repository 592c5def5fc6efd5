"""Profiles: what they pin and promote exists, and each says which text asks for it."""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from jwk_vectors import VectorError, bundled, load_folder
from jwk_vectors.schema import PROFILE_SCHEMA, profile_schema

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

DATA = Path(PROFILE_SCHEMA).parents[1] / "data"
FILES = sorted((DATA / "profiles").glob("*.toml"))


def test_the_committed_schema_is_that_of_the_types() -> None:
    assert PROFILE_SCHEMA.read_text("utf-8") == profile_schema()


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_profile_fits_its_schema_and_is_named_as_its_file(path: Path) -> None:
    document = tomllib.loads(path.read_text("utf-8"))
    assert list(Draft202012Validator(json.loads(profile_schema())).iter_errors(document)) == []
    assert document["id"] == path.stem


def test_every_pin_and_promotion_cites_its_text() -> None:
    for profile in bundled().profiles.values():
        for one in (*profile.pins, *profile.promotions):
            assert one.document
            assert one.section
            assert one.says


def test_the_default_asks_nothing_beyond_the_specifications() -> None:
    default = bundled().profile("rfc")
    assert (default.pins, default.promotions) == ((), ())


def test_strict_pins_the_algorithm_of_a_key() -> None:
    (pin,) = (one for one in bundled().profile("strict").pins if one.choice == "alg-of-key-differs")
    assert (pin.options, pin.document, pin.section) == (("refuse",), "RFC 8725", "3.1")


def test_an_unknown_profile_is_named_with_those_there_are() -> None:
    with pytest.raises(VectorError, match=r"no profile 'lax'\. There are: oidc, rfc, strict"):
        bundled().profile("lax")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('options = ["perhaps"]', "to perhaps, which does not exist"),
        ("options = [1]", "strict.toml"),
        ("opts = []", "strict.toml"),
    ],
)
def test_a_slip_in_a_profile_is_named(tmp_path: Path, text: str, said: str) -> None:
    folder = tmp_path / "data"
    shutil.copytree(DATA, folder)
    file = folder / "profiles" / "strict.toml"
    file.write_text(file.read_text("utf-8").replace('options = ["refuse"]', text), "utf-8")
    with pytest.raises(VectorError, match=said):
        load_folder(folder)


def test_a_promotion_of_no_clause_is_named(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    shutil.copytree(DATA, folder)
    file = folder / "profiles" / "strict.toml"
    file.write_text(file.read_text("utf-8").replace("rfc8037-2-d", "no-2-d"), "utf-8")
    with pytest.raises(VectorError, match="no-2-d-matches-x, which the ledger lacks"):
        load_folder(folder)


def test_a_folder_without_profiles_has_the_default(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    shutil.copytree(DATA, folder, ignore=shutil.ignore_patterns("profiles", "causes.toml"))
    library = load_folder(folder)
    assert list(library.profiles) == ["rfc"]
    assert library.causes == {}
