"""JWK Sets that a library's own client fetches: good ones, bad keys among good, and no sets."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from authoring.build import REFUSED_BY_WITNESS as WITNESSED
from authoring.build import Authored, Expected, Ref, choice, text, vector
from authoring.damage import left_open, refused, source_of
from authoring.fetched import (
    BY_CLIENT,
    CLAIMS,
    FACTS,
    FETCHES,
    FOUND,
    NOWHERE,
    OTHER,
    TOKEN,
    VERIFIES,
    WANTED,
    answer,
    at,
    both,
    either,
    fetch,
    keys,
    token,
    verify,
    verify_by_secret,
)
from authoring.forge import header, jws
from authoring.key_set_element import strangers
from authoring.operation import fetch_key
from authoring.operation import verify as verify_with
from authoring.registry import Chapter
from authoring.sample import EC, OCT, OKP, RSA
from jwk_vectors.model import Answer, Option

GROUP = "fetched-set"
SET = text({"keys": [WANTED]})
MIXED = [{**sample.key, "kid": sample.case, "alg": sample.alg} for sample in (RSA, OKP)]


def accepted(
    case: str, title: str, served: Any, mutation: str, clauses: Sequence[str], **more: Any
) -> Iterator[Authored]:
    """A good set, by every kind of client."""
    for action, draft in both(served):
        yield vector(
            f"{GROUP}.{case}-{action}",
            f"{title} ({action})",
            draft,
            group=GROUP,
            why="What one client in a hundred cannot read locks out one user in a hundred.",
            clauses=(*clauses, "rfc7517-5-represents-a-set"),
            source=source_of("rfc7517-5-x"),
            derived_from=BY_CLIENT[action],
            mutation=mutation,
            **more,
        )


def good_sets() -> Iterator[Authored]:
    """Sets of several keys, with further members, and kids of other characters."""
    for case, jwks in (("front", [*MIXED, WANTED]), ("behind", [WANTED, *MIXED])):
        yield from accepted(
            f"mixed-{case}",
            f"A set of three kinds of keys, two of them {'in ' if case == 'front' else ''}{case}",
            keys(*jwks),
            "an RSA and an OKP key added, each with its alg",
            ("rfc7517-5.1-no-preference",),
        )
    yield from accepted(
        "strange-members",
        "A set with members that nobody knows",
        at(answer({"issuer": "https://example.com", "keys": [WANTED], "ttl": 60})),
        "added: issuer and ttl",
        ("rfc7517-5-unknown-members",),
    )
    named = "schl\u00fcssel-\u043a\u043b\u044e\u0447"
    document = {"keys": [{**EC.key, "kid": named}]}
    for case, media in (("json", "application/json"), ("jwk-set", "application/jwk-set+json")):
        for action, draft in (
            ("selects", fetch(at(answer(document, type=media)), kid=named)),
            ("verifies", verify(at(answer(document, type=media)), jwt=token(kid=named))),
        ):
            yield vector(
                f"{GROUP}.kid-beyond-ascii-{case}-{action}",
                f"A kid with umlauts and Cyrillic, {media} without a charset ({action})",
                draft,
                group=GROUP,
                why="A client that guesses the encoding from the bytes guesses wrong now and then.",
                clauses=("rfc7517-4.5-kid-any-structure", "rfc7517-5-represents-a-set"),
                source=source_of("rfc7517-4.5-x"),
                derived_from=BY_CLIENT[action],
                mutation="kid with letters beyond ASCII, in UTF-8",
            )
    served = keys(OTHER, WANTED)
    yield vector(
        f"{GROUP}.fetched-key-verifies",
        "Fetch a key, then verify with it",
        fetch_key(served, "wanted", FOUND, like=EC.key, named="h1"),
        verify_with(Ref("h1"), TOKEN, ["ES256"], Expected(), like=EC.key),
        group=GROUP,
        why="A key that is found and cannot be used is of no help.",
        clauses=("rfc7517-5-represents-a-set", "rfc7515-5.2-report-success"),
        source=source_of("rfc7517-5-x"),
        derived_from=FETCHES,
        mutation="one more step: the key fetched verifies a token",
    )


def bad_beside_good() -> Iterator[Authored]:
    """A key that is of no use in front of the wanted one."""
    for case, jwk, noun, broken in strangers():
        for action, draft in both(keys({**jwk, "kid": "strange"}, WANTED)):
            yield vector(
                f"{GROUP}.{case}-{action}",
                f"The good key behind one that has {noun} ({action})",
                draft,
                group=GROUP,
                why="One bad key in a published set must not lock out everybody: providers add "
                "kinds of keys before all of their clients know them.",
                clauses=("rfc7517-5-skip-unusable-keys",),
                source=source_of("rfc7517-5-x"),
                otherwise="warn",
                derived_from=BY_CLIENT[action],
                mutation=f"a key in front that has {noun}",
                level="structure",
                implied=dict.fromkeys(broken, "the key in front is of no use") or None,
            )
    for case, element in (("null", None), ("string", "key"), ("array", [WANTED])):
        served = at(answer({"keys": [element, WANTED]}))
        yield left_open(
            "element-not-an-object",
            f"fetched-{case}",
            f"A fetched set with an element that is no object: {case}",
            verify(served, either("skip")),
            clauses=("rfc7517-5-elements-are-objects",),
            mutation=f"{case} in front of the key",
            why="Whether one bad element spoils the rest decides what a publisher's mistake costs.",
            derived_from=VERIFIES,
            severity="robustness",
            level="structure",
            implied={
                "rfc7517-4-is-an-object": "what is no object is no key",
                "rfc7517-5-is-an-object-with-keys": "an array of keys and one thing more is none",
            },
        )


def no_sets() -> Iterator[Authored]:
    """Answers that are no sets, with the wanted key in them or without."""
    genuine = "the signature is genuine: it verifies if, and only if, the key was taken from there"
    cases: tuple[tuple[str, str, Answer, str], ...] = (
        ("keys-object", "an object of keys by their kid", _json({"keys": {"wanted": WANTED}}), ""),
        ("keys-text", "the array as text", _json({"keys": text({"a": [WANTED]})[5:-1]}), ""),
        ("renamed", "the array under jwks", _json({"jwks": [WANTED]}), ""),
        ("nested", "the set as a member of an object", _json({"jwks": {"keys": [WANTED]}}), ""),
        ("bare-array", "the array alone", answer(f"[{text(WANTED)}]"), ""),
        ("one-key", "the key without a set", _json(WANTED), ""),
        ("set-as-text", "the set as a JSON string", answer(_quoted(SET)), ""),
        ("null", "null", answer("null"), NOWHERE),
        ("number", "a number", answer("0"), NOWHERE),
        ("keys-null", "a set whose keys is null", _json({"keys": None}), NOWHERE),
        ("keys-missing", "an empty object", answer("{}"), NOWHERE),
    )
    for case, noun, served, witness in cases:
        yield refused(
            GROUP,
            case,
            f"No set is served, but {noun}",
            verify(at(served), WITNESSED),
            clauses=("rfc7517-5-is-an-object-with-keys",),
            mutation=noun,
            why="A misdirected answer is an outage, and has to be told from an empty set.",
            derived_from=VERIFIES,
            witness=witness or genuine,
            severity="robustness",
            level="structure",
        )
    yield refused(
        GROUP,
        "empty-body",
        "Nothing stands in the answer",
        verify(at(answer("")), WITNESSED),
        clauses=("rfc7517-5-is-an-object-with-keys",),
        mutation="no body",
        why="A misdirected answer is an outage, and has to be told from an empty set.",
        derived_from=VERIFIES,
        witness=NOWHERE,
        severity="robustness",
        level="text",
        implied={"rfc8259-2-json-text": "nothing is no JSON text"},
    )
    for case, body, mutation in (
        ("fetched-html", f"<!DOCTYPE html><pre>{SET}</pre>", "in HTML"),
        ("fetched-call", f"callback({SET});", "as the argument of a call"),
        ("fetched-comment", f"{SET}\n<!-- cached -->", "a comment behind the set"),
        ("fetched-cut", SET[:-2], "the last two characters cut off"),
    ):
        yield left_open(
            "json-extension",
            case,
            f"A fetched set that is not JSON: {mutation}",
            verify(at(answer(body)), either()),
            clauses=("rfc8259-9-extensions", "rfc8259-2-json-text"),
            mutation=mutation,
            why="Two readers that repair a document differently see two different sets.",
            derived_from=VERIFIES,
            level="text",
        )


def _json(document: dict[str, Any]) -> Answer:
    return answer(document)


def _quoted(document: str) -> str:
    """A JSON string of a text that has no backslashes."""
    return '"' + document.replace('"', '\\"') + '"'


def ambiguous() -> Iterator[Authored]:
    """Two keys under one kid, two arrays of keys, no kid, no keys."""
    for case, first in (("same-kind", OTHER), ("another-kind", RSA.key)):
        pair = keys({**first, "kid": "wanted"}, WANTED)
        bare = {name: value for name, value in first.items() if name != "kid"}
        yield left_open(
            "duplicate-kid-selected",
            f"fetched-{case}",
            "Fetch the key with a kid that two keys have",
            fetch(
                pair,
                choice(
                    Option(option="first", outcome="accepted", facts={"jwk": bare, "found": True}),
                    Option(option="last", outcome="accepted", facts=FACTS),
                    Option(option="none", outcome="accepted", facts={"found": False}),
                    Option(option="refuse", outcome="rejected"),
                ),
            ),
            clauses=("rfc7517-4.5-kid-distinct",),
            mutation="a key under the same kid in front",
            why="During a rollover one kid may stand for two keys: one of them is found.",
            derived_from=FETCHES,
            severity="security",
        )
        yield left_open(
            "duplicate-kid-verifies",
            f"fetched-{case}",
            "Verify with a fetched set in which the kid of the token is that of two keys",
            verify(pair, either()),
            clauses=("rfc7517-4.5-kid-distinct",),
            mutation="a key under the same kid in front",
            why="Who tries the first key alone refuses half of the good tokens.",
            derived_from=VERIFIES,
        )
    twice = f'{text({"keys": [OTHER]})[:-1]},"keys":[{text(WANTED)}]}}'
    yield left_open(
        "duplicate-member",
        "fetched-keys",
        "A fetched set with keys twice",
        fetch(
            at(answer(twice)),
            choice(
                Option(option="last", outcome="accepted", facts=FACTS),
                Option(option="refuse", outcome="rejected"),
            ),
        ),
        clauses=("rfc7517-5-duplicate-names", "rfc7517-5-names-unique"),
        mutation="keys: another array in front",
        why="Where one reader takes the first value and another the last, the one that checks a "
        "set and the one that uses it see two sets.",
        derived_from=FETCHES,
        severity="security",
        level="text",
        witness="the key found is the one of the last array",
    )
    yield left_open(
        "empty-set",
        "fetched",
        "Fetch a key from a set without keys",
        fetch(
            keys(),
            choice(
                Option(option="accept", outcome="accepted", facts={"found": False}),
                Option(option="refuse", outcome="rejected"),
            ),
        ),
        clauses=("rfc7517-5-empty-set",),
        mutation="all keys removed",
        why="A publisher that has revoked everything says so like this, and so does a broken one.",
        derived_from=FETCHES,
        level="structure",
    )
    for case, jwks in (
        ("bare-key", [EC.key]),
        ("named-key", [WANTED]),
        ("two-keys", [OTHER, WANTED]),
    ):
        yield left_open(
            "token-without-kid",
            case,
            f"Verify a token without kid with a fetched set: {case.replace('-', ' ')}",
            verify(keys(*jwks), either(), jwt=token()),
            clauses=("rfc7515-4.1.4-kid-is-a-hint", "rfc7515-4.1.4-kid-optional"),
            mutation="no kid in the token" + (", nor in the key" if case == "bare-key" else ""),
            why="Publishers with one key often name it nowhere.",
            derived_from=VERIFIES,
        )


def not_for_the_public() -> Iterator[Authored]:
    """Keys that should not be in a published set, or not be used to verify."""
    yield left_open(
        "private-key-verifies",
        "fetched",
        "Verify with a fetched private key",
        verify(keys({**EC.whole, "kid": "wanted"}), either()),
        clauses=("rfc7517-9.2-private-for-public", "oidcdiscovery-3-no-secrets"),
        mutation="the private member added",
        why="A publisher that gives its private key away is no authority any more: anybody can "
        "sign, and a client that says nothing helps nobody find out.",
        derived_from=VERIFIES,
        severity="security",
    )
    secret = {**OCT.key, "kid": "wanted", "alg": "HS256"}
    named = header(alg="HS256", kid="wanted")
    signed = jws(OCT.key, "HS256", named, text(CLAIMS).encode())
    yield left_open(
        "symmetric-key-fetched",
        "verifies",
        "Verify by HMAC with a secret from a fetched set",
        verify_by_secret(keys(OTHER, secret), either(), signed),
        clauses=("oidcdiscovery-3-no-secrets",),
        mutation="a symmetric key under the kid of the token",
        why="Whoever can read the set can make such tokens.",
        derived_from=VERIFIES,
        severity="security",
    )
    yield left_open(
        "use-forbids",
        "fetched",
        "Verify with a fetched key for encryption",
        verify(keys({**WANTED, "use": "enc"}), either("ignore")),
        clauses=("rfc7517-4.2-use-intended",),
        mutation="use: enc",
        why="A key for encryption may be held by others than a key for signatures.",
        derived_from=VERIFIES,
        severity="security",
    )


CHAPTER = Chapter(
    "fetched-set",
    "JWK Sets that a library fetches itself",
    (good_sets, bad_beside_good, no_sets, ambiguous, not_for_the_public),
)
