"""Everything that was seen of one endpoint: what the checks look at."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from ipaddress import ip_address
from itertools import islice
from urllib.parse import urlsplit

from jwk_conformance.endpoint import weakness
from jwk_conformance.endpoint.discovery import Discovery
from jwk_conformance.endpoint.exchange import Exchange
from jwk_conformance.endpoint.tls import Tls
from jwk_conformance.endpoint.trust import Distrust
from jwk_conformance.endpoint.watch import PURPOSE, timeline
from jwk_conformance.event import Change, ClientSeen
from jwk_conformance.rulebook import Examined, Object, examine
from jwk_conformance.rulebook.document import parse
from jwk_conformance.rulebook.jwk_set import Set
from jwk_conformance.rulebook.key import Key

LONGEST = 90
"""Characters of a kid that are shown: a thumbprint URI (RFC 9278) has fewer."""


@dataclass(frozen=True)
class Observed:
    """One endpoint, asked; nothing here is asked again."""

    name: str
    """What the user calls it; its URL unless told otherwise."""
    discovery: Discovery
    probes: tuple[Exchange, ...] = ()
    """What was asked of the set's address besides, by purpose."""
    tls: Tls | None = None
    """Of the set's host; None where it is asked in the clear."""
    clients: tuple[ClientSeen, ...] = ()
    """What libraries make of the set; none where they were not asked."""
    sent: int = 0
    """Requests in all."""
    credentials: bool = False
    """Whether the user gave header fields or a certificate to send along."""
    insecure: bool = False
    """Whether the user said to go on whatever the certificate."""
    distrusted: tuple[Distrust, ...] = ()
    """Hosts on the way whose certificate does not hold."""
    notes: tuple[str, ...] = field(default=())
    """What could not be looked at, and why."""

    @property
    def first(self) -> Exchange | None:
        """The answer that should hold the set; None where nothing led to one."""
        return self.discovery.jwks.last if self.discovery.jwks else None

    @property
    def stopped(self) -> bool:
        """Whether a certificate that does not hold has ended the way to the set."""
        troubles = (hop.last.trouble for hop in self.discovery.hops)
        told = any(one is not None and one.kind == "certificate" for one in troubles)
        return told and not (self.first and self.first.status)

    @property
    def url(self) -> str:
        """The set's address after redirects; empty where there is none."""
        return self.first.url if self.first else ""

    @property
    def secure(self) -> bool:
        """Whether the set is served over TLS."""
        return urlsplit(self.url).scheme == "https"

    @cached_property
    def loopback(self) -> bool:
        """Whether the set comes from this machine: nobody stands in between."""
        try:
            return ip_address(self.first.address if self.first else "").is_loopback
        except ValueError:
            return False

    @cached_property
    def examined(self) -> Examined | None:
        """The set held against the rulebook; None where there is no content to examine."""
        if self.first is None or not self.first.ok:
            return None
        return examine(self.first.body, kind="set")

    @cached_property
    def keys(self) -> list[Key]:
        """The keys of the set; none where it is none."""
        if self.examined is None or self.examined.document.fault:
            return []
        value = self.examined.document.value
        return Set(value).keys if isinstance(value, Object) else []

    @cached_property
    def numbers(self) -> list[tuple[Key, int]]:
        """The RSA keys with their moduli, as far as they are looked at for weaknesses."""
        found = ((key, weakness.modulus(key)) for key in self.keys)
        return list(islice((one for one in found if one[1]), weakness.MOST))

    def asked(self, purpose: str) -> Iterator[Exchange]:
        """The probes of a purpose, in the order they were sent."""
        return (probe for probe in self.probes if probe.purpose == purpose)

    def probe(self, purpose: str) -> Exchange | None:
        """The only probe of a purpose; None where it was not sent."""
        return next(self.asked(purpose), None)

    @property
    def copies(self) -> list[Exchange]:
        """Every whole answer that holds the set, asked for plainly; the first one first."""
        first = [self.first] if self.first else []
        return [one for one in (*first, *self.asked("again")) if one.ok]

    @cached_property
    def history(self) -> list[Exchange]:
        """Every whole answer to a plain request, from the first to the last that was watched."""
        watched = [one for one in self.asked(PURPOSE) if one.ok]
        return sorted((*self.copies, *watched), key=lambda one: one.at)

    @cached_property
    def steady(self) -> bool:
        """Whether the set was the same before and after everything else that was asked."""
        last = next(reversed(list(self.asked("again"))), None)
        if last is None or not last.ok:
            return False
        different = dict.fromkeys(one.body for one in self.copies)
        sets = [parse(body) for body in different]
        return not any(one.fault or one.value != sets[0].value for one in sets)

    @cached_property
    def timeline(self) -> list[Change]:
        """What came and went between the first fetch and the last."""
        return timeline(self.history)

    @property
    def everything(self) -> Iterator[Exchange]:
        """Every exchange, discovery first."""
        for hop in self.discovery.hops:
            yield from hop.exchanges
        yield from self.probes


def named(key: Key, position: int | None = None) -> str:
    """How a key is called in a remark: its kid, or its place in the set."""
    kid = key.string("kid")
    if kid:
        shown = kid if len(kid) <= LONGEST else f"{kid[:LONGEST]}…"
        return shown if kid.isprintable() else ascii(shown)
    return f"keys[{position if position is not None else key.at[-1]}]"
