"""Signatures and MACs over given octets: RFC 7518 section 3, RFC 8037 section 3.1, RFC 8812.

Also Ed25519 and Ed448 as algorithm names of their own, each of which fixes the curve.
"""

from __future__ import annotations

import hashlib
import hmac

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed448, ed25519, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

from jwk_conformance.jose import curve
from jwk_conformance.jose.error import NotSupported, NotValid, quoted
from jwk_conformance.jose.key import Jwk, private_key, public_key, secret

HMAC = {"HS256": hashlib.sha256, "HS384": hashlib.sha384, "HS512": hashlib.sha512}
PKCS1 = {"RS256": hashes.SHA256(), "RS384": hashes.SHA384(), "RS512": hashes.SHA512()}
PSS = {"PS256": hashes.SHA256(), "PS384": hashes.SHA384(), "PS512": hashes.SHA512()}
ECDSA = {
    "ES256": ("P-256", hashes.SHA256()),
    "ES384": ("P-384", hashes.SHA384()),
    "ES512": ("P-521", hashes.SHA512()),
    "ES256K": ("secp256k1", hashes.SHA256()),
}
EDDSA = {"EdDSA": ("Ed25519", "Ed448"), "Ed25519": ("Ed25519",), "Ed448": ("Ed448",)}

ALGORITHMS = frozenset({*HMAC, *PKCS1, *PSS, *ECDSA, *EDDSA})
"""Every signature algorithm that is checked here; `none` is not one."""

DETERMINISTIC = frozenset({*HMAC, *PKCS1, *EDDSA})
"""Those whose output follows from key and input alone."""

SMALLEST_MODULUS = 2048
"""Bits that RFC 7518 sections 3.3, 3.5, 4.2 and 4.3 ask of a key that is used."""

EddsaPublic = (ed25519.Ed25519PublicKey, ed448.Ed448PublicKey)
EddsaPrivate = (ed25519.Ed25519PrivateKey, ed448.Ed448PrivateKey)


def check(alg: str, key: Jwk, signing_input: bytes, signature: bytes) -> None:
    """Raise NotValid unless the signature or MAC over the input holds under this key."""
    try:
        if alg in HMAC:
            if not hmac.compare_digest(_mac(alg, key, signing_input), signature):
                raise InvalidSignature
        elif alg in PKCS1:
            scheme, sha = padding.PKCS1v15(), PKCS1[alg]
            _rsa_public(key).verify(signature, signing_input, scheme, sha)
        elif alg in PSS:
            sha = PSS[alg]
            pss = padding.PSS(padding.MGF1(sha), salt_length=sha.digest_size)
            public = _rsa_public(key)
            if len(signature) != (public.key_size + 7) // 8:  # OpenSSL takes a shorter one
                raise InvalidSignature
            public.verify(signature, signing_input, pss, sha)
        elif alg in ECDSA:
            _check_ecdsa(alg, key, signing_input, signature)
        elif alg in EDDSA:
            _eddsa_public(alg, key).verify(signature, signing_input)
        else:
            raise _unknown(alg)
    except InvalidSignature:
        raise NotValid(f"the {alg} signature does not hold under this key") from None
    except UnsupportedAlgorithm as error:
        raise NotSupported(f"no {alg} in this build of cryptography: {error}") from None


def make(alg: str, key: Jwk, signing_input: bytes) -> bytes:
    """The one signature or MAC that a deterministic algorithm gives with this key.

    Raises NotValid where the key does not fit, NotSupported for an algorithm that draws random
    numbers.
    """
    try:
        if alg in HMAC:
            return _mac(alg, key, signing_input)
        if alg in PKCS1:
            return _rsa_private(key).sign(signing_input, padding.PKCS1v15(), PKCS1[alg])
        if alg in EDDSA:
            return _eddsa_private(alg, key).sign(signing_input)
    except UnsupportedAlgorithm as error:
        raise NotSupported(f"no {alg} in this build of cryptography: {error}") from None
    if alg in ALGORITHMS:
        raise NotSupported(f"{alg} gives another signature each time")
    raise _unknown(alg)


def _unknown(alg: str) -> NotSupported:
    return NotSupported(f"no such signature algorithm here: {quoted(alg)}")


def _mac(alg: str, key: Jwk, signing_input: bytes) -> bytes:
    octets, sha = secret(key), HMAC[alg]
    if len(octets) < sha().digest_size:
        raise NotValid("the key is shorter than the hash output (RFC 7518 section 3.2)")
    return hmac.new(octets, signing_input, sha).digest()


def _rsa_public(jwk: Jwk) -> rsa.RSAPublicKey:
    key = public_key(jwk)
    if not isinstance(key, rsa.RSAPublicKey):
        raise NotValid(f"an RSA algorithm with a key of type {jwk['kty']}")
    check_modulus(key)
    return key


def _rsa_private(jwk: Jwk) -> rsa.RSAPrivateKey:
    key = private_key(jwk)
    if not isinstance(key, rsa.RSAPrivateKey):
        raise NotValid(f"an RSA algorithm with a key of type {jwk['kty']}")
    check_modulus(key)
    return key


def check_modulus(key: rsa.RSAPublicKey | rsa.RSAPrivateKey) -> None:
    """Raise NotValid for an RSA key that is too small to be used with any algorithm."""
    if key.key_size < SMALLEST_MODULUS:
        raise NotValid(f"an RSA key of {key.key_size} bits, below {SMALLEST_MODULUS} (RFC 7518)")


def _check_ecdsa(alg: str, jwk: Jwk, signing_input: bytes, signature: bytes) -> None:
    crv, sha = ECDSA[alg]
    key = public_key(jwk)
    if not isinstance(key, ec.EllipticCurvePublicKey) or jwk["crv"] != crv:
        raise NotValid(f"{alg} goes with {crv} only")
    octets = curve.EC[crv].octets
    if len(signature) != 2 * octets:
        raise NotValid(f"a signature of {len(signature)} octets instead of {2 * octets}")
    r, s = (int.from_bytes(half, "big") for half in (signature[:octets], signature[octets:]))
    key.verify(encode_dss_signature(r, s), signing_input, ec.ECDSA(sha))


def _eddsa_public(alg: str, jwk: Jwk) -> ed25519.Ed25519PublicKey | ed448.Ed448PublicKey:
    key = public_key(jwk)
    if not isinstance(key, EddsaPublic) or jwk["crv"] not in EDDSA[alg]:
        raise NotValid(f"{alg} goes with {' or '.join(EDDSA[alg])} only")
    return key


def _eddsa_private(alg: str, jwk: Jwk) -> ed25519.Ed25519PrivateKey | ed448.Ed448PrivateKey:
    key = private_key(jwk)
    if not isinstance(key, EddsaPrivate) or jwk["crv"] not in EDDSA[alg]:
        raise NotValid(f"{alg} goes with {' or '.join(EDDSA[alg])} only")
    return key
