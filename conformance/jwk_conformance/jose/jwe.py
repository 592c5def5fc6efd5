"""JWE: RFC 7516 sections 5.2 and 7; key management in `management`, content in `content`.

Order of work: the serialisation is read whole, every recipient in it included, and any breach
of its syntax refuses the object. Then each recipient is tried with the key.
"""

from __future__ import annotations

import zlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from jwk_conformance.jose import content, management
from jwk_conformance.jose.error import NotSupported, NotValid, quoted
from jwk_conformance.jose.header import (
    Header,
    check_allowed,
    check_critical,
    check_key_id,
    is_json,
    join,
    no_opening,
    octets,
    parse_protected,
    parse_unprotected,
    string,
)
from jwk_conformance.jose.jws import Serialisation
from jwk_conformance.jose.key import Jwk
from jwk_conformance.jose.text import parse_object

INFLATED_LIMIT = 250_000
"""Octets that a compressed plaintext may come to, where the caller sets no limit."""

RAW_DEFLATE = -15
"""For zlib: RFC 1951 without a header, with the largest window."""


@dataclass(frozen=True)
class Decrypted:
    """A JWE that opened."""

    plaintext: bytes
    protected: Header | None
    protected_text: bytes
    """The octets of the protected header; empty where there is none."""
    shared_unprotected: Header | None
    header: Header | None
    """The unprotected header of the recipient whose key it was."""
    serialisation: Serialisation
    index: int
    """Which of the recipients it is, from 0."""
    count: int
    """How many recipients there are."""
    intermediate: Mapping[str, bytes] = field(default_factory=dict, repr=False)
    """By name, what is computed on the way. Always: `encrypted_key` (empty where there is none),
    `cek`, `iv`, `aad` (the octets authenticated), `ciphertext`, `tag`. Where it applies:
    `aad_member`; `compressed`; with CBC `mac_key`, `enc_key`, `al`, `mac`; with ECDH-ES `z`,
    `other_info`, `derived_key`; with PBES2 `salt_input`, `salt`, `derived_key`; with A*GCMKW
    `wrap_iv`, `wrap_tag`."""


@dataclass(frozen=True)
class _Recipient:
    header: Header | None
    joined: Header
    encrypted_key: bytes


@dataclass(frozen=True)
class _Parsed:
    serialisation: Serialisation
    protected: Header | None
    protected_text: bytes
    unprotected: Header | None
    recipients: list[_Recipient]
    aad_member: bytes | None
    sealed: content.Sealed


def decrypt(
    jwe: str,
    key: Jwk,
    *,
    algorithms: Collection[str] | None = None,
    inflated_limit: int = INFLATED_LIMIT,
) -> Decrypted:
    """The JWE in any serialisation, as opened by a private or symmetric key.

    `algorithms` are the ones accepted, and has to hold both the `alg` and the `enc`; without it,
    all. `inflated_limit` bounds a compressed plaintext, in octets. The key's own use, key_ops
    and alg are not looked at. Raises NotValid where the key opens it for no recipient, or the
    object is not well-formed.
    """
    parsed = _compact(jwe) if not is_json(jwe) else _json(jwe)
    reasons: list[NotValid] = []
    for index, recipient in enumerate(parsed.recipients):
        try:
            cek = _content_key(parsed, recipient, key, algorithms)
            unsealed = content.unseal(recipient.joined["enc"], cek.octets, parsed.sealed)
        except NotValid as reason:
            reasons.append(reason)
        else:
            return _decrypted(parsed, index, cek, unsealed, inflated_limit)
    raise no_opening(reasons, "recipient")


def _compact(jwe: str) -> _Parsed:
    segments = jwe.split(".")
    if len(segments) != 5:
        raise NotValid(f"{len(segments)} segments instead of 5 (RFC 7516 section 7.1)")
    names = ("protected", "encrypted_key", "iv", "ciphertext", "tag")
    members = dict(zip(names, segments, strict=True))
    if not members["encrypted_key"]:
        del members["encrypted_key"]
    return _parsed("compact", members, [members])


def _json(jwe: str) -> _Parsed:
    document = parse_object(jwe)
    if "recipients" not in document:
        return _parsed("flattened", document, [document])
    for name in ("header", "encrypted_key"):
        if name in document:
            raise NotValid(f"both recipients and {name} (RFC 7516 section 7.2.2)")
    entries = document["recipients"]
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        raise NotValid("recipients is not an array of objects (RFC 7516 section 7.2.1)")
    if not entries:
        raise NotValid("there is no recipient (RFC 7516 section 5.2)")
    return _parsed("general", document, entries)


def _parsed(
    serialisation: Serialisation, members: Mapping[str, Any], entries: list[Mapping[str, Any]]
) -> _Parsed:
    segment, protected, protected_text = "", None, b""
    if "protected" in members:
        segment = string(members, "protected")
        protected, protected_text = parse_protected(segment)
    unprotected = parse_unprotected(members, "unprotected") if serialisation != "compact" else None
    recipients = [_recipient(protected, unprotected, entry) for entry in entries]
    if any(one.joined.get("enc") != recipients[0].joined.get("enc") for one in recipients):
        raise NotValid("enc differs between the recipients (RFC 7516 section 7.2.1)")
    aad, aad_member = segment.encode("ascii"), None
    if "aad" in members:
        aad_member = _not_empty(members, "aad")
        aad += b"." + string(members, "aad").encode("ascii")
    return _Parsed(
        serialisation,
        protected,
        protected_text,
        unprotected,
        recipients,
        aad_member,
        content.Sealed(
            iv=_not_empty(members, "iv"),  # every algorithm of RFC 7518 has an IV and a tag
            ciphertext=octets(members, "ciphertext"),
            tag=_not_empty(members, "tag"),
            aad=aad,
        ),
    )


def _recipient(
    protected: Header | None, unprotected: Header | None, entry: Mapping[str, Any]
) -> _Recipient:
    header = parse_unprotected(entry, "header")
    joined = join(protected, unprotected, header)
    check_key_id(joined)
    encrypted_key = _not_empty(entry, "encrypted_key") if "encrypted_key" in entry else b""
    return _Recipient(header, joined, encrypted_key)


def _not_empty(members: Mapping[str, Any], name: str) -> bytes:
    value = octets(members, name)
    if not value:
        raise NotValid(f"{name} is there and empty (RFC 7516 section 7.2.1)")
    return value


def _content_key(
    parsed: _Parsed, recipient: _Recipient, key: Jwk, algorithms: Collection[str] | None
) -> management.Cek:
    joined = recipient.joined
    check_critical(joined, parsed.protected, ())
    alg, enc = string(joined, "alg"), string(joined, "enc")
    check_allowed(alg, algorithms)
    check_allowed(enc, algorithms)
    if "zip" in joined and (parsed.protected is None or "zip" not in parsed.protected):
        raise NotValid("zip is not integrity-protected (RFC 7516 section 4.1.3)")
    if joined.get("zip", "DEF") != "DEF":
        raise NotSupported(f"no such compression here: {quoted(joined['zip'])}")
    return management.content_key(
        management.Recipient(joined, alg, content.algorithm(enc), key, recipient.encrypted_key)
    )


def _decrypted(
    parsed: _Parsed,
    index: int,
    cek: management.Cek,
    unsealed: content.Unsealed,
    inflated_limit: int,
) -> Decrypted:
    recipient, sealed = parsed.recipients[index], parsed.sealed
    plaintext = unsealed.plaintext
    intermediate = {
        "encrypted_key": recipient.encrypted_key,
        "cek": cek.octets,
        "iv": sealed.iv,
        "aad": sealed.aad,
        "ciphertext": sealed.ciphertext,
        "tag": sealed.tag,
        **cek.intermediate,
        **unsealed.intermediate,
    }
    if parsed.aad_member is not None:
        intermediate["aad_member"] = parsed.aad_member
    if "zip" in recipient.joined:
        intermediate["compressed"] = plaintext
        plaintext = inflated(plaintext, inflated_limit)
    return Decrypted(
        plaintext=plaintext,
        protected=parsed.protected,
        protected_text=parsed.protected_text,
        shared_unprotected=parsed.unprotected,
        header=recipient.header,
        serialisation=parsed.serialisation,
        index=index,
        count=len(parsed.recipients),
        intermediate=intermediate,
    )


def inflated(compressed: bytes, limit: int) -> bytes:
    """The octets of a raw DEFLATE stream (RFC 1951) that come to `limit` at most.

    Raises NotValid where the stream is damaged, has no end, or has something after its end;
    NotSupported beyond the limit.
    """
    inflater = zlib.decompressobj(RAW_DEFLATE)
    try:
        plaintext = inflater.decompress(compressed, limit + 1)
    except zlib.error as error:
        raise NotValid(f"the plaintext does not inflate: {error}") from None
    if len(plaintext) > limit:
        raise NotSupported(f"the plaintext inflates to over {limit} octets")
    if not inflater.eof:
        raise NotValid("the compressed plaintext has no end")
    if inflater.unused_data:
        raise NotValid("the compressed plaintext has octets after its end")
    return plaintext
