"""The documents of discovery, and where each of them stands for an issuer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal
from urllib.parse import urlsplit, urlunsplit

from jwk_conformance.endpoint.exchange import Exchange
from jwk_conformance.rulebook import Document
from jwk_conformance.rulebook.document import parse

Kind = Literal["oidc", "oauth", "resource"]
"""An OpenID Connect configuration, authorization server metadata (RFC 8414), protected resource
metadata (RFC 9728)."""

WELL_KNOWN: dict[Kind, str] = {
    "oidc": "/.well-known/openid-configuration",
    "oauth": "/.well-known/oauth-authorization-server",
    "resource": "/.well-known/oauth-protected-resource",
}
TITLE: dict[Kind, str] = {
    "oidc": "OpenID Connect configuration",
    "oauth": "authorization server metadata (RFC 8414)",
    "resource": "protected resource metadata (RFC 9728)",
}


@dataclass(frozen=True, eq=False)
class Metadata:
    """One document of discovery, as it was answered."""

    kind: Kind
    exchange: Exchange
    issuer: str = ""
    """The issuer, or the resource, that it was asked for; empty where only its URL was given."""

    @cached_property
    def document(self) -> Document:
        """The document, losslessly read."""
        return parse(self.exchange.body)

    @property
    def members(self) -> Mapping[str, Any]:
        """Its members; none where it is no object."""
        value = self.document.value
        return value if isinstance(value, Mapping) else {}

    def string(self, name: str) -> str | None:
        """A member that is a string."""
        value = self.members.get(name)
        return value if isinstance(value, str) else None

    def strings(self, name: str) -> list[str]:
        """The strings in a member that is an array."""
        value = self.members.get(name)
        return [one for one in value if isinstance(one, str)] if isinstance(value, list) else []

    @property
    def expected(self) -> str:
        """The identifier that the document has to name: that behind the URL it was asked under."""
        return self.issuer or identifier(self.kind, self.exchange.url)


def location(kind: Kind, issuer: str) -> str:
    """Where the document of an issuer or resource stands.

    OpenID Connect Discovery section 4.1 appends to the path; RFC 8414 section 3.1 and RFC 9728
    section 3 insert before it.
    """
    parts = urlsplit(issuer)
    path = parts.path.rstrip("/")
    where = path + WELL_KNOWN[kind] if kind == "oidc" else WELL_KNOWN[kind] + path
    query = parts.query if kind == "resource" else ""
    return urlunsplit((parts.scheme, parts.netloc, where, query, ""))


def appended(issuer: str) -> str:
    """Where RFC 8414 metadata stand by mistake: behind the issuer's path instead of before it."""
    return issuer.rstrip("/") + WELL_KNOWN["oauth"]


def identifier(kind: Kind, url: str) -> str:
    """The identifier whose document stands at a URL; empty where it is no well-known place."""
    parts = urlsplit(url)
    before, found, after = parts.path.partition(WELL_KNOWN[kind])
    if not found or (before and after):
        return ""
    return urlunsplit((parts.scheme, parts.netloc, before + after, "", ""))


def recognised(members: Mapping[str, Any], url: str) -> Kind | None:
    """Which document an object is, by its place and by the members that only one kind has."""
    path = urlsplit(url).path
    for kind, well_known in WELL_KNOWN.items():
        if well_known in path:
            return kind
    if "resource" in members and "issuer" not in members:
        return "resource"
    if "issuer" in members or "jwks_uri" in members:
        oidc = {"subject_types_supported", "id_token_signing_alg_values_supported"}
        return "oidc" if oidc & members.keys() else "oauth"
    return None
