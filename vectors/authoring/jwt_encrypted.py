"""JWTs that are encrypted where a signed one is asked for.

Encryption to a public key proves nothing about who did it. A library that tells the two apart by
the token alone takes what an attacker encrypted for what somebody signed.
"""

from __future__ import annotations

from collections.abc import Iterator

from authoring import damage
from authoring.build import REFUSED_BY_WITNESS, Authored, unb64
from authoring.claims import GROUP
from authoring.forge import header
from authoring.jwe_damage import slug
from authoring.operation import verify_jwt
from authoring.registry import Chapter
from authoring.sealing import (
    agreed,
    cek,
    derivation,
    ephemeral,
    oaep,
    sealed,
    wrapped,
)
from authoring.suite import Jwk, key, public


def _encrypted(jwk: Jwk, alg: str, enc: str) -> str:
    """The usual claims, encrypted to a key."""
    if alg == "dir":
        return sealed(enc, header(alg=alg, enc=enc), unb64(jwk["k"])).compact()
    if alg == "ECDH-ES":
        epk = ephemeral(jwk["crv"])
        content_key = derivation(alg, enc).key(agreed(epk, jwk))
        return sealed(enc, header(alg=alg, enc=enc, epk=public(epk)), content_key).compact()
    secret = cek(enc)
    encrypted_key = oaep(jwk, secret) if jwk["kty"] == "RSA" else wrapped(unb64(jwk["k"]), secret)
    return sealed(enc, header(alg=alg, enc=enc), encrypted_key=encrypted_key).compact()


def unsigned() -> Iterator[Authored]:
    """Encrypted to the key that signs, or by the secret that authenticates."""
    for name, signs, alg, enc in (
        ("rsa-2048-a", "RS256", "RSA-OAEP", "A256GCM"),
        ("ec-p-256", "ES256", "ECDH-ES", "A128GCM"),
        ("oct-32", "HS256", "dir", "A256GCM"),
        ("oct-32", "HS256", "A256KW", "A256GCM"),
    ):
        jwk = key(name)
        yield damage.refused(
            GROUP,
            f"encrypted-{slug(alg)}-for-{signs.lower()}",
            f"A JWT encrypted by {alg}, and signed by nobody, where {signs} is allowed",
            verify_jwt(jwk, _encrypted(jwk, alg, enc), [signs], REFUSED_BY_WITNESS),
            clauses=("rfc8725-3.1-only-allowed-algorithms",),
            mutation=f"a JWE by {alg} in place of a JWS; the verifier has the whole key",
            why="Whoever has the public key can encrypt: a verifier that decrypts by itself takes "
            "an attacker's claims for the issuer's.",
            derived_from=f"control-jwt.verify-{jwk['kty'].lower()}"
            + (f"-{jwk['crv'].lower()}" if "crv" in jwk else "")
            + f"-{signs.lower()}-compact",
            witness="the claims come out if, and only if, the token is decrypted",
            level="token",
        )


CHAPTER = Chapter("jwt-encrypted", "JWTs that are encrypted, not signed", (unsigned,))
