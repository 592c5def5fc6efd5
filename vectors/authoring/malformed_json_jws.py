"""The JSON serialisations of a JWS: members missing, of the wrong type, doubled or unknown."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

from authoring.build import Authored, Expected, b64, choice, text, vector
from authoring.choice_key import either
from authoring.damage import OPENED, VERIFIED, left_open, refused, source_of
from authoring.forge import PAYLOAD, flattened, header, jws, signature
from authoring.registry import Chapter
from authoring.signed_by import GROUP, HS256, VALIDATES
from authoring.suite import key
from jwk_vectors.model import Option

FLATTENED = HS256.control.replace("compact", "flattened")
GENERAL = HS256.control.replace("compact", "general")
DISJOINT = "rfc7515-5.2-header-disjoint"
OBJECTS = "rfc7515-5.2-header-objects"
PAYLOAD_PRESENT = "rfc7515-7.2.1-payload-present"
SIGNATURE_PRESENT = "rfc7515-7.2.1-signature-present"
ARRAY = "rfc7515-7.2.1-signatures-array"
PRESENT = "rfc7515-4.1.1-alg-present"
STRICT = "rfc7515-5.2-strict-base64url"
HALF = "Where half an object is enough, what one reader checks another never sees."
GOOD: dict[str, Any] = json.loads(flattened(HS256.token))
ENTRY = {name: GOOD[name] for name in ("protected", "signature")}
OTHER = {
    "protected": GOOD["protected"],
    "signature": b64(signature(key("oct-32-b"), "HS256", HS256.signed)),
}
"""A signature by another key."""


def _mac(signed: str) -> str:
    return b64(signature(HS256.key, "HS256", signed.encode("utf-8")))


def _without(name: str) -> dict[str, Any]:
    return {member: value for member, value in GOOD.items() if member != name}


def _general(*entries: Any, **more: Any) -> str:
    return text({"payload": GOOD["payload"], "signatures": list(entries), **more})


def _flattened() -> Iterator[tuple[str, str, str, Sequence[str]]]:
    head, payload = GOOD["protected"], GOOD["payload"]
    empty = {"protected": head, "signature": _mac(f"{head}.")}
    yield "no-payload", "no payload, the MAC over an empty one", text(empty), (PAYLOAD_PRESENT,)
    for name, value, spelled in (
        ("null", None, ""),
        ("number", 1234, "1234"),
        ("object", json.loads(PAYLOAD), text(json.loads(PAYLOAD))),
        ("array", [payload], payload),
    ):
        token = {"payload": value, "protected": head, "signature": _mac(f"{head}.{spelled}")}
        yield f"payload-{name}", f"a payload that is {name}", text(token), (PAYLOAD_PRESENT, STRICT)
    yield "no-signature", "no signature", text(_without("signature")), (SIGNATURE_PRESENT,)
    for name, other in (("null", None), ("array", [GOOD["signature"]]), ("number", 1)):
        token = {**GOOD, "signature": other}
        yield f"signature-{name}", f"a signature that is {name}", text(token), (SIGNATURE_PRESENT,)
    for name, unfit in (
        ("object", {"alg": "HS256"}),
        ("null", None),
        ("array", [head]),
        ("text", '{"alg":"HS256"}'),
    ):
        token = {**GOOD, "protected": unfit, "signature": _mac(f"{unfit}.{payload}")}
        clauses = (STRICT, "rfc7515-5.2-header-is-json")
        yield f"protected-{name}", f"a protected header that is {name}", text(token), clauses
    for name, wrong in (
        ("array", []),
        ("string", "x"),
        ("null", None),
        ("number", 1),
        ("text", '{"kid":"k"}'),
    ):
        token = {**GOOD, "header": wrong}
        yield f"header-{name}", f"an unprotected header that is {name}", text(token), (OBJECTS,)
    bare = {"payload": payload, "signature": _mac(f".{payload}")}
    one = ("rfc7515-7.2.1-one-header", PRESENT)
    yield "no-header", "neither of the two headers", text(bare), one
    missing = {**bare, "header": {"kid": "k"}}
    yield "no-alg", "no alg in either header", text(missing), (PRESENT,)
    kid = b64(header(kid="k"))
    token = {"payload": payload, "protected": kid, "signature": _mac(f"{kid}.{payload}")}
    yield "no-alg-protected", "a protected header without alg", text(token), (PRESENT,)


def damaged_flattened() -> Iterator[Authored]:
    """One signature, its members beside the payload."""
    for reason, said, token, clauses in _flattened():
        yield refused(
            GROUP,
            f"json-{reason}",
            f"A flattened JWS with {said}",
            HS256.verified(token),
            clauses=clauses,
            mutation=said,
            why=HALF,
            derived_from=FLATTENED,
            witness="what is there is genuine, or nothing is there that could be",
            severity="interoperability",
            level="token",
        )
    for name, value in (("kid", "k"), ("typ", "JWT"), ("urn:example:x", 1)):
        for case, other in (("same", value), ("other", "another")):
            protected = header(**{"alg": "HS256", name: value})
            slug = name.replace(":", "-")
            yield refused(
                GROUP,
                f"json-{slug}-in-both-{case}",
                f"{name} in both headers, with the {case} value in the second",
                HS256.verified(
                    flattened(jws(HS256.key, "HS256", protected), **{name: other}),
                    features=("unprotected",),
                ),
                clauses=(DISJOINT,),
                mutation=f"{name}: also in the unprotected header",
                why="Where one name stands in both, the unprotected one may win.",
                derived_from=FLATTENED,
                level="token",
            )
    yield refused(
        GROUP,
        "json-alg-in-both-none",
        "alg HS256 in the protected header, and none in the unprotected one",
        HS256.verified(flattened(HS256.token, alg="none"), features=("unprotected",)),
        clauses=(DISJOINT,),
        mutation="alg: also in the unprotected header, none there",
        why="Where one name stands in both, the unprotected one may win.",
        derived_from=FLATTENED,
        level="token",
    )


def damaged_general() -> Iterator[Authored]:
    """Several signatures, or what should be some."""
    broken = "no signature there can be verified"
    for reason, said, token, clauses in (
        (
            "no-signatures",
            "no signatures",
            text({"payload": GOOD["payload"]}),
            (SIGNATURE_PRESENT,),
        ),
        ("signatures-empty", "an empty array of signatures", _general(), (VALIDATES,)),
        (
            "signatures-object",
            "signatures that are an object",
            text({"payload": GOOD["payload"], "signatures": ENTRY}),
            (ARRAY,),
        ),
        (
            "signatures-null",
            "signatures that are null",
            text({"payload": GOOD["payload"], "signatures": None}),
            (ARRAY,),
        ),
        (
            "signatures-string",
            "signatures that are a string",
            text({"payload": GOOD["payload"], "signatures": GOOD["signature"]}),
            (ARRAY,),
        ),
        (
            "signatures-of-strings",
            "signatures that are strings",
            _general(GOOD["signature"]),
            (ARRAY,),
        ),
        ("signatures-of-null", "signatures that are null each", _general(None), (ARRAY,)),
        ("signatures-of-arrays", "signatures that are arrays", _general([ENTRY]), (ARRAY,)),
        (
            "entry-without-signature",
            "a signature without its value",
            _general({"protected": ENTRY["protected"]}),
            (SIGNATURE_PRESENT,),
        ),
        (
            "entry-without-headers",
            "a signature without headers",
            _general({"signature": _mac(f".{GOOD['payload']}")}),
            ("rfc7515-7.2.1-one-header", PRESENT),
        ),
        ("all-bad", "two signatures by another key", _general(OTHER, OTHER), (VALIDATES,)),
        (
            "entry-crossed",
            "the header of one signature and the value of another",
            _general({"protected": ENTRY["protected"]}, {"signature": ENTRY["signature"]}),
            (SIGNATURE_PRESENT, "rfc7515-7.2.1-one-header"),
        ),
    ):
        yield refused(
            GROUP,
            f"json-{reason}",
            f"A general JWS with {said}",
            HS256.verified(token),
            clauses=clauses,
            mutation=said,
            why=HALF,
            derived_from=GENERAL,
            witness=broken,
            severity="security",
            level="token",
        )


def _tolerated() -> Iterator[tuple[str, str, str, str, tuple[str, ...]]]:
    strange = {"urn:example:member": {"a": [1]}, "note": "ignored"}
    unknown = "rfc7515-7.2.1-unknown-members"
    yield "unknown-flattened", "members that nobody defined", text({**strange, **GOOD}), unknown, ()
    yield (
        "unknown-general",
        "members that nobody defined on top",
        _general(ENTRY, **strange),
        unknown,
        (),
    )
    yield (
        "unknown-entry",
        "members that nobody defined in a signature",
        _general({**ENTRY, **strange}),
        unknown,
        (),
    )
    bare = {
        "payload": GOOD["payload"],
        "header": {"alg": "HS256"},
        "signature": _mac(f".{GOOD['payload']}"),
    }
    union = "rfc7515-7.2.1-header-union"
    yield (
        "alg-unprotected",
        "alg in the unprotected header alone",
        text(bare),
        union,
        ("unprotected",),
    )
    entry = {"header": bare["header"], "signature": bare["signature"]}
    yield (
        "alg-unprotected-entry",
        "alg in the unprotected header of a signature",
        _general(entry),
        union,
        ("unprotected",),
    )
    yield (
        "typ-unprotected",
        "typ in the unprotected header",
        flattened(HS256.token, typ="JOSE"),
        union,
        ("unprotected",),
    )
    yield (
        "no-unprotected",
        "no unprotected header",
        text(GOOD),
        "rfc7515-3.2-some-members-optional",
        (),
    )
    spaced = json.dumps(GOOD, indent=2)
    yield "white-space", "white space between its members", spaced, "rfc8259-9-accepts-all", ()
    yield (
        "reversed",
        "its members in another order",
        text(dict(reversed(GOOD.items()))),
        "rfc7515-7.2.2-flattened-serialisation",
        (),
    )
    escaped = text(GOOD).replace('"payload"', '"p\\u0061yload"')
    yield "escaped", "a name with an escape", escaped, "rfc8259-7-escapes", ()


def tolerated() -> Iterator[Authored]:
    """What has to be accepted, and nothing made of it."""
    for case, said, token, clause, features in _tolerated():
        yield vector(
            f"tolerance.json-{case}",
            f"A JWS in JSON with {said}",
            HS256.verified(token, VERIFIED, features=features),
            group="tolerance",
            why="Producers add members and write JSON as their tools do.",
            clauses=(clause,),
            source=source_of(clause),
            derived_from=GENERAL if '"signatures"' in token else FLATTENED,
            mutation=said,
            level="token",
        )


def choices() -> Iterator[Authored]:
    """Where the text leaves the reader, or the application, free."""
    for case, entries in (
        ("bad-first", (OTHER, ENTRY)),
        ("bad-last", (ENTRY, OTHER)),
        ("unknown-alg-last", (ENTRY, {**OTHER, "protected": b64(header(alg="XX999"))})),
    ):
        yield left_open(
            "one-good-signature",
            case,
            f"A good signature beside one that is not ({case.replace('-', ' ')})",
            HS256.verified(_general(*entries), either(), features=("many-signers",)),
            clauses=("rfc7515-5.2-application-decides", "rfc7515-5.2-one-of-several"),
            mutation="a signature added that does not validate",
            why="Whoever needs all signatures has to know whether the library asks for all.",
            derived_from=GENERAL,
            severity="security",
            level="token",
        )
    for case, member in (
        ("protected", {"protected": ""}),
        ("protected-object", {"protected": b64(b"{}")}),
        ("header", {"header": {}, **ENTRY}),
    ):
        head = member["protected"] if "header" not in member else ENTRY["protected"]
        rest = {"header": {"alg": "HS256"}} if "header" not in member else {}
        token = {
            "payload": GOOD["payload"],
            **rest,
            **member,
            "signature": _mac(f"{head}.{GOOD['payload']}"),
        }
        yield left_open(
            "empty-header-member",
            case,
            f"An empty header that should be absent: {case.replace('-', ' ')}",
            HS256.verified(text(token), either(), features=("unprotected",)),
            clauses=("rfc7515-7.2.1-empty-header-read",),
            mutation="a header without members",
            why="Libraries write such members; others must know whether they are read.",
            derived_from=FLATTENED,
            level="token",
        )
    for case, value, entry, taken in (
        ("good-signature", ENTRY["signature"], OTHER, "flattened"),
        ("good-signatures", OTHER["signature"], ENTRY, "general"),
    ):
        token = {**GOOD, "signature": value, "signatures": [entry]}
        yield left_open(
            "both-json-syntaxes",
            case,
            f"An object with signature and signatures, of which the {taken} part is good",
            HS256.verified(text(token), _syntax(taken)),
            clauses=("rfc7515-7.2.2-no-signatures",),
            mutation="both signature and signatures",
            why="Two readers verify two signatures; a filter can be made to look at the wrong one.",
            derived_from=GENERAL,
            severity="security",
            level="token",
        )
    head = ENTRY["protected"]
    for case, first, last in (
        ("good-last", "e30", GOOD["payload"]),
        ("good-first", GOOD["payload"], "e30"),
    ):
        token_text = (
            f'{{"payload":"{first}","payload":"{last}","protected":"{head}",'
            f'"signature":"{GOOD["signature"]}"}}'
        )
        yield left_open(
            "duplicate-member-of-serialisation",
            f"payload-{case}",
            f"A flattened JWS with payload twice ({case.replace('-', ' ')})",
            HS256.verified(
                token_text,
                choice(
                    Option(
                        option="last" if case == "good-last" else "first",
                        outcome="accepted",
                        facts=OPENED,
                    ),
                    Option(option="refuse", outcome="rejected"),
                ),
            ),
            clauses=("rfc8259-4-names-unique",),
            mutation="payload: twice, of which one is good",
            why="Two readers of one object may see two payloads.",
            derived_from=FLATTENED,
            severity="security",
            level="token",
        )


def _syntax(taken: str) -> Expected:
    return choice(
        Option(option=taken, outcome="accepted", facts=OPENED),
        Option(option="refuse", outcome="rejected"),
    )


CHAPTER = Chapter(
    "malformed-jws-json",
    "The JSON serialisations of a JWS",
    (damaged_flattened, damaged_general, tolerated, choices),
)
