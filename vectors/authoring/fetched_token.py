"""Tokens that bring along a key, or point to one, where the keys to trust are those of a set."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from authoring.build import REFUSED_BY_WITNESS as WITNESSED
from authoring.build import Authored, Draft, Expected, text, vector
from authoring.certificate import of_another_key
from authoring.damage import VERIFIED, refused, source_of
from authoring.embedded_key import CHOSEN, CLOSED, IGNORED, ORIGIN
from authoring.fetched import BY_CLIENT, CLAIMS, HOLDS, OTHER, WANTED, fetch, keys, verify
from authoring.forge import header, jws
from authoring.key_set_search import BY_SET, SELECTS
from authoring.key_set_search import FOUND as SELECTED
from authoring.operation import select_key, verify_with_set
from authoring.registry import Chapter
from authoring.sample import EC
from authoring.signed_by import VALIDATES
from authoring.suite import key

GROUP = "fetched-token"
ENCLOSED = {name: value for name, value in OTHER.items() if name != "kid"}
FOREIGN = "the signature is that of a key which stands in no set"


def _members() -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Ways to bring along the key that signed, beside the kid of the one that is trusted."""
    yield "jwk", "in jwk", {"jwk": ENCLOSED}
    yield "jwk-of-that-kid", "in jwk, under that kid", {"jwk": {**ENCLOSED, "kid": "wanted"}}
    yield "x5c", "in x5c", {"x5c": [of_another_key()]}
    yield "jku", "behind a jku", {"jku": CLOSED}
    yield "x5u", "behind an x5u", {"x5u": CLOSED}


def _asked(
    members: dict[str, Any], by: Any, in_set: Expected, fetched: Expected
) -> Iterator[tuple[str, str, Draft, str]]:
    """The token verified by a set that is given, and by one that is fetched."""
    protected = header(alg="ES256", kid="wanted", **members)
    given = jws(by, "ES256", protected)
    claims = jws(by, "ES256", protected, text(CLAIMS).encode())
    by_set = verify_with_set({"keys": [WANTED]}, given, ["ES256"], in_set, like=EC.key)
    yield "set", "a set", by_set, BY_SET
    yield "fetched", "a fetched set", verify(keys(WANTED), fetched, claims), BY_CLIENT["verifies"]


def untrusted() -> Iterator[Authored]:
    """Signed by a key that comes with the token."""
    for case, where, members in _members():
        for name, said, draft, control in _asked(members, key("ec-p-256-b"), WITNESSED, WITNESSED):
            yield refused(
                GROUP,
                f"embedded-{case}-{name}",
                f"A token signed by a key that it brings along {where}, verified with {said}",
                draft,
                clauses=(ORIGIN, VALIDATES),
                mutation=f"the signature: by another key, which stands {where}",
                why=CHOSEN,
                derived_from=control,
                witness=FOREIGN,
                level="token",
            )


def beside() -> Iterator[Authored]:
    """Genuine tokens that point to keys nobody has to look at."""
    for case, where, members in (
        ("jku", "a jku at which nobody answers", {"jku": CLOSED}),
        ("x5u", "an x5u at which nobody answers", {"x5u": CLOSED}),
        ("jwk", "its own key in jwk", {"jwk": EC.key}),
    ):
        for name, said, draft, control in _asked(members, EC.whole, VERIFIED, HOLDS):
            yield vector(
                f"{GROUP}.genuine-with-{case}-{name}",
                f"A genuine token with {where}, verified with {said}",
                draft,
                group=GROUP,
                why="The keys are there; nothing needs fetching, and nothing else is to be used.",
                clauses=(IGNORED,),
                source=source_of(IGNORED),
                derived_from=control,
                mutation=f"header: {where} added",
                level="token",
            )


def near() -> Iterator[Authored]:
    """A set in which other keys have kids that are almost the wanted one."""
    others = [
        {**OTHER, "kid": kid}
        for kid in ("WANTED", "Wanted", "wante", "wanted ", " wanted", "wanted2", "want", "")
    ]
    for case, jwks in (("front", [*others, WANTED]), ("behind", [WANTED, *others])):
        for action, draft, control in (
            ("selects", fetch(keys(*jwks)), BY_CLIENT["selects"]),
            ("verifies", verify(keys(*jwks)), BY_CLIENT["verifies"]),
            ("selects-from-set", select_key({"keys": jwks}, "wanted", SELECTED), SELECTS),
        ):
            yield vector(
                f"{GROUP}.near-kids-{case}-{action}",
                f"Keys whose kids are almost the wanted one, {case} ({action})",
                draft,
                group=GROUP,
                why="A kid is compared character by character: almost the same is another key's.",
                clauses=("rfc7517-4.5-kid-matches", "rfc7517-6-string-comparison"),
                source=source_of("rfc7517-4.5-x"),
                severity="security",
                derived_from=control,
                mutation="eight keys added, of kids that differ in case, blanks or length",
            )


CHAPTER = Chapter("fetched-token", "Tokens that bring along a key", (untrusted, beside, near))
