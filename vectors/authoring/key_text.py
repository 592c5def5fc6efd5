"""The text of keys: what is not quite JSON, names twice, large values, white space."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from authoring.build import REFUSED, Authored, Expected, choice, text
from authoring.damage import left_open, refused
from authoring.key_character import encodings, escapes
from authoring.key_document import WHOLE, noted, taken
from authoring.operation import import_key, select_key, thumbprint
from authoring.registry import Chapter
from authoring.sample import EC, OCT, OKP, RSA, either, with_first
from authoring.suite import key
from authoring.suite import thumbprint as computed
from jwk_vectors.model import Option

REPAIRED = "Two readers that repair a document differently see two different keys."


def extensions() -> Iterator[Authored]:
    """What is not JSON, and what some readers make a key of all the same."""
    spaced = WHOLE.replace(",", ", ")
    for case, title, document, mutation in (
        ("single-quotes", "in single quotes", WHOLE.replace('"', "'"), "' in place of \""),
        ("trailing-comma", "with a comma too many", WHOLE[:-1] + ",}", "comma added at the end"),
        ("missing-comma", "with a comma too few", spaced.replace(", ", " ", 1), "comma removed"),
        ("comment", "after a comment", "/* EC */" + WHOLE, "comment in front"),
        ("comment-to-end-of-line", "before a comment", WHOLE + "// EC", "comment behind"),
        ("comment-after-number-sign", "after a comment", "# EC\n" + WHOLE, "comment in front"),
        ("unquoted-names", "with a bare name", WHOLE.replace('"kty"', "kty"), "quotes removed"),
        ("trailing-text", "with text behind it", WHOLE + "ABCD", "ABCD added at the end"),
        ("trailing-brace", "with a brace behind it", WHOLE + "}", "} added at the end"),
        ("trailing-nul", "with a NUL behind it", WHOLE + "\0", "octet 0 added at the end"),
        ("two-documents", "twice", WHOLE + WHOLE, "the same text added at the end"),
        ("leading-text", "behind a guard", ")]}',\n" + WHOLE, "a line of )]}', in front"),
        ("truncated", "without its closing brace", WHOLE[:-1], "last brace removed"),
        ("no-break-space", "after a no-break space", "\u00a0" + WHOLE, "U+00A0 in front"),
        ("form-feed", "after a form feed", "\f" + WHOLE, "form feed in front"),
        ("not-a-number", "with NaN in it", noted("NaN"), "an unknown member added"),
        ("infinity", "with -Infinity in it", noted("-Infinity"), "an unknown member added"),
        ("upper-case-literal", "with TRUE in it", noted("TRUE"), "an unknown member added"),
        ("python-literal", "with None in it", noted("None"), "an unknown member added"),
        ("leading-zero", "with the number 01", noted("01"), "an unknown member added"),
        ("plus-sign", "with the number +1", noted("+1"), "an unknown member added"),
        ("bare-fraction", "with the number .5", noted(".5"), "an unknown member added"),
        ("hexadecimal", "with the number 0x10", noted("0x10"), "an unknown member added"),
        ("bare-tab", "with a tab in a string", noted('"a\tb"'), "an unknown member added"),
        (
            "bare-line-feed",
            "with a bare line feed",
            noted('"a\nb"'),
            "an unknown member added",
        ),
        (
            "bare-nul",
            "with a bare NUL in a string",
            noted('"a\0b"'),
            "an unknown member added",
        ),
        (
            "unknown-escape",
            "with the escape \\x41",
            noted('"\\x41"'),
            "an unknown member added",
        ),
    ):
        bare = case.startswith("bare-") and case != "bare-fraction"
        literal = case in ("not-a-number", "infinity", "upper-case-literal", "python-literal")
        more = ("rfc8259-7-controls-escaped",) if bare else ()
        yield left_open(
            "json-extension",
            case,
            f"A JWK {title}",
            EC.verify(document, either()),
            clauses=(
                "rfc8259-9-extensions",
                "rfc8259-2-json-text",
                *more,
                *(("rfc8259-3-literals",) if literal else ()),
            ),
            mutation=mutation,
            why=REPAIRED,
            derived_from=EC.verifies,
            level="text",
        )


def no_objects() -> Iterator[Authored]:
    """JSON, or nothing at all, where the object should be."""
    for case, noun, document in (
        ("empty-text", "an empty text", ""),
        ("white-space", "white space alone", " \n"),
        ("number", "a number", "5"),
        ("true", "true", "true"),
        ("empty-array", "an empty array", "[]"),
        ("empty-object", "an empty object", "{}"),
    ):
        clause = "rfc7517-4.1-kty-present" if document == "{}" else "rfc7517-4-is-an-object"
        yield refused(
            "malformed-text",
            case,
            f"{noun[0].upper()}{noun[1:]} in place of a JWK",
            # There is no key in it: nothing could show that one was found.
            import_key(document, REFUSED, like=EC.key),
            clauses=(clause,),
            mutation=f"{noun} in place of the object",
            why="A missing file or an error page is taken for a key that then fails in the field.",
            derived_from=EC.imports,
            severity="robustness",
            level="structure",
            implied=None if document.strip() else {"rfc8259-2-json-text": "nothing is no JSON"},
        )


OTHERS = {"rsa": "rsa-2048-b", "ec": "ec-p-256-b", "okp": "okp-ed25519-b", "oct": "oct-32-b"}


def names_twice() -> Iterator[Authored]:
    """Each required member twice, first with another value: the thumbprint tells which counts."""
    for sample in (RSA, EC, OKP, OCT):
        other = key(OTHERS[sample.case])
        for member in sample.key:
            if (sample.case, member) in STANDS_ELSEWHERE:
                continue
            value = other[member] if member not in ("kty", "crv") else INSTEAD[member, sample.case]
            yield left_open(
                "duplicate-member",
                f"{sample.case}-{member}",
                f"A key of the type {sample.key['kty']} with {member} twice",
                thumbprint(
                    with_first(sample.key, **{member: value}), _last(sample.key), like=sample.key
                ),
                clauses=("rfc7517-4-duplicate-names", "rfc7517-4-names-unique"),
                mutation=f"{member}: another value in front",
                why="Where one reader takes the first value and another the last, the one that "
                "checks a key and the one that uses it see two keys.",
                derived_from=sample.has_thumbprint,
                severity="security",
                level="text",
                witness="the thumbprint is that of the key with the last value",
            )
    spelled = WHOLE[:-1] + f',"\\u0078":"{EC.key["x"]}"}}'
    first = spelled.replace(f'"x":"{EC.key["x"]}"', f'"x":"{key(OTHERS["ec"])["x"]}"', 1)
    yield left_open(
        "duplicate-member",
        "ec-x-escaped",
        "A key with x twice, the second time as an escape",
        thumbprint(first, _last(EC.key), like=EC.key),
        clauses=("rfc7517-4-duplicate-names", "rfc7517-6-string-comparison"),
        mutation="x: another value, and the right one under \\u0078 behind it",
        why="A filter that compares names before it undoes escapes finds nothing wrong.",
        derived_from=EC.has_thumbprint,
        severity="security",
        level="text",
        witness="the thumbprint is that of the key with the last value",
    )
    keyed = {"keys": [{**EC.key, "kid": "first"}]}
    for kid, found in (("first", False), ("last", True)):
        answers = choice(
            Option(option="last", outcome="accepted", facts={"found": found}),
            Option(option="refuse", outcome="rejected"),
            # who refuses the key may go on with the rest of the set, which is empty
            Option(option="refuse", outcome="accepted", facts={"found": False}),
        )
        yield left_open(
            "duplicate-member",
            f"kid-selected-by-{kid}",
            f"Select by the {kid} kid of a key that has two",
            select_key(text(keyed).replace('"kid"', '"kid":"first","kid"')
                       .replace('"kid":"first"}', '"kid":"last"}'), kid, answers),
            clauses=("rfc7517-4-duplicate-names",),
            mutation="kid twice: first, then last",
            why="A key that has two names is found by one reader and not by another.",
            derived_from="control-jwks.select",
            severity="security",
            level="text",
            witness="the key is there under the last kid alone",
        )  # fmt: skip
    for case, value, noun in (
        ("object", '{"a":1,"a":2}', "an object with a name twice"),
        ("array", '[{"kty":"oct","kty":"RSA"}]', "an array of an object with kty twice"),
    ):
        yield left_open(
            "duplicate-in-unknown-member",
            case,
            f"A key with an unknown member that is {noun}",
            EC.verify(noted(value), either()),
            clauses=("rfc8259-4-names-unique",),
            mutation=f"an unknown member added: {noun}",
            why="The rule of RFC 7517 is on the names of the key; in what is ignored JSON alone "
            "speaks, and only advises.",
            derived_from=EC.verifies,
            level="text",
            implied={"rfc7517-4-names-unique": "where it is read of all objects within a key"},
        )


STANDS_ELSEWHERE = {("ec", "x"), ("rsa", "n"), ("okp", "x"), ("oct", "k")}
INSTEAD = {
    ("kty", "rsa"): "oct",
    ("kty", "ec"): "OKP",
    ("kty", "okp"): "EC",
    ("kty", "oct"): "RSA",
    ("crv", "ec"): "secp256k1",
    ("crv", "okp"): "X25519",
}


def _last(jwk: dict[str, Any]) -> Expected:
    return choice(
        Option(option="last", outcome="accepted", facts={"thumbprint": computed(jwk)}),
        Option(option="refuse", outcome="rejected"),
    )


def large() -> Iterator[Authored]:
    """Values at the edge of what readers take."""
    why = "An extension that is of no interest must not cost a client its keys."
    for case, value, noun in (
        ("number-fraction", "1.0", "1.0"),
        ("number-exponent", "1e0", "1e0"),
        ("number-minus-zero", "-0", "-0"),
        ("number-small", "1E-400", "1E-400"),
        ("number-64-bits", str(2**64), "2^64"),
        ("number-53-bits", str(2**53 + 1), "2^53 + 1"),
        ("number-100-digits", "9" * 100, "an integer of 100 digits"),
        ("nested-10", "[" * 10 + "]" * 10, "10 arrays within each other"),
        ("nested-32-objects", '{"a":' * 32 + "1" + "}" * 32, "32 objects within each other"),
        ("string-64-kib", '"' + "a" * 65536 + '"', "a string of 64 KiB"),
        ("array-1000", "[" + ",".join("0" * 1000) + "]", "an array of 1,000 numbers"),
        ("empty-object", "{}", "an empty object"),
        ("empty-string", '""', "an empty string"),
        ("null", "null", "null"),
        ("false", "false", "false"),
    ):
        yield taken(
            f"unknown-member-{case}",
            f"A key with an unknown member: {noun}",
            noted(value),
            "rfc7517-4-unknown-members",
            f"an unknown member added: {noun}",
            why,
        )
    many: dict[str, Any] = {f"member-{number}": number for number in range(1000)}
    yield taken(
        "unknown-members-1000",
        "A key with 1,000 unknown members",
        text({**many, **EC.key}),
        "rfc7517-4-unknown-members",
        "1,000 unknown members added",
        why,
    )
    yield taken(
        "unknown-member-long-name",
        "A key with an unknown member whose name is 64 KiB long",
        text({**EC.key, "n" * 65536: 1}),
        "rfc7517-4-unknown-members",
        "an unknown member added, with a name of 64 KiB",
        why,
    )
    for case, value, noun in (
        ("integer-5000-digits", "9" * 5000, "an integer of 5,000 digits"),
        ("integer-10000-digits", "9" * 10000, "an integer of 10,000 digits"),
        ("exponent-400", "1e400", "1e400"),
        ("exponent-19-digits", "1e" + "9" * 19, "a number with an exponent of 19 digits"),
        ("nested-100", "[" * 100 + "]" * 100, "100 arrays within each other"),
        ("nested-1000", "[" * 1000 + "]" * 1000, "1,000 arrays within each other"),
        ("nested-10000", "[" * 10000 + "]" * 10000, "10,000 arrays within each other"),
        ("nested-1000-objects", '{"a":' * 1000 + "1" + "}" * 1000, "1,000 objects in each other"),
    ):
        yield left_open(
            "json-limit",
            case,
            f"A key with an unknown member: {noun}",
            EC.verify(noted(value), either()),
            clauses=("rfc8259-9-limits",),
            mutation=f"an unknown member added: {noun}",
            why="Where one reader in a chain stops and the next goes on, a document passes "
            "unchecked; where none stops, it costs memory and stack.",
            derived_from=EC.verifies,
            severity="robustness",
            level="text",
            implied={"rfc8259-2-json-text": "beyond its limits a reader sees no JSON"}
            if case.startswith("nested")
            else None,
        )


def white_space() -> Iterator[Authored]:
    """White space wherever JSON has room for it."""
    for sample in (RSA, OKP, OCT):
        document = "\r\n\t " + text(sample.key).replace(":", " :\r\n").replace(",", "\t, ") + "\n"
        yield taken(
            f"whitespace-{sample.case}",
            f"A key of the type {sample.key['kty']} with white space and line breaks",
            document,
            "rfc7517-4-whitespace",
            "white space added around values and structural characters",
            "Pretty-printed keys are keys.",
            of=sample,
        )
        yield taken(
            f"members-reversed-{sample.case}",
            f"A key of the type {sample.key['kty']} whose members stand in another order",
            text(dict(reversed(sample.key.items()))),
            "rfc7517-4-represents-a-key",
            "the order of the members reversed",
            "An object has no order: refusing one shuts out a publisher.",
            of=sample,
        )


CHAPTER = Chapter(
    "key-text",
    "The text of keys: JSON, encodings, escapes, duplicates and limits",
    (extensions, no_objects, encodings, escapes, names_twice, large, white_space),
)
