"""Making JWEs to the octet, deterministically: the parts first, then each way of writing them.

Nothing here draws on chance. RSA padding takes its random octets from a fixed stream, ephemeral
keys come from a name.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from cryptography.hazmat.primitives import hashes, keywrap, padding
from cryptography.hazmat.primitives.asymmetric import ec, x448, x25519
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.pbkdf2 import PBKDF2HMAC

from authoring.build import b64, text, unb64
from authoring.forge import CURVES, HASHES, PAYLOAD, ec_key, integer, unsigned
from authoring.suite import Jwk

CEK_OCTETS = {
    "A128CBC-HS256": 32,
    "A192CBC-HS384": 48,
    "A256CBC-HS512": 64,
    "A128GCM": 16,
    "A192GCM": 24,
    "A256GCM": 32,
}
WRAP_OCTETS = {"A128KW": 16, "A192KW": 24, "A256KW": 32}
GCM_IV, CBC_IV = bytes(range(12)), bytes(range(16))


def stream(name: str, octets: int) -> bytes:
    """Fixed octets that look random: what chance would give, under a name."""
    return hashlib.shake_256(f"jwk-conformance {name}".encode()).digest(octets)


def cek(enc: str) -> bytes:
    """The fixed content encryption key for an algorithm."""
    return stream(f"cek {enc}", CEK_OCTETS[enc])


# Content


@dataclass(frozen=True)
class Jwe:
    """A JWE in its parts, as octets; what is empty is left out of the JSON serialisations."""

    protected: bytes
    encrypted_key: bytes
    iv: bytes
    ciphertext: bytes
    tag: bytes
    cek: bytes
    """What opens the content; no part of the JWE."""
    aad: bytes = b""
    unprotected: Mapping[str, Any] = field(default_factory=dict)
    header: Mapping[str, Any] = field(default_factory=dict)

    def but(self, **parts: Any) -> Jwe:
        """The same with parts replaced, and nothing computed anew."""
        return replace(self, **parts)

    @property
    def segments(self) -> list[str]:
        """The five parts of the compact serialisation."""
        parts = (self.protected, self.encrypted_key, self.iv, self.ciphertext, self.tag)
        return [b64(part) for part in parts]

    def compact(self) -> str:
        return ".".join(self.segments)

    @property
    def recipient(self) -> dict[str, Any]:
        """What stands for the recipient in the JSON serialisations."""
        members = {"header": dict(self.header), "encrypted_key": b64(self.encrypted_key)}
        return {name: value for name, value in members.items() if value}

    @property
    def shared(self) -> dict[str, Any]:
        """What stands for the content in the JSON serialisations."""
        members = {
            "protected": b64(self.protected),
            "unprotected": dict(self.unprotected),
            "iv": b64(self.iv),
            "aad": b64(self.aad),
            "ciphertext": b64(self.ciphertext),
            "tag": b64(self.tag),
        }
        return {name: value for name, value in members.items() if value or name == "ciphertext"}

    def flattened(self) -> str:
        return text(self.recipient | self.shared)

    def general(self, *others: Mapping[str, Any]) -> str:
        """One recipient, or after some others."""
        return text({"recipients": [*others, self.recipient], **self.shared})


Defect = Literal["", "halves-swapped", "tag-from-end", "no-al", "short-al", "al-in-octets", "bare"]
"""Of AES_CBC_HMAC_SHA2: how a producer may get it wrong. bare: no padding is added."""


def cbc(
    enc: str, key: bytes, iv: bytes, aad: bytes, plaintext: bytes, defect: Defect = ""
) -> tuple[bytes, bytes]:
    """Ciphertext and the whole HMAC output of AES_CBC_HMAC_SHA2 (RFC 7518 section 5.2.2.1)."""
    half = len(key) // 2
    mac_key, enc_key = key[:half], key[half:]
    if defect == "halves-swapped":
        mac_key, enc_key = enc_key, mac_key
    if defect != "bare":
        padder = padding.PKCS7(128).padder()
        plaintext = padder.update(plaintext) + padder.finalize()
    encryptor = Cipher(algorithms.AES(enc_key), modes.CBC(iv)).encryptor()
    ciphertext = encryptor.update(plaintext) + encryptor.finalize()
    bits = len(aad) if defect == "al-in-octets" else 8 * len(aad)
    length = {"no-al": 0, "short-al": 4}.get(defect, 8)
    al = bits.to_bytes(8, "big")[8 - length :]
    sha = "sha" + enc.rpartition("HS")[2]
    return ciphertext, hmac.digest(mac_key, aad + iv + ciphertext + al, sha)


def sealed(
    enc: str,
    protected: bytes,
    key: bytes | None = None,
    *,
    encrypted_key: bytes = b"",
    plaintext: bytes = PAYLOAD,
    iv: bytes | None = None,
    aad: bytes = b"",
    defect: Defect = "",
    segment: str | None = None,
    **more: Any,
) -> Jwe:
    """Content encrypted under a content encryption key, for a protected header as it is.

    `segment` is what the header is written as, where that is not its plain encoding: it is the
    text that is authenticated.
    """
    opens = cek(enc) if key is None else key
    iv = (GCM_IV if enc.endswith("GCM") else CBC_IV) if iv is None else iv
    authenticated = (b64(protected) if segment is None else segment).encode("ascii")
    if aad:
        authenticated += b"." + b64(aad).encode("ascii")
    if enc.endswith("GCM"):
        both = AESGCM(opens).encrypt(iv, plaintext, authenticated)
        ciphertext, tag = both[:-16], both[-16:]
    else:
        ciphertext, mac = cbc(enc, opens, iv, authenticated, plaintext, defect)
        half = len(mac) // 2
        tag = mac[half:] if defect == "tag-from-end" else mac[:half]
    return Jwe(protected, encrypted_key, iv, ciphertext, tag, opens, aad, **more)


def authenticated(enc: str, jwe: Jwe) -> Jwe:
    """A CBC token with the tag that its parts, as they are now, ask for."""
    signed = b64(jwe.protected).encode("ascii")
    data = signed + jwe.iv + jwe.ciphertext + (8 * len(signed)).to_bytes(8, "big")
    mac = hmac.digest(jwe.cek[: len(jwe.cek) // 2], data, "sha" + enc.rpartition("HS")[2])
    return jwe.but(tag=mac[: len(mac) // 2])


# RSA


def _mgf(seed: bytes, octets: int, sha: str) -> bytes:
    rounds = range(-(-octets // hashlib.new(sha).digest_size))
    blocks = (hashlib.new(sha, seed + one.to_bytes(4, "big")).digest() for one in rounds)
    return b"".join(blocks)[:octets]


def _xor(left: bytes, right: bytes) -> bytes:
    return bytes(a ^ b for a, b in zip(left, right, strict=True))


def modulus_octets(jwk: Jwk) -> int:
    """The length of a modulus, and so of an encrypted key."""
    return (integer(jwk["n"]).bit_length() + 7) // 8


def raised(jwk: Jwk, encoded: bytes) -> bytes:
    """The RSA function on an encoded message, by the public key."""
    value = pow(int.from_bytes(encoded, "big"), integer(jwk["e"]), integer(jwk["n"]))
    return value.to_bytes(modulus_octets(jwk), "big")


def oaep(jwk: Jwk, key: bytes, sha: str = "sha1", mgf: str = "", label: bytes = b"") -> bytes:
    """A key encrypted by RSAES-OAEP."""
    size = hashlib.new(sha).digest_size
    block = hashlib.new(sha, label).digest() + bytes(modulus_octets(jwk) - len(key) - 2 * size - 2)
    block += b"\x01" + key
    seed = stream("oaep seed", size)
    masked = _xor(block, _mgf(seed, len(block), mgf or sha))
    return raised(jwk, b"\x00" + _xor(seed, _mgf(masked, size, mgf or sha)) + masked)


def pkcs1_block(jwk: Jwk, key: bytes, start: bytes = b"\x00\x02") -> bytes:
    """EME-PKCS1-v1_5: a key after padding without a zero octet."""
    filled = modulus_octets(jwk) - len(key) - len(start) - 1
    filler = bytes(octet or 0xFF for octet in stream("pkcs1 padding", filled))
    return start + filler + b"\x00" + key


def pkcs1(jwk: Jwk, key: bytes) -> bytes:
    """A key encrypted by RSAES-PKCS1-v1_5."""
    return raised(jwk, pkcs1_block(jwk, key))


# Symmetric wraps


def wrapped(kek: bytes, key: bytes) -> bytes:
    """AES key wrap of RFC 3394."""
    return keywrap.aes_key_wrap(kek, key)


def wrapped_with(initial: bytes, kek: bytes, key: bytes) -> bytes:
    """AES key wrap with another initial value than the default one (RFC 3394 section 2.2.1)."""
    ecb = Cipher(algorithms.AES(kek), modes.ECB()).encryptor()
    a, blocks = initial, [key[at : at + 8] for at in range(0, len(key), 8)]
    for turn in range(6 * len(blocks)):
        at = turn % len(blocks)
        both = ecb.update(a + blocks[at])
        a = _xor(both[:8], (turn + 1).to_bytes(8, "big"))
        blocks[at] = both[8:]
    return a + b"".join(blocks)


def gcm_wrapped(kek: bytes, key: bytes, iv: bytes = GCM_IV) -> tuple[bytes, bytes]:
    """A key encrypted by AES-GCM without additional data, and the tag."""
    both = AESGCM(kek).encrypt(iv, key, None)
    return both[:-16], both[-16:]


# Key agreement

OKP: dict[str, Any] = {"X25519": x25519.X25519PrivateKey, "X448": x448.X448PrivateKey}
OKP_PUBLIC: dict[str, Any] = {"X25519": x25519.X25519PublicKey, "X448": x448.X448PublicKey}
FIELD_OCTETS = {"P-256": 32, "P-384": 48, "P-521": 66, "X25519": 32, "X448": 56}


def ephemeral(crv: str, number: int = 0) -> dict[str, Any]:
    """A private key from its name: no secret of anybody's, and the same each time."""
    if crv in OKP:
        d = stream(f"epk {crv} {number}", FIELD_OCTETS[crv])
        x = OKP[crv].from_private_bytes(d).public_key().public_bytes_raw()
        return {"kty": "OKP", "crv": crv, "x": b64(x), "d": b64(d)}
    size = FIELD_OCTETS[crv]
    limit = 1 << (CURVES[crv].key_size - 1)  # below the order of the group, whichever it is
    scalar = 1 + int.from_bytes(stream(f"epk {crv} {number}", size), "big") % limit
    point = ec.derive_private_key(scalar, CURVES[crv]).public_key().public_numbers()
    x, y = unsigned(point.x, size), unsigned(point.y, size)
    return {"kty": "EC", "crv": crv, "x": x, "y": y, "d": unsigned(scalar, size)}


def agreed(private: Jwk, other: Jwk) -> bytes:
    """The shared secret Z of two private keys, by the full length of a coordinate."""
    if private["kty"] == "EC":
        return ec_key(private).exchange(ec.ECDH(), ec_key(other).public_key())
    return agreed_octets(private, unb64(other["x"]))


def agreed_octets(private: Jwk, theirs: bytes) -> bytes:
    """The shared secret Z on X25519 or X448 with a public key in octets, on the curve or not."""
    crv = private["crv"]
    mine = OKP[crv].from_private_bytes(unb64(private["d"]))
    return bytes(mine.exchange(OKP_PUBLIC[crv].from_public_bytes(theirs)))


@dataclass(frozen=True, kw_only=True)
class Derivation:
    """What goes into the Concat KDF beside the secret, right unless it is told otherwise."""

    algorithm: str
    octets: int
    apu: bytes = b""
    apv: bytes = b""
    bits: int | None = None
    """SuppPubInfo, where it is not the length of the key."""
    suffix: bytes = b""
    """SuppPrivInfo, which is empty."""
    lengths: bool = True
    """Whether the lengths of AlgorithmID, PartyUInfo and PartyVInfo stand in front of them."""
    first: int = 1
    """The counter of the first round."""
    sha: str = "sha256"

    def but(self, **changes: Any) -> Derivation:
        """The same with something changed."""
        return replace(self, **changes)

    def key(self, z: bytes) -> bytes:
        """The key derived (RFC 7518 section 4.6.2)."""
        parts = (self.algorithm.encode("ascii"), self.apu, self.apv)
        info = b"".join(
            (len(part).to_bytes(4, "big") if self.lengths else b"") + part for part in parts
        )
        bits = 8 * self.octets if self.bits is None else self.bits
        info += bits.to_bytes(4, "big") + self.suffix
        size = hashlib.new(self.sha).digest_size
        rounds = range(self.first, self.first + -(-self.octets // size))
        blocks = (
            hashlib.new(self.sha, one.to_bytes(4, "big") + z + info).digest() for one in rounds
        )
        return b"".join(blocks)[: self.octets]


def derivation(alg: str, enc: str) -> Derivation:
    """The right derivation for an algorithm: of the content key, or of the key that wraps it."""
    if alg == "ECDH-ES":
        return Derivation(algorithm=enc, octets=CEK_OCTETS[enc])
    return Derivation(algorithm=alg, octets=WRAP_OCTETS[alg.partition("+")[2]])


# Passwords

SALT_INPUT = bytes(range(16))


def password_key(
    password: bytes, alg: str, salt_input: bytes = SALT_INPUT, count: int = 1000, salt: bytes = b""
) -> bytes:
    """The key that PBES2 derives; `salt` in place of the right one, where it is given."""
    bits = alg[len("PBES2-HS") :][:3]
    right = alg.encode("ascii") + b"\x00" + salt_input
    octets = WRAP_OCTETS[alg.partition("+")[2]]
    sha: hashes.HashAlgorithm = HASHES[bits]
    return PBKDF2HMAC(sha, octets, salt or right, count).derive(password)
