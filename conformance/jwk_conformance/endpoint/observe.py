"""Asking an endpoint everything that the checks want to see."""

from __future__ import annotations

from jwk_conformance.endpoint.client import Client, Options
from jwk_conformance.endpoint.discovery import discover
from jwk_conformance.endpoint.observed import Observed
from jwk_conformance.endpoint.probe import probe
from jwk_conformance.endpoint.tls import look
from jwk_conformance.endpoint.weakness import INSTALL, available


def observe(name: str, url: str, options: Options) -> Observed:
    """Ask one endpoint, within the budget of its options. Never raises for what it answers."""
    client = Client(url, options)
    discovery = discover(client, url)
    first = discovery.jwks.last if discovery.jwks else None
    probes = tuple(probe(client, first)) if first is not None and first.ok else ()
    secure = first is not None and first.ok and first.url.startswith("https:")
    return Observed(
        name=name,
        discovery=discovery,
        probes=probes,
        tls=look(first.url, options, client.gate) if first and secure else None,
        sent=client.sent,
        credentials=bool(options.headers or options.certificate),
        notes=() if available() else (f"whether RSA keys can be factored: {INSTALL}",),
    )
