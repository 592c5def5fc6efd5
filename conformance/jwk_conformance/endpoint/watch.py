"""Following a rotation: the set is fetched again and again, and what comes and goes is noted."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from jwk_conformance.endpoint.caching import lifetime
from jwk_conformance.endpoint.client import Client
from jwk_conformance.endpoint.exchange import Exchange
from jwk_conformance.event import Change
from jwk_conformance.jose.error import NotSupported, NotValid
from jwk_conformance.jose.thumbprint import thumbprint
from jwk_conformance.rulebook.document import parse

PURPOSE = "watch"


@dataclass(frozen=True)
class Pace:
    """How long to watch, and how often to ask; both in seconds."""

    seconds: float = 0.0
    every: float = 30.0

    @property
    def requests(self) -> int:
        """How many requests that makes."""
        return int(self.seconds // self.every) if self.seconds else 0


def watch(client: Client, url: str, pace: Pace) -> Iterator[Exchange]:
    """Fetch the set at that pace, until the client is stopped."""
    for _ in range(pace.requests):
        if client.stop.wait(pace.every):
            return
        yield client.ask(url, PURPOSE)


def names(exchange: Exchange) -> dict[str, str]:
    """The keys of an answer: what each is, and what it is called."""
    value = parse(exchange.body).value if exchange.ok else None
    keys = value.get("keys") if isinstance(value, dict) else None
    found: dict[str, str] = {}
    for key in keys if isinstance(keys, list) else ():
        if isinstance(key, dict):
            try:
                identity = thumbprint(key)
            except (NotSupported, NotValid):
                identity = repr(sorted(key.items(), key=repr))
            kid = key.get("kid")
            found[identity] = kid[:60] if isinstance(kid, str) and kid else identity[:12]
    return found


def timeline(copies: Sequence[Exchange]) -> list[Change]:
    """What came and went between one whole answer and the next."""
    changes: list[Change] = []
    before: dict[str, str] | None = None
    body: bytes | None = None
    for one in copies:
        if not one.ok or one.body == body:
            continue
        body, now = one.body, names(one)
        if before is not None and now.keys() != before.keys():
            changes.append(
                Change(
                    at=one.at,
                    added=tuple(now[key] for key in now.keys() - before.keys()),
                    removed=tuple(before[key] for key in before.keys() - now.keys()),
                    lifetime=lifetime(one) or 0,
                )
            )
        before = now
    return changes
