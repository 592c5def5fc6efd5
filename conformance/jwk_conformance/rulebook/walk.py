"""What there is to examine in a token: each part of it as the subject of some rules."""

from __future__ import annotations

from collections.abc import Iterator

from jwk_conformance.rulebook.algorithm import ALGORITHMS
from jwk_conformance.rulebook.document import Document, parse
from jwk_conformance.rulebook.jwt import Claims, JwtHeader
from jwk_conformance.rulebook.key import Key
from jwk_conformance.rulebook.management import agrees, parameters
from jwk_conformance.rulebook.token import Compact, Jwe, Jws, Recipient, Signature, Token
from jwk_conformance.rulebook.value import EncryptedKey, Sealed, SignatureValue


def of_jws(jws: Jws) -> Iterator[object]:
    """What concerns the whole of a JWS."""
    yield from _text(jws)
    yield jws
    payload = jws.encoded("payload")
    if payload is not None and not jws.unencoded and isinstance(payload.value, str):
        yield payload


def _text(token: Token) -> Iterator[Document]:
    if not isinstance(token.document, Compact):
        yield token.document


def of_signature(signature: Signature) -> Iterator[object]:
    """What concerns one signature: its headers, and how it is written."""
    yield signature
    if signature.header.protected is not None:
        yield signature.header.protected
    yield signature.header
    if signature.value is not None:
        yield signature.value


def of_jwe(jwe: Jwe) -> Iterator[object]:
    """What concerns the whole of a JWE."""
    yield from _text(jwe)
    yield jwe
    if jwe.recipients and (protected := jwe.recipients[0].header.protected) is not None:
        yield protected
    for name in ("iv", "ciphertext", "tag", "aad"):
        part = jwe.encoded(name)
        if part is not None:
            yield part


def of_recipient(recipient: Recipient) -> Iterator[object]:
    """What concerns one recipient: its headers, epk included, and the encrypted key."""
    yield recipient.header
    if recipient.encrypted_key is not None:
        yield recipient.encrypted_key
    for name in parameters(recipient.header):
        parameter = recipient.header.encoded(name)
        if parameter is not None:
            yield parameter
    epk = ephemeral_key(recipient)
    if epk is not None:
        yield epk


def ephemeral_key(recipient: Recipient) -> Key | None:
    """The key in epk, where the algorithm takes one."""
    header = recipient.header
    epk = header.members.get("epk")
    return Key(epk, header.where("epk")) if agrees(header) and isinstance(epk, dict) else None


def everything(token: Token) -> Iterator[object]:
    """All of a token that can be examined without a key."""
    if isinstance(token, Jws):
        yield from of_jws(token)
        for signature in token.signatures:
            yield from of_signature(signature)
            yield from _embedded(signature)
            yield from _signature_value(signature)
        yield from _claims(token)
    elif isinstance(token, Jwe):
        yield from of_jwe(token)
        for recipient in token.recipients:
            yield from of_recipient(recipient)
            yield from _embedded(recipient)
            yield from _encryption(token, recipient)


def _embedded(entry: Signature | Recipient) -> Iterator[Key]:
    jwk = entry.header.members.get("jwk")
    if isinstance(jwk, dict):
        yield Key(jwk, entry.header.where("jwk"))


def _signature_value(signature: Signature) -> Iterator[SignatureValue]:
    alg = signature.header.string("alg")
    if alg in ALGORITHMS and signature.value is not None and signature.value.text:
        crv = ALGORITHMS[alg].crv
        yield SignatureValue(
            alg, signature.value.octets, crv[0] if len(crv) == 1 else "", at=signature.value.at
        )


def _encryption(jwe: Jwe, recipient: Recipient) -> Iterator[object]:
    alg, enc = recipient.header.string("alg"), recipient.header.string("enc")
    if alg in ALGORITHMS and ALGORITHMS[alg].kind == "enc":
        yield EncryptedKey(alg, recipient.encrypted_key is not None, recipient.at)
    iv, tag = jwe.encoded("iv"), jwe.encoded("tag")
    if iv is None or tag is None or enc not in ALGORITHMS:
        return
    if ALGORITHMS[enc].kind == "content":
        yield Sealed(enc, ALGORITHMS[enc].octets, len(iv.octets), len(tag.octets))


def _claims(jws: Jws) -> Iterator[object]:
    """A compact JWS is a JWT where its typ says so (RFC 7519 section 5.1, RFC 8725 3.11)."""
    if jws.form != "compact" or not jws.signatures:
        return
    typ = (jws.signatures[0].header.string("typ") or "").lower()
    payload = jws.encoded("payload")
    if payload is not None and (typ == "jwt" or typ.endswith("+jwt")):
        yield JwtHeader(jws.signatures[0].header)
        if not jws.unencoded and payload.text:
            yield Claims(parse(payload.octets))
