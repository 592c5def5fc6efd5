"""How a set is answered: status, type, encoding, size and time, and what no set stands in.

No RFC at hand tells a client much about these: most are choices, and what is asked of all is what
HTTP lets every server do.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from typing import Any

from authoring.build import REFUSED_BY_WITNESS as WITNESSED
from authoring.build import Authored, Served, choice, text, vector
from authoring.damage import left_open, refused, source_of
from authoring.fetched import (
    BY_CLIENT,
    FETCHES,
    NOWHERE,
    OTHER,
    VERIFIES,
    WANTED,
    answer,
    at,
    both,
    either,
    fetch,
    verify,
)
from authoring.registry import Chapter
from jwk_vectors.model import Answer, Option

GROUP = "fetched-answer"
SET = text({"keys": [OTHER, WANTED]})
LOGIN = "<!DOCTYPE html><title>Sign in</title><form method=post><input name=user></form>"
HTML = "text/html; charset=utf-8"
CLOSED = Answer(status=0)


def good_answers() -> Iterator[Authored]:
    """What a server may do without asking its clients."""
    halves = SET[: len(SET) // 2], SET[len(SET) // 2 :]
    chunks = "".join(f"{len(half):x}\r\n{half}\r\n" for half in halves) + "0\r\n\r\n"
    chunked = [("Transfer-Encoding", "chunked")]
    headers = [
        ("Cache-Control", "public, max-age=3600"),
        ("ETag", '"1"'),
        ("Last-Modified", "Thu, 01 Jan 2026 00:00:00 GMT"),
        ("Set-Cookie", "a=1; Path=/"),
        ("Vary", "Accept-Encoding, Origin"),
        ("X-Content-Type-Options", "nosniff"),
    ]
    whole, until = "rfc7517-5-represents-a-set", "rfc9112-6.3-until-close"
    announced = "rfc7517-8.5.1-set-media-type"
    jwk_set = _typed("application/jwk-set+json")
    cases: tuple[tuple[str, str, Answer, tuple[str, ...]], ...] = (
        ("type-of-sets", "announced as a JWK Set", jwk_set, (announced,)),
        ("type-with-charset", "with a charset", _typed("application/json; charset=utf-8"), ()),
        ("type-in-capitals", "in capitals", _typed('Application/JSON;Charset="UTF-8"'), ()),
        ("headers", "with usual header fields", answer(SET, headers=headers), ()),
        ("chunked", "in two chunks", answer(chunks.encode(), headers=chunked), (CHUNKED,)),
        ("until-close", "until the connection closes", _without_length(), (until,)),
        ("in-pieces", "in many pieces", answer(SET, pieces=40, pause=0.005), ()),
    )
    for case, noun, served, clauses in cases:
        for action, draft in both(at(served)):
            yield vector(
                f"{GROUP}.{case}-{action}",
                f"A set answered {noun} ({action})",
                draft,
                group=GROUP,
                why="Servers, proxies and content networks choose between these by themselves.",
                clauses=(*clauses, whole),
                source=source_of(whole),
                derived_from=BY_CLIENT[action],
                mutation=f"answered {noun}",
            )


CHUNKED = "rfc9112-7.1-chunked"


def _typed(media: str) -> Answer:
    return answer(SET, type=media)


def _without_length() -> Answer:
    return Answer(headers=(("Content-Type", "application/json"),), body=SET)


def failures() -> Iterator[Authored]:
    """No set, for one reason or another: nothing verifies, and the client says so in its way."""
    cases: tuple[tuple[str, str, Served], ...] = (
        ("not-found", "404 and a page", at(_page(404))),
        ("server-error", "500 and a page", at(_page(500))),
        ("login-page", "200 and a login page", at(_page(200))),
        ("no-content", "204", at(Answer(status=204))),
        ("closed", "nothing: the connection is closed", at(CLOSED)),
        ("cut-off", "the first half of a set", at(_cut_off())),
    )
    for case, noun, served in cases:
        broken = {"rfc8259-2-json-text": "what is there is no JSON text"}
        yield refused(
            GROUP,
            case,
            f"The URL of the set answers {noun}",
            verify(served, WITNESSED),
            clauses=("rfc7517-5-is-an-object-with-keys",),
            mutation=noun,
            why="An outage of the publisher has to end in an error that tells of it, not in a "
            "crash or a token that nobody verified.",
            derived_from=VERIFIES,
            witness=NOWHERE,
            severity="robustness",
            level="text",
            implied=broken if next(iter(served.values()))[0].status == 200 else None,
        )
        yield left_open(
            "set-out-of-reach",
            case,
            f"Fetch a key where the URL answers {noun}",
            fetch(served, TOLD),
            clauses=("rfc9110-15-error-content", "rfc7517-5-is-an-object-with-keys"),
            mutation=noun,
            why="Who takes an outage for an unknown kid blames the sender of the token.",
            derived_from=FETCHES,
            severity="robustness",
            level="text",
            implied=broken if next(iter(served.values()))[0].status == 200 else None,
        )
    yield refused(
        GROUP,
        "redirected-for-ever",
        "The URL of the set redirects to itself",
        verify(at(_moved(302, "jwks.json")), WITNESSED),
        clauses=("rfc9110-15.4-endless-redirects",),
        mutation="302 to the same URL",
        why="A client that goes round in circles stops whatever waits for it.",
        derived_from=VERIFIES,
        witness=NOWHERE,
        severity="robustness",
        otherwise="warn",
    )


TOLD = choice(
    Option(option="refuse", outcome="rejected"),
    Option(option="none", outcome="accepted", facts={"found": False}),
)


def _page(status: int) -> Answer:
    return answer(LOGIN, status=status, type=HTML)


def _cut_off() -> Answer:
    length = ("Content-Length", str(len(SET)))
    return answer(SET[: len(SET) // 2], headers=[length])


def _moved(status: int, location: str) -> Answer:
    return answer("", status=status, type="", headers=[("Location", location)])


def statuses() -> Iterator[Authored]:
    """A set under a status that says something else, and redirects to one."""
    for status in (401, 403, 404, 500, 503):
        yield left_open(
            "error-status-with-set",
            f"{status}",
            f"The set is answered with {status}",
            verify(at(answer(SET, status=status)), either()),
            clauses=("rfc9110-15-error-content",),
            mutation=f"{status} in place of 200",
            why="What comes with an error is about the error, and may be anybody's.",
            derived_from=VERIFIES,
        )
    for status in (301, 302, 303, 307, 308):
        yield left_open(
            "redirect",
            f"{status}",
            f"The URL of the set redirects by {status}",
            verify(at(_moved(status, "moved.json"), moved=answer(SET)), either("follow")),
            clauses=("rfc9110-15.4-may-follow",),
            mutation=f"{status} to another path",
            why="Publishers move their sets; an attacker who can redirect a client chooses its "
            "keys, or has it ask addresses that he cannot reach.",
            derived_from=VERIFIES,
        )


def types() -> Iterator[Authored]:
    """A set announced as something else, or encoded."""
    for case, media in (
        ("none", ""),
        ("text", "text/plain; charset=utf-8"),
        ("html", HTML),
        ("octets", "application/octet-stream"),
        ("key", "application/jwk+json"),
        ("nonsense", "json"),
    ):
        yield left_open(
            "announced-media-type",
            case,
            f"The set is announced as {media or 'nothing'}",
            verify(at(answer(SET, type=media)), either()),
            clauses=("rfc9110-8.3-type-tells",),
            mutation=f"Content-Type: {media}" if media else "no Content-Type",
            why="Files on web servers come as text/plain; and who can upload a picture can upload "
            "a set, but not choose its type.",
            derived_from=VERIFIES,
        )
    yield left_open(
        "byte-order-mark",
        "fetched",
        "A fetched set after a byte order mark",
        verify(at(answer(b"\xef\xbb\xbf" + SET.encode())), either("ignore")),
        clauses=("rfc8259-8.1-byte-order-mark",),
        mutation="three octets EF BB BF in front",
        why="Editors add the mark without being asked, and nobody sees it.",
        derived_from=VERIFIES,
        level="text",
    )
    little = SET.encode("utf-16-le")
    for codec, octets in (("utf-16-le", little), ("utf-16", b"\xff\xfe" + little)):
        yield left_open(
            "other-encoding",
            f"fetched-{codec}",
            f"A fetched set in {codec.upper()}, announced as such",
            verify(at(answer(octets, type=f"application/json; charset={codec}")), either()),
            clauses=("rfc7517-8.5.1-set-in-utf-8", "rfc8259-8.1-utf-8"),
            mutation=f"{codec} in place of UTF-8",
            why="A filter that expects UTF-8 sees other members than a reader that guesses.",
            derived_from=VERIFIES,
            level="text",
        )
    packed = [("Content-Encoding", "gzip")]
    yield left_open(
        "compressed-answer",
        "gzip",
        "The set is answered compressed by gzip",
        verify(at(answer(gzipped(SET.encode()), headers=packed)), either()),
        clauses=("rfc9110-12.5.3-any-coding",),
        mutation="Content-Encoding: gzip",
        why="Some servers compress whether asked or not; few octets may unpack to very many.",
        derived_from=VERIFIES,
    )


def gzipped(octets: bytes) -> bytes:
    """A gzip stream with the octets stored as they are: the same whatever compresses."""
    length = len(octets).to_bytes(2, "little")
    complement = (len(octets) ^ 0xFFFF).to_bytes(2, "little")
    checked = zlib.crc32(octets).to_bytes(4, "little") + len(octets).to_bytes(4, "little")
    head = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff"
    return head + b"\x01" + length + complement + octets + checked


def sizes_and_times() -> Iterator[Authored]:
    """Too much, too little, and too late."""
    for megabytes in (2, 20):
        yield left_open(
            "oversized-answer",
            f"{megabytes}-mb",
            f"A set behind {megabytes} MB of white space",
            verify(at(answer(SET, spaces=megabytes << 20)), either()),
            clauses=("rfc8259-9-limits",),
            mutation=f"{megabytes} MB of spaces in front",
            why="Whoever can make a client read without end takes its memory.",
            derived_from=VERIFIES,
            severity="robustness",
        )
    length = ("Content-Length", str(len(SET) + 10))
    yield left_open(
        "incomplete-answer",
        "whole-set",
        "A whole set, and Content-Length says that there is more",
        verify(at(answer(SET, headers=[length])), either()),
        clauses=("rfc9112-8-incomplete",),
        mutation="Content-Length: ten too many",
        why="What is missing may have been anything.",
        derived_from=VERIFIES,
    )
    slow: tuple[tuple[str, str, dict[str, Any]], ...] = (
        ("silent", "after three seconds", {"pause": 3.0}),
        ("drop-by-drop", "drop by drop within three seconds", {"pieces": 20, "pause": 0.15}),
    )
    for case, noun, how in slow:
        yield left_open(
            "slow-answer",
            case,
            f"The set comes {noun}",
            verify(at(answer(SET, **how)), either("wait")),
            clauses=("rfc9112-9.5-timeouts",),
            mutation=f"the body comes {noun}",
            why="Who waits long is stopped by one slow publisher; who does not has outages.",
            derived_from=VERIFIES,
            severity="robustness",
        )


CHAPTER = Chapter(
    "fetched-answer",
    "Answers of the URL of a JWK Set",
    (good_answers, failures, statuses, types, sizes_and_times),
)
