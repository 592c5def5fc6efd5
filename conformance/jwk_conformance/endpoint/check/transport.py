"""The HTTP around the set: scheme, redirects, media type, size, and what must not come along.

RFC 9110 was not at hand: what is demanded in its name is in the ledger, marked so.
"""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

from jwk_conformance.endpoint.check.registry import Level, Remark, check
from jwk_conformance.endpoint.exchange import Exchange
from jwk_conformance.endpoint.gate import public
from jwk_conformance.endpoint.observed import Observed
from jwk_conformance.rulebook.document import parse

MEDIA_TYPES = ("application/jwk-set+json", "application/json")
LARGE = 65_536
"""Octets. A set of ten large keys with certificates is smaller."""
SLOW = 2.0
"""Seconds. A client fetches the set while somebody waits to be let in."""


@check(
    "not-https",
    group="transport",
    level="must",
    source="RFC 8414 section 2, jwks_uri; practice where no document names the set",
    advice="Serve the set under https: whoever is on the way can put in keys of his own.",
)
def the_set_is_served_over_tls(seen: Observed) -> Iterator[Remark]:
    """The set is served over TLS: its readers trust whatever keys arrive.

    The text binds a jwks_uri. Where no document names the set, it is a danger in public and advice
    in a private network. On loopback nobody stands in between, and it is only worth a note.
    """
    first = seen.first
    if first is None or not first.ok or seen.secure:
        return
    level: Level | None = None
    if seen.loopback:
        level = "note"
    elif not seen.discovery.jwks_uri:
        level = "critical" if public(first.address) else "should"
    yield Remark("the set is served over plain http", level=level)


@check(
    "redirected",
    group="transport",
    level="should",
    source="practice: not every client of JWK Sets follows redirects",
    advice="Let jwks_uri name the place where the set is.",
)
def the_set_is_where_it_is_said_to_be(seen: Observed) -> Iterator[Remark]:
    """The address of the set answers with the set, not with a redirect.

    It counts where a document names that address; where the user has, it is only worth a note.
    """
    hop = seen.discovery.jwks
    if hop is not None and len(hop.exchanges) > 1:
        evidence = tuple(f"{one.told} → {one.header('Location')}" for one in hop.exchanges[:-1])
        count = "a redirect" if len(evidence) == 1 else f"{len(evidence)} redirects"
        level: Level | None = None if seen.discovery.jwks_uri else "note"
        yield Remark(f"the set is reached after {count}", evidence=evidence, level=level)


@check(
    "redirect-to-http",
    group="transport",
    level="critical",
    source="practice: whoever is on the way can answer the plain request with keys of his own",
    advice="Never redirect from https to http: the protection ends there.",
)
def no_redirect_leaves_tls(seen: Observed) -> Iterator[Remark]:
    """What began under https stays there."""
    for hop in seen.discovery.hops:
        schemes = [urlsplit(one.url).scheme for one in hop.exchanges]
        if "https" in schemes and "http" in schemes[schemes.index("https") :]:
            yield Remark(
                f"{hop.exchanges[0].url} leads to plain http",
                about=urlsplit(hop.exchanges[0].url).path,
                evidence=tuple(one.told for one in hop.exchanges),
            )


@check(
    "media-type",
    group="transport",
    level="should",
    source="RFC 7517 section 8.5.2",
    advice="Send Content-Type: application/jwk-set+json, or application/json.",
    clauses=("rfc9110-8.3-content-type", "rfc7517-8.5.1-set-media-type"),
)
def the_media_type_is_that_of_a_set(seen: Observed) -> Iterator[Remark]:
    """The content says that it is a JWK Set, or at least JSON."""
    first = seen.first
    if first is not None and seen.keys and first.media_type not in MEDIA_TYPES:
        said = first.header("Content-Type")
        yield Remark(f"the set is sent as {said}" if said else "the set is sent without a type")


@check(
    "charset",
    group="transport",
    level="should",
    source="RFC 8259 section 8.1",
    advice="Leave charset out: JSON is UTF-8.",
)
def no_other_charset_is_claimed(seen: Observed) -> Iterator[Remark]:
    """JSON between systems is UTF-8: a reader that believes another charset misreads it."""
    said = (seen.first.header("Content-Type") or "") if seen.first and seen.keys else ""
    charset = said.lower().partition("charset=")[2].partition(";")[0].strip(' "')
    if charset not in ("", "utf-8", "utf8"):
        yield Remark(f"the set is said to be in {charset[:40]}")


@check(
    "large",
    group="transport",
    level="should",
    source="practice: clients limit what they read, and fetch it while somebody waits",
    advice="Publish the keys that are in use, without copies of certificates nobody needs.",
)
def the_set_is_small(seen: Observed) -> Iterator[Remark]:
    """A set is read often, and whole."""
    if seen.first is not None and seen.first.ok and len(seen.first.body) > LARGE:
        yield Remark(f"the set has {len(seen.first.body)} octets")


@check(
    "slow",
    group="transport",
    level="should",
    source="practice: a client fetches the set while somebody waits to be let in",
    advice="Serve the set from memory or a cache.",
)
def the_set_comes_quickly(seen: Observed) -> Iterator[Remark]:
    """The quickest of several fetches counts, so that one hiccup does not."""
    if seen.copies and min(one.seconds for one in seen.copies) > SLOW:
        times = ", ".join(f"{one.seconds:.1f} s" for one in seen.copies)
        yield Remark(f"every fetch took longer than {SLOW:g} s", evidence=(times,))


@check(
    "coding-not-asked-for",
    group="transport",
    level="should",
    source="RFC 9110 section 12.5.3 (text not at hand)",
    advice="Compress only for clients whose Accept-Encoding allows it.",
)
def content_is_coded_only_when_asked(seen: Observed) -> Iterator[Remark]:
    """A client that asked for the identity coding may not be able to unpack another."""
    for one in seen.copies:
        coding = (one.header("Content-Encoding") or "identity").lower()
        if coding != "identity":
            yield Remark(f"the content is {coding}, though identity alone was asked for")
            return


@check(
    "gzip-differs",
    group="transport",
    level="critical",
    source="practice: most clients ask for compressed content; RFC 9110 section 8.4",
    advice="Let whatever compresses the content do it whole, or not at all.",
)
def compressed_content_is_the_same(seen: Observed) -> Iterator[Remark]:
    """Content that was compressed for a client is the set that others get."""
    probe = seen.probe("gzip")
    if probe is None or not seen.copies:
        return
    if probe.trouble is not None and probe.trouble.kind in ("encoding", "size"):
        yield Remark(f"with Accept-Encoding: gzip, {probe.trouble.said}")
    elif probe.ok and seen.steady and _keys(probe) != _keys(seen.copies[0]):
        yield Remark("with Accept-Encoding: gzip, another set is sent", evidence=(probe.told,))


def _keys(exchange: Exchange) -> object:
    """The content as far as it can be compared: whole JSON, or the octets."""
    document = parse(exchange.body)
    return exchange.body if document.fault else document.value


@check(
    "vary-missing",
    group="transport",
    level="should",
    source="RFC 9110 section 12.5.5 (text not at hand)",
    advice="Send Vary: Accept-Encoding with whatever is compressed for some.",
)
def a_cache_is_told_what_varies(seen: Observed) -> Iterator[Remark]:
    """A cache between would otherwise give compressed content to those who cannot read it."""
    probe = seen.probe("gzip")
    if probe is None or not probe.ok or not probe.header("Content-Encoding"):
        return
    varies = {name.strip().lower() for name in (probe.header("Vary") or "").split(",")}
    shared = "no-store" not in (probe.header("Cache-Control") or "")
    if not varies & {"accept-encoding", "*"} and shared:
        yield Remark("content is compressed for some, and Vary does not say so")


@check(
    "head-differs",
    group="transport",
    level="should",
    source="RFC 9110 sections 9.1 and 9.3.2 (text not at hand)",
    clauses=("rfc9110-9.1-get-required", "rfc9110-9.3.2-head-like-get"),
    advice="Answer HEAD as GET, without the content: monitoring asks so.",
)
def head_is_answered_like_get(seen: Observed) -> Iterator[Remark]:
    """HEAD has the status and the header fields of GET.

    A server that says it does not know HEAD misleads nobody, and few fetch a set so: a note.
    """
    probe = seen.probe("head")
    if probe is None or seen.first is None or probe.limited:
        return
    if probe.trouble is not None:
        yield Remark(f"HEAD fails: {probe.trouble.said}")
    elif probe.status != 200:
        level: Level | None = "note" if probe.status in (405, 501) else None
        yield Remark(f"HEAD is answered with {probe.status}, GET with 200", level=level)
    elif probe.media_type != seen.first.media_type:
        yield Remark(f"HEAD says {probe.media_type or 'no type'}, GET {seen.first.media_type}")


@check(
    "cookie",
    group="transport",
    level="should",
    source="practice: caches do not keep what comes with a cookie, and keys are for everybody",
    advice="Serve the set without sessions.",
)
def no_cookie_is_set(seen: Observed) -> Iterator[Remark]:
    """The set is the same for everybody: a cookie has no place there."""
    for one in (*seen.copies, *seen.asked("head")):
        if one.all("Set-Cookie"):
            names = ", ".join(value.partition("=")[0][:40] for value in one.all("Set-Cookie"))
            yield Remark(f"a cookie is set: {names}")
            return


@check(
    "not-for-browsers",
    group="transport",
    level="note",
    source="practice: clients in browsers need CORS (Fetch standard)",
    advice="Send Access-Control-Allow-Origin: *, as the keys are public.",
)
def browsers_can_read_it(seen: Observed) -> Iterator[Remark]:
    """A client in a browser can read the set only where the server allows its origin."""
    probe = seen.probe("origin")
    if probe is not None and probe.ok and not probe.header("Access-Control-Allow-Origin"):
        yield Remark("no Access-Control-Allow-Origin: no client in a browser can read the set")


@check(
    "origin-reflected",
    group="transport",
    level="should",
    source="practice: Fetch standard, CORS and caches",
    advice="Send Access-Control-Allow-Origin: * and no Access-Control-Allow-Credentials.",
)
def the_origin_is_not_echoed(seen: Observed) -> Iterator[Remark]:
    """An echoed origin needs Vary: Origin, and with credentials opens more than a public set."""
    probe = seen.probe("origin")
    if probe is None or not probe.ok:
        return
    allowed = probe.header("Access-Control-Allow-Origin") or ""
    if allowed != probe_origin(probe):
        return
    if (probe.header("Access-Control-Allow-Credentials") or "").lower() == "true":
        yield Remark("any origin is allowed, with credentials", evidence=(allowed,))
    elif "origin" not in (probe.header("Vary") or "").lower():
        yield Remark("the origin is echoed, and Vary does not say so", evidence=(allowed,))


def probe_origin(probe: Exchange) -> str:
    """The Origin that a probe has sent."""
    return next((value for name, value in probe.sent if name == "Origin"), "")


@check(
    "error-like-a-set",
    group="transport",
    level="should",
    source="practice: a client that misses the status reads keys out of an error",
    advice="Answer with 404 and no keys where no set is.",
)
def errors_hold_no_keys(seen: Observed) -> Iterator[Remark]:
    """An address where nothing is gives no set; a server with one answer for all is a note."""
    probe = seen.probe("not-there")
    if probe is None or not probe.answered:
        return
    value = parse(probe.body).value
    if isinstance(value, dict) and isinstance(value.get("keys"), list):
        path = urlsplit(probe.url).path
        level: Level | None = "note" if probe.status == 200 else None
        said = f"{path[-60:]} is answered with {probe.status} and a set of keys"
        yield Remark(said, level=level)
