"""PyJWT: pyjwt.readthedocs.io, API reference and "Usage examples", with the crypto extra."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import jwt as library

from jwk_adapters.adapter import Adapter, Opened, Signer, Unsupported
from jwk_adapters.snippets.pyjwt import SNIPPETS


class Key(NamedTuple):
    """A key, and its document where it has to be read again."""

    made: Any
    document: Any = None

    def bound_to(self, algorithms: Sequence[str]) -> Any:
        """PyJWK binds a key to one algorithm: the JWK's own, else the one its user names.

        Before release 2.9 the calls took the key inside, as its documentation then had it.
        """
        bound = self.made
        if self.document is not None and len(algorithms) == 1 and "alg" not in self.document:
            bound = library.PyJWK.from_dict(self.document, algorithm=algorithms[0])
        return bound if hasattr(bound, "algorithm_name") else bound.key


class Pyjwt(Adapter):
    distribution = "pyjwt"
    parses_json = True
    documented_errors = (library.PyJWTError,)
    kty = ("RSA", "EC", "OKP", "oct")
    crv = ("P-256", "P-384", "P-521", "secp256k1", "Ed25519")
    alg = tuple(sorted(set(library.PyJWS().get_algorithms()) - {"none"}))
    serialisations = ("compact",)
    features = ("b64-detached",)  # content apart is for b64 false alone
    snippets = SNIPPETS

    def jwk_import(self, key: Any) -> Any:
        return Key(library.PyJWK.from_json(key), json.loads(key))

    def jwk_public(self, key: Any) -> Mapping[str, Any] | str:
        held = key.made.key
        if isinstance(held, bytes):
            raise Unsupported("a symmetric key has no public form")
        public = held.public_key() if hasattr(held, "public_key") else held
        return key.made.Algorithm.to_jwk(public)

    def jwk_private(self, key: Any) -> Mapping[str, Any] | str:
        return key.made.Algorithm.to_jwk(key.made.key)

    def jwks_import(self, set: Any) -> Any:
        return library.PyJWKSet.from_json(set)

    def jwks_select(self, set: Any, kid: str) -> Any:
        try:
            return Key(set[kid])
        except KeyError:  # documented for a kid that the set lacks
            return None

    def jwks_client(self, url: str) -> Any:
        return library.PyJWKClient(url)

    def jwks_fetch(self, client: Any, kid: str) -> Any:
        return Key(client.get_signing_key(kid))

    def jwks_verify(self, client: Any, jwt: str, algorithms: Any) -> Mapping[str, Any]:
        key = Key(client.get_signing_key_from_jwt(jwt)).bound_to(algorithms)
        return library.decode(jwt, key, algorithms=list(algorithms))

    def jws_sign(self, payload: bytes, signers: Sequence[Signer], serialisation: str) -> str:
        (by,) = signers
        algorithm = by.protected.get("alg")
        key = by.key.bound_to([algorithm])
        return library.PyJWS().encode(payload, key, algorithm=algorithm, headers=by.protected)

    def jws_verify(self, key: Any, jws: str, algorithms: Any, detached: Any) -> Opened:
        given = {} if detached is None else {"detached_payload": detached}
        bound = key.bound_to(algorithms)
        seen = library.PyJWS().decode_complete(jws, bound, algorithms=list(algorithms), **given)
        return Opened(seen["payload"], seen["header"])

    def jwt_sign(self, key: Any, claims: dict[str, Any], header: dict[str, Any]) -> str:
        algorithm = header.get("alg")
        return library.encode(claims, key.bound_to([algorithm]), algorithm, headers=header)

    def jwt_verify(self, key: Any, jwt: str, algorithms: Any, expected: Any) -> Mapping[str, Any]:
        names = {"iss": "issuer", "aud": "audience"}
        wanted = {names[name]: value for name, value in expected.items()}
        return library.decode(jwt, key.bound_to(algorithms), algorithms=list(algorithms), **wanted)
