"""Clasp: github.com/hsputra/clasp, and what help() says of JwksClient.

Of JWKs it knows the sets that its client fetches, and verifies JWTs with them. It documents no
errors.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

import clasp as library

from jwk_adapters.adapter import Adapter, Unsupported
from jwk_adapters.snippets.clasp_jwt import SNIPPETS


class Clasp(Adapter):
    distribution = "clasp-jwt"
    backends = ()  # all of it is in the library's own wheel
    parses_json = True
    kty = ("RSA", "EC", "OKP")
    crv = ("P-256", "P-384", "Ed25519")
    alg = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "EdDSA")
    snippets = SNIPPETS

    def jwks_client(self, url: str) -> Any:
        return library.JwksClient(url)

    def jwks_verify(self, client: Any, jwt: str, algorithms: Sequence[str]) -> Mapping[str, Any]:
        if len(algorithms) != 1:
            raise Unsupported("verify takes one algorithm")
        claims: Mapping[str, Any] = json.loads(client.verify(jwt, algorithms[0]))
        return claims
