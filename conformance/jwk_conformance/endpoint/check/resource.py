"""Metadata of a protected resource (RFC 9728, whose text was not at hand)."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

from jwk_conformance.endpoint.check.discovery import local
from jwk_conformance.endpoint.check.registry import Level, Remark, check
from jwk_conformance.endpoint.observed import Observed


@check(
    "resource-differs",
    group="discovery",
    level="must",
    source="RFC 9728 section 3.3",
    clauses=("rfc9728-3.3-resource-identical",),
    advice="Let resource be, to the letter, the URL that clients use for the resource.",
)
def the_resource_is_the_one_that_was_asked(seen: Observed) -> Iterator[Remark]:
    """Metadata of another resource are not used: a token for it could be stolen."""
    one = seen.discovery.resource
    resource = one.string("resource") if one else None
    if one is None or resource is None or not one.expected:
        return
    if _rooted(resource) != _rooted(one.expected):
        yield Remark(
            f"the metadata are of {resource}, and {one.expected} was asked",
            evidence=(one.exchange.told,),
        )


def _rooted(url: str) -> str:
    """An origin with and without its slash is one URL (RFC 3986 section 6.2.3)."""
    return url[:-1] if url.endswith("/") and urlsplit(url).path == "/" else url


@check(
    "resource-form",
    group="discovery",
    level="must",
    source="RFC 9728 section 2",
    clauses=("rfc9728-2-resource",),
    advice="Let resource be an https URL without a fragment.",
)
def the_resource_is_an_https_url(seen: Observed) -> Iterator[Remark]:
    """A resource is named by a URL of https, without fragment."""
    one = seen.discovery.resource
    resource = one.string("resource") if one else None
    if resource is None:
        return
    parts = urlsplit(resource)
    if parts.fragment:
        yield Remark(f"the resource {resource} has a fragment", about="fragment")
    if parts.scheme != "https":
        level: Level | None = "note" if parts.scheme == "http" and local(resource) else None
        yield Remark(f"the resource {resource} is no https URL", about="scheme", level=level)
