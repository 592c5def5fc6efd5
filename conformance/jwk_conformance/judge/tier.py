"""Which errors are a robustness finding: only those nobody could have meant to raise.

Errors never decide conformance. The library's documented errors and the conventional ones
(ValueError; TypeError where the argument itself is of the wrong type; the named errors of a
library's own backend) are in order; what is listed here is not.
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
        "pyo3_runtime.PanicException",
    }
)


def unexpected(seen: Observation, level: Level) -> bool:
    """Whether an observation is an error of the third tier."""
    if seen.outcome != "error" or seen.error is None:
        return False
    names = {seen.error.type, *seen.error.bases}
    if names & UNEXPECTED:
        return True
    return "TypeError" in names and level not in ("structure", "text")


def place(seen: Observation) -> str:
    """Where the error was raised: stable over patch releases, so no line number."""
    if seen.error is None:
        return ""
    return f"{seen.error.type}@{seen.error.module}.{seen.error.function}"
