"""The parameter crit: extensions nobody knows, and lists that no producer may send."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from authoring.build import Authored, text
from authoring.choice_key import either
from authoring.damage import left_open, refused
from authoring.forge import flattened, general, header, jws
from authoring.registry import Chapter
from authoring.signed_by import GROUP, HS256

UNDERSTOOD = "rfc7515-4.1.11-crit-understood"
ALSO = ("rfc7515-5.2-fields-understood", "rfc7515-4-required-parameters")
CONSTRAINTS = "rfc7515-4.1.11-crit-constraints"
IS_ARRAY = "rfc7515-4.1.11-crit-is-an-array"
UNKNOWN = "urn:example:jwk-conformance:undefined"
MISREAD = (
    "Extensions change what a token means; the sender asked to be refused rather than "
    "misunderstood."
)


def _token(**members: Any) -> str:
    return jws(HS256.key, "HS256", header(alg="HS256", **members))


def _not_understood() -> Iterator[tuple[str, str, str]]:
    yield "exp", "the exp of a JWT", _token(crit=["exp"], exp=1363284000)
    yield "absent", "an extension that is not there", _token(crit=[UNKNOWN])
    yield (
        "second",
        "two extensions, b64 and an unknown one",
        _token(crit=["b64", UNKNOWN], b64=True, **{UNKNOWN: 1}),
    )
    yield "null-value", "an extension that is null", _token(crit=[UNKNOWN], **{UNKNOWN: None})
    yield "false-value", "an extension that is false", _token(crit=[UNKNOWN], **{UNKNOWN: False})
    yield "empty-name", "an extension without a name", _token(crit=[""], **{"": True})
    yield "case", "B64 for b64", _token(crit=["B64"], B64=True)
    yield "twice", "an extension listed twice", _token(crit=[UNKNOWN, UNKNOWN], **{UNKNOWN: 1})
    yield (
        "after-registered",
        "a registered parameter and an extension",
        _token(crit=["alg", UNKNOWN], **{UNKNOWN: 1}),
    )
    escaped = b'{"alg":"HS256","\\u0063rit":["x"],"x":1}'
    yield "escaped", "crit written with an escape", jws(HS256.key, "HS256", escaped)
    last = b'{"alg":"HS256","crit":["alg"],"crit":["x"],"x":1}'
    yield "last-of-two", "crit twice, the last of an extension", jws(HS256.key, "HS256", last)


def not_understood() -> Iterator[Authored]:
    """Extensions that nobody can have implemented."""
    for reason, said, token in _not_understood():
        clauses = [UNDERSTOOD, *ALSO]
        if reason == "escaped":
            clauses.append("rfc7515-10.13-escapes-equal")
        yield refused(
            GROUP,
            f"crit-{reason}",
            f"A critical extension: {said}",
            HS256.verified(token),
            clauses=clauses,
            mutation=f"crit: {said}",
            why=MISREAD,
            derived_from=HS256.control,
            level="token",
        )
    token = _token(crit=[UNKNOWN], **{UNKNOWN: True})
    for form, serialise in (("flattened", flattened), ("general", general)):
        yield refused(
            GROUP,
            f"crit-unknown-{form}",
            f"A critical extension that nobody defined, in a {form} JWS",
            HS256.verified(serialise(token)),
            clauses=(UNDERSTOOD, *ALSO),
            mutation="crit: names an extension, which is there",
            why=MISREAD,
            derived_from=HS256.control.replace("compact", form),
            level="token",
        )
    split = json.loads(flattened(_token(crit=[UNKNOWN])))
    yield refused(
        GROUP,
        "crit-extension-unprotected",
        "A critical extension that nobody defined, itself in the unprotected header",
        HS256.verified(text({**split, "header": {UNKNOWN: True}}), features=("unprotected",)),
        clauses=(UNDERSTOOD, *ALSO),
        mutation="crit: names an extension, which is in the unprotected header",
        why=MISREAD,
        derived_from=HS256.control.replace("compact", "flattened"),
        level="token",
    )


def _misused() -> Iterator[tuple[str, str, Any, str]]:
    for name, value in (
        ("jku", "https://127.0.0.1:1/"),
        ("kid", "k"),
        ("typ", "JWT"),
        ("cty", "JWT"),
        ("x5t", "A" * 27),
    ):
        yield f"names-{name}", f"names {name}", {"crit": [name], name: value}, CONSTRAINTS
    yield "names-crit", "names itself", {"crit": ["crit"]}, CONSTRAINTS
    yield "names-epk", "names epk, which JWA defines", {"crit": ["epk"], "epk": {}}, CONSTRAINTS
    yield "names-absent", "names kid, which is absent", {"crit": ["kid"]}, CONSTRAINTS
    yield "names-twice", "names alg twice", {"crit": ["alg", "alg"]}, CONSTRAINTS
    yield "names-b64-twice", "names b64 twice", {"crit": ["b64"] * 2, "b64": True}, CONSTRAINTS
    yield "string", "is a string", {"crit": "alg"}, IS_ARRAY
    yield "empty-string", "is an empty string", {"crit": ""}, IS_ARRAY
    yield "object", "is an object", {"crit": {"alg": True}}, IS_ARRAY
    yield "empty-object", "is an empty object", {"crit": {}}, IS_ARRAY
    yield "null", "is null", {"crit": None}, IS_ARRAY
    yield "true", "is true", {"crit": True}, IS_ARRAY
    yield "false", "is false", {"crit": False}, IS_ARRAY
    yield "number", "is a number", {"crit": 1}, IS_ARRAY
    yield "of-number", "holds a number", {"crit": [1]}, IS_ARRAY
    yield "of-null", "holds null", {"crit": [None]}, IS_ARRAY
    yield "of-array", "holds an array", {"crit": [["alg"]]}, IS_ARRAY
    yield "of-object", "holds an object", {"crit": [{"alg": True}]}, IS_ARRAY


def misused() -> Iterator[Authored]:
    """Lists that break the rules for producers and name nothing that is not understood."""
    for case, said, members, clause in _misused():
        features = ("b64",) if "b64" in members else ()
        yield left_open(
            "crit-constraints",
            case,
            f"A header whose crit {said}",
            HS256.verified(_token(**members), either(), features=features),
            clauses=(clause,) if clause == CONSTRAINTS else (clause, CONSTRAINTS),
            mutation=f"crit: {said}",
            why="Who makes such tokens must know which recipients refuse them.",
            derived_from=HS256.control,
            level="token",
        )
    registered = flattened(HS256.token, crit=["kid"], kid="k")
    for case, said, token, needed in (
        ("unprotected", "a registered parameter", registered, ("unprotected",)),
        (
            "unprotected-b64",
            "b64, which is protected",
            flattened(_token(b64=True), crit=["b64"]),
            ("unprotected", "b64"),
        ),
    ):
        yield left_open(
            "crit-constraints",
            case,
            f"A crit in the unprotected header, naming {said}",
            HS256.verified(token, either(), features=needed),
            clauses=("rfc7515-4.1.11-crit-protected",),
            mutation="crit: in the unprotected header",
            why="What is not protected can be taken away on the way: it protects nobody.",
            derived_from=HS256.control.replace("compact", "flattened"),
            level="token",
        )


CHAPTER = Chapter("malformed-jws-crit", "Critical extensions of a JWS", (not_understood, misused))
