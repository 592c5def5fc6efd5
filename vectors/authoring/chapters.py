"""All chapters: the `CHAPTERS` of every module in this package that has them, sorted by name."""

from __future__ import annotations

import importlib
import pkgutil

import authoring
from authoring.registry import Chapter


def chapters() -> tuple[Chapter, ...]:
    """Every chapter there is. A module adds its own by defining `CHAPTER`, or `CHAPTERS`."""
    modules = (
        importlib.import_module(f"authoring.{module.name}")
        for module in pkgutil.iter_modules(authoring.__path__)
        if module.name != "__main__"
    )
    found: list[Chapter] = []
    for module in modules:
        found += getattr(module, "CHAPTERS", ())
        found += [module.CHAPTER] if hasattr(module, "CHAPTER") else []
    return tuple(sorted(found, key=lambda chapter: chapter.name))
