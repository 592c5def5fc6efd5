"""The header of a JWE: alg and enc, critical extensions, compression."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from typing import Any

from authoring.build import SETUP, Authored, b64, choice, text, unb64
from authoring.damage import OPENED, left_open
from authoring.forge import PAYLOAD, header
from authoring.jwe_damage import Case, control, slug
from authoring.registry import Chapter
from authoring.sealing import Jwe, cek, oaep, sealed, stream, wrapped
from authoring.suite import key
from jwk_vectors.model import Option

RSA, OCT, SECRET = key("rsa-2048-a"), key("oct-16"), key("oct-32")
ENC = "A256GCM"
BY_RSA = Case(RSA, "RSA-OAEP", ENC)
DIRECT = Case(OCT, "dir", "A128GCM")
ZIP = ("zip",)
UNDEFINED = "urn:example:jwk-conformance:undefined"
BOMB = (
    "A token of a few thousand octets must not fill the memory of a server: whoever decompresses "
    "without a limit can be stopped by anybody who may send a token."
)
CIRCULATE = "Such tokens are in circulation; who makes them must know which recipients refuse."


def by_rsa(protected: bytes, **more: Any) -> Jwe:
    """A token to the RSA key, whatever its header says."""
    return sealed(ENC, protected, encrypted_key=oaep(RSA, cek(ENC)), **more)


def direct(protected: bytes, **more: Any) -> Jwe:
    """A token by direct encryption, whatever its header says."""
    return sealed("A128GCM", protected, unb64(OCT["k"]), **more)


def algorithms() -> Iterator[Authored]:
    """alg and enc missing, of another type, or misspelt."""
    present = {"alg": "rfc7516-4.1.1-alg-present", "enc": "rfc7516-4.1.2-enc-present"}
    spelt = {"alg": "rfc7516-4.1.1-alg-supported", "enc": "rfc7516-4.1.2-enc-case-sensitive"}
    right = {"alg": "RSA-OAEP", "enc": ENC}
    guess = "A guess from key or lengths lets an attacker choose the algorithm."
    for name in ("alg", "enc"):
        other = "enc" if name == "alg" else "alg"
        cases: tuple[tuple[str, str, dict[str, Any], str], ...] = (
            ("missing", "is missing", {other: right[other]}, present[name]),
            ("null", "is null", {**right, name: None}, spelt[name]),
            ("number", "is a number", {**right, name: 1}, spelt[name]),
            ("array", "is an array", {**right, name: [right[name]]}, spelt[name]),
            ("object", "is an object", {**right, name: {}}, spelt[name]),
            ("empty", "is empty", {**right, name: ""}, spelt[name]),
            ("lower-case", "is in lower case", {**right, name: right[name].lower()}, spelt[name]),
            ("with-space", "ends in a space", {**right, name: right[name] + " "}, spelt[name]),
            ("unknown", "is unknown", {**right, name: "urn:example:unknown"}, spelt[name]),
        )
        for reason, said, members, clause in cases:
            if (name, reason) == ("enc", "missing"):  # malformed-jwe.enc-missing has it by dir
                reason = "missing-rsa-oaep"
            if clause.endswith("case-sensitive") and reason == "unknown":
                clause = "rfc7516-5.2-values-supported"
            made = by_rsa(header(**members))
            yield BY_RSA.refused(
                f"{name}-{reason}",
                f"A header whose {name} {said}",
                made.compact(),
                clause,
                mutation=f"{name} {said}; the token is made by RSA-OAEP and A256GCM",
                why=guess,
                opens=made.cek,
            )
    for alg, right_key, wrong, wrap in (
        ("RSA-OAEP", RSA, "oct-32", oaep(RSA, cek("A128GCM"))),
        ("RSA-OAEP", RSA, "ec-p-256", oaep(RSA, cek("A128GCM"))),
        ("A256KW", SECRET, "rsa-2048-a", wrapped(unb64(SECRET["k"]), cek("A128GCM"))),
    ):
        made = sealed("A128GCM", header(alg=alg, enc="A128GCM"), encrypted_key=wrap)
        yield Case(right_key, alg, "A128GCM").refused(
            f"key-type-{key(wrong)['kty'].lower()}-for-{slug(alg)}",
            f"A token by {alg} with a key of type {key(wrong)['kty']}",
            made.compact(),
            "rfc7518-4.1-key-type-of-algorithm",
            "rfc7516-5.2-key-known",
            mutation=f"another key: {wrong}",
            why="With a key of another type there is no operation; what a library makes of it is "
            "where algorithm confusion begins.",
            key=key(wrong),
        )
    yield BY_RSA.refused(
        "key-of-another-rsa",
        "A token for another RSA key",
        by_rsa(header(alg="RSA-OAEP", enc=ENC)).compact(),
        "rfc7516-5.2-key-known",
        mutation="the key: another one",
        why="What was sent to somebody else stays closed.",
        key=key("rsa-2048-b"),
    )


def texts() -> Iterator[Authored]:
    """Headers that are no JSON object, or one written in another way."""
    plain = '{"alg":"RSA-OAEP","enc":"A256GCM"}'
    for reason, said, octets in (
        ("array", "an array", b'["RSA-OAEP","A256GCM"]'),
        ("string", "a string", b'"RSA-OAEP"'),
        ("trailing-comma", "an object with a comma too many", plain[:-1].encode() + b",}"),
        ("text-behind", "an object with text behind it", plain.encode() + b"x"),
        ("second-object", "two objects", plain.encode() + b"{}"),
        ("single-quotes", "an object in single quotes", plain.replace('"', "'").encode()),
        ("utf-16", "in UTF-16", plain.encode("utf-16-le")),
        ("not-utf-8", "not in UTF-8", plain[:-1].encode() + b',"cty":"\xff"}'),
    ):
        made = by_rsa(octets)
        yield BY_RSA.refused(
            f"header-{reason}",
            f"A header that is {said}",
            made.compact(),
            "rfc7516-5.2-header-is-json",
            mutation=f"the header: {said}",
            why="Where readers differ over a header, one checks what another does not use.",
            opens=made.cek,
            severity="interoperability",
        )
    for reason, said, octets, clause in (
        (
            "white-space",
            "with white space and line breaks",
            b'{\r\n "enc" : "A256GCM",\t"alg" : "RSA-OAEP"\n}',
            "rfc7516-3-whitespace",
        ),
        (
            "escapes",
            "with names and values written as escapes",
            rb'{"\u0061lg":"RSA\u002dOAEP","enc":"A256GC\u004d"}',
            "rfc7516-5.3-string-comparison",
        ),
        (
            "unknown-parameter",
            "with a parameter that nobody defined",
            header(alg="RSA-OAEP", enc=ENC, **{UNDEFINED: {"a": [1, None]}}),
            "rfc7516-4-unknown-parameters",
        ),
        (
            "registered-parameters",
            "with typ, cty and an unknown kind of content",
            header(alg="RSA-OAEP", enc=ENC, typ="urn:example:typ", cty="text/plain"),
            "rfc7516-4-unknown-parameters",
        ),
    ):
        yield BY_RSA.accepted(
            f"header-{reason}",
            f"A header {said}",
            by_rsa(octets).compact(),
            clause,
            mutation=f"the header: {said}",
            why="Others write headers in other ways; what is authenticated is what was sent.",
        )
    yield BY_RSA.open(
        "duplicate-member",
        "jwe-header-cty",
        "A header of a JWE with cty twice",
        by_rsa(b'{"alg":"RSA-OAEP","enc":"A256GCM","cty":"first","cty":"last"}').compact(),
        "rfc7515-4-duplicate-names",
        "rfc7516-4-names-unique",
        mutation="cty: first, and again last",
        why=CIRCULATE,
        answers=choice(
            Option(
                option="last",
                outcome="accepted",
                facts={"payload": b64(PAYLOAD), "protected": {"cty": "last"}},
            ),
            Option(option="refuse", outcome="rejected"),
        ),
    )


def critical() -> Iterator[Authored]:
    """crit: what is not understood, and what no producer may send."""
    base = {"alg": "RSA-OAEP", "enc": ENC}
    refused = "The sender asked to be refused rather than misunderstood."
    unknown: tuple[tuple[str, str, dict[str, Any]], ...] = (
        ("crit-unknown-rsa-oaep", "an unknown extension", {"crit": [UNDEFINED], UNDEFINED: 1}),
        ("crit-unknown-absent", "an extension that is not there", {"crit": [UNDEFINED]}),
        (
            "crit-exp-too",
            "exp and an unknown one",
            {"crit": ["exp", UNDEFINED], "exp": 1, UNDEFINED: 1},
        ),
    )
    for reason, said, members in unknown:
        made = by_rsa(header(**base, **members))
        yield BY_RSA.refused(
            reason,
            f"crit names {said}",
            made.compact(),
            "rfc7516-4.1.13-crit-understood",
            mutation=f"crit: {said}",
            why=refused,
            opens=made.cek,
        )
    constraints: tuple[tuple[str, str, dict[str, Any]], ...] = (
        ("empty", "is empty", {"crit": []}),
        ("registered", "names enc", {"crit": ["enc"]}),
        ("registered-zip-absent", "names zip, which is not there", {"crit": ["zip"]}),
        ("string", "is a string", {"crit": "alg"}),
        ("null", "is null", {"crit": None}),
        ("of-numbers", "lists a number", {"crit": [1]}),
    )
    for reason, said, members in constraints:
        made = by_rsa(header(**base, **members))
        yield BY_RSA.open(
            "crit-constraints",
            f"jwe-{reason}",
            f"crit of a JWE {said}",
            made.compact(),
            "rfc7516-4.1.13-crit-constraints",
            mutation=f"crit {said}",
            why=CIRCULATE,
        )


def deflated(plaintext: bytes, form: int = -15) -> bytes:
    """A compressed plaintext; the form is that of zlib's wbits: raw, zlib or gzip."""
    deflater = zlib.compressobj(9, zlib.DEFLATED, form)
    return deflater.compress(plaintext) + deflater.flush()


def expanding() -> Iterator[Authored]:
    """zip: short tokens that become long plaintexts, encrypted as anybody can to a public key."""
    head = header(alg="RSA-OAEP", enc=ENC, zip="DEF")
    filler = stream("incompressible", 1 << 18)
    short = BY_RSA.step(by_rsa(head, plaintext=deflated(PAYLOAD)).compact(), SETUP, None, ZIP)
    for case, said, plaintext in (
        ("256-kib", "256 KiB of zeros", bytes(1 << 18)),
        ("1-mib", "1 MiB of zeros", bytes(1 << 20)),
        ("128-mib", "128 MiB of zeros", bytes(1 << 27)),
        ("long-token", "256 KiB without a pattern and 1 MiB of zeros", filler + bytes(1 << 20)),
    ):
        made = by_rsa(head, plaintext=deflated(plaintext))
        yield left_open(
            "decompressed-size",
            case,
            f"A compressed plaintext: {said}",
            short,
            BY_RSA.step(
                made.compact(),
                choice(
                    Option(option="decompress", outcome="accepted"),
                    Option(option="refuse", outcome="rejected"),
                ),
                None,
                ZIP,
            ),
            clauses=("rfc7516-5.2-decompressed-size",),
            mutation=f"zip: DEF; {said}, compressed to {len(made.ciphertext):,} octets",
            why=BOMB,
            derived_from=control(RSA, "RSA-OAEP", ENC),
            severity="robustness",
            level="token",
        )
    for case, said, plaintext in (
        ("rsa-oaep", "a short plaintext", PAYLOAD),
        ("1-mib", "1 MiB of zeros", bytes(1 << 20)),
    ):
        made = by_rsa(head, plaintext=deflated(plaintext, 15))
        yield BY_RSA.refused(
            f"zip-zlib-{case}",
            f"Compressed data in the zlib format, encrypted to a public key: {said}",
            made.compact(),
            "rfc7516-5.2-decompresses",
            mutation=f"plaintext: {said} in the zlib format; zip: DEF",
            why="Trying another format makes two readers see two messages, and a limit that is "
            f"set for one format must hold for the other. {BOMB}",
            opens=made.cek,
            features=ZIP,
            severity="interoperability" if case == "rsa-oaep" else "robustness",
        )


def compression() -> Iterator[Authored]:
    """zip: honoured, unknown, unprotected, and compressed data that is damaged."""
    head = header(alg="dir", enc="A128GCM", zip="DEF")
    for reason, said, plaintext in (
        ("payload", "a short plaintext", PAYLOAD),
        ("empty", "an empty plaintext", b""),
        ("repetitive", "6,000 octets that are the same", bytes(6_000)),
        ("incompressible", "octets that do not get shorter", stream("incompressible", 500)),
    ):
        yield DIRECT.accepted(
            f"zip-{reason}",
            f"Compression of {said}",
            direct(head, plaintext=deflated(plaintext)).compact(),
            "rfc7516-4.1.3-zip-processed",
            mutation=f"zip: DEF; {said}",
            why="Every implementation has to know zip.",
            plaintext=plaintext,
            features=ZIP,
        )
    by_public_key = header(alg="RSA-OAEP", enc=ENC, zip="DEF")
    yield BY_RSA.accepted(
        "zip-payload-rsa-oaep",
        "Compression of a short plaintext, encrypted to a public key",
        by_rsa(by_public_key, plaintext=deflated(PAYLOAD)).compact(),
        "rfc7516-4.1.3-zip-processed",
        mutation="zip: DEF; a short plaintext",
        why="Every implementation has to know zip.",
        features=ZIP,
    )
    stored = zlib.compressobj(0, zlib.DEFLATED, -15)
    yield DIRECT.accepted(
        "zip-stored",
        "Compression that only stores",
        direct(head, plaintext=stored.compress(PAYLOAD) + stored.flush()).compact(),
        "rfc7516-4.1.3-zip-processed",
        mutation="zip: DEF; a block that is not compressed",
        why="DEFLATE has blocks without compression, and some programs make them.",
        features=ZIP,
    )
    raw = deflated(PAYLOAD)
    for reason, said, plaintext in (
        ("not-deflate", "not compressed at all", PAYLOAD),
        ("zlib", "in the zlib format", deflated(PAYLOAD, 15)),
        ("gzip", "in the gzip format", deflated(PAYLOAD, 31)),
        ("cut", "without its last octets", raw[:-4]),
        ("empty", "empty", b""),
    ):
        made = direct(head, plaintext=plaintext)
        yield DIRECT.refused(
            f"zip-{reason}",
            f"Compressed data that is {said}",
            made.compact(),
            "rfc7516-5.2-decompresses",
            mutation=f"plaintext: {said}; zip: DEF",
            why="What does not decompress is not what was sent; handing out a part of it, or "
            "trying other formats, makes two readers see two messages.",
            opens=made.cek if reason != "empty" else b"",
            severity="interoperability",
            features=ZIP,
        )
    for reason, value in (("lower-case", "def"), ("unknown", "urn:example:zip"), ("number", 1)):
        made = direct(header(alg="dir", enc="A128GCM", zip=value))
        yield DIRECT.refused(
            f"zip-{reason}",
            f"zip that is {text({'zip': value})[7:-1]}",
            made.compact(),
            "rfc7516-4.1.3-zip-case-sensitive"
            if reason == "lower-case"
            else "rfc7516-5.2-values-supported",
            mutation=f"zip: {value!r}; the plaintext is not compressed",
            why="A reader that goes on hands out what it does not understand.",
            opens=made.cek,
            severity="interoperability",
            features=ZIP,
        )
    bare = header(alg="dir", enc="A128GCM")
    for member in ("unprotected", "header"):
        made = direct(bare, plaintext=raw, **{member: {"zip": "DEF"}})
        yield DIRECT.open(
            "unprotected-zip",
            member,
            f"zip in the member {member}",
            made.flattened(),
            "rfc7516-4.1.3-zip-protected",
            answers=choice(
                Option(option="accept", outcome="accepted", facts=OPENED),
                Option(option="ignore", outcome="accepted", facts={"payload": b64(raw)}),
                Option(option="refuse", outcome="rejected"),
            ),
            mutation=f"zip: in {member}, which nothing protects",
            why="Who can add or remove it decides whether a reader decompresses.",
            form="flattened",
            features=("zip", "unprotected"),
            severity="security",
        )


CHAPTER = Chapter(
    "jwe-header",
    "The header of a JWE",
    (algorithms, texts, critical, compression, expanding),
)
