"""Keys and sets damaged in their structure or the encoding of their members."""

from __future__ import annotations

from collections.abc import Iterator

from authoring.build import REFUSED, Authored, Draft, text
from authoring.damage import WITNESSED, refused
from authoring.forge import damaged, jws
from authoring.operation import import_set, verify
from authoring.registry import Chapter
from authoring.suite import key, public

GROUP = "malformed-text"
EC, EC_TOKEN = public(key("ec-p-256")), jws(key("ec-p-256"), "ES256")
RSA, RSA_TOKEN = public(key("rsa-2048-a")), jws(key("rsa-2048-a"), "RS256")
EC_VERIFIES = "control-jws.verify-ec-p-256-es256-compact"
RSA_VERIFIES = "control-jws.verify-rsa-rs256-compact"
TWO_SPELLINGS = "A key that can be spelled in many ways has as many thumbprints and cache entries."


def _ec(document: str) -> Draft:
    return verify(document, EC_TOKEN, ["ES256"], WITNESSED, like=EC)


def structures() -> Iterator[Authored]:
    """JSON that is no JWK."""
    for reason, title, document, mutation in (
        ("array", "A JWK in an array", f"[{text(EC)}]", "array around the object"),
        ("string", "A JWK as a string of JSON", text_of(text(EC)), "object as a string"),
        ("null", "null in place of a JWK", "null", "null in place of the object"),
    ):
        yield refused(
            GROUP,
            reason,
            title,
            _ec(document),
            clauses=("rfc7517-4-is-an-object",),
            mutation=mutation,
            why="Unwrapping by guess makes keys of documents that nobody meant as such.",
            derived_from=EC_VERIFIES,
            severity="robustness",
            level="structure",
        )
    for reason, title, jwk, clause, mutation in (
        (
            "kty-missing",
            "A key without kty",
            damaged(EC, without="kty"),
            "rfc7517-4.1-kty-present",
            "kty removed",
        ),
        (
            "kty-unknown",
            "A key of a kind nobody defined",
            damaged(EC, kty="ECX"),
            "rfc7517-4.1-kty-case-sensitive",
            "kty: ECX in place of EC",
        ),
        (
            "kty-lower-case",
            "A key whose kty is in lower case",
            damaged(EC, kty="ec"),
            "rfc7517-4.1-kty-case-sensitive",
            "kty: ec in place of EC",
        ),
    ):
        yield refused(
            GROUP,
            reason,
            title,
            _ec(text(jwk)),
            clauses=(clause,),
            mutation=mutation,
            why="Guessing the kind of key from its members invites confusion of one with another.",
            derived_from=EC_VERIFIES,
            level="structure",
        )
    yield refused(
        GROUP,
        "kty-of-another-kind",
        "EC members under kty OKP",
        _ec(text(damaged(EC, kty="OKP"))),
        clauses=("rfc8037-2-known-subtype",),
        mutation="kty: OKP in place of EC",
        why="Guessing the kind of key from its members invites confusion of one with another.",
        derived_from=EC_VERIFIES,
        level="structure",
    )


def text_of(document: str) -> str:
    """A document as a JSON string."""
    escaped = document.replace('"', '\\"')
    return f'"{escaped}"'


def sets() -> Iterator[Authored]:
    """JSON that is no JWK Set."""
    for reason, title, document, mutation in (
        ("set-without-keys", "A set without keys", "{}", "keys removed"),
        ("set-keys-object", "A set whose keys is an object", '{"keys":{}}', "keys: an object"),
        ("set-array", "A set as a bare array", f"[{text(EC)}]", "the array in place of the object"),
    ):
        yield refused(
            GROUP,
            reason,
            title,
            import_set(document, REFUSED),
            clauses=("rfc7517-5-is-an-object-with-keys",),
            mutation=mutation,
            why="Read as an empty set, an error page or a misdirected answer revokes every key.",
            derived_from="control-jwks.import",
            severity="robustness",
            level="structure",
        )


def alphabets() -> Iterator[Authored]:
    """Characters that are none of base64url's."""
    n, x = RSA["n"], EC["x"]
    standard = x.replace("-", "+").replace("_", "/")
    for reason, title, value, mutation in (
        ("standard-alphabet", "x in the other alphabet of base64", standard, "+ for -, / for _"),
        ("junk-in-x", "x with an exclamation mark in it", f"{x[:8]}!{x[8:]}", "! inserted"),
        ("space-in-x", "x with a space in it", f"{x[:8]} {x[8:]}", "space inserted"),
    ):
        yield refused(
            GROUP,
            reason,
            title,
            _ec(text(damaged(EC, x=value))),
            clauses=("rfc4648-3.3-alphabet",),
            mutation=f"x: {mutation}",
            why=TWO_SPELLINGS,
            derived_from=EC_VERIFIES,
            severity="interoperability",
        )
    yield refused(
        GROUP,
        "line-break-in-n",
        "n broken into lines",
        verify(text(damaged(RSA, n=f"{n[:76]}\n{n[76:]}")), RSA_TOKEN, ["RS256"], WITNESSED),
        clauses=("rfc4648-3.3-alphabet",),
        mutation="n: line break inserted after 76 characters",
        why=TWO_SPELLINGS,
        derived_from=RSA_VERIFIES,
        severity="interoperability",
    )


def lengths() -> Iterator[Authored]:
    """A length that no octets have."""
    whole = key("oct-48")
    yield refused(
        GROUP,
        "impossible-length",
        "k with one character too many",
        verify(damaged(whole, k=whole["k"] + "A"), jws(whole, "HS384"), ["HS384"], WITNESSED),
        clauses=("rfc4648-4-length",),
        mutation="k: A added, which makes 65 characters",
        why="A decoder that drops what it cannot use takes truncated keys without a word.",
        derived_from="control-jws.verify-oct-hs384-compact",
    )


CHAPTER = Chapter(
    "malformed-text",
    "Keys and sets damaged in structure or encoding",
    (structures, sets, alphabets, lengths),
)
