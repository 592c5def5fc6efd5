"""Rules on JWEs: RFC 7516 sections 4, 5.2 and 7, RFC 7518 section 4 for the parameters."""

from __future__ import annotations

from collections.abc import Iterator

from jwk_conformance.rulebook.algorithm import ALGORITHMS
from jwk_conformance.rulebook.document import Number, Object
from jwk_conformance.rulebook.header import private_members, registered
from jwk_conformance.rulebook.key import PRIVATE, PUBLIC
from jwk_conformance.rulebook.rule import Violation, rule
from jwk_conformance.rulebook.token import Jwe, JweHeader

REGISTERED = frozenset(
    {
        *("alg", "enc", "zip", "jku", "jwk", "kid", "x5u", "x5c", "x5t", "x5t#S256"),
        *("typ", "cty", "crit", "epk", "apu", "apv", "iv", "tag", "p2s", "p2c"),
    }
)
"""The parameters of RFC 7516 and RFC 7518, which crit of a JWE may not name."""

GCM_IV, GCM_TAG = 12, 16
SHORTEST_SALT = 8
FEWEST_ROUNDS = 1000
MOST_ROUNDS = 1_000_000
"""Beyond it a p2c is an attack on whoever decrypts."""


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
    for at, part in dict([((), jwe.members), *jwe.entries]).items():
        for name in part.repeated:
            yield Violation((*at, name), f"the member {name[:40]!a} stands more than once")


@rule(
    "jwe-both-syntaxes",
    clauses="rfc7516-7.2.2-no-recipients",
    advice="Move header and encrypted_key into the array, or drop the array.",
)
def one_syntax_at_a_time(jwe: Jwe) -> Iterator[Violation]:
    """Beside recipients stand no header and encrypted_key (RFC 7516 section 7.2.2)."""
    if jwe.form == "general":
        for name in ("header", "encrypted_key"):
            if name in jwe.members:
                yield Violation((name,), f"both recipients and {name}")


@rule(
    "jwe-recipients-type",
    clauses="rfc7516-7.2.1-recipients-is-an-array",
    advice="Write an array with an object for each recipient.",
)
def recipients_are_objects(jwe: Jwe) -> Iterator[Violation]:
    """recipients is an array of objects (RFC 7516 section 7.2.1)."""
    listed = jwe.members.get("recipients", [])
    if not isinstance(listed, list):
        yield Violation(("recipients",), "recipients is not an array of objects")
        return
    for position, entry in enumerate(listed):
        if not isinstance(entry, Object):
            yield Violation(("recipients", position), "recipients is not an array of objects")


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
    for name in header.critical:
        if name in REGISTERED:
            yield Violation(header.where("crit"), f"crit lists {name!a}, which is no extension")


@rule(
    "crit-not-understood-jwe",
    clauses=("rfc7516-4.1.13-crit-understood", "rfc7516-5.2-values-supported"),
    advice="Make critical only what all your readers understand.",
)
def critical_extensions_are_understood(header: JweHeader) -> Iterator[Violation]:
    """A JWE whose crit names what is not understood is invalid (RFC 7516 section 4.1.13).

    No extension of JWE is understood here.
    """
    for name in header.critical:
        if name not in REGISTERED:
            yield Violation(
                header.where("crit"), f"the critical extension {name[:40]!a} is not understood"
            )


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


def _agrees(header: JweHeader) -> bool:
    return (header.string("alg") or "").startswith("ECDH-ES")


@rule(
    "epk-missing",
    clauses="rfc7518-4.6.1.1-epk-present",
    advice="Add the ephemeral public key.",
)
def epk_is_there(header: JweHeader) -> Iterator[Violation]:
    """Key agreement has epk (RFC 7518 section 4.6.1.1)."""
    if _agrees(header) and "epk" not in header.members:
        yield Violation(header.where("epk"), "epk is missing or not an object: it is missing")


@rule(
    "epk-type",
    clauses=("rfc7518-4.6.1.1-epk-present", "rfc7518-4.6.1.1-epk-on-curve"),
    advice="Write the ephemeral public key as a JWK.",
)
def epk_is_an_object(header: JweHeader) -> Iterator[Violation]:
    """epk is a JWK, so an object (RFC 7518 section 4.6.1.1)."""
    if _agrees(header) and not isinstance(header.members.get("epk", {}), dict):
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
    if _agrees(header):
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
    if not _agrees(header) or not isinstance(epk, dict) or kty not in ("EC", "OKP"):
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
    if not _agrees(header) or apu is None or apv is None or not apu.text:
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
    if _is_password(header) and "p2s" not in header.members:
        yield Violation(header.where("p2s"), "p2s is missing")


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
    if _is_password(header) and "p2c" not in header.members:
        yield Violation(header.where("p2c"), "p2c is missing: it is a positive integer")


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


def _absent(header: JweHeader, name: str) -> Iterator[Violation]:
    if _wraps_by_gcm(header) and name not in header.members:
        yield Violation(header.where(name), f"{name} is missing")


@rule(
    "gcmkw-iv-missing",
    clauses="rfc7518-4.7.1.1-iv-present",
    advice="Add the initialisation vector of the key wrap.",
)
def wrap_iv_is_there(header: JweHeader) -> Iterator[Violation]:
    """Wrapping by AES GCM has iv in the header (RFC 7518 section 4.7.1.1)."""
    return _absent(header, "iv")


@rule(
    "gcmkw-tag-missing",
    clauses="rfc7518-4.7.1.2-tag-present",
    advice="Add the authentication tag of the key wrap.",
)
def wrap_tag_is_there(header: JweHeader) -> Iterator[Violation]:
    """Wrapping by AES GCM has tag in the header (RFC 7518 section 4.7.1.2)."""
    return _absent(header, "tag")


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
