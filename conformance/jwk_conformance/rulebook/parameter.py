"""Rules on the parameters that a JWS and a JWE share: RFC 7515 sections 4.1.2 to 4.1.10."""

from __future__ import annotations

from collections.abc import Iterator

from jwk_conformance.rulebook.encoding import digest
from jwk_conformance.rulebook.key import private_members
from jwk_conformance.rulebook.rule import Violation, rule
from jwk_conformance.rulebook.token import Header

_DIGESTS = {"x5t": 20, "x5t#S256": 32}


@rule(
    "header-kid-type",
    clauses="rfc7515-4.1.4-kid-is-a-string",
    advice="Write kid as a string.",
)
def kid_is_a_string(header: Header) -> Iterator[Violation]:
    """kid in a header is a string (RFC 7515 section 4.1.4)."""
    return _not_a_string(header, "kid")


@rule("typ-type", clauses="rfc7515-4.1.9-typ-is-a-string", advice="Write typ as a string.")
def typ_is_a_string(header: Header) -> Iterator[Violation]:
    """typ is a media type, a string (RFC 7515 section 4.1.9)."""
    return _not_a_string(header, "typ")


@rule("cty-type", clauses="rfc7515-4.1.10-cty-is-a-string", advice="Write cty as a string.")
def cty_is_a_string(header: Header) -> Iterator[Violation]:
    """cty is a media type, a string (RFC 7515 section 4.1.10)."""
    return _not_a_string(header, "cty")


@rule("jku-type", clauses="rfc7515-4.1.2-jku-is-a-uri", advice="Write the URI as a string.")
def jku_is_a_string(header: Header) -> Iterator[Violation]:
    """jku is a URI, so a string (RFC 7515 section 4.1.2)."""
    return _not_a_string(header, "jku")


@rule("header-x5u-type", clauses="rfc7515-4.1.5-x5u-is-a-uri", advice="Write the URI as a string.")
def x5u_is_a_string(header: Header) -> Iterator[Violation]:
    """x5u is a URI, so a string (RFC 7515 section 4.1.5)."""
    return _not_a_string(header, "x5u")


def _not_a_string(header: Header, name: str) -> Iterator[Violation]:
    if not isinstance(header.members.get(name, ""), str):
        yield Violation(header.where(name), f"{name} is not a string")


@rule(
    "header-insecure-url",
    clauses=("rfc7515-4.1.2-jku-integrity", "rfc7515-4.1.5-x5u-integrity"),
    level="note",
    advice="Serve keys and certificates under https: no reader may fetch them otherwise.",
)
def urls_are_protected(header: Header) -> Iterator[Violation]:
    """What jku and x5u point to is fetched under TLS (RFC 7515 sections 4.1.2 and 4.1.5).

    The text binds who fetches: a reader that does not is right to ignore them.
    """
    for name in ("jku", "x5u"):
        url = header.string(name)
        if url is not None and not url.lower().startswith("https:"):
            yield Violation(header.where(name), f"{name} is no URL of https")


@rule(
    "header-jwk-type",
    clauses="rfc7515-4.1.3-jwk-is-public",
    advice="Write the public key as a JWK, or leave jwk out.",
)
def jwk_is_an_object(header: Header) -> Iterator[Violation]:
    """jwk is a JWK, so an object (RFC 7515 section 4.1.3)."""
    if not isinstance(header.members.get("jwk", {}), dict):
        yield Violation(header.where("jwk"), "jwk is not an object")


@rule(
    "header-jwk-private",
    clauses="rfc7515-4.1.3-jwk-is-public",
    advice="Replace the key: it is published. Then put in the public members alone.",
)
def jwk_is_public(header: Header) -> Iterator[Violation]:
    """jwk is a public key (RFC 7515 section 4.1.3): a private one is given away."""
    for name in private_members(header.members.get("jwk")):
        yield Violation(header.where("jwk", name), f"jwk has the private member {name}")


@rule(
    "header-x5c-type",
    clauses="rfc7515-4.1.6-x5c-encoding",
    advice="Write x5c as an array of certificates in standard base64.",
)
def x5c_is_an_array_of_strings(header: Header) -> Iterator[Violation]:
    """x5c is an array of strings (RFC 7515 section 4.1.6)."""
    if "x5c" not in header.members:
        return
    chain = header.members["x5c"]
    if not isinstance(chain, list) or not chain or not all(isinstance(one, str) for one in chain):
        yield Violation(header.where("x5c"), "x5c is not an array of one or more strings")


@rule(
    "header-x5t-form",
    clauses=("rfc7515-4.1.7-x5t-value", "rfc7515-4.1.8-x5t-s256-value"),
    advice="Write base64url of the digest's octets: not hexadecimal, no colons, no padding.",
)
def thumbprints_are_digests(header: Header) -> Iterator[Violation]:
    """x5t is base64url of 20 octets, x5t#S256 of 32 (RFC 7515 sections 4.1.7 and 4.1.8)."""
    for name, length in _DIGESTS.items():
        if name not in header.members:
            continue
        text = header.string(name)
        if text is None:
            yield Violation(header.where(name), f"{name} is not a string")
            continue
        if said := digest(text, length):
            yield Violation(header.where(name), f"{name} {said}")
