"""The target `reference`: the rulebook and `cryptography` behind the same adapter as any library.

It is as strict as the texts allow: where they leave a choice, it refuses.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any, cast

from jwk_adapters.adapter import Adapter, Encrypted, Opened, Signer, Unsupported
from jwk_conformance import jose
from jwk_conformance.jose import content, conversion, fetch, management, signature
from jwk_conformance.jose.jwt import sign as sign_jwt
from jwk_conformance.jose.jwt import verify as verify_jwt
from jwk_conformance.jose.thumbprint import HASHES
from jwk_conformance.rulebook import PRIVATE, Key, ml_dsa, plain
from jwk_conformance.rulebook.curve import EC, OKP
from jwk_conformance.rulebook.token import Form


class Reference(Adapter):
    distribution = "jwk-conformance"
    parses_json = True
    documented_errors = (jose.NotValid,)
    kty = ("RSA", "EC", "OKP", "oct", *(("AKP",) if ml_dsa.available() else ()))
    crv = (*EC, *OKP)
    alg = (*sorted(signature.ALGORITHMS), *sorted(management.ALGORITHMS))
    enc = content.ALGORITHMS
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
        {"operation": "jwk.export", "kty": "oct", "form": "public"},
        {"operation": "jwk.to_pem", "kty": "oct"},
        {"operation": "jwk.generate", "kty": "AKP"},  # that takes an alg
        {"operation": "jwk.from_pem", "kty": "AKP"},
    )

    def jwk_import(self, key: Any) -> Any:
        return jose.read_key(key)

    def jwk_public(self, key: Any) -> Mapping[str, Any]:
        if key.kty == "oct":
            raise Unsupported("a symmetric key has no public part")
        secret = PRIVATE.get(key.kty, ())
        return {name: value for name, value in _members(key).items() if name not in secret}

    def jwk_private(self, key: Any) -> Mapping[str, Any]:
        if not key.is_private:
            raise jose.NotValid("there is no private key (RFC 7517 section 9.2)")
        return _members(key)

    def jwk_thumbprint(self, key: Any, hash: str) -> str:
        if hash not in HASHES:
            raise Unsupported(hash)
        return jose.thumbprint(key.members, hash)

    def jwk_generate(self, kty: str, crv: str | None, bits: int | None) -> Any:
        return conversion.generate(kty, crv or "", bits or 0)

    def jwk_public_pem(self, key: Any) -> str:
        return conversion.public_pem(key)

    def jwk_private_pem(self, key: Any) -> str:
        return conversion.private_pem(key)

    def jwk_from_pem(self, pem: str) -> Any:
        return conversion.from_pem(pem)

    def jwks_import(self, set: Any) -> Any:
        return jose.read_set(set)

    def jwks_public(self, set: Any) -> Mapping[str, Any]:
        return {"keys": [self.jwk_public(key) for key in set.keys if key.kty != "oct"]}

    def jwks_select(self, set: Any, kid: str) -> Any:
        return set.find(kid)

    def jwks_client(self, url: str) -> Any:
        return fetch.Client(url)

    def jwks_fetch(self, client: Any, kid: str) -> Any:
        return client.find(kid)

    def jwks_verify(self, client: Any, jwt: str, algorithms: Any) -> Mapping[str, Any]:
        keys = client.keys_for(jwt)
        return verify_jwt(jwt, keys, algorithms=algorithms, expected={})

    def jws_sign(self, payload: bytes, signers: Sequence[Signer], serialisation: str) -> str:
        parties = [
            jose.Signer(one.key, _text(one.protected) if one.protected else None, one.header)
            for one in signers
        ]
        if serialisation == "general":
            return jose.sign_general(payload, parties)
        if len(parties) != 1:
            raise jose.NotValid("several signers in a serialisation for one (RFC 7515 section 7)")
        (one,) = parties
        if serialisation == "flattened":
            return jose.sign_flattened(payload, one.key, one.protected_text, one.header)
        return jose.sign(payload, one.key, one.protected_text or "")

    def jws_verify(self, key: Any, jws: str, algorithms: Any, detached: Any) -> Opened:
        opened = jose.verify(jws, key, algorithms=algorithms, detached=detached)
        return Opened(opened.payload, opened.protected)

    def jws_verify_with_set(self, set: Any, jws: str, algorithms: Any, detached: Any) -> Opened:
        return self.jws_verify(set, jws, algorithms, detached)

    def jwe_encrypt(self, what: Encrypted, recipients: Sequence[Signer], serialisation: str) -> str:
        envelope = jose.Envelope(what.protected, what.unprotected, what.aad)
        to = [jose.To(one.key, one.header) for one in recipients]
        return jose.encrypt(what.plaintext, envelope, to, cast(Form, serialisation))

    def jwe_decrypt(self, key: Any, jwe: str, algorithms: Sequence[str]) -> Opened:
        opened = jose.decrypt(jwe, key, algorithms=algorithms)
        return Opened(opened.plaintext, opened.protected)

    def jwt_sign(self, key: Any, claims: dict[str, Any], header: dict[str, Any]) -> str:
        return sign_jwt(claims, key, header)

    def jwt_verify(self, key: Any, jwt: str, algorithms: Any, expected: Any) -> Mapping[str, Any]:
        return verify_jwt(jwt, key, algorithms=algorithms, expected=expected)


def _members(key: Key) -> dict[str, Any]:
    return {name: plain(value) for name, value in key.members.items()}


def _text(members: Mapping[str, Any]) -> str:
    return json.dumps(members, ensure_ascii=False, separators=(",", ":"))
