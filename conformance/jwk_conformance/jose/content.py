"""Content encryption: RFC 7518 section 5."""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from dataclasses import dataclass, field

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import padding
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from jwk_conformance.jose.error import NotSupported, NotValid, quoted

BLOCK = 16


@dataclass(frozen=True)
class ContentEncryption:
    """A content encryption algorithm; all lengths in octets."""

    name: str
    key: int
    iv: int
    tag: int
    sha: str
    """The hash of the MAC, by Python's name; empty for GCM."""


ALGORITHMS: Mapping[str, ContentEncryption] = {
    one.name: one
    for one in (
        ContentEncryption("A128CBC-HS256", 32, 16, 16, "sha256"),
        ContentEncryption("A192CBC-HS384", 48, 16, 24, "sha384"),
        ContentEncryption("A256CBC-HS512", 64, 16, 32, "sha512"),
        ContentEncryption("A128GCM", 16, 12, 16, ""),
        ContentEncryption("A192GCM", 24, 12, 16, ""),
        ContentEncryption("A256GCM", 32, 12, 16, ""),
    )
}


@dataclass(frozen=True)
class Sealed:
    """What content encryption produces, and the data authenticated with it."""

    iv: bytes
    ciphertext: bytes
    tag: bytes
    aad: bytes


@dataclass(frozen=True)
class Unsealed:
    """What content decryption gives."""

    plaintext: bytes
    intermediate: Mapping[str, bytes] = field(default_factory=dict)
    """For CBC `mac_key`, `enc_key`, `al` and the MAC before truncation, `mac`; nothing for GCM."""


def algorithm(enc: str) -> ContentEncryption:
    """The algorithm of a name; raises NotSupported for an unknown one."""
    if enc not in ALGORITHMS:
        raise NotSupported(f"no such content encryption here: {quoted(enc)}")
    return ALGORITHMS[enc]


def seal(enc: str, cek: bytes, iv: bytes, aad: bytes, plaintext: bytes) -> Sealed:
    """Encrypt with a given key and IV, as only examples are: never reuse an IV with a key."""
    named = algorithm(enc)
    _check_length("the content encryption key", cek, named.key)
    _check_length("the IV", iv, named.iv)
    if not named.sha:
        both = AESGCM(cek).encrypt(iv, plaintext, aad)
        return Sealed(iv, both[: -named.tag], both[-named.tag :], aad)
    padder = padding.PKCS7(8 * BLOCK).padder()
    encryptor = Cipher(algorithms.AES(cek[named.key // 2 :]), modes.CBC(iv)).encryptor()
    padded = padder.update(plaintext) + padder.finalize()
    ciphertext = encryptor.update(padded) + encryptor.finalize()
    mac = cbc_steps(named, cek, iv, ciphertext, aad)["mac"]
    return Sealed(iv, ciphertext, mac[: named.tag], aad)


def unseal(enc: str, cek: bytes, sealed: Sealed) -> Unsealed:
    """Decrypt, checking all lengths and the tag; raises NotValid where anything is wrong."""
    named = algorithm(enc)
    _check_length("the content encryption key", cek, named.key)
    _check_length("the IV", sealed.iv, named.iv)
    _check_length("the authentication tag", sealed.tag, named.tag)
    if not named.sha:
        try:
            return Unsealed(
                AESGCM(cek).decrypt(sealed.iv, sealed.ciphertext + sealed.tag, sealed.aad)
            )
        except InvalidTag:
            raise NotValid("the authentication tag does not hold") from None
    steps = cbc_steps(named, cek, sealed.iv, sealed.ciphertext, sealed.aad)
    if not hmac.compare_digest(steps["mac"][: named.tag], sealed.tag):
        raise NotValid("the authentication tag does not hold")
    return Unsealed(_cbc_decrypted(steps["enc_key"], sealed), steps)


def _check_length(what: str, octets: bytes, length: int) -> None:
    if len(octets) != length:
        raise NotValid(f"{what} has {len(octets)} octets instead of {length}")


def cbc_steps(
    named: ContentEncryption, cek: bytes, iv: bytes, ciphertext: bytes, aad: bytes
) -> dict[str, bytes]:
    """The keys and the whole MAC of AES_CBC_HMAC_SHA2: RFC 7518 section 5.2.2.1, steps 1, 4, 5."""
    mac_key, enc_key = cek[: named.key // 2], cek[named.key // 2 :]
    al = (8 * len(aad)).to_bytes(8, "big")
    mac = hmac.new(mac_key, aad + iv + ciphertext + al, named.sha).digest()
    return {"mac_key": mac_key, "enc_key": enc_key, "al": al, "mac": mac}


def _cbc_decrypted(enc_key: bytes, sealed: Sealed) -> bytes:
    decryptor = Cipher(algorithms.AES(enc_key), modes.CBC(sealed.iv)).decryptor()
    unpadder = padding.PKCS7(8 * BLOCK).unpadder()
    try:
        padded = decryptor.update(sealed.ciphertext) + decryptor.finalize()
        return unpadder.update(padded) + unpadder.finalize()
    except ValueError:
        # The tag held, so whoever encrypted did not pad as section 5.2.2.1 has it.
        raise NotValid("the ciphertext is not of whole blocks with PKCS #7 padding") from None
