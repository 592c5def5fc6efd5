"""Which key an algorithm takes: RFC 7518 sections 3 to 5, RFC 8037 section 3, RFC 8812."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from jwk_conformance.rulebook.ml_dsa import ML_DSA

Kind = Literal["sig", "enc", "content"]


@dataclass(frozen=True)
class Algorithm:
    """What an alg or enc name asks of a key."""

    kind: Kind
    """sig: JWS; enc: key management of JWE; content: the enc of a JWE."""
    kty: str | tuple[str, ...]
    crv: tuple[str, ...] = ()
    octets: int = 0
    """Length of a symmetric key, where only one will do."""
    least_octets: int = 0
    """Length of a symmetric key, where more will do too (RFC 7518 section 3.2)."""
    least_bits: int = 0
    """Size of an RSA modulus."""
    signature: int = 0
    """Length of a signature in octets, where it is fixed by the algorithm."""


def _all() -> dict[str, Algorithm]:
    found: dict[str, Algorithm] = {}
    for bits in (256, 384, 512):
        found[f"HS{bits}"] = Algorithm("sig", "oct", least_octets=bits // 8, signature=bits // 8)
        found[f"RS{bits}"] = found[f"PS{bits}"] = Algorithm("sig", "RSA", least_bits=2048)
    for alg, crv, octets in (
        ("ES256", "P-256", 64),
        ("ES384", "P-384", 96),
        ("ES512", "P-521", 132),
        ("ES256K", "secp256k1", 64),
    ):
        found[alg] = Algorithm("sig", "EC", (crv,), signature=octets)
    found["EdDSA"] = Algorithm("sig", "OKP", ("Ed25519", "Ed448"))
    found["Ed25519"] = Algorithm("sig", "OKP", ("Ed25519",), signature=64)
    found["Ed448"] = Algorithm("sig", "OKP", ("Ed448",), signature=114)
    for alg, sizes in ML_DSA.items():
        found[alg] = Algorithm("sig", "AKP", signature=sizes.signature)
    for alg in ("RSA1_5", "RSA-OAEP", "RSA-OAEP-256"):
        found[alg] = Algorithm("enc", "RSA", least_bits=2048)
    # RFC 8812 section 3.3 leaves key agreement on secp256k1 open, neither defined nor forbidden.
    agreement = Algorithm(
        "enc", ("EC", "OKP"), ("P-256", "P-384", "P-521", "secp256k1", "X25519", "X448")
    )
    found["ECDH-ES"] = agreement
    for bits, sha in ((128, 256), (192, 384), (256, 512)):
        found[f"ECDH-ES+A{bits}KW"] = agreement
        found[f"A{bits}KW"] = found[f"A{bits}GCMKW"] = Algorithm("enc", "oct", octets=bits // 8)
        found[f"PBES2-HS{sha}+A{bits}KW"] = Algorithm("enc", "oct")
        found[f"A{bits}GCM"] = Algorithm("content", "oct", octets=bits // 8)
        found[f"A{bits}CBC-HS{sha}"] = Algorithm("content", "oct", octets=bits // 4)
    found["dir"] = Algorithm("enc", "oct")
    return found


ALGORITHMS = _all()
"""Every alg and enc of RFC 7518, 8037 and 8812, a name for each curve of EdDSA, and ML-DSA."""


def known(name: str) -> bool:
    """Whether a name is one of the algorithms."""
    return name in ALGORITHMS


def fits(name: str, kty: str, crv: str) -> bool:
    """Whether a key of this type (and curve, where there is one) is of the kind a name asks for."""
    algorithm = ALGORITHMS[name]
    types = (algorithm.kty,) if isinstance(algorithm.kty, str) else algorithm.kty
    return kty in types and (not algorithm.crv or crv in algorithm.crv)
