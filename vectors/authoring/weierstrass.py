"""Points of the prime curves with coordinates of our choosing, for which nobody has the key."""

from __future__ import annotations

from itertools import count

from jwk_conformance.rulebook.curve import EC, Weierstrass

Point = tuple[int, int]
Quadratic = tuple[int, int, int]
"""A polynomial of degree two at most, modulo a cubic: its coefficients, the constant first."""


def root(square: int, prime: int) -> int | None:
    """A square root modulo a prime that is 3 modulo 4, as all here are; None if there is none."""
    value = pow(square, (prime + 1) // 4, prime)
    return value if (value * value - square) % prime == 0 else None


def y_of(crv: str, x: int) -> int | None:
    """A y that makes a point of the curve with x."""
    curve = EC[crv]
    return root(_right_side(curve, x), curve.prime)


def y_on_twist(crv: str, x: int) -> int | None:
    """A y that makes a point of the curve's quadratic twist with x: -y² is what y² should be."""
    curve = EC[crv]
    return root(-_right_side(curve, x) % curve.prime, curve.prime)


def _right_side(curve: Weierstrass, x: int) -> int:
    return (x**3 + curve.a * x + curve.b) % curve.prime


def with_small_x(crv: str, least: int = 1) -> Point:
    """The point with the smallest x from `least` on."""
    return next((x, y) for x, y in ((x, y_of(crv, x)) for x in count(least)) if y is not None)


def twisted(crv: str) -> Point:
    """The values with the smallest x that are a point of the twist, and of the curve for no y."""
    return next((x, y) for x, y in ((x, y_on_twist(crv, x)) for x in count(2)) if y)


def with_small_y(crv: str) -> Point:
    """The point with the smallest y above 0."""
    return next((x, y) for y, x in ((y, x_of(crv, y)) for y in count(1)) if x is not None)


def x_of(crv: str, y: int) -> int | None:
    """An x that makes a point of the curve with y; where a is not 0, only if there is no other.

    On secp256k1 a is 0, and x a cube root. Elsewhere the roots of f = x³ + ax + b - y² that lie in
    the field are those of gcd(xᵖ - x, f); where the gcd has degree one, it tells the root.
    """
    curve = EC[crv]
    p, a, c = curve.prime, curve.a, (curve.b - y * y) % curve.prime
    if a == 0:  # the prime is 7 modulo 9
        x = pow(-c, (p + 2) // 9, p)
        return x if curve.holds(x, y) else None
    power: Quadratic = (1, 0, 0)
    for bit in bin(p)[2:]:
        power = _times(power, power, a, c, p)
        if bit == "1":
            power = _times(power, (0, 1, 0), a, c, p)
    u0, u1, u2 = power[0], (power[1] - 1) % p, power[2]
    if u2 == 0:
        return None
    # f modulo u, a quadratic made monic: one step of Euclid leaves a line, another its root.
    inverse = pow(u2, -1, p)
    m0, m1 = u0 * inverse % p, u1 * inverse % p
    slope, constant = (a - m0 + m1 * m1) % p, (c + m0 * m1) % p
    if slope == 0:
        return None
    x = -constant * pow(slope, -1, p) % p
    return x if curve.holds(x, y) and (x * x + m1 * x + m0) % p == 0 else None


def _times(one: Quadratic, other: Quadratic, a: int, c: int, p: int) -> Quadratic:
    """The product modulo x³ + ax + c."""
    product = [0] * 5
    for i, left in enumerate(one):
        for j, right in enumerate(other):
            product[i + j] += left * right
    for degree in (4, 3):
        top = product[degree]
        product[degree - 2] -= a * top
        product[degree - 3] -= c * top
    return product[0] % p, product[1] % p, product[2] % p
