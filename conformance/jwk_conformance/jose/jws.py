"""JWS: RFC 7515 sections 5.2 and 7, RFC 7797 for b64; the algorithms are in `signature`.

The serialisation is read whole, and any breach of its syntax refuses the object. Then each
signature is tried by itself, its header included.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from jwk_conformance.jose import signature
from jwk_conformance.jose.base64url import encode
from jwk_conformance.jose.enforce import enforce
from jwk_conformance.jose.error import NotValid
from jwk_conformance.jose.header import (
    Header,
    allowed_algorithm,
    candidates,
    no_opening,
    reported,
    serving,
    text_of,
    unprotected,
)
from jwk_conformance.jose.key import AnyKey, KeySet
from jwk_conformance.rulebook import token as subject
from jwk_conformance.rulebook.jws import is_none
from jwk_conformance.rulebook.token import Form, Jws, Signature
from jwk_conformance.rulebook.walk import of_jws, of_signature


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
    serialisation: Form
    index: int
    """Which of the signatures it is, from 0."""
    count: int
    """How many signatures there are."""
    verified: tuple[int, ...]
    """All the signatures that hold under this key."""
    intermediate: Mapping[str, bytes] = field(default_factory=dict, repr=False)
    """`signing_input` and `signature`."""


def verify(
    jws: str,
    key: AnyKey | KeySet,
    *,
    detached: bytes | None = None,
    algorithms: Collection[str] | None = None,
) -> Opened:
    """The JWS in any serialisation, as opened by a public, private or symmetric key, or a set.

    `detached` is the payload where the object does not carry it (RFC 7515 appendix F), and only
    there. `algorithms` are the ones accepted; without it, all of `signature.ALGORITHMS`. What a
    key says of its use counts where it was read with `read_key` or `read_set`. Raises NotValid
    where no signature holds, or the object is not well-formed.
    """
    token = subject.jws(text_of(jws), detached=detached is not None)
    enforce(*of_jws(token))
    payload, signed = _payload(token, detached)
    opened: list[tuple[int, bytes]] = []
    reasons: list[NotValid] = []
    for index, one in enumerate(token.signatures):
        signing_input = _segment(one) + b"." + signed
        try:
            _check(one, key, signing_input, algorithms)
        except NotValid as reason:
            reasons.append(reason)
        else:
            opened.append((index, signing_input))
    if not token.signatures:  # all of no signatures hold
        return Opened(payload, None, b"", None, b"", token.form, -1, 0, ())
    if not opened:
        raise no_opening(reasons, "signature")
    return _opened(token, payload, opened)


def _opened(token: Jws, payload: bytes, opened: list[tuple[int, bytes]]) -> Opened:
    index, signing_input = opened[0]
    first = token.signatures[index]
    protected = first.header.protected
    value = first.value.octets if first.value is not None else b""
    return Opened(
        payload=payload,
        protected=reported(protected.members) if protected is not None else None,
        protected_text=protected.octets if protected is not None else b"",
        header=unprotected(first.header, "header"),
        signature=value,
        serialisation=token.form,
        index=index,
        count=len(token.signatures),
        verified=tuple(index for index, _ in opened),
        intermediate={"signing_input": signing_input, "signature": value},
    )


def _segment(one: Signature) -> bytes:
    protected = one.header.protected
    return protected.text.encode("utf-8", "surrogatepass") if protected is not None else b""


def _payload(token: Jws, detached: bytes | None) -> tuple[bytes, bytes]:
    """The payload, and what stands for it in the signing input."""
    part = token.encoded("payload")
    text = part.text if part is not None else ""
    if detached is not None:
        if text or (part is not None and token.form != "compact"):
            raise NotValid("detached, and there is a payload in the object (RFC 7515 appendix F)")
        return detached, detached if token.unencoded else encode(detached).encode("ascii")
    if not token.unencoded:
        return (part.octets if part is not None else b""), text.encode("utf-8", "surrogatepass")
    try:
        return text.encode("utf-8"), text.encode("utf-8")
    except UnicodeEncodeError:
        raise NotValid("a payload that has no UTF-8 (RFC 7797 section 5.3)") from None


def _check(
    one: Signature,
    key: AnyKey | KeySet,
    signing_input: bytes,
    algorithms: Collection[str] | None,
) -> None:
    enforce(*of_signature(one))
    if is_none(one.header) or one.value is None:  # nobody minded: there is nothing to verify
        return
    reasons: list[NotValid] = []
    for candidate in candidates(key, one.header):
        try:
            alg = allowed_algorithm(one.header, "alg", algorithms, serving(algorithms, candidate))
            signature.check(alg, candidate, signing_input, one.value.octets)
        except NotValid as reason:
            reasons.append(reason)
        else:
            return
    raise no_opening(reasons, "key")
