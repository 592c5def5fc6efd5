"""JWTs as they are produced: claims and header as given, and nothing of the key in them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from authoring.build import Authored, Expected, text, vector
from authoring.claims import FUTURE, GROUP, KEY, PAST, SUB
from authoring.controls import JWTS
from authoring.damage import source_of
from authoring.operation import sign_jwt
from authoring.registry import Chapter
from authoring.suite import key, public
from jwk_vectors.model import Check

SIGNS = "control-jwt.sign-oct-hs256-compact"
PRODUCED = "rfc7519-7.1-is-jws-or-jwe"


def _signed(
    case: str,
    title: str,
    claims: Mapping[str, Any],
    header: Mapping[str, Any],
    *,
    clauses: tuple[str, ...] = (PRODUCED,),
    why: str,
) -> Authored:
    members = {"alg": "HS256", **header}
    check = Check(kind="jwt", key=text(KEY), members=dict(claims), protected=members)
    return vector(
        f"{GROUP}.sign-{case}",
        title,
        sign_jwt(KEY, claims, members, Expected(check=check)),
        group=GROUP,
        why=why,
        clauses=clauses,
        source=source_of(clauses[0]),
        derived_from=SIGNS,
    )


def claims() -> Iterator[Authored]:
    """Claims of every kind come out as they went in."""
    why = "A claim that is changed on the way into the token is one that nobody made."
    for case, title, given in (
        ("no-claims", "Sign no claims at all", {}),
        (
            "unicode",
            "Sign claims in several scripts",
            {"sub": "\u0416 \u4e2d caf\u00e9", "\u00e9": 1},
        ),
        ("decomposed", "Sign an accent that is a code point of its own", {"sub": "cafe\u0301"}),
        ("astral", "Sign a character beyond 16 bits", {"sub": "\U0001f600"}),
        ("controls", "Sign control characters", {"sub": '\x00\t\n\x1f\x7f"\\/'}),
        ("separators", "Sign the line separators of JavaScript", {"sub": "\u2028\u2029"}),
        ("html", "Sign characters that mean something in HTML", {"sub": "</script>&'"}),
        ("beyond-doubles", "Sign an integer beyond what a double holds", {"n": 2**53 + 1}),
        ("beyond-64-bits", "Sign an integer beyond 64 bits", {"n": 2**64 + 1}),
        ("negative", "Sign a negative integer", {"n": -(2**63)}),
        ("fraction", "Sign numbers that are not whole", {"n": 0.1, "m": -1.5e-9}),
        ("literals", "Sign null, true and false", {"a": None, "b": True, "c": False}),
        ("nested", "Sign arrays and objects", {"a": [[], {}, [1, {"b": [None]}]], "c": {"d": {}}}),
        ("empty-strings", "Sign an empty string under an empty name", {"": ""}),
        ("times", "Sign times that are whole", {"exp": FUTURE, "nbf": PAST, "iat": PAST}),
        ("time-fraction", "Sign a time that is not whole", {"exp": FUTURE + 0.5}),
        (
            "parties",
            "Sign the claims of RFC 7519",
            {"iss": "a", "sub": SUB, "aud": "b", "jti": "c"},
        ),
        ("audience-array", "Sign several audiences", {"aud": ["a", "b"]}),
        ("audience-array-of-one", "Sign one audience in an array", {"aud": ["a"]}),
        ("header-names", "Sign claims named as header parameters", {"alg": "none", "typ": "x"}),
        ("many", "Sign a thousand claims", {f"c{number}": number for number in range(1000)}),
    ):
        yield _signed(case, title, given, {}, why=why)


def headers() -> Iterator[Authored]:
    """The header comes out as it went in, whatever the algorithm."""
    why = "The reader finds the key, and tells the token from others, by what the header says."
    usual = {"sub": SUB}
    for case, title, given, clauses in (
        ("kid", "Sign with a kid", {"kid": "key 1"}, (PRODUCED,)),
        ("kid-unicode", "Sign with a kid beyond ASCII", {"kid": "cl\u00e9"}, (PRODUCED,)),
        ("typ-jwt", "Sign with typ JWT", {"typ": "JWT"}, ("rfc7519-5.1-typ-jwt", PRODUCED)),
        (
            "cty-jwt",
            "Sign with cty JWT",
            {"cty": "JWT"},
            ("rfc7519-5.2-cty-upper-case", "rfc7519-5.2-nested-content-type"),
        ),
    ):
        yield _signed(case, title, usual, given, clauses=clauses, why=why)
    for alg, name in JWTS:
        jwk = key(name)
        readable = jwk if jwk["kty"] == "oct" else public(jwk)
        members = {"alg": alg, "typ": "JWT", "kid": "key 1"}
        yield vector(
            f"{GROUP}.sign-{alg.lower()}-header",
            f"Sign by {alg} with typ and kid",
            sign_jwt(
                {**jwk, "kid": "key 1"},
                usual,
                members,
                Expected(
                    check=Check(kind="jwt", key=text(readable), members=usual, protected=members)
                ),
            ),
            group=GROUP,
            why=why,
            clauses=(PRODUCED, "rfc7519-5.1-typ-jwt"),
            source=source_of(PRODUCED),
            derived_from=SIGNS,
        )


CHAPTER = Chapter("jwt-sign", "JWTs as they are produced", (claims, headers))
