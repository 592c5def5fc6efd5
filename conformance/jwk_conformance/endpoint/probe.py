"""What is asked of the address of a set besides the set itself, in a fixed order."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit, urlunsplit

from jwk_conformance.endpoint.client import Client
from jwk_conformance.endpoint.discovery import Discovery
from jwk_conformance.endpoint.exchange import Exchange

AGAIN = 3
"""How often the set is fetched again; the last time after everything else."""
ORIGIN = "https://client.example"
"""The origin that a browser would name."""
OLD = "Thu, 01 Jan 1970 00:00:00 GMT"
"""A date before anything was published."""


@dataclass(frozen=True)
class Probe:
    """One further request, made from the first answer; None from `headers` leaves it out."""

    purpose: str
    method: str = "GET"
    headers: Callable[[Exchange], dict[str, str] | None] = lambda first: {}
    suffix: str = ""
    """Put behind the path: an address where nothing is."""


def _if_none_match(first: Exchange) -> dict[str, str] | None:
    tag = first.header("ETag")
    return {"If-None-Match": tag} if tag else None


def _if_modified_since(first: Exchange) -> dict[str, str] | None:
    date = first.header("Last-Modified")
    return {"If-Modified-Since": date} if date else None


CONDITIONS = (
    Probe("if-none-match", headers=_if_none_match),
    Probe("other-etag", headers=lambda first: {"If-None-Match": '"jwk-conformance-other"'}),
    Probe("if-modified-since", headers=_if_modified_since),
    Probe("old-date", headers=lambda first: {"If-Modified-Since": OLD}),
)
PROBES = (
    Probe("head", method="HEAD"),
    *(Probe("again") for _ in range(AGAIN - 1)),
    *CONDITIONS,
    Probe("gzip", headers=lambda first: {"Accept-Encoding": "gzip"}),
    Probe("origin", headers=lambda first: {"Origin": ORIGIN}),
    Probe("not-there", suffix="-jwk-conformance-not-there"),
)


def probe(client: Client, discovery: Discovery, first: Exchange) -> Iterator[Exchange]:
    """Send the probes, one after the other; documents with a validator are asked with it, too."""
    for one in PROBES:
        yield from _asked(client, one, first, one.purpose)
    for document in discovery.documents:
        answer = document.exchange
        if answer.header("ETag") or answer.header("Last-Modified"):
            for one in CONDITIONS:
                yield from _asked(client, one, answer, of_document(document.kind, one.purpose))


def again(client: Client, first: Exchange) -> Exchange:
    """Fetch the set once more, to see whether all that was asked before was of one set."""
    return client.ask(first.url, "again")


def of_document(kind: str, purpose: str) -> str:
    """The purpose of a conditional request for a document of discovery."""
    return f"{kind}:{purpose}"


def _asked(client: Client, one: Probe, first: Exchange, purpose: str) -> Iterator[Exchange]:
    headers = one.headers(first)
    if headers is not None:
        yield client.ask(_suffixed(first.url, one.suffix), purpose, one.method, headers)


def _suffixed(url: str, suffix: str) -> str:
    parts = urlsplit(url)
    return urlunsplit(parts._replace(path=parts.path + suffix))
