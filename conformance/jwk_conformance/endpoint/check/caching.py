"""How long the set may be kept (RFC 9111)."""

from __future__ import annotations

from collections.abc import Iterator

from jwk_conformance.endpoint.caching import directives, lifetime
from jwk_conformance.endpoint.check.registry import Remark, check
from jwk_conformance.endpoint.observed import Observed

LONG = 7 * 86_400
"""Seconds. A key that is withdrawn in need lives on for as long as copies of the set do."""
SHORT = 60
"""Seconds. Below it every burst of tokens is a burst of fetches."""


@check(
    "no-lifetime",
    group="transport",
    level="should",
    source="practice: without a lifetime every cache may guess (RFC 9111 section 4.2.2)",
    advice="Send Cache-Control: max-age=… of some minutes to a day, shorter than the overlap of "
    "keys when they rotate.",
)
def a_lifetime_is_given(seen: Observed) -> Iterator[Remark]:
    """Without a lifetime every cache guesses its own, and rotation is a gamble."""
    first = seen.first
    if first is None or not first.ok:
        return
    if lifetime(first) is None and first.header("Expires") is None:
        yield Remark("neither Cache-Control nor Expires says how long the set may be kept")


@check(
    "lifetime-unreadable",
    group="transport",
    level="must",
    source="RFC 9111 section 5.2.2.1",
    advice="Send max-age as a number of seconds.",
)
def the_lifetime_is_a_number(seen: Observed) -> Iterator[Remark]:
    """max-age is a number of seconds; what is none makes the answer stale at once."""
    if seen.first is None or not seen.first.ok:
        return
    for name in ("max-age", "s-maxage"):
        value = directives(seen.first).get(name)
        if value is not None and not (value.isascii() and value.isdigit()):
            yield Remark(f"{name} is {value[:40]!a}, no number of seconds", about=name)


@check(
    "lifetime-long",
    group="transport",
    level="should",
    source="practice: a key withdrawn in need lives on in every copy",
    advice="Let copies be kept for a day at most.",
)
def the_lifetime_is_not_too_long(seen: Observed) -> Iterator[Remark]:
    """A set that may be kept for weeks cannot be corrected for weeks."""
    if seen.first is None or not seen.first.ok:
        return
    told = directives(seen.first)
    if (lifetime(seen.first) or 0) > LONG:
        yield Remark(f"the set may be kept for {(lifetime(seen.first) or 0) // 86_400} days")
    elif "immutable" in told:
        yield Remark("the set is said never to change (immutable)")


@check(
    "not-kept",
    group="transport",
    level="note",
    source="practice: clients fetch the set again for every burst of tokens",
    advice="Let copies be kept for some minutes: Cache-Control: max-age=300.",
)
def the_set_may_be_kept_for_a_while(seen: Observed) -> Iterator[Remark]:
    """A set that may not be kept is fetched again and again; some clients then stop trusting it."""
    if seen.first is not None and seen.first.ok:
        seconds = lifetime(seen.first)
        if seconds is not None and seconds < SHORT:
            yield Remark(f"the set may be kept for {seconds} s only")
