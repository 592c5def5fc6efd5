"""From what the user typed to the JWK Set: each hop is kept, with the reason for it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urljoin, urlsplit

from jwk_conformance.endpoint.client import Client
from jwk_conformance.endpoint.exchange import Exchange, Trouble
from jwk_conformance.endpoint.metadata import TITLE, Kind, Metadata, location, recognised
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
        else:
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
    """Whether an answer that is no set looks as if it were to be one."""
    path = urlsplit(answer.url).path
    return answer.status == 200 and (
        "json" in answer.media_type
        or answer.body.lstrip()[:1] == b"{"
        or bool(re.search(r"jwks|certs|keys|\.json", path))
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
    other: Kind = "oauth" if document.kind == "oidc" else "oidc"
    if named.startswith(("http://", "https://")):
        _sibling(client, found, other, named)
    _set(client, found)


def _sibling(client: Client, found: Discovery, kind: Kind, issuer: str) -> None:
    """The other document of the issuer, if it has one: the two have to agree."""
    because = "whether the other document is there, and agrees"
    hop = _hop(client, found, TITLE[kind], because, location(kind, issuer))
    members = _object(hop.last)
    if members is not None and "issuer" in members:
        _take(found, Metadata(kind, hop.last, issuer))


def _take(found: Discovery, document: Metadata) -> None:
    if document.kind == "oidc":
        found.oidc = document
    else:
        found.oauth = document


def _issuer(
    client: Client, found: Discovery, issuer: str, because: str, *, given: bool = False
) -> None:
    """Try the places of an issuer in turn; a bare URL of the user's may be a resource, too."""
    kinds: tuple[Kind, ...] = ("oidc", "oauth")
    for kind in kinds:
        hop = _hop(client, found, TITLE[kind], because, location(kind, issuer))
        members = _object(hop.last)
        if members is not None and recognised(members, hop.last.url):
            _take(found, Metadata(kind, hop.last, issuer))
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
