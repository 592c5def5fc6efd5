"""Of each rule a document that breaks it, and one that keeps it: `examples/*.toml`."""

from __future__ import annotations

import base64
import sys
from dataclasses import dataclass, field
from importlib import resources
from typing import Any

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib


@dataclass(frozen=True)
class Example:
    """Two documents that differ in what a rule is about."""

    breaks: str | bytes
    """Octets where the document is no text in UTF-8."""
    keeps: str
    implied: dict[str, str] = field(default_factory=dict)
    """Other rules that the first cannot help breaking → the reason."""


def examples() -> dict[str, Example]:
    """Every example, by the code of its rule."""
    folder = resources.files("jwk_conformance.rulebook") / "examples"
    return {
        code: _example(entry)
        for file in sorted(folder.iterdir(), key=lambda one: one.name)
        for code, entry in tomllib.loads(file.read_text("utf-8")).items()
    }


def _example(entry: dict[str, Any]) -> Example:
    octets = entry.pop("breaks_octets", None)
    if octets is not None:
        entry["breaks"] = base64.urlsafe_b64decode(octets + "=" * (-len(octets) % 4))
    return Example(**entry)
