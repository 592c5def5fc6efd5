"""Members dropped, of another type, misnamed, borrowed; and what says what a key is for."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

from jwk_conformance.rulebook.example import examples
from jwk_conformance.rulebook.key import ENCODED, PRIVATE, PUBLIC
from jwk_fuzz.mutation.noun import SET, Jwk, Mutation, added, removed, replaced, respelt

TYPED: tuple[tuple[str, Any], ...] = (
    ("a number", 1),
    ("true", True),
    ("null", None),
    ("an array", ["x"]),
    ("an object", {"x": "x"}),
)
ARGUMENTS = (
    *("generate", "size", "password", "options", "key", "value", "raw", "cls", "self", "kwargs"),
    *("__class__", "__init__", "__dict__", "_key", "_members", "has_private", "key_id", "key_type"),
    *("backend", "algorithm", "public", "private", "is_private", "thumbprint", "parameters"),
)
"""Members that nobody defined, by names that libraries give to arguments and attributes."""

_MISSING = {
    **{("EC", name): f"ec-{name}-missing" for name in ("crv", "x", "y")},
    **{("OKP", name): f"okp-{name}-missing" for name in ("crv", "x")},
    **{("RSA", name): f"rsa-{name}-missing" for name in ("n", "e")},
    ("oct", "k"): "oct-k-missing",
    **{("AKP", name): f"akp-{name}-missing" for name in ("alg", "pub")},
}
_TYPE = {
    "EC": "ec-member-type",
    "OKP": "okp-member-type",
    "RSA": "rsa-member-type",
    "oct": "oct-k-type",
    "AKP": "akp-member-type",
}


def kinds() -> Iterator[Mutation]:
    """Kty and crv missing, misspelt, unknown, or of another type."""
    yield Mutation("kty: removed", "structure", removed("kty"), breaks="kty-missing")
    for said, value in TYPED:
        yield Mutation(f"kty: {said}", "structure", replaced("kty", value), breaks="kty-type")
    for name, kty, spelling, unknown in (
        ("kty", ("EC", "OKP", "RSA", "oct", "AKP"), "kty-spelling", "kty-unknown"),
        ("crv", ("EC",), "ec-crv-spelling", "ec-crv-unknown"),
        ("crv", ("OKP",), "okp-crv-spelling", "okp-crv-unknown"),
    ):
        for said, respell in (
            ("in the other case", str.swapcase),
            ("with a space behind", lambda text: f"{text} "),
            ("with a space in front", lambda text: f" {text}"),
        ):
            yield Mutation(f"{name}: {said}", "structure", respelt(name, respell), kty, spelling)
        for value in ("urn:example:unknown", ""):
            label = f"{name}: {value or 'the empty string'}"
            yield Mutation(label, "structure", replaced(name, value), kty, unknown)


def members() -> Iterator[Mutation]:
    """The members that make a key: removed, or of another type."""
    for kty, names in PUBLIC.items():
        for name in (*names, *(["k"] if kty == "oct" else [])):
            breaks = _MISSING[kty, name]
            yield Mutation(f"{name}: removed", "structure", removed(name), (kty,), breaks)
    for kty, encoded in ENCODED.items():
        for name in (*(["crv"] if "crv" in PUBLIC[kty] else []), *encoded):
            for said, value in TYPED:
                yield Mutation(
                    f"{name}: {said}",
                    "structure",
                    replaced(name, value),
                    (kty,),
                    _TYPE[kty],
                    private=name in PRIVATE[kty],
                )


def intentions() -> Iterator[Mutation]:
    """use, key_ops, alg, kid: of another type, unknown, contradictory."""
    for name, breaks in (("use", "use-type"), ("kid", "kid-type"), ("alg", "alg-type")):
        for said, value in TYPED:
            yield Mutation(f"{name}: {said}", "structure", added(**{name: value}), breaks=breaks)
    for said, value in (*TYPED[:3], TYPED[4], ("a string", "sign"), ("an array of 1", [1])):
        yield Mutation(f"key_ops: {said}", "structure", added(key_ops=value), breaks="key-ops-type")
    contradictions: tuple[tuple[str, Jwk, str], ...] = (
        ("use: unknown", {"use": "urn:example:use"}, "use-unknown"),
        ("key_ops: verify twice", {"key_ops": ["verify", "verify"]}, "key-ops-duplicate"),
        ("key_ops: sign and encrypt", {"key_ops": ["sign", "encrypt"]}, "key-ops-unrelated"),
        (
            "use and key_ops that agree",
            {"use": "sig", "key_ops": ["verify"]},
            "use-with-key-ops",
        ),
        (
            "use and key_ops that contradict one another",
            {"use": "sig", "key_ops": ["deriveKey"]},
            "use-against-key-ops",
        ),
    )
    for label, changed, breaks in contradictions:
        yield Mutation(label, "structure", added(**changed), breaks=breaks)
    for kty, alg in (("EC", "RS256"), ("OKP", "ES256"), ("RSA", "HS256"), ("oct", "RS256")):
        other = added(alg=alg)
        yield Mutation(f"alg: {alg}", "structure", other, (kty,), "alg-of-another-key-type")


def unknown() -> Iterator[Mutation]:
    """Members that the reader does not know, and must ignore (RFC 7517 section 4)."""
    ignored = "rfc7517-4-unknown-members"
    cases: tuple[tuple[str, Jwk], ...] = (
        ("an unknown member added", {"urn:example:member": {"a": [1, None, True]}}),
        ("a member with an empty name added", {"": "empty"}),
        ("a member with a name beyond ASCII added", {"clé": "é", "𝔎": "𝔎"}),
        *((f"an unknown member {name} added", {name: "AQAB"}) for name in ARGUMENTS),
    )
    for label, members in cases:
        yield Mutation(label, "structure", added(**members), keeps=ignored)
    yield Mutation(
        "an unknown member added", "structure", added(note=[1]), (SET,),
        keeps="rfc7517-5-unknown-members",
    )  # fmt: skip


def borrowed() -> Iterator[Mutation]:
    """Members of other key types: no text says that they are unknown to the reader."""
    values = {"crv": "P-256", "n": "AQAB", "e": "AQAB", "x": "AQAB", "y": "AQAB", "k": "AQAB"}
    for kty in PUBLIC:
        for name, value in values.items():
            if name not in (*PUBLIC[kty], *PRIVATE[kty]):
                label = f"a member {name} of another key type added"
                yield Mutation(label, "structure", added(**{name: value}), (kty,))


def certificates() -> Iterator[Mutation]:
    """Certificates and their thumbprints: malformed, or of another key."""
    for said, value in TYPED:
        for name, breaks in (("x5u", "x5u-type"), ("x5t", "x5t-form"), ("x5c", "x5c-type")):
            if (said, name) != ("an array", "x5c"):
                change = added(**{name: value})
                yield Mutation(f"{name}: {said}", "structure", change, breaks=breaks)
    yield Mutation("x5c: an empty array", "structure", added(x5c=[]), breaks="x5c-type")
    yield Mutation(
        "x5u: no protection of the transport",
        "structure",
        added(x5u="http://example.com/certificate.pem"),
        breaks="x5u-insecure",
    )
    for code, said in (
        ("x5c-base64", "x5c: lines as in PEM"),
        ("x5c-certificate", "x5c: a public key instead of a certificate"),
        ("x5c-of-another-key", "x5c: a certificate of another key"),
        ("x5c-chain", "x5c: a chain out of order"),
        ("x5t-of-another-certificate", "x5t#S256: of another certificate than x5c"),
    ):
        yield Mutation(said, "structure", _from_example(code), breaks=code)


def _from_example(code: str) -> Callable[[Jwk], Jwk]:
    """The members on certificates of the rulebook's example."""
    document: Jwk = json.loads(examples()[code].breaks)
    return added(**{name: value for name, value in document.items() if name.startswith("x5")})


def sets() -> Iterator[Mutation]:
    """Sets without an array of keys, or with something else in it."""
    for said, value in (*TYPED[:3], TYPED[4], ("a string", "x")):
        yield Mutation(
            f"keys: {said}", "structure", replaced("keys", value), (SET,), "set-keys-missing"
        )
    yield Mutation("keys: removed", "structure", removed("keys"), (SET,), "set-keys-missing")
    for said, value in (*TYPED[:4], ("a string", "x")):
        yield Mutation(
            f"keys: {said} in front of the keys",
            "structure",
            _in_front(value),
            (SET,),
            "set-element-type",
        )
    yield Mutation("kid: one key more in front, by a kid in the other case", "structure",
                   _other_case, (SET,), keeps="rfc7517-4.5-kid-matches")  # fmt: skip
    yield Mutation("kid: the same in two keys", "structure", _same_kid, (SET,), "set-duplicate-kid")


def _in_front(value: Any) -> Callable[[Jwk], Jwk]:
    return lambda document: {**document, "keys": [value, *document["keys"]]}


def _other_case(document: Jwk) -> Jwk:
    """The last key once more, under the kid of the first with its letters in the other case."""
    first, last = document["keys"][0], document["keys"][-1]
    more = {**last, "kid": first["kid"].swapcase()}
    return {**document, "keys": [more, *document["keys"]]}


def _same_kid(document: Jwk) -> Jwk | None:
    keys = [{**key, "kid": "same"} for key in document["keys"]]
    return {**document, "keys": keys} if len(keys) > 1 else None
