"""JWK thumbprints: RFC 7638 section 3, RFC 8037 section 2 for OKP, RFC 9964
section 6 for AKP, RFC 9278 for the URI.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from jwk_conformance.jose.base64url import encode
from jwk_conformance.jose.error import NotSupported, NotValid, quoted

REQUIRED = {
    "RSA": ("e", "kty", "n"),
    "EC": ("crv", "kty", "x", "y"),
    "OKP": ("crv", "kty", "x"),
    "oct": ("k", "kty"),
    "AKP": ("alg", "kty", "pub"),
}
"""Key type → the members that go into the hash, in the order of their code points."""

HASHES = {
    "sha-256": "sha256",
    "sha-384": "sha384",
    "sha-512": "sha512",
    "sha3-256": "sha3_256",
    "sha3-384": "sha3_384",
    "sha3-512": "sha3_512",
}
"""Name in the registry that RFC 9278 section 4 refers to → Python's name."""

URI_PREFIX = "urn:ietf:params:oauth:jwk-thumbprint:"


def thumbprint_input(jwk: Mapping[str, Any]) -> bytes:
    """The octets that are hashed: required members only, sorted, without white space.

    The values are taken as they stand, well-formed or not. Raises NotValid where a required
    member is missing or no string, NotSupported for another key type.
    """
    kty = jwk.get("kty") if isinstance(jwk, Mapping) else None
    if not isinstance(kty, str):
        raise NotValid("a JWK needs a kty that is a string (RFC 7517 section 4.1)")
    if kty not in REQUIRED:
        raise NotSupported(f"which members of a key of type {quoted(kty)} are required?")
    for name in REQUIRED[kty]:
        if not isinstance(jwk.get(name), str):
            raise NotValid(f"{name} is missing, or not a string (RFC 7638 section 3.2)")
    hashed = {name: jwk[name] for name in REQUIRED[kty]}
    try:
        return json.dumps(hashed, separators=(",", ":"), ensure_ascii=False).encode("utf-8")
    except UnicodeEncodeError:
        raise NotValid("a required member is not Unicode text") from None


def thumbprint(jwk: Mapping[str, Any], hash: str = "sha-256") -> str:
    """The thumbprint in base64url (RFC 7638 section 3.1); raises as `thumbprint_input` does."""
    if hash not in HASHES:
        raise NotSupported(f"no such hash here: {quoted(hash)}")
    return encode(hashlib.new(HASHES[hash], thumbprint_input(jwk)).digest())


def thumbprint_uri(jwk: Mapping[str, Any], hash: str = "sha-256") -> str:
    """The thumbprint as a URI that names its hash (RFC 9278 section 3)."""
    return f"{URI_PREFIX}{hash}:{thumbprint(jwk, hash)}"
