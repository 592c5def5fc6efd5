"""Rules on the base64url parts of tokens: RFC 7515 section 5.2, RFC 7516 section 5.2."""

from __future__ import annotations

from collections.abc import Iterator

from jwk_conformance.rulebook import encoding
from jwk_conformance.rulebook.rule import Violation, rule
from jwk_conformance.rulebook.token import Encoded, Jwe, Token

_STRICT = (
    "rfc7515-5.2-strict-base64url",
    "rfc7516-5.2-strict-base64url",
    "rfc7519-7.2-header-strict-base64url",
)
_PARAMETERS = ("rfc7518-4.6.1.2-apu-is-base64url", "rfc7518-4.6.1.3-apv-is-base64url")


@rule(
    "part-type",
    clauses=("rfc7515-5.2-strict-base64url", "rfc7516-5.2-strict-base64url", *_PARAMETERS),
    advice="Write base64url of the octets, as a string.",
)
def a_part_is_a_string(part: Encoded) -> Iterator[Violation]:
    """What is decoded from base64url is a string (RFC 7515 section 5.2, RFC 7516 section 5.2)."""
    if not isinstance(part.value, str):
        yield Violation(part.at, f"{part.name} is not a string")


@rule(
    "part-padding",
    clauses=(*_STRICT, *_PARAMETERS),
    advice="Strip the = signs: base64url in JOSE is written without.",
)
def a_part_is_unpadded(part: Encoded) -> Iterator[Violation]:
    """A part of a token has no padding (RFC 7515 sections 2 and 5.2, RFC 7516 section 5.2).

    A reader that drops it gives one token several spellings, against which no list of used or
    revoked tokens helps.
    """
    if said := encoding.padding(part.text):
        yield Violation(part.at, f"{part.name} {said}: it is outside the base64url alphabet")


@rule(
    "part-standard-alphabet",
    clauses=(*_STRICT, *_PARAMETERS, "rfc4648-5-two-alphabets"),
    advice="Encode in base64url: - in place of +, _ in place of /.",
)
def a_part_uses_the_url_alphabet(part: Encoded) -> Iterator[Violation]:
    """A part of a token is base64url, not base64 (RFC 7515 section 2, RFC 4648 section 5)."""
    if said := encoding.standard_alphabet(part.text):
        yield Violation(part.at, f"{part.name} {said}, outside the base64url alphabet")


@rule(
    "part-junk",
    clauses=(*_STRICT, *_PARAMETERS, "rfc4648-3.3-alphabet"),
    advice="Remove white space, line breaks and whatever else is not base64url.",
)
def a_part_holds_nothing_else(part: Encoded) -> Iterator[Violation]:
    """No line break, white space or other character stands in a part (RFC 7515 section 5.2)."""
    if said := encoding.junk(part.text):
        yield Violation(part.at, f"{part.name} {said}")


@rule(
    "part-length",
    clauses=("rfc7515-c-length", "rfc4648-4-length", "rfc7516-5.2-strict-base64url"),
    advice="The part was cut or extended: encode the octets again.",
)
def a_part_encodes_octets(part: Encoded) -> Iterator[Violation]:
    """A part has no length of 4n + 1: no octets encode to it (RFC 7515 appendix C)."""
    if said := encoding.impossible_length(part.digits):
        yield Violation(part.at, f"{part.name} {said}: no octets encode to this base64url")


@rule(
    "part-trailing-bits",
    clauses=("rfc4648-3.5-trailing-bits", "rfc4648-3.5-trailing-bits-zero"),
    advice="Encode the octets again: spare bits are zero.",
)
def a_part_ends_in_zero_bits(part: Encoded) -> Iterator[Violation]:
    """The bits of the last character that belong to no octet are zero (RFC 4648 section 3.5)."""
    if said := encoding.trailing_bits(part.digits):
        yield Violation(part.at, f"{part.name} {said}: not zero in base64url")


@rule(
    "member-empty",
    clauses=(
        "rfc7515-7.2.1-empty-headers-absent",
        "rfc7516-7.2.1-empty-members-absent",
        "rfc7516-7.2.1-empty-member-met",
    ),
    advice="Leave the member out where there is nothing to put in.",
)
def members_are_not_empty(token: Token) -> Iterator[Violation]:
    """A protected header, encrypted key or aad that is empty is left out (7.2.1 of both RFCs)."""
    if token.form == "compact":
        return
    names = ("protected", "encrypted_key", "aad") if isinstance(token, Jwe) else ("protected",)
    for at, part in dict([((), token.members), *token.entries]).items():
        for name in names:
            if part.get(name) == "":
                yield Violation((*at, name), f"{name} is there and empty")
