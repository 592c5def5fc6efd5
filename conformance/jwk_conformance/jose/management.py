"""Key management: RFC 7518 section 4; X25519 and X448 by RFC 8037 section 3.2."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from cryptography.hazmat.primitives import hashes, keywrap
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.concatkdf import ConcatKDFHash
from cryptography.hazmat.primitives.kdf.pbkdf2 import PBKDF2HMAC

from jwk_conformance.jose.base64url import decode
from jwk_conformance.jose.error import NotValid
from jwk_conformance.jose.key import private_key, public_key, secret

Header = Mapping[str, Any]
Jwk = Mapping[str, Any]
Steps = dict[str, bytes]

ITERATIONS_LIMIT = 1_000_000
"""Beyond it a p2c is an attack on whoever decrypts."""

OAEP: dict[str, hashes.HashAlgorithm] = {
    "RSA-OAEP": hashes.SHA1(),  # what RFC 7518 section 4.3 names
    "RSA-OAEP-256": hashes.SHA256(),
}
PBES2: dict[str, tuple[hashes.HashAlgorithm, int]] = {
    "PBES2-HS256+A128KW": (hashes.SHA256(), 16),
    "PBES2-HS384+A192KW": (hashes.SHA384(), 24),
    "PBES2-HS512+A256KW": (hashes.SHA512(), 32),
}
WRAP = {"A128KW": 16, "A192KW": 24, "A256KW": 32}


def content_key(header: Header, key: Jwk, encrypted: bytes, octets: int, steps: Steps) -> bytes:
    """The content encryption key of `octets`; what is computed on the way goes into `steps`.

    Raises NotValid, or one of cryptography's exceptions where a wrapped key does not open.
    """
    alg = str(header.get("alg"))
    find = _FAMILIES.get(alg)
    if find is None:
        raise NotValid(f"no such key management here: {alg!r}")
    return find(header, key, encrypted, octets, steps)


def _rsa(key: Jwk) -> rsa.RSAPrivateKey:
    private = private_key(key)
    if not isinstance(private, rsa.RSAPrivateKey) or private.key_size < 2048:
        raise NotValid("not an RSA key of 2048 bits or more (RFC 7518 sections 4.2 and 4.3)")
    return private


def _rsa15(header: Header, key: Jwk, encrypted: bytes, octets: int, steps: Steps) -> bytes:
    return _rsa(key).decrypt(encrypted, padding.PKCS1v15())


def _oaep(header: Header, key: Jwk, encrypted: bytes, octets: int, steps: Steps) -> bytes:
    sha = OAEP[header["alg"]]
    return _rsa(key).decrypt(encrypted, padding.OAEP(padding.MGF1(sha), sha, None))


def _direct(header: Header, key: Jwk, encrypted: bytes, octets: int, steps: Steps) -> bytes:
    _none_encrypted(encrypted)
    return secret(key)


def _none_encrypted(encrypted: bytes) -> None:
    if encrypted:
        raise NotValid("an encrypted key where there must be none (RFC 7516 section 5.2)")


def _unwrapped(wrapping: bytes, octets: int, encrypted: bytes) -> bytes:
    if len(wrapping) != octets:
        raise NotValid(f"a wrapping key of {len(wrapping)} octets instead of {octets}")
    return keywrap.aes_key_unwrap(wrapping, encrypted)


def _wrap(header: Header, key: Jwk, encrypted: bytes, octets: int, steps: Steps) -> bytes:
    return _unwrapped(secret(key), WRAP[header["alg"]], encrypted)


def _gcm_wrap(header: Header, key: Jwk, encrypted: bytes, octets: int, steps: Steps) -> bytes:
    wrapping, iv, tag = secret(key), decode(header.get("iv")), decode(header.get("tag"))
    if len(wrapping) * 8 != int(header["alg"][1:4]) or len(iv) != 12 or len(tag) != 16:
        raise NotValid("key, iv or tag has not the length of RFC 7518 section 4.7")
    steps |= {"wrap_iv": iv, "wrap_tag": tag}
    return AESGCM(wrapping).decrypt(iv, encrypted + tag, None)


def _password(header: Header, key: Jwk, encrypted: bytes, octets: int, steps: Steps) -> bytes:
    sha, length = PBES2[header["alg"]]
    salt_input, count = decode(header.get("p2s")), header.get("p2c")
    if len(salt_input) < 8:
        raise NotValid("p2s has fewer than 8 octets (RFC 7518 section 4.8.1.1)")
    if type(count) is not int or not 0 < count <= ITERATIONS_LIMIT:
        raise NotValid(f"p2c is {count!r}")
    salt = header["alg"].encode("ascii") + b"\0" + salt_input
    derived = PBKDF2HMAC(sha, length, salt, count).derive(secret(key))
    steps |= {"salt": salt, "derived_key": derived}
    return keywrap.aes_key_unwrap(derived, encrypted)


def _agreed(header: Header, key: Jwk, encrypted: bytes, octets: int, steps: Steps) -> bytes:
    ephemeral = header.get("epk")
    if not isinstance(ephemeral, dict):
        raise NotValid("there is no epk")
    if ephemeral.get("crv") != key.get("crv") or ephemeral.get("kty") != key.get("kty"):
        raise NotValid("epk is on another curve than the key")
    ours, theirs = private_key(key), public_key(ephemeral)
    z = ours.exchange(ec.ECDH(), theirs) if key["kty"] == "EC" else ours.exchange(theirs)
    wrapping = header["alg"].partition("+")[2]
    length = WRAP[wrapping] if wrapping else octets
    algorithm = header["alg"] if wrapping else str(header.get("enc"))
    info = _length_first(algorithm.encode("utf-8"))
    info += _party(header, "apu") + _party(header, "apv") + (8 * length).to_bytes(4, "big")
    derived = ConcatKDFHash(hashes.SHA256(), length, info).derive(z)
    steps |= {"z": z, "derived_key": derived, "other_info": info}
    if wrapping:
        return keywrap.aes_key_unwrap(derived, encrypted)
    _none_encrypted(encrypted)
    return derived


def _party(header: Header, name: str) -> bytes:
    return _length_first(decode(header.get(name, "")))


def _length_first(octets: bytes) -> bytes:
    return len(octets).to_bytes(4, "big") + octets


_FAMILIES: dict[str, Callable[[Header, Jwk, bytes, int, Steps], bytes]] = {
    "RSA1_5": _rsa15,
    "dir": _direct,
    "ECDH-ES": _agreed,
    **dict.fromkeys(OAEP, _oaep),
    **dict.fromkeys(WRAP, _wrap),
    **dict.fromkeys(PBES2, _password),
    **dict.fromkeys(("A128GCMKW", "A192GCMKW", "A256GCMKW"), _gcm_wrap),
    **dict.fromkeys(("ECDH-ES+A128KW", "ECDH-ES+A192KW", "ECDH-ES+A256KW"), _agreed),
}
