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
from jwk_vectors.model import Correction, DisputeEntry, Profile


@cache
def vector_file_schema() -> dict[str, Any]:
    """The JSON Schema of a compiled file of vectors."""
    path = resources.files("jwk_vectors") / "schemas" / "vector-file.schema.json"
    schema: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return schema


def schema_path(name: str) -> Path:
    """Where the schema of profiles, corrections or disputes is committed."""
    return Path(str(resources.files("jwk_vectors") / "schemas" / f"{name}.schema.json"))


PROFILE_SCHEMA = schema_path("profile")


def profile_schema() -> str:
    """The text of the committed JSON Schema of a profile, made from its types."""
    return _schema("A profile, as its TOML file has it", Profile)


def corrections_schema() -> str:
    """That of corrections.toml."""
    return _schema("The corrections log, as its TOML file has it", _Corrections)


def disputes_schema() -> str:
    """That of disputes.toml."""
    return _schema("Disputes, as their TOML file has them", _Disputes)


class _Corrections(msgspec.Struct, forbid_unknown_fields=True):
    correction: list[Correction] = []


class _Disputes(msgspec.Struct, forbid_unknown_fields=True):
    dispute: list[DisputeEntry] = []


def _schema(title: str, kind: type) -> str:
    head = {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": title}
    return json.dumps({**head, **msgspec.json.schema(kind)}, indent=1, sort_keys=True) + "\n"


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
