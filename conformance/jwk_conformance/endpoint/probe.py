"""What is asked of the address of a set besides the set itself, in a fixed order."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit, urlunsplit

from jwk_conformance.endpoint.client import Client
from jwk_conformance.endpoint.exchange import Exchange

AGAIN = 3
"""How often the set is fetched again."""
ORIGIN = "https://client.example"
"""The origin that a browser would name."""


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


PROBES = (
    Probe("head", method="HEAD"),
    *(Probe("again") for _ in range(AGAIN)),
    Probe("if-none-match", headers=_if_none_match),
    Probe("other-etag", headers=lambda first: {"If-None-Match": '"jwk-conformance-other"'}),
    Probe("if-modified-since", headers=_if_modified_since),
    Probe("gzip", headers=lambda first: {"Accept-Encoding": "gzip"}),
    Probe("origin", headers=lambda first: {"Origin": ORIGIN}),
    Probe("not-there", suffix="-jwk-conformance-not-there"),
)


def probe(client: Client, first: Exchange) -> Iterator[Exchange]:
    """Send the probes, one after the other."""
    for one in PROBES:
        headers = one.headers(first)
        if headers is not None:
            url = _suffixed(first.url, one.suffix)
            yield client.ask(url, one.purpose, one.method, headers)


def _suffixed(url: str, suffix: str) -> str:
    parts = urlsplit(url)
    return urlunsplit(parts._replace(path=parts.path + suffix))
