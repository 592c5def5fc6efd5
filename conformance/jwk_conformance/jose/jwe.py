"""JWE: RFC 7516 sections 5.2 and 7; key management in `management`, content in `content`."""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from cryptography.exceptions import InvalidTag, UnsupportedAlgorithm
from cryptography.hazmat.primitives.keywrap import InvalidUnwrap

from jwk_conformance.jose import content, management
from jwk_conformance.jose.base64url import decode
from jwk_conformance.jose.error import NotValid
from jwk_conformance.jose.jws import join, understand
from jwk_conformance.jose.text import parse_object

INFLATED_LIMIT = 1 << 20
"""Octets that a compressed plaintext may come to."""


@dataclass(frozen=True)
class Decrypted:
    """A JWE that opened."""

    plaintext: bytes
    protected: Mapping[str, Any] | None
    protected_text: bytes
    shared_unprotected: Mapping[str, Any] | None
    header: Mapping[str, Any] | None
    """The header of the recipient whose key it was."""
    index: int
    count: int
    intermediate: Mapping[str, bytes] = field(default_factory=dict)
    """By name, what is computed on the way: cek, iv, aad, tag, and what key management adds."""


@dataclass(frozen=True)
class _Parsed:
    protected_segment: str
    unprotected: Mapping[str, Any] | None
    recipients: list[Mapping[str, Any]]
    aad_segment: str | None
    iv: bytes
    ciphertext: bytes
    tag: bytes


def decrypt(jwe: str, key: Mapping[str, Any]) -> Decrypted:
    """The JWE as opened by a key: for the first of its recipients that the key fits.

    Raises NotValid where none does, or the object breaks RFC 7516.
    """
    parsed = _compact(jwe) if not jwe.lstrip(" \t\r\n").startswith("{") else _json(jwe)
    reasons = []
    for index, recipient in enumerate(parsed.recipients):
        try:
            return _opened(parsed, recipient, key, index)
        except NotValid as reason:
            reasons.append(str(reason))
        except (InvalidTag, InvalidUnwrap, UnsupportedAlgorithm, ValueError, TypeError) as error:
            reasons.append(f"it does not open: {type(error).__name__} {error}")
    raise NotValid("; ".join(reasons) or "there is no recipient")


def _compact(jwe: str) -> _Parsed:
    segments = jwe.split(".")
    if len(segments) != 5:
        raise NotValid(f"{len(segments)} segments instead of 5")
    protected, encrypted_key, iv, ciphertext, tag = segments
    recipient = {"encrypted_key": encrypted_key}
    return _Parsed(protected, None, [recipient], None, decode(iv), decode(ciphertext), decode(tag))


def _json(jwe: str) -> _Parsed:
    document = parse_object(jwe)
    recipients = document.get("recipients")
    if recipients is None:
        recipients = [
            {name: document[name] for name in ("header", "encrypted_key") if name in document}
        ]
    elif "header" in document or "encrypted_key" in document:
        raise NotValid("both flattened and general")
    if not isinstance(recipients, list) or not all(isinstance(one, dict) for one in recipients):
        raise NotValid("recipients is no array of objects")
    protected, aad = document.get("protected", ""), document.get("aad")
    if not isinstance(protected, str) or not isinstance(aad, (str, type(None))):
        raise NotValid("protected or aad is not a string")
    return _Parsed(
        protected,
        _object_or_none(document, "unprotected"),
        recipients,
        aad,
        decode(document.get("iv", "")),
        decode(document.get("ciphertext")),
        decode(document.get("tag", "")),
    )


def _object_or_none(document: Mapping[str, Any], name: str) -> Mapping[str, Any] | None:
    value = document.get(name)
    if value is not None and not isinstance(value, dict):
        raise NotValid(f"{name} is not an object")
    return value


def _opened(
    parsed: _Parsed, recipient: Mapping[str, Any], key: Mapping[str, Any], index: int
) -> Decrypted:
    protected_text = decode(parsed.protected_segment)
    protected = parse_object(protected_text) if parsed.protected_segment else None
    header = _object_or_none(recipient, "header")
    joined = join(protected, parsed.unprotected, header)
    understand(joined, protected)
    encrypted_key = decode(recipient.get("encrypted_key", ""))
    enc = str(joined.get("enc"))
    intermediate: dict[str, bytes] = {"encrypted_key": encrypted_key}
    cek = management.content_key(joined, key, encrypted_key, content.key_octets(enc), intermediate)
    aad = _additional_data(parsed)
    sealed = content.Sealed(parsed.iv, parsed.ciphertext, parsed.tag, aad)
    plaintext = content.open_sealed(enc, cek, sealed)
    intermediate |= {"cek": cek, "iv": parsed.iv, "tag": parsed.tag, "aad": aad}
    intermediate |= {"ciphertext": parsed.ciphertext, **content.halves(enc, cek)}
    if parsed.aad_segment is not None:
        intermediate["aad_member"] = decode(parsed.aad_segment)
    if "zip" in joined:
        intermediate["compressed"] = plaintext
        plaintext = _inflated(protected, plaintext)
    return Decrypted(
        plaintext,
        protected,
        protected_text,
        parsed.unprotected,
        header,
        index,
        len(parsed.recipients),
        intermediate,
    )


def _additional_data(parsed: _Parsed) -> bytes:
    aad = parsed.protected_segment.encode("ascii")
    if parsed.aad_segment is not None:
        aad += b"." + parsed.aad_segment.encode("ascii")
    return aad


def _inflated(protected: Mapping[str, Any] | None, compressed: bytes) -> bytes:
    if (protected or {}).get("zip") != "DEF":
        raise NotValid("zip is not DEF in the protected header (RFC 7516 section 4.1.3)")
    inflater = zlib.decompressobj(-15)
    try:
        octets = inflater.decompress(compressed, INFLATED_LIMIT)
    except zlib.error as error:
        raise NotValid(f"the plaintext does not inflate: {error}") from None
    if inflater.unconsumed_tail or not inflater.eof:
        raise NotValid(f"the plaintext inflates to over {INFLATED_LIMIT} octets, or has no end")
    return octets
