"""Vector files against their JSON Schema."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

from jwk_vectors.load import VectorError


@cache
def vector_file_schema() -> dict[str, Any]:
    """The JSON Schema of a compiled file of vectors."""
    path = resources.files("jwk_vectors") / "schemas" / "vector-file.schema.json"
    schema: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return schema


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
