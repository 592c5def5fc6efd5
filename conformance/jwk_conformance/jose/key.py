"""From JWK to key: RFC 7518 section 6, RFC 8037 section 2, RFC 8812 section 3.1, to the letter.

Only the members that make up the key are looked at. What `use`, `key_ops` and `alg` allow, and
what `x5c` claims, is for whoever asks: it says nothing about whether an object opens.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any, TypeAlias, TypeVar

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from jwk_conformance.jose import curve
from jwk_conformance.jose.base64url import decode, decode_integer
from jwk_conformance.jose.curve import EcCurve, OkpCurve, OkpPrivate, OkpPublic
from jwk_conformance.jose.error import NotSupported, NotValid, quoted

Jwk: TypeAlias = Mapping[str, Any]

PublicKey: TypeAlias = rsa.RSAPublicKey | ec.EllipticCurvePublicKey | OkpPublic
PrivateKey: TypeAlias = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey | OkpPrivate

PUBLIC = {"RSA": ("n", "e"), "EC": ("crv", "x", "y"), "OKP": ("crv", "x"), "oct": ()}
"""Key type → the members that make up the public key, in the order of RFC 7518."""

PRIVATE = {
    "RSA": ("d", "p", "q", "dp", "dq", "qi", "oth"),
    "EC": ("d",),
    "OKP": ("d",),
    "oct": ("k",),
}
"""Key type → the members that have to be kept secret."""

CRT = ("p", "q", "dp", "dq", "qi")

LARGEST_MODULUS = 16384
"""Bits. OpenSSL works with no larger one, and the time to check one grows with its cube."""

_Key = TypeVar("_Key")


def public_members(jwk: Jwk) -> dict[str, Any]:
    """The JWK's `kty` and public members, and nothing else: the bare public key.

    Raises NotValid where one is missing; an oct key has no public part.
    """
    kty = _kty(jwk)
    if kty == "oct":
        raise NotValid("a symmetric key has no public part")
    for name in PUBLIC[kty]:
        if name not in jwk:
            raise NotValid(f"{kty} key without {name}")
    return {"kty": kty, **{name: jwk[name] for name in PUBLIC[kty]}}


def private_members(kty: str) -> frozenset[str]:
    """The names of the members of a key type that have to be kept secret."""
    if kty not in PRIVATE:
        raise NotSupported(f"no such key type here: {quoted(kty)}")
    return frozenset(PRIVATE[kty])


def is_private(jwk: Jwk) -> bool:
    """Whether a JWK of a known type holds a member that has to be kept secret."""
    return not private_members(_kty(jwk)).isdisjoint(jwk)


def public_key(jwk: Jwk) -> PublicKey:
    """The public key in an RSA, EC or OKP JWK, be it a public or a private one.

    Raises NotValid where a member is missing, not a string, not base64url, not in its only
    encoding (shortest for an integer, full length for a coordinate), or out of range.
    """
    build: Mapping[str, Callable[[Jwk], PublicKey]]
    build = {"RSA": _rsa_public, "EC": _ec_public, "OKP": _okp_public}
    return _built(jwk, build)


def private_key(jwk: Jwk) -> PrivateKey:
    """The private key in an RSA, EC or OKP JWK.

    An RSA key may have all its CRT members or none. Raises NotValid as `public_key` does, where
    a private member does not belong to the public ones, and for a key of more than two primes,
    which nobody may use who does not support it (RFC 7518 section 6.3.2.7).
    """
    build: Mapping[str, Callable[[Jwk], PrivateKey]]
    build = {"RSA": _rsa_private, "EC": _ec_private, "OKP": _okp_private}
    return _built(jwk, build)


def secret(jwk: Jwk) -> bytes:
    """The octets of an oct JWK (RFC 7518 section 6.4)."""
    kty = _kty(jwk)
    if kty != "oct":
        raise NotValid(f"a key of type {kty}, where a symmetric one is needed")
    return _octets(jwk, "k")


def consistent(jwk: Jwk) -> None:
    """Raise NotValid unless this is a whole private (or oct) key whose members fit together.

    RSA: p·q = n; d inverts e; dp, dq and qi follow from them. EC and OKP: d gives the point.
    """
    if _kty(jwk) == "oct":
        secret(jwk)
    else:
        private_key(jwk)


def _kty(jwk: Jwk) -> str:
    if not isinstance(jwk, Mapping):
        raise NotValid(f"a JWK is an object, not {quoted(jwk)}")
    kty = jwk.get("kty")
    if not isinstance(kty, str):
        raise NotValid("a JWK needs a kty that is a string (RFC 7517 section 4.1)")
    if kty not in PUBLIC:
        raise NotSupported(f"no such key type here: {quoted(kty)}")
    return kty


def _built(jwk: Jwk, builders: Mapping[str, Callable[[Jwk], _Key]]) -> _Key:
    kty = _kty(jwk)
    if kty not in builders:
        raise NotValid("a symmetric key, where an asymmetric one is needed")
    try:
        return builders[kty](jwk)
    except NotValid:
        raise
    except UnsupportedAlgorithm as error:
        raise NotSupported(f"no such {kty} key in this build of cryptography: {error}") from None
    except ValueError as error:
        raise NotValid(f"not an {kty} key: {error}") from None


def _octets(jwk: Jwk, name: str) -> bytes:
    if name not in jwk:
        raise NotValid(f"{jwk['kty']} key without {name}")
    try:
        return decode(jwk[name])
    except NotValid as fault:
        raise NotValid(f"{name}: {fault}") from None


def _fixed(jwk: Jwk, name: str, length: int) -> bytes:
    octets = _octets(jwk, name)
    if len(octets) != length:
        raise NotValid(f"{name} has {len(octets)} octets instead of {length}")
    return octets


def _integer(jwk: Jwk, name: str) -> int:
    _octets(jwk, name)
    try:
        return decode_integer(jwk[name])
    except NotValid as fault:
        raise NotValid(f"{name}: {fault}") from None


def _rsa_numbers(jwk: Jwk) -> rsa.RSAPublicNumbers:
    n, e = _integer(jwk, "n"), _integer(jwk, "e")
    if n.bit_length() > LARGEST_MODULUS:
        raise NotSupported(f"a modulus of over {LARGEST_MODULUS} bits")
    if n % 2 == 0:
        raise NotValid("n is even, so no product of two odd primes")
    if not 3 <= e < n or e % 2 == 0:
        raise NotValid("e is not an odd integer from 3 to n - 1 (RFC 8017 section 3.1)")
    return rsa.RSAPublicNumbers(e, n)


def _rsa_public(jwk: Jwk) -> rsa.RSAPublicKey:
    return _rsa_numbers(jwk).public_key()


def _rsa_private(jwk: Jwk) -> rsa.RSAPrivateKey:
    if "oth" in jwk:
        raise NotSupported("oth: a key of more than two primes (RFC 7518 section 6.3.2.7)")
    public = _rsa_numbers(jwk)
    d = _integer(jwk, "d")
    if not 1 < d < public.n:
        raise NotValid("d is not between 1 and n (RFC 8017 section 3.2)")
    given = [name for name in CRT if name in jwk]
    if given and len(given) < len(CRT):
        raise NotValid(f"{', '.join(given)} without the rest (RFC 7518 section 6.3.2)")
    p, q = (_integer(jwk, "p"), _integer(jwk, "q")) if given else _factors(public, d)
    if p * q != public.n or 1 in (p, q):
        raise NotValid("n is not the product of p and q")
    if d * public.e % (p - 1) != 1 or d * public.e % (q - 1) != 1:
        raise NotValid("d does not invert e (RFC 8017 section 3.2)")
    derived = {"dp": d % (p - 1), "dq": d % (q - 1), "qi": _inverse(q, p)}
    for name, value in derived.items():
        if given and _integer(jwk, name) != value:
            raise NotValid(f"{name} does not follow from p, q and d (RFC 8017 section 3.2)")
    return _tested(rsa.RSAPrivateNumbers(p=p, q=q, d=d, public_numbers=public, **_crt(derived)))


@lru_cache(maxsize=64)
def _tested(numbers: rsa.RSAPrivateNumbers) -> rsa.RSAPrivateKey:
    """Remembered: OpenSSL tests the primes, for a tenth of a second; a run repeats its keys."""
    return numbers.private_key()


def _crt(derived: Mapping[str, int]) -> dict[str, int]:
    return {"dmp1": derived["dp"], "dmq1": derived["dq"], "iqmp": derived["qi"]}


def _inverse(q: int, p: int) -> int:
    try:
        return pow(q, -1, p)
    except ValueError:
        raise NotValid("p and q have a factor in common") from None


def _factors(public: rsa.RSAPublicNumbers, d: int) -> tuple[int, int]:
    # Where d belongs to another n the search cannot end well: one exponentiation tells.
    if pow(2, public.e * d, public.n) != 2:
        raise NotValid("d does not invert e (RFC 8017 section 3.2)")
    try:
        return rsa.rsa_recover_prime_factors(public.n, public.e, d)
    except (ValueError, ZeroDivisionError, AssertionError):
        raise NotValid("n cannot be factored with d") from None


def _ec_curve(jwk: Jwk) -> EcCurve:
    name = jwk.get("crv")
    if isinstance(name, str) and name in curve.EC:
        return curve.EC[name]
    raise _no_such_curve(jwk)


def _okp_curve(jwk: Jwk) -> OkpCurve:
    name = jwk.get("crv")
    if isinstance(name, str) and name in curve.OKP:
        return curve.OKP[name]
    raise _no_such_curve(jwk)


def _no_such_curve(jwk: Jwk) -> NotValid:
    name = jwk.get("crv")
    if not isinstance(name, str):
        return NotValid(f"{jwk['kty']} key without a crv that is a string")
    return NotSupported(f"no such curve here for {jwk['kty']}: {quoted(name)}")


def _ec_public(jwk: Jwk) -> ec.EllipticCurvePublicKey:
    named = _ec_curve(jwk)
    x, y = (int.from_bytes(_fixed(jwk, name, named.octets), "big") for name in ("x", "y"))
    if x >= named.prime or y >= named.prime:
        raise NotValid("a coordinate is not below the prime of the curve's field")
    return ec.EllipticCurvePublicNumbers(x, y, named.curve).public_key()


def _ec_private(jwk: Jwk) -> ec.EllipticCurvePrivateKey:
    named = _ec_curve(jwk)
    public = _ec_public(jwk)
    d = int.from_bytes(_fixed(jwk, "d", named.octets), "big")
    if not 0 < d < named.order:
        raise NotValid("d is not between 0 and the order of the curve")
    private = ec.derive_private_key(d, named.curve)
    if private.public_key().public_numbers() != public.public_numbers():
        raise NotValid("d does not give the point x, y")
    return private


def _okp_public(jwk: Jwk) -> OkpPublic:
    named = _okp_curve(jwk)
    x = _fixed(jwk, "x", named.octets)
    if not curve.decodes(jwk["crv"], x):
        raise NotValid("x does not decode to a point (RFC 8032 section 5)")
    return named.public(x)


def _okp_private(jwk: Jwk) -> OkpPrivate:
    named = _okp_curve(jwk)
    _okp_public(jwk)
    private = named.private(_fixed(jwk, "d", named.octets))
    point = private.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    if point != _fixed(jwk, "x", named.octets):
        raise NotValid("d does not give x")
    return private
