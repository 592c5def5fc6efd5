"""JWTs that are signed: RFC 7519 section 7."""

from __future__ import annotations

import json
import time
from collections.abc import Collection, Mapping
from typing import Any

from jwk_conformance.jose import signing
from jwk_conformance.jose.document import object_in
from jwk_conformance.jose.enforce import enforce
from jwk_conformance.jose.header import Header, text_of
from jwk_conformance.jose.jws import verify as verify_jws
from jwk_conformance.jose.key import AnyKey, KeySet
from jwk_conformance.rulebook import Document, Object, parse, plain
from jwk_conformance.rulebook import token as subject
from jwk_conformance.rulebook.jwt import Acceptance, Claims, JwtHeader, JwtText


def sign(claims: Mapping[str, Any], key: AnyKey, header: Header) -> str:
    """A JWT with these claims. Raises NotValid where claims or header break a rule."""
    text = json.dumps(dict(claims), ensure_ascii=False, separators=(",", ":"))
    jwt = signing.sign(
        text.encode("utf-8", "surrogatepass"),
        key,
        json.dumps(dict(header), ensure_ascii=False, separators=(",", ":")),
    )
    enforce(JwtHeader(subject.jws(jwt).signatures[0].header), Claims(parse(text)))
    return jwt


def verify(
    jwt: str,
    key: AnyKey | KeySet,
    *,
    expected: Mapping[str, Any],
    algorithms: Collection[str] | None = None,
    now: float | None = None,
) -> dict[str, Any]:
    """The claims of a JWT that holds at this time, in seconds since 1970; no leeway is given.

    `expected` may hold iss and aud. Raises NotValid where the signature does not hold, or the
    claims break a rule.
    """
    enforce(JwtText(text_of(jwt)))
    opened = verify_jws(jwt, key, algorithms=algorithms)
    token = subject.jws(jwt)
    if token.signatures:
        enforce(JwtHeader(token.signatures[0].header))
    document = parse(opened.payload)
    claims = Claims(document)
    enforce(claims)
    said = object_in(document)
    value = said if isinstance(said, Object) else Object()
    given = Claims(Document(document.text, value))
    enforce(Acceptance(given, time.time() if now is None else now, expected))
    return dict(plain(value))
