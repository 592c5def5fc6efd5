"""The times in a JWT: exp, nbf and iat, in every way to write a number and in no number at all.

A run meets the real clock, so the times are decades away from it.
"""

from __future__ import annotations

from collections.abc import Iterator

from authoring.build import Authored, text
from authoring.claims import FUTURE, PAST, accepted, open_to, refused, signed
from authoring.forge import header
from authoring.registry import Chapter

FRACTION = "rfc7519-2-numeric-date-fraction"
NUMBER = {
    "exp": "rfc7519-4.1.4-exp-is-a-number",
    "nbf": "rfc7519-4.1.5-nbf-is-a-number",
    "iat": "rfc7519-4.1.6-iat-is-a-number",
}
FOREVER = "A token that does not expire is good for its thief as long as the key lives."
EARLY = "A token for tomorrow is taken today: whoever relies on the date is deceived."
SHUT_OUT = "Issuers write dates as their JSON tools do; refusing a good one locks users out."

PASSED = (
    ("whole", "2001", str(PAST)),
    ("fraction", "2001, half a second past", f"{PAST}.5"),
    ("exponent", "2001, written with an exponent", "1e9"),
    ("decimal-exponent", "2001, written with a fraction and an exponent", "1.0E+9"),
    ("zero", "the start of 1970", "0"),
    ("minus-zero", "the start of 1970, written -0", "-0"),
    ("zero-fraction", "the start of 1970, written 0.0", "0.0"),
    ("one", "one second into 1970", "1"),
)
BEFORE_1970 = (
    ("negative", "one second before 1970", "-1"),
    ("negative-fraction", "half a second before 1970", "-0.5"),
    ("long-ago", "32 bits before 1970", "-4294967296"),
)
AHEAD = (
    ("whole", "2100", str(FUTURE)),
    ("fraction", "2100, half a second in", f"{FUTURE}.5"),
    ("exponent", "2100, written with an exponent", "41024448e2"),
    ("decimal-exponent", "2100, written with a fraction and an exponent", "4.1024448E+9"),
    ("beyond-32-bits", "2106, one more than 32 bits hold", "4294967296"),
    ("last-year-of-four-digits", "the last second of 9999", "253402300799"),
)
TOO_FAR = (
    ("year-10000", "the first second of 10000", "253402300800"),
    ("beyond-64-bits", "one more than 64 bits hold", "18446744073709551616"),
    ("1e308", "1e308", "1e308"),
    ("1e400", "1e400, more than a double holds", "1e400"),
    ("400-digits", "400 digits", "9" * 400),
)
OTHER_TYPES = (
    ("string-ahead", "a string that looks like a time in 2100", f'"{FUTURE}"'),
    ("string-passed", "a string that looks like a time in 2001", f'"{PAST}"'),
    ("string-date", "a date in words", '"2100-01-01T00:00:00Z"'),
    ("string-empty", "an empty string", '""'),
    ("null", "null", "null"),
    ("true", "true", "true"),
    ("false", "false", "false"),
    ("array", "an array of a time in 2100", f"[{FUTURE}]"),
    ("array-empty", "an empty array", "[]"),
    ("object", "an empty object", "{}"),
)
NO_JSON = (
    ("nan", "NaN"),
    ("infinity", "Infinity"),
    ("minus-infinity", "-Infinity"),
    ("plus", f"+{FUTURE}"),
    ("leading-zero", f"0{FUTURE}"),
    ("hexadecimal", "0xF4865700"),
    ("no-digit-after-point", f"{FUTURE}."),
    ("single-quotes", f"'{FUTURE}'"),
)


def _claims(name: str, value: str) -> str:
    return f'{{"sub":"jwk-conformance","{name}":{value}}}'


def expiry() -> Iterator[Authored]:
    """exp that has passed, and exp that has not."""
    for case, words, value in (*PASSED, *BEFORE_1970):
        yield refused(
            f"exp-passed-{case}",
            f"exp: {words}",
            signed(_claims("exp", value)),
            clauses=("rfc7519-4.1.4-exp-checked", FRACTION),
            mutation=f"exp added: {value}",
            why=FOREVER,
        )
    for case, words, value in AHEAD:
        yield accepted(
            f"exp-ahead-{case}",
            f"exp: {words}",
            _claims("exp", value),
            clauses=(FRACTION, "rfc7519-2-claim-value-any-json"),
            mutation=f"exp added: {value}",
            why=SHUT_OUT,
        )
    yield refused(
        "exp-passed-escaped-name",
        "exp in 2001, its name spelled with an escape",
        signed(f'{{"sub":"jwk-conformance","\\u0065xp":{PAST}}}'),
        clauses=("rfc7519-4.1.4-exp-checked", "rfc7519-7.3-strings-compared"),
        mutation="exp added, as \\u0065xp",
        why=FOREVER,
    )
    yield refused(
        "exp-passed-beside-nbf-passed",
        "exp in 2001, nbf and iat before it",
        signed(f'{{"sub":"jwk-conformance","iat":{PAST - 2},"nbf":{PAST - 1},"exp":{PAST}}}'),
        clauses=("rfc7519-4.1.4-exp-checked",),
        mutation="iat, nbf and exp added, all in 2001",
        why=FOREVER,
    )
    for case, members in (
        ("typ-jwt", {"typ": "JWT"}),
        ("typ-at-jwt", {"typ": "at+jwt"}),
        ("kid", {"kid": "a"}),
    ):
        yield refused(
            f"exp-passed-beside-{case}",
            f"exp in 2001, and {case.partition('-')[0]} in the header ({case})",
            signed(_claims("exp", str(PAST)), header(alg="HS256", **members)),
            clauses=("rfc7519-4.1.4-exp-checked",),
            mutation=f"exp added: {PAST}; header: {text(members)}",
            why=FOREVER,
        )
    yield refused(
        "exp-duplicate-last-passed",
        "exp twice, the last of them in 2001",
        signed(f'{{"sub":"jwk-conformance","exp":{FUTURE},"exp":{PAST}}}'),
        clauses=("rfc7519-4.1.4-exp-checked", "rfc7519-4-duplicate-names"),
        mutation="exp added: 2100, and again 2001",
        why="A reader may refuse the claims or take the last exp; taking the first is neither.",
        witness="the signature is genuine: it is taken if, and only if, the first exp is",
    )


def beginning() -> Iterator[Authored]:
    """nbf that has not come, and nbf that has."""
    for case, words, value in AHEAD:
        yield refused(
            f"nbf-ahead-{case}",
            f"nbf: {words}",
            signed(_claims("nbf", value)),
            clauses=("rfc7519-4.1.5-nbf-checked", FRACTION),
            mutation=f"nbf added: {value}",
            why=EARLY,
        )
    for case, words, value in PASSED:
        yield accepted(
            f"nbf-passed-{case}",
            f"nbf: {words}",
            _claims("nbf", value),
            clauses=("rfc7519-4.1.5-nbf-reached", FRACTION),
            mutation=f"nbf added: {value}",
            why=SHUT_OUT,
        )
    yield refused(
        "nbf-ahead-of-an-exp-ahead",
        "nbf and exp in 2100, a day apart",
        signed(f'{{"sub":"jwk-conformance","nbf":{FUTURE},"exp":{FUTURE + 86400}}}'),
        clauses=("rfc7519-4.1.5-nbf-checked",),
        mutation="nbf and exp added, in 2100",
        why=EARLY,
    )
    yield refused(
        "nbf-duplicate-last-ahead",
        "nbf twice, the last of them in 2100",
        signed(f'{{"sub":"jwk-conformance","nbf":{PAST},"nbf":{FUTURE}}}'),
        clauses=("rfc7519-4.1.5-nbf-checked", "rfc7519-4-duplicate-names"),
        mutation="nbf added: 2001, and again 2100",
        why="A reader may refuse the claims or take the last nbf; taking the first is neither.",
        witness="the signature is genuine: it is taken if, and only if, the first nbf is",
    )


def issue() -> Iterator[Authored]:
    """iat: a number, which decides nothing."""
    for case, words, value in PASSED:
        yield accepted(
            f"iat-passed-{case}",
            f"iat: {words}",
            _claims("iat", value),
            clauses=(FRACTION, "rfc7519-2-claim-value-any-json"),
            mutation=f"iat added: {value}",
            why=SHUT_OUT,
        )
    for case, words, value in AHEAD:
        yield open_to(
            "iat-in-the-future",
            case,
            f"iat: {words}",
            signed(_claims("iat", value)),
            clauses=("rfc7519-4.1.6-iat-in-the-future",),
            mutation=f"iat added: {value}",
            why="Clocks differ: a reader that refuses a future iat refuses fresh tokens of an "
            "issuer whose clock is ahead.",
        )


def types() -> Iterator[Authored]:
    """Times that are no number, or one that few can hold."""
    for name, clause in NUMBER.items():
        for case, words, value in OTHER_TYPES:
            yield open_to(
                "date-not-a-number",
                f"{name}-{case}",
                f"{name}: {words}",
                signed(_claims(name, value)),
                clauses=(clause,),
                mutation=f"{name} added: {value}",
                why="A reader that skips what it cannot read takes a token that never expires.",
                severity="security",
            )
        for case, words, value in TOO_FAR:
            if name == "nbf":
                continue
            yield open_to(
                "date-out-of-range",
                f"{name}-{case}",
                f"{name}: {words}",
                signed(_claims(name, value)),
                clauses=("rfc8259-9-limits", "rfc7519-4.1.6-iat-in-the-future")
                if name == "iat"
                else ("rfc8259-9-limits",),
                mutation=f"{name} added: {value if len(value) < 40 else words}",
                why="Such a date overflows the calendar of many languages: an unexpected error "
                "where a decision was due.",
                severity="robustness",
            )
        for case, words, value in BEFORE_1970:
            if name == "exp":
                continue
            yield open_to(
                "date-before-1970",
                f"{name}-{case}",
                f"{name}: {words}",
                signed(_claims(name, value)),
                clauses=("rfc7519-2-before-1970",),
                mutation=f"{name} added: {value}",
                why="An issuer without a clock may send one: who mixes readers must know which "
                "of them refuse.",
            )
    for case, words, value in TOO_FAR:
        yield refused(
            f"nbf-out-of-range-{case}",
            f"nbf: {words}",
            signed(_claims("nbf", value)),
            clauses=("rfc7519-4.1.5-nbf-checked",),
            mutation=f"nbf added: {value if len(value) < 40 else words}",
            why=EARLY,
        )
    for name in ("exp", "nbf"):
        for case, value in NO_JSON:
            yield refused(
                f"{name}-{case}",
                f"{name}: {value}, which is not JSON",
                signed(_claims(name, value)),
                clauses=("rfc7519-7.2-claims-are-json", "rfc7519-11-claims-strict-json"),
                mutation=f"{name} added: {value}",
                why="Every comparison with NaN is false: a token with such a date is good forever, "
                "and other readers of the same claims refuse it."
                if value == "NaN"
                else "Two readers of one text come to see two dates, or none.",
            )


CHAPTER = Chapter("jwt-time", "JWTs: when they are valid", (expiry, beginning, issue, types))
