"""Asked to sign a payload as it stands, in ways that no producer may go."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from authoring.build import Authored, Draft, Expected, b64, choice, text
from authoring.damage import left_open
from authoring.operation import Party, sign
from authoring.registry import Chapter
from authoring.signed_by import HS256
from authoring.unencoded import LISTED
from jwk_vectors.model import Check, Option


def _asked(members: dict[str, Any], payload: bytes, expected: Expected) -> Draft:
    """Sign in the compact serialisation with these members in the header."""
    signer = Party(key=HS256.key, protected=text({"alg": "HS256", **members}))
    return sign([signer], payload, "compact", expected, alg="HS256", features=("b64",))


def asked_wrongly() -> Iterator[Authored]:
    """Asked to make what no producer may send."""
    signs = HS256.control.replace("verify", "sign")
    made = Check(kind="jws", key=text(HS256.key), payload=b64(b"a.b"), protected=LISTED)
    yield left_open(
        "period-signed-unencoded",
        "compact",
        "Sign a payload with a period in it, unencoded and compact",
        _asked(
            {"b64": False, **LISTED},
            b"a.b",
            choice(
                Option(option="refuse", outcome="rejected"),
                Option(option="detach", outcome="accepted", check=made),
            ),
        ),
        clauses=("rfc7797-5.1-payload-may-be-detached", "rfc7797-5.2-no-period"),
        mutation="payload: unencoded, with a period",
        why="A token of four parts comes out, which nobody can read.",
        derived_from=signs,
        level="token",
    )
    added = Check(
        kind="jws",
        key=text(HS256.key),
        payload=b64(b"$-02"),
        protected={"b64": False, **LISTED},
    )
    yield left_open(
        "b64-signed-without-crit",
        "compact",
        "Sign with b64 false, and no crit that lists it",
        _asked(
            {"b64": False},
            b"$-02",
            choice(
                Option(option="refuse", outcome="rejected"),
                Option(option="add", outcome="accepted", check=added),
                Option(option="obey", outcome="accepted", verdict="warn"),
            ),
        ),
        clauses=("rfc7797-6-crit-lists-b64",),
        mutation="crit: left out",
        why="A reader that does not know b64 has to be told by crit to refuse: without it the "
        "same token has two payloads.",
        derived_from=signs,
        level="token",
    )


CHAPTER = Chapter("unencoded-asked", "Unencoded payloads, asked for wrongly", (asked_wrongly,))
