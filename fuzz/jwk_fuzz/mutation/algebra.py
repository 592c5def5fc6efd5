"""Changes to the numbers: off the curve, out of range, of another key, inconsistent."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from jwk_conformance.rulebook.curve import EC, OKP, has_point
from jwk_fuzz import pool
from jwk_fuzz.mutation.noun import Jwk, Mutation, added, removed
from jwk_fuzz.valid import decoded, encoded, public

Change = Callable[[Jwk], Jwk | None]


def curves() -> Iterator[Mutation]:
    """Keys of type EC."""
    for label, change, breaks, private in (
        (
            "y: the lowest bit turned",
            _coordinate("y", lambda y, p, n: y ^ 1),
            "ec-off-curve",
            False,
        ),
        (
            "x: the lowest bit turned",
            _coordinate("x", lambda x, p, n: x ^ 1),
            "ec-off-curve",
            False,
        ),
        ("x and y exchanged", _exchanged("x", "y"), "ec-off-curve", False),
        ("x and y both 0", _origin, "ec-off-curve", False),
        ("x: the prime of the field", _coordinate("x", lambda x, p, n: p), "ec-x-range", False),
        ("y: the prime of the field", _coordinate("y", lambda y, p, n: p), "ec-y-range", False),
        ("x: the prime added", _coordinate("x", lambda x, p, n: x + p), "ec-x-range", False),
        ("y: the prime added", _coordinate("y", lambda y, p, n: y + p), "ec-y-range", False),
        ("y: of the point's negative", _coordinate("y", lambda y, p, n: p - y), "ec-d", True),
        ("d: 0", _coordinate("d", lambda d, p, n: 0), "ec-d-range", True),
        ("d: the order of the curve", _coordinate("d", lambda d, p, n: n), "ec-d-range", True),
        ("d: one more", _coordinate("d", lambda d, p, n: d + 1), "ec-d", True),
    ):
        yield Mutation(label, "value", change, ("EC",), breaks, private=private)
    for crv in EC:
        label = f"crv: {crv} instead of its own"
        if sum(one.octets == EC[crv].octets for one in EC.values()) > 1:
            change = _on(crv, same_length=True)
            yield Mutation(label, "value", change, ("EC",), "ec-off-curve")
        change = _on(crv, same_length=False)
        yield Mutation(label, "value", change, ("EC",), "ec-x-length")


def pairs() -> Iterator[Mutation]:
    """Keys of type OKP."""
    for label, change, breaks, private in (
        ("x: a coordinate that is not reduced", _unreduced(True), "okp-x-not-canonical", False),
        ("x: a coordinate that is not reduced", _unreduced(False), "okp-u-not-canonical", False),
        ("x: no point of the curve", _no_point, "okp-no-point", False),
        ("x: a point of low order", _low_order, "okp-low-order", False),
        ("d: of another key", _turned("d"), "okp-d", True),
    ):
        yield Mutation(label, "value", change, ("OKP",), breaks, private=private)
    for crv in OKP:
        for other in OKP:
            if OKP[crv].octets != OKP[other].octets:
                change = _renamed(crv, other)
                label = f"crv: {other} instead of {crv}"
                yield Mutation(label, "value", change, ("OKP",), "okp-x-length")


def symmetric() -> Iterator[Mutation]:
    """Keys of type oct and AKP."""
    short = added(k=encoded(b"\x01" * 16), alg="HS512")
    yield Mutation("k: 16 octets for HS512", "value", short, ("oct",), "oct-length-for-alg")
    yield Mutation(
        "priv: of another key", "value", _turned("priv"), ("AKP",), "akp-priv", private=True
    )


def integers() -> Iterator[Mutation]:
    """RSA: the public key."""
    for label, change, breaks in (
        ("n: one less", _integer("n", lambda n: n - 1), "rsa-modulus"),
        ("n: 0", _integer("n", lambda n: 0), "rsa-modulus"),
        ("n: 1", _integer("n", lambda n: 1), "rsa-modulus"),
        ("n: 1024 bits", _small, "rsa-small-modulus"),
        ("n: 17000 bits", _integer("n", lambda n: 2**17000 + 1), "rsa-oversized"),
        ("e: 0", _integer("e", lambda e: 0), "rsa-exponent"),
        ("e: 1", _integer("e", lambda e: 1), "rsa-exponent"),
        ("e: 2", _integer("e", lambda e: 2), "rsa-exponent"),
        ("e: one more", _integer("e", lambda e: e + 1), "rsa-exponent"),
        ("e: the modulus", lambda key: {**key, "e": key["n"]}, "rsa-exponent"),
    ):
        yield Mutation(label, "value", change, ("RSA",), breaks)


def factors() -> Iterator[Mutation]:
    """RSA: the private key."""
    crt = ("p", "q", "dp", "dq", "qi")
    for label, change, breaks in (
        ("d: 0", _integer("d", lambda d: 0), "rsa-d-range"),
        ("d: two more", _integer("d", lambda d: d + 2), "rsa-d"),
        ("p: two more", _integer("p", lambda p: p + 2), "rsa-primes"),
        ("q: two more", _integer("q", lambda q: q + 2), "rsa-primes"),
        ("p: 1, q: the modulus", _trivial, "rsa-primes"),
        ("p and q exchanged", _exchanged("p", "q"), "rsa-qi"),
        ("dp: one more", _integer("dp", lambda dp: dp + 1), "rsa-dp"),
        ("dq: one more", _integer("dq", lambda dq: dq + 1), "rsa-dq"),
        ("qi: one more", _integer("qi", lambda qi: qi + 1), "rsa-qi"),
        ("dp: 0", _integer("dp", lambda dp: 0), "rsa-dp"),
        ("qi: 0", _integer("qi", lambda qi: 0), "rsa-qi"),
        ("dp and dq exchanged", _exchanged("dp", "dq"), "rsa-dp"),
        ("d: removed, the primes kept", _beside("p", removed("d")), "rsa-d-missing"),
        ("p, q, dp, dq and qi: removed", _without(crt), "rsa-primes-absent"),
        ("dp, dq and qi: removed", _without(crt[2:]), "rsa-partial-crt"),
        ("oth: a third prime", _oth([{"r": "Aw", "d": "AQ", "t": "AQ"}]), "rsa-oth"),
        ("oth: an empty array", _oth([]), "rsa-oth-form"),
        ("oth: a string", _oth("x"), "rsa-oth-form"),
        ("oth: an array of null", _oth([None]), "rsa-oth-form"),
    ):
        yield Mutation(label, "value", change, ("RSA",), breaks, private=True)
    for name in crt:
        change = _beside("d", removed(name))
        yield Mutation(
            f"{name}: removed", "value", change, ("RSA",), "rsa-partial-crt", private=True
        )


def _coordinate(name: str, compute: Callable[[int, int, int], int]) -> Change:
    """Computes a member of an EC key from itself, the prime and the order; where it fits."""

    def apply(key: Jwk) -> Jwk | None:
        curve = EC[key["crv"]]
        if name not in key:
            return None
        number = compute(int.from_bytes(decoded(key[name]), "big"), curve.prime, curve.order)
        if number >= 1 << 8 * curve.octets:
            return None
        return {**key, name: encoded(number.to_bytes(curve.octets, "big"))}

    return apply


def _integer(name: str, compute: Callable[[int], int]) -> Change:
    def apply(key: Jwk) -> Jwk | None:
        if name not in key:
            return None
        number = compute(int.from_bytes(decoded(key[name]), "big"))
        octets = number.to_bytes(max(1, (number.bit_length() + 7) // 8), "big")
        return {**key, name: encoded(octets)}

    return apply


def _exchanged(one: str, other: str) -> Change:
    return lambda key: {**key, one: key[other], other: key[one]} if one in key else None


def _origin(key: Jwk) -> Jwk:
    zero = encoded(bytes(EC[key["crv"]].octets))
    return {**key, "x": zero, "y": zero}


def _on(crv: str, *, same_length: bool) -> Change:
    def apply(key: Jwk) -> Jwk | None:
        same = EC[key["crv"]].octets == EC[crv].octets
        return {**key, "crv": crv} if key["crv"] != crv and same is same_length else None

    return apply


def _renamed(crv: str, other: str) -> Change:
    return lambda key: {**key, "crv": other} if key["crv"] == crv else None


def _unreduced(signs: bool) -> Change:
    def apply(key: Jwk) -> Jwk | None:
        curve = OKP[key["crv"]]
        if curve.signs is not signs:
            return None
        return {**key, "x": encoded((curve.prime + 1).to_bytes(curve.octets, "little"))}

    return apply


def _no_point(key: Jwk) -> Jwk | None:
    """The first coordinate above the key's own that no point has."""
    if not OKP[key["crv"]].signs:
        return None
    octets = decoded(key["x"])
    number = int.from_bytes(octets, "little")
    while has_point(key["crv"], number.to_bytes(len(octets), "little")):
        number ^= 1 << (number.bit_length() % 8) if number % 2 else 1
        number += 2
    return {**key, "x": encoded(number.to_bytes(len(octets), "little"))}


def _low_order(key: Jwk) -> Jwk:
    curve = OKP[key["crv"]]
    return {**key, "x": encoded(int(curve.signs).to_bytes(curve.octets, "little"))}


def _turned(name: str) -> Change:
    """The member with one bit in its middle turned."""

    def apply(key: Jwk) -> Jwk | None:
        if name not in key:
            return None
        octets = bytearray(decoded(key[name]))
        octets[len(octets) // 2] ^= 1
        return {**key, name: encoded(bytes(octets))}

    return apply


def _small(key: Jwk) -> Jwk | None:
    small = public(pool.pool()["rsa-1024"])
    return small if "d" not in key and key["n"] != small["n"] else None


def _trivial(key: Jwk) -> Jwk | None:
    return {**key, "p": "AQ", "q": key["n"]} if "p" in key else None


def _beside(name: str, change: Change) -> Change:
    return lambda key: change(key) if name in key else None


def _without(names: tuple[str, ...]) -> Change:
    return lambda key: (
        {name: value for name, value in key.items() if name not in names}
        if names[0] in key
        else None
    )


def _oth(value: object) -> Change:
    return lambda key: {**key, "oth": value} if "p" in key else None
