"""Tokens by key agreement, made of any secret, ephemeral key and derivation."""

from __future__ import annotations

from typing import Any

from authoring.forge import header
from authoring.jwe_damage import Case
from authoring.sealing import Derivation, agreed, cek, derivation, ephemeral, sealed, wrapped
from authoring.suite import key, public

ENC = "A128GCM"
KEYS = {
    "P-256": key("ec-p-256"),
    "P-384": key("ec-p-384"),
    "P-521": key("ec-p-521"),
    "X25519": key("okp-x25519"),
    "X448": key("okp-x448"),
}
NIST = ("P-256", "P-384", "P-521")
DIRECT = derivation("ECDH-ES", ENC)


def case(crv: str, alg: str = "ECDH-ES") -> Case:
    """The suite's key on a curve."""
    return Case(KEYS[crv], alg, ENC)


def token(
    z: bytes, epk: Any, how: Derivation = DIRECT, alg: str = "ECDH-ES", **members: Any
) -> tuple[str, bytes]:
    """A compact token for a secret, and the key that opens it."""
    protected = header(alg=alg, enc=ENC, epk=epk, **members)
    derived = how.key(z)
    if alg == "ECDH-ES":
        made = sealed(ENC, protected, derived)
    else:
        made = sealed(ENC, protected, encrypted_key=wrapped(derived, cek(ENC)))
    return made.compact(), made.cek


def usual(crv: str) -> tuple[bytes, dict[str, Any]]:
    """The secret with a fixed ephemeral key, and its public part."""
    epk = ephemeral(crv)
    return agreed(KEYS[crv], epk), public(epk)
