"""From what the user typed to the JWK Set: each hop is kept, with the reason for it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urljoin, urlsplit

from jwk_conformance.endpoint.client import Client
from jwk_conformance.endpoint.exchange import Exchange, Trouble
from jwk_conformance.endpoint.metadata import (
    TITLE,
    WELL_KNOWN,
    Kind,
    Metadata,
    appended,
    location,
    recognised,
)
from jwk_conformance.rulebook.document import parse

REDIRECTS = frozenset({301, 302, 303, 307, 308})
_RESOURCE_METADATA = re.compile(r'resource_metadata\s*=\s*(?:"([^"]*)"|([^\s,"]+))', re.I)


@dataclass(frozen=True)
class Hop:
    """One place that was asked on the way, redirects included."""

    role: str
    """What was hoped for there, such as "JWK Set"."""
    because: str
    """Why it was asked, for a person."""
    exchanges: tuple[Exchange, ...]

    @property
    def last(self) -> Exchange:
        """The answer that counts."""
        return self.exchanges[-1]


@dataclass
class Discovery:
    """What led to the set, and the set as it was first answered."""

    given: str
    hops: list[Hop] = field(default_factory=list)
    resource: Metadata | None = None
    oidc: Metadata | None = None
    oauth: Metadata | None = None
    challenge: str = ""
    """The WWW-Authenticate field that named the resource metadata."""
    jwks: Hop | None = None
    """The last hop, where it led to a set or to what should be one."""
    jwks_uri: str = ""
    """As a document has it; empty where the user gave the address of the set."""

    @property
    def documents(self) -> Iterator[Metadata]:
        """The documents that were found."""
        return (one for one in (self.resource, self.oidc, self.oauth) if one is not None)

    @property
    def issuing(self) -> Metadata | None:
        """The document that names the set."""
        return self.oidc or self.oauth

    @property
    def nameless(self) -> bool:
        """Whether the documents name no set, and no text asks it of them."""
        if self.oidc is not None or self.jwks is not None:
            return False
        if self.oauth is not None:
            return "jwks_uri" not in self.oauth.members
        return self.resource is not None and not (
            self.resource.members.keys() & {"jwks_uri", "authorization_servers"}
        )


def discover(client: Client, url: str) -> Discovery:
    """Follow a URL to its JWK Set: a set, a document of discovery, a resource or an issuer."""
    found = Discovery(url)
    hop = _hop(client, found, "what you named", "given on the command line", url)
    answer = hop.last
    members = _object(answer)
    if members is not None and "keys" in members:
        found.jwks = hop
    elif pointed := _challenged(answer):
        found.challenge = answer.header("WWW-Authenticate") or ""
        _resource(client, found, pointed, "named by the WWW-Authenticate field", url)
    elif members is not None and (kind := recognised(members, answer.url)):
        _document(client, found, Metadata(kind, answer), url)
    elif answer.trouble is None or answer.status:
        if _meant_as_set(answer):
            found.jwks = hop
        elif not any(place in url for place in WELL_KNOWN.values()):
            _issuer(client, found, url, "tried as an issuer", given=True)
            if found.issuing is None and found.resource is None:
                found.jwks = hop if answer.status == 200 else None
    return found


def follow(client: Client, url: str, purpose: str) -> tuple[Exchange, ...]:
    """Ask by GET and follow redirects, each an exchange."""
    seen: list[Exchange] = []
    while True:
        answer = client.ask(url, purpose)
        where = answer.header("Location")
        if not (answer.answered and answer.status in REDIRECTS and where):
            return (*seen, answer)
        if len(seen) == client.options.redirects:
            said = f"more than {client.options.redirects} redirects in a row"
            broken = Exchange(
                purpose=purpose,
                method="GET",
                url=answer.url,
                status=answer.status,
                headers=answer.headers,
                trouble=Trouble(kind="protocol", said=said),
            )
            return (*seen, broken)
        seen.append(answer)
        url = urljoin(url, where)


def _hop(client: Client, found: Discovery, role: str, because: str, url: str) -> Hop:
    hop = Hop(role, because, follow(client, url, "discovery"))
    found.hops.append(hop)
    return hop


def _object(answer: Exchange) -> Mapping[str, Any] | None:
    if not answer.ok:
        return None
    value = parse(answer.body).value
    return value if isinstance(value, Mapping) else None


def _meant_as_set(answer: Exchange) -> bool:
    """Whether an answer that is no set looks as if it were to be one.

    Its content tells little: some issuers answer with an object of their own at their bare URL.
    """
    last = urlsplit(answer.url).path.rstrip("/").rpartition("/")[2]
    return answer.status == 200 and (
        "jwk" in answer.media_type or bool(re.search(r"jwks|certs|keys|\.json", last))
    )


def _challenged(answer: Exchange) -> str:
    """The URL of the resource metadata in a challenge (RFC 9728 section 5.1); "" without one."""
    for value in answer.all("WWW-Authenticate"):
        if match := _RESOURCE_METADATA.search(value):
            pointed: str = match[1] or match[2] or ""
            return urljoin(answer.url, pointed)
    return ""


def _document(client: Client, found: Discovery, document: Metadata, issuer: str) -> None:
    """Go on from a document of discovery, whichever it is."""
    if document.kind == "resource":
        found.resource = document
        _authorization_server(client, found, document)
        return
    _take(found, document)
    named = document.string("issuer") or ""
    if named.startswith(("http://", "https://")):
        because = "whether the other document is there, and agrees"
        if document.kind == "oidc":
            _oauth(client, found, named, because)
        else:
            _try(client, found, "oidc", location("oidc", named), named, because)
            if document.exchange.url == appended(named) != location("oauth", named):
                because = "the place that RFC 8414 has for it"
                _try(client, found, "oauth", location("oauth", named), named, because)
    _set(client, found)


def _oauth(client: Client, found: Discovery, issuer: str, because: str) -> None:
    """The metadata of RFC 8414 where the text has them, or else where many put them by mistake."""
    if _try(client, found, "oauth", location("oauth", issuer), issuer, because):
        return
    if urlsplit(issuer).path.strip("/"):
        _try(client, found, "oauth", appended(issuer), issuer, "a place where it is often put")


def _try(client: Client, found: Discovery, kind: Kind, url: str, issuer: str, because: str) -> bool:
    """Ask for a document of an issuer; whether it is there."""
    hop = _hop(client, found, TITLE[kind], because, url)
    members = _object(hop.last)
    there = members is not None and recognised(members, hop.last.url) == kind
    if there:
        _take(found, Metadata(kind, hop.last, issuer))
    return there


def _take(found: Discovery, document: Metadata) -> None:
    if document.kind == "oidc":
        found.oidc = document
    else:
        found.oauth = document


def _issuer(
    client: Client, found: Discovery, issuer: str, because: str, *, given: bool = False
) -> None:
    """Try the places of an issuer in turn; a bare URL of the user's may be a resource, too."""
    _try(client, found, "oidc", location("oidc", issuer), issuer, because)
    _oauth(client, found, issuer, because)
    if found.issuing is not None:
        _set(client, found)
    elif given:
        _resource(client, found, location("resource", issuer), because, issuer)


def _resource(client: Client, found: Discovery, url: str, because: str, resource: str) -> None:
    hop = _hop(client, found, TITLE["resource"], because, url)
    if _object(hop.last) is not None:
        found.resource = Metadata("resource", hop.last, resource)
        _authorization_server(client, found, found.resource)


def _authorization_server(client: Client, found: Discovery, resource: Metadata) -> None:
    servers = resource.strings("authorization_servers")
    if servers:
        because = "the first of authorization_servers"
        _issuer(client, found, servers[0], because)
    elif uri := resource.string("jwks_uri"):
        _fetch(client, found, uri, "jwks_uri of the resource")


def _set(client: Client, found: Discovery) -> None:
    document = found.issuing
    uri = document.string("jwks_uri") if document else None
    if document is not None and uri:
        _fetch(client, found, uri, f"jwks_uri of the {TITLE[document.kind]}", document)


def _fetch(
    client: Client, found: Discovery, uri: str, because: str, document: Metadata | None = None
) -> None:
    found.jwks_uri = uri
    base = document.exchange.url if document else found.given
    hop = Hop("JWK Set", because, follow(client, urljoin(base, uri), "jwks"))
    found.hops.append(hop)
    found.jwks = hop
