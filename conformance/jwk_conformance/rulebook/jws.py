"""Rules on JWSs: RFC 7515 sections 5.2 and 7, RFC 7797 for the unencoded payload."""

from __future__ import annotations

import re
from collections.abc import Iterator

from jwk_conformance.rulebook.rule import Violation, rule
from jwk_conformance.rulebook.serialisation import (
    beside,
    no_objects,
    not_understood,
    registered_as_critical,
    repeated_members,
)
from jwk_conformance.rulebook.token import Jws, JwsHeader, Signature

UNDERSTOOD = frozenset({"b64"})
"""The extensions that crit of a JWS may name here."""

REGISTERED = frozenset(
    {
        *("alg", "jku", "jwk", "kid", "x5u", "x5c", "x5t", "x5t#S256", "typ", "cty", "crit"),
        *("epk", "apu", "apv", "iv", "tag", "p2s", "p2c"),
    }
)
"""The parameters of RFC 7515 and RFC 7518, which crit of a JWS may not name."""

_PRINTABLE = re.compile(r"[\x20-\x7e]*")


@rule(
    "jws-three-parts",
    clauses="rfc7515-5.2-three-parts",
    advice="A compact JWS is header, payload and signature, joined by periods.",
)
def a_compact_jws_has_three_parts(jws: Jws) -> Iterator[Violation]:
    """A compact JWS has three parts (RFC 7515 section 5.2, step 1, and section 7.1)."""
    if jws.parts and jws.parts != 3:
        yield Violation((), f"{jws.parts} segments instead of 3")


@rule(
    "jws-duplicate-member",
    clauses="rfc8259-4-names-unique",
    level="should",
    advice="Keep one of the members.",
)
def members_are_unique(jws: Jws) -> Iterator[Violation]:
    """No member of the serialisation stands twice (RFC 8259 section 4)."""
    return repeated_members(jws)


@rule(
    "jws-both-syntaxes",
    clauses="rfc7515-7.2.2-no-signatures",
    advice="Move signature, protected and header into the array, or drop the array.",
)
def one_syntax_at_a_time(jws: Jws) -> Iterator[Violation]:
    """Beside signatures stand no signature, protected and header (RFC 7515 section 7.2.2)."""
    return beside(jws, "signatures", ("signature", "protected", "header"))


@rule(
    "jws-signatures-type",
    clauses="rfc7515-7.2.1-signatures-array",
    advice="Write an array with an object for each signature.",
)
def signatures_are_objects(jws: Jws) -> Iterator[Violation]:
    """signatures is an array of objects (RFC 7515 section 7.2.1)."""
    return no_objects(jws, "signatures")


@rule(
    "jws-no-signature",
    clauses="rfc7515-5.2-signature-validates",
    advice="Sign it.",
)
def there_is_a_signature(jws: Jws) -> Iterator[Violation]:
    """A JWS has a signature: where there is none, none validates (RFC 7515 section 5.2)."""
    if jws.members.get("signatures") == []:
        yield Violation(("signatures",), "there is no signature")


@rule(
    "jws-signature-missing",
    clauses="rfc7515-7.2.1-signature-present",
    advice="Add the signature.",
)
def signature_is_there(signature: Signature) -> Iterator[Violation]:
    """Each signature object has the member signature (RFC 7515 section 7.2.1)."""
    if signature.value is None:
        yield Violation(signature.at, "signature is missing")


@rule(
    "jws-payload-missing",
    clauses="rfc7515-7.2.1-payload-present",
    advice="Add the payload, or hand the detached one over beside the object.",
)
def payload_is_there(jws: Jws) -> Iterator[Violation]:
    """A JWS has a payload, unless it is detached (RFC 7515 section 7.2.1 and appendix F)."""
    if "payload" not in jws.members and not jws.detached:
        yield Violation((), "payload is missing")


@rule(
    "jws-payload-type",
    clauses="rfc7515-7.2.1-payload-present",
    advice="Write the payload as a string.",
)
def payload_is_a_string(jws: Jws) -> Iterator[Violation]:
    """The payload is a string (RFC 7515 section 7.2.1)."""
    if not isinstance(jws.members.get("payload", ""), str):
        yield Violation(("payload",), "payload is not a string")


@rule(
    "b64-differs",
    clauses="rfc7797-3-same-for-all",
    advice="Use one value of b64 for all signatures: there is one payload.",
)
def signatures_agree_on_b64(jws: Jws) -> Iterator[Violation]:
    """All signatures of a JWS have the same b64 (RFC 7797 section 3)."""
    values = [one.header.members.get("b64", True) is not False for one in jws.signatures]
    if len(set(values)) > 1:
        yield Violation(("signatures",), "b64 differs between the signatures")


@rule(
    "b64-compact-payload",
    clauses="rfc7797-5.2-other-characters",
    advice="Encode the payload, detach it, or use a JSON serialisation.",
)
def a_compact_payload_is_printable(jws: Jws) -> Iterator[Violation]:
    """Unencoded between two periods stands printable ASCII (RFC 7797 section 5.2)."""
    payload = jws.members.get("payload", "")
    if jws.form == "compact" and jws.unencoded and not _PRINTABLE.fullmatch(payload):
        yield Violation(("payload",), "an unencoded payload outside printable ASCII")


@rule(
    "alg-none",
    clauses=(
        "rfc7518-3.6-none-not-by-default",
        "rfc7515-4.1.1-alg-supported",
        "rfc8725-3.2-none-not-consumed",
    ),
    advice="Sign the token.",
)
def alg_is_not_none(header: JwsHeader) -> Iterator[Violation]:
    """alg is not none, in any spelling (RFC 7518 section 3.6).

    A reader that takes it takes what anybody writes.
    """
    if is_none(header):
        yield Violation(header.where("alg"), "alg is none: there is no signature to verify")


def is_none(header: JwsHeader) -> bool:
    """Whether alg is none, in upper case, lower case or a mixture."""
    return (header.string("alg") or "").strip().lower() == "none"


@rule(
    "crit-registered",
    clauses=("rfc7515-4.1.11-crit-constraints", "rfc7515-4.1.11-crit-produced"),
    advice="List extensions only: what RFC 7515 and RFC 7518 define is known anyway.",
)
def crit_lists_extensions(header: JwsHeader) -> Iterator[Violation]:
    """crit names no parameter of RFC 7515 or RFC 7518 (RFC 7515 section 4.1.11)."""
    return registered_as_critical(header, REGISTERED)


@rule(
    "crit-not-understood",
    clauses=(
        "rfc7515-4.1.11-crit-understood",
        "rfc7515-5.2-fields-understood",
        "rfc7515-e-negative-test",
    ),
    advice="Make critical only what all your readers understand.",
)
def critical_extensions_are_understood(header: JwsHeader) -> Iterator[Violation]:
    """A JWS whose crit names what is not understood is invalid (RFC 7515 section 4.1.11)."""
    return not_understood(header, UNDERSTOOD | REGISTERED)


@rule(
    "b64-type",
    clauses="rfc7797-3-b64-is-a-boolean",
    advice="Write true or false, without quotation marks.",
)
def b64_is_a_boolean(header: JwsHeader) -> Iterator[Violation]:
    """b64 is true or false (RFC 7797 section 3): "false" is true to some readers."""
    if not isinstance(header.members.get("b64", True), bool):
        yield Violation(header.where("b64"), "b64 is not a boolean")


@rule(
    "b64-unprotected",
    clauses="rfc7797-3-b64-protected",
    advice="Move b64 into the protected header.",
)
def b64_is_protected(header: JwsHeader) -> Iterator[Violation]:
    """b64 stands in the protected header (RFC 7797 section 3).

    Elsewhere whoever passes the token on decides what was signed.
    """
    if "b64" in header.members and "b64" not in header.signed:
        yield Violation(header.where("b64"), "b64 is not integrity-protected")


@rule(
    "b64-not-critical",
    clauses="rfc7797-6-crit-lists-b64",
    advice="List b64 in crit.",
)
def b64_is_critical(header: JwsHeader) -> Iterator[Violation]:
    """crit lists b64 wherever it is used (RFC 7797 section 6).

    Otherwise a reader that does not know it decodes the payload, and sees another one.
    """
    if "b64" in header.members and "b64" not in header.critical:
        yield Violation(header.where("b64"), "b64 is not listed in crit")
