"""The scope of a step: what a target must offer for it, and which control stands behind it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from jwk_vectors.model import Requires

ENC = frozenset(
    {
        *("A128GCM", "A192GCM", "A256GCM"),
        *("A128CBC-HS256", "A192CBC-HS384", "A256CBC-HS512"),
    }
)
"""Names of content encryption (RFC 7518 section 5.1); any other alg is an algorithm."""


@dataclass(frozen=True, kw_only=True)
class Scope:
    """An operation on a kind of key, by an algorithm, in a serialisation."""

    operation: str
    kty: str = ""
    crv: str = ""
    alg: str = ""
    enc: str = ""
    serialisation: str = ""
    form: str = ""
    """public or private, or set: where an operation has several forms."""
    features: frozenset[str] = frozenset()
    names: str = ""
    """The alg that the key itself names: who does not know it need not take the key."""

    def __str__(self) -> str:
        named = (
            self.operation,
            self.kty,
            self.crv,
            self.alg,
            self.enc,
            self.serialisation,
            self.form,
        )
        return " ".join([part for part in named if part] + sorted(self.features))

    @property
    def plain(self) -> Scope:
        """The scope a control is looked up by: features are what vectors, not controls, add."""
        return replace(self, features=frozenset(), names="")


def requires(
    scopes: list[Scope],
    *,
    kty: frozenset[str] = frozenset(),
    operations: frozenset[str] = frozenset(),
    without: tuple[str, ...] = (),
    rsa_bits: int = 0,
    octets: int = 0,
) -> Requires:
    """The capabilities that a sequence of steps needs together, and others besides."""
    named = [scope.names for scope in scopes]

    def union(values: list[str]) -> tuple[str, ...]:
        return tuple(sorted({value for value in values if value}))

    return Requires(
        operations=union([scope.operation for scope in scopes] + list(operations)),
        kty=union([scope.kty for scope in scopes] + list(kty)),
        crv=union([scope.crv for scope in scopes]),
        alg=union([scope.alg for scope in scopes] + [name for name in named if name not in ENC]),
        enc=union([scope.enc for scope in scopes] + [name for name in named if name in ENC]),
        serialisations=union([scope.serialisation for scope in scopes]),
        features=tuple(sorted({feature for scope in scopes for feature in scope.features})),
        without=without,
        rsa_bits=rsa_bits,
        octets=octets,
    )
