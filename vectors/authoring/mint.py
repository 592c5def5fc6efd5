"""Minting what is missing of the suite's keys and tokens. Nothing that exists is changed."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec, ed448, ed25519, rsa, x448, x25519

from authoring.build import b64, unb64
from authoring.forge import CURVES, ml_dsa_key, unsigned
from authoring.prime import many_primes, short_exponent, short_prime, top_octet, two_primes
from authoring.suite import HERE, KEYS, TOKENS, minting

Jwk = dict[str, Any]


def _rsa(bits: int, e: int) -> rsa.RSAPrivateNumbers:
    return rsa.generate_private_key(e, bits).private_numbers()


def _rsa_jwk(numbers: rsa.RSAPrivateNumbers) -> Jwk:
    values = {
        "n": numbers.public_numbers.n,
        "e": numbers.public_numbers.e,
        "d": numbers.d,
        "p": numbers.p,
        "q": numbers.q,
        "dp": numbers.dmp1,
        "dq": numbers.dmq1,
        "qi": numbers.iqmp,
    }
    return {"kty": "RSA", **{name: unsigned(value) for name, value in values.items()}}


def _two_primes(bits: int = 2048, e: int = 65537) -> Callable[[], Jwk]:
    return lambda: _rsa_jwk(_rsa(bits, e))


def _blum() -> Jwk:
    """Both primes are 3 modulo 4, so that square roots are a single power."""
    while True:
        numbers = _rsa(2048, 65537)
        if numbers.p % 4 == 3 == numbers.q % 4:
            return _rsa_jwk(numbers)


def _three_primes() -> Jwk:
    """A key that is right for multi-prime RSA."""
    while True:
        p, q, r = (_rsa(1366, 65537).p for _ in range(3))
        n = p * q * r
        if n.bit_length() == 2048 and len({p, q, r}) == 3:
            break
    d = pow(65537, -1, (p - 1) * (q - 1) * (r - 1))
    values = {"n": n, "e": 65537, "d": d, "p": p, "q": q}
    values |= {"dp": d % (p - 1), "dq": d % (q - 1), "qi": pow(q, -1, p)}
    third = {"r": r, "d": d % (r - 1), "t": pow(p * q, -1, r)}
    return {
        "kty": "RSA",
        **{name: unsigned(value) for name, value in values.items()},
        "oth": [{name: unsigned(value) for name, value in third.items()}],
    }


def _ec(crv: str, wanted: Callable[[Jwk], bool] = bool) -> Callable[[], Jwk]:
    def make() -> Jwk:
        while True:
            private = ec.generate_private_key(CURVES[crv])
            size = (private.curve.key_size + 7) // 8
            point = private.public_key().public_numbers()
            x, y = unsigned(point.x, size), unsigned(point.y, size)
            d = unsigned(private.private_numbers().private_value, size)
            jwk = {"kty": "EC", "crv": crv, "x": x, "y": y, "d": d}
            if wanted(jwk):
                return jwk

    return make


def _ec_zero(crv: str, names: str) -> Callable[[], Jwk]:
    """A key on which exactly these of the numbers x, y and d start with a zero octet.

    On P-521 the first octet holds one bit alone: there two octets are zero.
    """
    size = (CURVES[crv].key_size + 7) // 8
    zeros = 2 if crv == "P-521" else 1
    bits = 8 * (size - zeros) if "d" in names else CURVES[crv].key_size - 1

    def make() -> Jwk:
        while True:
            d = int.from_bytes(os.urandom(size), "big") % 2 ** (bits - 1) | 2 ** (bits - 1)
            point = ec.derive_private_key(d, CURVES[crv]).public_key().public_numbers()
            numbers = {"x": point.x, "y": point.y, "d": d}
            if all((n < 256 ** (size - zeros)) == (name in names) for name, n in numbers.items()):
                encoded = {name: unsigned(n, size) for name, n in numbers.items()}
                return {"kty": "EC", "crv": crv, **encoded}

    return make


def _whole(jwk: Jwk) -> bool:
    """Whether no number of an EC key starts with a zero octet: nothing special about it."""
    return all(unb64(jwk[name])[0] for name in ("x", "y", "d"))


Edwards = ed25519.Ed25519PrivateKey | ed448.Ed448PrivateKey
Okp = Edwards | x25519.X25519PrivateKey | x448.X448PrivateKey
OKP: dict[str, Callable[[], Okp]] = {
    "Ed25519": ed25519.Ed25519PrivateKey.generate,
    "Ed448": ed448.Ed448PrivateKey.generate,
    "X25519": x25519.X25519PrivateKey.generate,
    "X448": x448.X448PrivateKey.generate,
}


OKP_FROM: dict[str, Callable[[bytes], Okp]] = {
    "Ed25519": ed25519.Ed25519PrivateKey.from_private_bytes,
    "Ed448": ed448.Ed448PrivateKey.from_private_bytes,
    "X25519": x25519.X25519PrivateKey.from_private_bytes,
    "X448": x448.X448PrivateKey.from_private_bytes,
}


def _okp(crv: str, wanted: Callable[[Jwk], bool] = bool) -> Callable[[], Jwk]:
    def make() -> Jwk:
        while True:
            private = OKP[crv]()
            x, d = private.public_key().public_bytes_raw(), private.private_bytes_raw()
            jwk = {"kty": "OKP", "crv": crv, "x": b64(x), "d": b64(d)}
            if wanted(jwk):
                return jwk

    return make


def _okp_from(crv: str, seeds: Callable[[int], bytes]) -> Callable[[], Jwk]:
    """The key whose private octets are given."""
    size = {"Ed25519": 32, "Ed448": 57, "X25519": 32, "X448": 56}[crv]

    def make() -> Jwk:
        d = seeds(size)
        x = OKP_FROM[crv](d).public_key().public_bytes_raw()
        return {"kty": "OKP", "crv": crv, "x": b64(x), "d": b64(d)}

    return make


def _akp(alg: str, seed: bytes | None = None) -> Callable[[], Jwk]:
    """An algorithm key pair; for ML-DSA the private key is a seed of 32 octets."""

    def make() -> Jwk:
        private = os.urandom(32) if seed is None else seed
        octets = ml_dsa_key(alg, private).public_key().public_bytes_raw()
        return {"kty": "AKP", "alg": alg, "pub": b64(octets), "priv": b64(private)}

    return make


def _unpruned(size: int) -> bytes:
    """A random scalar all of whose bits that X25519 or X448 fixes have the other value."""
    d = bytearray(os.urandom(size))
    d[0] |= 7
    d[-1] = d[-1] & 0x3F | 0x80 if size == 32 else d[-1] & 0x7F
    return bytes(d)


def _d_ends_in_zero(size: int) -> bytes:
    return os.urandom(size - 1) + b"\x00"


def _oct(octets: int) -> Callable[[], Jwk]:
    return lambda: {"kty": "oct", "k": b64(os.urandom(octets))}


RECIPES: dict[str, Callable[[], Jwk]] = {
    "rsa-2048-a": _blum,
    "rsa-2048-b": _two_primes(),
    "rsa-1024": _two_primes(1024),
    "rsa-e-3": _two_primes(e=3),
    "rsa-three-primes": _three_primes,
    **{f"rsa-short-{name}": short_prime(name) for name in ("p", "q")},
    **{f"rsa-short-{name}": short_exponent(name) for name in ("d", "dp", "dq", "qi")},
    "rsa-n-top-80": top_octet(0x80),
    "rsa-n-top-ff": top_octet(0xFF),
    "rsa-512": two_primes(512),
    "rsa-2047": two_primes(2047),
    "rsa-2049": two_primes(2049),
    "rsa-2056": two_primes(2056),
    "rsa-3072": two_primes(3072),
    "rsa-4096": two_primes(4096),
    "rsa-8192": many_primes(8192),
    "rsa-16384": many_primes(16384),
    "rsa-e-17": two_primes(2048, 17),
    "rsa-e-129": two_primes(2048, 129),
    "rsa-e-32-bits": two_primes(2048, 0xFFFFFFFB),
    "rsa-e-33-bits": two_primes(2048, 2**32 + 1),
    "rsa-e-65-bits": two_primes(2048, 2**64 + 1),
    "rsa-e-256-bits": two_primes(2048, 2**255 + 95),
    # '-' and '_' stand in x, and y is even: what damaged copies of this key need.
    "ec-p-256": _ec(
        "P-256", lambda jwk: {"-", "_"} <= set(jwk["x"]) and not unb64(jwk["y"])[-1] & 1
    ),
    "ec-p-256-b": _ec("P-256", _whole),
    "ec-p-256-zero": _ec("P-256", lambda jwk: unb64(jwk["x"])[0] == 0),
    "ec-p-384": _ec("P-384", _whole),
    "ec-p-384-b": _ec("P-384", _whole),
    "ec-p-521": _ec("P-521", _whole),
    "ec-p-521-zero": _ec("P-521", lambda jwk: not any(unb64(jwk[name])[0] for name in "xyd")),
    "ec-secp256k1": _ec("secp256k1", _whole),
    "ec-secp256k1-b": _ec("secp256k1", _whole),
    "okp-ed25519": _okp("Ed25519"),
    "okp-ed25519-b": _okp("Ed25519"),
    "okp-ed25519-zero": _okp("Ed25519", lambda jwk: unb64(jwk["x"])[-1] == 0),
    "okp-ed448": _okp("Ed448"),
    "okp-ed448-b": _okp("Ed448"),
    "okp-x25519": _okp("X25519"),
    "okp-x448": _okp("X448"),
    **{
        f"ec-{crv.lower()}-zero-{names}": _ec_zero(crv, names)
        for crv in CURVES
        for names in ("x", "y", "d", "xyd")
    },
    # What ends in zero can be cut short, or is taken for a number that starts with it.
    "okp-ed448-zero": _okp("Ed448", lambda jwk: unb64(jwk["x"])[-2:] == b"\x00\x00"),
    "okp-x25519-zero": _okp("X25519", lambda jwk: unb64(jwk["x"])[-1] == 0),
    "okp-x448-zero": _okp("X448", lambda jwk: unb64(jwk["x"])[-1] == 0),
    "okp-x448-top-bit": _okp("X448", lambda jwk: unb64(jwk["x"])[-1] >> 7 == 1),
    **{f"okp-{crv.lower()}-d-zero": _okp_from(crv, _d_ends_in_zero) for crv in OKP},
    **{f"okp-{crv.lower()}-unpruned": _okp_from(crv, _unpruned) for crv in ("X25519", "X448")},
    "okp-ed25519-of-x25519": lambda: _okp_from(
        "Ed25519", lambda _: unb64(KEYS["okp-x25519"]["d"])
    )(),
    **{f"akp-ml-dsa-{size}": _akp(f"ML-DSA-{size}") for size in (44, 65, 87)},
    "akp-ml-dsa-44-b": _akp("ML-DSA-44"),
    "oct-1": _oct(1),
    "oct-15": _oct(15),
    "oct-16": _oct(16),
    "oct-17": _oct(17),
    "oct-23": _oct(23),
    "oct-24": _oct(24),
    "oct-31": _oct(31),
    "oct-32": _oct(32),
    "oct-32-b": _oct(32),
    "oct-33": _oct(33),
    "oct-47": _oct(47),
    "oct-48": _oct(48),
    "oct-48-b": _oct(48),
    "oct-63": _oct(63),
    "oct-64": _oct(64),
    "oct-64-b": _oct(64),
}


def mint() -> Iterator[str]:
    """Make what is missing, write it down, and tell the names of what was made."""
    for name, make in RECIPES.items():
        if name not in KEYS:
            KEYS[name] = make()
            yield f"key {name}"
    _write("keys.json", KEYS)
    from authoring.chapters import chapters  # authors read the keys when they are imported

    with minting() as made:
        for chapter in chapters():
            for _ in chapter.vectors():
                pass
    _write("tokens.json", dict(sorted(TOKENS.items())))
    yield from (f"token {name}" for name in made)


def _write(name: str, document: object) -> None:
    (HERE / name).write_text(json.dumps(document, indent=1) + "\n", "utf-8")
