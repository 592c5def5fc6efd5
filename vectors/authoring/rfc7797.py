"""The examples of RFC 7797 section 4: one payload, signed encoded and as it is."""

from __future__ import annotations

from collections.abc import Iterator

from authoring.build import Authored, Expected, b64, text, unb64, vector
from authoring.operation import Party, sign, verify
from authoring.registry import Chapter
from authoring.rfc7515 import MAC
from authoring.signing import Example, Signature
from jwk_vectors.model import Check, Source

PAYLOAD = b"$.02"
ENCODED_HEADER = "eyJhbGciOiJIUzI1NiJ9"
ENCODED_SIGNATURE = "5mvfOroL-g7HyqJoozehmsaqmvTYGEq5jTI1gVvoEoQ"
"""Section 4.1."""
HEADER = "eyJhbGciOiJIUzI1NiIsImI2NCI6ZmFsc2UsImNyaXQiOlsiYjY0Il19"
SIGNATURE = "A5dxf2s96_n5FLueVuW1Z_vh161FwXZC4YLPff6dmDY"
"""Section 4.2."""
MEMBERS = {"alg": "HS256", "b64": False, "crit": ["b64"]}
DETACHED = f"{HEADER}..{SIGNATURE}"
FLATTENED = text({"protected": HEADER, "payload": PAYLOAD.decode(), "signature": SIGNATURE})
GROUP = "rfc7797-4"
SOURCE = Source(document="RFC 7797", section="4.2")
SIGNING_INPUT = "rfc7797-3-signing-input"
WHY = "The payload is signed as it is, and not its encoding: the same key gives another signature."
TOLD = {
    "4.2, protected header": text(MEMBERS),
    "4.2, signing input": f"{HEADER}.{PAYLOAD.decode()}",
    "4.2, signature": SIGNATURE,
}


def encoded() -> Iterator[Authored]:
    """Section 4.1: without b64."""
    signature = Signature(
        alg="HS256", key=MAC, protected=ENCODED_HEADER, signature=ENCODED_SIGNATURE
    )
    yield from Example(
        id="rfc7797-4.1",
        document="RFC 7797",
        section="4.1",
        group=GROUP,
        payload=PAYLOAD,
        signature=signature,
        figures={"compact": "", "flattened": ""},
        intermediate={
            "4.1, protected header": unb64(ENCODED_HEADER).decode("ascii"),
            "4.1, signing input": signature.signing_input(PAYLOAD),
            "4.1, signature": ENCODED_SIGNATURE,
        },
        why="This is the control to the unencoded payload of section 4.2.",
    ).vectors()


def unencoded() -> Iterator[Authored]:
    """Section 4.2: detached where the period would break the token, and in its place."""
    opened = Expected(facts={"payload": b64(PAYLOAD), "protected": MEMBERS})
    for form, said, draft in (
        (
            "compact",
            "detached, compact",
            verify(MAC, DETACHED, ["HS256"], opened, detached=PAYLOAD, features=("b64-detached",)),
        ),
        ("flattened", "flattened", verify(MAC, FLATTENED, ["HS256"], opened, features=("b64",))),
    ):
        yield vector(
            f"rfc7797-4.2-verify-{form}",
            f"Verify a signature over an unencoded payload ({said})",
            draft,
            group=GROUP,
            why=WHY,
            clauses=("rfc7515-5.2-report-success", SIGNING_INPUT),
            source=SOURCE,
            level="token",
            intermediate=TOLD,
        )
    check = Check(
        kind="jws",
        key=text(MAC),
        payload=b64(PAYLOAD),
        protected=MEMBERS,
        exact_if_protected=HEADER,
        exact=FLATTENED,
    )
    yield vector(
        "rfc7797-4.2-sign-flattened",
        "Sign the same payload unencoded (flattened)",
        sign(
            [Party(key=MAC, protected=text(MEMBERS))],
            PAYLOAD,
            "flattened",
            Expected(check=check),
            alg="HS256",
            features=("b64",),
        ),
        group=GROUP,
        why=WHY,
        clauses=("rfc7515-5.1-produce", SIGNING_INPUT, "rfc7797-6-crit-lists-b64"),
        source=SOURCE,
        level="token",
        intermediate=TOLD,
    )


CHAPTER = Chapter("rfc7797", "RFC 7797 section 4: unencoded payloads", (encoded, unencoded))
