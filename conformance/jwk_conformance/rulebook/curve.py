"""The curves that JWKs name, with the numbers it takes to examine a point or a scalar.

EC: RFC 7518 section 6.2.1.1 and RFC 8812 section 3.1 (SEC 2 for the numbers). OKP: RFC 8037
section 2 with RFC 7748 and RFC 8032.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from cryptography.hazmat.primitives.asymmetric import ec


@dataclass(frozen=True)
class Weierstrass:
    """y² = x³ + ax + b over a prime field."""

    curve: ec.EllipticCurve
    octets: int
    """Length of a coordinate, of d, and of each half of a signature."""
    prime: int
    order: int
    a: int
    b: int

    def holds(self, x: int, y: int) -> bool:
        """Whether (x, y) is a point, its coordinates taken modulo the prime."""
        return (y * y - (x * x + self.a) * x - self.b) % self.prime == 0


_P256 = 2**256 - 2**224 + 2**192 + 2**96 - 1
_P384 = 2**384 - 2**128 - 2**96 + 2**32 - 1
_P521 = 2**521 - 1

EC = {
    "P-256": Weierstrass(
        ec.SECP256R1(),
        32,
        _P256,
        2**256 - 2**224 + 2**192 - 0x4319055258E8617B0C46353D039CDAAF,
        -3,
        0x5AC635D8AA3A93E7B3EBBD55769886BC651D06B0CC53B0F63BCE3C3E27D2604B,
    ),
    "P-384": Weierstrass(
        ec.SECP384R1(),
        48,
        _P384,
        2**384 - 0x389CB27E0BC8D220A7E5F24DB74F58851313E695333AD68D,
        -3,
        int(
            "B3312FA7E23EE7E4988E056BE3F82D19181D9C6EFE8141120314088F5013875A"
            "C656398D8A2ED19D2A85C8EDD3EC2AEF",
            16,
        ),
    ),
    "P-521": Weierstrass(
        ec.SECP521R1(),
        66,
        _P521,
        2**521 - 0x5AE79787C40D069948033FEB708F65A2FC44A36477663B851449048E16EC79BF7,
        -3,
        int(
            "0051953EB9618E1C9A1F929A21A0B68540EEA2DA725B99B315F3B8B489918EF1"
            "09E156193951EC7E937B1652C0BD3BB1BF073573DF883D2C34F1EF451FD46B50"
            "3F00",
            16,
        ),
    ),
    "secp256k1": Weierstrass(
        ec.SECP256K1(),
        32,
        2**256 - 2**32 - 977,
        2**256 - 0x14551231950B75FC4402DA1732FC9BEBF,
        0,
        7,
    ),
}


@dataclass(frozen=True)
class OctetPair:
    """A subtype of key type OKP."""

    octets: int
    """Length of x, and of d."""
    signs: bool
    """Whether it is for EdDSA rather than for key agreement."""
    prime: int
    low_order: frozenset[int]
    """For key agreement: the u coordinates, below the prime, with which every result is zero."""


_P25519 = 2**255 - 19
_P448 = 2**448 - 2**224 - 1
_D25519 = -121665 * pow(121666, -1, _P25519)
_D448 = -39081

OKP = {
    "Ed25519": OctetPair(32, True, _P25519, frozenset()),
    "Ed448": OctetPair(57, True, _P448, frozenset()),
    "X25519": OctetPair(
        32,
        False,
        _P25519,
        frozenset(
            {
                0,
                1,
                _P25519 - 1,
                325606250916557431795983626356110631294008115727848805560023387167927233504,
                39382357235489614581723060781553021112529911719440698176882885853963445705823,
            }
        ),
    ),
    "X448": OctetPair(56, False, _P448, frozenset({0, 1, _P448 - 1})),
}


_OTHER_NAMES = {
    "secp256r1": "P-256", "prime256v1": "P-256", "nistp256": "P-256",
    "secp384r1": "P-384", "nistp384": "P-384",
    "secp521r1": "P-521", "nistp521": "P-521",
    "p256k": "secp256k1", "p256k1": "secp256k1",
    "curve25519": "X25519", "curve448": "X448",
}  # fmt: skip
_NAMES = _OTHER_NAMES | {"".join(filter(str.isalnum, crv.lower())): crv for crv in (*EC, *OKP)}


def meant(crv: str) -> str:
    """The registered name that a name evidently stands for; itself where there is none.

    Case, blanks and hyphens are forgiven, and the names that other standards have for a curve.
    """
    return _NAMES.get("".join(filter(str.isalnum, crv.lower())), crv)


def integer(crv: str, x: bytes) -> int:
    """The y (Edwards, without its sign bit) or u (Montgomery) coordinate in a public key.

    On X25519 the highest bit is masked, as readers have to (RFC 7748 section 5).
    """
    whole = int.from_bytes(x, "little")
    return whole if crv == "X448" else whole & ~(1 << (8 * len(x) - 1))


@lru_cache(maxsize=4096)
def has_point(crv: str, x: bytes) -> bool:
    """Whether octets of an Edwards curve decode to a point (RFC 8032 sections 5.1.3 and 5.2.3).

    The coordinate is taken modulo the prime: whether it is below is another question.
    """
    y, sign, prime = integer(crv, x), x[-1] >> 7, OKP[crv].prime
    above, below = y * y - 1, (_D25519 * y * y + 1) if crv == "Ed25519" else (_D448 * y * y - 1)
    if above % prime == 0:  # x is 0, which has no sign
        return sign == 0
    # x² = above / below has a root if and only if their product is a square.
    return pow(above * below % prime, (prime - 1) // 2, prime) == 1


def small_order(crv: str, x: bytes) -> bool:
    """Whether an Edwards point is one of the few whose multiples by the cofactor vanish.

    With such a key some signatures hold for messages nobody signed.
    """
    y = integer(crv, x) % OKP[crv].prime
    if crv == "Ed448":  # x = 0 or y = 0: order 1, 2 and 4
        return y in (0, 1, _P448 - 1)
    return y in _SMALL_25519


_EIGHT = 0x7A03AC9277FDC74EC6CC392CFA53202A0F67100D760B3CBA4FD84D3D706A17C7
_SMALL_25519 = frozenset({0, 1, _P25519 - 1, _EIGHT, _P25519 - _EIGHT})
