"""Vector files against their JSON Schema."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

import msgspec

from jwk_vectors.load import VectorError
from jwk_vectors.model import Profile


@cache
def vector_file_schema() -> dict[str, Any]:
    """The JSON Schema of a compiled file of vectors."""
    path = resources.files("jwk_vectors") / "schemas" / "vector-file.schema.json"
    schema: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return schema


PROFILE_SCHEMA = Path(str(resources.files("jwk_vectors") / "schemas" / "profile.schema.json"))


def profile_schema() -> str:
    """The text of the committed JSON Schema of a profile, made from its types."""
    schema = msgspec.json.schema(Profile)
    title = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A profile, as its TOML file has it",
    }
    return json.dumps({**title, **schema}, indent=1, sort_keys=True) + "\n"


def breaches(path: Path) -> Iterator[str]:
    """Where and how a file breaks the schema. Raises VectorError where it is not JSON at all."""
    from jsonschema import Draft202012Validator

    try:
        document = json.loads(path.read_text("utf-8"))
    except OSError as error:
        raise VectorError(f"{path} cannot be read: {error.strerror}.") from None
    except ValueError as error:
        raise VectorError(f"{path} is not JSON: {error}.") from None
    for breach in Draft202012Validator(vector_file_schema()).iter_errors(document):
        where = "/".join(str(part) for part in breach.absolute_path)
        yield f"at {where or 'the top'}: {breach.message[:200]}"
