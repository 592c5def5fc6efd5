"""Protected headers that are no JSON object in UTF-8, and objects written in unusual ways."""

from __future__ import annotations

from collections.abc import Iterator

from authoring.build import Authored, choice, vector
from authoring.choice_key import either
from authoring.damage import OPENED, VERIFIED, left_open, refused, source_of
from authoring.forge import header, jws
from authoring.registry import Chapter
from authoring.signed_by import GROUP, HS256
from authoring.suite import key
from jwk_vectors.model import Option

IS_JSON = "rfc7515-5.2-header-is-json"
STRICT = "rfc7515-10.12-json-strict"
DUPLICATES = "rfc7515-4-duplicate-names"
TWO_READERS = "Two readers of one header may see two; filters and verifiers come to disagree."
BOM = b"\xef\xbb\xbf"


def _hs256(octets: bytes) -> str:
    return jws(HS256.key, "HS256", octets)


def _not_utf_8() -> Iterator[tuple[str, str, bytes]]:
    whole = header(alg="HS256")
    yield "bom", "a byte order mark in front", BOM + whole
    for encoding in ("utf-16-le", "utf-16", "utf-32-be"):
        name = "utf-16-marked" if encoding == "utf-16" else encoding
        yield name, f"the header in {encoding.upper()}", whole.decode().encode(encoding)
    yield "overlong", "a quotation mark in two octets", whole.replace(b"HS256", b"HS256\xc0\xa2")
    yield "surrogate-octets", "half a pair in octets", b'{"alg":"HS256","x":"\xed\xa0\x80"}'
    yield "latin-1", "an e acute in Latin-1", b'{"alg":"HS256","x":"\xe9"}'
    yield "cut-character", "a character cut off", b'{"alg":"HS256","x":"\xc3"}'


def _no_object() -> Iterator[tuple[str, str, bytes]]:
    yield "array", "an array", b'["HS256"]'
    yield "array-of-object", "an array around the object", b'[{"alg":"HS256"}]'
    yield "string", "a string", b'"HS256"'
    yield "string-of-object", "a string that holds the object", b'"{\\"alg\\":\\"HS256\\"}"'
    yield "number", "a number", b"256"
    yield "null", "null", b"null"
    yield "true", "true", b"true"
    yield "white-space", "white space alone", b"  "


def _no_json() -> Iterator[tuple[str, str, bytes]]:
    yield "trailing-comma", "a comma behind the last member", b'{"alg":"HS256",}'
    yield "leading-comma", "a comma before the first member", b'{,"alg":"HS256"}'
    yield "comment", "a comment", b'{"alg":"HS256"/* x */}'
    yield "line-comment", "a comment behind the object", b'{"alg":"HS256"}//x'
    yield "single-quotes", "single quotes", b"{'alg':'HS256'}"
    yield "bare-name", "a name without quotation marks", b'{alg:"HS256"}'
    yield "nan", "NaN", b'{"alg":"HS256","x":NaN}'
    yield "infinity", "Infinity", b'{"alg":"HS256","x":-Infinity}'
    yield "leading-zero", "a number with a leading zero", b'{"alg":"HS256","x":01}'
    yield "plus-sign", "a number with a plus sign", b'{"alg":"HS256","x":+1}'
    yield "hexadecimal", "a number in hexadecimal", b'{"alg":"HS256","x":0x1F}'
    yield "bare-point", "a number that starts with a point", b'{"alg":"HS256","x":.5}'
    yield "capital-true", "True for true", b'{"alg":"HS256","x":True}'
    yield "raw-line-feed", "a line feed in a string", b'{"alg":"HS256","x":"a\nb"}'
    yield "raw-nul", "a zero character in a string", b'{"alg":"HS256","x":"a\0b"}'
    yield "bad-escape", "an escape that JSON lacks", b'{"alg":"HS256","x":"\\x41"}'
    yield "no-break-space", "a no-break space between", b'{"alg":\xc2\xa0"HS256"}'
    yield "unclosed", "no closing brace", b'{"alg":"HS256"'
    yield "two-objects", "a second object behind the first", b'{"alg":"HS256"}{"alg":"HS256"}'
    yield "closing-brace-twice", "a second closing brace", b'{"alg":"HS256"}}'
    yield "nul-behind", "a zero octet behind the object", b'{"alg":"HS256"}\0'
    yield "form-feed-behind", "a form feed behind the object", b'{"alg":"HS256"}\x0c'


NOTHING_AFTER = (
    "line-comment",
    "two-objects",
    "closing-brace-twice",
    "nul-behind",
    "form-feed-behind",
)


def damaged_headers() -> Iterator[Authored]:
    """Each over a genuine MAC."""
    families = (
        (_not_utf_8(), (IS_JSON,)),
        (_no_object(), (IS_JSON,)),
        (_no_json(), (IS_JSON, STRICT)),
    )
    for cases, clauses in families:
        for reason, said, octets in cases:
            more = ("rfc7515-10.12-nothing-after-json",) if reason in NOTHING_AFTER else ()
            yield refused(
                GROUP,
                f"header-{reason}",
                f"A header with {said}" if clauses != (IS_JSON,) else f"A header: {said}",
                HS256.verified(_hs256(octets)),
                clauses=(*more, *clauses),
                mutation=f"header: {said}",
                why=TWO_READERS,
                derived_from=HS256.control,
                witness="the MAC is genuine over the header as it stands",
                severity="interoperability",
                level="token",
            )


def _twice() -> Iterator[tuple[str, str, bytes, dict[str, object]]]:
    yield "alg", "alg twice", b'{"alg":"HS512","alg":"HS256"}', {"alg": "HS256"}
    escaped = b'{"kid":"first","alg":"HS256","\\u006bid":"last"}'
    yield "escaped-kid", "kid twice, once with an escape", escaped, {"kid": "last"}
    yield "typ", "typ twice", b'{"alg":"HS256","typ":"JWT","typ":"JOSE"}', {"typ": "JOSE"}
    unknown = b'{"alg":"HS256","x":{"a":1},"x":{"a":2}}'
    yield "unknown", "an unknown parameter twice", unknown, {"x": {"a": 2}}


def duplicates() -> Iterator[Authored]:
    """Names that stand twice: refused, or the last is taken."""
    long = key("oct-64")
    for case, said, octets, taken in _twice():
        answers = either("last", protected=taken)
        yield left_open(
            "duplicate-member",
            f"header-{case}",
            f"A header with {said}",
            HS256.verified(_hs256(octets), answers, algorithms=["HS256", "HS512"]),
            clauses=(DUPLICATES,),
            mutation=said,
            why="Who takes the first value, or both, sees another header than everybody else.",
            derived_from=HS256.control,
            level="token",
        )
    yield refused(
        GROUP,
        "duplicate-alg-escaped-first-wins",
        "alg twice in a header, once with an escape, and the MAC by the first",
        HS256.verified_with(
            long, jws(long, "HS256", b'{"alg":"HS256","\\u0061lg":"HS512"}'), also=["HS512"]
        ),
        clauses=("rfc7515-5.2-signature-validates", DUPLICATES, "rfc7515-10.13-escapes-equal"),
        mutation="alg: HS256, and again, spelled with an escape, HS512; the MAC is of HS256",
        why="A reader may refuse the header or take the last name; taking the first is neither.",
        derived_from=HS256.control,
        witness="the MAC verifies under the first alg only",
        level="token",
    )


def _unusual() -> Iterator[tuple[str, str, bytes, tuple[str, ...], str]]:
    ignored = ("rfc7515-4-unknown-parameters",)
    rare = {"😀": "𝄞", "é": "e\u0301", "\u2028": ""}
    yield (
        "escaped-name",
        "a name with an escape",
        b'{"\\u0061lg":"HS256"}',
        ("rfc7515-10.13-escapes-equal", "rfc7515-5.3-strings-compared", "rfc8259-7-escapes"),
        "alg written with an escape",
    )
    yield (
        "escaped-value",
        "an alg with an escape",
        b'{"alg":"\\u0048S256"}',
        ("rfc7515-10.13-escapes-equal", "rfc7515-5.3-strings-compared", "rfc8259-7-escapes"),
        "HS256 written with an escape",
    )
    yield (
        "white-space",
        "white space and line breaks",
        b'\r\n {\t"alg" :\r\n "HS256" }\n',
        ("rfc7515-3-white-space-in-json",),
        "white space wherever JSON has room for it",
    )
    yield (
        "beyond-bmp",
        "names beyond the Basic Multilingual Plane",
        header(alg="HS256", **rare),
        ("rfc7515-10.13-beyond-bmp-preserved", *ignored),
        "unknown parameters with rare names added",
    )
    yield (
        "empty-name",
        "an empty name",
        header(alg="HS256", **{"": 1}),
        ignored,
        "a parameter with no name added",
    )
    yield (
        "nested-16",
        "a parameter nested 16 deep",
        b'{"alg":"HS256","x":' + b"[" * 16 + b"]" * 16 + b"}",
        ignored,
        "an unknown parameter of nested arrays",
    )
    yield (
        "numbers",
        "numbers in every form",
        b'{"alg":"HS256","x":[-0,1e3,1E-3,0.5,9007199254740993]}',
        ignored,
        "an unknown parameter with numbers added",
    )
    yield (
        "alg-last",
        "alg as the last of its members",
        b'{"typ":"JOSE","cty":"text/plain","alg":"HS256"}',
        ("rfc7515-5.2-report-success",),
        "two parameters before alg",
    )
    yield (
        "name-in-another-case",
        "ALG and Crit beside alg",
        b'{"ALG":"none","alg":"HS256","Crit":["x"]}',
        ignored,
        "parameters added whose names differ from known ones in case",
    )
    for name, clause in (("typ", "9-typ"), ("cty", "10-cty")):
        yield (
            f"{name}-odd",
            f"a {name} that nobody defined",
            header(alg="HS256", **{name: "application/x-jwk-conformance"}),
            (f"rfc7515-4.1.{clause}-ignored",),
            f"{name} added",
        )


def unusual() -> Iterator[Authored]:
    """What has to be accepted."""
    for case, said, octets, clauses, mutation in _unusual():
        yield vector(
            f"tolerance.header-{case}",
            f"A header with {said}",
            HS256.verified(_hs256(octets), VERIFIED),
            group="tolerance",
            why="Headers are written by every kind of tool; refusing good ones locks users out.",
            clauses=clauses,
            source=source_of(clauses[0]),
            derived_from=HS256.control,
            mutation=mutation,
            level="token",
            otherwise="warn" if clauses[0] == "rfc7515-10.13-beyond-bmp-preserved" else "fail",
        )


def limits() -> Iterator[Authored]:
    """Headers beyond what some readers take."""
    for case, said, octets in (
        ("depth-5000", "nested 5000 deep", b"[" * 5000 + b"]" * 5000),
        ("size-8192", "of 8 KiB", b'"' + b"a" * 8192 + b'"'),
        ("size-262144", "of 256 KiB", b'"' + b"a" * (1 << 18) + b'"'),
        ("digits-5000", "that is a number of 5000 digits", b"1" * 5000),
        ("exponent-999999", "that is a number beyond every range", b"1e999999"),
    ):
        yield left_open(
            "json-limits",
            f"header-{case}",
            f"A header with a parameter {said}",
            HS256.verified(_hs256(b'{"alg":"HS256","x":' + octets + b"}"), either()),
            clauses=("rfc8259-9-limits",),
            mutation=f"an unknown parameter {said}",
            why="Anybody can send such a header: the answer has to be an answer, not a crash.",
            derived_from=HS256.control,
            severity="robustness",
            level="token",
        )
    yield left_open(
        "half-surrogate",
        "header",
        "A header with half a surrogate pair as an escape",
        HS256.verified(
            _hs256(b'{"alg":"HS256","x":"\\ud83d"}'),
            choice(
                Option(option="accept", outcome="accepted", facts=OPENED),
                Option(option="refuse", outcome="rejected"),
            ),
        ),
        clauses=("rfc8259-8.2-surrogates", "rfc7515-10.13-beyond-bmp-or-rejected"),
        mutation="an unknown parameter whose value is no sequence of characters",
        why="The grammar allows it and no encoding has it: what comes out is unpredictable.",
        derived_from=HS256.control,
        severity="robustness",
        level="token",
    )


CHAPTER = Chapter(
    "malformed-jws-header",
    "Headers that are no JSON object, and unusual ones that are",
    (damaged_headers, duplicates, unusual, limits),
)
