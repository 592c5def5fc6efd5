"""Which errors are a robustness finding: only those nobody could have meant to raise.

Errors never decide conformance. The library's documented errors and the conventional ones
(ValueError; TypeError where something of the wrong type was handed over, such as a number for a
string; errors that somebody gave a name) are in order; what is listed here is not.
"""

from __future__ import annotations

from jwk_conformance.protocol import Observation
from jwk_vectors.model import Level

UNEXPECTED = frozenset(
    {
        "ArithmeticError",
        "AssertionError",
        "AttributeError",
        "LookupError",
        "MemoryError",
        "NameError",
        "RecursionError",
        "SystemError",
        "SystemExit",
    }
)
"""Errors of Python itself; their other subclasses of Python's own count with them."""

PANIC = "pyo3_runtime.PanicException"


def unexpected(seen: Observation, level: Level) -> bool:
    """Whether an observation is an error of the third tier."""
    if seen.outcome != "error" or seen.error is None:
        return False
    if "." in seen.error.type:  # somebody gave it a name and a module: it was meant
        return seen.error.type == PANIC
    names = {seen.error.type, *seen.error.bases}
    return not names.isdisjoint(UNEXPECTED) or ("TypeError" in names and level == "value")


def place(seen: Observation) -> str:
    """Where the error was raised: stable over patch releases, so no line number."""
    if seen.error is None:
        return ""
    return f"{seen.error.type}@{seen.error.module}.{seen.error.function}"
