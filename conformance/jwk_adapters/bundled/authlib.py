"""Authlib: docs.authlib.org, chapter JOSE (`authlib.jose`, deprecated in favour of joserfc)."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from authlib.jose import JsonWebEncryption, JsonWebKey, JsonWebSignature, JsonWebToken
from authlib.jose.errors import JoseError

from jwk_adapters.adapter import Adapter, Encrypted, Opened, Signer, Unsupported
from jwk_adapters.snippets.authlib import SNIPPETS

SIGNING = JsonWebSignature.ALGORITHMS_REGISTRY


class Authlib(Adapter):
    distribution = "authlib"
    lazy = True
    documented_errors = (JoseError,)
    kty = tuple(JsonWebKey.JWK_KEY_CLS)
    crv = ("P-256", "P-384", "P-521", "secp256k1", "Ed25519", "Ed448", "X25519", "X448")
    alg = tuple(name for name in (*SIGNING, *JsonWebEncryption.ALG_REGISTRY) if name != "none")
    enc = tuple(JsonWebEncryption.ENC_REGISTRY)
    serialisations = ("compact", "flattened", "general")
    features = ("many-signers", "unprotected", "aad", "zip")
    exceptions = (
        {"operation": "jwk.to_pem", "kty": "oct"},
        {"operation": "jwe.encrypt", "serialisation": "flattened"},
        {"operation": "jwe.decrypt", "serialisation": "flattened"},
        {"operation": "jws.verify", "feature": "many-signers"},  # one key must fit them all
    )
    snippets = SNIPPETS

    def jwk_import(self, key: Any) -> Any:
        return JsonWebKey.import_key(key)

    def jwk_public(self, key: Any) -> Mapping[str, Any] | str:
        return key.as_dict(is_private=False)

    def jwk_private(self, key: Any) -> Mapping[str, Any] | str:
        return key.as_dict(is_private=True)

    def jwk_thumbprint(self, key: Any, hash: str) -> str:
        if hash != "sha-256":
            raise Unsupported(hash)
        return key.thumbprint()

    def jwk_generate(self, kty: str, crv: str | None, bits: int | None) -> Any:
        return JsonWebKey.generate_key(kty, crv or bits, is_private=True)

    def jwk_public_pem(self, key: Any) -> str:
        return key.as_pem(is_private=False).decode()

    def jwk_private_pem(self, key: Any) -> str:
        return key.as_pem(is_private=True).decode()

    def jwk_from_pem(self, pem: str) -> Any:
        return JsonWebKey.import_key(pem)

    def jwks_import(self, set: Any) -> Any:
        return JsonWebKey.import_key_set(set)

    def jwks_public(self, set: Any) -> Mapping[str, Any] | str:
        return set.as_dict(is_private=False)

    def jwks_select(self, set: Any, kid: str) -> Any:
        try:
            return set.find_by_kid(kid)
        except ValueError as reason:
            if str(reason) == "Key not found":  # the type alone does not tell it from a bad key
                return None
            raise

    def jws_sign(self, payload: bytes, signers: Sequence[Signer], serialisation: str) -> str:
        made_by = [({**by.header, **by.protected}, by) for by in signers]
        library = JsonWebSignature([headers.get("alg") for headers, _ in made_by])
        first = signers[0]
        if serialisation == "compact":
            return library.serialize_compact(first.protected, payload, first.key).decode()
        members = [
            {"protected": by.protected, **({"header": by.header} if by.header else {})}
            for by in signers
        ]

        def key_for(header: Any, payload: Any) -> Any:
            return next(by.key for headers, by in made_by if headers == header)

        headers = members if serialisation == "general" else members[0]
        return json.dumps(library.serialize_json(headers, payload, key_for))

    def jws_verify(self, key: Any, jws: str, algorithms: Any, detached: Any) -> Opened:
        if detached is not None:
            raise Unsupported("detached content")
        seen = JsonWebSignature(list(algorithms)).deserialize(jws, key)
        headers = seen.header if seen.type == "json" else [seen.header]
        return Opened(seen.payload, headers[0].protected if headers else None)

    def jws_verify_with_set(self, set: Any, jws: str, algorithms: Any, detached: Any) -> Opened:
        def load_key(header: Any, payload: Any) -> Any:
            return set.find_by_kid(header.get("kid"))

        return self.jws_verify(load_key, jws, algorithms, detached)

    def jwe_encrypt(self, what: Encrypted, recipients: Sequence[Signer], serialisation: str) -> str:
        if serialisation == "flattened":
            raise Unsupported(serialisation)
        headers = {**what.protected, **what.unprotected}
        library = JsonWebEncryption([value for value in headers.values() if isinstance(value, str)])
        keys = [to.key for to in recipients]
        if serialisation == "compact":
            return library.serialize_compact(what.protected, what.plaintext, keys[0]).decode()
        given = {"protected": what.protected, "unprotected": what.unprotected, "aad": what.aad}
        members: dict[str, Any] = {name: value for name, value in given.items() if value}
        members["recipients"] = [{"header": to.header} for to in recipients]
        return json.dumps(library.serialize_json(members, what.plaintext, keys))

    def jwe_decrypt(self, key: Any, jwe: str, algorithms: Sequence[str]) -> Opened:
        seen = JsonWebEncryption([*algorithms, "DEF"]).deserialize(jwe, key)
        json_form = jwe.lstrip().startswith("{")
        header = seen["header"].get("protected") if json_form else seen["header"]
        return Opened(seen["payload"], header)

    def jwt_sign(self, key: Any, claims: dict[str, Any], header: dict[str, Any]) -> str:
        return JsonWebToken([header.get("alg")]).encode(header, claims, key).decode()

    def jwt_verify(self, key: Any, jwt: str, algorithms: Any, expected: Any) -> Mapping[str, Any]:
        wanted = {name: {"essential": True, "value": value} for name, value in expected.items()}
        claims = JsonWebToken(list(algorithms)).decode(jwt, key, claims_options=wanted)
        claims.validate()
        return claims
