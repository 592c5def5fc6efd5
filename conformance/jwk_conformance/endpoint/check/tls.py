"""The certificate and the versions of TLS that the set is served with."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta, timezone

from jwk_conformance.endpoint.check.registry import Level, Remark, check
from jwk_conformance.endpoint.observed import Observed

SOON = timedelta(days=14)
"""Before the end of a certificate of three months; for shorter ones, a third of their life."""


@check(
    "tls-untrusted",
    group="transport",
    level="critical",
    source="RFC 8414 section 6.1: clients check the certificate",
    advice="Send a certificate that is valid, for this name, with the whole chain. Where the "
    "authority is your own, name it with --ca; --insecure goes on all the same.",
)
def clients_trust_the_certificate(seen: Observed) -> Iterator[Remark]:
    """No client that checks certificates gets the set over a connection that it cannot trust.

    Nothing more is asked over such a connection. Where the user goes on all the same, it is a note.
    """
    for one in seen.distrusted:
        level: Level | None = "note" if seen.insecure else None
        yield Remark(one.said, about=one.host, evidence=one.evidence, level=level)


@check(
    "tls-expiry",
    group="transport",
    level="should",
    source="practice: on the day it expires, every client fails at once",
    advice="Renew the certificate now, and automatically.",
)
def the_certificate_does_not_expire_soon(seen: Observed) -> Iterator[Remark]:
    """There is time left to renew the certificate of the server."""
    if seen.tls is None:
        return
    left = seen.tls.not_after - datetime.now(timezone.utc)
    if left < min(SOON, (seen.tls.not_after - seen.tls.not_before) / 3):
        yield Remark(f"the certificate of the server expires on {seen.tls.not_after:%Y-%m-%d}")


@check(
    "tls-old",
    group="transport",
    level="should",
    source="RFC 8996 (text not at hand)",
    advice="Speak TLS 1.2 and 1.3 only.",
)
def no_old_version_is_spoken(seen: Observed) -> Iterator[Remark]:
    """TLS 1.0 and 1.1 are broken in parts, and deprecated."""
    for version in seen.tls.old if seen.tls else ():
        yield Remark(f"the server still agrees to {version}", about=version.replace(" ", ""))
