"""Key agreement: the secret, and how a key is derived from it; `jwe_ephemeral` has the rest."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from authoring.agreeing import DIRECT, ENC, KEYS, NIST, case, token, usual
from authoring.build import Authored, b64, unb64
from authoring.jwe_damage import slug
from authoring.jwe_ephemeral import ephemeral_keys, montgomery, points
from authoring.registry import Chapter
from authoring.sealing import (
    agreed,
    derivation,
    ephemeral,
)
from authoring.suite import public

NOBODY_ELSE = "Two programs with the same mistake understand each other, and nobody else."

ZEROS: dict[str, tuple[tuple[str, int], ...]] = {
    "P-256": (("first", 189), ("last", 79)),
    "P-384": (("first", 38), ("last", 192)),
    "P-521": (("first", 0), ("last", 91)),
    "X25519": (("first", 173), ("last", 109)),
    "X448": (("first", 23), ("last", 61)),
}
"""Curve → which ephemeral key makes a secret with a zero octet at its start or end."""


DERIVED = tuple(f"rfc7518-4.6.2-{part}" for part in ("algorithm-id", "digest", "supp-pub-info"))
"""What goes into every derivation, and how."""


def zeros() -> Iterator[Authored]:
    """Secrets that start or end in a zero octet."""
    for crv, numbers in ZEROS.items():
        for where, number in numbers:
            epk = ephemeral(crv, number)
            z = agreed(KEYS[crv], epk)
            assert z[0 if where == "first" else -1] == 0, (crv, where)
            shared = ("rfc7518-4.6.2-shared-secret", "sec1-3.3.1-shared-secret")
            yield case(crv).accepted(
                f"secret-{where}-octet-zero-{slug(crv)}",
                f"A shared secret on {crv} whose {where} octet is 0",
                token(z, public(epk))[0],
                *(shared if crv in NIST else ("rfc8037-3.2.1-shared-secret",)),
                *DERIVED,
                mutation=f"epk: one that makes the {where} octet of the secret 0",
                why="Who takes the secret for a number loses the octet, and one token in 256.",
            )


MISREADINGS: tuple[tuple[str, str, str, dict[str, Any]], ...] = (
    ("algorithm-is-alg", "AlgorithmID is alg", "algorithm-id", {"algorithm": "ECDH-ES"}),
    ("algorithm-empty", "AlgorithmID is empty", "algorithm-id", {"algorithm": ""}),
    ("no-lengths", "the lengths are left out", "algorithm-id", {"lengths": False}),
    ("length-in-octets", "keydatalen counts octets", "supp-pub-info", {"bits": 16}),
    ("length-of-256", "keydatalen is 256", "supp-pub-info", {"bits": 256}),
    ("private-info", "SuppPrivInfo is four zero octets", "supp-pub-info", {"suffix": bytes(4)}),
    ("counter-from-0", "the counter starts at 0", "digest", {"first": 0}),
    ("sha-512", "the hash is SHA-512", "digest", {"sha": "sha512"}),
    ("sha-1", "the hash is SHA-1", "digest", {"sha": "sha1"}),
)


def misreadings() -> Iterator[Authored]:
    """Keys derived as a producer may misread the text."""
    for crv in ("P-256", "X25519"):
        z, epk = usual(crv)
        for reason, said, clause, wrong in MISREADINGS:
            made, opens = token(z, epk, DIRECT.but(**wrong))
            yield case(crv).refused(
                f"ecdh-es-{reason}-{slug(crv)}",
                f"A key derived on {crv} where {said}",
                made,
                "rfc7516-5.2-tag-validates",
                f"rfc7518-4.6.2-{clause}",
                mutation=f"derivation: {said}",
                why=NOBODY_ELSE,
                opens=opens,
                severity="interoperability",
            )
    z, epk = usual("P-256")
    for bits in (128, 192, 256):
        alg = f"ECDH-ES+A{bits}KW"
        right = derivation(alg, ENC)
        for reason, said, clause, wrong in (
            ("algorithm-is-enc", "AlgorithmID is enc", "algorithm-id", {"algorithm": ENC}),
            (
                "algorithm-is-wrap",
                f"AlgorithmID is A{bits}KW",
                "algorithm-id",
                {"algorithm": f"A{bits}KW"},
            ),
            ("length-in-octets", "keydatalen counts octets", "supp-pub-info", {"bits": bits // 8}),
        ):
            made, opens = token(z, epk, right.but(**wrong), alg)
            yield case("P-256", alg).refused(
                f"{slug(alg)}-{reason}",
                f"A wrapping key for {alg} where {said}",
                made,
                "rfc7518-4.4-unwrap-fails",
                f"rfc7518-4.6.2-{clause}",
                mutation=f"derivation: {said}",
                why=NOBODY_ELSE,
                opens=opens,
                severity="interoperability",
            )


def parties() -> Iterator[Authored]:
    """PartyUInfo and PartyVInfo: used, and used right."""
    both = {"apu": b"Alice", "apv": b"Bob"}
    for crv, alg in (("P-256", "ECDH-ES"), ("X25519", "ECDH-ES"), ("P-256", "ECDH-ES+A128KW")):
        z, epk = usual(crv)
        right = derivation(alg, ENC)
        suffix = f"{slug(crv)}-{slug(alg)}"
        for reason, given in (
            ("apu", {"apu": b"Alice"}),
            ("apv", {"apv": b"Bob"}),
            ("apu-and-apv", both),
            ("empty-apu", {"apu": b""}),
            ("empty-apv", {"apv": b""}),
            ("long-apu", {"apu": bytes(range(256))}),
        ):
            members = {name: b64(value) for name, value in given.items()}
            clauses = [
                f"rfc7518-4.6.1.{2 if name == 'apu' else 3}-{name}-processed" for name in given
            ] + [f"rfc7518-4.6.2-party-{'u' if name == 'apu' else 'v'}-info" for name in given]
            yield case(crv, alg).accepted(
                f"ecdh-{reason}-{suffix}",
                f"{alg} on {crv} with {reason.replace('-', ' ')}",
                token(z, epk, right.but(**given), alg, **members)[0],
                *clauses,
                mutation=f"{reason.replace('-', ' ')} in the header and in the derivation",
                why="Who leaves them out derives another key.",
            )
        members = {name: b64(value) for name, value in both.items()}
        for reason, said, wrong in (
            ("apu-left-out", "apu is left out", {"apv": b"Bob"}),
            ("apv-left-out", "apv is left out", {"apu": b"Alice"}),
            ("parties-swapped", "apu and apv change places", {"apu": b"Bob", "apv": b"Alice"}),
            (
                "parties-not-decoded",
                "apu and apv are not decoded",
                {name: value.encode() for name, value in members.items()},
            ),
        ):
            made, opens = token(z, epk, right.but(**wrong), alg, **members)
            yield case(crv, alg).refused(
                f"ecdh-{reason}-{suffix}",
                f"{alg} on {crv} where {said} in the derivation",
                made,
                "rfc7516-5.2-any-step-fails",
                "rfc7518-4.6.2-party-u-info",
                "rfc7518-4.6.2-party-v-info",
                mutation=f"derivation: {said}",
                why="apu and apv bind a key to sender and recipient; a reader that ignores them "
                "lets a token pass for one of other parties.",
                opens=opens,
            )
        for reason, said, party in (("", "the same", b"A"), ("empty-", "empty", b"")):
            yield case(crv, alg).open(
                "equal-parties",
                reason + suffix,
                f"{alg} on {crv} with apu and apv {said}",
                token(z, epk, right.but(apu=party, apv=party), alg, apu=b64(party), apv=b64(party))[
                    0
                ],
                "rfc7518-4.6.2-parties-distinct",
                mutation=f"apu and apv: {said}",
                why="Nothing is said of what a reader does with it.",
            )


def spelt_parties() -> Iterator[Authored]:
    """An apu or apv that is no base64url, or no string."""
    z, epk = usual("P-256")
    for name, number in (("apu", 2), ("apv", 3)):
        clause = f"rfc7518-4.6.1.{number}-{name}-is-base64url"
        cases: tuple[tuple[str, str, Any, bytes], ...] = (
            ("number", "a number", 7, b""),
            ("null", "null", None, b""),
            ("array", "an array of strings", ["QQ"], b""),
            ("object", "an object", {"name": "QQ"}, b""),
            ("false", "false", False, b""),
            ("junk", "a string with an exclamation mark", "QUJD!", b"ABC"),
            ("line-break", "a string with a line break", "QUJD\n", b"ABC"),
            ("standard-alphabet", "in the standard alphabet", "+/+/", unb64("-_-_")),
            ("left-over-character", "a string with a character left over", "QUJDA", b"ABC"),
        )
        for reason, said, value, used in cases:
            made, opens = token(z, epk, DIRECT.but(**{name: used}), **{name: value})
            taken = f"{used!r}" if used else "nothing"
            yield case("P-256").refused(
                f"{name}-{reason}",
                f"Key agreement with an {name} that is {said}",
                made,
                clause,
                mutation=f"{name}: {said}; {taken} goes into the derivation",
                why="What a reader makes of it by itself, another makes something else of.",
                opens=opens,
                severity="interoperability",
            )
        made, _ = token(z, epk, DIRECT.but(**{name: b"A"}), **{name: "QQ=="})
        yield case("P-256").open(
            "padding-in-member",
            f"jwe-{name}",
            f"An {name} with padding",
            made,
            "rfc7515-2-unpadded",
            mutation=f"{name}: padding added",
            why="Who sends it must know which recipients refuse.",
        )


CHAPTER = Chapter(
    "jwe-agreement",
    "Key agreement",
    (zeros, misreadings, parties, spelt_parties, ephemeral_keys, points, montgomery),
)
