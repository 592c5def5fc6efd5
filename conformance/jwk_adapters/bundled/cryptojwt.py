"""Cryptojwt: cryptojwt.readthedocs.io, chapters on JWK, JWS, JWE and key bundles."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from cryptojwt.exception import JWKESTException, KeyIOError
from cryptojwt.jwe.jwe import JWE, factory
from cryptojwt.jwk.ec import new_ec_key
from cryptojwt.jwk.hmac import new_sym_key
from cryptojwt.jwk.jwk import key_from_jwk_dict
from cryptojwt.jwk.okp import new_okp_key
from cryptojwt.jwk.rsa import new_rsa_key
from cryptojwt.jws.jws import JWS, SIGNER_ALGS
from cryptojwt.key_bundle import KeyBundle

from jwk_adapters.adapter import Adapter, Encrypted, Opened, Signer, Unsupported
from jwk_adapters.snippets.cryptojwt import SNIPPETS

HASHES = {"sha-256": "SHA-256", "sha-384": "SHA-384", "sha-512": "SHA-512"}
RSA = ("RSA1_5", "RSA-OAEP", "RSA-OAEP-256")
WRAP = ("A128KW", "A192KW", "A256KW")
AGREE = ("ECDH-ES", "ECDH-ES+A128KW", "ECDH-ES+A192KW", "ECDH-ES+A256KW")


class Cryptojwt(Adapter):
    distribution = "cryptojwt"
    documented_errors = (JWKESTException, KeyIOError)
    kty = ("RSA", "EC", "OKP", "oct")
    crv = ("P-256", "P-384", "P-521", "Ed25519", "Ed448", "X25519", "X448")
    # secp256k1 has another name here, P-256K, so that no JWK of the registry goes with ES256K
    alg = (*(name for name in SIGNER_ALGS if name not in ("none", "ES256K")), *RSA, *WRAP, *AGREE)
    enc = ("A128CBC-HS256", "A192CBC-HS384", "A256CBC-HS512", "A128GCM", "A192GCM", "A256GCM")
    serialisations = ("compact", "flattened", "general")
    features = ("many-signers", "unprotected")
    exceptions = (
        {"operation": "jwe.encrypt", "serialisation": "flattened"},
        {"operation": "jwe.encrypt", "serialisation": "general"},
        {"operation": "jwe.decrypt", "serialisation": "flattened"},
        {"operation": "jwe.decrypt", "serialisation": "general"},
        {"operation": "jwe.encrypt", "kty": "OKP"},
        {"operation": "jwe.decrypt", "kty": "OKP"},
        # a symmetric key's alg is looked up among key management only, not content encryption
        {"operation": "jwk.import", "kty": "oct", "enc": "A256GCM"},
        {"operation": "jwk.export", "kty": "oct", "enc": "A256GCM"},
    )
    snippets = SNIPPETS

    def jwk_import(self, key: Any) -> Any:
        return key_from_jwk_dict(key)

    def jwk_public(self, key: Any) -> Mapping[str, Any] | str:
        return key.serialize(private=False)

    def jwk_private(self, key: Any) -> Mapping[str, Any] | str:
        return key.serialize(private=True)

    def jwk_thumbprint(self, key: Any, hash: str) -> str:
        if hash not in HASHES:
            raise Unsupported(hash)
        return key.thumbprint(HASHES[hash]).decode()

    def jwk_generate(self, kty: str, crv: str | None, bits: int | None) -> Any:
        if kty == "RSA":
            return new_rsa_key(key_size=bits or 2048)
        if kty == "oct":
            return new_sym_key(bytes=(bits or 192) // 8)
        return new_ec_key(crv) if kty == "EC" else new_okp_key(crv)

    def jwks_import(self, set: Any) -> Any:
        return KeyBundle(keys=set)

    def jwks_public(self, set: Any) -> Mapping[str, Any] | str:
        return set.jwks()

    def jwks_select(self, set: Any, kid: str) -> Any:
        return set.get_key_with_kid(kid)

    def jwks_client(self, url: str) -> Any:
        return KeyBundle(source=url)

    def jwks_fetch(self, client: Any, kid: str) -> Any:
        return client.get_key_with_kid(kid)

    def jwks_verify(self, client: Any, jwt: str, algorithms: Any) -> Mapping[str, Any]:
        token = JWS(alg=list(algorithms))
        return token.verify_compact(jwt, client.keys())

    def jws_sign(self, payload: bytes, signers: Sequence[Signer], serialisation: str) -> str:
        keys = [by.key for by in signers]
        if serialisation == "compact":
            given = signers[0].protected
            chosen = {name: given[name] for name in ("alg", "kid", "typ") if name in given}
            more = {name: value for name, value in given.items() if name not in chosen}
            return JWS(payload, **chosen).sign_compact(keys, **more)
        if any("alg" not in by.protected for by in signers):
            raise Unsupported("sign_json always protects alg")
        headers = [(by.protected, by.header) for by in signers]
        return JWS(_text(payload)).sign_json(keys, headers, flatten=serialisation == "flattened")

    def jws_verify(self, key: Any, jws: str, algorithms: Any, detached: Any) -> Opened:
        return _verified([key], jws, algorithms, detached)

    def jws_verify_with_set(self, set: Any, jws: str, algorithms: Any, detached: Any) -> Opened:
        return _verified(set.keys(), jws, algorithms, detached)

    def jwe_encrypt(self, what: Encrypted, recipients: Sequence[Signer], serialisation: str) -> str:
        if serialisation != "compact":
            raise Unsupported(serialisation)
        return JWE(what.plaintext, **what.protected).encrypt([recipients[0].key])

    def jwe_decrypt(self, key: Any, jwe: str, algorithms: Sequence[str]) -> Opened:
        if jwe.lstrip().startswith("{"):
            raise Unsupported("a JSON serialisation")
        alg = next((name for name in algorithms if name not in self.enc), "")
        enc = next((name for name in algorithms if name in self.enc), "")
        decryptor = factory(jwe, alg=alg, enc=enc)
        if decryptor is None:  # how it answers where the text is no JWE
            raise ValueError("jwe.factory returned None")
        return Opened(decryptor.decrypt(jwe, [key]))


def _text(payload: bytes) -> str:
    """A payload for the JSON serialisations, which take nothing but text."""
    try:
        return payload.decode()
    except UnicodeDecodeError:
        raise Unsupported("a payload that is not text") from None


def _verified(keys: Sequence[Any], jws: str, algorithms: Sequence[str], detached: Any) -> Opened:
    if detached is not None:
        raise Unsupported("detached content")
    token = JWS(alg=list(algorithms))
    if jws.lstrip().startswith("{"):
        token.verify_json(jws, keys)  # it takes no list of algorithms
    else:
        token.verify_compact(jws, keys)
    # what the calls return is decoded as text or JSON; the token keeps the octets
    return Opened(token.jwt.part[1], token.protected_headers())
