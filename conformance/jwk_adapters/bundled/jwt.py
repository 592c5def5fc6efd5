"""Python-jwt of Gehirn Inc.: the README on its package index page, and what `__all__` names.

It shares its import name with PyJWT, but is another library.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from jwt import JWT, JWKSet, jwk_from_dict, jwk_from_pem, supported_signing_algorithms
from jwt.exceptions import JWTException
from jwt.jws import JWS

from jwk_adapters.adapter import Adapter, Opened, Signer, Unsupported
from jwk_adapters.snippets.jwt import SNIPPETS


class PythonJwt(Adapter):
    distribution = "jwt"
    documented_errors = (JWTException,)
    kty = ("RSA", "oct")
    alg = tuple(supported_signing_algorithms())
    snippets = SNIPPETS

    def jwk_import(self, key: Any) -> Any:
        return jwk_from_dict(key)

    def jwk_public(self, key: Any) -> Mapping[str, Any] | str:
        return key.to_dict(public_only=True)

    def jwk_private(self, key: Any) -> Mapping[str, Any] | str:
        return key.to_dict(public_only=False)

    def jwk_from_pem(self, pem: str) -> Any:
        return jwk_from_pem(pem.encode())

    def jwks_import(self, set: Any) -> Any:
        return JWKSet.from_dict(set)

    def jwks_public(self, set: Any) -> Mapping[str, Any] | str:
        return set.to_dict(public_only=True)

    def jwks_select(self, set: Any, kid: str) -> Any:
        return next(iter(set.filter_keys(kid=kid)), None)

    def jws_sign(self, payload: bytes, signers: Sequence[Signer], serialisation: str) -> str:
        (by,) = signers
        return JWS().encode(payload, by.key, by.protected.get("alg"), by.protected)

    def jws_verify(self, key: Any, jws: str, algorithms: Any, detached: Any) -> Opened:
        return Opened(JWS().decode(jws, key, algorithms=frozenset(algorithms)))

    def jwt_sign(self, key: Any, claims: dict[str, Any], header: dict[str, Any]) -> str:
        return JWT().encode(claims, key, header.get("alg"), header)

    def jwt_verify(self, key: Any, jwt: str, algorithms: Any, expected: Any) -> Mapping[str, Any]:
        if expected:
            raise Unsupported("iss and aud are left to its user")
        return JWT().decode(jwt, key, algorithms=frozenset(algorithms))
