"""Tokens that open under the key they give: for a reader that looks away from the one defect."""

from __future__ import annotations

import hmac
import json
import re
from typing import Any

import pytest
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from jwk_conformance import jose
from jwk_vectors import Step, Vector, bundled

LIBRARY = bundled()
OPENING = [
    pytest.param(vector, id=vector.id)
    for vector in LIBRARY.vectors
    if vector.group in ("malformed-jwe", "jwe", "choices") and "cek" in vector.intermediate
]
NAMES = ("protected", "encrypted_key", "iv", "ciphertext", "tag")


def parts(step: Step) -> dict[str, Any]:
    """The members of a token in any serialisation."""
    token = step.args["jwe"].strip()
    if token.startswith("{"):
        return dict(json.loads(token))
    return dict(zip(NAMES, token.split("."), strict=False))


def octets(value: str) -> bytes:
    """Base64url as a careless decoder reads it."""
    clean = re.sub("[^A-Za-z0-9_-]", "", value.replace("+", "-").replace("/", "_"))
    return jose.decode(clean) if len(clean) % 4 != 1 else jose.decode(clean[:-1])


def authenticated(found: dict[str, Any]) -> bytes:
    """What the tag covers beside the ciphertext."""
    head = str(found.get("protected", ""))
    return (f"{head}.{found['aad']}" if found.get("aad") else head).encode("ascii")


def gcm(cek: bytes, found: dict[str, Any]) -> tuple[bytes, bytes]:
    """Plaintext and right tag, whatever the tag is that stands there.

    An IV that is missing is taken for zeros, a ciphertext that is missing for an empty one.
    """
    iv, ciphertext = octets(found.get("iv", "A" * 16)), octets(found.get("ciphertext", ""))
    decryptor = Cipher(algorithms.AES(cek), modes.GCM(iv, bytes(16))).decryptor()
    plaintext = decryptor.update(ciphertext)
    return plaintext, AESGCM(cek).encrypt(iv, plaintext, authenticated(found))[len(ciphertext) :]


def macs(cek: bytes, enc: str, found: dict[str, Any]) -> list[bytes]:
    """Every MAC that a producer may compute who misreads the text, and the right one."""
    aad, half = authenticated(found), len(cek) // 2
    data = aad + octets(found["iv"]) + octets(found["ciphertext"])
    sha = f"sha{enc[-3:]}"
    lengths = [(8 * len(aad)).to_bytes(8, "big"), b"", (8 * len(aad)).to_bytes(4, "big")]
    lengths.append(len(aad).to_bytes(8, "big"))
    return [
        hmac.digest(key, data + length, sha)
        for key in (cek[:half], cek[half:])
        for length in lengths
    ]


@pytest.mark.parametrize("vector", OPENING)
def test_the_content_opens_under_the_key_it_gives(vector: Vector) -> None:
    cek = jose.decode(vector.intermediate["cek"])
    for step in vector.steps:
        found = parts(step)
        enc = step.args["algorithms"][1]
        tag = octets(found.get("tag", ""))
        if len(cek) not in (32, 48, 64) or "GCM" in enc:
            plaintext, right = gcm(cek, found)
            assert right.startswith(tag)
            assert plaintext or "ciphertext" not in found
        else:
            size = len(cek) // 2
            assert any(
                mac.startswith(tag) or mac[-len(tag) :] == tag for mac in macs(cek, enc, found)
            ), size
