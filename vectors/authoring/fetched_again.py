"""One client over time: new keys, retired keys, unknown kids, and outages.

The RFCs at hand say nothing of it. OpenID Connect expects a new kid to send the client back.
"""

from __future__ import annotations

from collections.abc import Iterator

from authoring.build import REFUSED_BY_WITNESS as WITNESSED
from authoring.build import SETUP, Authored, choice, text
from authoring.damage import left_open
from authoring.fetched import (
    CLAIMS,
    FACTS,
    FETCHES,
    NOWHERE,
    OTHER,
    VERIFIES,
    WANTED,
    answer,
    at,
    fetch,
    keys,
    token,
    verify,
)
from authoring.forge import header, jws
from authoring.registry import Chapter
from authoring.suite import key
from jwk_vectors.model import Option

OLD = answer({"keys": [OTHER]})
NEW = answer({"keys": [WANTED]})
OLD_TOKEN = jws(key("ec-p-256-b"), "ES256", header(alg="ES256", kid="other"), text(CLAIMS).encode())
HELD = {"claims": CLAIMS}
REFETCH = ("oidccore-10.1.1-refetch",)


def rotation() -> Iterator[Authored]:
    """A kid that is not in the set the client has, but in the one it would get."""
    yield left_open(
        "refetch-unknown-kid",
        "selects",
        "Fetch a key that was published after the first fetch",
        fetch(at(OLD, NEW), SETUP, kid="other"),
        fetch(
            at(OLD, NEW),
            choice(
                Option(option="refetch", outcome="accepted", facts=FACTS),
                Option(option="keep", outcome="accepted", facts={"found": False}),
                Option(option="keep", outcome="rejected"),
            ),
        ),
        clauses=REFETCH,
        mutation="the set changes after the first fetch",
        why="Publishers that rotate at once have all tokens refused until the client looks again.",
        derived_from=FETCHES,
    )
    yield left_open(
        "refetch-unknown-kid",
        "verifies",
        "Verify with a key that was published after the first fetch",
        verify(at(OLD, NEW), SETUP, jwt=OLD_TOKEN),
        verify(
            at(OLD, NEW),
            choice(
                Option(option="refetch", outcome="accepted", facts=HELD),
                Option(option="keep", outcome="rejected"),
            ),
        ),
        clauses=REFETCH,
        mutation="the set changes after the first fetch",
        why="Publishers that rotate at once have all tokens refused until the client looks again.",
        derived_from=VERIFIES,
    )
    yield left_open(
        "retired-key",
        "verifies",
        "Verify with a key that the publisher has withdrawn",
        verify(at(OLD, NEW), SETUP, jwt=OLD_TOKEN),
        verify(at(OLD, NEW), SETUP),
        verify(
            at(OLD, NEW),
            choice(
                Option(option="keep", outcome="accepted", facts=HELD),
                Option(option="forget", outcome="rejected"),
            ),
            jwt=OLD_TOKEN,
        ),
        clauses=REFETCH,
        mutation="the key is gone from the set that the client has fetched last",
        why="A key is withdrawn because it has leaked, or because its time is over: tokens signed "
        "before are still on their way.",
        derived_from=VERIFIES,
        severity="security",
    )


def unknown_kids() -> Iterator[Authored]:
    """Kids that are in no set, one after the other."""
    served = keys(OTHER)
    *before, last = (token(kid=f"unknown-{number}") for number in range(4))
    yield left_open(
        "refetch-limit",
        "verifies",
        "Tokens with four unknown kids, one after the other",
        verify(served, SETUP, jwt=OLD_TOKEN),
        *(verify(served, WITNESSED, jwt=jwt) for jwt in before),
        verify(
            served,
            choice(
                Option(option="limited", outcome="rejected", facts={"requests": 0}),
                Option(option="each-time", outcome="rejected"),
            ),
            jwt=last,
        ),
        clauses=(*REFETCH, "rfc7515-5.2-signature-validates"),
        mutation="four tokens by a key that was never published, under kids that stand in no set",
        why="Who asks the publisher for each unknown kid lets anybody drive requests at him.",
        derived_from=VERIFIES,
        severity="robustness",
        witness=NOWHERE,
        reason="never-published",
    )


def caching() -> Iterator[Authored]:
    """The same token again, where the answer says how long it is good, or there is none."""
    for case, value in (("no-store", "no-store"), ("max-age-0", "max-age=0, must-revalidate")):
        served = at(answer({"keys": [OTHER, WANTED]}, headers=[("Cache-Control", value)]))
        yield left_open(
            "cache-control",
            case,
            f"Verify twice with a set that says {value}",
            verify(served, SETUP),
            verify(
                served,
                choice(
                    Option(option="keep", outcome="accepted", facts={**HELD, "requests": 0}),
                    Option(option="ask", outcome="accepted", facts=HELD),
                ),
            ),
            clauses=("rfc9111-5.2.2-cache-control",),
            mutation=f"Cache-Control: {value}",
            why="A publisher that wants to withdraw keys fast has nothing else to say so with.",
            derived_from=VERIFIES,
        )
    served = at(answer({"keys": [OTHER, WANTED]}), answer("", status=503))
    yield left_open(
        "asked-again",
        "outage",
        "Verify twice with a set that is answered once, and then no more",
        verify(served, SETUP),
        verify(
            served,
            choice(
                Option(option="keep", outcome="accepted", facts={**HELD, "requests": 0}),
                Option(option="survive", outcome="accepted", facts=HELD),
                Option(option="refuse", outcome="rejected"),
            ),
        ),
        clauses=("rfc9111-4.2.2-heuristic",),
        mutation="the same token twice, and 503 in between",
        why="Who asks for each token is slow, and stops with the publisher.",
        derived_from=VERIFIES,
        severity="robustness",
    )


CHAPTER = Chapter(
    "fetched-again",
    "JWK Sets over time, by one client",
    (rotation, unknown_kids, caching),
)
