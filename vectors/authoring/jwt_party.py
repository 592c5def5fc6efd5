"""Who issued a JWT, whom it is about and for: iss, sub, aud and jti."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from authoring.build import Authored, text
from authoring.claims import SUB, accepted, open_to, refused, signed
from authoring.registry import Chapter

ISSUER = "https://issuer.example"
AUDIENCE = "https://api.example"
FOR_OTHERS = "A token made for one service opens another: whoever receives tokens can replay them."
OF_OTHERS = "Whoever runs any issuer with the key at hand speaks for every other."
AUD = "rfc7519-4.1.3-audience-checked"
COMPARED = "rfc7519-7.3-strings-compared"
ISS = ("rfc8725-3.8-keys-of-issuer", COMPARED)


def _with(name: str, value: Any) -> str:
    return text({"sub": SUB, name: value})


def audiences() -> Iterator[Authored]:
    """aud, against the name that the reader goes by."""
    value: Any
    for case, words, value, clause in (
        ("string", "the reader's name alone", AUDIENCE, "rfc7519-4.1.3-audience-string"),
        ("array", "the reader's name in an array", [AUDIENCE], "rfc7519-4.1.3-audience-array"),
        (
            "array-first",
            "the reader's name before another",
            [AUDIENCE, "other"],
            "rfc7519-4.1.3-audience-array",
        ),
        (
            "array-last",
            "the reader's name after others",
            ["other", "more", AUDIENCE],
            "rfc7519-4.1.3-audience-array",
        ),
    ):
        yield accepted(
            f"aud-{case}",
            f"aud: {words}",
            _with("aud", value),
            clauses=(clause,),
            mutation=f"aud added: {text_of(value)}",
            why="Issuers write one audience as a string or as an array; both are read everywhere.",
            audience=AUDIENCE,
        )
    yield accepted(
        "aud-escaped",
        "aud: the reader's name, with escapes",
        f'{{"sub":"{SUB}","aud":"https:\\/\\/\\u0061pi.example"}}',
        clauses=(COMPARED, "rfc7519-11-claims-compared"),
        mutation="aud added, with a slash and a letter as escapes",
        why="JSON tools escape as they please: the string is the same.",
        audience=AUDIENCE,
    )
    for case, words, value in (
        ("other", "another name", "https://other.example"),
        ("others", "other names", ["https://other.example", "more"]),
        ("array-empty", "nobody", []),
        ("string-empty", "an empty name", ""),
        ("array-of-empty", "an array of an empty name", [""]),
        ("case", "the name in another case", AUDIENCE.upper()),
        ("trailing-slash", "the name with a slash behind it", f"{AUDIENCE}/"),
        ("prefix", "the beginning of the name", AUDIENCE[:-1]),
        ("longer", "a name that goes on", f"{AUDIENCE}.attacker.example"),
        ("longer-in-array", "a name that goes on, in an array", [f"{AUDIENCE}.attacker.example"]),
        ("letter", "one letter of the name", "a"),
        ("white-space", "the name with a space behind it", f"{AUDIENCE} "),
        ("list-in-string", "two names in one string", f"other {AUDIENCE}"),
        ("list-by-commas", "two names in one string, and a comma", f"other,{AUDIENCE}"),
        ("nested-array", "the name in an array in an array", [[AUDIENCE]]),
        ("null", "null", None),
        ("number", "0", 0),
        ("true", "true", True),
        ("object", "an empty object", {}),
        ("object-member", "an object with the name for a member", {AUDIENCE: True}),
    ):
        yield refused(
            f"aud-{case}",
            f"aud: {words}",
            signed(_with("aud", value)),
            clauses=(AUD, COMPARED) if isinstance(value, str) else (AUD,),
            mutation=f"aud added: {text_of(value)}",
            why=FOR_OTHERS,
            audience=AUDIENCE,
        )
    yield refused(
        "aud-duplicate-last-other",
        "aud twice, the last of them another reader",
        signed(f'{{"sub":"{SUB}","aud":"{AUDIENCE}","aud":"other"}}'),
        clauses=(AUD, "rfc7519-4-duplicate-names"),
        mutation="aud added: the reader, and again another",
        why="A reader may refuse the claims or take the last aud; taking the first is neither.",
        witness="the signature is genuine: it is taken if, and only if, the first aud is",
        audience=AUDIENCE,
    )
    for case, value in (
        ("number", [1, AUDIENCE]),
        ("null", [None, AUDIENCE]),
        ("array", [[], AUDIENCE]),
        ("object", [{}, AUDIENCE]),
    ):
        yield open_to(
            "audience-of-mixed-types",
            case,
            f"aud: an array of the reader's name and a value of type {case}",
            signed(_with("aud", value)),
            clauses=("rfc7519-4.1.3-audience-type",),
            mutation=f"aud added: {text_of(value)}",
            why="The reader is named, in an array that no issuer may write.",
            audience=AUDIENCE,
        )
    for case, value in (("string", AUDIENCE), ("array", [AUDIENCE, "other"])):
        yield open_to(
            "audience-unknown",
            case,
            f"aud: {case}, and the caller says no name",
            signed(_with("aud", value)),
            clauses=("rfc7519-4.1.3-audience-not-asked",),
            mutation=f"aud added: {text_of(value)}",
            why="A reader that says no name cannot be named: where the library does not refuse, "
            "the caller has to check aud.",
            severity="security",
        )


def text_of(value: Any) -> str:
    """A value as it stands in the claims."""
    return text({"": value})[4:-1]


def issuers() -> Iterator[Authored]:
    """iss, against the issuer expected."""
    yield accepted(
        "iss-expected",
        "iss: the issuer expected",
        _with("iss", ISSUER),
        clauses=(COMPARED,),
        mutation="iss added, and expected",
        why="Nothing is wrong with the token.",
        issuer=ISSUER,
    )
    yield accepted(
        "iss-escaped",
        "iss: the issuer expected, with escapes",
        f'{{"sub":"{SUB}","\\u0069ss":"https:\\/\\/\\u0069ssuer.example"}}',
        clauses=(COMPARED, "rfc7519-11-claims-compared"),
        mutation="iss added, its name and value with escapes",
        why="JSON tools escape as they please: the strings are the same.",
        issuer=ISSUER,
    )
    for case, words, value in (
        ("other", "another issuer", "https://other.example"),
        ("case", "the issuer in another case", ISSUER.upper()),
        ("trailing-slash", "the issuer with a slash behind it", f"{ISSUER}/"),
        ("prefix", "the beginning of the issuer", ISSUER[:-1]),
        ("letter", "one letter of the issuer", "s"),
        ("empty", "an empty string", ""),
        ("longer", "an issuer that goes on", f"{ISSUER}.attacker.example"),
        ("default-port", "the issuer with the default port", f"{ISSUER}:443"),
        (
            "percent-encoded",
            "the issuer with a letter percent-encoded",
            ISSUER.replace("i", "%69", 1),
        ),
        ("array", "the issuer in an array", [ISSUER]),
        (
            "array-with-other",
            "another issuer and the one expected in an array",
            ["https://attacker.example", ISSUER],
        ),
        ("object", "an object with the issuer for a member", {ISSUER: True}),
        ("null", "null", None),
        ("true", "true", True),
        ("zero", "0", 0),
    ):
        yield refused(
            f"iss-{case}",
            f"iss: {words}",
            signed(_with("iss", value)),
            clauses=ISS,
            mutation=f"iss added: {text_of(value)}",
            why=OF_OTHERS,
            issuer=ISSUER,
        )
    composed, decomposed = "caf\u00e9", "cafe\u0301"
    yield accepted(
        "iss-unicode",
        "iss: the issuer expected, beyond ASCII",
        _with("iss", composed),
        clauses=(COMPARED,),
        mutation=f"iss added: {composed}, and expected",
        why="Names are in every script.",
        issuer=composed,
    )
    yield refused(
        "iss-not-normalised",
        "iss: what looks like the issuer, in other code points",
        signed(_with("iss", decomposed)),
        clauses=ISS,
        mutation="iss added: the accent as a code point of its own",
        why="Strings are compared code point by code point, without Unicode normalisation.",
        issuer=composed,
    )


def missing() -> Iterator[Authored]:
    """Claims that are not there."""
    for name, clause in (
        ("iss", "rfc7519-4.1.1-iss-optional"),
        ("sub", "rfc7519-4.1.2-sub-optional"),
        ("aud", "rfc7519-4.1.3-aud-optional"),
        ("exp", "rfc7519-4.1.4-exp-optional"),
        ("nbf", "rfc7519-4.1.5-nbf-optional"),
        ("iat", "rfc7519-4.1.6-iat-optional"),
        ("jti", "rfc7519-4.1.7-jti-optional"),
    ):
        everything = {
            "iss": ISSUER,
            "sub": SUB,
            "exp": 4102444800,
            "nbf": 1000000000,
            "iat": 1000000000,
            "jti": "1",
        }
        claims = {other: value for other, value in everything.items() if other != name}
        yield accepted(
            f"{name}-absent",
            f"A JWT without {name}",
            claims,
            clauses=(clause,),
            mutation=f"all registered claims but {name} and aud added",
            why="No claim is required of every JWT.",
            facts=claims,
        )
    for name, issuer, audience in (("iss", ISSUER, ""), ("aud", "", AUDIENCE)):
        yield open_to(
            "expected-claim-missing",
            name,
            f"A JWT without {name}, where the caller expects one",
            signed({"sub": SUB}),
            clauses=(f"rfc7519-4.1.{1 if name == 'iss' else 3}-{name}-missing",),
            mutation=f"none; the caller expects {name}",
            why="Who thinks that the library checked the claim takes tokens that never had it.",
            severity="security",
            issuer=issuer,
            audience=audience,
        )


def types() -> Iterator[Authored]:
    """Claims of a type they are not defined with."""
    for name, clause in (
        ("iss", "rfc7519-4.1.1-iss-is-a-string"),
        ("sub", "rfc7519-4.1.2-sub-is-a-string"),
        ("jti", "rfc7519-4.1.7-jti-is-a-string"),
    ):
        for case, value in (
            ("number", 1),
            ("null", None),
            ("true", True),
            ("array", ["a"]),
            ("object", {"a": "b"}),
        ):
            yield open_to(
                "claim-not-a-string",
                f"{name}-{case}",
                f"{name} of type {case}",
                signed(text({"sub": SUB, name: value})),
                clauses=(clause,),
                mutation=f"{name}: {text_of(value)}",
                why="The application that gets the claim expects a string.",
            )
    for name in ("iss", "sub"):
        yield open_to(
            "claim-not-a-uri",
            name,
            f"{name} with a colon in it that is no URI",
            signed(text({"sub": SUB, name: ": no URI"})),
            clauses=("rfc7519-2-string-or-uri",),
            mutation=f"{name}: a string with a colon in front",
            why="Accounts may be named so; hardly a reader looks.",
        )


CHAPTER = Chapter(
    "jwt-party", "JWTs: by whom, about whom, for whom", (audiences, issuers, missing, types)
)
