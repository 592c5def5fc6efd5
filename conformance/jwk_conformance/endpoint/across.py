"""What only shows when several sets are looked at together: primes that they share."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from jwk_conformance.endpoint.check import CHECKS, Remark
from jwk_conformance.endpoint.observed import Observed, named
from jwk_conformance.endpoint.weakness import shared


@dataclass(frozen=True)
class Published:
    """An RSA key of an endpoint, as far as it is compared with those of others."""

    endpoint: str
    key: str
    modulus: int


def published(seen: Observed) -> list[Published]:
    """The RSA keys of an endpoint."""
    return [Published(seen.name, named(key), n) for key, n in seen.numbers]


def shared_primes(keys: Sequence[Published]) -> Iterator[tuple[str, Remark]]:
    """For each endpoint a remark on every key that shares a prime with one of another endpoint."""
    for one, another in shared([key.modulus for key in keys]):
        for mine, theirs in ((keys[one], keys[another]), (keys[another], keys[one])):
            if mine.endpoint != theirs.endpoint:
                said = (
                    f"key {mine.key} has a prime in common with {theirs.key} of {theirs.endpoint}"
                )
                yield mine.endpoint, Remark(said, about=f"{mine.key}+{theirs.key}")


SHARED_PRIME = CHECKS["shared-prime"]
