"""Rules on JWTs: RFC 7519 sections 4 and 7.2, RFC 7797 section 7."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from jwk_conformance.rulebook.document import Document, Number, Object, Path
from jwk_conformance.rulebook.json_text import repeated
from jwk_conformance.rulebook.rule import Violation, rule
from jwk_conformance.rulebook.token import JwsHeader

DATES = ("exp", "nbf", "iat")


@dataclass(frozen=True, eq=False)
class Claims:
    """The claims of a JWT: the document, and where it stands."""

    document: Document
    at: Path = ("payload",)

    @cached_property
    def members(self) -> Object:
        """The claims; empty where there are none."""
        return self.document.value if isinstance(self.document.value, Object) else Object()

    def date(self, name: str) -> float | None:
        """A claim as seconds since 1970, a string that looks like a number included."""
        value = self.members.get(name)
        raw = value.raw if isinstance(value, Number) else value
        try:
            return float(raw) if isinstance(raw, str) else None
        except ValueError:
            return None

    @property
    def audience(self) -> list[str]:
        """The strings in aud."""
        aud = self.members.get("aud")
        listed = aud if isinstance(aud, list) else [aud]
        return [one for one in listed if isinstance(one, str)]


@dataclass(frozen=True, eq=False)
class Acceptance:
    """Claims, and what the reader goes by."""

    claims: Claims
    now: float
    """Seconds since 1970; no leeway is given."""
    expected: Mapping[str, Any]
    """May hold iss and aud, which are strings."""


@rule(
    "claims-json",
    clauses=("rfc7519-7.2-claims-are-json", "rfc7519-11-claims-strict-json"),
    advice="Have a JSON library write the claims, in UTF-8.",
)
def claims_are_json(claims: Claims) -> Iterator[Violation]:
    """The content of a JWT is JSON in UTF-8 (RFC 7519 section 7.2, step 10)."""
    if claims.document.fault:
        yield Violation(claims.at, f"the claims are not JSON: {claims.document.fault}")
    elif claims.document.invalid_octet is not None:
        yield Violation(claims.at, "the claims are not UTF-8")


@rule(
    "claims-object",
    clauses="rfc7519-7.2-claims-are-json",
    advice="Write the claims as the members of an object.",
)
def claims_are_an_object(claims: Claims) -> Iterator[Violation]:
    """The content of a JWT is a JSON object (RFC 7519 section 7.2, step 10)."""
    if not claims.document.fault and not isinstance(claims.document.value, Object):
        yield Violation(claims.at, "the claims are not a JSON object")


@rule(
    "claims-duplicate",
    clauses="rfc7519-4-duplicate-names",
    advice="Keep one of the claims.",
)
def claims_are_unique(claims: Claims) -> Iterator[Violation]:
    """No claim stands twice (RFC 7519 section 4)."""
    return repeated(claims.document.value, claims.at)


@rule(
    "claim-not-a-string",
    clauses=(
        "rfc7519-4.1.1-iss-is-a-string",
        "rfc7519-4.1.2-sub-is-a-string",
        "rfc7519-4.1.7-jti-is-a-string",
    ),
    advice="Write the claim as a string.",
)
def names_are_strings(claims: Claims) -> Iterator[Violation]:
    """iss, sub and jti are strings (RFC 7519 sections 4.1.1, 4.1.2 and 4.1.7)."""
    for name in ("iss", "sub", "jti"):
        if not isinstance(claims.members.get(name, ""), str):
            yield Violation((*claims.at, name), f"{name} is not a string")


@rule(
    "claim-aud-type",
    clauses="rfc7519-4.1.3-audience-type",
    advice="Write aud as a string, or as an array of strings.",
)
def aud_is_a_string_or_several(claims: Claims) -> Iterator[Violation]:
    """aud is a string or an array of strings (RFC 7519 section 4.1.3)."""
    aud = claims.members.get("aud", "")
    listed = aud if isinstance(aud, list) else [aud]
    if not all(isinstance(one, str) for one in listed):
        yield Violation((*claims.at, "aud"), "aud is neither a string nor an array of strings")


def _date_type(claims: Claims, name: str) -> Iterator[Violation]:
    if name in claims.members and not isinstance(claims.members[name], Number):
        yield Violation((*claims.at, name), f"{name} is not a number")


@rule(
    "claim-exp-type",
    clauses="rfc7519-4.1.4-exp-is-a-number",
    advice="Write exp as a number of seconds since 1970, without quotation marks.",
)
def exp_is_a_number(claims: Claims) -> Iterator[Violation]:
    """exp is a number (RFC 7519 section 4.1.4): a token with another one may never expire."""
    return _date_type(claims, "exp")


@rule(
    "claim-nbf-type",
    clauses="rfc7519-4.1.5-nbf-is-a-number",
    advice="Write nbf as a number of seconds since 1970, without quotation marks.",
)
def nbf_is_a_number(claims: Claims) -> Iterator[Violation]:
    """nbf is a number (RFC 7519 section 4.1.5)."""
    return _date_type(claims, "nbf")


@rule(
    "claim-iat-type",
    clauses="rfc7519-4.1.6-iat-is-a-number",
    advice="Write iat as a number of seconds since 1970, without quotation marks.",
)
def iat_is_a_number(claims: Claims) -> Iterator[Violation]:
    """iat is a number (RFC 7519 section 4.1.6)."""
    return _date_type(claims, "iat")


@rule(
    "claim-exp-passed",
    clauses="rfc7519-4.1.4-exp-checked",
    advice="Get a new token.",
)
def it_has_not_expired(acceptance: Acceptance) -> Iterator[Violation]:
    """A JWT is not accepted on or after exp (RFC 7519 section 4.1.4)."""
    exp = acceptance.claims.date("exp")
    if exp is not None and acceptance.now >= exp:
        yield Violation((*acceptance.claims.at, "exp"), "exp has passed")


@rule(
    "claim-nbf-ahead",
    clauses="rfc7519-4.1.5-nbf-checked",
    advice="Wait, or set the clock right.",
)
def its_time_has_come(acceptance: Acceptance) -> Iterator[Violation]:
    """A JWT is not accepted before nbf (RFC 7519 section 4.1.5)."""
    nbf = acceptance.claims.date("nbf")
    if nbf is not None and acceptance.now < nbf:
        yield Violation((*acceptance.claims.at, "nbf"), "nbf has not come")


@rule(
    "claim-aud-other",
    clauses="rfc7519-4.1.3-audience-checked",
    advice="Get a token for this reader.",
)
def it_is_for_this_reader(acceptance: Acceptance) -> Iterator[Violation]:
    """A reader that aud does not name rejects the JWT (RFC 7519 section 4.1.3).

    A reader that has no name is not named.
    """
    if "aud" not in acceptance.claims.members and "aud" not in acceptance.expected:
        return
    if acceptance.expected.get("aud") not in acceptance.claims.audience:
        yield Violation((*acceptance.claims.at, "aud"), "aud does not name this reader")


@rule(
    "claim-iss-other",
    clauses=("rfc8725-3.8-keys-of-issuer", "rfc7519-7.2-any-step-fails"),
    advice="Get a token from the issuer that the reader trusts.",
)
def it_is_of_the_issuer(acceptance: Acceptance) -> Iterator[Violation]:
    """Where an issuer is expected, iss names it (RFC 7519 section 4.1.1, RFC 8725 3.8)."""
    wanted = acceptance.expected.get("iss")
    if wanted is not None and acceptance.claims.members.get("iss") != wanted:
        yield Violation((*acceptance.claims.at, "iss"), "iss is another than expected")


@dataclass(frozen=True, eq=False)
class JwtHeader:
    """The header of a JWT that is a JWS."""

    header: JwsHeader


@rule(
    "jwt-unencoded",
    clauses=("rfc7797-7-no-jwt", "rfc7797-abstract-no-jwt"),
    advice="Leave b64 out.",
)
def a_jwt_is_encoded(jwt: JwtHeader) -> Iterator[Violation]:
    """A JWT does not have b64 false (RFC 7797 section 7)."""
    if jwt.header.members.get("b64", True) is False:
        yield Violation(jwt.header.where("b64"), "b64 is false in a JWT")


@dataclass(frozen=True)
class JwtText:
    """The text of a JWT."""

    text: str


@rule(
    "jwt-parts",
    clauses="rfc7519-7.2-a-period",
    advice="A JWT is in the compact serialisation.",
)
def a_jwt_is_compact(text: JwtText) -> Iterator[Violation]:
    """A JWT is in a compact serialisation, so it has a period (RFC 7519 sections 1 and 7.2)."""
    if "." not in text.text or text.text.lstrip(" \t\r\n").startswith("{"):
        yield Violation((), "a JWT has parts joined by periods")
