"""Rules on the parameters of key management: RFC 7518 sections 4.6 to 4.8."""

from __future__ import annotations

from collections.abc import Iterator

from jwk_conformance.rulebook.document import Number
from jwk_conformance.rulebook.key import PRIVATE, PUBLIC, private_members
from jwk_conformance.rulebook.rule import Violation, rule
from jwk_conformance.rulebook.token import JweHeader

GCM_IV, GCM_TAG = 12, 16
SHORTEST_SALT = 8
FEWEST_ROUNDS = 1000
MOST_ROUNDS = 1_000_000
"""Beyond it a p2c is an attack on whoever decrypts."""


def agrees(header: JweHeader) -> bool:
    """Whether alg is one of key agreement, which takes epk, apu and apv."""
    return (header.string("alg") or "").startswith("ECDH-ES")


def _missing(header: JweHeader, name: str, more: str = "") -> Iterator[Violation]:
    if name not in header.members:
        yield Violation(header.where(name), f"{name} is missing{more}")


@rule(
    "epk-missing",
    clauses="rfc7518-4.6.1.1-epk-present",
    advice="Add the ephemeral public key.",
)
def epk_is_there(header: JweHeader) -> Iterator[Violation]:
    """Key agreement has epk (RFC 7518 section 4.6.1.1)."""
    if agrees(header):
        yield from _missing(header, "epk", " or not an object: it is missing")


@rule(
    "epk-type",
    clauses=("rfc7518-4.6.1.1-epk-present", "rfc7518-4.6.1.1-epk-on-curve"),
    advice="Write the ephemeral public key as a JWK.",
)
def epk_is_an_object(header: JweHeader) -> Iterator[Violation]:
    """epk is a JWK, so an object (RFC 7518 section 4.6.1.1)."""
    if agrees(header) and not isinstance(header.members.get("epk", {}), dict):
        yield Violation(header.where("epk"), "epk is missing or not an object")


@rule(
    "epk-private",
    clauses="rfc7518-4.6.1.1-epk-public-only",
    advice="Encrypt again with a new ephemeral key, and put in the public members alone.",
)
def epk_is_public(header: JweHeader) -> Iterator[Violation]:
    """epk has public members only (RFC 7518 section 4.6.1.1).

    With the private one everybody can open the token.
    """
    if agrees(header):
        for name in private_members(header.members.get("epk")):
            yield Violation(header.where("epk", name), f"epk has a private member, {name}")


@rule(
    "epk-not-minimal",
    clauses="rfc7518-4.6.1.1-epk-minimal",
    level="should",
    advice="Leave out of epk what does not make up the key.",
)
def epk_is_minimal(header: JweHeader) -> Iterator[Violation]:
    """epk has no members beyond those of the key (RFC 7518 section 4.6.1.1)."""
    epk = header.members.get("epk")
    kty = epk.get("kty") if isinstance(epk, dict) else None
    if not agrees(header) or not isinstance(epk, dict) or kty not in ("EC", "OKP"):
        return
    for name in epk:
        if name not in ("kty", *PUBLIC[kty], *PRIVATE[kty]):
            yield Violation(header.where("epk", name), f"epk has {name[:40]!a}")


@rule(
    "apu-is-apv",
    clauses="rfc7518-4.6.2-parties-distinct",
    advice="Name two different parties.",
)
def parties_are_distinct(header: JweHeader) -> Iterator[Violation]:
    """apu and apv differ where they are used (RFC 7518 section 4.6.2)."""
    apu, apv = header.encoded("apu"), header.encoded("apv")
    if not agrees(header) or apu is None or apv is None or not apu.text:
        return
    if apu.octets == apv.octets:
        yield Violation(header.where("apv"), "apu and apv are the same")


def _is_password(header: JweHeader) -> bool:
    return (header.string("alg") or "").startswith("PBES2-")


@rule(
    "p2s-missing",
    clauses="rfc7518-4.8.1.1-p2s-present",
    advice="Add the salt input.",
)
def p2s_is_there(header: JweHeader) -> Iterator[Violation]:
    """PBES2 has p2s (RFC 7518 section 4.8.1.1)."""
    if _is_password(header):
        yield from _missing(header, "p2s")


@rule(
    "p2s-short",
    clauses="rfc7518-4.8.1.1-salt-length",
    advice="Draw a salt input of 8 octets or more.",
)
def p2s_is_long_enough(header: JweHeader) -> Iterator[Violation]:
    """p2s is 8 octets or more (RFC 7518 section 4.8.1.1)."""
    salt = header.encoded("p2s")
    if not _is_password(header) or salt is None or not isinstance(salt.value, str):
        return
    if len(salt.octets) < SHORTEST_SALT:
        yield Violation(salt.at, f"p2s has fewer than {SHORTEST_SALT} octets")


@rule(
    "p2c-missing",
    clauses="rfc7518-4.8.1.2-p2c-present",
    advice="Add the number of rounds.",
)
def p2c_is_there(header: JweHeader) -> Iterator[Violation]:
    """PBES2 has p2c (RFC 7518 section 4.8.1.2)."""
    if _is_password(header):
        yield from _missing(header, "p2c", ": it is a positive integer")


def rounds(header: JweHeader) -> int | None:
    """p2c where it is a positive integer."""
    value = header.members.get("p2c")
    count = value.integer if isinstance(value, Number) else None
    return count if count is not None and count > 0 else None


@rule(
    "p2c-not-positive",
    clauses="rfc7518-4.8.1.2-p2c-positive",
    advice="Write the number of rounds as a JSON integer.",
)
def p2c_is_a_positive_integer(header: JweHeader) -> Iterator[Violation]:
    """p2c is a positive integer (RFC 7518 section 4.8.1.2)."""
    if _is_password(header) and "p2c" in header.members and rounds(header) is None:
        yield Violation(header.where("p2c"), "p2c is not a positive integer")


@rule(
    "p2c-low",
    clauses="rfc7518-4.8.1.2-p2c-minimum",
    level="should",
    advice="Use many more rounds: passwords are guessed on fast machines.",
)
def p2c_is_high_enough(header: JweHeader) -> Iterator[Violation]:
    """p2c is 1000 or more (RFC 7518 section 4.8.1.2)."""
    count = rounds(header)
    if _is_password(header) and count is not None and count < FEWEST_ROUNDS:
        yield Violation(header.where("p2c"), f"p2c is {count}, below {FEWEST_ROUNDS}")


@rule(
    "p2c-high",
    clauses="rfc7518-4.8.1.2-p2c-maximum",
    level="note",
    advice="Use fewer rounds: readers bound the work that a sender can ask of them.",
)
def p2c_is_bearable(header: JweHeader) -> Iterator[Violation]:
    """A p2c beyond a million is work that readers may refuse (RFC 7518 section 4.8.1.2)."""
    count = rounds(header)
    if _is_password(header) and count is not None and count > MOST_ROUNDS:
        yield Violation(header.where("p2c"), f"p2c is over the limit of {MOST_ROUNDS}")


def _wraps_by_gcm(header: JweHeader) -> bool:
    return (header.string("alg") or "").endswith("GCMKW")


@rule(
    "gcmkw-iv-missing",
    clauses="rfc7518-4.7.1.1-iv-present",
    advice="Add the initialisation vector of the key wrap.",
)
def wrap_iv_is_there(header: JweHeader) -> Iterator[Violation]:
    """Wrapping by AES GCM has iv in the header (RFC 7518 section 4.7.1.1)."""
    if _wraps_by_gcm(header):
        yield from _missing(header, "iv")


@rule(
    "gcmkw-tag-missing",
    clauses="rfc7518-4.7.1.2-tag-present",
    advice="Add the authentication tag of the key wrap.",
)
def wrap_tag_is_there(header: JweHeader) -> Iterator[Violation]:
    """Wrapping by AES GCM has tag in the header (RFC 7518 section 4.7.1.2)."""
    if _wraps_by_gcm(header):
        yield from _missing(header, "tag")


def _wrap_length(header: JweHeader, name: str, length: int) -> Iterator[Violation]:
    part = header.encoded(name)
    if not _wraps_by_gcm(header) or part is None or not isinstance(part.value, str):
        return
    if len(part.octets) != length:
        yield Violation(
            part.at, f"{name} in the header has {len(part.octets)} octets instead of {length}"
        )


@rule(
    "gcmkw-iv-length",
    clauses=("rfc7518-4.7-iv-length", "rfc7518-4.7.1.1-iv-present"),
    advice="Draw an initialisation vector of 12 octets.",
)
def wrap_iv_has_its_length(header: JweHeader) -> Iterator[Violation]:
    """iv of a wrapped key is 12 octets (RFC 7518 sections 4.7 and 4.7.1.1)."""
    return _wrap_length(header, "iv", GCM_IV)


@rule(
    "gcmkw-tag-length",
    clauses=("rfc7518-4.7-tag-length", "rfc7518-4.7.1.2-tag-present"),
    advice="Keep the whole tag of 16 octets: each octet less is 256 times easier to forge.",
)
def wrap_tag_has_its_length(header: JweHeader) -> Iterator[Violation]:
    """tag of a wrapped key is 16 octets (RFC 7518 sections 4.7 and 4.7.1.2)."""
    return _wrap_length(header, "tag", GCM_TAG)


ENCODED = {
    "ECDH-ES": ("apu", "apv"),
    "PBES2-": ("p2s",),
    "A128GCMKW": ("iv", "tag"),
    "A192GCMKW": ("iv", "tag"),
    "A256GCMKW": ("iv", "tag"),
}
"""How alg begins → the parameters that are base64url."""


def parameters(header: JweHeader) -> list[str]:
    """The names of the base64url parameters that the alg of a header takes."""
    alg = header.string("alg") or ""
    return [
        name
        for start, names in ENCODED.items()
        if alg.startswith(start)
        for name in names
        if name in header.members
    ]
