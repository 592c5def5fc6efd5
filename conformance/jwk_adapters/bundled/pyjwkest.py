"""Pyjwkest: pyjwkest.readthedocs.io, chapters on JWK, JWS and JWE; no longer maintained."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from jwkest import JWKESTException
from jwkest.jwe import JWE, SUPPORTED
from jwkest.jwk import KEYS, RSAKey, import_rsa_key, keyrep
from jwkest.jws import JWS, SIGNER_ALGS

from jwk_adapters import base64url
from jwk_adapters.adapter import Adapter, Encrypted, Opened, Signer, Unsupported
from jwk_adapters.snippets.pyjwkest import SNIPPETS

HASHES = {"sha-256": "SHA-256", "sha-384": "SHA-384", "sha-512": "SHA-512"}


class Pyjwkest(Adapter):
    distribution = "pyjwkest"
    backends = ("pycryptodomex",)
    documented_errors = (JWKESTException,)
    kty = ("RSA", "EC", "oct")
    crv = ("P-256", "P-384", "P-521")
    alg = (*(name for name in SIGNER_ALGS if name != "none"), *SUPPORTED["alg"])
    enc = tuple(SUPPORTED["enc"])
    serialisations = ("compact", "flattened", "general")
    features = ("many-signers", "unprotected")
    exceptions = (
        {"operation": "jwe.encrypt", "serialisation": "flattened"},
        {"operation": "jwe.encrypt", "serialisation": "general"},
        {"operation": "jwe.decrypt", "serialisation": "flattened"},
        {"operation": "jwe.decrypt", "serialisation": "general"},
        {"operation": "jwk.from_pem", "kty": "EC"},
    )
    snippets = SNIPPETS

    def jwk_import(self, key: Any) -> Any:
        return keyrep(key)

    def jwk_public(self, key: Any) -> Mapping[str, Any] | str:
        return key.serialize(private=False)

    def jwk_private(self, key: Any) -> Mapping[str, Any] | str:
        return key.serialize(private=True)

    def jwk_thumbprint(self, key: Any, hash: str) -> str:
        if hash not in HASHES:
            raise Unsupported(hash)
        return base64url.encode(key.thumbprint(HASHES[hash]))  # it gives the bare digest

    def jwk_from_pem(self, pem: str) -> Any:
        return RSAKey(key=import_rsa_key(pem))

    def jwks_import(self, set: Any) -> Any:
        keys = KEYS()
        keys.load_dict(set)
        return keys

    def jwks_public(self, set: Any) -> Mapping[str, Any] | str:
        return set.dump_jwks()

    def jwks_select(self, set: Any, kid: str) -> Any:
        return next(iter(set.by_kid(kid)), None)

    def jwks_client(self, url: str) -> Any:
        return KEYS().load_from_url(url)

    def jwks_fetch(self, client: Any, kid: str) -> Any:
        return self.jwks_select(client, kid)

    def jwks_verify(self, client: Any, jwt: str, algorithms: Sequence[str]) -> Mapping[str, Any]:
        if len(algorithms) != 1:
            raise Unsupported("sigalg names one algorithm")
        return JWS().verify_compact(jwt, client.keys(), sigalg=algorithms[0])

    def jws_sign(self, payload: bytes, signers: Sequence[Signer], serialisation: str) -> str:
        keys = [by.key for by in signers]
        if serialisation == "compact":
            given = signers[0].protected
            return JWS(payload, alg=given.get("alg")).sign_compact(keys, protected=given)
        if any("alg" not in by.protected for by in signers):
            raise Unsupported("sign_json always protects alg")
        headers = [(by.protected, by.header) for by in signers]
        message = JWS(_text(payload), alg=headers[0][0]["alg"])
        return message.sign_json(keys, headers, flatten=serialisation == "flattened")

    def jws_verify(self, key: Any, jws: str, algorithms: Any, detached: Any) -> Opened:
        return _verified([key], jws, algorithms)

    def jws_verify_with_set(self, set: Any, jws: str, algorithms: Any, detached: Any) -> Opened:
        return _verified(set.keys(), jws, algorithms)

    def jwe_encrypt(self, what: Encrypted, recipients: Sequence[Signer], serialisation: str) -> str:
        return JWE(_text(what.plaintext), **what.protected).encrypt([recipients[0].key])

    def jwe_decrypt(self, key: Any, jwe: str, algorithms: Sequence[str]) -> Opened:
        alg = next((name for name in algorithms if name not in self.enc), None)
        return Opened(JWE().decrypt(jwe, [key], alg=alg))


def _text(octets: bytes) -> str:
    """What is signed in JSON, or encrypted, is given as text."""
    try:
        return octets.decode()
    except UnicodeDecodeError:
        raise Unsupported("octets that are not text") from None


def _verified(keys: Sequence[Any], jws: str, algorithms: Sequence[str]) -> Opened:
    if len(algorithms) != 1:
        raise Unsupported("sigalg names one algorithm")
    token = JWS()
    verify = token.verify_json if jws.lstrip().startswith("{") else token.verify_compact
    if verify(jws, keys, sigalg=algorithms[0]) is None:  # how it answers where nothing is signed
        raise ValueError("verify_json returned None")
    # what the calls return is decoded as text or JSON; the token keeps the octets
    return Opened(token.jwt.part[1], token.jwt.headers)
