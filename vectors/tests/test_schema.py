"""The JSON Schema of vector files."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from authoring.compile import DATA
from jwk_vectors.schema import breaches, vector_file_schema

FILES = sorted((DATA / "vectors").glob("*.json"))
PLACE = "malformed-ec.x-stripped-p-256"
WHOLE = json.loads((DATA / "vectors" / "malformed-ec.json").read_text("utf-8"))
Change = Callable[[dict[str, Any]], object]


def test_the_schema_is_a_schema() -> None:
    Draft202012Validator.check_schema(vector_file_schema())


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.stem))
def test_a_compiled_file_keeps_to_the_schema(path: Path) -> None:
    assert list(breaches(path)) == []


def _placed(document: dict[str, Any]) -> dict[str, Any]:
    """The vector that is broken."""
    return next(vector for vector in document["vectors"] if vector["id"] == PLACE)


def _vector(change: Change) -> Change:
    return lambda document: change(_placed(document))


def _step(change: Change) -> Change:
    return lambda document: change(_placed(document)["steps"][0])


@pytest.mark.parametrize(
    "change",
    [
        lambda document: document.update(format=2),
        lambda document: document.update(colour="red"),
        lambda document: document.pop("title"),
        lambda document: document.update(vectors={}),
        _vector(lambda vector: vector.update(id="Not An Id")),
        _vector(lambda vector: vector.update(colour="red")),
        _vector(lambda vector: vector.pop("why")),
        _vector(lambda vector: vector.update(why="")),
        _vector(lambda vector: vector.update(clauses=[])),
        _vector(lambda vector: vector.update(steps=[])),
        _vector(lambda vector: vector.update(severity="dire")),
        _vector(lambda vector: vector.update(level="octets")),
        _vector(lambda vector: vector.update(cves=["CVE-1-2"])),
        _vector(lambda vector: vector.update(set="soon")),
        _vector(lambda vector: vector["source"].pop("section")),
        _vector(lambda vector: vector["requires"].update(colour=["red"])),
        _step(lambda step: step.update(operation="jws.guess")),
        _step(lambda step: step.update(expect="perhaps")),
        _step(lambda step: step.update(expect="accept")),
        _step(lambda step: step.update(expect="choice")),
        _step(lambda step: step.update(options=[])),
        _step(lambda step: step.update(facts={"colour": "red"})),
        _step(lambda step: step.update({"as": "Not A Name"})),
        _step(lambda step: step["args"].pop("jws")),
        _step(lambda step: step["args"].pop("key")),
        _step(lambda step: step["args"].update(set="{}")),
        _step(lambda step: step["args"].update(colour="red")),
        _step(lambda step: step["args"].update(key={"kty": "oct"})),
        _step(lambda step: step["args"].update(key={"b64": "++"})),
        _step(lambda step: step["args"].update(algorithms=[])),
    ],
)
def test_a_broken_file_breaks_the_schema(change: Change, tmp_path: Path) -> None:
    document = copy.deepcopy(WHOLE)
    change(document)
    path = tmp_path / "broken.json"
    path.write_text(json.dumps(document))
    assert list(breaches(path))
