"""The elements of a set: bad keys beside good ones, and kids that are not distinct."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from authoring.build import Authored, choice, vector
from authoring.damage import OPENED, VERIFIED, left_open, source_of
from authoring.forge import damaged
from authoring.key_set_search import (
    BY_SET,
    FACTS,
    FOUND,
    IMPORTS,
    OTHER,
    SELECTS,
    WANTED,
    verify,
)
from authoring.operation import import_set, select_key
from authoring.sample import EC, OCT, OKP, RSA, SAMPLES
from jwk_vectors.model import Option


def strangers() -> Iterator[tuple[str, Mapping[str, Any], str, tuple[str, ...]]]:
    """Keys that are of no use: case, key, noun, and the clauses it breaks."""
    present, valid = "rfc7518-6.3.1-members-present", "rfc7518-6.3-valid-key"
    yield "kty-missing", damaged(OTHER, without="kty"), "no kty", ("rfc7517-4.1-kty-present",)
    yield "kty-null", {**OTHER, "kty": None}, "a kty of null", ("rfc7517-4.1-kty-is-a-string",)
    yield "kty-number", {**OTHER, "kty": 2}, "a kty of 2", ("rfc7517-4.1-kty-is-a-string",)
    yield "kty-lower-case", {**OTHER, "kty": "ec"}, "kty ec", ("rfc7517-4.1-kty-case-sensitive",)
    yield "kty-new", {"kty": "LMS", "alg": "LMS", "pub": "AAAA"}, "a kty that nobody knows", ()
    yield "empty-object", {}, "no members at all", ("rfc7517-4.1-kty-present",)
    for sample in SAMPLES:
        for member in sample.key:
            if member == "kty" or (sample, member) == (RSA, "n"):
                continue
            clause = {"rsa": present, "ec": "rfc7518-6.2.1-members-present"}.get(sample.case, "")
            clause = clause or {"okp": "rfc8037-2-members-present"}.get(sample.case, "")
            yield (
                f"{sample.case}-without-{member}",
                damaged(sample.key, without=member),
                f"the kty {sample.key['kty']} and no {member}",
                (clause or "rfc7518-6.4.1-k-present",),
            )
    strings = "rfc7518-6.3.1-members-are-strings"
    yield "rsa-n-number", {**RSA.key, "n": 3}, "an n that is a number", (strings,)
    yield "rsa-e-null", {**RSA.key, "e": None}, "an e of null", (strings,)
    yield "rsa-n-empty", {**RSA.key, "n": ""}, "an empty n", (valid, "rfc7518-2-zero")
    yield "rsa-e-one", {**RSA.key, "e": "AQ"}, "an e of 1", (valid,)
    ec = {**EC.key, "x": OTHER["x"]}
    yield "ec-off-curve", ec, "a point beside the curve", ("rfc7518-6.2.1-on-curve",)
    short, length = {**OKP.key, "x": "AAAA"}, "rfc8037-3.1.2-key-length"
    yield "okp-short", short, "an x of three octets", (length,)
    yield "oct-k-null", {"kty": "oct", "k": None}, "a k of null", ("rfc7518-6.4.1-k-present",)
    yield "ec-junk", {**OTHER, "x": "!!!!"}, "an x of exclamation marks", JUNK


JUNK = (
    "rfc4648-3.3-alphabet",
    "rfc7518-6.2.1.2-x-length",
    "rfc7518-6.2.1-on-curve",
)


def bad_beside_good() -> Iterator[Authored]:
    """A key that is of no use in front of the wanted one."""
    for case, jwk, noun, broken in strangers():
        keys = {"keys": [{**jwk, "kid": "strange"}, WANTED]}
        implied = dict.fromkeys(broken, "the key in front is of no use") or None
        for action, draft, control in (
            ("selects", select_key(keys, "wanted", FOUND), SELECTS),
            ("verifies", verify(keys, VERIFIED), BY_SET),
        ):
            yield vector(
                f"set.{case}-{action}",
                f"Find the good key behind one that has {noun} ({action})",
                draft,
                group="tolerance",
                why="One bad key in a published set must not lock out everybody.",
                clauses=("rfc7517-5-skip-unusable-keys",),
                source=source_of("rfc7517-5-x"),
                otherwise="warn",
                derived_from=control,
                mutation=f"a key in front that has {noun}",
                level="structure",
                implied=implied,
            )
    for case, element in (
        ("null", None),
        ("number", 1),
        ("string", "key"),
        ("true", True),
        ("array", [WANTED]),
    ):
        yield left_open(
            "element-not-an-object",
            case,
            f"Select from a set with an element that is no object: {case}",
            select_key(
                {"keys": [element, WANTED]},
                "wanted",
                choice(
                    Option(option="skip", outcome="accepted", facts=FACTS),
                    Option(option="refuse", outcome="rejected"),
                ),
            ),
            clauses=("rfc7517-5-elements-are-objects",),
            mutation=f"{case} in front of the key",
            why="Whether one bad element spoils the rest decides what a publisher's mistake costs.",
            derived_from=SELECTS,
            severity="robustness",
            level="structure",
            implied={
                "rfc7517-4-is-an-object": "what is no object is no key",
                "rfc7517-5-is-an-object-with-keys": "an array of keys and one thing more is none",
            },
        )


def same_names() -> Iterator[Authored]:
    """Two keys under one kid, and a key twice."""
    for case, first in (
        ("same-kind", {**OTHER, "kid": "wanted"}),
        ("another-kind", {**RSA.key, "kid": "wanted"}),
        ("symmetric", {**OCT.key, "kid": "wanted"}),
    ):
        pair = {"keys": [first, WANTED]}
        bare = {name: value for name, value in first.items() if name != "kid"}
        yield left_open(
            "duplicate-kid-selected",
            case,
            "Select by a kid that two keys have",
            select_key(
                pair,
                "wanted",
                choice(
                    Option(option="first", outcome="accepted", facts={"jwk": bare}),
                    Option(option="last", outcome="accepted", facts={"jwk": EC.key}),
                    Option(option="none", outcome="accepted", facts={"found": False}),
                    Option(option="refuse", outcome="rejected"),
                ),
            ),
            clauses=("rfc7517-4.5-kid-distinct",),
            mutation="a key under the same kid in front",
            why="During a rollover one kid may stand for two keys: one of them is found.",
            derived_from=SELECTS,
            severity="security",
        )
        yield left_open(
            "duplicate-kid-verifies",
            case,
            "Verify with a set in which the kid of the token is that of two keys",
            verify(
                pair,
                choice(
                    Option(option="accept", outcome="accepted", facts=OPENED),
                    Option(option="refuse", outcome="rejected"),
                ),
            ),
            clauses=("rfc7517-4.5-kid-distinct",),
            mutation="a key under the same kid in front",
            why="Who tries the first key alone refuses half of the good tokens.",
            derived_from=BY_SET,
        )
        if case != "another-kind":
            yield left_open(
                "duplicate-kid",
                f"import-{case}",
                "A set with two keys under one kid",
                import_set(
                    pair,
                    choice(
                        Option(option="accept", outcome="accepted"),
                        Option(option="refuse", outcome="rejected", verdict="warn"),
                    ),
                ),
                clauses=("rfc7517-4.5-kid-distinct",),
                mutation="a key under the same kid in front",
                why="During a rollover one kid may stand for two keys.",
                derived_from=IMPORTS,
            )
    yield left_open(
        "duplicate-kid-verifies",
        "identical",
        "Verify with a set that has the wanted key twice",
        verify(
            {"keys": [WANTED, WANTED]},
            choice(
                Option(option="accept", outcome="accepted", facts=OPENED),
                Option(option="refuse", outcome="rejected"),
            ),
        ),
        clauses=("rfc7517-4.5-kid-distinct",),
        mutation="the key added once more",
        why="Whichever of the two is taken, it is the key that made the token.",
        derived_from=BY_SET,
    )
