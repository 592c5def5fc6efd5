"""Ephemeral keys of key agreement: what is no key, points beside the curve, small orders."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec

from authoring.agreeing import KEYS, NIST, case, token, usual
from authoring.build import Authored, b64, text, unb64
from authoring.forge import CURVES, damaged, ec_key, integer, unsigned
from authoring.jwe_damage import slug
from authoring.point import PRIMES, multiplied
from authoring.sealing import FIELD_OCTETS, agreed_octets, ephemeral
from authoring.suite import Jwk, public

ORACLE = "A few such tokens, and the answers to them, give the recipient's private key away."


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
        for name, members, clauses, said in (
            (
                "epk-private-member",
                {"d": ephemeral(crv)["d"]},
                ("rfc7518-4.6.1.1-epk-public-only",),
                "with its private member",
            ),
            (
                "epk-other-members",
                {"kid": "ephemeral", "urn:example:member": 1},
                ("rfc7518-4.6.1.1-epk-other-members", "rfc7518-4.6.1.1-epk-minimal"),
                "with kid and an unknown member",
            ),
        ):
            yield case(crv).open(
                name,
                slug(crv),
                f"Key agreement on {crv} with an ephemeral key {said}",
                token(z, {**epk, **members})[0],
                *clauses,
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
                "rfc8725-3.4-points-validated",
                mutation="epk: last bit of y turned; the secret is computed with it as it is",
                why=ORACLE,
                opens=opens,
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
                "rfc8725-3.4-points-validated",
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
                "rfc8725-3.4-points-validated",
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


MONTGOMERY = {"X25519": (2**255 - 19, 486662), "X448": (2**448 - 2**224 - 1, 156326)}
"""Curve → prime of the field, and A of its equation (RFC 7748 sections 4.1 and 4.2)."""


def _on_the_twist(field: int, a: int) -> int:
    """The least coordinate above 1 that is no point of the curve: u³ + A·u² + u is no square."""
    return next(u for u in count(2) if pow(u**3 + a * u**2 + u, (field - 1) // 2, field) != 1)


def montgomery() -> Iterator[Authored]:
    """Coordinates of X25519 and X448: lengths, spellings, and points of small order."""
    for crv, (field, a) in MONTGOMERY.items():
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
        u = _on_the_twist(field, a)
        twisted = {**epk, "x": b64(u.to_bytes(size, "little"))}
        yield case(crv).open(
            "twist-point",
            slug(crv),
            f"An ephemeral key on {crv} that is a point of the twist",
            token(agreed_octets(mine, u.to_bytes(size, "little")), twisted)[0],
            "rfc7748-7-twist",
            mutation=f"epk: x is {u}, which is no coordinate of the curve but one of its twist",
            why="A reader that refuses can be told from others, and from what the text describes.",
        )
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
