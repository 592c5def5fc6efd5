"""Key management, on both sides: RFC 7518 section 4, RFC 8037 section 3.2."""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, keywrap
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.kdf.pbkdf2 import PBKDF2HMAC

from jwk_conformance.jose import agreement
from jwk_conformance.jose.base64url import encode
from jwk_conformance.jose.content import gcm
from jwk_conformance.jose.enforce import enforce
from jwk_conformance.jose.error import NotSupported, NotValid, quoted
from jwk_conformance.jose.key import (
    AnyKey,
    aes_key,
    curve,
    kind,
    material,
    meant,
    private_key,
    public_key,
    public_members,
    shared_octets,
)
from jwk_conformance.rulebook import Key, Number, Object, lossless
from jwk_conformance.rulebook.algorithm import ALGORITHMS as KNOWN
from jwk_conformance.rulebook.curve import EC, OKP
from jwk_conformance.rulebook.document import read_first
from jwk_conformance.rulebook.management import GCM_IV, MOST_ROUNDS, rounds
from jwk_conformance.rulebook.token import JweHeader
from jwk_conformance.rulebook.use import Intent, Operation, Use
from jwk_conformance.rulebook.value import EncryptedKey, RsaCiphertext, VerifiedWrap

RSA: dict[str, padding.AsymmetricPadding] = {
    "RSA1_5": padding.PKCS1v15(),
    "RSA-OAEP": padding.OAEP(padding.MGF1(hashes.SHA1()), hashes.SHA1(), None),  # section 4.3
    "RSA-OAEP-256": padding.OAEP(padding.MGF1(hashes.SHA256()), hashes.SHA256(), None),
}
PBES2: dict[str, tuple[hashes.HashAlgorithm, int]] = {
    "PBES2-HS256+A128KW": (hashes.SHA256(), 16),
    "PBES2-HS384+A192KW": (hashes.SHA384(), 24),
    "PBES2-HS512+A256KW": (hashes.SHA512(), 32),
}
DIRECT = frozenset({"dir", "ECDH-ES"})
"""The algorithms that have no encrypted key."""

ROUNDS = 8192
"""What a password is stretched by where the header names no p2c."""

ALGORITHMS = frozenset(name for name, one in KNOWN.items() if one.kind == "enc")
"""Every key management algorithm of RFC 7518 section 4.1."""


@dataclass(frozen=True)
class Recipient:
    """What one recipient of a JWE has to work with."""

    header: JweHeader
    """The whole JOSE header."""
    alg: str
    enc: str
    key: Key
    encrypted_key: bytes = b""

    def holding(self, encrypted_key: bytes) -> Recipient:
        """The same, with what was sent to it."""
        return replace(self, encrypted_key=encrypted_key)


@dataclass
class Cek:
    """A content encryption key, and what was computed on the way to it, by name."""

    octets: bytes
    intermediate: dict[str, bytes] = field(default_factory=dict)


@dataclass
class Wrapped:
    """A content encryption key as it is sent: encrypted, with what the header has to tell."""

    cek: bytes
    encrypted_key: bytes = b""
    parameters: dict[str, Any] = field(default_factory=dict)


def ready(header: JweHeader, alg: str, enc: str, jwk: AnyKey, operation: Operation) -> Recipient:
    """A recipient whose key goes with its algorithm. Raises NotValid, NotSupported."""
    if alg not in ALGORITHMS:
        raise NotSupported(f"no such key management algorithm here: {quoted(alg)}")
    key = material(jwk, private=operation == "decrypt" or KNOWN[alg].kty == "oct")
    enforce(Use(key, alg, operation, enc))
    if isinstance(jwk, Key):
        enforce(Intent(key, alg, operation, enc))
    return Recipient(header, alg, enc, key)


def content_key(recipient: Recipient) -> Cek:
    """The content encryption key for this recipient; its length is not yet checked.

    Raises NotValid where the header lacks what the algorithm needs, or the encrypted key does
    not open.
    """
    enforce(EncryptedKey(recipient.alg, bool(recipient.encrypted_key)))
    try:
        return _family(recipient.alg, _OPENERS)(recipient)
    except UnsupportedAlgorithm as error:
        raise NotSupported(f"no {recipient.alg} in this build of cryptography: {error}") from None


def wrap(recipient: Recipient, cek: bytes) -> Wrapped:
    """A content encryption key for this recipient; with the direct methods it is another one."""
    try:
        return _family(recipient.alg, _WRAPPERS)(recipient, cek)
    except UnsupportedAlgorithm as error:
        raise NotSupported(f"no {recipient.alg} in this build of cryptography: {error}") from None
    except ValueError as error:
        raise error if isinstance(error, NotValid) else NotValid(f"cannot wrap: {error}") from None


def _rsa(recipient: Recipient) -> Cek:
    key = private_key(recipient.key)
    if not isinstance(key, rsa.RSAPrivateKey):
        raise NotValid(f"{recipient.alg} with a key of type {kind(recipient.key)} (RFC 7518 4.1)")
    n = key.public_key().public_numbers().n
    enforce(RsaCiphertext(recipient.encrypted_key, n))
    value = int.from_bytes(recipient.encrypted_key, "big") % n
    asked = KNOWN[recipient.enc].octets
    try:
        octets = value.to_bytes((key.key_size + 7) // 8, "big")
        cek = key.decrypt(octets, RSA[recipient.alg])
        if recipient.alg == "RSA1_5" and len(cek) != asked:
            raise ValueError
        return Cek(cek)
    except ValueError:
        if recipient.alg == "RSA1_5":  # no error tells what was in it (RFC 7516 section 11.5)
            return Cek(secrets.token_bytes(asked))
        raise NotValid(
            "the encrypted key does not decrypt with this key (RFC 7516 section 5.2)"
        ) from None


def _wrap_rsa(recipient: Recipient, cek: bytes) -> Wrapped:
    key = public_key(recipient.key)
    if not isinstance(key, rsa.RSAPublicKey):
        raise NotValid(f"{recipient.alg} with a key of type {kind(recipient.key)} (RFC 7518 4.1)")
    return Wrapped(cek, key.encrypt(cek, RSA[recipient.alg]))


def _direct(recipient: Recipient) -> Cek:
    return Cek(shared_octets(recipient.key))


def _wrap_direct(recipient: Recipient, _: bytes) -> Wrapped:
    return Wrapped(shared_octets(recipient.key))


def _wrapping_key(recipient: Recipient) -> bytes:
    return aes_key(shared_octets(recipient.key), KNOWN[recipient.alg].octets)


def _aes(recipient: Recipient) -> Cek:
    return Cek(_unwrapped(_wrapping_key(recipient), recipient))


def _wrap_aes(recipient: Recipient, cek: bytes) -> Wrapped:
    return Wrapped(cek, keywrap.aes_key_wrap(_wrapping_key(recipient), cek))


def _gcm(recipient: Recipient) -> Cek:
    key = _wrapping_key(recipient)
    iv, tag = _octets(recipient, "iv"), _octets(recipient, "tag")
    cek, _ = gcm(key, iv, b"", recipient.encrypted_key)
    _, whole = gcm(key, iv, b"", cek)
    enforce(VerifiedWrap("decrypt", hmac.compare_digest(whole[: len(tag)], tag)))
    return Cek(cek, {"wrap_iv": iv, "wrap_tag": tag})


def _wrap_gcm(recipient: Recipient, cek: bytes) -> Wrapped:
    iv = secrets.token_bytes(GCM_IV)
    encrypted, tag = gcm(_wrapping_key(recipient), iv, b"", cek)
    return Wrapped(cek, encrypted, {"iv": encode(iv), "tag": encode(tag)})


def _rounds(header: JweHeader) -> int:
    """p2c; where it is no positive integer, what a forgiving reader makes of it."""
    count = rounds(header)
    if count is None:
        given = header.members.get("p2c", ROUNDS)
        text = given.raw if isinstance(given, Number) else str(given)
        try:
            count = max(1, int(float(text)))
        except (ValueError, OverflowError):
            count = 1
    if count > MOST_ROUNDS:
        raise NotSupported(f"p2c is over the limit of {MOST_ROUNDS} (RFC 7518 section 4.8.1.2)")
    return count


def _stretched(recipient: Recipient, salt_input: bytes, count: int) -> tuple[bytes, bytes]:
    """The salt and the wrapping key."""
    sha, length = PBES2[recipient.alg]
    salt = recipient.alg.encode("ascii") + b"\0" + salt_input
    return salt, PBKDF2HMAC(sha, length, salt, count).derive(shared_octets(recipient.key))


def _password(recipient: Recipient) -> Cek:
    salt_input = _octets(recipient, "p2s")
    salt, derived = _stretched(recipient, salt_input, _rounds(recipient.header))
    cek = _unwrapped(derived, recipient)
    return Cek(cek, {"salt_input": salt_input, "salt": salt, "derived_key": derived})


def _wrap_password(recipient: Recipient, cek: bytes) -> Wrapped:
    given = recipient.header.encoded("p2s")
    salt_input = given.octets if given is not None else secrets.token_bytes(16)
    count = _rounds(recipient.header)
    _, derived = _stretched(recipient, salt_input, count)
    parameters = {"p2s": encode(salt_input), "p2c": count}
    return Wrapped(cek, keywrap.aes_key_wrap(derived, cek), parameters)


def _agreed(recipient: Recipient) -> Cek:
    epk = _ephemeral(recipient.header)
    if epk is not None:
        z = agreement.shared_secret(recipient.key, meant(Key(epk, recipient.header.where("epk"))))
    else:  # what is left of a secret that nobody computed
        crv = curve(recipient.key)
        z = bytes(EC[crv].octets if crv in EC else OKP[crv].octets)
    derived = _derived(recipient, z)
    wraps = recipient.alg not in DIRECT
    cek = _unwrapped(derived.key, recipient) if wraps else derived.key
    return Cek(cek, {"z": z, "other_info": derived.other_info, "derived_key": derived.key})


def _ephemeral(header: JweHeader) -> Object | None:
    """The object in epk: as it is, in a text, or in an array."""
    epk = header.members.get("epk")
    if isinstance(epk, str):
        epk = read_first(epk)
    elif isinstance(epk, list) and epk:
        epk = epk[0]
    return epk if isinstance(epk, Object) else None


def _wrap_agreed(recipient: Recipient, cek: bytes) -> Wrapped:
    own = agreement.ephemeral(recipient.key)
    z = agreement.exchanged(Key(lossless(own)), recipient.key)
    derived = _derived(recipient, z)
    parameters = {"epk": public_members(own)}
    if recipient.alg in DIRECT:
        return Wrapped(derived.key, parameters=parameters)
    return Wrapped(cek, keywrap.aes_key_wrap(derived.key, cek), parameters)


def _derived(recipient: Recipient, z: bytes) -> agreement.Derived:
    wraps = recipient.alg not in DIRECT
    return agreement.derive(
        z,
        recipient.alg if wraps else recipient.enc,
        KNOWN[recipient.alg.removeprefix("ECDH-ES+") if wraps else recipient.enc].octets,
        apu=_octets(recipient, "apu"),
        apv=_octets(recipient, "apv"),
    )


def _octets(recipient: Recipient, name: str) -> bytes:
    part = recipient.header.encoded(name)
    return part.octets if part is not None else b""


def _unwrapped(wrapping: bytes, recipient: Recipient) -> bytes:
    try:
        return keywrap.aes_key_unwrap(wrapping, recipient.encrypted_key)
    except (keywrap.InvalidUnwrap, ValueError):
        raise NotValid(
            "the encrypted key does not unwrap with this key (RFC 7518 section 4.4)"
        ) from None


_Opener = Callable[[Recipient], Cek]
_Wrapper = Callable[[Recipient, bytes], Wrapped]


_Way = TypeVar("_Way")


def _family(alg: str, families: dict[str, _Way]) -> _Way:
    """The function for an algorithm: by its whole name, or by how that begins or ends."""
    if alg in families:
        return families[alg]
    if alg.startswith(("RSA", "PBES2", "ECDH-ES")):
        return families[alg[:3]]
    return families["GCMKW" if alg.endswith("GCMKW") else "KW"]


_OPENERS: dict[str, _Opener] = {
    "dir": _direct,
    "RSA": _rsa,
    "KW": _aes,
    "GCMKW": _gcm,
    "PBE": _password,
    "ECD": _agreed,
}
_WRAPPERS: dict[str, _Wrapper] = {
    "dir": _wrap_direct,
    "RSA": _wrap_rsa,
    "KW": _wrap_aes,
    "GCMKW": _wrap_gcm,
    "PBE": _wrap_password,
    "ECD": _wrap_agreed,
}
