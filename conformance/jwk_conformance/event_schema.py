"""The JSON Schema of the event stream, from its types: `python -m jwk_conformance.event_schema`.

The result is committed as schemas/event.schema.json; a test compares the two.
"""

from __future__ import annotations

import inspect
import json
from pathlib import Path
from typing import Any

import msgspec

from jwk_conformance.event import Event

FILE = Path(__file__).parent / "schemas" / "event.schema.json"


def event_schema() -> dict[str, Any]:
    """The schema of one line of a run file."""
    schema = cleaned(msgspec.json.schema(Event))
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A line of a run file",
        **schema,
    }


def cleaned(schema: Any) -> Any:
    """A schema with descriptions as Python 3.13 has them: a docstring without its indentation."""
    if isinstance(schema, list):
        return [cleaned(inner) for inner in schema]
    if not isinstance(schema, dict):
        return schema
    return {
        name: inspect.cleandoc(inner)
        if name == "description" and isinstance(inner, str)
        else cleaned(inner)
        for name, inner in schema.items()
    }


def rendered() -> str:
    """The text of the committed file."""
    return json.dumps(event_schema(), indent=1, sort_keys=True) + "\n"


if __name__ == "__main__":
    FILE.write_text(rendered(), "utf-8")
