"""By what the vectors of a run can be picked out: the values that occur."""

from __future__ import annotations

from collections.abc import Iterable

from jwk_conformance.runfile import Run

FACETS = {
    "rfc": "Text",
    "kty": "Key type",
    "crv": "Curve",
    "alg": "Algorithm",
    "enc": "Encryption",
    "operation": "Operation",
    "serialisation": "Serialisation",
    "feature": "Feature",
    "level": "Level",
    "axis": "Axis",
    "severity": "Severity",
}
"""Facet → its label; the names stand in the address of the page."""


def facets(run: Run) -> dict[str, list[str]]:
    """Facet → its values in order; facets with a single value, or none, are left out."""
    vectors = run.vectors.values()
    found: dict[str, Iterable[str]] = {
        "rfc": (
            run.clauses[clause].document
            for vector in vectors
            for clause in vector.clauses
            if clause in run.clauses
        ),
        "kty": (one for vector in vectors for one in vector.requires.kty),
        "crv": (one for vector in vectors for one in vector.requires.crv),
        "alg": (one for vector in vectors for one in vector.requires.alg),
        "enc": (one for vector in vectors for one in vector.requires.enc),
        "operation": (vector.operation for vector in vectors),
        "serialisation": (one for vector in vectors for one in vector.requires.serialisations),
        "feature": (one for vector in vectors for one in vector.requires.features),
        "level": (vector.level for vector in vectors),
        "axis": (vector.axis for vector in vectors),
        "severity": (vector.severity for vector in vectors),
    }
    values = {name: sorted(set(told)) for name, told in found.items()}
    return {name: told for name, told in values.items() if len(told) > 1}
