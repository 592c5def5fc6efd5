"""Odd requests: the set is the set, an error an error, and nothing of what was sent comes back."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

from jwk_conformance.endpoint.check.registry import Level, Remark, check
from jwk_conformance.endpoint.exchange import Exchange
from jwk_conformance.endpoint.observed import Observed
from jwk_conformance.endpoint.variation import MARK, PROBE, PURPOSE
from jwk_conformance.rulebook.document import parse

NOT_IMPLEMENTED = 501
"""The right answer to a method that a server does not know."""
SHOWN = 5
"""Requests that are named as evidence."""


@check(
    "server-error",
    group="requests",
    level="should",
    source="practice: what a stranger can break, a stranger will break",
    advice="Answer with 4xx to what cannot be served, and find the exception in the log.",
)
def no_request_breaks_the_server(seen: Observed) -> Iterator[Remark]:
    """However odd a request, it is no error of the server's."""
    broken = [
        one
        for one in seen.asked(PURPOSE)
        if one.status >= 500 and one.status != NOT_IMPLEMENTED and not one.limited
    ]
    if broken:
        count = "an odd request is" if len(broken) == 1 else f"{len(broken)} odd requests are"
        said = f"{count} answered with {broken[0].status}"
        yield Remark(said, evidence=_told(broken))


@check(
    "other-content",
    group="requests",
    level="should",
    source="practice: caches and clients take whatever comes with 200 for the set",
    advice="Ignore queries and header fields that mean nothing here.",
)
def whatever_is_200_is_the_set(seen: Observed) -> Iterator[Remark]:
    """A GET of the set's address that is answered with 200 gives the set.

    Only where the set itself is steady: of one that changes by itself, nothing can be said.
    """
    if not seen.steady:
        return
    text = seen.copies[0].body
    path, published = urlsplit(seen.url).path, parse(text).value
    odd = [
        one
        for one in seen.asked(PURPOSE)
        if one.method == "GET"
        and one.ok
        and urlsplit(one.url).path == path
        and one.body != text
        and not _negotiated(one)
        and parse(one.body).value != published
    ]
    if odd:
        count = "an odd request gets" if len(odd) == 1 else f"{len(odd)} odd requests get"
        yield Remark(f"{count} another content", evidence=_told(odd))


def _negotiated(one: Exchange) -> bool:
    """Whether a server says that it answers by a header field that made the request odd."""
    varies = {name.strip().lower() for name in (one.header("Vary") or "").split(",")}
    fields = {name.lower() for name, value in one.sent} - {"accept-encoding"}
    return bool(fields) and ("*" in varies or bool(fields & varies)) and not urlsplit(one.url).query


@check(
    "echoed",
    group="requests",
    level="note",
    source="practice: what is echoed can be abused, by markup or by way of a cache",
    advice="Let answers hold nothing of the request.",
)
def nothing_is_echoed(seen: Observed) -> Iterator[Remark]:
    """An answer holds nothing of the request.

    Markup that comes back as markup lets a link run scripts in the name of the issuer.
    """
    echoing = [one for one in seen.asked(PURPOSE) if _echoes(one)]
    if echoing:
        markup = any("html" in one.media_type and PROBE[2:].encode() in one.body for one in echoing)
        level: Level | None = "critical" if markup else None
        said = "markup in a request comes back as markup" if markup else "requests are echoed"
        yield Remark(said, evidence=_told(echoing), level=level)


def _echoes(one: Exchange) -> bool:
    """Whether the mark comes back; a redirect that keeps the query is no echo."""
    fields = " ".join(value for name, value in one.headers if name.lower() != "location")
    return MARK in fields or MARK.encode() in one.body


def _told(exchanges: list[Exchange]) -> tuple[str, ...]:
    """The requests, with the header field that makes them odd."""
    lines = []
    for one in exchanges[:SHOWN]:
        odd = [f"{n}: {v[:60]}" for n, v in one.sent if n != "Accept-Encoding" or v != "identity"]
        lines.append(f"{one.told} ({', '.join(odd)})" if odd else one.told)
    return tuple(line[:200] for line in lines)
