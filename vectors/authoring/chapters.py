"""All chapters: the `CHAPTER` of every module in this package that has one, sorted by name."""

from __future__ import annotations

import importlib
import pkgutil

import authoring
from authoring.registry import Chapter


def chapters() -> tuple[Chapter, ...]:
    """Every chapter there is. A module becomes one by defining `CHAPTER`."""
    modules = (
        importlib.import_module(f"authoring.{module.name}")
        for module in pkgutil.iter_modules(authoring.__path__)
        if module.name != "__main__"
    )
    found = (getattr(module, "CHAPTER", None) for module in modules)
    return tuple(sorted((c for c in found if c is not None), key=lambda chapter: chapter.name))
