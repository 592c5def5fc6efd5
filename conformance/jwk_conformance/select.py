"""Choosing vectors by RFC, operation, key type, algorithm or id."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase

from jwk_vectors import Vector


@dataclass(frozen=True, kw_only=True)
class Filter:
    """Conditions that all must hold; within one, any of the values will do."""

    rfc: tuple[str, ...] = ()
    operation: tuple[str, ...] = ()
    kty: tuple[str, ...] = ()
    alg: tuple[str, ...] = ()
    id: tuple[str, ...] = ()
    """Globs, as in "rfc7520-4*"."""

    def __call__(self, vectors: Sequence[Vector]) -> list[Vector]:
        """The vectors that fit, in their order."""
        return [vector for vector in vectors if self._fits(vector)]

    def _fits(self, vector: Vector) -> bool:
        return (
            (not self.rfc or _document(vector) in map(_digits, self.rfc))
            and _any(self.operation, vector.requires.operations)
            and _any(self.kty, vector.requires.kty)
            and _any(self.alg, vector.requires.alg)
            and (not self.id or any(fnmatchcase(vector.id, glob) for glob in self.id))
        )


def _any(wanted: tuple[str, ...], has: tuple[str, ...]) -> bool:
    return not wanted or any(fnmatchcase(value, want) for value in has for want in wanted)


def _document(vector: Vector) -> str:
    return _digits(vector.source.document)


def _digits(document: str) -> str:
    """The number of an RFC, however its name is written."""
    return document.upper().removeprefix("RFC").strip()
