"""Damaged OKP keys, and keys of one purpose used for the other."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from authoring.build import REFUSED, Authored, b64, choice, unb64
from authoring.damage import ACCEPT_OR_REFUSE, ENCRYPTED, left_open, refused
from authoring.forge import damaged
from authoring.malformed_ec import NO_KEY
from authoring.octet_pair import AGREEING, GROUP, SIGNING, SUBTYPES, Subtype
from authoring.operation import import_key
from authoring.prime_curve import PRODUCT, SOME_READ_IT, wrong_types
from authoring.registry import Chapter
from authoring.suite import Jwk, key, public
from jwk_vectors.model import Option, Severity

LENGTH, D_LENGTH = "rfc8037-3.1.2-key-length", "rfc8037-2-d-length"
SEED = {
    "Ed25519": ("rfc8032-5.1.5-private-key-length",),
    "Ed448": ("rfc8032-5.2.5-private-key-length",),
}
"""What RFC 8032 says of the length of d."""
TYPES, PRESENT = "rfc8037-2-members-are-strings", "rfc8037-2-members-present"
SPELLINGS = "A key with two spellings has two thumbprints; what pins one misses the other."
HALF = "Half a key is none; an assumed value is not what the owner published."
TWO_USES = "A key with two uses lets an attacker play two protocols against each other."


def _refused(
    subtype: Subtype,
    reason: str,
    title: str,
    jwk: Jwk,
    clause: str,
    mutation: str,
    why: str,
    *,
    signer: Jwk | None = None,
    derived_from: str = "",
    severity: Severity = "interoperability",
    implied: dict[str, str] | None = None,
) -> Authored:
    return refused(
        GROUP,
        f"{reason}-{subtype.slug}",
        f"An {subtype.crv} key {title}",
        subtype.use(jwk, private=signer),
        clauses=(clause,),
        mutation=mutation,
        why=why,
        derived_from=derived_from or subtype.used_by,
        witness=subtype.witness,
        severity=severity,
        implied=implied,
    )


def members() -> Iterator[Authored]:
    """Members missing or of another type, and the key type that has others."""
    for subtype in SUBTYPES:
        good = subtype.good
        for name in ("crv", "x"):
            yield _refused(
                subtype,
                f"{name}-missing",
                f"without {name}",
                damaged(good, without=name),
                PRESENT,
                f"{name} removed",
                HALF,
            )
            yield refused(
                GROUP,
                f"{name}-missing-imports-{subtype.slug}",
                f"Import an {subtype.crv} key without {name}",
                import_key(damaged(good, without=name), REFUSED, like=good),
                clauses=(PRESENT,),
                mutation=f"{name} removed",
                why=NO_KEY,
                derived_from=f"control-jwk.import-okp-{subtype.slug}",
                severity="interoperability",
            )
            for kind, other in wrong_types(good[name], 1):
                implied = {"rfc8037-2-known-subtype": "what is no string names no subtype"}
                yield _refused(
                    subtype,
                    f"{name}-{kind}",
                    f"whose {name} is not a string but {kind}",
                    damaged(good, **{name: other}),
                    TYPES,
                    f"{name}: {kind} in place of the string",
                    "What is made of a value of another type differs between readers.",
                    severity="robustness",
                    implied=implied if name == "crv" else {},
                )
        yield _refused(
            subtype,
            "kty-ec",
            "under kty EC",
            damaged(good, kty="EC"),
            "rfc8037-2-kty-okp",
            "kty: EC in place of OKP",
            "One key under two key types has two thumbprints.",
            implied={
                "rfc7518-6.2.1-members-present": "an EC key has y, which an octet string has not",
                "rfc7518-6.2.1.1-known-curve": f"{subtype.crv} is no curve of key type EC",
            },
        )


OTHER_NAMES = {
    "Ed25519": (
        ("of-the-algorithm", "EdDSA"),
        ("of-the-curve", "edwards25519"),
        ("oid", "1.3.101.112"),
    ),
    "Ed448": (
        ("of-the-algorithm", "EdDSA"),
        ("of-the-curve", "edwards448"),
        ("oid", "1.3.101.113"),
    ),
    "X25519": (
        ("of-the-curve", "Curve25519"),
        ("oid", "1.3.101.110"),
    ),
    "X448": (
        ("of-the-curve", "Curve448"),
        ("oid", "1.3.101.111"),
    ),
}
"""Names that the subtypes have elsewhere, or nearly have."""


def names() -> Iterator[Authored]:
    """Subtypes named by another spelling of their names, by no name, or by one nobody has."""
    for subtype in SUBTYPES:
        spaced = (("blank-in-front", f" {subtype.crv}"), ("blank-behind", f"{subtype.crv} "))
        cases = (("lower-case", subtype.crv.lower()), ("upper-case", subtype.crv.upper()))
        others = [(reason, crv) for reason, crv in cases if crv != subtype.crv]
        for reason, crv in (*others, *spaced, ("empty", ""), ("unknown", "Ed25520")):
            yield _refused(
                subtype,
                f"crv-{reason}",
                f"with crv {crv!r}",
                damaged(subtype.good, crv=crv),
                "rfc8037-2-known-subtype",
                f"crv: {crv!r} in place of {subtype.crv}",
                "Names are case-sensitive: what guesses at them reads keys that others refuse.",
            )


def other_names() -> Iterator[Authored]:
    """Subtypes under names that other standards and tools have for them."""
    for subtype in SUBTYPES:
        for reason, crv in OTHER_NAMES[subtype.crv]:
            yield left_open(
                "crv-other-name",
                f"{reason}-{subtype.slug}",
                f"An {subtype.crv} key with crv {crv!r}",
                subtype.use(damaged(subtype.good, crv=crv), ACCEPT_OR_REFUSE),
                clauses=("rfc7518-6.2.1.1-further-names",),
                mutation=f"crv: {crv!r} in place of {subtype.crv}",
                why=SOME_READ_IT,
                derived_from=subtype.used_by,
                implied={"rfc8037-2-known-subtype": "what is registered is another name"},
            )


def lengths() -> Iterator[Authored]:
    """Public keys of another length than the subtype's."""
    for subtype in SUBTYPES:
        x = unb64(subtype.good["x"])
        zero = key(f"okp-{subtype.slug}-zero")
        yield _refused(
            subtype,
            "x-too-short",
            "without its last octet, which is zero",
            damaged(public(zero), x=b64(unb64(zero["x"])[:-1])),
            LENGTH,
            "x: the last octet, 00, removed",
            SPELLINGS,
            signer=zero,
            derived_from=f"okp.x-with-trailing-zero-{subtype.slug}-used",
        )
        for reason, title, octets, mutation in (
            ("x-too-long", "with a zero octet behind it", x + b"\x00", "00 added at the end"),
            ("x-zero-in-front", "with a zero octet in front", b"\x00" + x, "00 added in front"),
            ("x-prefixed-40", "with the prefix of OpenPGP", b"\x40" + x, "40 added in front"),
            ("x-prefixed-04", "with the prefix of SEC 1", b"\x04" + x, "04 added in front"),
            ("x-twice", "with its octets twice", x + x, "the octets twice"),
            ("x-empty", "with no octets in x", b"", "no octets"),
        ):
            yield _refused(
                subtype,
                reason,
                title,
                damaged(subtype.good, x=b64(octets)),
                LENGTH,
                f"x: {mutation}",
                SPELLINGS,
            )


def private() -> Iterator[Authored]:
    """D missing, of another type, or of another length."""
    for subtype in SUBTYPES:
        good, zero = subtype.private, key(f"okp-{subtype.slug}-d-zero")
        d, x = unb64(good["d"]), unb64(good["x"])
        cases: list[tuple[str, str, dict[str, Any], str, str]] = [
            ("d-missing", "without d", damaged(good, without="d"), "rfc8037-2-d-needed", "removed"),
        ]
        cases += [
            (f"d-{kind}", f"whose d is {kind}", damaged(good, d=other), TYPES, f"{kind}, no string")
            for kind, other in wrong_types(good["d"], int.from_bytes(d, "little"))
        ]
        cases += [
            (reason, title, damaged(good, d=b64(octets)), D_LENGTH, mutation)
            for reason, title, octets, mutation in (
                ("d-empty", "with no octets in d", b"", "no octets"),
                ("d-too-long", "with a zero octet behind d", d + b"\x00", "00 added at the end"),
                ("d-zero-in-front", "with a zero octet before d", b"\x00" + d, "00 in front"),
                ("d-and-x", "with x behind d", d + x, "x added at the end, as NaCl keeps keys"),
                ("d-in-der", "with d as an OCTET STRING", _der(d), "tag and length in front"),
            )
        ]
        for reason, title, jwk, clause, mutation in cases:
            yield _private(subtype, reason, title, jwk, clause, mutation)
        yield _private(
            subtype,
            "d-too-short",
            "without the last octet of d, which is zero",
            damaged(zero, d=b64(unb64(zero["d"])[:-1])),
            D_LENGTH,
            "the last octet, 00, removed",
            undamaged=zero,
        )


def _der(octets: bytes) -> bytes:
    return bytes([4, len(octets)]) + octets


def _private(
    subtype: Subtype,
    reason: str,
    title: str,
    jwk: dict[str, Any],
    clause: str,
    mutation: str,
    *,
    undamaged: Jwk | None = None,
) -> Authored:
    verb = "Sign" if subtype.signs else "Decrypt"
    derived_from = subtype.used_privately_by
    if undamaged is not None:
        derived_from = f"okp.d-with-trailing-zero-{subtype.slug}-used"
    return refused(
        GROUP,
        f"{reason}-{subtype.slug}",
        f"{verb} with an {subtype.crv} key {title}",
        subtype.use_privately(jwk, undamaged=undamaged),
        clauses=(clause, *(SEED.get(subtype.crv, ()) if clause == D_LENGTH else ())),
        mutation=f"d: {mutation}",
        why="Readers that take d in any form differ in which key they find in it.",
        derived_from=derived_from,
        witness=subtype.private_witness,
        severity="robustness" if clause == TYPES else "interoperability",
    )


def purposes() -> Iterator[Authored]:
    """Keys for agreement that sign, keys for signing that agree."""
    for signing, agreeing in zip(SIGNING, AGREEING, strict=True):
        no_signing, no_agreement = (
            "rfc8037-3.2-montgomery-no-signing",
            "rfc8037-3.1-edwards-no-agreement",
        )
        lengths = {}
        if signing.octets != agreeing.octets:
            lengths[LENGTH] = "57 octets are not the 56 of X448"
        yield refused(
            GROUP,
            f"{agreeing.slug}-verifies",
            f"Verify with an {signing.crv} key under crv {agreeing.crv}",
            signing.use(damaged(signing.good, crv=agreeing.crv)),
            clauses=(no_signing,),
            mutation=f"crv: {agreeing.crv} in place of {signing.crv}",
            why=TWO_USES,
            derived_from=signing.used_by,
            implied=lengths,
        )
        yield refused(
            GROUP,
            f"{agreeing.slug}-signs",
            f"Sign with an {agreeing.crv} key",
            signing.use_privately(agreeing.private),
            clauses=(no_signing,),
            mutation=f"the key: an {agreeing.crv} one",
            why="The same secret octets in both algorithms void the proofs of both.",
            derived_from=signing.used_privately_by,
            witness=PRODUCT,
        )
        yield refused(
            GROUP,
            f"{signing.slug}-agrees",
            f"Encrypt by ECDH-ES to an {signing.crv} key",
            agreeing.use(signing.good),
            clauses=(no_agreement,),
            mutation=f"the key: an {signing.crv} one",
            why=TWO_USES,
            derived_from=agreeing.used_by,
            witness=ENCRYPTED,
        )
        if signing.octets == agreeing.octets:
            both = key("okp-ed25519-of-x25519")
            yield refused(
                GROUP,
                f"{signing.slug}-decrypts",
                f"Decrypt by ECDH-ES with an {signing.crv} key",
                agreeing.use_privately(both),
                clauses=(no_agreement,),
                mutation=f"the key: an {signing.crv} one with the same d",
                why="The same secret octets in both algorithms void the proofs of both.",
                derived_from=agreeing.used_privately_by,
                witness="the token is made for the X25519 key with the same d",
            )


def of_another_key() -> Iterator[Authored]:
    """D and x of two keys."""
    refuses = Option(option="refuse", outcome="rejected")
    for subtype in SUBTYPES:
        accepts = Option(option="accept", outcome="accepted", verdict="warn")
        other = key(f"okp-{subtype.slug}-d-zero")
        yield left_open(
            "private-of-another-key",
            f"okp-{subtype.slug}",
            f"Use an {subtype.crv} key whose d gives another x",
            subtype.use_privately({**subtype.private, "x": other["x"]}, choice(accepts, refuses)),
            clauses=("rfc8037-2-d-matches-x",),
            mutation="x: that of another key",
            why="An EdDSA signer that hashes a public key other than its own can be made to sign "
            "twice with one nonce, which gives d away; and nobody can say whose key it is.",
            derived_from=subtype.used_privately_by,
            severity="security",
        )


CHAPTER = Chapter(
    "malformed-okp",
    "Damaged OKP keys",
    (members, names, other_names, lengths, private, purposes, of_another_key),
)
