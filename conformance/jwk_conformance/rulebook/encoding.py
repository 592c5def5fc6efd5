"""Rules on base64url: RFC 7515 section 2, which RFC 7518 section 2 shares; RFC 4648 section 3."""

from __future__ import annotations

import re
from collections.abc import Iterator

from jwk_conformance.rulebook.key import Key, forgiving
from jwk_conformance.rulebook.rule import Violation, rule

_STANDARD = re.compile(r"[+/]")
_JUNK = re.compile(r"[^A-Za-z0-9_+/=-]")
_DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
_VALUES = {digit: value for value, digit in enumerate(_DIGITS)} | {"+": 62, "/": 63}
_SPARE = (0, 0, 0b1111, 0b11)
"""Bits of the last digit that belong to no octet, by the number of digits modulo 4."""


def padding(text: str) -> str | None:
    """What is wrong with a text where it carries padding."""
    return "has base64 padding (=)" if "=" in text else None


def standard_alphabet(text: str) -> str | None:
    """What is wrong with a text in the alphabet of standard base64."""
    return "has + or /, of the alphabet of standard base64" if _STANDARD.search(text) else None


def junk(text: str) -> str | None:
    """What is wrong with a text that holds characters of no base64 alphabet."""
    found = _JUNK.search(text)
    return f"has a character of no base64 alphabet at {found.start()}" if found else None


def impossible_length(text: str) -> str | None:
    """What is wrong with a text, nothing but base64 digits, that no octets encode to."""
    digits = len(text)
    return f"has {digits} base64url characters, as no octets do" if digits % 4 == 1 else None


def trailing_bits(text: str) -> str | None:
    """What is wrong with base64 digits of which the last has bits that belong to no octet."""
    spare = _SPARE[len(text) % 4]
    if spare and _VALUES[text[-1]] & spare:
        return "ends in bits that are not zero and belong to no octet"
    return None


def digest(text: str, length: int) -> str | None:
    """What is wrong with a text that should be base64url of a digest of `length` octets."""
    checks = (padding, standard_alphabet, junk, impossible_length, trailing_bits)
    wrong = next((said for check in checks if (said := check(text))), None)
    octets = len(forgiving(text))
    return wrong or (f"has {octets} octets instead of {length}" if octets != length else None)


@rule(
    "base64url-padding",
    clauses="rfc7515-2-unpadded",
    advice="Strip the = signs: base64url in JOSE is written without.",
)
def members_are_unpadded(key: Key) -> Iterator[Violation]:
    """Base64url in a JWK has no padding (RFC 7515 section 2).

    Some readers refuse it, and a thumbprint is taken over the text with the padding in it.
    """
    for name, text in key.unclean:
        if said := padding(text):
            yield Violation(key.where(name), f"{name} {said}")


@rule(
    "base64url-standard-alphabet",
    clauses=("rfc4648-3.3-alphabet", "rfc4648-5-two-alphabets"),
    advice="Encode in base64url: - in place of +, _ in place of /.",
)
def members_use_the_url_alphabet(key: Key) -> Iterator[Violation]:
    """A JWK uses the URL-safe alphabet (RFC 7515 section 2; RFC 4648 sections 3.3 and 5)."""
    for name, text in key.unclean:
        if said := standard_alphabet(text):
            yield Violation(key.where(name), f"{name} {said}")


@rule(
    "base64url-junk",
    clauses="rfc4648-3.3-alphabet",
    advice="Remove white space, line breaks and whatever else is not base64url.",
)
def members_hold_nothing_else(key: Key) -> Iterator[Violation]:
    """Nothing but the alphabet stands in a base64url member (RFC 7515 section 2, RFC 4648 3.3).

    A reader that drops what it does not know gives one key many spellings.
    """
    for name, text in key.unclean:
        if said := junk(text):
            yield Violation(key.where(name), f"{name} {said}")


@rule(
    "base64url-length",
    clauses="rfc4648-4-length",
    advice="The text was cut or extended: encode the octets again.",
)
def members_encode_octets(key: Key) -> Iterator[Violation]:
    """A base64url text has no length of 4n + 1: no octets encode to it (RFC 4648 section 4)."""
    for name, text in key.digits:
        if said := impossible_length(text):
            yield Violation(key.where(name), f"{name} {said}")


@rule(
    "base64url-trailing-bits",
    clauses=("rfc4648-3.5-trailing-bits", "rfc4648-3.5-trailing-bits-zero"),
    advice="Encode the octets again: spare bits are zero.",
)
def members_end_in_zero_bits(key: Key) -> Iterator[Violation]:
    """The bits of the last character that belong to no octet are zero (RFC 4648 section 3.5).

    Otherwise one value has several spellings, and a key several thumbprints.
    """
    for name, text in key.digits:
        if said := trailing_bits(text):
            yield Violation(key.where(name), f"{name} {said}")
