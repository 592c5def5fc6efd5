"""Making JWSs: RFC 7515 section 5.1. The protected header is given as text: its spelling is signed.

With all algorithms but RSASSA-PSS the output follows from the inputs.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from jwk_conformance.jose import signature
from jwk_conformance.jose.base64url import encode
from jwk_conformance.jose.document import parse_object
from jwk_conformance.jose.enforce import enforce
from jwk_conformance.jose.error import NotValid
from jwk_conformance.jose.header import Header, named_algorithm, text_of
from jwk_conformance.jose.key import AnyKey
from jwk_conformance.rulebook import lossless
from jwk_conformance.rulebook import token as subject
from jwk_conformance.rulebook.token import JwsHeader, Protected, is_json, is_unencoded
from jwk_conformance.rulebook.walk import of_jws, of_signature


@dataclass(frozen=True)
class Signer:
    """A key with the headers that it signs under; `alg` stands in one of them."""

    key: AnyKey
    protected_text: str | bytes | None
    header: Header | None = None


def sign(payload: bytes, key: AnyKey, protected_text: str | bytes) -> str:
    """The JWS in the compact serialisation (RFC 7515 section 7.1).

    Raises NotValid where the header does not allow it or the key does not fit.
    """
    signer = Signer(key, protected_text)
    text = _representation(payload, signer)
    members = _signed(payload, signer)
    return _checked(f"{members.get('protected', '')}.{text}.{members['signature']}")


def sign_detached(payload: bytes, key: AnyKey, protected_text: str | bytes) -> str:
    """The compact JWS without its payload, which can be any octets; raises as `sign` does."""
    members = _signed(payload, Signer(key, protected_text))
    return _checked(f"{members.get('protected', '')}..{members['signature']}", detached=True)


def sign_flattened(
    payload: bytes, key: AnyKey, protected_text: str | bytes | None, header: Header | None = None
) -> str:
    """The JWS in the flattened JSON serialisation (section 7.2.2); raises as `sign` does."""
    signer = Signer(key, protected_text, header)
    document = {"payload": _representation(payload, signer), **_signed(payload, signer)}
    return _checked(_json(document))


def sign_general(payload: bytes, signers: Sequence[Signer]) -> str:
    """The JWS in the general JSON serialisation (section 7.2.1); raises as `sign` does."""
    text = _representation(payload, signers[0]) if signers else encode(payload)
    signatures = [_signed(payload, signer) for signer in signers]
    return _checked(_json({"payload": text, "signatures": signatures}))


def detach(jws: str) -> str:
    """The JWS without its payload (RFC 7515 appendix F); JSON is written anew, in its order."""
    if is_json(text_of(jws)):
        document = parse_object(jws)
        return _json({name: value for name, value in document.items() if name != "payload"})
    segments = jws.split(".")
    if len(segments) != 3:
        raise NotValid(f"{len(segments)} segments instead of 3 (RFC 7515 section 7.1)")
    return f"{segments[0]}..{segments[2]}"


def signing_input(payload: bytes, protected_text: str | bytes | None) -> bytes:
    """The octets that are signed (RFC 7515 section 5.1; RFC 7797 section 3 where b64 is false)."""
    header = _header(Signer({}, protected_text))
    segment = header.protected.text if header.protected is not None else ""
    signed = payload if is_unencoded(header) else encode(payload).encode("ascii")
    return segment.encode("ascii") + b"." + signed


def _header(signer: Signer) -> JwsHeader:
    own = ((("header",), lossless(dict(signer.header))),) if signer.header else ()
    text = signer.protected_text
    if text is None:
        return JwsHeader(None, own)
    try:
        octets = text.encode() if isinstance(text, str) else text
    except UnicodeEncodeError:
        raise NotValid("a protected header that has no UTF-8 (RFC 7515 section 5.1)") from None
    return JwsHeader(Protected(encode(octets), ("protected",)), own)


def _signed(payload: bytes, signer: Signer) -> dict[str, Any]:
    header = _header(signer)
    protected = header.protected
    enforce(*([protected] if protected is not None else []), header)
    value = signature.make(
        named_algorithm(header, "alg"), signer.key, signing_input(payload, signer.protected_text)
    )
    return {
        **({"protected": protected.text} if protected is not None else {}),
        **({"header": dict(signer.header)} if signer.header else {}),
        "signature": encode(value),
    }


def _representation(payload: bytes, signer: Signer) -> str:
    """The payload as it stands in the object."""
    if not is_unencoded(_header(signer)):
        return encode(payload)
    try:
        return payload.decode("utf-8")
    except UnicodeDecodeError:
        raise NotValid(
            "an unencoded payload that has to be detached (RFC 7797 section 5.3)"
        ) from None


def _checked(jws: str, *, detached: bool = False) -> str:
    """What was made, if it keeps the rules."""
    token = subject.jws(jws, detached=detached)
    enforce(*of_jws(token))
    for one in token.signatures:
        enforce(*of_signature(one))
    return jws


def _json(document: dict[str, Any]) -> str:
    return json.dumps(document, ensure_ascii=False, separators=(",", ":"))
