"""Several fetches, each over a connection of its own: do all machines behind give the same set?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from jwk_conformance.endpoint.check.registry import Remark, check
from jwk_conformance.endpoint.exchange import Exchange
from jwk_conformance.endpoint.observed import Observed
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
    level="must",
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
    level="must",
    source="practice: a client that fetches at that moment lets nobody in",
    advice="Find out which machine, or which limit, answers so.",
)
def every_fetch_succeeds(seen: Observed) -> Iterator[Remark]:
    """The same request, sent again, is answered again."""
    for one in seen.asked("again"):
        if not one.ok and not (one.trouble and one.trouble.kind == "budget"):
            yield Remark("a further fetch of the set fails", evidence=(one.told,))
            return
