"""Key management, on the side that decrypts: RFC 7518 section 4, RFC 8037 section 3.2."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from cryptography.exceptions import InvalidTag, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, keywrap
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.pbkdf2 import PBKDF2HMAC

from jwk_conformance.jose import agreement
from jwk_conformance.jose.content import ContentEncryption
from jwk_conformance.jose.error import NotSupported, NotValid, quoted
from jwk_conformance.jose.header import Header, octets
from jwk_conformance.jose.key import Jwk, is_private, private_key, secret
from jwk_conformance.jose.signature import check_modulus

ITERATIONS_LIMIT = 1_000_000
"""Beyond it a p2c is an attack on whoever decrypts."""

RSA: dict[str, padding.AsymmetricPadding] = {
    "RSA1_5": padding.PKCS1v15(),
    "RSA-OAEP": padding.OAEP(padding.MGF1(hashes.SHA1()), hashes.SHA1(), None),  # section 4.3
    "RSA-OAEP-256": padding.OAEP(padding.MGF1(hashes.SHA256()), hashes.SHA256(), None),
}
AES_WRAP = {"A128KW": 16, "A192KW": 24, "A256KW": 32}
GCM_WRAP = {"A128GCMKW": 16, "A192GCMKW": 24, "A256GCMKW": 32}
PBES2: dict[str, tuple[hashes.HashAlgorithm, int]] = {
    "PBES2-HS256+A128KW": (hashes.SHA256(), 16),
    "PBES2-HS384+A192KW": (hashes.SHA384(), 24),
    "PBES2-HS512+A256KW": (hashes.SHA512(), 32),
}
ECDH_WRAP = {"ECDH-ES+A128KW": 16, "ECDH-ES+A192KW": 24, "ECDH-ES+A256KW": 32}

GCM_IV = 12
GCM_TAG = 16
SHORTEST_SALT_INPUT = 8


@dataclass(frozen=True)
class Recipient:
    """What one recipient of a JWE has to work with."""

    header: Header
    """The whole JOSE header."""
    alg: str
    content: ContentEncryption
    key: Jwk
    encrypted_key: bytes


@dataclass
class Cek:
    """A content encryption key, and what was computed on the way to it, by name."""

    octets: bytes
    intermediate: dict[str, bytes] = field(default_factory=dict)


def content_key(recipient: Recipient) -> Cek:
    """The content encryption key for this recipient; its length is not yet checked.

    Raises NotValid where the key does not fit the algorithm, the header lacks what it needs, or
    the encrypted key does not open.
    """
    find = _FAMILIES.get(recipient.alg)
    if find is None:
        raise NotSupported(f"no such key management algorithm here: {quoted(recipient.alg)}")
    if recipient.alg in DIRECT and recipient.encrypted_key:
        raise NotValid(f"{recipient.alg} with an encrypted key (RFC 7516 section 5.2)")
    if recipient.alg not in DIRECT and not recipient.encrypted_key:
        raise NotValid(f"{recipient.alg} without an encrypted key")
    try:
        return find(recipient)
    except UnsupportedAlgorithm as error:
        raise NotSupported(f"no {recipient.alg} in this build of cryptography: {error}") from None


def _rsa(recipient: Recipient) -> Cek:
    key = private_key(recipient.key)
    if not isinstance(key, rsa.RSAPrivateKey):
        raise NotValid(f"{recipient.alg} with a key of type {recipient.key['kty']}")
    check_modulus(key)
    try:
        return Cek(key.decrypt(recipient.encrypted_key, RSA[recipient.alg]))
    except ValueError:
        raise NotValid("the encrypted key does not decrypt with this key") from None


def _direct(recipient: Recipient) -> Cek:
    return Cek(secret(recipient.key))


def _aes(recipient: Recipient) -> Cek:
    return Cek(_unwrapped(_wrapping_key(recipient, AES_WRAP), recipient))


def _gcm(recipient: Recipient) -> Cek:
    key = _wrapping_key(recipient, GCM_WRAP)
    iv, tag = octets(recipient.header, "iv"), octets(recipient.header, "tag")
    if len(iv) != GCM_IV or len(tag) != GCM_TAG:
        raise NotValid("iv or tag in the header has not the length of RFC 7518 section 4.7.1")
    try:
        cek = AESGCM(key).decrypt(iv, recipient.encrypted_key + tag, None)
    except InvalidTag:
        raise NotValid("the encrypted key does not decrypt with this key") from None
    return Cek(cek, {"wrap_iv": iv, "wrap_tag": tag})


def _password(recipient: Recipient) -> Cek:
    sha, length = PBES2[recipient.alg]
    salt_input, count = octets(recipient.header, "p2s"), recipient.header.get("p2c")
    if len(salt_input) < SHORTEST_SALT_INPUT:
        raise NotValid("p2s has fewer than 8 octets (RFC 7518 section 4.8.1.1)")
    if type(count) is not int or count < 1:
        raise NotValid("p2c is not a positive integer (RFC 7518 section 4.8.1.2)")
    if count > ITERATIONS_LIMIT:
        raise NotSupported(f"p2c is over the limit of {ITERATIONS_LIMIT}")
    salt = recipient.alg.encode("ascii") + b"\0" + salt_input
    derived = PBKDF2HMAC(sha, length, salt, count).derive(secret(recipient.key))
    cek = _unwrapped(derived, recipient)
    return Cek(cek, {"salt_input": salt_input, "salt": salt, "derived_key": derived})


def _agreed(recipient: Recipient) -> Cek:
    epk = recipient.header.get("epk")
    if not isinstance(epk, dict):
        raise NotValid("epk is missing or not an object (RFC 7518 section 4.6.1.1)")
    try:
        if is_private(epk):
            raise NotValid("it has a private member (RFC 7518 section 4.6.1.1)")
        z = agreement.shared_secret(recipient.key, epk)
    except NotSupported:
        raise
    except NotValid as fault:
        raise NotValid(f"epk and key: {fault}") from None
    wraps = recipient.alg in ECDH_WRAP
    derived = agreement.derive(
        z,
        recipient.alg if wraps else recipient.content.name,
        ECDH_WRAP[recipient.alg] if wraps else recipient.content.key,
        apu=_party(recipient.header, "apu"),
        apv=_party(recipient.header, "apv"),
    )
    cek = _unwrapped(derived.key, recipient) if wraps else derived.key
    return Cek(cek, {"z": z, "other_info": derived.other_info, "derived_key": derived.key})


def _party(header: Header, name: str) -> bytes:
    return octets(header, name) if name in header else b""


def _wrapping_key(recipient: Recipient, lengths: dict[str, int]) -> bytes:
    key, length = secret(recipient.key), lengths[recipient.alg]
    if len(key) != length:
        raise NotValid(f"{recipient.alg} with a key of {len(key)} octets instead of {length}")
    return key


def _unwrapped(wrapping: bytes, recipient: Recipient) -> bytes:
    try:
        return keywrap.aes_key_unwrap(wrapping, recipient.encrypted_key)
    except (keywrap.InvalidUnwrap, ValueError):
        raise NotValid("the encrypted key does not unwrap with this key") from None


DIRECT = frozenset({"dir", "ECDH-ES"})
"""The algorithms that have no encrypted key."""

_FAMILIES: dict[str, Callable[[Recipient], Cek]] = {
    "dir": _direct,
    "ECDH-ES": _agreed,
    **dict.fromkeys(RSA, _rsa),
    **dict.fromkeys(AES_WRAP, _aes),
    **dict.fromkeys(GCM_WRAP, _gcm),
    **dict.fromkeys(PBES2, _password),
    **dict.fromkeys(ECDH_WRAP, _agreed),
}

ALGORITHMS = frozenset(_FAMILIES)
"""Every key management algorithm of RFC 7518 section 4.1."""
