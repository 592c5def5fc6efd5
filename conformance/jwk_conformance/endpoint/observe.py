"""Asking an endpoint everything that the checks want to see."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import urlsplit

from jwk_conformance.endpoint import variation, weakness
from jwk_conformance.endpoint.client import Client, Options
from jwk_conformance.endpoint.discovery import discover
from jwk_conformance.endpoint.observed import Observed
from jwk_conformance.endpoint.probe import again, probe
from jwk_conformance.endpoint.tls import look
from jwk_conformance.endpoint.trust import Distrust, distrusted
from jwk_conformance.endpoint.variation import vary
from jwk_conformance.endpoint.watch import Pace, watch

NOT_WATCHED = Pace()


def observe(
    name: str,
    url: str,
    options: Options,
    pace: Pace = NOT_WATCHED,
    stop: threading.Event | None = None,
) -> Observed:
    """Ask one endpoint, within the budget of its options, and watch it at a pace.

    Never raises for what it answers; an event ends the watch early.
    """
    client = Client(url, options, stop)
    discovery = discover(client, url)
    seen = Observed(
        name=name,
        discovery=discovery,
        sent=client.sent,
        credentials=bool(options.headers or options.certificate),
        insecure=not options.verify,
        notes=tuple(_missing()),
    )
    seen = replace(seen, distrusted=tuple(_distrusted(client, seen)))
    first = seen.first
    if first is None or not first.ok:
        return seen
    probes = (*probe(client, discovery, first), *vary(client, first), again(client, first))
    client.allow(pace.requests)
    probes += tuple(watch(client, first.url, pace))
    tls = None
    if seen.secure and client.proxied(first.url):
        seen = replace(seen, notes=(*seen.notes, "the versions of TLS, as a proxy is between"))
    elif seen.secure:
        tls = look(first.url, options, client.gate)
    return replace(seen, tls=tls, probes=probes, sent=client.sent)


def _distrusted(client: Client, seen: Observed) -> Iterator[Distrust]:
    """The hosts on the way whose certificate clients do not trust.

    With checks on, a request has failed for it. With checks off, each host is asked to show it.
    """
    told: set[str] = set()
    for one in seen.everything:
        parts = urlsplit(one.url)
        failed = one.trouble is not None and one.trouble.kind == "certificate"
        unchecked = not client.options.verify and one.status != 0
        if parts.scheme != "https" or parts.netloc in told or not (failed or unchecked):
            continue
        told.add(parts.netloc)
        if not client.proxied(one.url):
            yield from filter(None, [distrusted(one.url, client.options, client.gate)])
        elif one.trouble is not None:
            yield Distrust(parts.hostname or "", one.trouble.said, ())


def _missing() -> Iterator[str]:
    """What cannot be looked at without the extra."""
    install = "pip install 'jwk-conformance[endpoint]'"
    if not weakness.available():
        yield f"whether RSA keys can be factored: {install}"
    if not variation.available():
        yield f"how odd requests are answered: {install}"
