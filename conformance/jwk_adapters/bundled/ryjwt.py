"""Ryjwt: rogerthomas.github.io/ryjwt, "Keys", "Encoding and decoding" and "Publishing a JWKS".

It reads public keys, as JWK Sets, and verifies JWTs with them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache, partial
from typing import Any

import ryjwt as library

from jwk_adapters.adapter import Adapter, Opened
from jwk_adapters.snippets.ryjwt import SNIPPETS

ALGORITHMS = (
    *("RS256", "RS384", "RS512", "PS256", "PS384", "PS512"),
    *("ES256", "ES256K", "ES384", "ES512", "EdDSA"),
)


class Ryjwt(Adapter):
    distribution = "ryjwt"
    backends = ("msgspec",)  # the Rust core comes in the library's own wheel
    documented_errors = (library.RYJWTError,)
    kty = ("RSA", "EC", "OKP")
    crv = ("P-256", "P-384", "P-521", "secp256k1", "Ed25519")
    alg = ALGORITHMS
    features = ("claims-only", "public-only")
    limits = {"rsa_bits": 8192}
    snippets = SNIPPETS

    def jwk_import(self, key: Any) -> Any:
        return self.jwks_import({"keys": [key]})  # there is no reader of a single JWK

    def jwk_public(self, key: Any) -> Mapping[str, Any] | str:
        return _read(key, ALGORITHMS).jwk()

    def jwks_import(self, set: Any) -> Any:
        _read(set, ALGORITHMS)
        return set  # read again for the algorithms to accept, which a key is bound to

    def jwks_public(self, set: Any) -> Mapping[str, Any] | str:
        return library.jwks([_read(set, ALGORITHMS)])

    def jwks_client(self, url: str) -> Any:
        return cache(partial(_client, url))  # it is made for the algorithms to accept

    def jwks_verify(self, client: Any, jwt: str, algorithms: Any) -> Mapping[str, Any]:
        return client(*algorithms).decode(jwt)

    def jws_verify(self, key: Any, jws: str, algorithms: Any, detached: Any) -> Opened:
        claims = _read(key, algorithms).decode(jws)
        return Opened(None, library.unverified_header(jws), claims)

    def jws_verify_with_set(self, set: Any, jws: str, algorithms: Any, detached: Any) -> Opened:
        return self.jws_verify(set, jws, algorithms, detached)

    def jwt_verify(self, key: Any, jwt: str, algorithms: Any, expected: Any) -> Mapping[str, Any]:
        names = {"iss": "issuer", "aud": "audience"}
        wanted = {names[name]: value for name, value in expected.items()}
        return _read(key, algorithms).decode(jwt, **wanted)


def _client(url: str, *algorithms: str) -> Any:
    return library.JWKSClient(url, algorithms=algorithms)


def _read(jwks: Any, algorithms: Sequence[str]) -> Any:
    return library.PublicKey.from_jwks(jwks, algorithms=list(algorithms))
