"""Who can read the set: libraries that people use, in their newest releases.

No text obliges a library to know a key type, so nothing here is more than advice.
"""

from __future__ import annotations

from collections.abc import Iterator

from jwk_conformance.endpoint.check.registry import Remark, check
from jwk_conformance.endpoint.observed import Observed, named
from jwk_conformance.event import ClientSeen, Reading

READ = ("accepted", "stored")


@check(
    "set-unreadable",
    group="clients",
    level="should",
    source="RFC 7517 section 5: readers skip keys that they do not know, and some do not",
    advice="Look which key they stumble over; a set of its own for such keys helps them.",
)
def libraries_can_read_the_set(seen: Observed) -> Iterator[Remark]:
    """A library that refuses the whole set verifies no token at all."""
    refusing = [one for one in seen.clients if one.set.outcome not in (*READ, "unsupported")]
    if refusing:
        names = ", ".join(one.client for one in refusing)
        yield Remark(
            f"{len(refusing)} of {len(seen.clients)} libraries cannot read the set: {names}",
            evidence=tuple(_told(one, one.set) for one in refusing),
        )


@check(
    "key-unreadable",
    group="clients",
    level="note",
    source="practice: clients of that library cannot verify what is signed with the key",
    advice="Keep a key that everybody reads for as long as such clients matter.",
)
def libraries_can_read_each_key(seen: Observed) -> Iterator[Remark]:
    """A key that a library cannot read is no key to its users."""
    for position, key in enumerate(seen.keys):
        refusing = [
            one
            for one in seen.clients
            if position < len(one.keys) and one.keys[position].outcome not in (*READ, "unsupported")
        ]
        if refusing:
            names = ", ".join(one.client for one in refusing)
            yield Remark(
                f"key {named(key)} cannot be read by {names}",
                about=named(key),
                evidence=tuple(_told(one, one.keys[position]) for one in refusing),
            )


def _told(client: ClientSeen, reading: Reading) -> str:
    said = f": {reading.said}" if reading.said else ""
    return f"{client.client} {client.version}: {reading.outcome}{said}"
