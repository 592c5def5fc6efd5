"""The members that all keys share: kty, kid, use, key_ops and alg, in every wrong form."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from typing import Any

from authoring.build import Authored, Expected, text, vector
from authoring.damage import VERIFIED, left_open, refused, source_of
from authoring.forge import damaged
from authoring.operation import select_key, thumbprint
from authoring.registry import Chapter
from authoring.sample import EC, OCT, OKP, RSA, SAMPLES, either
from authoring.suite import thumbprint as computed

GROUP = "malformed-member"
KIND = "Guessing the kind of key from its members invites confusion of one with another."
TYPED: tuple[tuple[str, Any], ...] = (
    ("number", 1),
    ("true", True),
    ("null", None),
    ("array", ["x"]),
    ("object", {"x": "x"}),
)


def kinds() -> Iterator[Authored]:
    """Kty missing, misspelt, or of another type."""
    for sample in SAMPLES:
        kty = str(sample.key["kty"])
        if sample is not EC:
            yield refused(
                GROUP,
                f"kty-missing-{sample.case}",
                f"A key with the members of {kty} and no kty",
                sample.verify(damaged(sample.key, without="kty")),
                clauses=("rfc7517-4.1-kty-present",),
                mutation="kty removed",
                why=KIND,
                derived_from=sample.verifies,
                level="structure",
            )
        swapped = kty.swapcase()
        for case, value in (
            ("other-case", swapped),
            ("trailing-space", f"{kty} "),
            ("leading-space", f" {kty}"),
            ("trailing-nul", f"{kty}\0"),
            ("empty", ""),
            ("homoglyph", kty.replace("E", "\u0415").replace("o", "\u043e").replace("A", "\u0410")
             .replace("O", "\u041e")),
        ):  # fmt: skip
            if sample is EC and case == "other-case":
                continue
            yield refused(
                GROUP,
                f"kty-{case}-{sample.case}",
                f"A key of the type {kty}, which is spelled otherwise ({case.replace('-', ' ')})",
                sample.verify(damaged(sample.key, kty=value)),
                clauses=("rfc7517-4.1-kty-case-sensitive",),
                mutation=f"kty: {value!r} in place of {kty!r}",
                why=KIND,
                derived_from=sample.verifies,
                level="structure",
                severity="interoperability",
            )
        for case, value in (*TYPED[:3], ("array", [kty]), ("object", {"kty": kty})):
            yield refused(
                GROUP,
                f"kty-{case}-{sample.case}",
                f"A key with the members of {kty} whose kty is of the type {case}",
                sample.verify(damaged(sample.key, kty=value)),
                clauses=("rfc7517-4.1-kty-is-a-string",),
                mutation=f"kty: {text({'kty': value})}",
                why=KIND,
                derived_from=sample.verifies,
                level="structure",
                severity="interoperability",
            )


KIDS = (
    ("empty", ""),
    ("accented-first", "élan"),
    ("ideographs", "鍵"),
    ("beyond-the-plane", "\U0001f511"),
    ("line-separator", "a\u2028b"),
    ("paragraph-separator", "a\u2029b"),
    ("control-characters", "a\x01\x1f\x7fb"),
    ("nul", "a\0b"),
    ("line-feed", "a\nb"),
    ("spaces", "  a  "),
    ("quotation-mark", 'a"b'),
    ("backslash", "a\\b"),
    ("path", "../../../../dev/null"),
    ("query", "' OR '1'='1"),
    ("url", "https://example.com/keys#1"),
    ("json", '{"kid":"other"}'),
    ("digits", "1"),
    ("true", "true"),
    ("null-word", "null"),
    ("right-to-left", "\u202eabc"),
    ("percent", "%41"),
    ("64-kib", "k" * 65536),
)


def _short(kid: str) -> str:
    """Of a long kid its two ends."""
    return kid if len(kid) < 40 else f"{kid[:4]}…{kid[-4:]}"


def key_ids() -> Iterator[Authored]:
    """Any string is a kid, and only the same string finds the key."""
    for case, kid in KIDS:
        keys = {"keys": [{**RSA.key, "kid": "other"}, {**EC.key, "kid": kid}]}
        yield vector(
            f"kid.{case}",
            f"Select by a kid: {case.replace('-', ' ')}",
            select_key(keys, kid, Expected(facts={"found": True, "jwk": EC.key})),
            group="tolerance",
            why="Nothing is to be read into a kid: a publisher may choose any string.",
            clauses=("rfc7517-4.5-kid-any-structure", "rfc7517-4.5-kid-matches"),
            source=source_of("rfc7517-4.5-x"),
            derived_from="control-jwks.select",
            mutation=f"kid: {kid if len(kid) < 40 else kid[:4] + '…'!r}",
        )
    composed, decomposed = (unicodedata.normalize(form, "clé") for form in ("NFC", "NFD"))
    for case, kid, asked in (
        ("other-case", "Key", "key"),
        ("sharp-s", "stra\u00dfe", "strasse"),
        ("composed", decomposed, composed),
        ("decomposed", composed, decomposed),
        ("compatible", "\ufb01rst", "first"),
        ("prefix", "first-key", "first"),
        ("longer", "first", "first-key"),
        ("trailing-space", "first", "first "),
        ("trailing-space-in-key", "first ", "first"),
        ("cut-at-nul", "first\0other", "first"),
        ("leading-zero", "1", "01"),
        ("percent-encoded", "a b", "a%20b"),
        ("pattern", "first", "*"),
        ("empty", "first", ""),
        ("unknown", "first", "second"),
        ("other-case-not-ascii", "\u00c9cl\u00e9", "\u00e9cl\u00e9"),
        ("without-padding", "Zmlyc3Q=", "Zmlyc3Q"),
        ("without-last-slash", "https://issuer.example/", "https://issuer.example"),
        ("other-alphabet", "a+b/c", "a-b_c"),
        ("plus-for-space", "a b", "a+b"),
        ("after-255-characters", "k" * 255 + "a", "k" * 255 + "b"),
        ("after-1024-characters", "k" * 1024 + "a", "k" * 1024 + "b"),
    ):
        yield vector(
            f"kid.not-found-{case}",
            f"No key under a kid that is almost the same: {case.replace('-', ' ')}",
            select_key({"keys": [{**EC.key, "kid": kid}]}, asked, Expected(facts={"found": False})),
            group="tolerance",
            why="A key that is found under another name than its own may be another's.",
            clauses=("rfc7517-4.5-kid-matches", "rfc7517-6-string-comparison"),
            source=source_of("rfc7517-4.5-x"),
            severity="security",
            derived_from="control-jwks.select",
            mutation=f"kid: {_short(kid)!r}, and {_short(asked)!r} asked for",
        )
    for case, absent in (("none", "None"), ("null", "null")):
        yield vector(
            f"kid.absent-is-not-{case}",
            f"No key under the kid {absent!r} where the keys have none",
            select_key({"keys": [EC.key]}, absent, Expected(facts={"found": False})),
            group="tolerance",
            why="A key without a kid has no name, not that one.",
            clauses=("rfc7517-4.5-kid-matches", "rfc7517-4.5-kid-optional"),
            source=source_of("rfc7517-4.5-x"),
            derived_from="control-jwks.select",
            mutation=f"no kid, and {absent!r} asked for",
        )


def types() -> Iterator[Authored]:
    """Use, key_ops, alg and kid of other JSON types."""
    for name, choice, clause in (
        ("kid", "kid-not-a-string", "rfc7517-4.5-kid-is-a-string"),
        ("use", "use-not-a-string", "rfc7517-4.2-use-is-a-string"),
        ("alg", "alg-not-a-string", "rfc7517-4.4-alg-is-a-string"),
        ("key_ops", "key-ops-not-an-array", "rfc7517-4.3-key-ops-is-an-array-of-strings"),
    ):
        wrong: list[tuple[str, Any]]
        good = {"kid": "a", "use": "sig", "alg": "ES256", "key_ops": "verify"}[name]
        wrong = [("number", 1), ("true", True), ("null", None), ("object", {"a": good})]
        if name == "key_ops":
            wrong += [
                ("string", good),
                ("of-numbers", ["verify", 1]),
                ("of-null", ["verify", None]),
                ("of-arrays", [["verify"]]),
            ]
        else:
            wrong += [("array", [good])]
        for case, value in wrong:
            if (name, case) in STANDS_ELSEWHERE:
                continue
            yield left_open(
                choice,
                case,
                f"Verify with a key whose {name} is {text({name: value})}",
                EC.verify(damaged(EC.key, **{name: value}), either()),
                clauses=(clause,),
                mutation=f"{name}: {text({name: value})}",
                why="Who publishes such a key must know which consumers it shuts out.",
                derived_from=EC.verifies,
            )


STANDS_ELSEWHERE = {("kid", "number"), ("use", "array"), ("alg", "array")}

ARGUMENTS = (
    "password", "backend", "key", "options", "private", "is_private", "kwargs", "args", "self",
    "cls", "generate", "size", "length", "curve", "pem", "data", "value", "raw_value",
    "dict_value", "tokens", "parameters", "jwk_data", "algorithm", "native_key", "thumbprint",
    "key_id", "has_private", "is_symmetric", "unsafe_skip_rsa_key_validation", "inactive_since",
    "pub_key", "priv_key", "source", "fileformat",
)  # fmt: skip
PROTOTYPES = (
    "__proto__", "constructor", "prototype", "__class__", "__init__", "__dict__", "toString",
    "hasOwnProperty", "valueOf", "$type", "@type", "$ref", "length", "class",
)  # fmt: skip


def strange_names() -> Iterator[Authored]:
    """Unknown members whose names mean something to the language of the reader."""
    for name in (*ARGUMENTS, *(one for one in PROTOTYPES if one not in ARGUMENTS)):
        slug = name.strip("_$@").replace("_", "-").lower()
        sign = {"$": "dollar-", "@": "at-", "_": "dunder-"}.get(name[0], "")
        yield _ignored(f"unknown-member-named-{sign}{slug}", name, {**EC.key, name: "oct"})
    names = [name for name in (*ARGUMENTS, *PROTOTYPES) if name != "self"]
    every: dict[str, Any] = {name: {"kty": "oct", "k": "AAAA"} for name in names}
    for sample in (RSA, OKP, OCT):
        for case, expected in (("verifies", VERIFIED), ("thumbprint", None)):
            document = {**every, **sample.key}
            facts = Expected(facts={"thumbprint": computed(sample.key)})
            yield vector(
                f"tolerance.names-of-arguments-{sample.case}-{case}",
                f"A key of the type {sample.key['kty']} with members named like arguments ({case})",
                sample.verify(document, expected)
                if expected is not None
                else thumbprint(document, facts, like=sample.key),
                group="tolerance",
                why=CONSTRUCTOR,
                clauses=("rfc7517-4-unknown-members",),
                source=source_of("rfc7517-4-x"),
                severity="security",
                level="structure",
                derived_from=sample.verifies if expected is not None else sample.has_thumbprint,
                mutation=f"{len(every)} unknown members added, each with a key for its value",
            )
    for case, other, member in (
        ("rsa-in-ec", EC, {"n": RSA.key["n"], "e": RSA.key["e"]}),
        ("k-in-ec", EC, {"k": OCT.key["k"]}),
        ("k-in-rsa", RSA, {"k": OCT.key["k"]}),
        ("point-in-oct", OCT, {"crv": "P-256", "x": EC.key["x"], "y": EC.key["y"]}),
        ("y-in-okp", OKP, {"y": EC.key["y"]}),
        ("crv-in-rsa", RSA, {"crv": "P-256", "x": EC.key["x"]}),
    ):
        yield left_open(
            "member-of-another-kind",
            case,
            f"A key of the type {other.key['kty']} with members of another kind of key",
            other.verify({**member, **other.key}, either("ignore")),
            clauses=("rfc7517-4-members-of-another-kind",),
            mutation=f"added: {', '.join(member)} of another key",
            why="Who takes a key for what its members look like, and not for what kty says, uses "
            "another key than was published.",
            derived_from=other.verifies,
            severity="security",
            level="structure",
        )


CONSTRUCTOR = (
    "Who hands the members of a key to a constructor lets the key's sender choose its arguments."
)


def _ignored(case: str, name: str, jwk: dict[str, Any]) -> Authored:
    return vector(
        f"tolerance.{case}",
        f"A key with an unknown member named {name}",
        EC.verify(jwk, VERIFIED),
        group="tolerance",
        why=CONSTRUCTOR,
        clauses=("rfc7517-4-unknown-members",),
        source=source_of("rfc7517-4-x"),
        severity="security",
        level="structure",
        derived_from=EC.verifies,
        mutation=f"an unknown member added: {name}",
    )


CHAPTER = Chapter(
    "key-member",
    "The members that all keys share",
    (kinds, key_ids, types, strange_names),
)
