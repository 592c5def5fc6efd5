"""JWE: RFC 7516 sections 5 and 7; key management in `management`, content in `content`.

The serialisation is read whole, and any breach of its syntax refuses the object. Then each
recipient is tried by itself, its header included.
"""

from __future__ import annotations

import json
import secrets
import zlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from jwk_conformance.jose import content, management
from jwk_conformance.jose.base64url import encode
from jwk_conformance.jose.enforce import enforce
from jwk_conformance.jose.error import NotSupported, NotValid
from jwk_conformance.jose.header import (
    Header,
    allowed_algorithm,
    candidates,
    named_algorithm,
    no_opening,
    reported,
    text_of,
    unprotected,
)
from jwk_conformance.jose.key import AnyKey, KeySet
from jwk_conformance.rulebook import lossless
from jwk_conformance.rulebook import token as subject
from jwk_conformance.rulebook.algorithm import ALGORITHMS
from jwk_conformance.rulebook.token import Form, Jwe, JweHeader, Protected
from jwk_conformance.rulebook.token import Recipient as Addressed
from jwk_conformance.rulebook.value import iv_length
from jwk_conformance.rulebook.walk import of_jwe, of_recipient

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
    serialisation: Form
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


def decrypt(
    jwe: str,
    key: AnyKey | KeySet,
    *,
    algorithms: Collection[str] | None = None,
    inflated_limit: int = INFLATED_LIMIT,
) -> Decrypted:
    """The JWE in any serialisation, as opened by a private or symmetric key, or a set.

    `algorithms` are the ones accepted, and has to hold both the `alg` and the `enc`; without it,
    all. `inflated_limit` bounds a compressed plaintext, in octets. What a key says of its use
    counts where it was read with `read_key` or `read_set`. Raises NotValid where the key opens it
    for no recipient, or the object is not well-formed.
    """
    token = subject.jwe(text_of(jwe))
    enforce(*of_jwe(token))
    sealed = _sealed(token)
    reasons: list[NotValid] = []
    for index, recipient in enumerate(token.recipients):
        try:
            enforce(*of_recipient(recipient))
        except NotValid as reason:
            reasons.append(reason)
            continue
        for candidate in candidates(key, recipient.header):
            try:
                return _decrypted(token, index, candidate, sealed, algorithms, inflated_limit)
            except NotValid as reason:
                reasons.append(reason)
    raise no_opening(reasons, "recipient")


def _sealed(token: Jwe) -> content.Sealed:
    parts = [token.encoded(name) for name in ("iv", "ciphertext", "tag")]
    iv, ciphertext, tag = (part.octets if part is not None else b"" for part in parts)
    return content.Sealed(iv, ciphertext, tag, token.authenticated())


def _decrypted(
    token: Jwe,
    index: int,
    key: AnyKey,
    sealed: content.Sealed,
    algorithms: Collection[str] | None,
    inflated_limit: int,
) -> Decrypted:
    recipient = token.recipients[index]
    cek, enc = _content_key(recipient, key, algorithms)
    unsealed = content.unseal(enc, cek.octets, sealed)
    encrypted_key = recipient.encrypted_key
    intermediate = {
        "encrypted_key": encrypted_key.octets if encrypted_key is not None else b"",
        "cek": cek.octets,
        "iv": sealed.iv,
        "aad": sealed.aad,
        "ciphertext": sealed.ciphertext,
        "tag": sealed.tag,
        **cek.intermediate,
        **unsealed.intermediate,
    }
    aad = token.encoded("aad")
    if aad is not None:
        intermediate["aad_member"] = aad.octets
    plaintext = unsealed.plaintext
    if str(recipient.header.members.get("zip", "")).upper() == "DEF":
        intermediate["compressed"] = plaintext
        plaintext = inflated(plaintext, inflated_limit)
    protected = recipient.header.protected
    return Decrypted(
        plaintext=plaintext,
        protected=reported(protected.members) if protected is not None else None,
        protected_text=protected.octets if protected is not None else b"",
        shared_unprotected=unprotected(recipient.header, "unprotected"),
        header=unprotected(recipient.header, "header"),
        serialisation=token.form,
        index=index,
        count=len(token.recipients),
        intermediate=intermediate,
    )


def _content_key(
    recipient: Addressed, key: AnyKey, algorithms: Collection[str] | None
) -> tuple[management.Cek, str]:
    header, listed = recipient.header, algorithms or ()
    kinds = {one: ALGORITHMS[one].kind for one in listed if one in ALGORITHMS}
    alg = allowed_algorithm(header, "alg", algorithms, [a for a in kinds if kinds[a] == "enc"])
    enc = allowed_algorithm(header, "enc", algorithms, [a for a in kinds if kinds[a] == "content"])
    ready = management.ready(header, alg, content.known(enc), key, "decrypt")
    encrypted_key = recipient.encrypted_key.octets if recipient.encrypted_key is not None else b""
    return management.content_key(ready.holding(encrypted_key)), enc


def inflated(compressed: bytes, limit: int) -> bytes:
    """The octets of a raw DEFLATE stream (RFC 1951) that come to `limit` at most.

    Raises NotValid where the stream is damaged, has no end, or has something after its end;
    NotSupported beyond the limit.
    """
    inflater = zlib.decompressobj(RAW_DEFLATE)
    try:
        plaintext = inflater.decompress(compressed, limit + 1)
    except zlib.error as error:
        raise NotValid(f"the plaintext does not inflate: {error} (RFC 7516 section 5.2)") from None
    if len(plaintext) > limit:
        raise NotSupported(f"the plaintext inflates to over {limit} octets")
    if not inflater.eof:
        raise NotValid("the compressed plaintext has no end (RFC 7516 section 5.2)")
    if inflater.unused_data:
        raise NotValid("the compressed plaintext has octets after its end (RFC 7516 section 5.2)")
    return plaintext


@dataclass(frozen=True)
class To:
    """A recipient to be: the key, and the unprotected header that is its own."""

    key: AnyKey
    header: Header = field(default_factory=dict)


@dataclass(frozen=True)
class Envelope:
    """What recipients have in common."""

    protected: Header
    unprotected: Header = field(default_factory=dict)
    aad: bytes | None = None


def encrypt(plaintext: bytes, envelope: Envelope, recipients: Sequence[To], form: Form) -> str:
    """A JWE in this serialisation (RFC 7516 section 5.1).

    Parameters that the algorithms make (epk, iv, tag, p2s, p2c) go into the protected header
    where there is one recipient and such a header, otherwise into the recipient's own. Raises
    NotValid where a key does not fit, or what would be made is no JWE.
    """
    if form != "general" and len(recipients) != 1:
        raise NotValid(f"{len(recipients)} recipients in one of two serialisations for one")
    if form == "compact" and (envelope.unprotected or envelope.aad or recipients[0].header):
        raise NotValid("all of a compact JWE is protected (RFC 7516 section 7.1)")
    headers = [_header(envelope, one) for one in recipients]
    enc = content.known(named_algorithm(headers[0], "enc"))
    wrapped = _wrapped(headers, recipients, enc)
    protected = dict(envelope.protected)
    own = [dict(one.header) for one in recipients]
    if len(recipients) == 1 and protected:
        protected.update(wrapped[0].parameters)
    else:
        for header, one in zip(own, wrapped, strict=True):
            header.update(one.parameters)
    segment = encode(_json(protected).encode()) if protected else ""
    if "zip" in headers[0].members:
        plaintext = _deflated(plaintext)
    aad = segment if envelope.aad is None else f"{segment}.{encode(envelope.aad)}"
    iv = secrets.token_bytes(iv_length(enc))
    sealed = content.seal(enc, wrapped[0].cek, iv, aad.encode(), plaintext)
    jwe = _serialised(envelope, segment, own, wrapped, sealed, form)
    made = subject.jwe(jwe)
    enforce(*of_jwe(made))
    for recipient in made.recipients:
        enforce(*of_recipient(recipient))
    return jwe


def _header(envelope: Envelope, to: To) -> JweHeader:
    protected = Protected(encode(_json(envelope.protected).encode()), ("protected",))
    parts = (("unprotected", envelope.unprotected), ("header", to.header))
    return JweHeader(
        protected if envelope.protected else None,
        tuple(((name,), lossless(dict(part))) for name, part in parts if part),
    )


def _wrapped(
    headers: Sequence[JweHeader], recipients: Sequence[To], enc: str
) -> list[management.Wrapped]:
    algorithms = [named_algorithm(header, "alg") for header in headers]
    if len(recipients) > 1 and management.DIRECT.intersection(algorithms):
        raise NotValid("direct methods have one recipient (RFC 7516 section 5.1)")
    cek = secrets.token_bytes(ALGORITHMS[enc].octets)
    return [
        management.wrap(management.ready(header, alg, enc, one.key, "encrypt"), cek)
        for header, alg, one in zip(headers, algorithms, recipients, strict=True)
    ]


def _serialised(
    envelope: Envelope,
    segment: str,
    own: list[dict[str, Any]],
    wrapped: list[management.Wrapped],
    sealed: content.Sealed,
    form: Form,
) -> str:
    iv, ciphertext, tag = (encode(one) for one in (sealed.iv, sealed.ciphertext, sealed.tag))
    if form == "compact":
        return ".".join((segment, encode(wrapped[0].encrypted_key), iv, ciphertext, tag))
    entries = [
        {
            **({"header": header} if header else {}),
            **({"encrypted_key": encode(one.encrypted_key)} if one.encrypted_key else {}),
        }
        for header, one in zip(own, wrapped, strict=True)
    ]
    return _json(
        {
            **({"protected": segment} if segment else {}),
            **({"unprotected": dict(envelope.unprotected)} if envelope.unprotected else {}),
            **({"recipients": entries} if form == "general" else entries[0]),
            **({"aad": encode(envelope.aad)} if envelope.aad else {}),
            "iv": iv,
            "ciphertext": ciphertext,
            "tag": tag,
        }
    )


def _deflated(plaintext: bytes) -> bytes:
    deflater = zlib.compressobj(wbits=RAW_DEFLATE)
    return deflater.compress(plaintext) + deflater.flush()


def _json(document: Mapping[str, Any]) -> str:
    return json.dumps(document, ensure_ascii=False, separators=(",", ":"))
