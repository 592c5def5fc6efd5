"""JWK thumbprints: RFC 7638 section 3; RFC 8037 section 2 for OKP."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from jwk_conformance.jose.base64url import encode
from jwk_conformance.jose.error import NotValid

REQUIRED = {
    "RSA": ("e", "kty", "n"),
    "EC": ("crv", "kty", "x", "y"),
    "OKP": ("crv", "kty", "x"),
    "oct": ("k", "kty"),
}
"""Key type → the members that go into the hash, in the order of their code points."""

HASHES = {"sha-256": "sha256", "sha-384": "sha384", "sha-512": "sha512"}


def thumbprint(jwk: Mapping[str, Any], hash: str = "sha-256") -> str:
    """The thumbprint in base64url; raises NotValid where a required member is missing."""
    members = REQUIRED.get(str(jwk.get("kty")))
    if members is None or hash not in HASHES:
        raise NotValid(f"no thumbprint of kty {jwk.get('kty')!r} with {hash}")
    if not all(isinstance(jwk.get(member), str) for member in members):
        raise NotValid(f"a thumbprint needs {', '.join(members)}")
    hashed = {member: jwk[member] for member in members}
    text = json.dumps(hashed, separators=(",", ":"), ensure_ascii=False)
    return encode(hashlib.new(HASHES[hash], text.encode("utf-8")).digest())
