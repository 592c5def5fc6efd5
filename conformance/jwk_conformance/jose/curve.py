"""The curves that JWKs name, with what it takes to check a point or a scalar of theirs.

EC: RFC 7518 section 6.2.1.1 and RFC 8812 section 3.1. OKP: RFC 8037 section 2. `cryptography`
does not check all of it: OpenSSL reduces a coordinate beyond the field's prime instead of
refusing it, and takes a scalar beyond the order, which on P-521 both fit into the 66 octets.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed448 import Ed448PrivateKey, Ed448PublicKey
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.x448 import X448PrivateKey, X448PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey

OkpPublic: TypeAlias = Ed25519PublicKey | Ed448PublicKey | X25519PublicKey | X448PublicKey
OkpPrivate: TypeAlias = Ed25519PrivateKey | Ed448PrivateKey | X25519PrivateKey | X448PrivateKey


@dataclass(frozen=True)
class EcCurve:
    """A curve of key type EC."""

    curve: ec.EllipticCurve
    octets: int
    """Length of a coordinate, of d, and of each half of a signature."""
    prime: int
    order: int


@dataclass(frozen=True)
class OkpCurve:
    """A subtype of key type OKP."""

    public: Callable[[bytes], OkpPublic]
    private: Callable[[bytes], OkpPrivate]
    """Both take raw octets."""
    octets: int
    """Length of x, and of d."""


EC = {
    "P-256": EcCurve(
        ec.SECP256R1(),
        32,
        2**256 - 2**224 + 2**192 + 2**96 - 1,
        2**256 - 2**224 + 2**192 - 0x4319055258E8617B0C46353D039CDAAF,
    ),
    "P-384": EcCurve(
        ec.SECP384R1(),
        48,
        2**384 - 2**128 - 2**96 + 2**32 - 1,
        2**384 - 0x389CB27E0BC8D220A7E5F24DB74F58851313E695333AD68D,
    ),
    "P-521": EcCurve(
        ec.SECP521R1(),
        66,
        2**521 - 1,
        2**521 - 0x5AE79787C40D069948033FEB708F65A2FC44A36477663B851449048E16EC79BF7,
    ),
    "secp256k1": EcCurve(
        ec.SECP256K1(),
        32,
        2**256 - 2**32 - 977,
        2**256 - 0x14551231950B75FC4402DA1732FC9BEBF,
    ),
}

OKP = {
    "Ed25519": OkpCurve(
        Ed25519PublicKey.from_public_bytes, Ed25519PrivateKey.from_private_bytes, 32
    ),
    "Ed448": OkpCurve(Ed448PublicKey.from_public_bytes, Ed448PrivateKey.from_private_bytes, 57),
    "X25519": OkpCurve(X25519PublicKey.from_public_bytes, X25519PrivateKey.from_private_bytes, 32),
    "X448": OkpCurve(X448PublicKey.from_public_bytes, X448PrivateKey.from_private_bytes, 56),
}

_P25519 = 2**255 - 19
_D25519 = -121665 * pow(121666, -1, _P25519)
_P448 = 2**448 - 2**224 - 1
_D448 = -39081


def decodes(crv: str, x: bytes) -> bool:
    """Whether octets of the right length are a public key on an OKP curve.

    On the Edwards curves they have to decode to a point (RFC 8032 sections 5.1.3 and 5.2.3);
    on the Montgomery curves any octets do (RFC 7748 section 5).
    """
    sign = x[-1] >> 7
    y = int.from_bytes(x[:-1] + bytes([x[-1] & 0x7F]), "little")
    if crv == "Ed25519":
        return _on_edwards(y, sign, _P25519, (_D25519 * y * y + 1) % _P25519)
    if crv == "Ed448":
        return _on_edwards(y, sign, _P448, (_D448 * y * y - 1) % _P448)
    return True


def _on_edwards(y: int, sign: int, prime: int, denominator: int) -> bool:
    """Whether x² = (y² - 1) / denominator has a root x; no curve here has a zero denominator."""
    if y >= prime:
        return False
    square = (y * y - 1) * pow(denominator, -1, prime) % prime
    if square == 0:
        return sign == 0
    return pow(square, (prime - 1) // 2, prime) == 1
