"""Thumbprints and exports of every kind of asymmetric key: what must not depend on its form."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from typing import Any

from authoring.build import Authored, Expected, b64, text, vector
from authoring.damage import source_of
from authoring.octet_pair import SUBTYPES
from authoring.operation import export_key, thumbprint
from authoring.prime_curve import CURVES
from authoring.registry import Chapter
from authoring.suite import Jwk, public

GROUP = "thumbprint"
KINDS = (*CURVES, *SUBTYPES)
HASHES = {"sha-256": hashlib.sha256, "sha-384": hashlib.sha384, "sha-512": hashlib.sha512}
MOVES = "A thumbprint that moves with the spelling of a key identifies nothing."


def digest(jwk: Jwk, hash: str = "sha-256") -> str:
    """The thumbprint by RFC 7638 section 3."""
    members = ("crv", "kty", "x", "y") if jwk["kty"] == "EC" else ("crv", "kty", "x")
    hashed = json.dumps({name: jwk[name] for name in members}, separators=(",", ":"))
    return b64(HASHES[hash](hashed.encode("ascii")).digest())


def forms() -> Iterator[Authored]:
    """One key in several forms, which has one thumbprint."""
    for kind in KINDS:
        good, private = kind.good, kind.private
        optional = {
            "use": "sig" if kind.slug[0] != "x" else "enc",
            "kid": "2024-11-24",
        }
        backwards = dict(reversed(private.items()))
        escaped = (
            text(good).replace('"kty"', '"\\u006bty"').replace(f'"{kind.crv}"', _escaped(kind.crv))
        )
        cases: tuple[tuple[str, str, Any, tuple[str, ...], str], ...] = (
            ("public", "a public key", good, (_members(good),), "d removed"),
            (
                "backwards",
                "a private key with its members in another order",
                backwards,
                ("rfc7638-3.3-ordered", "rfc7638-3.2.1-private-key"),
                "the order of the members reversed",
            ),
            (
                "optional-members",
                "a key with use and kid",
                {**good, **optional},
                ("rfc7638-3.2-required-members-only",),
                "use and kid added",
            ),
            (
                "unknown-members",
                "a key with members that nobody defined",
                {"a": 1, "crw": kind.crv, **good, "z": {"kty": "RSA"}},
                ("rfc7638-3.2-required-members-only", "rfc7517-4-unknown-members"),
                "a, crw and z added",
            ),
            (
                "escaped",
                "a key written with escapes",
                escaped,
                ("rfc7638-3.3-unescaped",),
                "characters of kty and crv written as escapes",
            ),
        )
        for case, title, document, clauses, mutation in cases:
            yield vector(
                f"thumbprint.{case}-{kind.slug}",
                f"Thumbprint of {title} on {kind.crv}",
                thumbprint(document, Expected(facts={"thumbprint": digest(good)}), like=good),
                group=GROUP,
                why=MOVES,
                clauses=clauses,
                source=source_of(clauses[0]),
                level="text" if case == "escaped" else "structure",
                derived_from=_control(good),
                mutation=mutation,
            )
        for hash in ("sha-384", "sha-512"):
            yield vector(
                f"thumbprint.{hash}-{kind.slug}",
                f"Thumbprint of a {kind.crv} key by {hash.upper()}",
                thumbprint(private, Expected(facts={"thumbprint": digest(good, hash)}), hash=hash),
                group=GROUP,
                why="The hash is the application's choice; another one is another thumbprint.",
                clauses=("rfc7638-3.4-hash-chosen",),
                source=source_of("rfc7638-3.4-x"),
                derived_from=_control(good),
                mutation=f"the hash: {hash} in place of sha-256",
            )


def _escaped(crv: str) -> str:
    return f'"{crv[0]}\\u{ord(crv[1]):04x}{crv[2:]}"'


def _members(jwk: Jwk) -> str:
    if jwk["kty"] == "EC":
        return "rfc7638-3.2-ec-members"
    return "rfc8037-2-okp-thumbprint-members"


def _control(jwk: Jwk) -> str:
    return f"control-jwk.thumbprint-{jwk['kty'].lower()}-{jwk['crv'].lower()}"


def exports() -> Iterator[Authored]:
    """The public part of what is public already."""
    for kind in KINDS:
        good = kind.good
        clause = "rfc7518-6.2.1-ec-public-key"
        if good["kty"] == "OKP":
            clause = "rfc8037-2-okp-public-key"
        yield vector(
            f"export.public-of-public-{kind.slug}",
            f"Export the public part of a public {kind.crv} key",
            export_key(good, "public", Expected(facts={"jwk": public(good)}, absent=("d",))),
            group="export",
            why="What is public already comes out as it went in; a member lost or an empty d added "
            "makes it another document.",
            clauses=(clause,),
            source=source_of(clause),
            derived_from=f"control-jwk.export-{good['kty'].lower()}-{kind.slug}-public",
            mutation="d removed",
        )


CHAPTER = Chapter("thumbprints", "Thumbprints and exports in every form of a key", (forms, exports))
