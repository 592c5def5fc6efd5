"""Keys that a token brings along or points to: never trusted because they are there."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from authoring.build import Authored, text, vector
from authoring.certificate import certificate, of_another_key
from authoring.choice_key import either
from authoring.damage import VERIFIED, left_open, refused, source_of
from authoring.forge import header, jws
from authoring.operation import verify, verify_with_set
from authoring.registry import Chapter
from authoring.signed_by import BY_SLUG, ED25519, ES256, GROUP, HS256, RS256, VALIDATES, Signed
from authoring.signed_by import readable as readable_part
from authoring.suite import key, public, thumbprint

CLOSED = "https://127.0.0.1:1/jwks.json"
"""An address at which nobody answers: who fetches it has to fail, or hangs until the deadline."""
ORIGIN = "rfc7515-10.3-origin-authenticated"
IGNORED = "rfc7515-4-optional-parameters"
X5T, X5T_S256 = "MTIzNDU2Nzg5MDEyMzQ1Njc4OTA", "MTIzNDU2Nzg5MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTI"
CHOSEN = "The sender chose that key: anybody can sign with a key of his own and enclose it."


def _carried(by: Signed) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Ways to bring along the key that signed, which is not the one that is trusted."""
    other = readable_part(key(by.other))
    yield "jwk", "in jwk", {"jwk": other}
    trusted = thumbprint(by.key)
    named = {"kid": trusted, "jwk": {**other, "kid": trusted}}
    yield "jwk-with-kid", "in jwk, under the kid of the trusted key", named
    yield "jku", "behind a jku", {"jku": CLOSED, "kid": thumbprint(other)}
    yield "x5u", "behind an x5u", {"x5u": CLOSED}
    yield "x5t", "by x5t", {"x5t": X5T, "x5t#S256": X5T_S256}
    yield "kid", "by its kid", {"kid": thumbprint(other)}


def untrusted() -> Iterator[Authored]:
    """Signed by a key that comes with the token, verified with another that was given."""
    for by in (HS256, RS256, ES256, ED25519, BY_SLUG["es256k"]):
        for reason, said, members in _carried(by):
            token = jws(key(by.other), by.alg, header(alg=by.alg, **members))
            yield refused(
                GROUP,
                f"embedded-{reason}-{by.slug}",
                f"A token by {by.said}, signed by a key that it brings along {said}",
                by.verified(token),
                clauses=(ORIGIN, VALIDATES),
                mutation=f"the signature: by another key, which stands {said}",
                why=CHOSEN,
                derived_from=by.control,
                witness="the signature is that of the key enclosed",
                level="token",
            )
    certified = {"alg": "ES256", "x5c": [of_another_key()]}
    yield refused(
        GROUP,
        "embedded-x5c-es256",
        "A token by ES256, signed by a key whose certificate it brings along",
        ES256.verified(jws(key("ec-p-256-b"), "ES256", header(**certified))),
        clauses=(ORIGIN, "rfc7515-4.1.6-x5c-validated", VALIDATES),
        mutation="the signature: by another key, whose certificate stands in x5c",
        why=CHOSEN,
        derived_from=ES256.control,
        witness="the signature is that of the key in the certificate",
        level="token",
    )
    symmetric = {"alg": "HS256", "jwk": key("oct-32")}
    yield refused(
        GROUP,
        "embedded-secret-against-rsa",
        "A token by HS256 that brings its secret along, verified with a public RSA key",
        RS256.verified(
            jws(key("oct-32"), "HS256", header(**symmetric)), algorithms=["RS256", "HS256"]
        ),
        clauses=(ORIGIN, VALIDATES),
        mutation="alg: HS256, and the secret in jwk",
        why=CHOSEN,
        derived_from=RS256.control,
        witness="the MAC is that of the secret enclosed",
        level="token",
    )


def _beside() -> Iterator[tuple[str, str, dict[str, Any], tuple[str, ...]]]:
    own = readable_part(ES256.key)
    yield "jwk", "its own key in jwk", {"jwk": own}, (IGNORED,)
    yield "jku", "a jku at which nobody answers", {"jku": CLOSED}, (IGNORED,)
    yield "x5u", "an x5u at which nobody answers", {"x5u": CLOSED}, (IGNORED,)
    yield "x5t", "x5t and x5t#S256", {"x5t": X5T, "x5t#S256": X5T_S256}, (IGNORED,)
    ignored = ("rfc7515-4.1.9-typ-ignored", "rfc7515-4.1.10-cty-ignored")
    yield "typ", "typ and cty", {"typ": "JOSE", "cty": "text/plain"}, ignored


OPTIONAL = tuple(
    f"rfc7515-4.1.{name}-optional"
    for name in (
        "2-jku",
        "3-jwk",
        "4-kid",
        "5-x5u",
        "6-x5c",
        "7-x5t",
        "8-x5t-s256",
        "9-typ",
        "10-cty",
        "11-crit",
    )
)


def beside() -> Iterator[Authored]:
    """Genuine tokens whose header says more than is needed, and one that says nothing more."""
    for case, said, members, clauses in _beside():
        yield vector(
            f"tolerance.header-with-{case}",
            f"A genuine token with {said}, verified with the key given",
            ES256.verified(jws(ES256.key, "ES256", header(alg="ES256", **members)), VERIFIED),
            group="tolerance",
            why="The caller has the key; nothing needs fetching, and nothing else is to be used.",
            clauses=clauses,
            source=source_of(clauses[0]),
            derived_from=ES256.control,
            mutation=f"header: {said} added",
            level="token",
        )
    yield vector(
        "tolerance.header-with-alg-alone",
        "A genuine token whose header has alg and nothing else",
        ES256.verified(ES256.token, VERIFIED),
        group="tolerance",
        why="alg is all that a header needs.",
        clauses=(*OPTIONAL, "rfc7797-3-b64-optional"),
        source=source_of(OPTIONAL[0]),
        level="token",
    )
    for case, kid in (
        ("path", "../../../../dev/null"),
        ("sql", "x' UNION SELECT 'secret' -- "),
        ("command", "|/usr/bin/id"),
        ("empty", ""),
        ("long", "k" * 300),
        ("url", "https://127.0.0.1:1/key"),
        ("unicode", "clé 🔑"),
        ("template", "${jndi:ldap://127.0.0.1:1/}"),
    ):
        jwk = {**readable_part(ES256.key), "kid": kid}
        yield vector(
            f"tolerance.kid-{case}",
            f"A kid that looks like something else: {case}",
            verify(jwk, jws(ES256.key, "ES256", header(alg="ES256", kid=kid)), ["ES256"], VERIFIED),
            group="tolerance",
            why="A kid is a string to be compared, not to be opened, asked for or run.",
            clauses=("rfc7515-4.1.4-kid-matches", "rfc7515-5.2-report-success"),
            source=source_of("rfc7515-4.1.4-kid-matches"),
            derived_from=ES256.control,
            mutation=f"kid of header and key: {case}",
            severity="security",
            level="token",
        )


def _malformed() -> Iterator[tuple[str, dict[str, Any], str]]:
    private = dict(ES256.key)
    yield "jwk-private", {"jwk": private}, "rfc7515-4.1.3-jwk-is-public"
    own = readable_part(private)
    yield "jwk-text", {"jwk": text(own)}, "rfc7515-4.1.3-jwk-is-public"
    yield "jwk-array", {"jwk": [own]}, "rfc7515-4.1.3-jwk-is-public"
    yield "jku-no-uri", {"jku": "no uri"}, "rfc7515-4.1.2-jku-is-a-uri"
    yield "jku-number", {"jku": 1}, "rfc7515-4.1.2-jku-is-a-uri"
    yield "x5u-no-uri", {"x5u": "no uri"}, "rfc7515-4.1.5-x5u-is-a-uri"
    yield "x5u-number", {"x5u": 1}, "rfc7515-4.1.5-x5u-is-a-uri"
    yield "x5c-string", {"x5c": "AAAA"}, "rfc7515-4.1.6-x5c-encoding"
    others_first = [of_another_key(), certificate(private)]
    yield "x5c-other-first", {"x5c": others_first}, "rfc7515-4.1.6-x5c-key-first"
    yield "x5c-no-certificate", {"x5c": ["AAAA"]}, "rfc7515-4.1.6-x5c-encoding"
    yield "x5t-short", {"x5t": "AAAA"}, "rfc7515-4.1.7-x5t-value"
    yield "x5t-number", {"x5t": 1}, "rfc7515-4.1.7-x5t-value"
    yield "x5t-s256-short", {"x5t#S256": "AAAA"}, "rfc7515-4.1.8-x5t-s256-value"
    yield "typ-number", {"typ": 1}, "rfc7515-4.1.9-typ-is-a-string"
    yield "typ-null", {"typ": None}, "rfc7515-4.1.9-typ-is-a-string"
    yield "cty-number", {"cty": 1}, "rfc7515-4.1.10-cty-is-a-string"


def malformed() -> Iterator[Authored]:
    """Parameters with values that no producer may write, on which nothing depends."""
    for case, members, clause in _malformed():
        token = jws(ES256.key, "ES256", header(alg="ES256", **members))
        yield left_open(
            "header-parameter-malformed",
            case,
            f"A parameter with a wrong value: {case.replace('-', ' ')}",
            ES256.verified(token, either("ignore")),
            clauses=(clause,),
            mutation=f"header: {', '.join(members)} with a wrong value",
            why="Who makes such tokens must know which recipients refuse them.",
            derived_from=ES256.control,
            level="token",
        )
    for case, members in (
        ("kid-other", {"kid": "another"}),
        ("kid-case", {"kid": "WANTED"}),
    ):
        yield left_open(
            "kid-of-key-differs",
            case,
            f"A key that is handed over alone, with another kid than the header ({case})",
            verify(
                {**readable_part(ES256.key), "kid": "wanted"},
                jws(ES256.key, "ES256", header(alg="ES256", **members)),
                ["ES256"],
                either("ignore"),
            ),
            clauses=("rfc7515-4.1.4-kid-is-a-hint",),
            mutation="kid: not the one of the key",
            why="Where libraries differ, keys that are rotated by hand fail with some of them.",
            derived_from=ES256.control,
            level="token",
        )
    maker = readable_part(ES256.key)
    other = {**public(key("ec-p-256-b")), "kid": "other"}
    for case, said, keys in (
        ("others", "keys of other kids", [other, {**maker, "kid": "wanted"}]),
        ("one", "one key, of another kid", [{**maker, "kid": "wanted"}]),
        ("none", "keys without a kid", [other, maker]),
    ):
        yield left_open(
            "kid-not-in-set",
            case,
            f"A token with a kid that is not in the set: {said}",
            verify_with_set(
                {"keys": keys},
                jws(ES256.key, "ES256", header(alg="ES256", kid="another")),
                ["ES256"],
                either("ignore"),
                like=maker,
            ),
            clauses=("rfc7515-4.1.4-kid-is-a-hint",),
            mutation=f"kid: in the header another than in the set ({said})",
            why="A reader that tries the other keys takes tokens that name a key withdrawn; one "
            "that does not refuses those of a set without kids.",
            derived_from=f"{ES256.control}-set",
            level="token",
        )


CHAPTER = Chapter(
    "embedded-key",
    "Keys that a token brings along",
    (untrusted, beside, malformed),
)
