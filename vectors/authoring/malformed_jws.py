"""Damaged and forged signatures."""

from __future__ import annotations

import hmac
from collections.abc import Iterator, Sequence

from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from authoring.build import Authored, Draft, b64
from authoring.damage import WITNESSED, refused
from authoring.forge import (
    flattened,
    header,
    jws,
    rsa_key,
    signing_input,
)
from authoring.operation import verify
from authoring.registry import Chapter
from authoring.suite import Jwk, key, public

GROUP = "malformed-jws"
OCT, EC, RSA = key("oct-32"), key("ec-p-256"), key("rsa-2048-a")
OCT_VERIFIES = "control-jws.verify-oct-hs256-compact"
EC_VERIFIES = "control-jws.verify-ec-p-256-es256-compact"
RSA_VERIFIES = "control-jws.verify-rsa-rs256-compact"
EC_TOKEN = jws(EC, "ES256")
ALG = "rfc7515-4.1.1-alg-supported"
FORGED = "An attacker who needs no key signs whatever it likes."


def verified(jwk: Jwk, token: str, algorithms: Sequence[str]) -> Draft:
    """Verify with the public part of a key: to be refused."""
    readable = jwk if jwk["kty"] == "oct" else public(jwk)
    return verify(dict(readable), token, algorithms, WITNESSED)


def _hs256(head: bytes) -> Draft:
    return verified(OCT, jws(OCT, "HS256", head), ["HS256"])


def unsecured() -> Iterator[Authored]:
    """Tokens that say they need no signature."""
    for reason, alg in (
        ("none", "none"),
        ("none-capitalised", "None"),
        ("none-upper-case", "NONE"),
        ("none-mixed-case", "nOnE"),
    ):
        token = signing_input(header(alg=alg)).decode() + "."
        for jwk, allowed, derived_from in (
            (RSA, "RS256", RSA_VERIFIES),
            (OCT, "HS256", OCT_VERIFIES),
        ):
            kty = jwk["kty"]
            clause = "rfc7518-3.6-none-not-by-default" if alg == "none" else ALG
            yield refused(
                GROUP,
                f"{reason}-against-{kty.lower()}",
                f'An unsigned token with alg "{alg}", verified with an {kty} key',
                verified(jwk, token, [allowed]),
                clauses=(clause, "rfc8725-3.1-only-allowed-algorithms"),
                mutation=f"alg: {alg}, and no signature",
                why=FORGED,
                derived_from=derived_from,
                witness="the token has no signature that could verify",
                level="token",
            )


def algorithms() -> Iterator[Authored]:
    """The algorithm chosen by the sender of the token."""
    pem = rsa_key(RSA).public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    signed = signing_input(header(alg="HS256"))
    mac = b64(hmac.digest(pem, signed, "sha256"))
    only = "rfc8725-3.1-only-allowed-algorithms"
    for reason, allowed, clauses in (
        ("allowed", ["RS256", "HS256"], (ALG,)),
        ("not-allowed", ["RS256"], (ALG, only)),
    ):
        yield refused(
            GROUP,
            f"public-key-as-secret-{reason}",
            f"HS256 with a public RSA key as the secret, HS256 {reason.replace('-', ' ')}",
            verified(RSA, f"{signed.decode()}.{mac}", allowed),
            clauses=clauses,
            mutation="alg: HS256, and the MAC is made with the PEM of the public key",
            why=FORGED,
            derived_from=RSA_VERIFIES,
            witness="the MAC verifies where the PEM of the public key is taken for a secret",
            level="token",
        )
    longest = key("oct-64")
    yield refused(
        GROUP,
        "algorithm-not-allowed",
        "A genuine HS256 token where only HS384 is allowed",
        verified(longest, jws(longest, "HS256"), ["HS384"]),
        clauses=("rfc8725-3.1-only-allowed-algorithms",),
        mutation="alg: HS256, where the caller allows HS384 alone",
        why="What the caller allows is its only guard against algorithms it knows to be weak.",
        derived_from="control-jws.verify-oct-hs384-compact",
        level="token",
    )


def critical() -> Iterator[Authored]:
    """Extensions that the recipient must understand and cannot."""
    name = "urn:example:jwk-conformance:undefined"
    marked = {"alg": "HS256", "crit": [name], name: True}
    yield refused(
        GROUP,
        "crit-unknown",
        "A critical extension that nobody defined",
        _hs256(header(**marked)),
        clauses=("rfc7515-4.1.11-crit-understood",),
        mutation="crit: names an extension, which is there",
        why="Extensions change what a token means; the sender asked to be refused rather than "
        "misunderstood.",
        derived_from=OCT_VERIFIES,
        level="token",
    )
    plain = jws(OCT, "HS256")
    yield refused(
        GROUP,
        "crit-unprotected",
        "A critical extension that nobody defined, outside the protected header",
        verified(OCT, flattened(plain, **{"crit": [name], name: True}), ["HS256"]),
        clauses=("rfc7515-4.1.11-crit-understood",),
        mutation="crit and the extension: in the unprotected header",
        why="Where the reader looks for crit in one header only, the other one gets around it.",
        derived_from="control-jws.verify-oct-hs256-flattened",
        level="token",
    )


def headers() -> Iterator[Authored]:
    """Headers that are no header."""
    whole = header(alg="HS256")
    for reason, title, octets, clause, mutation in (
        (
            "text-after-header",
            "A header with text behind the object",
            whole + b"ABCD",
            "rfc7515-10.12-nothing-after-json",
            "ABCD added after the header",
        ),
        (
            "header-not-utf-8",
            "A header with an octet that is not UTF-8",
            b'{"alg":"HS256","x":"\xff"}',
            "rfc7515-5.2-header-is-json",
            "an octet ff in a string of the header",
        ),
        (
            "header-utf-16",
            "A header in UTF-16",
            whole.decode().encode("utf-16-be"),
            "rfc7515-5.2-header-is-json",
            "the header in UTF-16",
        ),
    ):
        yield refused(
            GROUP,
            reason,
            title,
            _hs256(octets),
            clauses=(clause,),
            mutation=mutation,
            why="Two readers of one header may see two; filters and verifiers come to disagree.",
            derived_from=OCT_VERIFIES,
            severity="interoperability",
            level="token",
        )
    yield refused(
        GROUP,
        "alg-in-both-headers",
        "alg in the protected and in the unprotected header",
        verified(OCT, flattened(jws(OCT, "HS256"), alg="HS256"), ["HS256"]),
        clauses=("rfc7515-5.2-header-disjoint",),
        mutation="alg: also in the unprotected header",
        why="Where one name stands in both, the unprotected one may win.",
        derived_from="control-jws.verify-oct-hs256-flattened",
        level="token",
    )
    longest = key("oct-64")
    yield refused(
        GROUP,
        "duplicate-alg-first-wins",
        "alg twice in a header, and the signature by the first",
        verified(
            longest, jws(longest, "HS256", b'{"alg":"HS256","alg":"HS384"}'), ["HS256", "HS384"]
        ),
        clauses=("rfc7515-5.2-signature-validates", "rfc7515-4-duplicate-names"),
        mutation="alg: HS256 and again HS384; the MAC is of HS256",
        why="A reader may refuse the header or take the last name; taking the first is neither.",
        derived_from=OCT_VERIFIES,
        witness="the MAC verifies under the first alg only",
        level="token",
    )


CHAPTER = Chapter(
    "malformed-jws",
    "Forged tokens and damaged headers",
    (unsecured, algorithms, critical, headers),
)
