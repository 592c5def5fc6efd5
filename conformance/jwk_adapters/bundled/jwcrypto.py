"""Jwcrypto: jwcrypto.readthedocs.io, chapters JSON Web Key, Signature, Encryption and Token."""

from __future__ import annotations

import inspect
import json
from collections.abc import Mapping, Sequence
from typing import Any

from jwcrypto.common import JWException
from jwcrypto.jwe import JWE
from jwcrypto.jwe import default_allowed_algs as jwe_algs
from jwcrypto.jwk import JWK, JWKEllipticCurveRegistry, JWKSet, JWKTypesRegistry
from jwcrypto.jwk import IANANamedInformationHashAlgorithmRegistry as HASHES
from jwcrypto.jws import JWS
from jwcrypto.jws import default_allowed_algs as jws_algs
from jwcrypto.jwt import JWT

from jwk_adapters.adapter import Adapter, Encrypted, Opened, Signer, Unsupported
from jwk_adapters.snippets.jwcrypto import SNIPPETS

ENC = ("A128CBC-HS256", "A192CBC-HS384", "A256CBC-HS512", "A128GCM", "A192GCM", "A256GCM")
OPT_IN = ("RSA1_5", "BP256R1", "BP384R1", "BP512R1")  # not in the default lists


class Jwcrypto(Adapter):
    distribution = "jwcrypto"
    parses_json = True
    documented_errors = (JWException,)
    kty = tuple(JWKTypesRegistry)
    crv = tuple(JWKEllipticCurveRegistry)
    enc = ENC
    alg = tuple(name for name in (*jws_algs, *jwe_algs, *OPT_IN) if name not in ENC)
    serialisations = ("compact", "flattened", "general")
    features = (
        "b64",
        "b64-detached",
        "detached",
        "many-signers",
        "many-recipients",
        "unprotected",
        "no-protected-header",
        "aad",
        "zip",
    )
    exceptions = (
        {"operation": "jwk.to_pem", "kty": "oct"},
        {"operation": "jwk.from_pem", "crv": "X448"},
        {"operation": "jwk.generate", "kty": "AKP"},  # it asks for alg
    )
    snippets = SNIPPETS

    def jwk_import(self, key: Any) -> Any:
        return JWK.from_json(key)

    def jwk_public(self, key: Any) -> Mapping[str, Any] | str:
        return key.export_public()

    def jwk_private(self, key: Any) -> Mapping[str, Any] | str:
        return key.export_symmetric() if key.is_symmetric else key.export_private()

    def jwk_thumbprint(self, key: Any, hash: str) -> str:
        if function := HASHES.get(hash):
            return key.thumbprint(function)
        raise Unsupported(hash)

    def jwk_generate(self, kty: str, crv: str | None, bits: int | None) -> Any:
        given = {"kty": kty, "crv": crv, "size": bits}
        return JWK.generate(**{name: value for name, value in given.items() if value})

    def jwk_public_pem(self, key: Any) -> str:
        return key.export_to_pem().decode()

    def jwk_private_pem(self, key: Any) -> str:
        return key.export_to_pem(private_key=True, password=None).decode()

    def jwk_from_pem(self, pem: str) -> Any:
        return JWK.from_pem(pem.encode())

    def jwks_import(self, set: Any) -> Any:
        return JWKSet.from_json(set)

    def jwks_public(self, set: Any) -> Mapping[str, Any] | str:
        return set.export(private_keys=False)

    def jwks_select(self, set: Any, kid: str) -> Any:
        return set.get_key(kid)

    def jws_sign(self, payload: bytes, signers: Sequence[Signer], serialisation: str) -> str:
        if serialisation == "general" and len(signers) == 1:
            raise Unsupported("one signature is always serialised flattened")
        encoded = all(by.protected.get("b64", True) for by in signers)
        token = JWS(payload if encoded else payload.decode())  # unencoded, it is given as text
        token.allowed_algs = [{**by.protected, **by.header}.get("alg") for by in signers]
        for by in signers:
            token.add_signature(by.key, None, _text(by.protected), _text(by.header))
        return token.serialize(compact=serialisation == "compact")

    def jws_verify(self, key: Any, jws: str, algorithms: Any, detached: Any) -> Opened:
        token = JWS()
        token.allowed_algs = list(algorithms)
        token.deserialize(jws)
        token.verify(key, detached_payload=detached)
        given = token.payload if detached is None else detached  # text where b64 is false
        return Opened(given.encode() if isinstance(given, str) else given, _protected(token, jws))

    def jws_verify_with_set(self, set: Any, jws: str, algorithms: Any, detached: Any) -> Opened:
        return self.jws_verify(set, jws, algorithms, detached)

    def jwe_encrypt(self, what: Encrypted, recipients: Sequence[Signer], serialisation: str) -> str:
        alone = serialisation == "general" and len(recipients) == 1
        if alone and "flattened" not in inspect.signature(JWE).parameters:  # as in 1.5.0
            raise Unsupported("one recipient is always serialised flattened")
        headers = [{**what.protected, **what.unprotected, **to.header} for to in recipients]
        algorithms = [
            header[name] for header in headers for name in ("alg", "enc") if name in header
        ]
        shared = _text(what.protected), _text(what.unprotected), what.aad
        token = JWE(what.plaintext, *shared, algorithms, **({"flattened": False} if alone else {}))
        for to in recipients:
            token.add_recipient(to.key, _text(to.header))
        return token.serialize(compact=serialisation == "compact")

    def jwe_decrypt(self, key: Any, jwe: str, algorithms: Sequence[str]) -> Opened:
        token = JWE(algs=list(algorithms))
        token.deserialize(jwe, key)
        return Opened(token.payload, _protected(token, jwe))

    def jwt_sign(self, key: Any, claims: dict[str, Any], header: dict[str, Any]) -> str:
        token = JWT(_text(header), json.dumps(claims), algs=[header.get("alg")])
        token.make_signed_token(key)
        return token.serialize()

    def jwt_verify(self, key: Any, jwt: str, algorithms: Any, expected: Any) -> Mapping[str, Any]:
        given = {"check_claims": dict(expected) or None, "expected_type": "JWS"}
        return json.loads(JWT(jwt=jwt, key=key, algs=list(algorithms), **given).claims)


def _text(members: Mapping[str, Any]) -> str | None:
    return json.dumps(members, separators=(",", ":")) if members else None


def _protected(token: Any, serialised: str) -> Any:
    """The JOSE header is all protected where the serialisation is compact, and only there."""
    return None if serialised.lstrip().startswith("{") else token.jose_header
