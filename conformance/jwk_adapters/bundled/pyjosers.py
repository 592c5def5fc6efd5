"""Pyjosers: pyjosers.readthedocs.org, modules jwk, jws, jwe and jwt."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from pyjosers import JWE, JWK, JWS, JoseError, JWKSet, Validation, capabilities, jwt

from jwk_adapters.adapter import Adapter, Encrypted, Opened, Signer, Unsupported
from jwk_adapters.snippets.pyjosers import SNIPPETS

HASHES = {"sha-256": "sha256", "sha-384": "sha384", "sha-512": "sha512"}
AGREE = ("ECDH-ES", "ECDH-ES+A128KW", "ECDH-ES+A192KW", "ECDH-ES+A256KW")  # "single recipient"
# parameters such as jwk and jku are written for those alone who say that they mean it
MEANT = {"allow_key_reference_headers": True}


def _available(kind: str) -> tuple[str, ...]:
    return tuple(row.identifier for row in capabilities.available(kind))


class Pyjosers(Adapter):
    distribution = "pyjosers"
    backends = ()  # jose-rs, built in
    parses_json = True
    documented_errors = (JoseError,)
    kty = ("RSA", "EC", "OKP", "oct", "AKP")
    crv = ("P-256", "P-384", "P-521", "Ed25519", "X25519")
    # "PBES2 requires a password, not an octet JWK"
    alg = tuple(
        name for kind in ("jws", "jwe") for name in _available(kind) if not name.startswith("PBES2")
    )
    enc = _available("encryption")
    serialisations = ("compact", "flattened", "general")
    features = (
        *("b64", "b64-detached", "detached", "many-signers", "unprotected"),
        *("many-recipients", "aad"),
    )
    exceptions = (
        *({"operation": "jwk.to_pem", "kty": kty} for kty in ("oct", "AKP")),
        *({"operation": f"jwk.{op}_pem", "crv": "X25519"} for op in ("to", "from")),
        {"operation": "jwk.generate", "kty": "AKP"},  # it asks for alg
        {"operation": "jwe.decrypt", "feature": "aad"},  # to be told apart from the token
        {"operation": "jwe.decrypt", "feature": "many-recipients"},  # one is to say which one is
        *({"operation": "jwe.encrypt", "alg": alg, "serialisation": "general"} for alg in AGREE),
    )
    limits = {"rsa_bits": 8192}
    snippets = SNIPPETS

    def jwk_import(self, key: Any) -> Any:
        return JWK.from_json(key)

    def jwk_public(self, key: Any) -> Mapping[str, Any] | str:
        return key.export_public()

    def jwk_private(self, key: Any) -> Mapping[str, Any] | str:
        return key.export_private()

    def jwk_thumbprint(self, key: Any, hash: str) -> str:
        if hash not in HASHES:
            raise Unsupported(hash)
        return key.thumbprint(HASHES[hash])

    def jwk_generate(self, kty: str, crv: str | None, bits: int | None) -> Any:
        return JWK.generate(kty=kty, crv=crv, size=bits)

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
        token = JWS(payload, **MEANT)
        token.allowed_algs = [by.protected.get("alg") for by in signers]
        for by in signers:
            token.add_signature(by.key, protected=by.protected, header=by.header or None)
        return token.serialize(compact=serialisation == "compact")

    def jws_verify(self, key: Any, jws: str, algorithms: Any, detached: Any) -> Opened:
        token = JWS()
        token.allowed_algs = list(algorithms)
        token.deserialize(jws)
        seen = token.verify_authenticated(key, detached_payload=detached)
        return Opened(seen.value, seen.protected)

    def jws_verify_with_set(self, set: Any, jws: str, algorithms: Any, detached: Any) -> Opened:
        return self.jws_verify(set, jws, algorithms, detached)

    def jwe_encrypt(self, what: Encrypted, recipients: Sequence[Signer], serialisation: str) -> str:
        if what.unprotected:
            raise Unsupported("a shared unprotected header")
        algorithms = [what.protected[name] for name in ("alg", "enc") if name in what.protected]
        given = {"aad": what.aad, "flattened": serialisation != "general"}
        token = JWE(what.plaintext, what.protected, algs=algorithms, **given, **MEANT)
        for to in recipients:
            token.add_recipient(to.key, to.header or None)
        return token.serialize(compact=serialisation == "compact")

    def jwe_decrypt(self, key: Any, jwe: str, algorithms: Sequence[str]) -> Opened:
        token = JWE(algs=list(algorithms))
        token.deserialize(jwe)
        seen = token.decrypt_authenticated(key)
        return Opened(seen.value, seen.protected)

    def jwt_sign(self, key: Any, claims: dict[str, Any], header: dict[str, Any]) -> str:
        token = jwt.JWT(header=header, claims=claims, **MEANT)
        token.make_signed_token(key)
        return token.serialize()

    def jwt_verify(self, key: Any, jwt_: str, algorithms: Any, expected: Any) -> Mapping[str, Any]:
        policy = Validation(
            issuer=expected.get("iss"),
            audience=expected.get("aud"),
            allowed_algorithms=list(algorithms),
        )
        return jwt.decode(jwt_, key, validation=policy)
