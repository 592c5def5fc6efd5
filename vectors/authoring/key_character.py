"""The characters of keys: other encodings than UTF-8, and escapes; `key_text` has the chapter."""

from __future__ import annotations

from collections.abc import Iterator

from authoring.build import Authored, text
from authoring.damage import left_open
from authoring.key_document import WHOLE, noted, taken
from authoring.sample import EC, OCT, OKP, RSA, either

ENCODINGS = (
    ("utf-16-le", "utf-16-le", b"", "UTF-16, low octet first"),
    ("utf-16-be", "utf-16-be", b"", "UTF-16, high octet first"),
    ("utf-16-le-marked", "utf-16-le", b"\xff\xfe", "UTF-16 with a byte order mark"),
    ("utf-16-be-marked", "utf-16-be", b"\xfe\xff", "UTF-16 with a byte order mark"),
    ("utf-32-le", "utf-32-le", b"", "UTF-32, low octet first"),
    ("utf-32-be", "utf-32-be", b"", "UTF-32, high octet first"),
    ("utf-7", "utf-7", b"", "UTF-7"),
    ("ebcdic", "cp037", b"", "EBCDIC"),
)


def encodings() -> Iterator[Authored]:
    """Other encodings than UTF-8, and octets that are none of it."""
    for case, codec, mark, noun in ENCODINGS:
        document = mark + (WHOLE.replace('"', "+ACI-") if codec == "utf-7" else WHOLE).encode(
            "ascii" if codec == "utf-7" else codec
        )
        yield left_open(
            "other-encoding",
            case,
            f"A key in {noun}",
            EC.verify(document, either()),
            clauses=("rfc7517-8.5.1-jwk-in-utf-8", "rfc8259-8.1-utf-8", "rfc8259-2-json-text"),
            mutation=f"{noun} in place of UTF-8",
            why="A filter that expects UTF-8 sees other members than a reader that guesses.",
            derived_from=EC.verifies,
            level="text",
        )
    front = WHOLE[:-1].encode("ascii") + b',"note":"'
    for case, octets, noun in (
        ("latin-1", b"caf\xe9", "an é in Latin-1"),
        ("lone-continuation", b"\x80", "a continuation octet alone"),
        ("cut-short", b"\xe2\x82", "a character cut short"),
        ("overlong-slash", b"\xc0\xaf", "a slash in two octets"),
        ("overlong-quote", b"\xc0\xa2", "a quotation mark in two octets"),
        ("overlong-nul", b"\xc0\x80", "a NUL in two octets"),
        ("surrogate", b"\xed\xa0\x80", "a surrogate in three octets"),
        ("beyond-unicode", b"\xf4\x90\x80\x80", "a code point above U+10FFFF"),
        ("octet-ff", b"\xff", "the octet FF"),
    ):
        yield left_open(
            "invalid-utf-8",
            case,
            f"A key with {noun} in an unknown member",
            EC.verify(front + octets + b'"}', either(), ),
            clauses=("rfc8259-8.1-utf-8",),
            mutation=f"an unknown member added that holds {noun}",
            why="What one reader replaces and another drops tells two names apart, or makes them "
            "one.",
            derived_from=EC.verifies,
            level="text",
            implied={"rfc8259-2-json-text": "the grammar is one of characters: here is none"},
        )  # fmt: skip
    overlong = WHOLE.replace("kty", "k\0ty").encode("ascii").replace(b"\0t", b"\xc1\xb4")
    yield left_open(
        "invalid-utf-8",
        "overlong-kty",
        "A key whose kty is spelled with an overlong t",
        EC.verify(overlong, either()),
        clauses=("rfc8259-8.1-utf-8",),
        mutation="the t of kty in two octets",
        why="A filter that searches for members by their octets does not find this one.",
        derived_from=EC.verifies,
        level="text",
        severity="security",
        implied={
            "rfc8259-2-json-text": "the grammar is one of characters: here is none",
            "rfc7517-4.1-kty-present": "no character, no name",
        },
    )
    yield left_open(
        "byte-order-mark",
        "text",
        "A key after U+FEFF, as text that is decoded already",
        EC.verify("\ufeff" + WHOLE, either("ignore")),
        clauses=("rfc8259-8.1-byte-order-mark",),
        mutation="U+FEFF in front",
        why="Editors add the mark without being asked, and decoders leave it in the text.",
        derived_from=EC.verifies,
        level="text",
        implied={"rfc8259-2-json-text": "U+FEFF is no white space"},
    )


def escapes() -> Iterator[Authored]:
    """Characters written as escapes, and half characters."""
    why = "The same text in other words is the same key."
    for sample in (RSA, EC, OKP, OCT):
        document = text(sample.key)
        member = sorted(set(sample.key) - {"kty", "crv"})[-1]
        value = str(sample.key[member])
        for case, written, mutation in (
            ("name", document.replace('"kty"', '"\\u006bt\\u0079"'), "kty with two escapes"),
            (
                "value",
                document.replace(value, "".join(f"\\u{ord(one):04X}" for one in value)),
                f"every character of {member} as an escape",
            ),
        ):
            yield taken(
                f"escaped-{case}-{sample.case}",
                f"A key with escapes: {mutation}",
                written,
                "rfc8259-7-escapes",
                mutation,
                why,
                of=sample,
            )
    for case, value, mutation in (
        ("solidus", '"a\\/b"', "an unknown member with an escaped slash"),
        ("short", '"\\"\\\\\\b\\f\\n\\r\\t"', "an unknown member with every short escape"),
        ("nul", '"\\u0000"', "an unknown member with an escaped NUL"),
        ("surrogate-pair", '"\\ud83d\\ude00"', "an unknown member with a pair of surrogates"),
        ("noncharacter", '"\\uffff\\ufdd0"', "an unknown member with noncharacters"),
        ("line-separator", '"\u2028\u2029"', "an unknown member with U+2028 and U+2029"),
        ("delete", '"\x7f\x80\x9f"', "an unknown member with U+007F, U+0080 and U+009F"),
    ):
        yield taken(
            f"string-{case}",
            f"A key with {mutation}",
            noted(value),
            "rfc8259-9-accepts-all",
            mutation,
            "All of this is JSON, and none of it is the reader's business.",
        )
    for case, value in (
        ("high-alone", '"\\ud83d"'),
        ("low-alone", '"\\ude00"'),
        ("pair-reversed", '"\\ude00\\ud83d"'),
    ):
        yield left_open(
            "lone-surrogate",
            case,
            "A key with half of a surrogate pair in an unknown member",
            EC.verify(noted(value), either()),
            clauses=("rfc8259-8.2-surrogates",),
            mutation=f"an unknown member added with the value {value}",
            why="A string that encodes no character fails where it is written out again: in logs, "
            "databases and caches.",
            derived_from=EC.verifies,
            level="text",
        )
