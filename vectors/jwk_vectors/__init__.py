"""What must be true: clauses, choices, vectors, and how to load them."""

from jwk_vectors.load import Library, VectorError, bundled, bundled_clauses, load_folder
from jwk_vectors.model import (
    Cause,
    Check,
    Choice,
    Clause,
    Option,
    Profile,
    Requires,
    Source,
    Step,
    Triage,
    Vector,
)

__all__ = [
    "Cause",
    "Check",
    "Choice",
    "Clause",
    "Library",
    "Option",
    "Profile",
    "Requires",
    "Source",
    "Step",
    "Triage",
    "Vector",
    "VectorError",
    "bundled",
    "bundled_clauses",
    "load_folder",
]
