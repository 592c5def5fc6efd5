"""Several fetches, each over a connection of its own: do all machines behind give the same set?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from jwk_conformance.endpoint.check.registry import Remark, check
from jwk_conformance.endpoint.exchange import Exchange
from jwk_conformance.endpoint.observed import Observed
from jwk_conformance.endpoint.watch import PURPOSE as WATCHED
from jwk_conformance.event import Change
from jwk_conformance.rulebook.document import parse


def _keys(exchange: Exchange) -> tuple[str, ...]:
    """The keys of an answer in their order, each as text that can be compared."""
    value = parse(exchange.body).value
    keys = value.get("keys") if isinstance(value, dict) else None
    return tuple(repr(key) for key in keys) if isinstance(keys, list) else ()


def _changes(sets: Sequence[frozenset[str]]) -> int:
    """How often a set differs from the one before it."""
    return sum(one != other for one, other in pairwise(sets))


@check(
    "set-flaps",
    group="stability",
    level="critical",
    source="practice: machines behind one address that disagree fail every second token",
    advice="Let every machine publish the same keys; bring a new key everywhere before it is used.",
)
def the_same_keys_come_each_time(seen: Observed) -> Iterator[Remark]:
    """A set that is one and then another and then the first again comes from several sources."""
    sets = [frozenset(_keys(one)) for one in seen.copies]
    if sets and _changes(sets) > len(set(sets)) - 1:
        yield Remark(
            f"{len(set(sets))} different sets take turns in {len(sets)} fetches",
            evidence=tuple(f"fetch {n + 1}: {len(one)} keys" for n, one in enumerate(sets)),
        )


@check(
    "set-changed",
    group="stability",
    level="note",
    source="practice: a rotation, or machines behind one address that disagree",
    advice="Look again in a while; --watch follows a rotation.",
)
def the_set_stays_while_it_is_looked_at(seen: Observed) -> Iterator[Remark]:
    """A set that changes once during a few fetches is being rotated, or not the same everywhere."""
    sets = [frozenset(_keys(one)) for one in seen.copies]
    if 0 < _changes(sets) <= len(set(sets)) - 1:
        yield Remark(f"the set changed within {len(sets)} fetches")


@check(
    "order-changes",
    group="stability",
    level="note",
    source="practice: the content is another for every validator",
    advice="Write the keys in one order.",
)
def the_keys_keep_their_order(seen: Observed) -> Iterator[Remark]:
    """The same keys in another order are the same set, and another content to every cache."""
    orders = {_keys(one) for one in seen.copies}
    if len(orders) > 1 and len({frozenset(one) for one in orders}) == 1:
        yield Remark(f"the keys come in {len(orders)} different orders")


@check(
    "fetch-fails",
    group="stability",
    level="critical",
    source="practice: a client that fetches at that moment lets nobody in",
    advice="Find out which machine, or which limit, answers so.",
)
def every_fetch_succeeds(seen: Observed) -> Iterator[Remark]:
    """The same request, sent again, is answered again.

    A limit on how often one client asks is no failure: it is only worth a note.
    """
    for one in (*seen.asked("again"), *seen.asked(WATCHED)):
        if one.limited:
            said = f"after {_before(seen, one)} requests the server asks to come back later"
            yield Remark(said, about="limit", evidence=(one.told,), level="note")
            return
        if not one.ok and not (one.trouble and one.trouble.kind == "budget"):
            said = f"a further fetch of the set fails, after {one.at:.0f} s"
            yield Remark(said, evidence=(one.told,))
            return


def _before(seen: Observed, one: Exchange) -> int:
    return sum(other.at < one.at for other in seen.everything)


@check(
    "replaced-at-once",
    group="stability",
    level="should",
    source="OpenID Connect Core section 10.1.1 (text not at hand)",
    advice="Publish the new key first; keep the old one for as long as tokens and copies live.",
)
def an_old_key_stays_beside_a_new_one(seen: Observed) -> Iterator[Remark]:
    """In a rotation old and new key stand side by side: tokens of both are about."""
    for change in seen.timeline:
        if change.added and change.removed:
            yield Remark(
                f"{', '.join(change.removed)} went in the moment {', '.join(change.added)} came",
                evidence=(f"after {change.at:.0f} s",),
            )


@check(
    "overlap-short",
    group="stability",
    level="should",
    source="RFC 9111 section 4.2: a copy is used for as long as it is fresh",
    advice="Keep the old key for longer than copies of the set may be kept, or shorten that time.",
)
def keys_overlap_for_the_life_of_a_copy(seen: Observed) -> Iterator[Remark]:
    """An old key goes only when every copy without the new one is stale.

    Until then a client with such a copy knows neither: the new key is unknown to it, and the
    issuer no longer signs with the old one.
    """
    came: dict[str, Change] = {}
    for change in seen.timeline:
        for kid in change.removed if not change.added else ():
            newer = [one for name, one in came.items() if name != kid]
            if newer and (overlap := change.at - newer[-1].at) < newer[-1].lifetime:
                said = f"{kid} went {overlap:.0f} s after {', '.join(newer[-1].added)} came"
                yield Remark(f"{said}, and copies may be kept for {newer[-1].lifetime} s")
        came.update(dict.fromkeys(change.added, change))
