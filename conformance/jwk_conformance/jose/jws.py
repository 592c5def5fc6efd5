"""JWS: RFC 7515 sections 5.2 and 7, RFC 7797 for b64; the algorithms are in `signature`.

Order of work: the serialisation is read whole, every signature object in it included, and any
breach of its syntax refuses the object. Then each signature is tried with the key.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from jwk_conformance.jose import signature
from jwk_conformance.jose.base64url import decode, encode
from jwk_conformance.jose.error import NotValid
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
from jwk_conformance.jose.key import Jwk
from jwk_conformance.jose.text import parse_object

Serialisation = Literal["compact", "flattened", "general"]

UNDERSTOOD = frozenset({"b64"})
"""The extensions that `crit` may name."""

COMPACT_PAYLOAD = re.compile(r"[\x20-\x2d\x2f-\x7e]*")
"""What can stand unencoded between two periods (RFC 7797 section 5.2)."""


@dataclass(frozen=True)
class Opened:
    """A JWS of which at least one signature holds; what is told of one is told of the first."""

    payload: bytes
    protected: Header | None
    protected_text: bytes
    """The octets of the protected header; empty where there is none."""
    header: Header | None
    """The unprotected header."""
    signature: bytes
    serialisation: Serialisation
    index: int
    """Which of the signatures it is, from 0."""
    count: int
    """How many signatures there are."""
    verified: tuple[int, ...]
    """All the signatures that hold under this key."""
    intermediate: Mapping[str, bytes] = field(default_factory=dict, repr=False)
    """`signing_input` and `signature`."""


@dataclass(frozen=True)
class _Part:
    """One signature with its headers."""

    segment: str
    protected: Header | None
    protected_text: bytes
    header: Header | None
    joined: Header
    signature: bytes


@dataclass(frozen=True)
class _Parsed:
    serialisation: Serialisation
    payload: str | None
    """As it stands in the text; None where the member is absent."""
    parts: list[_Part]


def verify(
    jws: str,
    key: Jwk,
    *,
    detached: bytes | None = None,
    algorithms: Collection[str] | None = None,
) -> Opened:
    """The JWS in any serialisation, as opened by a public, private or symmetric key.

    `detached` is the payload where the object does not carry it (RFC 7515 appendix F), and only
    there. `algorithms` are the ones accepted; without it, all of `signature.ALGORITHMS`. The
    key's own use, key_ops and alg are not looked at. Raises NotValid where no signature holds,
    or the object is not well-formed.
    """
    parsed = _compact(jws) if not is_json(jws) else _json(jws)
    payload, signed = _payload(parsed, detached)
    opened: list[tuple[int, bytes]] = []
    reasons: list[NotValid] = []
    for index, part in enumerate(parsed.parts):
        signing_input = part.segment.encode("ascii") + b"." + signed
        try:
            _check(part, key, signing_input, algorithms)
        except NotValid as reason:
            reasons.append(reason)
        else:
            opened.append((index, signing_input))
    if not opened:
        raise no_opening(reasons, "signature")
    index, signing_input = opened[0]
    part = parsed.parts[index]
    return Opened(
        payload=payload,
        protected=part.protected,
        protected_text=part.protected_text,
        header=part.header,
        signature=part.signature,
        serialisation=parsed.serialisation,
        index=index,
        count=len(parsed.parts),
        verified=tuple(index for index, _ in opened),
        intermediate={"signing_input": signing_input, "signature": part.signature},
    )


def is_encoded(joined: Header, protected: Header | None) -> bool:
    """Whether the payload is base64url-encoded: b64 of RFC 7797, true where it is absent.

    Raises NotValid where b64 is not a boolean, not protected, or not listed in crit.
    """
    if "b64" not in joined:
        return True
    if protected is None or "b64" not in protected:
        raise NotValid("b64 is not integrity-protected (RFC 7797 section 3)")
    critical = protected.get("crit")
    if not isinstance(critical, list) or "b64" not in critical:
        raise NotValid("b64 is not listed in crit (RFC 7797 section 6)")
    value = protected["b64"]
    if not isinstance(value, bool):
        raise NotValid("b64 is not a boolean (RFC 7797 section 3)")
    return value


def _compact(jws: str) -> _Parsed:
    segments = jws.split(".")
    if len(segments) != 3:
        raise NotValid(f"{len(segments)} segments instead of 3 (RFC 7515 section 7.1)")
    header, payload, value = segments
    members = {"protected": header, "signature": value}
    return _Parsed("compact", payload, [_part(members)])


def _json(jws: str) -> _Parsed:
    document = parse_object(jws)
    payload = string(document, "payload") if "payload" in document else None
    if "signatures" not in document:
        return _Parsed("flattened", payload, [_part(document)])
    for name in ("signature", "protected", "header"):
        if name in document:
            raise NotValid(f"both signatures and {name} (RFC 7515 section 7.2.2)")
    entries = document["signatures"]
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        raise NotValid("signatures is not an array of objects (RFC 7515 section 7.2.1)")
    if not entries:
        raise NotValid("there is no signature (RFC 7515 section 5.2)")
    return _Parsed("general", payload, [_part(entry) for entry in entries])


def _part(members: Mapping[str, Any]) -> _Part:
    segment, protected, protected_text = "", None, b""
    if "protected" in members:
        segment = string(members, "protected")
        protected, protected_text = parse_protected(segment)
    header = parse_unprotected(members, "header")
    joined = join(protected, header)
    check_key_id(joined)
    return _Part(segment, protected, protected_text, header, joined, octets(members, "signature"))


def _payload(parsed: _Parsed, detached: bytes | None) -> tuple[bytes, bytes]:
    """The payload, and what stands for it in the signing input."""
    encodings = {is_encoded(part.joined, part.protected) for part in parsed.parts}
    if len(encodings) != 1:
        raise NotValid("b64 differs between the signatures (RFC 7797 section 3)")
    encoded = encodings.pop()
    if detached is not None:
        if parsed.payload or (parsed.payload is not None and parsed.serialisation != "compact"):
            raise NotValid("the payload is detached, and there is one in the object too")
        return detached, encode(detached).encode("ascii") if encoded else detached
    if parsed.payload is None:
        raise NotValid("payload is missing")
    if encoded:
        try:
            return decode(parsed.payload), parsed.payload.encode("ascii")
        except NotValid as fault:
            raise NotValid(f"payload: {fault}") from None
    payload = _unencoded(parsed)
    return payload, payload


def _unencoded(parsed: _Parsed) -> bytes:
    text = parsed.payload or ""
    if parsed.serialisation == "compact" and not COMPACT_PAYLOAD.fullmatch(text):
        raise NotValid("an unencoded payload outside printable ASCII (RFC 7797 section 5.2)")
    try:
        return text.encode("utf-8")
    except UnicodeEncodeError:
        raise NotValid("a payload that has no UTF-8 (RFC 7797 section 5.3)") from None


def _check(part: _Part, key: Jwk, signing_input: bytes, algorithms: Collection[str] | None) -> None:
    check_critical(part.joined, part.protected, UNDERSTOOD)
    alg = string(part.joined, "alg")
    check_allowed(alg, algorithms)
    signature.check(alg, key, signing_input, part.signature)
