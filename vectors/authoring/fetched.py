"""What the chapters on fetched sets share: answers over HTTP, and a key that is in them or not."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

import msgspec

from authoring.build import Draft, Expected, Served, b64, choice, text
from authoring.forge import header, jws
from authoring.operation import JWKS, fetch_key, verify_fetched
from authoring.sample import EC
from authoring.suite import key, public
from jwk_vectors.model import Answer, Option

FETCHES = "control-jwks.fetch-ec-p-256"
VERIFIES = "control-jwks.verify-ec-p-256-es256-compact"
BY_CLIENT = {"selects": FETCHES, "verifies": VERIFIES}

CLAIMS = {"sub": "jwk-conformance", "exp": 4_102_444_800}
"""Good until the year 2100: some clients insist on an end."""
WANTED = {**EC.key, "kid": "wanted"}
OTHER = {**public(key("ec-p-256-b")), "kid": "other"}
FACTS: dict[str, Any] = {"found": True, "jwk": EC.key}
FOUND = Expected(facts=FACTS)
HOLDS = Expected(facts={"claims": CLAIMS})
NOWHERE = "the key stands in no set that was served: a token that holds was verified by another"


def token(**members: str) -> str:
    """A JWT by the wanted key, with these header members beside alg."""
    return jws(EC.whole, "ES256", header(alg="ES256", **members), text(CLAIMS).encode())


TOKEN = token(kid="wanted")


def answer(
    body: str | bytes | Mapping[str, Any] = "",
    *,
    status: int = 200,
    type: str = "application/json",
    headers: Sequence[tuple[str, str]] = (),
    spaces: int = 0,
    pieces: int = 1,
    pause: float = 0,
) -> Answer:
    """An answer with Content-Type, if any, and Content-Length, unless the headers have one."""
    given = text(body) if isinstance(body, Mapping) else body
    octets = given.encode() if isinstance(given, str) else given
    own = [("Content-Type", type)] if type else []
    if not {"Content-Length", "Transfer-Encoding"} & {name for name, _ in headers}:
        own.append(("Content-Length", str(len(octets) + spaces)))
    return Answer(
        status=status,
        headers=(*own, *headers),
        spaces=spaces,
        body=given if isinstance(given, str) else "",
        octets=b64(given) if isinstance(given, bytes) else "",
        pieces=pieces,
        pause=pause,
    )


def at(*answers: Answer, **more: Answer) -> Served:
    """The set's URL with its answers in turn; `moved` stands for /moved.json, and so on."""
    return {JWKS: answers, **{f"/{name}.json": (one,) for name, one in more.items()}}


def keys(*jwks: Mapping[str, Any]) -> Served:
    """A set, answered as it should be."""
    return at(answer({"keys": list(jwks)}))


def fetch(served: Served, expected: Expected = FOUND, kid: str = "wanted") -> Draft:
    """Fetch the key with a kid."""
    return fetch_key(served, kid, expected, like=EC.key)


def verify(served: Served, expected: Expected = HOLDS, jwt: str = TOKEN) -> Draft:
    """Verify a token with what is served."""
    return verify_fetched(served, jwt, ["ES256"], expected, like=EC.key)


def verify_by_secret(served: Served, expected: Expected, jwt: str) -> Draft:
    """Verify by HMAC. It stands on the control of ES256: no client has to take fetched secrets."""
    asked = verify(served, expected, jwt)
    args = {**asked.step.args, "algorithms": ["HS256"]}
    return replace(asked, step=msgspec.structs.replace(asked.step, args=args))


def both(served: Served) -> Iterator[tuple[str, Draft]]:
    """The wanted key is found, and verifies: some clients do the one, some the other."""
    yield "selects", fetch(served)
    yield "verifies", verify(served)


def either(accepting: str = "accept") -> Expected:
    """The token holds, which is one option, or is refused, which is the other."""
    return choice(
        Option(option=accepting, outcome="accepted", facts={"claims": CLAIMS}),
        Option(option="refuse", outcome="rejected"),
    )
