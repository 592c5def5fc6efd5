"""Every section of the RFCs that is titled an example is in vectors, or is said not to be."""

from __future__ import annotations

import os
import re
import sys
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

import pytest

from authoring import registry
from authoring.recount import COVERED
from authoring.rfc_text import sections
from jwk_vectors import bundled

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

EXAMPLES: list[dict[str, Any]] = tomllib.loads(
    Path(registry.__file__).with_name("example.toml").read_text("utf-8")
)["example"]
IDS = tuple(bundled().by_id)
TITLED = re.compile(r"\bExamples?\b|\bTest Cases?\b")


@pytest.mark.parametrize("entry", EXAMPLES, ids=lambda one: f"{one['document']} {one['section']}")
def test_an_entry_has_vectors_or_a_reason(entry: dict[str, Any]) -> None:
    assert entry.keys() - {"document", "section"} in ({"vectors"}, {"excluded"})
    unfilled = [
        glob
        for glob in entry.get("vectors", ())
        if not any(fnmatchcase(name, glob) for name in IDS)
    ]
    assert unfilled == []
    assert entry.get("vectors") or entry["excluded"]


def titled(number: str) -> set[str]:
    """The sections of an RFC that their title calls an example. Skips where no text is at hand."""
    folder = os.environ.get("JWK_RFC_DIR")
    if not folder:
        pytest.skip("JWK_RFC_DIR names no folder with the RFC texts, such as rfc7517.txt")
    text = Path(folder, f"rfc{number}.txt").read_text("utf-8")
    return {one.name for one in sections(text) if TITLED.search(one.title)}


@pytest.mark.parametrize("number", [number for number in COVERED if number != "8812"])
def test_every_example_of_a_text_has_an_entry(number: str) -> None:
    listed = [one["section"] for one in EXAMPLES if one["document"] == f"RFC {number}"]
    found = titled(number)
    assert found
    assert [
        name
        for name in sorted(found)
        if not any(name == section or name.startswith(f"{section}.") for section in listed)
    ] == []


def test_rfc_8812_has_no_examples() -> None:
    assert titled("8812") == set()
