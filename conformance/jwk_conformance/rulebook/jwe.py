"""Rules on JWEs: RFC 7516 sections 4, 5.2 and 7."""

from __future__ import annotations

from collections.abc import Iterator

from jwk_conformance.rulebook.algorithm import ALGORITHMS
from jwk_conformance.rulebook.header import registered
from jwk_conformance.rulebook.rule import Violation, rule
from jwk_conformance.rulebook.serialisation import (
    beside,
    no_objects,
    not_understood,
    registered_as_critical,
    repeated_members,
)
from jwk_conformance.rulebook.token import Jwe, JweHeader

REGISTERED = frozenset(
    {
        *("alg", "enc", "zip", "jku", "jwk", "kid", "x5u", "x5c", "x5t", "x5t#S256"),
        *("typ", "cty", "crit", "epk", "apu", "apv", "iv", "tag", "p2s", "p2c"),
    }
)
"""The parameters of RFC 7516 and RFC 7518, which crit of a JWE may not name."""


@rule(
    "jwe-five-parts",
    clauses="rfc7516-5.2-five-parts",
    advice="A compact JWE is header, encrypted key, IV, ciphertext and tag, joined by periods.",
)
def a_compact_jwe_has_five_parts(jwe: Jwe) -> Iterator[Violation]:
    """A compact JWE has five parts (RFC 7516 section 5.2, step 1, and section 7.1)."""
    if jwe.parts and jwe.parts != 5:
        yield Violation((), f"{jwe.parts} segments instead of 5")


@rule(
    "jwe-duplicate-member",
    clauses="rfc8259-4-names-unique",
    level="should",
    advice="Keep one of the members.",
)
def members_are_unique(jwe: Jwe) -> Iterator[Violation]:
    """No member of the serialisation stands twice (RFC 8259 section 4)."""
    return repeated_members(jwe)


@rule(
    "jwe-both-syntaxes",
    clauses="rfc7516-7.2.2-no-recipients",
    advice="Move header and encrypted_key into the array, or drop the array.",
)
def one_syntax_at_a_time(jwe: Jwe) -> Iterator[Violation]:
    """Beside recipients stand no header and encrypted_key (RFC 7516 section 7.2.2)."""
    return beside(jwe, "recipients", ("header", "encrypted_key"))


@rule(
    "jwe-recipients-type",
    clauses="rfc7516-7.2.1-recipients-is-an-array",
    advice="Write an array with an object for each recipient.",
)
def recipients_are_objects(jwe: Jwe) -> Iterator[Violation]:
    """recipients is an array of objects (RFC 7516 section 7.2.1)."""
    return no_objects(jwe, "recipients")


@rule(
    "jwe-no-recipient",
    clauses="rfc7516-5.2-recipient-validates",
    advice="Encrypt it to somebody.",
)
def there_is_a_recipient(jwe: Jwe) -> Iterator[Violation]:
    """A JWE has a recipient: where there is none, it opens for none (RFC 7516 section 5.2)."""
    if jwe.members.get("recipients") == []:
        yield Violation(("recipients",), "there is no recipient")


def _missing(jwe: Jwe, name: str) -> Iterator[Violation]:
    if jwe.members.get(name, "") == "":
        how = "there and empty" if name in jwe.members else "missing"
        yield Violation((name,) if name in jwe.members else (), f"{name} is {how}")


@rule(
    "jwe-iv-missing",
    clauses="rfc7516-7.2.1-iv-present",
    advice="Add the initialisation vector: every method of RFC 7518 has one.",
)
def iv_is_there(jwe: Jwe) -> Iterator[Violation]:
    """A JWE has an initialisation vector (RFC 7516 section 7.2.1)."""
    return _missing(jwe, "iv")


@rule(
    "jwe-tag-missing",
    clauses="rfc7516-7.2.1-tag-present",
    advice="Add the authentication tag: every method of RFC 7518 has one.",
)
def tag_is_there(jwe: Jwe) -> Iterator[Violation]:
    """A JWE has an authentication tag (RFC 7516 section 7.2.1): without it anybody wrote it."""
    return _missing(jwe, "tag")


@rule(
    "jwe-ciphertext-missing",
    clauses="rfc7516-7.2.1-ciphertext-present",
    advice="Add the ciphertext.",
)
def ciphertext_is_there(jwe: Jwe) -> Iterator[Violation]:
    """A JWE has a ciphertext, be it empty (RFC 7516 section 7.2.1)."""
    if "ciphertext" not in jwe.members:
        yield Violation((), "ciphertext is missing")


@rule(
    "enc-differs",
    clauses=("rfc7516-7.2.1-same-enc", "rfc7516-7.2.1-same-treatment"),
    advice="Put enc and zip into the protected header: there is one ciphertext.",
)
def recipients_agree_on_enc(jwe: Jwe) -> Iterator[Violation]:
    """enc and zip are the same for all recipients (RFC 7516 section 7.2.1)."""
    for name in ("enc", "zip"):
        values = [one.header.members.get(name) for one in jwe.recipients]
        if any(value != values[0] for value in values):
            yield Violation(("recipients",), f"{name} differs between the recipients")


@rule(
    "enc-missing",
    clauses="rfc7516-4.1.2-enc-present",
    advice="Name the content encryption in the protected header.",
)
def enc_is_there(header: JweHeader) -> Iterator[Violation]:
    """The header of a JWE has enc (RFC 7516 section 4.1.2)."""
    if "enc" not in header.members:
        yield Violation(header.where("enc"), "enc is missing")


@rule(
    "enc-not-a-string",
    clauses="rfc7516-4.1.2-enc-case-sensitive",
    advice="Write the name of the content encryption as a string.",
)
def enc_is_a_string(header: JweHeader) -> Iterator[Violation]:
    """enc is a string (RFC 7516 section 4.1.2)."""
    if not isinstance(header.members.get("enc", ""), str):
        yield Violation(header.where("enc"), "enc is not a string")


@rule(
    "enc-spelling",
    clauses="rfc7516-4.1.2-enc-case-sensitive",
    advice="Write the name letter by letter as registered.",
)
def enc_is_spelt_as_registered(header: JweHeader) -> Iterator[Violation]:
    """Names of content encryptions are case-sensitive (RFC 7516 section 4.1.2)."""
    enc = header.string("enc")
    meant = registered(enc) if enc is not None and enc not in ALGORITHMS else None
    if meant is not None:
        yield Violation(header.where("enc"), f"enc is {enc!a}, which is not {meant!r}")


@rule(
    "crit-registered-jwe",
    clauses="rfc7516-4.1.13-crit-constraints",
    advice="List extensions only: what RFC 7516 and RFC 7518 define is known anyway.",
)
def crit_lists_extensions(header: JweHeader) -> Iterator[Violation]:
    """crit names no parameter of RFC 7516 or RFC 7518 (RFC 7516 section 4.1.13)."""
    return registered_as_critical(header, REGISTERED)


@rule(
    "crit-not-understood-jwe",
    clauses=("rfc7516-4.1.13-crit-understood", "rfc7516-5.2-values-supported"),
    advice="Make critical only what all your readers understand.",
)
def critical_extensions_are_understood(header: JweHeader) -> Iterator[Violation]:
    """A JWE whose crit names what is not understood is invalid (RFC 7516 section 4.1.13).

    No extension of JWE is understood here.
    """
    return not_understood(header, REGISTERED)


@rule(
    "zip-unprotected",
    clauses="rfc7516-4.1.3-zip-protected",
    advice="Move zip into the protected header.",
)
def zip_is_protected(header: JweHeader) -> Iterator[Violation]:
    """zip stands in the protected header (RFC 7516 section 4.1.3)."""
    if "zip" in header.members and "zip" not in header.signed:
        yield Violation(header.where("zip"), "zip is not integrity-protected")


@rule(
    "zip-unknown",
    clauses=("rfc7516-4.1.3-zip-case-sensitive", "rfc7516-5.2-values-supported"),
    advice="Write DEF, or leave zip out.",
)
def zip_is_known(header: JweHeader) -> Iterator[Violation]:
    """zip is DEF, letter by letter: no other compression is defined (RFC 7516 section 4.1.3)."""
    if header.members.get("zip", "DEF") != "DEF":
        yield Violation(header.where("zip"), "no such compression: zip is not DEF")
