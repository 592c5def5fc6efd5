"""What is signed, and with what: payloads and headers kept, keys fitting."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from authoring.build import Authored, Draft, Expected, b64, text, vector
from authoring.damage import WITNESSED, refused, source_of
from authoring.forge import PAYLOAD, jws
from authoring.operation import Party, sign
from authoring.registry import Chapter
from authoring.signed_by import (
    BY_SLUG,
    ED25519,
    ES256,
    HS256,
    RS256,
    Signed,
)
from jwk_vectors.model import Check

GROUP = "produced-jws"
PRODUCE = "rfc7515-5.1-produce"
PAYLOADS = (
    ("empty", "no octets", b"", "rfc7515-2-empty-is-empty"),
    ("octets", "all 256 octets", bytes(range(256)), "rfc7515-2-payload-any-octets"),
    ("not-utf-8", "octets that are no text", b"\xff\xfe\x00\xc3", "rfc7515-2-payload-any-octets"),
    ("64-kib", "64 KiB", bytes(range(256)) * 256, "rfc7515-2-payload-any-octets"),
)


def _sign(by: Signed, payload: bytes = PAYLOAD, members: dict[str, Any] | None = None) -> Draft:
    protected = {"alg": by.alg, **(members or {})}
    check = Check(
        kind="jws",
        key=text(by.readable),
        payload=b64(payload),
        protected=protected,
    )
    named = {"kid": protected["kid"]} if "kid" in protected else {}  # some pick the key by it
    signer = Party(key={**by.key, **named}, protected=text(protected))
    return sign([signer], payload, "compact", Expected(check=check), alg=by.alg)


def _signs(by: Signed) -> str:
    return by.control.replace("verify", "sign")


def payloads() -> Iterator[Authored]:
    """Any octets, made and read."""
    for case, said, payload, clause in PAYLOADS:
        yield vector(
            f"jws.sign-payload-{case}",
            f"Sign a payload of {said}",
            _sign(HS256, payload),
            group=GROUP,
            why="A payload is octets, whatever they are; what is signed is what was given.",
            clauses=(clause, PRODUCE),
            source=source_of(clause),
            derived_from=_signs(HS256),
            mutation=f"the payload: {said}",
            level="token",
        )
        yield vector(
            f"jws.verify-payload-{case}",
            f"Verify a payload of {said}",
            HS256.verified(
                jws(HS256.key, "HS256", payload=payload),
                Expected(facts={"payload": b64(payload)}),
            ),
            group="tolerance",
            why="A payload is octets, whatever they are; what comes out is what was signed.",
            clauses=(clause,),
            source=source_of(clause),
            derived_from=HS256.control,
            mutation=f"the payload: {said}",
            level="token",
        )


def headers() -> Iterator[Authored]:
    """Parameters of every kind, which have to come out as they went in."""
    for case, said, members in (
        ("unicode", "a kid beyond ASCII", {"kid": "clé 🔑 \u2028"}),
        ("cty", "typ and cty", {"typ": "JOSE", "cty": "text/plain"}),
        ("jwk", "its public key", {"jwk": dict(ES256.readable)}),
        ("jku", "a jku that nobody answers", {"jku": "https://127.0.0.1:1/jwks.json"}),
    ):
        yield vector(
            f"jws.sign-header-{case}",
            f"Sign with a header that has {said}",
            _sign(ES256, members=members),
            group=GROUP,
            why="Who reads the token relies on the header that the signer meant.",
            clauses=(PRODUCE, "rfc7515-5.1-alg-present"),
            source=source_of(PRODUCE),
            derived_from=_signs(ES256),
            mutation=f"header: {said} added",
            level="token",
        )


def unfitting() -> Iterator[Authored]:
    """Keys that an algorithm is not for: nothing is signed with them."""
    for by, other, clause in (
        (RS256, ES256, "rfc7518-3.1-key-type-of-algorithm"),
        (RS256, HS256, "rfc7518-3.1-key-type-of-algorithm"),
        (ES256, RS256, "rfc7518-3.1-key-type-of-algorithm"),
        (ES256, ED25519, "rfc7518-3.1-key-type-of-algorithm"),
        (HS256, RS256, "rfc7518-3.1-key-type-of-algorithm"),
        (HS256, ES256, "rfc7518-3.1-key-type-of-algorithm"),
        (ED25519, ES256, "rfc8037-4-algorithm-fits-subtype"),
        (ES256, BY_SLUG["es384"], "rfc7518-3.4-curve-of-algorithm"),
        (BY_SLUG["es512"], ES256, "rfc7518-3.4-curve-of-algorithm"),
        (ES256, BY_SLUG["es256k"], "rfc8812-3.3-only-es256k"),
        (BY_SLUG["es256k"], ES256, "rfc8812-3.2-crv-checked"),
    ):
        signer = Party(key=other.key, protected=text({"alg": by.alg}))
        yield refused(
            "malformed-jws",
            f"sign-{by.slug}-with-{other.slug}-key",
            f"Sign by {by.said} with a key for {other.said}",
            sign([signer], PAYLOAD, "compact", WITNESSED, alg=by.alg, like=by.key),
            clauses=(clause,),
            mutation=f"the key: one for {other.said}",
            why="What is signed with a key of another kind nobody can verify, or anybody can.",
            derived_from=_signs(by),
            witness="no signature by this algorithm is defined with this key",
            level="token",
        )


CHAPTER = Chapter(
    "produced-jws",
    "Signatures as they are produced",
    (payloads, headers, unfitting),
)
