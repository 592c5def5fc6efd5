"""Rules on the JOSE header: RFC 7515 section 4, RFC 7516 section 4, RFC 8725 section 3.

What its parameters are is in `parameter`, those of one kind of object alone are in `jws`, `jwe` and
`management`.
"""

from __future__ import annotations

from collections.abc import Iterator

from jwk_conformance.rulebook.algorithm import ALGORITHMS
from jwk_conformance.rulebook.document import Object
from jwk_conformance.rulebook.json_text import repeated
from jwk_conformance.rulebook.rule import Violation, rule
from jwk_conformance.rulebook.token import Header, Protected

_IS_JSON = (
    "rfc7515-5.2-header-is-json",
    "rfc7516-5.2-header-is-json",
    "rfc7519-7.2-header-is-json",
)
_NOT_EMPTY = (
    "rfc7515-7.2.1-empty-headers-absent",
    "rfc7515-7.2.1-empty-header-read",
    "rfc7516-7.2.1-empty-members-absent",
    "rfc7516-7.2.1-empty-member-met",
)


@rule(
    "header-utf-8",
    clauses=_IS_JSON,
    advice="Write the header in UTF-8 before encoding it.",
)
def header_is_utf_8(protected: Protected) -> Iterator[Violation]:
    """The protected header decodes to UTF-8 (RFC 7515 section 5.2, RFC 7516 section 5.2)."""
    offset = protected.document.invalid_octet
    if offset is not None:
        yield Violation(protected.at, f"the protected header is not UTF-8 at octet {offset}")


@rule(
    "header-byte-order-mark",
    clauses=_IS_JSON,
    advice="Write the header without a byte order mark.",
)
def header_has_no_mark(protected: Protected) -> Iterator[Violation]:
    """No byte order mark stands before the header: it is no part of the object (RFC 8259 8.1)."""
    if protected.document.marked:
        yield Violation(protected.at, "a byte order mark stands before the protected header")


@rule(
    "header-json",
    clauses=(
        "rfc7515-5.2-header-is-json",
        "rfc7515-10.12-json-strict",
        "rfc7515-10.12-nothing-after-json",
        "rfc7516-5.2-header-is-json",
        "rfc7519-7.2-header-is-json",
    ),
    advice="Have a JSON library write the header.",
)
def header_is_json(protected: Protected) -> Iterator[Violation]:
    """The protected header is one JSON text and nothing after it (RFC 7515 5.2 and 10.12)."""
    if protected.document.fault:
        yield Violation(
            protected.at, f"the protected header is not JSON: {protected.document.fault}"
        )


@rule(
    "header-object",
    clauses=_IS_JSON,
    advice="A header is a JSON object of parameters.",
)
def header_is_an_object(protected: Protected) -> Iterator[Violation]:
    """The protected header is a JSON object (RFC 7515 section 5.2, RFC 7516 section 5.2)."""
    document = protected.document
    if not document.fault and not isinstance(document.value, Object):
        yield Violation(protected.at, "the protected header is not a JSON object")


@rule(
    "header-empty",
    clauses=_NOT_EMPTY,
    advice="Leave a header without a member out.",
)
def header_has_members(protected: Protected) -> Iterator[Violation]:
    """A protected header without a member is left out (RFC 7515 and 7516, section 7.2.1)."""
    if protected.document.value == {}:
        yield Violation(protected.at, "a protected header without a member")


@rule(
    "header-part-type",
    clauses=("rfc7515-5.2-header-objects", "rfc7516-5.2-unprotected-is-json"),
    advice="An unprotected header is a JSON object, written as it is.",
)
def unprotected_headers_are_objects(header: Header) -> Iterator[Violation]:
    """Unprotected headers are JSON objects (RFC 7515 section 5.2, RFC 7516 section 5.2)."""
    for at, part in header.unprotected:
        if not isinstance(part, Object):
            yield Violation(at, f"{at[-1]} is not an object that has members")


@rule(
    "header-part-empty",
    clauses=_NOT_EMPTY,
    advice="Leave a header without a member out.",
)
def unprotected_headers_have_members(header: Header) -> Iterator[Violation]:
    """An unprotected header without a member is left out (RFC 7515 and 7516, section 7.2.1)."""
    for at, part in header.unprotected:
        if part == {}:
            yield Violation(at, f"{at[-1]} is there and has no member")


@rule(
    "header-duplicate-member",
    clauses=("rfc7515-4-duplicate-names", "rfc7516-4-names-unique"),
    advice="Keep one of the parameters; have a JSON library write the header.",
)
def parameters_are_unique(header: Header) -> Iterator[Violation]:
    """No parameter stands twice in a header (RFC 7515 section 4, RFC 7516 section 4).

    What one reader verifies is not what another takes the token to say.
    """
    for at, part in header.parts:
        yield from repeated(part, at)


@rule(
    "header-disjoint",
    clauses=("rfc7515-5.2-header-disjoint", "rfc7516-5.2-header-disjoint"),
    advice="Keep each parameter in one of the headers, the protected one if in doubt.",
)
def parts_are_disjoint(header: Header) -> Iterator[Violation]:
    """No parameter stands in two of the headers (RFC 7515 section 5.2, RFC 7516 section 5.2).

    Otherwise an attacker overrides what is signed by what is not.
    """
    seen: set[str] = set()
    for at, part in header.parts:
        for name in part:
            if name in seen:
                yield Violation((*at, name), f"{name[:40]!a} stands in two parts of the header")
            seen.add(name)


@rule(
    "alg-missing",
    clauses=(
        "rfc7515-4.1.1-alg-present",
        "rfc7515-5.2-alg-represents",
        "rfc7515-7.2.1-one-header",
        "rfc7516-4.1.1-alg-present",
        "rfc7516-7.2.1-a-header",
    ),
    advice="Name the algorithm in the protected header.",
)
def alg_is_there(header: Header) -> Iterator[Violation]:
    """Every JOSE header has alg (RFC 7515 section 4.1.1, RFC 7516 section 4.1.1).

    A reader that goes by the key instead lets the sender choose less than it seems.
    """
    if "alg" not in header.members:
        yield Violation(header.where("alg"), "alg is missing")


@rule(
    "alg-not-a-string",
    clauses=("rfc7515-4.1.1-alg-is-a-string", "rfc7516-4.1.1-alg-supported"),
    advice="Write the name of the algorithm as a string.",
)
def alg_is_a_string(header: Header) -> Iterator[Violation]:
    """alg is a string (RFC 7515 section 4.1.1)."""
    if not isinstance(header.members.get("alg", ""), str):
        yield Violation(header.where("alg"), "alg is not a string")


def registered(name: str) -> str | None:
    """The algorithm that a name spells in another case, or with white space around it."""
    wanted = name.strip().lower()
    found = [one for one in ALGORITHMS if one.lower() == wanted]
    return found[0] if found else None


@rule(
    "alg-spelling",
    clauses=("rfc7515-4.1.1-alg-is-a-string", "rfc7515-10.13-case-differs"),
    advice="Write the name letter by letter as registered.",
)
def alg_is_spelt_as_registered(header: Header) -> Iterator[Violation]:
    """Names of algorithms are case-sensitive (RFC 7515 sections 4.1.1 and 10.13)."""
    alg = header.string("alg")
    if alg is None or alg in ALGORITHMS:
        return
    meant = registered(alg)
    if meant is not None:
        yield Violation(header.where("alg"), f"alg is {alg!a}, which is not {meant!r}")


@rule(
    "alg-unknown",
    clauses="rfc7515-4.1.1-alg-supported",
    level="note",
    advice="Readers that do not know the algorithm cannot use the token.",
)
def alg_is_known(header: Header) -> Iterator[Violation]:
    """alg is one of RFC 7518, RFC 8037 and RFC 8812; others are known to few readers."""
    alg = header.string("alg")
    if alg is not None and registered(alg) is None and alg.strip().lower() != "none":
        yield Violation(header.where("alg"), f"alg {alg[:40]!a} is none of RFC 7518, 8037 and 8812")


@rule(
    "crit-type",
    clauses="rfc7515-4.1.11-crit-is-an-array",
    advice="Write crit as an array of parameter names.",
)
def crit_is_an_array_of_names(header: Header) -> Iterator[Violation]:
    """crit is an array of parameter names (RFC 7515 section 4.1.11)."""
    names = header.members.get("crit", [])
    if not isinstance(names, list):
        yield Violation(header.where("crit"), "crit is not an array that has elements")
        return
    for position, name in enumerate(names):
        if not isinstance(name, str):
            yield Violation(header.where("crit", position), "crit lists what is not a string")


_CONSTRAINTS = (
    "rfc7515-4.1.11-crit-constraints",
    "rfc7515-4.1.11-crit-produced",
    "rfc7516-4.1.13-crit-constraints",
)


@rule("crit-empty", clauses=_CONSTRAINTS, advice="Leave crit out where nothing is critical.")
def crit_lists_something(header: Header) -> Iterator[Violation]:
    """crit is not an empty list (RFC 7515 section 4.1.11)."""
    if header.members.get("crit") == []:
        yield Violation(header.where("crit"), "crit is not an array that has elements: it is empty")


@rule("crit-duplicate", clauses=_CONSTRAINTS, advice="List each parameter once.")
def crit_names_are_unique(header: Header) -> Iterator[Violation]:
    """No name stands twice in crit (RFC 7515 section 4.1.11)."""
    seen: set[str] = set()
    for name in header.critical:
        if name in seen:
            yield Violation(header.where("crit"), f"crit lists {name[:40]!a} twice")
        seen.add(name)


@rule(
    "crit-absent-name",
    clauses=_CONSTRAINTS,
    advice="List only parameters that the header has.",
)
def crit_names_are_in_the_header(header: Header) -> Iterator[Violation]:
    """What crit lists is in the header (RFC 7515 section 4.1.11)."""
    for name in header.critical:
        if name not in header.members:
            yield Violation(
                header.where("crit"), f"crit lists {name[:40]!a}, which is not in the header"
            )


@rule(
    "crit-unprotected",
    clauses=(
        "rfc7515-4.1.11-crit-protected",
        "rfc7515-4.1.11-crit-understood",
        "rfc7516-4.1.13-crit-constraints",
    ),
    advice="Move crit into the protected header.",
)
def crit_is_protected(header: Header) -> Iterator[Violation]:
    """crit stands in the protected header (RFC 7515 section 4.1.11).

    Elsewhere whoever passes the token on can take the extension out.
    """
    if "crit" in header.members and "crit" not in header.signed:
        yield Violation(header.where("crit"), "crit is not integrity-protected")
