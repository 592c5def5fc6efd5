"""Josepy: josepy.readthedocs.io, API documentation of the modules jwk, jws and jwa."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from cryptography.hazmat.primitives import hashes  # jwk.thumbprint takes its classes
from josepy import JWK, JWS, Error, Header, JWASignature, encode_b64jose

from jwk_adapters.adapter import Adapter, Opened, Signer, Unsupported
from jwk_adapters.snippets.josepy import SNIPPETS

HASHES = {"sha-256": hashes.SHA256, "sha-384": hashes.SHA384, "sha-512": hashes.SHA512}
PARAMETERS = {field.json_name for field in Header._fields.values()}


class Josepy(Adapter):
    distribution = "josepy"
    parses_json = True
    documented_errors = (Error,)
    kty = tuple(JWK.TYPES)
    crv = ("P-256", "P-384", "P-521")
    alg = tuple(JWASignature.SIGNATURES)
    serialisations = ("compact", "flattened", "general")
    features = ("unprotected", "no-protected-header")
    snippets = SNIPPETS

    def jwk_import(self, key: Any) -> Any:
        return JWK.json_loads(key)

    def jwk_public(self, key: Any) -> Mapping[str, Any] | str:
        return key.public_key().to_json()

    def jwk_private(self, key: Any) -> Mapping[str, Any] | str:
        return key.to_json()

    def jwk_thumbprint(self, key: Any, hash: str) -> str:
        if hash not in HASHES:
            raise Unsupported(hash)
        return encode_b64jose(key.thumbprint(HASHES[hash]))

    def jwk_from_pem(self, pem: str) -> Any:
        return JWK.load(pem.encode())

    def jws_sign(self, payload: bytes, signers: Sequence[Signer], serialisation: str) -> str:
        if len(signers) > 1:
            raise Unsupported("JWS.sign makes one signature")
        (by,) = signers
        protected, header = _parameters(by.protected), _parameters(by.header)
        given = {"include_jwk": False, "protect": frozenset(protected), **header, **protected}
        token = JWS.sign(payload, key=by.key, **given)
        if serialisation == "compact":
            return token.to_compact().decode()
        members = token.to_partial_json(flat=serialisation == "flattened")
        return json.dumps(members, default=JWS.json_dump_default)

    def jws_verify(self, key: Any, jws: str, algorithms: Any, detached: Any) -> Opened:
        """No list of algorithms is taken; the key is to be public, as in the command line's."""
        if detached is not None:
            raise Unsupported("detached content")
        in_json = jws.lstrip().startswith("{")
        token = JWS.json_loads(jws) if in_json else JWS.from_compact(jws.encode())
        if not token.verify(key.public_key()):
            raise ValueError("JWS.verify returned False")
        texts = [signature.protected for signature in token.signatures]
        return Opened(token.payload, json.loads(texts[0]) if len(texts) == 1 and texts[0] else None)


def _parameters(members: Mapping[str, Any]) -> dict[str, Any]:
    """A header as the keywords of JWS.sign, which knows the registered names alone."""
    if unknown := members.keys() - PARAMETERS:
        raise Unsupported(f"header parameters that are not registered: {sorted(unknown)}")
    return Header.from_json(members).not_omitted()
