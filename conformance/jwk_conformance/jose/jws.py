"""JWS: RFC 7515 sections 5.2 and 7, RFC 7797 for b64; algorithms of RFC 7518, 8037 and 8812."""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

from jwk_conformance.jose.base64url import decode, encode
from jwk_conformance.jose.error import NotValid
from jwk_conformance.jose.key import CURVES, public_key, secret
from jwk_conformance.jose.text import parse_object

SHA: dict[str, hashes.HashAlgorithm] = {
    "256": hashes.SHA256(),
    "384": hashes.SHA384(),
    "512": hashes.SHA512(),
}
ECDSA = {
    "ES256": ("P-256", "256"),
    "ES384": ("P-384", "384"),
    "ES512": ("P-521", "512"),
    "ES256K": ("secp256k1", "256"),
}
EDDSA = {"EdDSA": ("Ed25519", "Ed448"), "Ed25519": ("Ed25519",), "Ed448": ("Ed448",)}
RSA_BITS = 2048


@dataclass(frozen=True)
class Opened:
    """A JWS whose signature holds."""

    payload: bytes
    protected: Mapping[str, Any] | None
    protected_text: bytes
    """The octets of the protected header; empty where there is none."""
    header: Mapping[str, Any] | None
    signature: bytes
    index: int
    """Which of the signatures it is."""
    count: int
    intermediate: Mapping[str, bytes] = field(default_factory=dict)


@dataclass(frozen=True)
class _Part:
    protected_segment: str
    header: Mapping[str, Any] | None
    signature: bytes


def verify(jws: str, key: Mapping[str, Any], *, detached: bytes | None = None) -> Opened:
    """The JWS as opened by a key: by the first of its signatures that holds.

    Raises NotValid where none does, or the object breaks RFC 7515.
    """
    payload_segment, parts, count = _parsed(jws)
    reasons = []
    for index, part in enumerate(parts):
        try:
            return _opened(part, payload_segment, key, detached, index, count)
        except NotValid as reason:
            reasons.append(str(reason))
    raise NotValid("; ".join(reasons) or "there is no signature")


def _parsed(jws: str) -> tuple[str | None, list[_Part], int]:
    if not isinstance(jws, str):
        raise NotValid("not a text")
    if not jws.lstrip(" \t\r\n").startswith("{"):
        segments = jws.split(".")
        if len(segments) != 3:
            raise NotValid(f"{len(segments)} segments instead of 3")
        return segments[1], [_Part(segments[0], None, decode(segments[2]))], 1
    document = parse_object(jws)
    payload = document.get("payload")
    if payload is not None and not isinstance(payload, str):
        raise NotValid("payload is not a string")
    if "signatures" in document:
        if "signature" in document or "protected" in document or "header" in document:
            raise NotValid("both flattened and general")
        entries = document["signatures"]
        if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
            raise NotValid("signatures is no array of objects")
    else:
        entries = [document]
    return payload, [_part(entry) for entry in entries], len(entries)


def _part(entry: Mapping[str, Any]) -> _Part:
    protected = entry.get("protected", "")
    if not isinstance(protected, str):
        raise NotValid("protected is not a string")
    header = entry.get("header")
    if header is not None and not isinstance(header, dict):
        raise NotValid("header is not an object")
    return _Part(protected, header, decode(entry.get("signature")))


def _opened(
    part: _Part,
    payload_segment: str | None,
    key: Mapping[str, Any],
    detached: bytes | None,
    index: int,
    count: int,
) -> Opened:
    protected_text = decode(part.protected_segment)
    protected = parse_object(protected_text) if part.protected_segment else None
    joined = join(protected, part.header)
    encoded = understand(joined, protected, understood=("b64",))
    payload, signed = _content(payload_segment, detached, encoded)
    signing_input = part.protected_segment.encode("ascii") + b"." + signed
    _check(str(joined.get("alg")), key, signing_input, part.signature)
    return Opened(
        payload,
        protected,
        protected_text,
        part.header,
        part.signature,
        index,
        count,
        {"signing_input": signing_input, "signature": part.signature},
    )


def join(*headers: Mapping[str, Any] | None) -> dict[str, Any]:
    """The JOSE header; raises NotValid where two parts share a name (RFC 7515 section 4)."""
    joined: dict[str, Any] = {}
    for header in headers:
        for name, value in (header or {}).items():
            if name in joined:
                raise NotValid(f"{name} stands in two parts of the header")
            joined[name] = value
    return joined


def understand(
    joined: Mapping[str, Any], protected: Mapping[str, Any] | None, understood: tuple[str, ...] = ()
) -> bool:
    """Check crit (RFC 7515 section 4.1.11); returns whether the payload is base64url-encoded."""
    critical = (protected or {}).get("crit", [])
    if "crit" in joined and (not isinstance(critical, list) or not critical):
        raise NotValid("crit is not a non-empty array in the protected header")
    for name in critical:
        if name not in understood or name not in (protected or {}):
            raise NotValid(f"the critical extension {name!r} is not understood")
    if "b64" in joined and ("b64" not in critical or not isinstance(joined["b64"], bool)):
        raise NotValid("b64 is not a critical boolean (RFC 7797 section 6)")
    return joined.get("b64", True) is True


def _content(segment: str | None, detached: bytes | None, encoded: bool) -> tuple[bytes, bytes]:
    if detached is not None:
        if segment:
            raise NotValid("the payload is there, and given apart as well")
        return detached, encode(detached).encode("ascii") if encoded else detached
    if segment is None:
        raise NotValid("there is no payload")
    if encoded:
        return decode(segment), segment.encode("ascii")
    octets = segment.encode("utf-8")
    return octets, octets


def _check(alg: str, key: Mapping[str, Any], signed: bytes, signature: bytes) -> None:
    try:
        _check_by_family(alg, key, signed, signature)
    except InvalidSignature:
        raise NotValid("the signature does not hold") from None
    except (UnsupportedAlgorithm, TypeError, AttributeError) as error:
        raise NotValid(f"no {alg} with this key: {error}") from None


def _check_by_family(alg: str, key: Mapping[str, Any], signed: bytes, signature: bytes) -> None:
    family, size = alg[:2], alg[2:]
    if family == "HS" and size in SHA:
        _check_hmac(secret(key), size, signed, signature)
    elif family in ("RS", "PS") and size in SHA:
        _check_rsa(_rsa(key), family, SHA[size], signed, signature)
    elif alg in ECDSA:
        _check_ecdsa(alg, key, signed, signature)
    elif alg in EDDSA:
        if key.get("crv") not in EDDSA[alg]:
            raise NotValid(f"{alg} does not go with {key.get('crv')!r}")
        public_key(key).verify(signature, signed)
    else:
        raise NotValid(f"no such algorithm here: {alg!r}")


def _check_hmac(octets: bytes, size: str, signed: bytes, signature: bytes) -> None:
    if len(octets) * 8 < int(size):
        raise NotValid("the key is shorter than the hash output (RFC 7518 section 3.2)")
    if not hmac.compare_digest(hmac.new(octets, signed, f"sha{size}").digest(), signature):
        raise NotValid("the MAC does not hold")


def _rsa(key: Mapping[str, Any]) -> rsa.RSAPublicKey:
    public = public_key(key)
    if not isinstance(public, rsa.RSAPublicKey) or public.key_size < RSA_BITS:
        raise NotValid("not an RSA key of 2048 bits or more (RFC 7518 section 3.3)")
    return public


def _check_rsa(
    key: rsa.RSAPublicKey, family: str, sha: hashes.HashAlgorithm, signed: bytes, signature: bytes
) -> None:
    if family == "RS":
        key.verify(signature, signed, padding.PKCS1v15(), sha)
    else:
        pss = padding.PSS(padding.MGF1(sha), salt_length=sha.digest_size)
        key.verify(signature, signed, pss, sha)


def _check_ecdsa(alg: str, key: Mapping[str, Any], signed: bytes, signature: bytes) -> None:
    crv, size = ECDSA[alg]
    if key.get("kty") != "EC" or key.get("crv") != crv:
        raise NotValid(f"{alg} does not go with {key.get('crv')!r}")
    octets = CURVES[crv][1]
    if len(signature) != 2 * octets:
        raise NotValid(f"a signature of {len(signature)} octets instead of {2 * octets}")
    r, s = (int.from_bytes(half, "big") for half in (signature[:octets], signature[octets:]))
    public_key(key).verify(encode_dss_signature(r, s), signed, ec.ECDSA(SHA[size]))
