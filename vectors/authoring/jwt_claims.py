"""The text of claims: one JSON object in UTF-8, or what is none; `jwt_form` has the chapter."""

from __future__ import annotations

from collections.abc import Iterator

from authoring.build import Authored, text
from authoring.claims import (
    FUTURE,
    PAST,
    SUB,
    accepted,
    open_to,
    refused,
    signed,
)
from authoring.forge import PAYLOAD

JSON = ("rfc7519-7.2-claims-are-json", "rfc7519-7.2-any-step-fails")
PLAIN = PAYLOAD.decode("ascii")
TWO_READERS = "Two readers of one text come to see two sets of claims, and decide differently."
TOLERATE = "Refusing what the text allows locks out the users of whoever writes it."


def content() -> Iterator[Authored]:
    """Claims that are no JSON object."""
    for case, words, claims in (
        ("array", "an array", '[{"sub":"jwk-conformance"}]'),
        ("array-of-pairs", "an array of pairs", '[["sub","jwk-conformance"]]'),
        ("array-empty", "an empty array", "[]"),
        ("string", "a string", '"jwk-conformance"'),
        ("string-of-json", "a string that holds the claims", text({"": PLAIN})[4:-1]),
        ("number", "a number", "1"),
        ("null", "null", "null"),
        ("true", "true", "true"),
        ("nothing", "nothing", ""),
        ("white-space", "white space alone", " "),
        ("words", "words", "jwk-conformance"),
    ):
        yield refused(
            f"claims-{case}",
            f"Claims that are {words}",
            signed(claims),
            clauses=JSON,
            mutation=f"the claims: {words}",
            why="The application looks up claims by name, where there are none.",
            severity="robustness",
        )
    for case, words, claims in (
        ("text-behind", "text behind the object", PLAIN + "ABCD"),
        ("text-in-front", "text in front of the object", "ABCD" + PLAIN),
        ("two-objects", "two objects", PLAIN + '{"sub":"somebody-else"}'),
        ("nul-behind", "a zero octet behind the object", PLAIN + "\x00"),
        ("cut-short", "no closing brace", PLAIN[:-1]),
        ("comma-behind", "a comma after the last claim", PLAIN[:-1] + ",}"),
        ("comment", "a comment", PLAIN[:-1] + "/* */}"),
        ("single-quotes", "single quotes", PLAIN.replace('"', "'")),
        ("bare-names", "a name without quotation marks", PLAIN.replace('"sub"', "sub")),
        ("raw-line-break", "a line break in a string", PLAIN[:-2] + '\n"}'),
        ("unknown-escape", "an escape that JSON lacks", PLAIN[:-2] + '\\x41"}'),
        ("nan", "NaN in an unknown claim", PLAIN[:-1] + ',"n":NaN}'),
        ("infinity", "Infinity in an unknown claim", PLAIN[:-1] + ',"n":Infinity}'),
        ("form-feed", "a form feed between two claims", PLAIN[:-1] + ',\f"a":1}'),
        ("no-break-space", "a no-break space between two claims", PLAIN[:-1] + ',\u00a0"a":1}'),
    ):
        yield refused(
            f"claims-{case}",
            f"Claims with {words}",
            signed(claims),
            clauses=(*JSON, "rfc7519-11-claims-strict-json"),
            mutation=f"the claims: {words}",
            why=TWO_READERS,
        )
    for case, words, octets in (
        ("not-utf-8", "an octet that is not UTF-8", b'{"sub":"jwk-conformance\xff"}'),
        ("overlong-utf-8", "a letter in two octets", b'{"sub":"jwk-conformanc\xc1\xa5"}'),
        (
            "surrogate-utf-8",
            "a surrogate in three octets",
            b'{"sub":"jwk-conformance\xed\xa0\x80"}',
        ),
        ("latin-1", "a letter in ISO 8859-1", b'{"sub":"jwk-conformance","n":"caf\xe9"}'),
        ("utf-16-be", "UTF-16, high octets first", PLAIN.encode("utf-16-be")),
        ("utf-16-le", "UTF-16, low octets first", PLAIN.encode("utf-16-le")),
        ("utf-16-mark", "UTF-16 with a byte order mark", PLAIN.encode("utf-16")),
        ("utf-32", "UTF-32", PLAIN.encode("utf-32-be")),
    ):
        yield refused(
            f"claims-{case}",
            f"Claims with {words}" if "UTF-" not in words[:4] else f"Claims in {words}",
            signed(octets),
            clauses=("rfc8725-3.7-utf-8", *JSON),
            mutation=f"the claims: {words}",
            why=TWO_READERS,
        )
    yield open_to(
        "byte-order-mark",
        "claims",
        "A byte order mark in front of the claims",
        signed(b"\xef\xbb\xbf" + PAYLOAD),
        clauses=("rfc8259-8.1-byte-order-mark",),
        mutation="the claims: ef bb bf in front",
        why="Some editors and runtimes write one; a reader may ignore it or refuse the text.",
        accepting="ignore",
    )


def odd() -> Iterator[Authored]:
    """Claims that look odd and are right."""
    unknown = ("rfc7519-4-unknown-claims",)
    spaces = ("rfc7519-3-white-space-in-json",)
    for case, title, claims, clauses, mutation in (
        ("claims-empty", "No claims at all", "{}", unknown, "every claim removed"),
        (
            "claims-spaced",
            "White space of every kind around the claims",
            ' \t\r\n{ "sub"\n:\t"jwk-conformance"\r\n} \t\r\n',
            spaces,
            "space, tab, carriage return and line feed added",
        ),
        (
            "claims-lines",
            "Claims broken into lines as in RFC 7519",
            '{"sub":"jwk-conformance",\r\n "http://example.com/is_root":true}',
            (*spaces, "rfc7519-4.3-private-names"),
            "a private claim added, on a line of its own",
        ),
        (
            "claims-private",
            "A claim with a private name",
            '{"sub":"jwk-conformance","role":"nobody"}',
            (*unknown, "rfc7519-4.3-private-names"),
            "the claim role added",
        ),
        (
            "claims-of-every-type",
            "Unknown claims of every type",
            '{"sub":"jwk-conformance","a":null,"b":false,"c":-1.5e-3,"d":[[],{}],"e":{"f":{}}}',
            (*unknown, "rfc7519-2-claim-value-any-json"),
            "claims of every JSON type added",
        ),
        (
            "claims-nested",
            "An unknown claim of arrays 50 deep",
            '{"sub":"jwk-conformance","a":' + "[" * 50 + "]" * 50 + "}",
            (*unknown, "rfc7519-2-claim-value-any-json"),
            "a claim of 50 arrays, one in the other",
        ),
        (
            "claims-empty-name",
            "A claim whose name is empty",
            '{"sub":"jwk-conformance","":1}',
            unknown,
            "a claim with an empty name added",
        ),
        (
            "claims-named-as-objects-are-built",
            "Claims with names that mean something to JavaScript and Python",
            '{"sub":"jwk-conformance","__proto__":{"exp":0},"constructor":1,"__class__":"exp"}',
            unknown,
            "the claims __proto__, constructor and __class__ added",
        ),
        (
            "claims-in-another-case",
            "Claims that differ from registered ones in case alone",
            f'{{"sub":"jwk-conformance","EXP":{PAST},"Nbf":{FUTURE},"SUB":"x"}}',
            (*unknown, "rfc7519-7.3-strings-compared"),
            "EXP in 2001, Nbf in 2100 and SUB added",
        ),
        (
            "claims-as-header-parameters",
            "Claims with the names of header parameters",
            '{"sub":"jwk-conformance","alg":"none","kid":"1","crit":["exp"],"typ":"x","b64":false}',
            unknown,
            "alg, kid, crit, typ and b64 added among the claims",
        ),
        (
            "claims-many",
            "A thousand unknown claims",
            text({"sub": SUB, **{f"c{number}": number for number in range(1000)}}),
            unknown,
            "a thousand claims added",
        ),
    ):
        yield accepted(
            case,
            title,
            claims,
            clauses=clauses,
            mutation=mutation,
            why=TOLERATE,
            facts={} if claims == "{}" else None,
        )
    for case, claims, value in (
        ("escaped-name", '{"\\u0073ub":"jwk-conformance"}', SUB),
        ("escaped-value", '{"sub":"jwk\\u002dconformance"}', SUB),
        ("escaped-solidus", '{"sub":"a\\/b"}', "a/b"),
        ("escaped-pair", '{"sub":"\\ud83d\\ude00"}', "\U0001f600"),
        (
            "unicode",
            '{"sub":"\U0001f600 \u0416 \u4e2d caf\u00e9 e\u0301"}',
            "\U0001f600 \u0416 \u4e2d caf\u00e9 e\u0301",
        ),
        ("escaped-controls", '{"sub":"\\u0000\\t\\n\\u001f\\"\\\\"}', '\x00\t\n\x1f"\\'),
    ):
        yield accepted(
            f"sub-{case}",
            f"sub: {case.replace('-', ' ')}",
            claims,
            clauses=("rfc7519-7.3-strings-compared", "rfc7519-11-claims-compared"),
            mutation=f"the claims: {case.replace('-', ' ')}",
            why="An escape and the character it stands for are one; who compares bytes sees two.",
            facts={"sub": value},
        )
    yield open_to(
        "duplicate-claim",
        "sub",
        "sub twice",
        signed('{"sub":"first","sub":"last"}'),
        clauses=("rfc7519-4-duplicate-names",),
        mutation="sub: first, and again last",
        why="A reader may refuse the claims or take the last; where two readers take different "
        "ones, a token speaks of two people.",
        accepting="last",
        facts={"sub": "last"},
        severity="security",
    )
    yield open_to(
        "duplicate-claim",
        "exp-last-ahead",
        "exp twice, the last of them in 2100",
        signed(f'{{"sub":"jwk-conformance","exp":{PAST},"exp":{FUTURE}}}'),
        clauses=("rfc7519-4-duplicate-names",),
        mutation="exp added: 2001, and again 2100",
        why="A reader may refuse the claims or take the last exp.",
        accepting="last",
        facts={"exp": FUTURE},
    )
    yield open_to(
        "duplicate-claim",
        "escaped-name",
        "sub twice, once with an escape in its name",
        signed('{"sub":"first","\\u0073ub":"last"}'),
        clauses=("rfc7519-4-duplicate-names",),
        mutation="sub: first, and as \\u0073ub again: last",
        why="The two names are one; a reader that keeps both hands on two subjects.",
        accepting="last",
        facts={"sub": "last"},
        severity="security",
    )
