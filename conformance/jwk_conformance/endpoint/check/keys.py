"""What the set publishes: keys that must not be there, and what clients need to choose one."""

from __future__ import annotations

from collections.abc import Iterator

from jwk_conformance.endpoint.check.registry import Remark, check
from jwk_conformance.endpoint.observed import Observed, named
from jwk_conformance.rulebook.key import PRIVATE


@check(
    "no-set",
    group="keys",
    level="critical",
    source="RFC 7517 section 5",
    clauses=("rfc7517-5-is-an-object-with-keys",),
    advice="Serve a JWK Set there: clients can verify nothing without one.",
)
def the_address_gives_a_set(seen: Observed) -> Iterator[Remark]:
    """What is published is a JWK Set: a JSON object with an array `keys`."""
    first = seen.first
    if first is None:
        hops = tuple(exchange.told for hop in seen.discovery.hops for exchange in hop.exchanges)
        yield Remark("nothing led to a JWK Set", evidence=hops)
    elif not first.ok:
        yield Remark(f"the set cannot be had: {_why(first.told)}", evidence=(first.told,))
    elif seen.examined is not None and seen.examined.document.fault:
        fault = seen.examined.document.fault
        kind = first.media_type or "no media type"
        yield Remark(f"the content is no JSON: {fault}", evidence=(first.told, kind))


def _why(told: str) -> str:
    return told.partition(": ")[2] or told


@check(
    "empty-set",
    group="keys",
    level="should",
    source="practice: a set without keys verifies nothing",
    advice="Publish the keys that are in use, or take the endpoint out of the metadata.",
)
def the_set_holds_keys(seen: Observed) -> Iterator[Remark]:
    """A set without keys is of no use to anybody."""
    if seen.examined is not None and not seen.examined.broken and not seen.keys:
        yield Remark("the set holds no keys")


@check(
    "private-key",
    group="keys",
    level="critical",
    source="RFC 7517 section 9.2",
    advice="Take the key out of use at once: whoever fetched the set can sign with it.",
)
def no_private_members(seen: Observed) -> Iterator[Remark]:
    """A published set holds public keys alone: private members make their holder the issuer."""
    for key in seen.keys:
        held = [name for name in PRIVATE.get(key.kty, ()) if name in key.members]
        if held and key.kty != "oct":
            said = f"the {key.kty} key {named(key)} is published with its private part"
            yield Remark(said, about=named(key), evidence=(f"members: {', '.join(held)}",))


@check(
    "symmetric-key",
    group="keys",
    level="critical",
    source="RFC 7517 section 9.2",
    advice="Take the key out of use at once; symmetric keys are never published.",
)
def no_symmetric_keys(seen: Observed) -> Iterator[Remark]:
    """A symmetric key in a public set lets everybody make tokens."""
    for key in seen.keys:
        if key.kty == "oct" and "k" in key.members:
            yield Remark(f"the symmetric key {named(key)} is published", about=named(key))
