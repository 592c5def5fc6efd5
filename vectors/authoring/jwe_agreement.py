"""Key agreement: ephemeral keys, the secret, and the derivation of a key from it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec

from authoring.build import Authored, b64, text, unb64
from authoring.forge import CURVES, damaged, ec_key, header, integer, unsigned
from authoring.jwe_damage import Case, slug
from authoring.point import PRIMES, multiplied
from authoring.registry import Chapter
from authoring.sealing import (
    FIELD_OCTETS,
    Derivation,
    agreed,
    cek,
    derivation,
    ephemeral,
    sealed,
    wrapped,
)
from authoring.suite import Jwk, key, public

ENC = "A128GCM"
KEYS = {
    "P-256": key("ec-p-256"),
    "P-384": key("ec-p-384"),
    "P-521": key("ec-p-521"),
    "X25519": key("okp-x25519"),
    "X448": key("okp-x448"),
}
NIST = ("P-256", "P-384", "P-521")
DIRECT = derivation("ECDH-ES", ENC)
NOBODY_ELSE = "Two programs with the same mistake understand each other, and nobody else."
ORACLE = "A few such tokens, and the answers to them, give the recipient's private key away."


def case(crv: str, alg: str = "ECDH-ES") -> Case:
    """The suite's key on a curve."""
    return Case(KEYS[crv], alg, ENC)


def token(
    z: bytes, epk: Any, how: Derivation = DIRECT, alg: str = "ECDH-ES", **members: Any
) -> tuple[str, bytes]:
    """A compact token for a secret, and the key that opens it."""
    protected = header(alg=alg, enc=ENC, epk=epk, **members)
    derived = how.key(z)
    if alg == "ECDH-ES":
        made = sealed(ENC, protected, derived)
    else:
        made = sealed(ENC, protected, encrypted_key=wrapped(derived, cek(ENC)))
    return made.compact(), made.cek


def usual(crv: str) -> tuple[bytes, dict[str, Any]]:
    """The secret with a fixed ephemeral key, and its public part."""
    epk = ephemeral(crv)
    return agreed(KEYS[crv], epk), public(epk)


ZEROS: dict[str, tuple[tuple[str, int], ...]] = {
    "P-256": (("first", 189), ("last", 79)),
    "P-384": (("first", 38), ("last", 192)),
    "P-521": (("first", 0), ("last", 91)),
    "X25519": (("first", 173), ("last", 109)),
    "X448": (("first", 23), ("last", 61)),
}
"""Curve → which ephemeral key makes a secret with a zero octet at its start or end."""


def zeros() -> Iterator[Authored]:
    """Secrets that start or end in a zero octet."""
    for crv, numbers in ZEROS.items():
        for where, number in numbers:
            epk = ephemeral(crv, number)
            z = agreed(KEYS[crv], epk)
            assert z[0 if where == "first" else -1] == 0, (crv, where)
            clause = "rfc7518-4.6.2-shared-secret" if crv in NIST else "rfc8037-3.2.1-shared-secret"
            yield case(crv).accepted(
                f"secret-{where}-octet-zero-{slug(crv)}",
                f"A shared secret on {crv} whose {where} octet is 0",
                token(z, public(epk))[0],
                clause,
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
            ("empty-apu-and-apv", {"apu": b"", "apv": b""}),
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
        yield case(crv, alg).open(
            "equal-parties",
            suffix,
            f"{alg} on {crv} with the same apu and apv",
            token(z, epk, right.but(apu=b"A", apv=b"A"), alg, apu=b64(b"A"), apv=b64(b"A"))[0],
            "rfc7518-4.6.2-parties-distinct",
            mutation="apu and apv: the same",
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


def ephemeral_keys() -> Iterator[Authored]:
    """An epk that is missing, no object, or no key."""
    for crv in ("P-256", "X25519"):
        kind = "EC" if crv in NIST else "OKP"
        z, epk = usual(crv)
        present, on_curve = "rfc7518-4.6.1.1-epk-present", "rfc7518-4.6.1.1-epk-on-curve"
        cases: list[tuple[str, str, Any, str]] = [
            ("null", "null", None, present),
            ("string", "a string", epk["x"], present),
            ("text", "written as a text in a string", text(epk), present),
            ("array", "an array", [epk], present),
            ("empty", "an object without members", {}, on_curve),
            ("without-kty", "without kty", damaged(epk, without="kty"), on_curve),
            ("without-crv", "without crv", damaged(epk, without="crv"), on_curve),
            ("without-x", "without x", damaged(epk, without="x"), on_curve),
            ("unknown-crv", "on a curve nobody knows", {**epk, "crv": "urn:x"}, on_curve),
            ("lower-case-crv", "whose crv is misspelt", {**epk, "crv": crv.lower()}, on_curve),
            ("x-empty", "whose x is empty", {**epk, "x": ""}, on_curve),
            ("x-number", "whose x is a number", {**epk, "x": 7}, on_curve),
            (
                "other-kty",
                "of another key type",
                {**epk, "kty": "OKP" if kind == "EC" else "EC"},
                on_curve,
            ),
        ]
        if kind == "EC":
            cases.append(("without-y", "without y", damaged(epk, without="y"), on_curve))
        for reason, said, value, clause in cases:
            made, opens = token(z, value)
            yield case(crv).refused(
                f"epk-{reason}-{slug(crv)}",
                f"Key agreement on {crv} with an ephemeral key {said}",
                made,
                clause,
                mutation=f"epk: {said}; the secret is that of the key before",
                why="A reader that fills in what is missing agrees on a key it was not told.",
                opens=opens,
                severity="interoperability",
            )
        for name, members, clause, said in (
            (
                "epk-private-member",
                {"d": ephemeral(crv)["d"]},
                "rfc7518-4.6.1.1-epk-public-only",
                "with its private member",
            ),
            (
                "epk-other-members",
                {"kid": "ephemeral", "urn:example:member": 1},
                "rfc7518-4.6.1.1-epk-other-members",
                "with kid and an unknown member",
            ),
        ):
            yield case(crv).open(
                name,
                slug(crv),
                f"Key agreement on {crv} with an ephemeral key {said}",
                token(z, {**epk, **members})[0],
                clause,
                mutation=f"epk: {said}",
                why="Who sends it must know which recipients refuse.",
            )


def points() -> Iterator[Authored]:
    """Ephemeral points beside the curve, on another curve, and in another form."""
    on_curve, nist = "rfc7518-4.6.1.1-epk-on-curve", "rfc8725-3.4-nist-points-validated"
    for crv in NIST:
        mine, size = KEYS[crv], FIELD_OCTETS[crv]
        z, epk = usual(crv)
        d = integer(mine["d"])
        if crv != "P-256":
            x, y = integer(epk["x"]), integer(epk["y"]) ^ 1
            beside = multiplied((x, y), d, crv).to_bytes(size, "big")
            made, opens = token(beside, {**epk, "y": unsigned(y, size)})
            yield case(crv).refused(
                f"epk-off-curve-{slug(crv)}",
                f"An ephemeral key beside {crv}",
                made,
                on_curve,
                nist,
                mutation="epk: last bit of y turned; the secret is computed with it as it is",
                why=ORACLE,
                opens=opens,
                cves=("CVE-2017-16007",),
            )
        for other in NIST:
            if other == crv or (crv, other) == ("P-256", "P-384"):
                continue
            scalar = d % (1 << (CURVES[other].key_size - 1))
            there = ec.derive_private_key(scalar, CURVES[other])
            their = ephemeral(other)
            secret = there.exchange(ec.ECDH(), ec_key(their).public_key())
            made, opens = token(secret, public(their))
            yield case(crv).refused(
                f"epk-on-{slug(other)}-for-{slug(crv)}",
                f"An ephemeral key on {other} for a recipient on {crv}",
                made,
                on_curve,
                mutation=f"epk: of {other}; the secret is computed with the recipient's number "
                "there",
                why="Using a private number on a curve that the sender names is an oracle.",
                opens=opens,
            )
        for reason, said, members in (
            (
                "infinity",
                "with coordinates of zero octets",
                {"x": b64(bytes(size)), "y": b64(bytes(size))},
            ),
            ("x-long", "whose x has a zero octet too many", {"x": b64(b"\x00" + unb64(epk["x"]))}),
            ("y-long", "whose y has a zero octet too many", {"y": b64(b"\x00" + unb64(epk["y"]))}),
        ):
            secret = bytes(size) if reason == "infinity" else z
            made, opens = token(secret, {**epk, **members})
            yield case(crv).refused(
                f"epk-{reason}-{slug(crv)}",
                f"An ephemeral key on {crv} {said}",
                made,
                on_curve,
                nist,
                mutation=f"epk: {said}",
                why="A point in a form that is not defined is read by each in its own way; the "
                "point at infinity makes a secret that everybody knows.",
                opens=opens,
            )
        if crv == "P-521":
            large = unsigned(integer(epk["x"]) + PRIMES[crv], size)
            made, opens = token(z, {**epk, "x": large})
            yield case(crv).refused(
                f"epk-not-reduced-{slug(crv)}",
                f"An ephemeral key on {crv} whose x is not below the prime",
                made,
                on_curve,
                nist,
                mutation="epk: the prime added to x",
                why="A coordinate is below the prime: what is not has several spellings.",
                opens=opens,
            )
    for crv, other in (("X25519", "X448"), ("X448", "X25519"), ("X25519", "P-256")):
        _, epk = usual(other)
        made, _ = token(bytes(FIELD_OCTETS[crv]), epk)
        yield case(crv).refused(
            f"epk-on-{slug(other)}-for-{slug(crv)}",
            f"An ephemeral key on {other} for a recipient on {crv}",
            made,
            on_curve,
            mutation=f"epk: of {other}; the secret is zero",
            why="With a key of another curve there is nothing to agree on.",
        )


def montgomery() -> Iterator[Authored]:
    """Coordinates of X25519 and X448: lengths, spellings, and points of small order."""
    for crv, field in (("X25519", 2**255 - 19), ("X448", 2**448 - 2**224 - 1)):
        size = FIELD_OCTETS[crv]
        z, epk = usual(crv)
        octets = unb64(epk["x"])
        for reason, said, value in (
            ("long", "with an octet more", octets + b"\x00"),
            ("short", "without its last octet", octets[:-1]),
        ):
            made, opens = token(z, {**epk, "x": b64(value)})
            yield case(crv).refused(
                f"epk-x-{reason}-{slug(crv)}",
                f"An ephemeral key on {crv} {said}",
                made,
                "rfc7748-5-length",
                "rfc7518-4.6.1.1-epk-on-curve",
                mutation=f"epk: x {said}",
                why="Who cuts or fills up gives one key several spellings.",
                opens=opens if reason == "long" else b"",
                severity="interoperability",
            )
        base = 9 if crv == "X25519" else 5
        for reason, said, u in (
            ("0", "0", 0),
            ("1", "1", 1),
            ("p-1", "-1", field - 1),
            ("p", "the prime, which is 0", field),
            ("p-plus-1", "the prime and 1, which is 1", field + 1),
        ):
            if (crv, reason) == ("X25519", "0"):  # choice.zero-shared-secret.x25519
                continue
            small = {**epk, "x": b64(u.to_bytes(size, "little"))}
            yield case(crv).open(
                "zero-shared-secret",
                f"{slug(crv)}-{reason}",
                f"An ephemeral key on {crv} of small order: {said}",
                token(bytes(size), small)[0],
                "rfc7748-6.1-all-zero" if crv == "X25519" else "rfc7748-6.2-all-zero",
                "rfc7748-7-low-order",
                mutation=f"epk: x is {said}, which makes the shared secret zero",
                why="Anybody can read such a token; whoever relies on both sides contributing is "
                "deceived.",
                severity="security",
            )
        mine: Jwk = KEYS[crv]
        canonical = unb64(mine["x"])  # the recipient's own key is its number times the base point
        strange = {**epk, "x": b64((field + base).to_bytes(size, "little"))}
        yield case(crv).accepted(
            f"epk-not-canonical-{slug(crv)}",
            f"An ephemeral key on {crv} whose coordinate is not below the prime",
            token(canonical, strange)[0],
            "rfc7748-5-non-canonical",
            mutation="epk: x is the prime and the base point's coordinate",
            why="The function takes coordinates modulo the prime; a reader that refuses differs "
            "from all that do as it says.",
        )
    z, epk = usual("X25519")
    top = bytearray(unb64(epk["x"]))
    top[31] |= 0x80
    yield case("X25519").accepted(
        "epk-top-bit-x25519",
        "An ephemeral key on X25519 with the bit set that is ignored",
        token(z, {**epk, "x": b64(bytes(top))})[0],
        "rfc7748-5-top-bit-masked",
        mutation="epk: the highest bit of x set",
        why="The bit is no part of the coordinate, and masked by all that do as the text says.",
    )


CHAPTER = Chapter(
    "jwe-agreement",
    "Key agreement",
    (zeros, misreadings, parties, spelt_parties, ephemeral_keys, points, montgomery),
)
