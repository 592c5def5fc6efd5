"""Content encryption: RFC 7518 section 5."""

from __future__ import annotations

import hmac
from dataclasses import dataclass

from cryptography.hazmat.primitives import padding
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from jwk_conformance.jose.error import NotValid

GCM = {"A128GCM": 16, "A192GCM": 24, "A256GCM": 32}
CBC = {
    "A128CBC-HS256": (32, "sha256"),
    "A192CBC-HS384": (48, "sha384"),
    "A256CBC-HS512": (64, "sha512"),
}
IV_OF_GCM = 12
TAG_OF_GCM = 16
BLOCK = 16


@dataclass(frozen=True)
class Sealed:
    """What the content encryption produced, and the data authenticated with it."""

    iv: bytes
    ciphertext: bytes
    tag: bytes
    aad: bytes


def key_octets(enc: str) -> int:
    """The length of the content encryption key, in octets."""
    if enc in GCM:
        return GCM[enc]
    if enc in CBC:
        return CBC[enc][0]
    raise NotValid(f"no such content encryption here: {enc!r}")


def halves(enc: str, cek: bytes) -> dict[str, bytes]:
    """MAC and encryption key within the key of the CBC algorithms."""
    if enc not in CBC:
        return {}
    return {"mac_key": cek[: len(cek) // 2], "enc_key": cek[len(cek) // 2 :]}


def open_sealed(enc: str, cek: bytes, sealed: Sealed) -> bytes:
    """The plaintext; raises NotValid, or InvalidTag where the tag does not hold."""
    if len(cek) != key_octets(enc):
        raise NotValid(f"a key of {len(cek)} octets for {enc}")
    return _gcm(cek, sealed) if enc in GCM else _cbc(enc, cek, sealed)


def _gcm(cek: bytes, sealed: Sealed) -> bytes:
    if len(sealed.iv) != IV_OF_GCM or len(sealed.tag) != TAG_OF_GCM:
        raise NotValid("IV or tag has not the length of section 5.3")
    return AESGCM(cek).decrypt(sealed.iv, sealed.ciphertext + sealed.tag, sealed.aad)


def _cbc(enc: str, cek: bytes, sealed: Sealed) -> bytes:
    keys = halves(enc, cek)
    length = (8 * len(sealed.aad)).to_bytes(8, "big")
    signed = sealed.aad + sealed.iv + sealed.ciphertext + length
    tag = hmac.new(keys["mac_key"], signed, CBC[enc][1]).digest()[: len(cek) // 2]
    if not hmac.compare_digest(tag, sealed.tag):
        raise NotValid("the authentication tag does not hold")
    if len(sealed.iv) != BLOCK:
        raise NotValid("the IV is not of one block")
    decryptor = Cipher(algorithms.AES(keys["enc_key"]), modes.CBC(sealed.iv)).decryptor()
    padded = decryptor.update(sealed.ciphertext) + decryptor.finalize()
    unpadder = padding.PKCS7(8 * BLOCK).unpadder()
    return unpadder.update(padded) + unpadder.finalize()
