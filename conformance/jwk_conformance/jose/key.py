"""From JWK to key: RFC 7518 section 6, RFC 8037 section 2, RFC 8812 section 3.1, RFC 9964.

A key that was read with `read_key` keeps all rules, and what it says of its use is heeded. A JWK
that comes as a mapping is the bare key: its type and the members that make it up, no more.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias, cast

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec, ed448, ed25519, rsa, x448, x25519
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from jwk_conformance.jose.document import read_object
from jwk_conformance.jose.enforce import enforce
from jwk_conformance.jose.error import NotSupported, NotValid, quoted
from jwk_conformance.rulebook import PRIVATE, PUBLIC, Key, Number, Object, Set, ml_dsa
from jwk_conformance.rulebook.curve import EC, OKP

Jwk: TypeAlias = Mapping[str, Any]
AnyKey: TypeAlias = Mapping[str, Any] | Key
OkpPublic: TypeAlias = (
    ed25519.Ed25519PublicKey | ed448.Ed448PublicKey | x25519.X25519PublicKey | x448.X448PublicKey
)
OkpPrivate: TypeAlias = (
    ed25519.Ed25519PrivateKey
    | ed448.Ed448PrivateKey
    | x25519.X25519PrivateKey
    | x448.X448PrivateKey
)
PublicKey: TypeAlias = rsa.RSAPublicKey | ec.EllipticCurvePublicKey | OkpPublic
PrivateKey: TypeAlias = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey | OkpPrivate

CRT = ("p", "q", "dp", "dq", "qi")
AES = (16, 24, 32)
"""Octets of an AES key."""

_OKP_PUBLIC: dict[str, Callable[[bytes], OkpPublic]] = {
    "Ed25519": ed25519.Ed25519PublicKey.from_public_bytes,
    "Ed448": ed448.Ed448PublicKey.from_public_bytes,
    "X25519": x25519.X25519PublicKey.from_public_bytes,
    "X448": x448.X448PublicKey.from_public_bytes,
}
_OKP_PRIVATE: dict[str, Callable[[bytes], OkpPrivate]] = {
    "Ed25519": ed25519.Ed25519PrivateKey.from_private_bytes,
    "Ed448": ed448.Ed448PrivateKey.from_private_bytes,
    "X25519": x25519.X25519PrivateKey.from_private_bytes,
    "X448": x448.X448PrivateKey.from_private_bytes,
}
_ALIASES = {
    "p256": "P-256",
    "secp256r1": "P-256",
    "prime256v1": "P-256",
    "p384": "P-384",
    "secp384r1": "P-384",
    "p521": "P-521",
    "secp521r1": "P-521",
    "p256k": "secp256k1",
}


@dataclass(frozen=True)
class KeySet:
    """The keys of a JWK Set that can be used; the others are ignored (RFC 7517 section 5)."""

    keys: tuple[Key, ...]

    def find(self, kid: str) -> Key | None:
        """The first key with this kid."""
        return next((key for key in self.keys if key.string("kid") == kid), None)

    def candidates(self, kid: str | None) -> Iterable[Key]:
        """The keys that a token with this kid may be for; all where it names none."""
        return [key for key in self.keys if kid is None or key.string("kid") == kid]


def read_key(text: str | bytes) -> Key:
    """The key in the text of a JWK. Raises NotValid; NotSupported for an unknown key type."""
    return _examined(Key(read_object(text)))


def read_set(text: str | bytes) -> KeySet:
    """The set in the text of a JWK Set. Raises NotValid where it is none."""
    keys = Set(read_object(text))
    enforce(keys)
    return KeySet(tuple(_usable(keys)))


def _usable(keys: Set) -> Iterable[Key]:
    for key in keys.keys:
        try:
            yield _examined(key)
        except NotValid:
            continue


def _examined(key: Key) -> Key:
    enforce(key)
    return meant(key)


def meant(key: Key) -> Key:
    """The key with its type and curve as they are meant. Raises NotSupported for unknown ones."""
    kty = kind(key)
    found = key if kty == key.kty else Key(Object({**key.members, "kty": kty}), key.at)
    if kty in ("EC", "OKP") and curve(found) != key.crv:
        return Key(Object({**found.members, "crv": curve(found)}), key.at)
    if kty == "AKP":
        pair_algorithm(found)
    return found


def material(jwk: AnyKey, *, private: bool) -> Key:
    """The bare key in a mapping; a key that has been read is taken as it is."""
    if isinstance(jwk, Key):
        return jwk
    if not isinstance(jwk, Mapping):
        raise NotValid(f"a JWK is an object, not {quoted(jwk)}")
    kty = jwk.get("kty")
    known = kty if isinstance(kty, str) else ""
    names = [
        "kty",
        *PUBLIC.get(known, ()),
        *(PRIVATE.get(known, ()) if private or known == "oct" else ()),
    ]
    key = Key(Object((name, jwk[name]) for name in names if name in jwk))
    return _examined(key)


def kind(key: Key) -> str:
    """The key type: as named, as meant, or as the members show. Raises NotSupported."""
    named = key.members.get("kty")
    if key.kty:
        return key.kty
    if isinstance(named, str):
        for known in PUBLIC:
            if named.strip().lower() == known.lower():
                return known
        raise NotSupported(f"no such key type here: {quoted(named)}")
    shown = (("n", "RSA"), ("y", "EC"), ("x", "OKP"), ("k", "oct"), ("pub", "AKP"))
    for member, kty in shown:
        if member in key.members:
            return kty
    raise NotValid("a JWK needs a kty that is a string (RFC 7517 section 4.1)")


def curve(key: Key) -> str:
    """The curve: as named, as meant, or as long as x. Raises NotSupported."""
    named: Mapping[str, Any] = EC if kind(key) == "EC" else OKP
    if key.crv in named:
        return key.crv
    spelt = key.crv.strip().lower()
    for known in named:
        if spelt in (known.lower(), known.lower().replace("-", "")):
            return known
    if _ALIASES.get(spelt, "") in named:
        return _ALIASES[spelt]
    if "crv" not in key.members:
        for known, one in named.items():
            if len(key.octets("x") or b"") == one.octets:
                return known
    raise NotSupported(f"no such curve here for {kind(key)}: {quoted(key.crv)}")


def pair_algorithm(key: Key) -> str:
    """The algorithm of an AKP key: as named, or as long as pub. Raises NotSupported."""
    named, octets = key.members.get("alg"), key.octets("pub") or b""
    if isinstance(named, str) and named in ml_dsa.ML_DSA:
        return named
    if "alg" not in key.members:
        for known, sizes in ml_dsa.ML_DSA.items():
            if len(octets) == sizes.public:
                return known
    raise NotSupported(f"no such algorithm here for AKP: {quoted(named)}")


def integer(key: Key, name: str) -> int | None:
    """A member as an integer, be it written in base64url or as a JSON number."""
    value = key.members.get(name)
    if isinstance(value, Number):
        return value.integer
    if isinstance(value, str) and key.integer(name) is None:
        raise NotSupported(f"{name} of over 16384 bits")
    return key.integer(name)


def fitted(octets: bytes, length: int) -> bytes:
    """Octets cut or filled up to a length."""
    return octets[:length].ljust(length, b"\0")


def aes_key(octets: bytes, length: int) -> bytes:
    """Octets that AES takes for a key: as they are if it does, otherwise made to fit."""
    return octets if len(octets) in AES else fitted(octets, length)


def public_members(jwk: AnyKey) -> dict[str, Any]:
    """The JWK's `kty` and public members, and nothing else: the bare public key.

    Raises NotValid where one is missing; an oct key has no public part.
    """
    key = material(jwk, private=False)
    if kind(key) == "oct":
        raise NotValid("a symmetric key has no public part")
    names = ("kty", *PUBLIC[kind(key)])
    return {name: key.members[name] for name in names if name in key.members}


def private_members(kty: str) -> frozenset[str]:
    """The names of the members of a key type that have to be kept secret."""
    if kty not in PRIVATE:
        raise NotSupported(f"no such key type here: {quoted(kty)}")
    return frozenset(PRIVATE[kty])


def is_private(jwk: AnyKey) -> bool:
    """Whether a JWK of a known type holds a member that has to be kept secret."""
    key = material(jwk, private=True)
    return not private_members(kind(key)).isdisjoint(key.members)


def secret(jwk: AnyKey) -> bytes:
    """The octets of an oct JWK (RFC 7518 section 6.4)."""
    key = material(jwk, private=True)
    if kind(key) != "oct":
        raise NotValid("a key of another type, where a symmetric one is needed (RFC 7518 6.4)")
    return shared_octets(key)


def shared_octets(key: Key) -> bytes:
    """What serves as a secret: the octets of an oct key, the public key of another as PEM.

    The latter is what a reader uses that does not look at the key type.
    """
    if kind(key) == "oct":
        value = key.members.get("k", "")
        return value.raw.encode() if isinstance(value, Number) else key.octets("k") or b""
    return public_key(key).public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


def public_key(jwk: AnyKey) -> PublicKey:
    """The public key in an RSA, EC or OKP JWK, be it a public or a private one.

    Raises NotValid where it breaks a rule, NotSupported where it is of another kind.
    """
    key = material(jwk, private=False)
    try:
        match kind(key):
            case "RSA":
                return rsa_numbers(key).public_key()
            case "EC":
                return _ec_public(key)
            case "OKP":
                named = curve(key)
                octets = key.octets("x") or b""
                return _OKP_PUBLIC[named](fitted(octets, OKP[named].octets))
            case "AKP":
                alg = pair_algorithm(key)
                octets = fitted(key.octets("pub") or b"", ml_dsa.ML_DSA[alg].public)
                return cast(PublicKey, ml_dsa.public_key(alg, octets))
    except UnsupportedAlgorithm as error:
        raise NotSupported(f"no such key in this build of cryptography: {error}") from None
    except ValueError as error:
        raise _refused(error) from None
    raise NotValid("a symmetric key, where an asymmetric one is needed")


def private_key(jwk: AnyKey) -> PrivateKey:
    """The private key in an RSA, EC or OKP JWK; raises as `public_key` does."""
    key = material(jwk, private=True)
    try:
        match kind(key):
            case "RSA":
                return _rsa_private(key).private_key(unsafe_skip_rsa_key_validation=True)
            case "EC":
                named = EC[curve(key)]
                return ec.derive_private_key(_needed(key, "d") % named.order, named.curve)
            case "OKP":
                crv = curve(key)
                if "d" not in key.members:
                    raise NotValid("an OKP key without d (RFC 8037 section 2)")
                return _OKP_PRIVATE[crv](fitted(key.octets("d") or b"", OKP[crv].octets))
            case "AKP":
                if "priv" not in key.members:
                    raise NotValid("an AKP key without priv (RFC 9964 section 3)")
                seed = fitted(key.octets("priv") or b"", ml_dsa.SEED)
                return cast(PrivateKey, ml_dsa.private_key(pair_algorithm(key), seed))
    except UnsupportedAlgorithm as error:
        raise NotSupported(f"no such key in this build of cryptography: {error}") from None
    except ValueError as error:
        raise _refused(error) from None
    raise NotValid("a symmetric key, where an asymmetric one is needed")


def _refused(error: ValueError) -> NotValid:
    return error if isinstance(error, NotValid) else NotValid(f"not a key: {error}")


def consistent(jwk: AnyKey) -> None:
    """Raise NotValid unless this is a whole private (or oct) key whose members fit together.

    Beyond the rules, OpenSSL tests the primes of an RSA key, for a tenth of a second.
    """
    key = material(jwk, private=True)
    if kind(key) == "oct":
        secret(key)
    elif kind(key) == "RSA":
        try:
            _rsa_private(key).private_key()
        except ValueError as error:
            raise _refused(error) from None
    else:
        private_key(key)


def _needed(key: Key, name: str) -> int:
    value = integer(key, name)
    if value is None:
        raise NotValid(f"{kind(key)} key without {name} (RFC 7518 section 6)")
    return value


def rsa_numbers(key: Key) -> rsa.RSAPublicNumbers:
    """The public numbers; e of a key that has none is the usual one."""
    n = integer(key, "n")
    if n is None:
        n = _needed(key, "p") * _needed(key, "q")
    e = integer(key, "e")
    return rsa.RSAPublicNumbers(65537 if e is None else e, n)


def _rsa_private(key: Key) -> rsa.RSAPrivateNumbers:
    public = rsa_numbers(key)
    d, p, q = (integer(key, name) for name in ("d", "p", "q"))
    dp, dq, qi = (integer(key, name) for name in ("dp", "dq", "qi"))
    if p is None or q is None or (d is not None and p * q != public.n and "oth" not in key.members):
        p, q = _factors(public, _needed(key, "d"))
        dp = dq = qi = None
    if d is None:
        d = pow(public.e, -1, (p - 1) * (q - 1))
    d = d % max(1, (p - 1) * (q - 1)) or d
    return rsa.RSAPrivateNumbers(
        p,
        q,
        d,
        d % (p - 1) if dp is None else dp,
        d % (q - 1) if dq is None else dq,
        pow(q, -1, p) if qi is None else qi,
        public,
    )


def _factors(public: rsa.RSAPublicNumbers, d: int) -> tuple[int, int]:
    # Where d belongs to another n the search cannot end well: one exponentiation tells.
    if pow(2, public.e * d, public.n) != 2:
        raise NotValid("d does not invert e (RFC 8017 section 3.2)")
    try:
        return rsa.rsa_recover_prime_factors(public.n, public.e, d)
    except (ValueError, ZeroDivisionError, AssertionError):
        raise NotValid("n cannot be factored with d") from None


def _ec_public(key: Key) -> ec.EllipticCurvePublicKey:
    named = EC[curve(key)]
    x, y, d = (integer(key, name) for name in ("x", "y", "d"))
    if d is not None and (x is None or y is None):
        return ec.derive_private_key(d % named.order, named.curve).public_key()
    if x is None:
        raise NotValid("an EC key without x (RFC 7518 section 6.2.1.2)")
    x %= named.prime
    if y is None:
        octets = b"\2" + x.to_bytes(named.octets, "big")
        return ec.EllipticCurvePublicKey.from_encoded_point(named.curve, octets)
    return ec.EllipticCurvePublicNumbers(x, y % named.prime, named.curve).public_key()
