"""How long the set may be kept, and how to ask whether it has changed.

Lifetimes are of RFC 9111; validators of RFC 9110, whose text was not at hand.
"""

from __future__ import annotations

import re
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
    source="RFC 9111 sections 4.2.1 and 4.2.2",
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


@check(
    "etag-ignored",
    group="transport",
    level="should",
    source="RFC 9110 section 13.1.2 (text not at hand)",
    clauses=("rfc9110-13.1.2-if-none-match",),
    advice="Answer with 304 where If-None-Match names the current ETag, or send no ETag.",
)
def a_current_etag_is_answered_with_304(seen: Observed) -> Iterator[Remark]:
    """An ETag is there to be asked with: the answer is 304 as long as the set is the same."""
    probe, first = seen.probe("if-none-match"), seen.first
    if probe is None or first is None or not probe.answered or probe.status == 304:
        return
    if probe.header("ETag") == first.header("ETag"):
        tag = first.header("ETag")
        yield Remark(
            f"If-None-Match with the current ETag is answered with {probe.status}, not 304",
            evidence=(f"ETag: {tag}",),
        )


@check(
    "etag-any",
    group="transport",
    level="must",
    source="RFC 9110 section 13.1.2 (text not at hand)",
    clauses=("rfc9110-13.1.2-if-none-match",),
    advice="Compare If-None-Match with the ETag of the set as it is now.",
)
def a_foreign_etag_is_not_answered_with_304(seen: Observed) -> Iterator[Remark]:
    """A client whose copy is another one never learns of new keys if it is told 304."""
    probe = seen.probe("other-etag")
    if probe is not None and probe.answered and probe.status == 304:
        sent = dict(probe.sent).get("If-None-Match", "")
        yield Remark(f"304 is the answer to any If-None-Match, such as {sent}")


@check(
    "etag-same",
    group="transport",
    level="must",
    source="RFC 9110 sections 8.8.1 and 8.8.3 (text not at hand)",
    clauses=("rfc9110-8.8.3-one-etag-one-content", "rfc9110-8.8.1-strong-validator"),
    advice="Derive the ETag from the content.",
)
def different_content_has_different_etags(seen: Observed) -> Iterator[Remark]:
    """Two contents never share a strong ETag: a cache would keep the wrong one."""
    bodies: dict[str, bytes] = {}
    for one in seen.copies:
        tag = one.header("ETag") or ""
        if tag.startswith('"') and bodies.setdefault(tag, one.body) != one.body:
            yield Remark(f"two different contents have the ETag {tag[:60]}", evidence=(one.told,))
            return


@check(
    "etag-changes",
    group="transport",
    level="should",
    source="practice: a validator that changes with every answer validates nothing",
    advice="Derive the ETag from the content, on every machine alike.",
)
def the_same_content_keeps_its_etag(seen: Observed) -> Iterator[Remark]:
    """An ETag that changes without the content makes every conditional request a full one."""
    tags: dict[bytes, str] = {}
    for one in seen.copies:
        tag = one.header("ETag") or ""
        if tags.setdefault(one.body, tag) != tag:
            yield Remark(
                "the same content comes with different ETags", evidence=(tags[one.body], tag)
            )
            return


@check(
    "etag-syntax",
    group="transport",
    level="must",
    source="RFC 9110 section 8.8.3 (text not at hand)",
    advice='Send the ETag in quotation marks: ETag: "…".',
)
def an_etag_stands_in_quotation_marks(seen: Observed) -> Iterator[Remark]:
    """An entity tag is a quoted string, with W/ in front where it is weak."""
    tag = seen.first.header("ETag") if seen.first and seen.first.ok else None
    if tag is not None and not re.fullmatch(r'(W/)?"[\x21\x23-\x7e\x80-\xff]*"', tag):
        yield Remark(f"the ETag {tag[:60]!a} is no quoted string")
