"""Multiplication on a NIST curve as careless code does it: the curve's constant b never comes in.

That is why a point beside the curve gives a result at all, on another, weak curve.
"""

from __future__ import annotations

PRIME = 2**256 - 2**224 + 2**192 + 2**96 - 1
B = 0x5AC635D8AA3A93E7B3EBBD55769886BC651D06B0CC53B0F63BCE3C3E27D2604B
PRIMES = {
    "P-256": PRIME,
    "P-384": 2**384 - 2**128 - 2**96 + 2**32 - 1,
    "P-521": 2**521 - 1,
}
Point = tuple[int, int]


def multiplied(point: Point, scalar: int, crv: str = "P-256") -> int:
    """The x coordinate of scalar · point. Raises ValueError where that is the point at infinity."""
    prime = PRIMES[crv]
    result: Point | None = None
    for bit in bin(scalar)[2:]:
        result = _sum(result, result, prime)
        if bit == "1":
            result = _sum(result, point, prime)
    if result is None:
        raise ValueError("the product is the point at infinity")
    return result[0]


def _sum(first: Point | None, second: Point | None, prime: int) -> Point | None:
    if first is None or second is None:
        return first or second
    (x1, y1), (x2, y2) = first, second
    if x1 == x2 and (y1 + y2) % prime == 0:
        return None
    if first == second:
        slope = 3 * (x1 * x1 - 1) * pow(2 * y1, -1, prime) % prime
    else:
        slope = (y2 - y1) * pow(x2 - x1, -1, prime) % prime
    x = (slope * slope - x1 - x2) % prime
    return x, (slope * (x1 - x) - y1) % prime


def y_of(x: int) -> int | None:
    """A y that makes a point of P-256 with x; None where there is none."""
    square = (x**3 - 3 * x + B) % PRIME
    y = pow(square, (PRIME + 1) // 4, PRIME)
    return y if y * y % PRIME == square else None
