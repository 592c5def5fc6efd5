"""ML-DSA: the sizes of FIPS 204 table 2, and the primitive where `cryptography` has it.

RFC 9964 and FIPS 204 were not at hand in full: what stands here is what is certain.
"""

from __future__ import annotations

import importlib
import importlib.util
from dataclasses import dataclass
from typing import Any

from cryptography.exceptions import UnsupportedAlgorithm

_MODULE = "cryptography.hazmat.primitives.asymmetric.mldsa"
SEED = 32
"""Octets of priv, whatever the algorithm (RFC 9964 section 4)."""


@dataclass(frozen=True)
class Sizes:
    """Octets of a public key and of a signature."""

    public: int
    signature: int


ML_DSA = {
    "ML-DSA-44": Sizes(1312, 2420),
    "ML-DSA-65": Sizes(1952, 3309),
    "ML-DSA-87": Sizes(2592, 4627),
}
"""Alg → its sizes (RFC 9964 section 5)."""


def _class(alg: str, half: str) -> Any:
    if importlib.util.find_spec(_MODULE) is None:
        raise UnsupportedAlgorithm(f"this release of cryptography has no {alg}")
    return getattr(importlib.import_module(_MODULE), f"{alg.replace('-', '')}{half}Key")


def public_key(alg: str, octets: bytes) -> Any:
    """The public key of these octets. Raises ValueError, UnsupportedAlgorithm."""
    return _class(alg, "Public").from_public_bytes(octets)


def private_key(alg: str, seed: bytes) -> Any:
    """The private key that grows from a seed. Raises ValueError, UnsupportedAlgorithm."""
    return _class(alg, "Private").from_seed_bytes(seed)


def available() -> bool:
    """Whether this build of `cryptography` has the algorithms."""
    try:
        private_key("ML-DSA-44", bytes(SEED))
    except UnsupportedAlgorithm:
        return False
    return True
