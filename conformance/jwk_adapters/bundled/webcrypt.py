"""Webcrypt: the README on its package index page, "Usage", and docstrings.

A JWK must name its alg, which decides whether it becomes a JWS or a JWE object. Where one names
none, its user adds the algorithm that the key is for: the tokens of our vectors say which.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from webcrypt.exceptions import TokenException
from webcrypt.jose import JOSE
from webcrypt.jwe import JWE
from webcrypt.jws import JWS

from jwk_adapters.adapter import Adapter, Encrypted, Opened, Signer, Unsupported
from jwk_adapters.snippets.webcrypt import SNIPPETS

SIGNING = (*(one.value for one in JWS.Algorithm if not one.value.startswith("Ed")), "EdDSA")
ENCRYPTING = tuple(one.value for one in JWE.Algorithm)
CURVES = {"P-256": "ES256", "P-384": "ES384", "P-521": "ES512", "secp256k1": "ES256K"}
SECRETS = {256: "HS256", 384: "HS384", 512: "HS512"}


class Key(NamedTuple):
    """A JWK as it was given: what is made of it is bound to one algorithm."""

    document: Any

    def read(self) -> Any:
        encrypts = self.document.get("use") == "enc" or self.document.get("alg") in ENCRYPTING
        return (JWE if encrypts else JWS).from_jwk(self.document)

    def for_use(self, kind: Any, algorithm: Any) -> Any:
        return kind.from_jwk({"alg": algorithm, **self.document})


class Webcrypt(Adapter):
    distribution = "webcrypt"
    backends = ("cryptography", "pydantic")
    lazy = True  # a JWK without alg is kept until it is used
    documented_errors = (TokenException,)
    kty = ("RSA", "EC", "OKP", "oct")
    crv = (*CURVES, "Ed25519", "Ed448")
    alg = (*SIGNING, *ENCRYPTING)
    enc = tuple(one.value for one in JWE.Encryption)
    features = ("zip",)
    exceptions = ({"operation": "jwk.to_pem", "kty": "oct"},)
    snippets = SNIPPETS

    def jwk_import(self, key: Any) -> Any:
        if "alg" in key:
            Key(key).read()
        return Key(key)

    def jwk_public(self, key: Any) -> Mapping[str, Any] | str:
        return key.read().public_jwk()

    def jwk_private(self, key: Any) -> Mapping[str, Any] | str:
        return key.read().to_jwk()

    def jwk_generate(self, kty: str, crv: str | None, bits: int | None) -> Any:
        made = {"RSA": "RS256" if bits in (None, 2048) else "", "OKP": crv or ""}
        made |= {"EC": CURVES.get(crv or "", ""), "oct": SECRETS.get(bits or 256, "")}
        if made.get(kty) not in JWS.Algorithm.__members__:
            raise Unsupported("no algorithm makes such a key")
        return Key(JWS(JWS.Algorithm[made[kty]]).to_jwk())

    def jwk_public_pem(self, key: Any) -> str:
        return JWS.from_jwk(key.read().public_jwk()).to_pem()

    def jwk_private_pem(self, key: Any) -> str:
        return key.read().to_pem()

    def jwks_import(self, set: Any) -> Any:
        return JOSE.from_jwks(set)

    def jwks_public(self, set: Any) -> Mapping[str, Any] | str:
        return set.public_jwks()

    def jws_sign(self, payload: bytes, signers: Sequence[Signer], serialisation: str) -> str:
        (by,) = signers
        key = by.key.for_use(JWS, by.protected.get("alg"))
        if by.protected.get("kid", key.kid) != key.kid:
            raise Unsupported("the header names the key's own kid, always")
        return key.sign(payload, extra_header=by.protected)

    def jws_verify(self, key: Any, jws: str, algorithms: Any, detached: Any) -> Opened:
        return Opened(key.for_use(JWS, _only(algorithms)).verify(jws), JWS.decode_header(jws))

    def jws_verify_with_set(self, set: Any, jws: str, algorithms: Any, detached: Any) -> Opened:
        return Opened(set.raw_verify(jws), JWS.decode_header(jws))

    def jwe_encrypt(self, what: Encrypted, recipients: Sequence[Signer], serialisation: str) -> str:
        key = recipients[0].key.for_use(JWE, what.protected.get("alg"))
        if what.protected.get("kid", key.kid) != key.kid:
            raise Unsupported("the header names the key's own kid, always")
        if "enc" not in what.protected:
            raise Unsupported("there is always an enc")
        return key.encrypt(
            what.plaintext,
            enc=JWE.Encryption(what.protected["enc"]),
            compress="zip" in what.protected,
            extra_header=what.protected,
        )

    def jwe_decrypt(self, key: Any, jwe: str, algorithms: Sequence[str]) -> Opened:
        alg = next((name for name in algorithms if name not in self.enc), None)
        return Opened(key.for_use(JWE, alg).decrypt(jwe), JWE.decode_header(jwe))


def _only(algorithms: Sequence[str]) -> str:
    """The algorithm to accept; a key is bound to one."""
    if len(algorithms) != 1:
        raise Unsupported("a key goes with one algorithm")
    return algorithms[0]
