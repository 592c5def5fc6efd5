"""OxyJWT: oxyjwt.queryahub.com, "PyJWK" and "Decoding"; of JWKs it makes keys to verify JWTs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import oxyjwt as library

from jwk_adapters.adapter import Adapter, Opened
from jwk_adapters.snippets.oxyjwt import SNIPPETS


class Oxyjwt(Adapter):
    distribution = "oxyjwt"
    backends = ("orjson",)  # the Rust core, with aws-lc, comes in the library's own wheel
    parses_json = True
    lazy = True  # PyJWK keeps the document; `.key` makes a key of it
    documented_errors = (library.OxyJWTError,)
    kty = ("RSA", "EC", "OKP", "oct")
    crv = ("P-256", "P-384", "Ed25519")
    alg = (
        *("HS256", "HS384", "HS512"),
        *("RS256", "RS384", "RS512", "PS256", "PS384", "PS512"),
        *("ES256", "ES384", "EdDSA"),
    )
    features = ("claims-only",)
    limits = {"rsa_bits": 8192}  # of aws-lc
    snippets = SNIPPETS

    def jwk_import(self, key: Any) -> Any:
        return library.PyJWK.from_json(key)

    def jwks_import(self, set: Any) -> Any:
        return library.PyJWKSet.from_json(set)

    def jwks_client(self, url: str) -> Any:
        return library.PyJWKClient(url)

    def jwks_verify(self, client: Any, jwt: str, algorithms: Any) -> Mapping[str, Any]:
        key = client.get_signing_key_from_jwt(jwt).key
        return library.decode(jwt, key, algorithms=list(algorithms))

    def jws_verify(self, key: Any, jws: str, algorithms: Any, detached: Any) -> Opened:
        seen = library.decode_complete(jws, key.key, algorithms=list(algorithms))
        return Opened(None, seen["header"], seen["payload"])

    def jwt_verify(self, key: Any, jwt: str, algorithms: Any, expected: Any) -> Mapping[str, Any]:
        names = {"iss": "issuer", "aud": "audience"}
        wanted = {names[name]: value for name, value in expected.items()}
        return library.decode(jwt, key.key, algorithms=list(algorithms), **wanted)
