"""Content encryption: RFC 7518 section 5."""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from cryptography.hazmat.primitives import padding
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from jwk_conformance.jose.enforce import enforce
from jwk_conformance.jose.error import NotSupported, quoted
from jwk_conformance.jose.key import aes_key, fitted
from jwk_conformance.rulebook.algorithm import ALGORITHMS as KNOWN
from jwk_conformance.rulebook.value import BLOCK, Padded, VerifiedTag, iv_length, tag_length
from jwk_conformance.rulebook.value import Sealed as Lengths

ALGORITHMS = tuple(name for name, one in KNOWN.items() if one.kind == "content")
_SHORTEST_IV, _LONGEST_IV = 8, 128
"""What OpenSSL takes for AES GCM."""


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


def known(enc: str) -> str:
    """The name itself; raises NotSupported for an unknown one."""
    if enc not in ALGORITHMS:
        raise NotSupported(f"no such content encryption here: {quoted(enc)}")
    return enc


def seal(enc: str, cek: bytes, iv: bytes, aad: bytes, plaintext: bytes) -> Sealed:
    """Encrypt with a given key and IV: never use an IV with one key twice."""
    enforce(Lengths(known(enc), len(cek), len(iv), tag_length(enc)))
    return _sealed(enc, cek, iv, aad, plaintext)


def _sealed(enc: str, cek: bytes, iv: bytes, aad: bytes, plaintext: bytes) -> Sealed:
    if enc.endswith("GCM"):
        ciphertext, tag = _gcm(enc, cek, iv, aad, plaintext)
        return Sealed(iv, ciphertext, tag, aad)
    padder = padding.PKCS7(8 * BLOCK).padder()
    padded = padder.update(plaintext) + padder.finalize()
    encryptor = _cbc(enc, cek, iv).encryptor()
    ciphertext = encryptor.update(padded) + encryptor.finalize()
    mac = cbc_steps(enc, cek, iv, ciphertext, aad)["mac"]
    return Sealed(iv, ciphertext, mac[: tag_length(enc)], aad)


def unseal(enc: str, cek: bytes, sealed: Sealed) -> Unsealed:
    """Decrypt; raises NotValid where a length, the tag or the padding is wrong."""
    enforce(Lengths(known(enc), len(cek), len(sealed.iv), len(sealed.tag)))
    if not sealed.iv:  # nobody minded: then it is taken for zeros
        sealed = replace(sealed, iv=bytes(iv_length(enc)))
    if enc.endswith("GCM"):
        return Unsealed(_unsealed_gcm(enc, cek, sealed))
    steps = cbc_steps(enc, cek, sealed.iv, sealed.ciphertext, sealed.aad)
    tag = steps["mac"][: tag_length(enc)]
    enforce(VerifiedTag(enc, hmac.compare_digest(tag[: len(sealed.tag)], sealed.tag)))
    whole = len(sealed.ciphertext) // BLOCK * BLOCK
    decryptor = _cbc(enc, cek, sealed.iv).decryptor()
    padded = decryptor.update(sealed.ciphertext[:whole]) + decryptor.finalize()
    padded += sealed.ciphertext[whole:]
    enforce(Padded(padded))
    return Unsealed(padded[: -padded[-1]] if padded and padded[-1] else padded, steps)


def _unsealed_gcm(enc: str, cek: bytes, sealed: Sealed) -> bytes:
    # The mode is a stream cipher: what encrypts, decrypts. The tag follows from the plaintext.
    plaintext, _ = _gcm(enc, cek, sealed.iv, b"", sealed.ciphertext)
    _, tag = _gcm(enc, cek, sealed.iv, sealed.aad, plaintext)
    enforce(VerifiedTag(enc, hmac.compare_digest(tag[: len(sealed.tag)], sealed.tag)))
    return plaintext


def _gcm(enc: str, cek: bytes, iv: bytes, aad: bytes, octets: bytes) -> tuple[bytes, bytes]:
    return gcm(aes_key(cek, KNOWN[enc].octets), iv, aad, octets)


def gcm(key: bytes, iv: bytes, aad: bytes, octets: bytes) -> tuple[bytes, bytes]:
    """Ciphertext and tag of AES GCM, with an IV of any length made to fit."""
    if len(iv) < _SHORTEST_IV:
        iv = fitted(iv, 12)
    encryptor = Cipher(algorithms.AES(key), modes.GCM(iv[:_LONGEST_IV])).encryptor()
    encryptor.authenticate_additional_data(aad)
    ciphertext = encryptor.update(octets) + encryptor.finalize()
    return ciphertext, encryptor.tag


def _cbc(enc: str, cek: bytes, iv: bytes) -> Cipher[modes.CBC]:
    half = KNOWN[enc].octets // 2
    key = aes_key(cek[len(cek) // 2 :], half)
    return Cipher(algorithms.AES(key), modes.CBC(fitted(iv, BLOCK)))


def cbc_steps(enc: str, cek: bytes, iv: bytes, ciphertext: bytes, aad: bytes) -> dict[str, bytes]:
    """The keys and the whole MAC of AES_CBC_HMAC_SHA2: RFC 7518 section 5.2.2.1, steps 1, 4, 5."""
    half = len(cek) // 2
    al = (8 * len(aad)).to_bytes(8, "big")
    sha = f"sha{enc.rpartition('-HS')[2]}"
    mac = hmac.new(cek[:half], aad + iv + ciphertext + al, sha).digest()
    return {"mac_key": cek[:half], "enc_key": cek[half:], "al": al, "mac": mac}
