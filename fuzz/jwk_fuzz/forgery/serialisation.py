"""JSON serialisations of a JWS that no reader may take."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

from jwk_fuzz.forgery.noun import Forgery, Token, parts, signed, written

Document = dict[str, Any]


def flattened(token: Token) -> Document:
    """The flattened JSON serialisation of a compact JWS."""
    return dict(zip(("protected", "payload", "signature"), parts(token), strict=True))


def documents() -> Iterator[Forgery]:
    """Members missing, of another type, in two places, in the wrong place."""
    for label, change, breaks in (
        ("payload: removed", _without("payload"), "jws-payload-missing"),
        ("payload: a number", _with(payload=1), "jws-payload-type"),
        ("signature: removed", _without("signature"), "jws-signature-missing"),
        ("signature: a number", _with(signature=1), "part-type"),
        ("protected: a number", _with(protected=1), "part-type"),
        ("signatures beside signature", _both, "jws-both-syntaxes"),
        ("header: a string", _with(header="x"), "header-part-type"),
        ("header: an empty object", _with(header={}), "header-part-empty"),
        ("alg in both headers", _twice, "header-disjoint"),
        ("crit: in the unprotected header", _with(header={"crit": ["urn:x"], "urn:x": 1}),
         "crit-unprotected"),
        ("b64: in the unprotected header", _with(header={"b64": False}), "b64-unprotected"),
    ):  # fmt: skip
        yield Forgery(f"flattened: {label}", _document(change), (breaks,), "flattened")
    yield Forgery("flattened: protected: an empty string", _unprotected, ("member-empty",),
                  "flattened")  # fmt: skip
    for label, make, breaks in (
        ("signatures: a string", lambda one: "x", "jws-signatures-type"),
        ("signatures: an object", lambda one: one, "jws-signatures-type"),
        ("signatures: an empty array", lambda one: [], "jws-no-signature"),
        ("signatures: one without a signature", lambda one: [{**one, "signature": None}],
         "part-type"),
    ):  # fmt: skip
        yield Forgery(f"general: {label}", _general(make), (breaks,), "general")
    yield Forgery("general: b64 of two minds", _two_minds, ("b64-differs",), "general")


def _document(change: Callable[[Token, Document], Document]) -> Callable[[Token], str]:
    return lambda token: json.dumps(change(token, flattened(token)))


def _with(**members: Any) -> Callable[[Token, Document], Document]:
    return lambda _, document: {**document, **members}


def _without(name: str) -> Callable[[Token, Document], Document]:
    return lambda _, document: {one: value for one, value in document.items() if one != name}


def _both(_: Token, document: Document) -> Document:
    one = {name: document[name] for name in ("protected", "signature")}
    return {**document, "signatures": [one]}


def _twice(token: Token, document: Document) -> Document:
    return {**document, "header": {"alg": token.alg}}


def _unprotected(token: Token) -> str:
    """All of the header unprotected: the member for the protected one must not be there."""
    _, payload, value = signed(token, b"").split(".")
    return json.dumps(
        {"protected": "", "payload": payload, "signature": value, "header": token.header}
    )


def _general(change: Callable[[Document], Any]) -> Callable[[Token], str]:
    def apply(token: Token) -> str:
        protected, payload, value = parts(token)
        entry = {"protected": protected, "signature": value}
        return json.dumps({"payload": payload, "signatures": change(entry)})

    return apply


def _two_minds(token: Token) -> str:
    """One signature over the payload as it is, the other over it in base64url."""
    header = {**token.header, "b64": True, "crit": ["b64"]}
    entries = []
    for one in (header, {**header, "b64": False}):
        protected, payload, value = signed(token, written(one)).split(".")
        entries.append({"protected": protected, "signature": value})
    return json.dumps({"payload": payload, "signatures": entries})
