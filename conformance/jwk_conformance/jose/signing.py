"""Making the JWSs that can be made in one way only: RFC 7515 section 5.1.

With HS*, RS* and EdDSA the output follows from the inputs, so a vector can give it to the last
octet. The protected header is given as text, since its spelling is signed.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from jwk_conformance.jose import signature
from jwk_conformance.jose.base64url import encode
from jwk_conformance.jose.error import NotValid
from jwk_conformance.jose.header import (
    Header,
    check_critical,
    is_json,
    join,
    parse_protected,
    string,
)
from jwk_conformance.jose.jws import COMPACT_PAYLOAD, UNDERSTOOD, is_encoded
from jwk_conformance.jose.key import Jwk
from jwk_conformance.jose.text import parse_object


@dataclass(frozen=True)
class Signer:
    """A key with the headers that it signs under; `alg` stands in one of them."""

    key: Jwk
    protected_text: str | bytes | None
    header: Header | None = None


def sign(payload: bytes, key: Jwk, protected_text: str | bytes) -> str:
    """The JWS in the compact serialisation (RFC 7515 section 7.1).

    Raises NotValid where the header does not allow it or the key does not fit, NotSupported
    for an algorithm that draws random numbers.
    """
    signer = Signer(key, protected_text)
    text = _representation(payload, signer)
    if not COMPACT_PAYLOAD.fullmatch(text):
        raise NotValid("an unencoded payload that has to be detached (RFC 7797 section 5.2)")
    members = _signed(payload, signer)
    return f"{members['protected']}.{text}.{members['signature']}"


def sign_detached(payload: bytes, key: Jwk, protected_text: str | bytes) -> str:
    """The compact JWS without its payload, which can be any octets; raises as `sign` does."""
    members = _signed(payload, Signer(key, protected_text))
    return f"{members['protected']}..{members['signature']}"


def sign_flattened(
    payload: bytes, key: Jwk, protected_text: str | bytes | None, header: Header | None = None
) -> str:
    """The JWS in the flattened JSON serialisation (section 7.2.2); raises as `sign` does."""
    signer = Signer(key, protected_text, header)
    document = {"payload": _representation(payload, signer), **_signed(payload, signer)}
    return _json(document)


def sign_general(payload: bytes, signers: Sequence[Signer]) -> str:
    """The JWS in the general JSON serialisation (section 7.2.1); raises as `sign` does."""
    representations = {_representation(payload, signer) for signer in signers}
    if len(representations) != 1:
        raise NotValid("one payload needs signers that agree on b64 (RFC 7797 section 3)")
    signatures = [_signed(payload, signer) for signer in signers]
    return _json({"payload": representations.pop(), "signatures": signatures})


def detach(jws: str) -> str:
    """The JWS without its payload (RFC 7515 appendix F); JSON is written anew, in its order."""
    if is_json(jws):
        document = parse_object(jws)
        return _json({name: value for name, value in document.items() if name != "payload"})
    segments = jws.split(".")
    if len(segments) != 3:
        raise NotValid(f"{len(segments)} segments instead of 3 (RFC 7515 section 7.1)")
    return f"{segments[0]}..{segments[2]}"


def signing_input(payload: bytes, protected_text: str | bytes | None) -> bytes:
    """The octets that are signed (RFC 7515 section 5.1; RFC 7797 section 3 where b64 is false)."""
    segment, protected = _protected(protected_text)
    encoded = is_encoded(protected or {}, protected)
    signed = encode(payload).encode("ascii") if encoded else payload
    return segment.encode("ascii") + b"." + signed


def _protected(protected_text: str | bytes | None) -> tuple[str, Header | None]:
    if protected_text is None:
        return "", None
    try:
        octets = protected_text.encode() if isinstance(protected_text, str) else protected_text
    except UnicodeEncodeError:
        raise NotValid("a protected header that has no UTF-8") from None
    segment = encode(octets)
    return segment, parse_protected(segment)[0]


def _signed(payload: bytes, signer: Signer) -> dict[str, Any]:
    segment, protected = _protected(signer.protected_text)
    joined = join(protected, signer.header)
    check_critical(joined, protected, UNDERSTOOD)
    is_encoded(joined, protected)
    alg = string(joined, "alg")
    value = signature.make(alg, signer.key, signing_input(payload, signer.protected_text))
    return {
        **({"protected": segment} if segment else {}),
        **({"header": dict(signer.header)} if signer.header else {}),
        "signature": encode(value),
    }


def _representation(payload: bytes, signer: Signer) -> str:
    """The payload as it stands in the object."""
    _, protected = _protected(signer.protected_text)
    if is_encoded(protected or {}, protected):
        return encode(payload)
    try:
        return payload.decode("utf-8")
    except UnicodeDecodeError:
        raise NotValid(
            "an unencoded payload that has to be detached (RFC 7797 section 5.3)"
        ) from None


def _json(document: dict[str, Any]) -> str:
    return json.dumps(document, ensure_ascii=False, separators=(",", ":"))
