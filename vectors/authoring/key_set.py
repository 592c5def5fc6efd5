"""JWK Sets: what is no set, good ones, their public form and their text."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import Any

from authoring.build import Authored, Expected, b64, choice, text, vector
from authoring.controls import PRIVATE_MEMBERS
from authoring.damage import VERIFIED, left_open, refused, source_of
from authoring.forge import header, jws
from authoring.key_set_element import bad_beside_good, same_names
from authoring.key_set_search import (
    BY_SET,
    FACTS,
    FOUND,
    IMPORTS,
    OTHER,
    SELECTS,
    WANTED,
    accepted,
    verify,
)
from authoring.operation import export_set, import_set, select_key, verify_with_set
from authoring.registry import Chapter
from authoring.sample import EC, EITHER_IMPORTED, OCT, OKP, RSA, SAMPLES
from authoring.suite import key
from jwk_vectors.model import Option

GROUP = "malformed-set"
EXPORTS = "control-jwks.export"


def no_sets() -> Iterator[Authored]:
    """Documents with the wanted key in them that are no sets."""
    whole = text(WANTED)
    cases: tuple[tuple[str, str, Any], ...] = (
        ("keys-object-by-kid", "an object of keys by their kid", {"keys": {"wanted": WANTED}}),
        ("keys-one-key", "one key without an array", {"keys": WANTED}),
        ("keys-text", "the array as text", {"keys": f"[{whole}]"}),
        ("keys-upper-case", "the array under Keys", {"Keys": [WANTED]}),
        ("keys-renamed", "the array under jwks", {"jwks": [WANTED]}),
        ("keys-nested", "a set in the place of the array", {"keys": {"keys": [WANTED]}}),
        ("in-an-array", "the set in an array", f"[{text({'keys': [WANTED]})}]"),
        ("bare-array", "the array alone", f"[{whole}]"),
    )
    for case, noun, document in cases:
        yield refused(
            GROUP,
            case,
            f"A set that is none: {noun}",
            verify(document),
            clauses=("rfc7517-5-is-an-object-with-keys",),
            mutation=noun,
            why="Who finds keys wherever they may be takes some that nobody published as such.",
            derived_from=BY_SET,
            severity="robustness",
            level="structure",
        )
    for case, document in (
        ("keys-null", {"keys": None}),
        ("keys-number", {"keys": 1}),
        ("keys-string", {"keys": ""}),
        ("keys-true", {"keys": True}),
    ):
        yield refused(
            GROUP,
            case,
            f"A set whose keys is no array: {text(document)}",
            # No key is in it: whether it was taken for an empty set shows nowhere.
            import_set(document, Expected(expect="reject")),
            clauses=("rfc7517-5-is-an-object-with-keys",),
            mutation=text(document),
            why="Read as an empty set, a misdirected answer revokes every key.",
            derived_from=IMPORTS,
            severity="robustness",
            level="structure",
        )
    yield refused(
        GROUP,
        "set-within-a-set",
        "The wanted key in a set within a set",
        verify({"keys": [OTHER, {"keys": [WANTED]}]}),
        clauses=("rfc7517-4.1-kty-present",),
        mutation="the key put into a set that stands as an element",
        why="What has no kty is no key, and nobody looks for more keys in it.",
        derived_from=BY_SET,
        severity="robustness",
        level="structure",
    )
    yield left_open(
        "empty-set",
        "import",
        "Import a set without keys",
        import_set({"keys": []}, EITHER_IMPORTED),
        clauses=("rfc7517-5-empty-set",),
        mutation="all keys removed",
        why="A publisher that has revoked everything says so like this, and so does a broken one.",
        derived_from=IMPORTS,
        level="structure",
    )


def good_sets() -> Iterator[Authored]:
    """Sets of any order, size and mixture."""
    ordered = [OTHER, {**RSA.key, "kid": "rsa"}, {**OCT.key, "kid": "oct"}]
    for case, keys in (
        ("first", [WANTED, *ordered]),
        ("middle", [ordered[0], WANTED, *ordered[1:]]),
        ("last", [*ordered, WANTED]),
    ):
        yield accepted(
            f"order-{case}",
            f"Select the {case} key of a set",
            select_key({"keys": keys}, "wanted", FOUND),
            "rfc7517-5.1-no-preference",
            SELECTS,
            f"three more keys; the wanted one is the {case}",
        )
    for sample in SAMPLES:
        others = [
            {**other.key, "kid": other.case, **({"alg": "RS256"} if other is RSA else {})}
            for other in SAMPLES
            if other is not sample
        ]
        token = jws(sample.whole, sample.alg, header(alg=sample.alg, kid="wanted"))
        wanted = {**sample.key, "kid": "wanted"}
        for case, keys in (("front", [*others, wanted]), ("behind", [wanted, *others])):
            yield accepted(
                f"mixed-{sample.case}-{case}",
                f"Verify {sample.alg} with a set of four kinds of keys, three of them in {case}"
                if case == "front"
                else f"Verify {sample.alg} with a set of four kinds of keys, three of them behind",
                verify_with_set({"keys": keys}, token, [sample.alg], VERIFIED, like=sample.key),
                "rfc7517-5-skip-unusable-keys",
                f"{sample.verifies}-set",
                "keys of three other kinds added",
                more=("rfc7515-4.1.4-kid-matches", "rfc7517-4-names-per-kty"),
                otherwise="warn",  # a SHOULD asks for it, and an appendix that informs
            )
    named = {"keys": [WANTED], "Keys": [], "KEYS": None, "kty": "oct", "kid": "set", "self": 1}
    yield accepted(
        "strange-members",
        "Verify with a set that has members named like those of keys, and like arguments",
        verify(named, VERIFIED),
        "rfc7517-5-unknown-members",
        BY_SET,
        "added: Keys, KEYS, kty, kid and self",
    )
    many: list[dict[str, Any]] = [
        {"kty": "oct", "k": b64(hashlib.sha256(b"%d" % number).digest()), "kid": f"key-{number}"}
        for number in range(1000)
    ]
    yield accepted(
        "of-1001-keys",
        "Select the last of 1,001 keys",
        select_key({"keys": [*many, WANTED]}, "wanted", FOUND),
        "rfc7517-5-represents-a-set",
        SELECTS,
        "1,000 keys in front",
    )
    document = text({"keys": [OTHER, WANTED]})
    spaced = "\r\n\t" + document.replace(":", " :\n").replace(",", "\t,\r\n ") + " \n"
    yield accepted(
        "whitespace",
        "Select from a set with white space and line breaks",
        select_key(spaced, "wanted", FOUND),
        "rfc7517-5-whitespace",
        SELECTS,
        "white space added around values and structural characters",
    )
    yield accepted(
        "without-kids",
        "Import a set of keys without kids",
        import_set({"keys": [sample.key for sample in SAMPLES]}),
        "rfc7517-4.5-kid-optional",
        IMPORTS,
        "no key has a kid",
    )
    yield accepted(
        "symmetric",
        "Select a symmetric key from a set of them",
        select_key(
            {"keys": [{**OCT.key, "kid": "a"}, {**key("oct-32-b"), "kid": "b"}]},
            "absent",
            Expected(facts={"found": False}),
        ),
        "rfc7517-4.5-kid-matches",
        SELECTS,
        "symmetric keys, and a kid that none has asked for",
    )


def exports() -> Iterator[Authored]:
    """A set of private keys, made public."""
    for case, sample in (("rsa", RSA), ("ec", EC), ("okp", OKP)):
        yield vector(
            f"set.export-{case}-public",
            f"The public form of a set with a private {sample.key['kty']} key",
            export_set(
                {"keys": [{**sample.whole, "kid": "a"}]},
                Expected(facts={"jwks": {"keys": [sample.key]}}, absent=PRIVATE_MEMBERS),
            ),
            group="tolerance",
            why="A server that publishes its own set gives its private keys away.",
            clauses=("rfc7517-9.2-protect-from-disclosure", "rfc7517-5-represents-a-set"),
            source=source_of("rfc7517-9.2-x"),
            severity="security",
            derived_from=EXPORTS,
            mutation="a private key",
        )


def texts() -> Iterator[Authored]:
    """The text of sets, as far as it differs from that of keys."""
    document = text({"keys": [WANTED]})
    answers = choice(
        Option(option="accept", outcome="accepted", facts=FACTS),
        Option(option="refuse", outcome="rejected"),
    )
    for codec in ("utf-16-le", "utf-16-be", "utf-32-le"):
        yield left_open(
            "other-encoding",
            f"set-{codec}",
            f"A set in {codec.upper()}",
            select_key(document.encode(codec), "wanted", answers),
            clauses=("rfc7517-8.5.1-set-in-utf-8", "rfc8259-8.1-utf-8", "rfc8259-2-json-text"),
            mutation=f"{codec} in place of UTF-8",
            why="A filter that expects UTF-8 sees other members than a reader that guesses.",
            derived_from=SELECTS,
            level="text",
        )
    for case, given, mutation in (
        ("set-trailing-comma", document[:-2] + ",]}", "a comma behind the last key"),
        ("set-trailing-text", document + "\n<!-- cached -->", "a comment behind the set"),
        ("set-in-html", f"<pre>{document}</pre>", "in HTML"),
    ):
        yield left_open(
            "json-extension",
            case,
            f"A set with {mutation}",
            select_key(given, "wanted", answers),
            clauses=("rfc8259-9-extensions", "rfc8259-2-json-text"),
            mutation=mutation,
            why="Two readers that repair a document differently see two different sets.",
            derived_from=SELECTS,
            level="text",
        )
    twice = text({"keys": [OTHER]})[:-1] + ',"\\u006beys":' + text({"a": [WANTED]})[5:]
    yield left_open(
        "duplicate-member",
        "set-keys-escaped",
        "A set with keys twice, the second time with an escape",
        select_key(
            twice,
            "wanted",
            choice(
                Option(option="last", outcome="accepted", facts=FACTS),
                Option(option="refuse", outcome="rejected"),
            ),
        ),
        clauses=("rfc7517-5-duplicate-names", "rfc7517-5-names-unique"),
        mutation="keys: another array in front",
        why="A filter that compares names before it undoes escapes finds nothing wrong.",
        derived_from=SELECTS,
        severity="security",
        level="text",
        witness="the key found is the one of the last array",
    )


CHAPTER = Chapter(
    "key-set",
    "JWK Sets",
    (no_sets, bad_beside_good, same_names, good_sets, exports, texts),
)
