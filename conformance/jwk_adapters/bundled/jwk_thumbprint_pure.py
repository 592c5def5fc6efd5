"""Jwk-thumbprint-pure: the README on its package index page, "API Reference"."""

from __future__ import annotations

from typing import Any

from jwk_thumbprint_pure import thumbprint

from jwk_adapters.adapter import Adapter, Unsupported
from jwk_adapters.snippets.jwk_thumbprint_pure import SNIPPETS

HASHES = {"sha-256": "SHA-256"}


class JwkThumbprintPure(Adapter):
    distribution = "jwk-thumbprint-pure"
    backends = ()
    documented_errors = (ValueError,)
    kty = ("RSA", "EC", "OKP", "oct")
    crv = ("P-256", "P-384", "P-521", "secp256k1", "Ed25519", "Ed448", "X25519", "X448")
    exceptions = ({"operation": "jwk.import"},)  # a JWK is a dict, read at each call
    snippets = SNIPPETS

    def jwk_import(self, key: Any) -> Any:
        return key

    def jwk_thumbprint(self, key: Any, hash: str) -> str:
        if hash not in HASHES:
            raise Unsupported(hash)
        return thumbprint(key, HASHES[hash])
