"""What the chapters on JWTs share: claims under HS256, as text where the text is the point."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from authoring import damage
from authoring.build import REFUSED_BY_WITNESS, Authored, Expected, choice, text, vector
from authoring.damage import left_open, source_of
from authoring.forge import jws
from authoring.operation import verify_jwt
from authoring.suite import key
from jwk_vectors.model import Option, Severity

Claims = Mapping[str, Any] | str | bytes
GROUP = "jwt"
KEY = key("oct-32")
VERIFIES = "control-jwt.verify-oct-hs256-compact"
SUB = "jwk-conformance"
PAST = 1000000000
"""September 2001."""
FUTURE = 4102444800
"""January 2100."""
GENUINE = "the signature is genuine: the claims come out if, and only if, the defect is ignored"


def octets(claims: Claims) -> bytes:
    """The payload of a JWT."""
    if isinstance(claims, bytes):
        return claims
    return (claims if isinstance(claims, str) else text(claims)).encode("utf-8")


def signed(claims: Claims, protected: bytes | None = None) -> str:
    """A JWT by HS256 with the suite's secret."""
    return jws(KEY, "HS256", protected, octets(claims))


def accepted(
    case: str,
    title: str,
    claims: Claims,
    *,
    clauses: Sequence[str],
    mutation: str,
    why: str,
    facts: Mapping[str, Any] | None = None,
    protected: bytes | None = None,
    issuer: str = "",
    audience: str = "",
) -> Authored:
    """A JWT that must be taken; without `facts`, sub must come out."""
    expected = Expected(facts={"claims": {"sub": SUB} if facts is None else dict(facts)})
    token = signed(claims, protected)
    return vector(
        f"{GROUP}.{case}",
        title,
        verify_jwt(KEY, token, ["HS256"], expected, issuer=issuer, audience=audience),
        group=GROUP,
        why=why,
        clauses=clauses,
        source=source_of(clauses[0]),
        level="token",
        derived_from=VERIFIES,
        mutation=mutation,
    )


def refused(
    case: str,
    title: str,
    token: str,
    *,
    clauses: Sequence[str],
    mutation: str,
    why: str,
    witness: str = GENUINE,
    severity: Severity = "security",
    issuer: str = "",
    audience: str = "",
) -> Authored:
    """A JWT that must not be taken."""
    return damage.refused(
        GROUP,
        case,
        title,
        verify_jwt(KEY, token, ["HS256"], REFUSED_BY_WITNESS, issuer=issuer, audience=audience),
        clauses=clauses,
        mutation=mutation,
        why=why,
        derived_from=VERIFIES,
        witness=witness,
        severity=severity,
        level="token",
    )


def open_to(
    name: str,
    case: str,
    title: str,
    token: str,
    *,
    clauses: Sequence[str],
    mutation: str,
    why: str,
    accepting: str = "accept",
    facts: Mapping[str, Any] | None = None,
    severity: Severity = "interoperability",
    issuer: str = "",
    audience: str = "",
) -> Authored:
    """A JWT that may be taken, which is one option, or refused, which is the other."""
    told = {"claims": dict(facts)} if facts else {}
    either = choice(
        Option(option=accepting, outcome="accepted", facts=told),
        Option(option="refuse", outcome="rejected"),
    )
    return left_open(
        name,
        case,
        title,
        verify_jwt(KEY, token, ["HS256"], either, issuer=issuer, audience=audience),
        clauses=clauses,
        mutation=mutation,
        why=why,
        derived_from=VERIFIES,
        severity=severity,
        level="token",
    )
