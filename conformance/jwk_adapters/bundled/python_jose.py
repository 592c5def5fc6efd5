"""Python-jose: python-jose.readthedocs.io, on either of its backends.

Its jws and jwe functions take a JWK or a JWK Set as a document and read it at each call.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from jose import backends, jwk
from jose import jwe as encryption
from jose import jws as signature
from jose import jwt as token
from jose.constants import ALGORITHMS
from jose.exceptions import JOSEError

from jwk_adapters.adapter import Adapter, Encrypted, Opened, Signer, Unsupported
from jwk_adapters.snippets.python_jose import SNIPPETS

USUAL = {"RSA": "RS256", "oct": "HS256", "P-256": "ES256", "P-384": "ES384", "P-521": "ES512"}
"""Kty or crv → the algorithm a user gives to jwk.construct for a JWK that names none."""
ENCRYPTS = backends.AESKey is not None  # the cryptography backend alone has AES
SIGNING = ALGORITHMS.HMAC | ALGORITHMS.RSA_DS | ALGORITHMS.EC_DS


class Key(NamedTuple):
    document: Any
    made: Any


class PythonJose(Adapter):
    distribution = "python-jose"
    backends = ("cryptography", "rsa", "ecdsa", "pyasn1")
    lazy = True
    documented_errors = (JOSEError,)
    kty = ("RSA", "EC", "oct")
    crv = ("P-256", "P-384", "P-521")
    alg = tuple(sorted(SIGNING | ALGORITHMS.RSA_KW if ENCRYPTS else SIGNING))
    enc = tuple(sorted(ALGORITHMS.AES_JWE_ENC)) if ENCRYPTS else ()
    features = ("zip",) if ENCRYPTS else ()
    exceptions = (
        {"operation": "jwk.to_pem", "kty": "oct"},
        # JWE takes its symmetric keys as octets; construct() reads no JWK of them
        {"operation": "jwk.import", "kty": "oct", "enc": "A256GCM"},
        {"operation": "jwk.export", "kty": "oct", "enc": "A256GCM"},
    )
    snippets = SNIPPETS

    def jwk_import(self, key: Any) -> Any:
        kind = key.get("crv") if key.get("kty") == "EC" else key.get("kty")
        usual = USUAL.get(kind) if isinstance(kind, str) else None
        return Key(key, jwk.construct(key, key.get("alg") or usual))

    def jwk_public(self, key: Any) -> Mapping[str, Any] | str:
        return _had(key.made.public_key).to_dict()

    def jwk_private(self, key: Any) -> Mapping[str, Any] | str:
        return key.made.to_dict()

    def jwk_public_pem(self, key: Any) -> str:
        return _had(key.made.public_key).to_pem().decode()

    def jwk_private_pem(self, key: Any) -> str:
        return _had(key.made.to_pem).decode()

    def jwks_import(self, set: Any) -> Any:
        return Key(set, None)

    def jws_sign(self, payload: bytes, signers: Sequence[Signer], serialisation: str) -> str:
        (by,) = signers
        alg = by.protected.get("alg")
        return signature.sign(payload, by.key.document, headers=by.protected, algorithm=alg)

    def jws_verify(self, key: Any, jws: str, algorithms: Any, detached: Any) -> Opened:
        if detached is not None:
            raise Unsupported("detached content")
        payload = signature.verify(jws, key.document, list(algorithms))
        return Opened(payload, signature.get_unverified_header(jws))

    def jws_verify_with_set(self, set: Any, jws: str, algorithms: Any, detached: Any) -> Opened:
        return self.jws_verify(set, jws, algorithms, detached)

    def jwe_encrypt(self, what: Encrypted, recipients: Sequence[Signer], serialisation: str) -> str:
        (to,) = recipients
        names = {"alg": "algorithm", "enc": "encryption", "zip": "zip", "cty": "cty", "kid": "kid"}
        if not what.protected.keys() <= names.keys():
            raise Unsupported("a header parameter that jwe.encrypt has no argument for")
        given = {names[name]: value for name, value in what.protected.items()}
        return encryption.encrypt(what.plaintext, to.key.document, **given).decode()

    def jwe_decrypt(self, key: Any, jwe: str, algorithms: Sequence[str]) -> Opened:
        plaintext = encryption.decrypt(jwe, key.document)
        if plaintext is None:  # how it answers where the key does not fit
            raise ValueError("jwe.decrypt returned None")
        return Opened(plaintext, encryption.get_unverified_header(jwe))

    def jwt_sign(self, key: Any, claims: dict[str, Any], header: dict[str, Any]) -> str:
        return token.encode(claims, key.document, algorithm=header.get("alg"), headers=header)

    def jwt_verify(self, key: Any, jwt: str, algorithms: Any, expected: Any) -> Mapping[str, Any]:
        names = {"iss": "issuer", "aud": "audience"}
        wanted = {names[name]: value for name, value in expected.items()}
        return token.decode(jwt, key.document, list(algorithms), **wanted)


def _had(method: Any) -> Any:
    """What a method of a key gives; kinds of key that lack it say so by NotImplementedError."""
    try:
        return method()
    except NotImplementedError:
        raise Unsupported(f"this kind of key has no {method.__name__}") from None
