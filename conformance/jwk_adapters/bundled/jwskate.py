"""Jwskate: guillp.github.io/jwskate, README, usage and API documentation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import jwskate as library
from jwskate import JweCompact, Jwk, JwkSet, JwsCompact, JwsJsonFlat, JwsJsonGeneral, Jwt, SignedJwt

from jwk_adapters.adapter import Adapter, Encrypted, Opened, Signer, Unsupported
from jwk_adapters.snippets.jwskate import SNIPPETS

SIGNING = library.SignatureAlgs.ALL
PASSWORD = library.KeyManagementAlgs.ALL_PASSWORD_BASED


class Jwskate(Adapter):
    distribution = "jwskate"
    parses_json = True
    documented_errors = (  # beside those that are ValueErrors
        *(library.MismatchingAuthTag, library.NoKeyFoundWithThisKid),
        *(library.PrivateKeyRequired, library.PublicKeyRequired),
        *(library.UnsupportedEllipticCurve, library.UnsupportedOKPCurve),
    )
    kty = ("RSA", "EC", "OKP", "oct")
    crv = (*library.ECJwk.CURVES, *library.OKPJwk.CURVES)
    # the list of algorithms in the README has ES256K; the code knows no name but ES256k
    alg = (*sorted(SIGNING - {"ES256k"}), "ES256K", *sorted(library.KeyManagementAlgs.ALL))
    enc = tuple(sorted(library.EncryptionAlgs.ALL))
    serialisations = ("compact", "flattened", "general")
    features = ("unprotected", "many-signers")
    exceptions = (
        {"operation": "jwk.to_pem", "kty": "oct"},
        {"operation": "jwe.encrypt", "alg": "RSA1_5"},  # "Unwrap Only"
        *({"operation": "jwe.encrypt", "serialisation": form} for form in ("flattened", "general")),
        *({"operation": "jwe.decrypt", "serialisation": form} for form in ("flattened", "general")),
    )
    limits = {"octets": 16384}  # max_size of a token
    snippets = SNIPPETS

    def jwk_import(self, key: Any) -> Any:
        return Jwk.from_json(key)

    def jwk_public(self, key: Any) -> Mapping[str, Any] | str:
        return key.public_jwk().to_json()

    def jwk_private(self, key: Any) -> Mapping[str, Any] | str:
        return key.to_json()

    def jwk_thumbprint(self, key: Any, hash: str) -> str:
        return key.thumbprint(hash)

    def jwk_generate(self, kty: str, crv: str | None, bits: int | None) -> Any:
        given = {"crv": crv, "key_size": bits}
        return Jwk.generate(kty=kty, **{name: value for name, value in given.items() if value})

    def jwk_public_pem(self, key: Any) -> str:
        return key.public_jwk().to_pem()

    def jwk_private_pem(self, key: Any) -> str:
        return key.to_pem()

    def jwk_from_pem(self, pem: str) -> Any:
        return Jwk.from_pem(pem)

    def jwks_import(self, set: Any) -> Any:
        return JwkSet.from_json(set)

    def jwks_public(self, set: Any) -> Mapping[str, Any] | str:
        return set.public_jwks().to_json()

    def jwks_select(self, set: Any, kid: str) -> Any:
        try:
            return set.get_jwk_by_kid(kid)
        except library.NoKeyFoundWithThisKid:
            return None

    def jws_sign(self, payload: bytes, signers: Sequence[Signer], serialisation: str) -> str:
        if any("alg" not in by.protected for by in signers):
            raise Unsupported("alg is always protected")
        parts = [(by.key, by.protected["alg"], _others(by.protected)) for by in signers]
        if serialisation == "compact":
            return str(bytes(JwsCompact.sign(payload, *parts[0])), "ascii")
        given = [(*part, by.header or None) for part, by in zip(parts, signers, strict=True)]
        if serialisation == "flattened":
            return JwsJsonFlat.sign(payload, *given[0]).to_json()
        return JwsJsonGeneral.sign(payload, *given).to_json()

    def jws_verify(self, key: Any, jws: str, algorithms: Any, detached: Any) -> Opened:
        if detached is not None:
            raise Unsupported("detached content")
        if not jws.lstrip().startswith("{"):
            token = JwsCompact(jws).verify(key, algs=algorithms)
            return Opened(token.payload, token.headers)
        in_json = (JwsJsonGeneral if '"signatures"' in jws else JwsJsonFlat).from_json(jws)
        if not in_json.verify_signature(key, algs=algorithms):
            raise ValueError("verify_signature returned False")
        flat = isinstance(in_json, JwsJsonFlat)
        return Opened(in_json.payload, in_json.protected if flat else None)

    def jws_verify_with_set(self, set: Any, jws: str, algorithms: Any, detached: Any) -> Opened:
        if jws.lstrip().startswith("{"):
            raise Unsupported("a JWK Set is for the compact serialisation alone")
        return self.jws_verify(set, jws, algorithms, detached)

    def jwe_encrypt(self, what: Encrypted, recipients: Sequence[Signer], serialisation: str) -> str:
        if serialisation != "compact":
            raise Unsupported(serialisation)
        key, header = recipients[0].key, what.protected
        if header.get("alg") not in PASSWORD:
            more = _others(header, "enc")
            asked = {"alg": header.get("alg"), "enc": header.get("enc"), "extra_headers": more}
            return str(bytes(JweCompact.encrypt(what.plaintext, key, **asked)), "ascii")
        if header.keys() != {"alg", "enc"}:
            raise Unsupported("other parameters with a password")
        return str(
            bytes(JweCompact.encrypt_with_password(what.plaintext, key.key, **header)), "ascii"
        )

    def jwe_decrypt(self, key: Any, jwe: str, algorithms: Sequence[str]) -> Opened:
        if jwe.lstrip().startswith("{"):
            raise Unsupported("a JSON serialisation")
        token = JweCompact(jwe)
        allowed = [name for name in algorithms if name not in self.enc]  # there is no list for enc
        if PASSWORD.intersection(allowed):
            return Opened(bytes(token.decrypt_with_password(key.key)), token.headers)
        return Opened(bytes(token.decrypt(key, algs=allowed)), token.headers)

    def jwt_sign(self, key: Any, claims: dict[str, Any], header: dict[str, Any]) -> str:
        named = {"alg": header.get("alg"), "typ": header.get("typ")}
        return str(Jwt.sign(claims, key, **named, extra_headers=_others(header, "typ")))

    def jwt_verify(self, key: Any, jwt: str, algorithms: Any, expected: Any) -> Mapping[str, Any]:
        names = {"iss": "issuer", "aud": "audience"}
        wanted = {names[name]: value for name, value in expected.items()}
        token = SignedJwt(jwt)
        # check_exp demands an exp; it is left out where there is none, since a JWT may go without
        wanted["check_exp"] = token.get_claim("exp", ...) is not ...
        token.validate(key, algs=algorithms, **wanted)
        return token.claims


def _others(header: Mapping[str, Any], *named: str) -> dict[str, Any]:
    """What of a header goes into extra_headers."""
    return {name: value for name, value in header.items() if name not in ("alg", *named)}
