"""Joserfc: jose.authlib.org, guides to JWK, JWS, JWE and JWT."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from joserfc import jwe as encryption
from joserfc import jwk
from joserfc import jws as signature
from joserfc import jwt as token
from joserfc.errors import InvalidKeyIdError, JoseError

from jwk_adapters.adapter import Adapter, Encrypted, Opened, Signer, Unsupported
from jwk_adapters.snippets.joserfc import SNIPPETS

JWE = encryption.JWERegistry.algorithms
NAMES = ("alg", "enc", "zip")
FORMS: dict[str, Any] = {
    "flattened": encryption.FlattenedJSONEncryption,
    "general": encryption.GeneralJSONEncryption,
}


class Joserfc(Adapter):
    distribution = "joserfc"
    documented_errors = (JoseError,)
    kty = tuple(jwk.JWKRegistry.key_types)
    crv = ("P-256", "P-384", "P-521", "secp256k1", "Ed25519", "Ed448", "X25519", "X448")
    alg = tuple(name for name in (*signature.JWSRegistry.algorithms, *JWE["alg"]) if name != "none")
    enc = tuple(JWE["enc"])
    serialisations = ("compact", "flattened", "general")
    limits = {"rsa_bits": 6144}  # JWSRegistry.max_signature_length: 1024 characters
    features = (
        *("b64", "b64-detached", "detached", "unprotected", "no-protected-header"),
        *("many-signers", "many-recipients", "aad", "zip"),
    )
    exceptions = (
        {"operation": "jwk.to_pem", "kty": "oct"},
        {"operation": "jws.verify", "serialisation": "flattened", "feature": "detached"},
        {"operation": "jws.verify", "serialisation": "general", "feature": "detached"},
        {"operation": "jwe.encrypt", "feature": "no-protected-header"},
        {"operation": "jwe.decrypt", "feature": "no-protected-header"},
        {"operation": "jws.verify", "feature": "many-signers"},  # one key must fit them all
    )
    snippets = SNIPPETS

    def jwk_import(self, key: Any) -> Any:
        return jwk.import_key(key)

    def jwk_public(self, key: Any) -> Mapping[str, Any] | str:
        return key.as_dict(private=False)

    def jwk_private(self, key: Any) -> Mapping[str, Any] | str:
        return key.as_dict(private=True)

    def jwk_thumbprint(self, key: Any, hash: str) -> str:
        if hash != "sha-256":  # jwk.thumbprint(members, digest) leaves choosing members to us
            raise Unsupported(hash)
        return key.thumbprint()

    def jwk_generate(self, kty: str, crv: str | None, bits: int | None) -> Any:
        return jwk.generate_key(kty, crv or bits)  # type: ignore[call-overload, unused-ignore]

    def jwk_public_pem(self, key: Any) -> str:
        return key.as_pem(private=False).decode()

    def jwk_private_pem(self, key: Any) -> str:
        return key.as_pem(private=True).decode()

    def jwk_from_pem(self, pem: str) -> Any:
        return jwk.import_key(pem)

    def jwks_import(self, set: Any) -> Any:
        return jwk.KeySet.import_key_set(set)

    def jwks_public(self, set: Any) -> Mapping[str, Any] | str:
        return set.as_dict(private=False)

    def jwks_select(self, set: Any, kid: str) -> Any:
        try:
            return set.get_by_kid(kid)
        except InvalidKeyIdError:
            return None

    def jws_sign(self, payload: bytes, signers: Sequence[Signer], serialisation: str) -> str:
        made_by = [({**by.header, **by.protected}, by) for by in signers]
        algorithms = [headers.get("alg") for headers, _ in made_by]
        first = signers[0]
        if serialisation == "compact":
            return signature.serialize_compact(first.protected, payload, first.key, algorithms)
        members = [{"protected": by.protected, "header": by.header} for by in signers]
        made = signature.serialize_json(
            members if serialisation == "general" else members[0],
            payload,
            lambda member: next(by.key for headers, by in made_by if headers == member.headers()),
            algorithms,
        )
        return json.dumps(made)

    def jws_verify(self, key: Any, jws: str, algorithms: Any, detached: Any) -> Opened:
        if not jws.lstrip().startswith("{"):
            seen = signature.deserialize_compact(jws, key, algorithms, payload=detached)
            return Opened(seen.payload, seen.protected)
        if detached is not None:
            raise Unsupported("content apart from a JSON serialisation")
        seen = signature.deserialize_json(json.loads(jws), key, algorithms)
        return Opened(seen.payload, seen.members[0].protected if seen.members else None)

    def jws_verify_with_set(self, set: Any, jws: str, algorithms: Any, detached: Any) -> Opened:
        return self.jws_verify(set, jws, algorithms, detached)

    def jwe_encrypt(self, what: Encrypted, recipients: Sequence[Signer], serialisation: str) -> str:
        headers = [{**what.unprotected, **to.header, **what.protected} for to in recipients]
        algorithms = [header[name] for header in headers for name in NAMES if name in header]
        if serialisation == "compact":
            key = recipients[0].key
            return encryption.encrypt_compact(what.protected, what.plaintext, key, algorithms)
        if "enc" not in what.protected:
            raise Unsupported("enc is taken from the protected header alone")
        made = FORMS[serialisation](what.protected, what.plaintext, what.unprotected, what.aad)
        for to in recipients:
            made.add_recipient(to.header, to.key)
        return json.dumps(encryption.encrypt_json(made, None, algorithms))

    def jwe_decrypt(self, key: Any, jwe: str, algorithms: Sequence[str]) -> Opened:
        allowed = [*algorithms, "DEF"]
        if not jwe.lstrip().startswith("{"):
            seen = encryption.decrypt_compact(jwe, key, allowed)
        else:  # who holds one key is one recipient among others
            registry = encryption.JWERegistry(algorithms=allowed, verify_all_recipients=False)
            seen = encryption.decrypt_json(json.loads(jwe), key, registry=registry)
        return Opened(seen.plaintext, seen.protected)

    def jwt_sign(self, key: Any, claims: dict[str, Any], header: dict[str, Any]) -> str:
        return token.encode(header, claims, key, [header.get("alg")])

    def jwt_verify(self, key: Any, jwt: str, algorithms: Any, expected: Any) -> Mapping[str, Any]:
        claims = token.decode(jwt, key, algorithms).claims
        wanted = {name: {"essential": True, "value": value} for name, value in expected.items()}
        token.JWTClaimsRegistry(**wanted).validate(claims)
        return claims
