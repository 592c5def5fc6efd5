"""Arithmetic on the Edwards curves, to sign and verify as a careful signer never would.

RFC 8032 sections 5.1 and 5.2. Slow, and no secret is safe with it.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from itertools import count

from authoring.build import unb64
from authoring.suite import Jwk
from jwk_conformance.rulebook.curve import OKP

Point = tuple[int, int]
NEUTRAL: Point = (0, 1)


@dataclass(frozen=True)
class Edwards:
    """ax² + y² = 1 + dx²y² over a prime field."""

    crv: str
    a: int
    d: int
    order: int
    """Of the base point."""
    cofactor: int
    base_y: int
    """The base point is the one with this y and an even x."""

    @property
    def prime(self) -> int:
        """Of the field."""
        return OKP[self.crv].prime

    @property
    def octets(self) -> int:
        """Length of a point, and of S."""
        return OKP[self.crv].octets

    @property
    def base(self) -> Point:
        """The point that everything is a multiple of."""
        point = self.point(self.base_y, 0)
        assert point is not None
        return point

    def point(self, y: int, sign: int) -> Point | None:
        """The point with y and the sign of x; -0 is taken for 0, and y modulo the prime."""
        p = self.prime
        square = (y * y - 1) * pow(self.d * y * y - self.a, -1, p) % p
        if p % 4 == 3:
            x = pow(square, (p + 1) // 4, p)
        else:
            x = pow(square, (p + 3) // 8, p)
            if (x * x - square) % p:
                x = x * pow(2, (p - 1) // 4, p) % p
        if (x * x - square) % p:
            return None
        return ((-x % p) if x & 1 != sign else x), y % p

    def decoded(self, octets: bytes) -> Point | None:
        """A point as a lenient reader decodes it; None where there is none."""
        whole = int.from_bytes(octets, "little")
        top = 8 * self.octets - 1
        return self.point(whole & ~(1 << top), whole >> top)

    def encoded(self, point: Point, *, more: int = 0, negative: bool = False) -> bytes:
        """A point in octets; with so many primes more in y, or with the other sign, if told."""
        x, y = point
        sign = (x & 1) ^ negative
        whole = (y + more * self.prime) | sign << (8 * self.octets - 1)
        return whole.to_bytes(self.octets, "little")

    def sum(self, one: Point, other: Point) -> Point:
        """The sum of two points."""
        p, (x1, y1), (x2, y2) = self.prime, one, other
        crossed = self.d * x1 * x2 * y1 * y2
        x = (x1 * y2 + y1 * x2) * pow(1 + crossed, -1, p)
        y = (y1 * y2 - self.a * x1 * x2) * pow(1 - crossed, -1, p)
        return x % p, y % p

    def times(self, scalar: int, point: Point) -> Point:
        """A multiple of a point."""
        result = NEUTRAL
        for bit in bin(scalar)[2:]:
            result = self.sum(result, result)
            if bit == "1":
                result = self.sum(result, point)
        return result

    def torsion(self) -> Point:
        """A point whose order is the cofactor: all points of small order are multiples of it."""
        for y in count(2):
            found = self.point(y, 0)
            if found is not None:
                small = self.times(self.order, found)
                if self.times(self.cofactor // 2, small) != NEUTRAL:
                    return small
        raise AssertionError("there is always one")

    def scalar(self, jwk: Jwk) -> int:
        """The secret scalar of a private key."""
        d = unb64(jwk["d"])
        if self.crv == "Ed25519":
            octets = bytearray(hashlib.sha512(d).digest()[:32])
            octets[0] &= 0xF8
            octets[31] = octets[31] & 0x7F | 0x40
        else:
            octets = bytearray(hashlib.shake_256(d).digest(57))
            octets[0] &= 0xFC
            octets[55] |= 0x80
            octets[56] = 0
        return int.from_bytes(octets, "little")

    def challenge(self, r: bytes, key: bytes, message: bytes, *, prehashed: bool = False) -> int:
        """The number k that binds a signature to R, the key and the message."""
        if self.crv == "Ed25519":
            prefix = b"SigEd25519 no Ed25519 collisions\x01\x00" if prehashed else b""
            message = hashlib.sha512(message).digest() if prehashed else message
            digest = hashlib.sha512(prefix + r + key + message).digest()
        else:
            prefix = b"SigEd448" + bytes([prehashed, 0])
            message = hashlib.shake_256(message).digest(64) if prehashed else message
            digest = hashlib.shake_256(prefix + r + key + message).digest(114)
        return int.from_bytes(digest, "little") % self.order

    def signature(self, r: bytes, s: int) -> bytes:
        """R and S side by side."""
        return r + s.to_bytes(self.octets, "little")

    def holds(self, key: bytes, message: bytes, signature: bytes, *, cofactor: int = 1) -> bool:
        """Whether a reader that checks the group equation, and nothing else, verifies."""
        r, s = signature[: self.octets], int.from_bytes(signature[self.octets :], "little")
        point, public = self.decoded(r), self.decoded(key)
        if point is None or public is None:
            return False
        k = self.challenge(r, key, message)
        right = self.sum(point, self.times(k, public))
        return self.times(cofactor * s, self.base) == self.times(cofactor, right)


ED25519 = Edwards(
    "Ed25519",
    a=-1,
    d=-121665 * pow(121666, -1, 2**255 - 19) % (2**255 - 19),
    order=2**252 + 27742317777372353535851937790883648493,
    cofactor=8,
    base_y=4 * pow(5, -1, 2**255 - 19) % (2**255 - 19),
)
ED448 = Edwards(
    "Ed448",
    a=1,
    d=-39081,
    order=2**446 - 13818066809895115352007386748515426880336692474882178609894547503885,
    cofactor=4,
    base_y=298819210078481492676017930443930673437544040154080242095928241372331506189835876003536878655418784733982303233503462500531545062832660,
)
EDWARDS = {"Ed25519": ED25519, "Ed448": ED448}
