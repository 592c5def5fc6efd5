"""The constants of the curves, by arithmetic and against OpenSSL; boundary values on each."""

from __future__ import annotations

import json

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed448, ed25519, x448, x25519

from jwk_conformance.rulebook import Key
from jwk_conformance.rulebook.curve import EC, OKP, Weierstrass, has_point, integer, small_order

from .helpers import KEYS, b64, big, codes, octets, public, value

EC_KEYS = {key["crv"]: key for name, key in KEYS.items() if key["kty"] == "EC"}
OKP_KEYS = {key["crv"]: key for name, key in KEYS.items() if key["kty"] == "OKP"}
curves = pytest.mark.parametrize("crv", EC)
D = {"Ed25519": -121665 * pow(121666, -1, 2**255 - 19), "Ed448": -39081}
A = {"Ed25519": -1, "Ed448": 1}


def is_prime(number: int) -> bool:
    """Miller-Rabin to the first forty primes: no composite is known that passes."""
    odd, twos = number - 1, 0
    while odd % 2 == 0:
        odd, twos = odd // 2, twos + 1
    witnesses = [n for n in range(2, 174) if all(n % below for below in range(2, n))]
    for witness in witnesses:
        power = pow(witness, odd, number)
        if power not in (1, number - 1):
            squares = [pow(power, 2**k, number) for k in range(1, twos)]
            if number - 1 not in squares:
                return False
    return True


@curves
def test_the_constants_of_a_curve_are_openssls(crv: str) -> None:
    curve = EC[crv]
    assert curve.curve.name in ("secp256r1", "secp384r1", "secp521r1", "secp256k1")
    assert is_prime(curve.prime)
    assert is_prime(curve.order)
    assert curve.octets == (curve.prime.bit_length() + 7) // 8
    assert curve.octets == (curve.order.bit_length() + 7) // 8
    one = ec.derive_private_key(1, curve.curve).public_key().public_numbers()
    last = ec.derive_private_key(curve.order - 1, curve.curve).public_key().public_numbers()
    assert (last.x, last.y) == (one.x, curve.prime - one.y)
    with pytest.raises(ValueError):  # noqa: PT011 - OpenSSL gives no message
        ec.derive_private_key(curve.order, curve.curve)


@curves
def test_random_points_of_openssl_are_on_the_curve(crv: str) -> None:
    for scalar in range(2, 30):
        point = ec.derive_private_key(scalar**7, EC[crv].curve).public_key().public_numbers()
        assert EC[crv].holds(point.x, point.y)
        assert not EC[crv].holds(point.x, point.y + 1)


def on_curve(crv: str, x: int) -> int | None:
    """A y for an x, by the square root of a prime that is 3 modulo 4."""
    curve = EC[crv]
    square = (x * x * x + curve.a * x + curve.b) % curve.prime
    root = pow(square, (curve.prime + 1) // 4, curve.prime)
    return root if root * root % curve.prime == square else None


def ec_key(crv: str, x: int, y: int) -> dict[str, str]:
    length = EC[crv].octets
    return {"kty": "EC", "crv": crv, "x": big(x, length), "y": big(y, length)}


@curves
@pytest.mark.parametrize("distance", [-1, 0, 1])
def test_a_coordinate_is_below_the_prime(crv: str, distance: int) -> None:
    """On the curve or not, p - 1 is a field element, and p and p + 1 are none."""
    curve = EC[crv]
    x = curve.prime + distance
    y = on_curve(crv, x % curve.prime)
    found = codes(ec_key(crv, x, y if y is not None else 1))
    assert ("ec-x-range" in found) == (distance >= 0)
    assert ("ec-off-curve" in found) == (y is None)
    assert found <= {"ec-x-range", "ec-off-curve"}
    turned = codes(ec_key(crv, 1, x))
    assert ("ec-y-range" in turned) == (distance >= 0)


@pytest.mark.parametrize("crv", ["P-256", "P-384", "P-521"])
def test_the_point_with_x_zero_is_a_point(crv: str) -> None:
    y = on_curve(crv, 0)
    assert y is not None
    assert codes(ec_key(crv, 0, y)) == set()
    assert codes(ec_key(crv, 0, 0)) == {"ec-off-curve"}


@curves
def test_d_lies_between_1_and_the_order(crv: str) -> None:
    curve, one = EC[crv], _private(crv, 1)
    assert codes(one) == set()
    assert codes(_private(crv, curve.order - 1)) == set()
    for beyond in (0, curve.order, curve.order + 1):
        assert codes(one | {"d": big(beyond, curve.octets)}) == {"ec-d-range"}


def _private(crv: str, d: int) -> dict[str, str]:
    curve: Weierstrass = EC[crv]
    point = ec.derive_private_key(d, curve.curve).public_key().public_numbers()
    return ec_key(crv, point.x, point.y) | {"d": big(d, curve.octets)}


@curves
def test_a_stripped_or_added_zero_breaks_the_length_alone(crv: str) -> None:
    key = EC_KEYS[crv]
    assert codes(key | {"x": b64(b"\0" + octets(key["x"]))}) == {"ec-x-length"}
    assert codes(key | {"y": b64(b"\0" + octets(key["y"]))}) == {"ec-y-length"}
    assert codes(key | {"d": b64(b"\0" + octets(key["d"]))}) == {"ec-d-length"}


@curves
def test_d_of_another_key_is_told(crv: str) -> None:
    key = EC_KEYS[crv]
    assert codes(key | {"d": big(value(key["d"]) ^ 1, EC[crv].octets)}) == {"ec-d"}


# --- octet key pairs


def okp(crv: str, number: int) -> dict[str, str]:
    return {"kty": "OKP", "crv": crv, "x": b64(number.to_bytes(OKP[crv].octets, "little"))}


@pytest.mark.parametrize(
    ("crv", "kind"),
    [
        ("Ed25519", ed25519.Ed25519PrivateKey),
        ("Ed448", ed448.Ed448PrivateKey),
        ("X25519", x25519.X25519PrivateKey),
        ("X448", x448.X448PrivateKey),
    ],
)
def test_keys_of_openssl_break_nothing(crv: str, kind: type) -> None:
    for seed in range(8):
        d = bytes([seed]) * OKP[crv].octets
        x = kind.from_private_bytes(d).public_key().public_bytes_raw()  # type: ignore[attr-defined]
        assert codes({"kty": "OKP", "crv": crv, "x": b64(x), "d": b64(d)}) == set()
        other = bytes([seed ^ 0x40]) * OKP[crv].octets
        found = codes({"kty": "OKP", "crv": crv, "x": b64(x), "d": b64(other)})
        assert found == {"okp-d"}


def test_the_primes_of_the_fields_are_prime() -> None:
    assert OKP["Ed25519"].prime == OKP["X25519"].prime == 2**255 - 19
    assert OKP["Ed448"].prime == OKP["X448"].prime == 2**448 - 2**224 - 1
    assert is_prime(OKP["Ed25519"].prime)
    assert is_prime(OKP["Ed448"].prime)


def test_ed25519_coordinates_of_the_prime_and_above() -> None:
    """p is y = 0, of order 4; p + 1 is y = 1, the identity; both are written too long."""
    prime = OKP["Ed25519"].prime
    assert codes(okp("Ed25519", prime - 1)) == {"okp-low-order"}
    assert codes(okp("Ed25519", prime)) == {"okp-x-not-canonical", "okp-low-order"}
    assert codes(okp("Ed25519", prime + 1)) == {"okp-x-not-canonical", "okp-low-order"}
    sign = 1 << 255
    assert codes(okp("Ed25519", 1 + sign)) == {"okp-no-point", "okp-low-order"}
    assert codes(okp("Ed25519", prime - 1 + sign)) == {"okp-no-point", "okp-low-order"}
    assert codes(okp("Ed25519", sign)) == {"okp-low-order"}


def test_ed448_coordinates_of_the_prime_and_above() -> None:
    prime, sign = OKP["Ed448"].prime, 1 << 455
    assert codes(okp("Ed448", prime)) == {"okp-x-not-canonical", "okp-low-order"}
    assert codes(okp("Ed448", 1 + sign)) == {"okp-no-point", "okp-low-order"}
    unused = OKP_KEYS["Ed448"]["x"]
    raised = int.from_bytes(octets(unused), "little") | 1 << 450
    assert "okp-x-not-canonical" in codes(okp("Ed448", raised))


@pytest.mark.parametrize("crv", ["X25519", "X448"])
def test_montgomery_coordinates_of_the_prime_and_above(crv: str) -> None:
    prime = OKP[crv].prime
    assert codes(okp(crv, prime - 1)) == {"okp-low-order"}
    assert codes(okp(crv, prime)) == {"okp-u-not-canonical", "okp-low-order"}
    assert codes(okp(crv, prime + 9)) == {"okp-u-not-canonical"}
    assert codes(okp(crv, 9 if crv == "X25519" else 5)) == set()


def montgomery_double(u: int, a: int, prime: int) -> int | None:
    """u of twice a point, on v² = u³ + a·u² + u; None for the point at infinity."""
    below = 4 * u * (u * u + a * u + 1) % prime
    return (u * u - 1) ** 2 * pow(below, -1, prime) % prime if below else None


def square_root(square: int, prime: int) -> int | None:
    """A root modulo a prime that is 3 modulo 4 or 5 modulo 8."""
    square %= prime
    root = pow(square, (prime + 1) // 4 if prime % 4 == 3 else (prime + 3) // 8, prime)
    if root * root % prime != square:
        root = root * pow(2, (prime - 1) // 4, prime) % prime
    return root if root * root % prime == square else None


def montgomery_halves(sign: int, a: int, prime: int) -> set[int]:
    """Every u that doubles to 1 or to -1.

    With w = u + 1/u the formula for doubling becomes w² - 4 = ±4(w + a), and u² - wu + 1 = 0.
    """
    halves = set()
    root = square_root(2 + sign * a, prime)
    for w in () if root is None else (2 * sign + 2 * root, 2 * sign - 2 * root):
        inner = square_root(w * w - 4, prime)
        if inner is not None:
            halves |= {(w + one) * pow(2, -1, prime) % prime for one in (inner, -inner)}
    return halves


@pytest.mark.parametrize(("crv", "a", "cofactor"), [("X25519", 486662, 8), ("X448", 156326, 4)])
def test_low_order_points_of_the_montgomery_curves(crv: str, a: int, cofactor: int) -> None:
    """Halving zero again and again gives all of them: no larger order divides a cofactor."""
    low, prime = OKP[crv].low_order, OKP[crv].prime
    eighths = montgomery_halves(1, a, prime) | montgomery_halves(-1, a, prime)
    assert low == {0, 1, prime - 1} | eighths
    assert bool(eighths) == (cofactor == 8)
    for u in low:
        at: int | None = u
        for _ in range(cofactor.bit_length() - 1):
            at = None if at is None else montgomery_double(at, a, prime)
        assert at is None


def agreed(crv: str, u: bytes) -> bytes:
    """What OpenSSL agrees on with a public key."""
    if crv == "X25519":
        return x25519.X25519PrivateKey.generate().exchange(
            x25519.X25519PublicKey.from_public_bytes(u)
        )
    return x448.X448PrivateKey.generate().exchange(x448.X448PublicKey.from_public_bytes(u))


@pytest.mark.parametrize("crv", ["X25519", "X448"])
def test_openssl_agrees_on_nothing_with_low_order_points(crv: str) -> None:
    for u in OKP[crv].low_order:
        raw = u.to_bytes(OKP[crv].octets, "little")
        with pytest.raises(ValueError):  # noqa: PT011 - OpenSSL gives no message
            agreed(crv, raw)
    assert any(agreed(crv, octets(OKP_KEYS[crv]["x"])))


def edwards_add(crv: str, one: tuple[int, int], other: tuple[int, int]) -> tuple[int, int]:
    (x1, y1), (x2, y2), prime, a, d = one, other, OKP[crv].prime, A[crv], D[crv]
    product = d * x1 * x2 * y1 * y2
    x = (x1 * y2 + x2 * y1) * pow(1 + product, -1, prime)
    y = (y1 * y2 - a * x1 * x2) * pow(1 - product, -1, prime)
    return x % prime, y % prime


def edwards_multiply(crv: str, times: int, point: tuple[int, int]) -> tuple[int, int]:
    found = (0, 1)
    while times:
        if times % 2:
            found = edwards_add(crv, found, point)
        point, times = edwards_add(crv, point, point), times // 2
    return found


def edwards_x(crv: str, y: int) -> int | None:
    prime = OKP[crv].prime
    return square_root((y * y - 1) * pow(D[crv] * y * y - A[crv], -1, prime), prime)


@pytest.mark.parametrize(
    ("crv", "cofactor", "order"),
    [
        ("Ed25519", 8, 2**252 + 27742317777372353535851937790883648493),
        (
            "Ed448",
            4,
            2**446 - 13818066809895115352007386748515426880336692474882178609894547503885,
        ),
    ],
)
def test_small_order_on_the_edwards_curves(crv: str, cofactor: int, order: int) -> None:
    """What the prime order times any point leaves is of small order: all of it, and only it."""
    found: set[tuple[int, int]] = set()
    for y in range(2, 400):
        x = edwards_x(crv, y)
        raw = y.to_bytes(OKP[crv].octets, "little")
        assert has_point(crv, raw) == (x is not None)
        if x is None or len(found) == cofactor:
            continue
        assert not small_order(crv, raw)
        found.add(edwards_multiply(crv, order, (x, y)))
        found.add(edwards_multiply(crv, order, (-x % OKP[crv].prime, y)))
    assert len(found) == cofactor
    for x, y in found:
        assert edwards_multiply(crv, cofactor, (x, y)) == (0, 1)
        assert small_order(crv, y.to_bytes(OKP[crv].octets, "little"))


def test_the_high_bit_is_masked_on_x25519_only() -> None:
    assert integer("X25519", b"\xff" * 32) == 2**255 - 1
    assert integer("X448", b"\xff" * 56) == 2**448 - 1


def test_no_curve_is_without_a_sound_key() -> None:
    assert set(EC_KEYS) == set(EC)
    assert set(OKP_KEYS) == set(OKP)
    for key in (*EC_KEYS.values(), *OKP_KEYS.values()):
        assert codes(public(key)) == set()
        assert Key(json.loads(json.dumps(key))).is_private
