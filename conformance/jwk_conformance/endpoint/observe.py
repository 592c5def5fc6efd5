"""Asking an endpoint everything that the checks want to see."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace

from jwk_conformance.endpoint import variation, weakness
from jwk_conformance.endpoint.client import Client, Options
from jwk_conformance.endpoint.discovery import discover
from jwk_conformance.endpoint.observed import Observed
from jwk_conformance.endpoint.probe import probe
from jwk_conformance.endpoint.tls import look
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
        notes=tuple(_missing()),
    )
    first = seen.first
    if first is None or not first.ok:
        return seen
    probes = (*probe(client, first), *vary(client, first))
    client.allow(pace.requests)
    probes += tuple(watch(client, first.url, pace))
    tls = look(first.url, options, client.gate) if seen.secure else None
    return replace(seen, tls=tls, probes=probes, sent=client.sent)


def _missing() -> Iterator[str]:
    """What cannot be looked at without the extra."""
    install = "pip install 'jwk-conformance[endpoint]'"
    if not weakness.available():
        yield f"whether RSA keys can be factored: {install}"
    if not variation.available():
        yield f"how odd requests are answered: {install}"
