"""How to ask whether the set, or a document that led to it, has changed.

Of RFC 9110, whose text was not at hand: only what is certain of it is asked.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from email.utils import parsedate_to_datetime
from itertools import pairwise

from jwk_conformance.endpoint.check.registry import Level, Remark, check
from jwk_conformance.endpoint.exchange import Exchange
from jwk_conformance.endpoint.metadata import TITLE
from jwk_conformance.endpoint.observed import Observed
from jwk_conformance.endpoint.probe import of_document
from jwk_conformance.endpoint.watch import names

SLACK = timedelta(seconds=60)
"""By which clocks behind one address may differ."""


@dataclass(frozen=True)
class Place:
    """What has a validator: the set, or a document."""

    about: str
    """Empty for the set; the kind of a document."""
    title: str
    copies: list[Exchange]
    """Whole answers to plain requests, the first one first; there is one at least."""
    probes: dict[str, Exchange]
    """Purpose → the answer to a conditional request."""

    @property
    def first(self) -> Exchange:
        """The answer whose validators were asked with."""
        return self.copies[0]


def _places(seen: Observed) -> Iterator[Place]:
    purposes = ("if-none-match", "other-etag", "if-modified-since", "old-date")
    if seen.first is not None and seen.first.ok:
        probes = {name: probe for name in purposes if (probe := seen.probe(name))}
        yield Place("", "the set", seen.copies, probes)
    for one in seen.discovery.documents:
        probes = {
            name: probe for name in purposes if (probe := seen.probe(of_document(one.kind, name)))
        }
        yield Place(one.kind, f"the {TITLE[one.kind]}", [one.exchange], probes)


@check(
    "etag-ignored",
    group="transport",
    level="should",
    source="RFC 9110 section 13.1.2 (text not at hand)",
    clauses=("rfc9110-13.1.2-if-none-match",),
    advice="Answer with 304 where If-None-Match names the current ETag, or send no ETag.",
)
def a_current_etag_is_answered_with_304(seen: Observed) -> Iterator[Remark]:
    """An ETag is there to be asked with: the answer is 304 as long as the content is the same."""
    for place in _places(seen):
        probe = place.probes.get("if-none-match")
        if probe is None or not probe.ok:
            continue
        tag = place.first.header("ETag")
        if probe.header("ETag") == tag:
            yield Remark(
                f"{place.title} is sent again where If-None-Match names its current ETag",
                about=place.about,
                evidence=(f"ETag: {tag}", probe.told),
            )


@check(
    "etag-any",
    group="transport",
    level="must",
    source="RFC 9110 section 13.1.2 (text not at hand)",
    clauses=("rfc9110-13.1.2-if-none-match",),
    advice="Compare If-None-Match with the ETag of the content as it is now.",
)
def a_foreign_etag_is_not_answered_with_304(seen: Observed) -> Iterator[Remark]:
    """A client whose copy is another one never learns of new keys if it is told 304."""
    for place in _places(seen):
        probe = place.probes.get("other-etag")
        if probe is not None and probe.answered and probe.status == 304:
            sent = dict(probe.sent).get("If-None-Match", "")
            said = f"of {place.title}, 304 is the answer to any If-None-Match, such as {sent}"
            yield Remark(said, about=place.about)


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
    for one in seen.history:
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
    for one in seen.history:
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
    for place in _places(seen):
        tag = place.first.header("ETag")
        if tag is not None and not re.fullmatch(r'(W/)?"[\x21\x23-\x7e\x80-\xff]*"', tag):
            said = f"the ETag of {place.title}, {tag[:60]!a}, is no quoted string"
            yield Remark(said, about=place.about)


@check(
    "modified-ignored",
    group="transport",
    level="should",
    source="RFC 9110 section 13.1.3 (text not at hand)",
    advice="Answer with 304 where If-Modified-Since is the Last-Modified of now, or leave it out.",
)
def a_current_date_is_answered_with_304(seen: Observed) -> Iterator[Remark]:
    """Last-Modified is there to be asked with; where there is an ETag too, it matters little."""
    for place in _places(seen):
        probe = place.probes.get("if-modified-since")
        if probe is None or not probe.ok:
            continue
        date = place.first.header("Last-Modified")
        if probe.header("Last-Modified") == date:
            level: Level | None = "note" if place.first.header("ETag") else None
            yield Remark(
                f"{place.title} is sent again where If-Modified-Since is its Last-Modified",
                about=place.about,
                evidence=(f"Last-Modified: {date}", probe.told),
                level=level,
            )


@check(
    "modified-any",
    group="transport",
    level="must",
    source="RFC 9110 section 13.1.3 (text not at hand)",
    advice="Compare If-Modified-Since with the date on which the content changed.",
)
def an_old_date_is_not_answered_with_304(seen: Observed) -> Iterator[Remark]:
    """A client with an older copy never learns of new keys if it is told 304."""
    for place in _places(seen):
        probe = place.probes.get("old-date")
        changed = _date(place.first.header("Last-Modified"))
        if probe is None or probe.trouble is not None or probe.status != 304:
            continue
        asked = _date(dict(probe.sent).get("If-Modified-Since"))
        if changed is None or asked is None or changed > asked:
            said = f"of {place.title}, 304 is the answer to a date long before it changed"
            yield Remark(said, about=place.about, evidence=(probe.told,))


@check(
    "modified-odd",
    group="transport",
    level="must",
    source="RFC 9110 sections 8.8.2 and 8.8.2.1 (text not at hand)",
    advice="Send as Last-Modified the date on which the content changed, or leave it out.",
)
def last_modified_is_a_date_of_the_past(seen: Observed) -> Iterator[Remark]:
    """Last-Modified is a date, and not later than the answer itself."""
    for place in _places(seen):
        text = place.first.header("Last-Modified")
        if text is None:
            continue
        changed, sent = _date(text), _date(place.first.header("Date"))
        if changed is None:
            said = f"the Last-Modified of {place.title} is no date: {text[:60]!a}"
            yield Remark(said, about=place.about)
        elif sent is not None and changed > sent + SLACK:
            said = f"the Last-Modified of {place.title} is later than the answer"
            evidence = (f"Last-Modified: {text}", f"Date: {place.first.header('Date')}")
            yield Remark(said, about=place.about, evidence=evidence)


@check(
    "modified-same",
    group="transport",
    level="should",
    source="practice: who asks by If-Modified-Since never learns of the change",
    advice="Let Last-Modified be the date on which the content changed.",
)
def a_change_has_a_date_of_its_own(seen: Observed) -> Iterator[Remark]:
    """A set that changed while it was looked at was last changed then, not before."""
    for before, after in pairwise(seen.history):
        date, sent = _date(after.header("Last-Modified")), _date(before.header("Date"))
        if not (date and sent and date + SLACK < sent) or before.body == after.body:
            continue
        if names(before).keys() != names(after).keys():
            said = f"the set changed, and is said to be unchanged since {date:%Y-%m-%d %H:%M:%S}"
            yield Remark(said, evidence=(after.told,))
            return


def _date(text: str | None) -> datetime | None:
    """A date of HTTP; None where it is none."""
    try:
        found = parsedate_to_datetime(text or "")
    except (TypeError, ValueError, IndexError):
        return None
    return found if found.tzinfo else found.replace(tzinfo=timezone.utc)
