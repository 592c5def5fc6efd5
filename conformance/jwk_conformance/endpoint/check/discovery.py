"""The documents that lead to the set: identity, required members, addresses.

RFC 8414 is at hand. OpenID Connect Discovery and RFC 9728 were not: only what is certain of them
is asked, and the ledger marks it so.
"""

from __future__ import annotations

from collections.abc import Iterator
from ipaddress import ip_address
from urllib.parse import urlsplit, urlunsplit

from jwk_conformance.endpoint.check.registry import Level, Remark, check
from jwk_conformance.endpoint.metadata import TITLE, Kind, Metadata, appended, location
from jwk_conformance.endpoint.observed import Observed

USES_AUTHORIZATION = {"authorization_code", "implicit"}
"""Grant types that need an authorization endpoint."""
LOGGING_IN = ("authorization_endpoint", "token_endpoint")
"""Where people, and clients with a grant, come for tokens."""
NAMED_URLS = ("jwks_uri", "registration_endpoint", "token_endpoint", "authorization_endpoint",
              "introspection_endpoint", "revocation_endpoint", "userinfo_endpoint",
              "end_session_endpoint", "pushed_authorization_request_endpoint",
              "device_authorization_endpoint")  # fmt: skip
"""Members that are URLs to which secrets are sent, or keys come from."""
LISTS = frozenset(f"{name}_supported" for name in (
    "acr_values", "bearer_methods", "claim_types", "claims", "claims_locales",
    "code_challenge_methods", "display_values", "grant_types", "response_modes", "response_types",
    "scopes", "subject_types", "ui_locales",
    *(f"{place}_endpoint_auth_{what}" for place in ("token", "introspection", "revocation")
      for what in ("methods", "signing_alg_values")),
    *(f"{token}_{what}_values" for token in ("id_token", "userinfo", "request_object")
      for what in ("signing_alg", "encryption_alg", "encryption_enc")),
)) | {"authorization_servers"}  # fmt: skip
"""Members that the texts define as arrays of strings; of others nothing is known."""
AGREEING = ("issuer", "jwks_uri", "authorization_endpoint", "token_endpoint",
            "registration_endpoint", "introspection_endpoint", "revocation_endpoint")  # fmt: skip
"""Members that say the same in both documents of an issuer."""


def local(url: str) -> bool:
    """Whether a URL is of this machine, where nobody stands in between."""
    host = urlsplit(url).hostname or ""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


@check(
    "document-type",
    group="discovery",
    level="must",
    source="RFC 8414 section 3.2; OpenID Connect Discovery section 4.2; RFC 9728 section 3.2",
    clauses=("oidcdiscovery-4.2-response", "rfc9728-3.2-response"),
    advice="Send Content-Type: application/json with the document.",
)
def documents_are_sent_as_json(seen: Observed) -> Iterator[Remark]:
    """A document of discovery comes with the media type application/json."""
    for one in seen.discovery.documents:
        if one.exchange.media_type != "application/json":
            said = one.exchange.media_type or "no type at all"
            yield Remark(f"the {TITLE[one.kind]} is sent as {said}", about=one.kind)


@check(
    "document-duplicate-member",
    group="discovery",
    level="should",
    source="RFC 8259 section 4",
    advice="Have a JSON library write the document.",
)
def members_stand_once(seen: Observed) -> Iterator[Remark]:
    """Which of two members with one name counts is anybody's guess."""
    for one in seen.discovery.documents:
        for name in getattr(one.members, "repeated", ()):
            said = f"{name[:40]} stands more than once in the {TITLE[one.kind]}"
            yield Remark(said, about=one.kind)


@check(
    "issuer-missing",
    group="discovery",
    level="must",
    source="RFC 8414 section 2; OpenID Connect Discovery section 3",
    clauses=("oidcdiscovery-3-issuer",),
    advice="Put the issuer into the document: clients compare it with what they were told.",
)
def the_issuer_is_named(seen: Observed) -> Iterator[Remark]:
    """The document names its issuer, by which clients know that they are where they meant to be."""
    for one in _issuing(seen):
        if not one.string("issuer"):
            yield Remark(f"the {TITLE[one.kind]} names no issuer", about=one.kind)


@check(
    "issuer-differs",
    group="discovery",
    level="must",
    source="RFC 8414 section 3.3; OpenID Connect Discovery section 4.3",
    clauses=("oidcdiscovery-4.3-issuer-identical",),
    advice="Let issuer be, to the letter, the URL that the well-known path was put into; or ask "
    "under the issuer's own name.",
)
def the_issuer_is_the_one_that_was_asked(seen: Observed) -> Iterator[Remark]:
    """A document of another issuer must not be used: its keys could be anybody's.

    A slash at the end is not told by the document's address, as it is removed on the way there;
    it counts where another document has named the issuer, and is worth a note where the user has.
    So is another name of this machine, which may be the user's choice.
    """
    for one in _issuing(seen):
        issuer, expected = one.string("issuer"), one.expected
        if not issuer or not expected or issuer == expected:
            continue
        level: Level | None = None
        if issuer.rstrip("/") == expected.rstrip("/"):
            if not one.issuer:
                continue
            level = "note" if expected == seen.discovery.given else None
        elif _here(issuer) == _here(expected) and not seen.discovery.resource:
            level = "note"
        yield Remark(
            f"the {TITLE[one.kind]} names the issuer {issuer}, and {expected} was asked",
            about=one.kind,
            evidence=(one.exchange.told,),
            level=level,
        )


@check(
    "issuer-form",
    group="discovery",
    level="must",
    source="RFC 8414 section 2; OpenID Connect Discovery section 3",
    clauses=("oidcdiscovery-3-issuer",),
    advice="Let issuer be an https URL with neither query nor fragment.",
)
def the_issuer_is_a_plain_https_url(seen: Observed) -> Iterator[Remark]:
    """An issuer is a URL of https, without query and fragment."""
    told: set[str] = set()
    for one in _issuing(seen):
        issuer = one.string("issuer")
        if not issuer or issuer in told:
            continue
        told.add(issuer)
        parts = urlsplit(issuer)
        if parts.scheme != "https":
            level: Level | None = "note" if parts.scheme == "http" and local(issuer) else None
            yield Remark(f"the issuer {issuer} is no https URL", about="scheme", level=level)
        if parts.query or parts.fragment:
            yield Remark(f"the issuer {issuer} has a query or a fragment", about="query")


@check(
    "member-missing",
    group="discovery",
    level="must",
    source="RFC 8414 section 2; OpenID Connect Discovery section 3; RFC 9728 section 2",
    clauses=("oidcdiscovery-3-jwks-uri", "rfc9728-2-resource"),
    advice="Add what the text requires; clients stop where it is missing.",
)
def required_members_are_there(seen: Observed) -> Iterator[Remark]:
    """Each document has the members that its text requires; issuer has a check of its own.

    Without both endpoints for logging in, the document is of an issuer that is no provider, such
    as a cluster's for its workloads: its readers verify tokens, and only some insist on more.
    """
    for one in seen.discovery.documents:
        lacking = [name for name in _required(one) if name not in one.members]
        if {*LOGGING_IN} <= {*lacking}:
            yield Remark(
                f"the {TITLE[one.kind]} has neither authorization_endpoint nor token_endpoint: "
                "nobody can log in there, and it can serve to verify tokens only",
                about=f"{one.kind}:endpoints",
                level="should",
            )
            lacking = [name for name in lacking if name not in LOGGING_IN]
        for name in lacking:
            yield Remark(f"the {TITLE[one.kind]} has no {name}", about=f"{one.kind}:{name}")


def _required(one: Metadata) -> Iterator[str]:
    if one.kind == "resource":
        yield "resource"
        return
    grants = set(one.strings("grant_types_supported")) or USES_AUTHORIZATION
    yield "response_types_supported"
    if one.kind == "oidc":
        yield "jwks_uri"
        yield "subject_types_supported"
        yield "id_token_signing_alg_values_supported"
    if one.kind == "oidc" or grants & USES_AUTHORIZATION:
        yield "authorization_endpoint"
    if grants != {"implicit"}:
        yield "token_endpoint"


@check(
    "document-misplaced",
    group="discovery",
    level="must",
    source="RFC 8414 sections 3 and 3.1",
    advice="Put /.well-known/oauth-authorization-server between the host and the issuer's path.",
)
def metadata_stand_where_clients_look(seen: Observed) -> Iterator[Remark]:
    """RFC 8414 metadata stand under a path that is put before the issuer's own, not behind it."""
    one = seen.discovery.oauth
    issuer = one.string("issuer") if one else None
    if one is None or not issuer or appended(issuer) == location("oauth", issuer):
        return
    if one.exchange.url == appended(issuer):
        place = location("oauth", issuer)
        asked = [e.told for hop in seen.discovery.hops for e in hop.exchanges if e.url == place]
        if asked:
            yield Remark(f"the metadata of {issuer} are not at {place}", evidence=tuple(asked))


@check(
    "jwks-uri-missing",
    group="discovery",
    level="note",
    source="RFC 8414 section 2, jwks_uri; RFC 9728 section 2",
    advice="Name a JWK Set if others are to verify the tokens.",
)
def others_can_verify_the_tokens(seen: Observed) -> Iterator[Remark]:
    """Without a JWK Set only the server itself can verify its tokens, which may be meant so."""
    one = seen.discovery.oauth or seen.discovery.resource
    if one is not None and seen.discovery.nameless:
        yield Remark(f"no JWK Set is named by the {TITLE[one.kind]}")


@check(
    "member-type",
    group="discovery",
    level="must",
    source="RFC 8414 section 2; OpenID Connect Discovery section 3; RFC 9728 section 2",
    advice="Write lists as arrays of strings, and URLs as strings.",
)
def members_have_their_types(seen: Observed) -> Iterator[Remark]:
    """What is a list in the text is an array of strings, and what is a URL is a string."""
    for one in seen.discovery.documents:
        for name, value in one.members.items():
            strings = isinstance(value, list) and all(isinstance(each, str) for each in value)
            if name in LISTS and not strings:
                said = f"{name} of the {TITLE[one.kind]} is no array of strings"
                yield Remark(said, about=f"{one.kind}:{name}")
            elif name in ("issuer", "resource", *NAMED_URLS) and not isinstance(value, str):
                said = f"{name} of the {TITLE[one.kind]} is no string"
                yield Remark(said, about=f"{one.kind}:{name}")


@check(
    "empty-list",
    group="discovery",
    level="must",
    source="RFC 8414 section 3.2; OpenID Connect Discovery section 4.2",
    clauses=("oidcdiscovery-4.2-no-empty-claims",),
    advice="Leave out a list that has no elements.",
)
def lists_without_elements_are_left_out(seen: Observed) -> Iterator[Remark]:
    """A claim with zero elements is omitted."""
    for one in _issuing(seen):
        for name, value in one.members.items():
            if value == []:
                yield Remark(
                    f"{name} of the {TITLE[one.kind]} is empty", about=f"{one.kind}:{name}"
                )


@check(
    "url-form",
    group="discovery",
    level="must",
    source="RFC 6749 sections 3.1 and 3.2; RFC 8414 section 2; OpenID Connect Discovery section 3",
    advice="Write every address as an absolute https URL.",
)
def addresses_are_absolute_https_urls(seen: Observed) -> Iterator[Remark]:
    """The addresses of a document are absolute, and of https: keys and secrets pass there."""
    told: set[tuple[str, str]] = set()
    here: dict[str, str] = {}
    for one in _issuing(seen):
        for name in NAMED_URLS:
            url = one.string(name)
            if url is None or (name, url) in told:
                continue
            told.add((name, url))
            parts = urlsplit(url)
            if not parts.scheme or not parts.netloc:
                yield Remark(f"{name} is no absolute URL: {url[:80]!a}", about=name)
            elif parts.scheme == "http" and local(url):
                here.setdefault(name, url)
            elif parts.scheme != "https":
                yield Remark(f"{name} is no https URL: {url[:80]}", about=name)
    if here:
        names = "1 address is" if len(here) == 1 else f"{len(here)} addresses are"
        yield Remark(
            f"{names} plain http, of this machine",
            about="local",
            evidence=tuple(f"{name}: {url[:80]}" for name, url in here.items()),
            level="note",
        )


@check(
    "other-host",
    group="discovery",
    level="note",
    source="practice: whoever controls that host controls what clients trust",
    advice="Make sure that the other host is as well kept as the issuer's.",
)
def the_set_is_on_the_issuers_host(seen: Observed) -> Iterator[Remark]:
    """Keys from another host than the issuer's are as trustworthy as that host."""
    document, uri = seen.discovery.issuing, seen.discovery.jwks_uri
    issuer = document.string("issuer") if document else None
    if issuer and uri and urlsplit(issuer).hostname != urlsplit(uri).hostname is not None:
        yield Remark(f"jwks_uri is on {urlsplit(uri).hostname}, the issuer on "
                     f"{urlsplit(issuer).hostname}")  # fmt: skip


@check(
    "documents-disagree",
    group="discovery",
    level="should",
    source="RFC 8414 section 3: one issuer's metadata, whichever path it is asked under",
    advice="Generate both documents from one source.",
)
def both_documents_say_the_same(seen: Observed) -> Iterator[Remark]:
    """An issuer with both documents says the same in both: clients read either."""
    oidc, oauth = seen.discovery.oidc, seen.discovery.oauth
    if oidc is None or oauth is None:
        return
    for name in AGREEING:
        one, other = oidc.members.get(name), oauth.members.get(name)
        if one is not None and other is not None and one != other:
            yield Remark(
                f"{name} differs between the two documents",
                about=name,
                evidence=(f"openid-configuration: {one}", f"oauth-authorization-server: {other}"),
            )


def _here(url: str) -> str:
    """A URL, with one name for this machine."""
    parts = urlsplit(url)
    if not local(url):
        return url
    return urlunsplit(parts._replace(netloc=f"localhost:{parts.port}"))


def _issuing(seen: Observed) -> Iterator[Metadata]:
    kinds: tuple[Kind, ...] = ("oidc", "oauth")
    return (one for one in seen.discovery.documents if one.kind in kinds)
