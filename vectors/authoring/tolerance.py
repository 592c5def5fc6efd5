"""Unusual input that must be accepted, and nothing made of it."""

from __future__ import annotations

from collections.abc import Iterator

from authoring.build import Authored, Expected, b64, text, unb64, vector
from authoring.damage import VERIFIED, source_of
from authoring.forge import header, jws, signing_input
from authoring.operation import import_key, import_set, select_key, thumbprint, verify
from authoring.registry import Chapter
from authoring.suite import key, public
from authoring.suite import thumbprint as computed
from jwk_vectors.model import Level

EC, RSA, OCT = public(key("ec-p-256")), public(key("rsa-2048-a")), key("oct-32")
EC_TOKEN = jws(key("ec-p-256"), "ES256")
VERIFIES = "control-jws.verify-ec-p-256-es256-compact"
ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
"""Of P-256."""


def keys() -> Iterator[Authored]:
    """Keys written in unusual ways."""
    strange = {**EC, "urn:example:member": {"a": [1, None, True]}, "": "empty", "note": "ignored"}
    whole = text(EC)
    cases: tuple[tuple[str, str, str, str, str, Level], ...] = (
        (
            "unknown-members",
            "A key with members that nobody defined",
            text(strange),
            "rfc7517-4-unknown-members",
            "three unknown members added",
            "structure",
        ),
        (
            "whitespace",
            "A key with white space and line breaks wherever JSON has room for them",
            "\r\n\t " + whole.replace(":", " :\n").replace(",", "\t,\r\n ") + "\n",
            "rfc7517-4-whitespace",
            "white space added around values and structural characters",
            "text",
        ),
        (
            "escaped-names",
            "A key whose names and values are written with escapes",
            whole.replace('"kty"', '"\\u006bty"').replace('"P-256"', '"P\\u002d256"'),
            "rfc8259-7-escapes",
            "characters of kty and P-256 written as escapes",
            "text",
        ),
        (
            "members-reversed",
            "A key whose members stand in another order",
            text(dict(reversed(EC.items()))),
            "rfc7517-4-represents-a-key",
            "the order of the members reversed",
            "text",
        ),
    )
    for case, title, document, clause, mutation, level in cases:
        yield vector(
            f"tolerance.{case}-verifies",
            title,
            verify(document, EC_TOKEN, ["ES256"], VERIFIED, like=EC),
            group="tolerance",
            why="Publishers add members and write JSON as their tools do; refusing shuts them out.",
            clauses=(clause,),
            source=source_of(clause),
            level=level,
            derived_from=VERIFIES,
            mutation=mutation,
        )
        yield vector(
            f"tolerance.{case}-thumbprint",
            f"Thumbprint: {title[0].lower()}{title[1:]}",
            thumbprint(document, Expected(facts={"thumbprint": computed(EC)}), like=EC),
            group="tolerance",
            why="A thumbprint that moves with the spelling identifies nothing.",
            clauses=(clause, "rfc7638-3.2-required-members-only"),
            source=source_of("rfc7638-3.2-x"),
            level=level,
            derived_from="control-jwk.thumbprint-ec-p-256",
            mutation=mutation,
        )
    yield vector(
        "tolerance.bare-private-key",
        "Import a private RSA key that has d alone",
        import_key({name: key("rsa-2048-a")[name] for name in ("kty", "n", "e", "d")}),
        group="tolerance",
        why="d is all that is required; the members for speed are only advised.",
        clauses=("rfc7518-6.3.2-rsa-private-key",),
        source=source_of("rfc7518-6.3.2-x"),
        otherwise="warn",
        derived_from="control-jwk.import-rsa",
        mutation="p, q, dp, dq and qi removed",
    )


def sets() -> Iterator[Authored]:
    """Sets with something in them that is of no use."""
    wanted = {**EC, "kid": "wanted"}
    found = Expected(facts={"found": True, "jwk": EC})
    for case, title, stranger, mutation, implied in (
        (
            "unknown-kty",
            "a key of an unknown kind",
            {"kty": "urn:example:kty", "kid": "strange", "value": "AQAB"},
            "a key of an unknown kty in front",
            {},
        ),
        (
            "unknown-crv",
            "a key on an unknown curve",
            {"kty": "EC", "crv": "P-999", "kid": "strange", "x": "AQAB", "y": "AQAB"},
            "a key on an unknown curve in front",
            {"rfc7518-6.2.1.1-known-curve": "the stranger in the set is on one"},
        ),
        (
            "incomplete-key",
            "a key that lacks a member",
            {"kty": "RSA", "kid": "strange", "e": "AQAB"},
            "an RSA key without n in front",
            {"rfc7518-6.3.1-members-present": "the stranger in the set lacks n"},
        ),
    ):
        yield vector(
            f"tolerance.set-with-{case}",
            f"Select from a set with {title}",
            select_key({"keys": [stranger, wanted]}, "wanted", found),
            group="tolerance",
            why="One new key in a published set must not lock out everybody who cannot use it.",
            clauses=("rfc7517-5-skip-unusable-keys",),
            source=source_of("rfc7517-5-x"),
            otherwise="warn",
            derived_from="control-jwks.select",
            mutation=mutation,
            level="structure",
            implied=implied,
        )
    yield vector(
        "tolerance.set-with-unknown-members",
        "Import a set with members that nobody defined",
        import_set({"urn:example:member": [1], "keys": [wanted], "note": "ignored"}),
        group="tolerance",
        why="Publishers add members to sets; refusing them locks their users out.",
        clauses=("rfc7517-5-unknown-members",),
        source=source_of("rfc7517-5-x"),
        derived_from="control-jwks.import",
        mutation="two unknown members added",
        level="structure",
    )


def tokens() -> Iterator[Authored]:
    """Tokens that look odd and are right."""
    yield vector(
        "tolerance.unknown-header-parameter",
        "A header with a parameter that nobody defined",
        verify(
            OCT,
            jws(OCT, "HS256", header(**{"alg": "HS256", "urn:example:parameter": {"a": 1}})),
            ["HS256"],
            VERIFIED,
        ),
        group="tolerance",
        why="Parameters that are not critical are there to be ignored by those who do not know "
        "them.",
        clauses=("rfc7515-4-unknown-parameters",),
        source=source_of("rfc7515-4-x"),
        derived_from="control-jws.verify-oct-hs256-compact",
        mutation="an unknown parameter added",
        level="token",
    )
    signed = signing_input(header(alg="ES256")).decode("ascii")
    r_s = unb64(EC_TOKEN.split(".")[2])
    s = int.from_bytes(r_s[32:], "big")
    high, low = max(s, ORDER - s), min(s, ORDER - s)
    for case, value in (("high-s", high), ("low-s", low)):
        token = f"{signed}.{b64(r_s[:32] + value.to_bytes(32, 'big'))}"
        yield vector(
            f"tolerance.{case}",
            f"An ES256 signature with the {case.split('-')[0]} one of the two values of S",
            verify(EC, token, ["ES256"], VERIFIED),
            group="tolerance",
            why="Most signers do not choose the lower S: half of all signatures have the higher.",
            clauses=("rfc7518-3.4-any-s",),
            source=source_of("rfc7518-3.4-x"),
            derived_from=VERIFIES,
            mutation=f"S: the {'greater' if case == 'high-s' else 'smaller'} of s and n - s",
            level="token",
        )


CHAPTER = Chapter("tolerance", "Unusual input that must be accepted", (keys, sets, tokens))
