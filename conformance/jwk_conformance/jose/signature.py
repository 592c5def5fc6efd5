"""Signatures and MACs over given octets: RFC 7518 section 3, RFC 8037 section 3.1, RFC 8812.

Also Ed25519 and Ed448 as algorithm names of their own, each of which fixes the curve (RFC 9864),
and ML-DSA (RFC 9964).
"""

from __future__ import annotations

import hashlib
import hmac

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed448, ed25519, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import (
    decode_dss_signature,
    encode_dss_signature,
)

from jwk_conformance.jose.enforce import enforce
from jwk_conformance.jose.error import NotSupported, NotValid, quoted
from jwk_conformance.jose.key import (
    AnyKey,
    curve,
    fitted,
    kind,
    material,
    pair_algorithm,
    private_key,
    public_key,
    rsa_numbers,
    shared_octets,
)
from jwk_conformance.rulebook import Key, ml_dsa
from jwk_conformance.rulebook.curve import EC, OKP
from jwk_conformance.rulebook.ml_dsa import ML_DSA
from jwk_conformance.rulebook.use import Intent, Operation, Use
from jwk_conformance.rulebook.value import (
    EDWARDS,
    ORDERS,
    SaltLength,
    SignatureValue,
    VerifiedSignature,
)

HMAC = {"HS256": hashlib.sha256, "HS384": hashlib.sha384, "HS512": hashlib.sha512}
PKCS1 = {"RS256": hashes.SHA256(), "RS384": hashes.SHA384(), "RS512": hashes.SHA512()}
PSS = {"PS256": hashes.SHA256(), "PS384": hashes.SHA384(), "PS512": hashes.SHA512()}
ECDSA = {
    "ES256": hashes.SHA256(),
    "ES384": hashes.SHA384(),
    "ES512": hashes.SHA512(),
    "ES256K": hashes.SHA256(),
}
EDDSA = frozenset({"EdDSA", "Ed25519", "Ed448"})

_DIGEST_INFO = {
    "RS256": ("3031300d060960864801650304020105000420", "sha256"),
    "RS384": ("3041300d060960864801650304020205000430", "sha384"),
    "RS512": ("3051300d060960864801650304020305000440", "sha512"),
}
"""What stands before the digest (RFC 8017 section 9.2), and the name of its hash."""

ALGORITHMS = frozenset({*HMAC, *PKCS1, *PSS, *ECDSA, *EDDSA, *ML_DSA})
"""Every signature algorithm that is known here; `none` is not one."""


def check(alg: str, jwk: AnyKey, signing_input: bytes, signature: bytes) -> None:
    """Raise NotValid unless the signature or MAC over the input holds under this key."""
    key = _ready(alg, jwk, "verify")
    n = rsa_numbers(key).n if kind(key) == "RSA" and alg in {*PKCS1, *PSS} else 0
    enforce(SignatureValue(alg, signature, key.crv, n))
    try:
        holds = _holds(alg, key, signing_input, signature)
    except (InvalidSignature, ValueError):
        holds = False
    except UnsupportedAlgorithm as error:
        raise NotSupported(f"no {alg} in this build of cryptography: {error}") from None
    enforce(VerifiedSignature(alg, holds))
    if holds and alg in PSS:
        enforce(SaltLength(alg, _salt_length(alg, key, signing_input, signature)))


def make(alg: str, jwk: AnyKey, signing_input: bytes) -> bytes:
    """A signature or MAC with this key. Raises NotValid where the key does not fit.

    ECDSA draws no random number (RFC 6979): the same input is signed the same way twice.
    """
    key = _ready(alg, jwk, "sign")
    try:
        return _made(alg, key, signing_input)
    except UnsupportedAlgorithm as error:
        raise NotSupported(f"no {alg} in this build of cryptography: {error}") from None
    except ValueError as error:
        raise error if isinstance(error, NotValid) else NotValid(f"cannot sign: {error}") from None


def _ready(alg: str, jwk: AnyKey, operation: Operation) -> Key:
    if alg not in ALGORITHMS:
        raise NotSupported(f"no such signature algorithm here: {quoted(alg)}")
    key = material(jwk, private=operation == "sign" or alg in HMAC)
    enforce(Use(key, alg, operation))
    if isinstance(jwk, Key):
        enforce(Intent(key, alg, operation))
    return key


def _holds(alg: str, key: Key, signing_input: bytes, signature: bytes) -> bool:
    """Whether a signature holds, whatever its length: halves of any length, MACs cut."""
    if alg in HMAC:
        mac = hmac.new(shared_octets(key), signing_input, HMAC[alg]).digest()
        return hmac.compare_digest(mac[: len(signature)], signature)
    if alg in EDDSA:
        _verify_eddsa(key, signing_input, signature)
        return True
    if alg in ML_DSA:
        if kind(key) != "AKP" or pair_algorithm(key) != alg:
            return False
        octets = fitted(key.octets("pub") or b"", ML_DSA[alg].public)
        ml_dsa.public_key(alg, octets).verify(
            fitted(signature, ML_DSA[alg].signature), signing_input
        )
        return True
    if alg in PKCS1 and kind(key) == "RSA" and _is_no_key(rsa_numbers(key)):
        return _opens_to(rsa_numbers(key), alg, signing_input, signature)
    public = public_key(key)
    if isinstance(public, rsa.RSAPublicKey) and alg not in ECDSA:
        value = int.from_bytes(signature, "big") % public.public_numbers().n
        octets = value.to_bytes((public.key_size + 7) // 8, "big")
        if alg in PKCS1:
            public.verify(octets, signing_input, padding.PKCS1v15(), PKCS1[alg])
        else:
            pss = padding.PSS(padding.MGF1(PSS[alg]), padding.PSS.AUTO)
            public.verify(octets, signing_input, pss, PSS[alg])
    elif isinstance(public, ec.EllipticCurvePublicKey) and alg in ECDSA:
        order, half = EC[curve(key)].order, len(signature) // 2
        halves = (signature[:half], signature[half:])
        r, s = (int.from_bytes(one, "big") % order for one in halves)
        public.verify(encode_dss_signature(r, s), signing_input, ec.ECDSA(ECDSA[alg]))
    else:
        return False
    return True


def _is_no_key(numbers: rsa.RSAPublicNumbers) -> bool:
    """Whether OpenSSL refuses to compute with it: for its exponent, or an even modulus."""
    return numbers.e < 3 or numbers.e % 2 == 0 or (numbers.n > 0 and numbers.n % 2 == 0)


def _opens_to(
    numbers: rsa.RSAPublicNumbers, alg: str, signing_input: bytes, signature: bytes
) -> bool:
    """RSASSA-PKCS1-v1_5 by hand (RFC 8017 section 8.2.2), for keys that OpenSSL refuses."""
    prefix, sha = _DIGEST_INFO[alg]
    info = bytes.fromhex(prefix) + hashlib.new(sha, signing_input).digest()
    length = (numbers.n.bit_length() + 7) // 8
    encoded = b"\0\1" + b"\xff" * (length - len(info) - 3) + b"\0" + info
    if len(encoded) != length:
        return False
    opened = pow(int.from_bytes(signature, "big"), numbers.e, numbers.n)
    return opened == int.from_bytes(encoded, "big")


def _salt_length(alg: str, key: Key, signing_input: bytes, signature: bytes) -> int:
    """The length with which it holds: that of the hash is tried first."""
    public, sha = public_key(key), PSS[alg]
    assert isinstance(public, rsa.RSAPublicKey)
    lengths: tuple[int, ...] = (sha.digest_size, *range(public.key_size // 8))
    for length in lengths:
        try:
            pss = padding.PSS(padding.MGF1(sha), length)
            public.verify(signature, signing_input, pss, sha)
        except (InvalidSignature, ValueError):
            continue
        return length
    return -1


def _edwards(key: Key) -> str:
    """The curve to sign on; for a key that is for agreement, the one of its size."""
    return {"X25519": "Ed25519", "X448": "Ed448"}.get(curve(key), curve(key))


def _verify_eddsa(key: Key, signing_input: bytes, signature: bytes) -> None:
    if kind(key) != "OKP":
        raise InvalidSignature
    crv = _edwards(key)
    x = fitted(key.octets("x") or b"", OKP[crv].octets)
    octets = fitted(signature, EDWARDS[crv])
    half = len(octets) // 2
    s = int.from_bytes(octets[half:], "little") % ORDERS[crv]
    reduced = octets[:half] + s.to_bytes(half, "little")
    if crv == "Ed25519":
        ed25519.Ed25519PublicKey.from_public_bytes(x).verify(reduced, signing_input)
    else:
        ed448.Ed448PublicKey.from_public_bytes(x).verify(reduced, signing_input)


def _made(alg: str, key: Key, signing_input: bytes) -> bytes:
    if alg in HMAC:
        return hmac.new(shared_octets(key), signing_input, HMAC[alg]).digest()
    if alg in EDDSA:
        return _made_by_eddsa(key, signing_input)
    if alg in ML_DSA:
        return _made_by_ml_dsa(alg, key, signing_input)
    private = private_key(key)
    if isinstance(private, rsa.RSAPrivateKey) and alg in PKCS1:
        return private.sign(signing_input, padding.PKCS1v15(), PKCS1[alg])
    if isinstance(private, rsa.RSAPrivateKey) and alg in PSS:
        sha = PSS[alg]
        return private.sign(signing_input, padding.PSS(padding.MGF1(sha), sha.digest_size), sha)
    if isinstance(private, ec.EllipticCurvePrivateKey) and alg in ECDSA:
        der = private.sign(signing_input, ec.ECDSA(ECDSA[alg], deterministic_signing=True))
        octets = EC[curve(key)].octets
        return b"".join(half.to_bytes(octets, "big") for half in decode_dss_signature(der))
    raise NotValid(f"{alg} with a key of type {kind(key)} (RFC 7518 section 3.1)")


def _made_by_ml_dsa(alg: str, key: Key, signing_input: bytes) -> bytes:
    if kind(key) != "AKP" or "priv" not in key.members or pair_algorithm(key) != alg:
        raise NotValid(f"no private key for {alg} (RFC 9964 section 5)")
    seed = fitted(key.octets("priv") or b"", ml_dsa.SEED)
    made: bytes = ml_dsa.private_key(alg, seed).sign(signing_input)
    return made


def _made_by_eddsa(key: Key, signing_input: bytes) -> bytes:
    if kind(key) != "OKP" or "d" not in key.members:
        raise NotValid("no private key on Ed25519 or Ed448 (RFC 8037 section 3.1)")
    crv = _edwards(key)
    d = fitted(key.octets("d") or b"", OKP[crv].octets)
    if crv == "Ed25519":
        return ed25519.Ed25519PrivateKey.from_private_bytes(d).sign(signing_input)
    return ed448.Ed448PrivateKey.from_private_bytes(d).sign(signing_input)
