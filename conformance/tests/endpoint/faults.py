"""Fault by fault: what is changed on a correct site, and which checks have to notice.

A fault names the check that is about it first, and then those that it cannot help setting off.
"""

from __future__ import annotations

import gzip
import hashlib
import itertools
import json
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta, timezone
from typing import Any
from urllib.parse import unquote

import trustme
from gmpy2 import next_prime

from jwk_conformance.endpoint.probe import AGAIN
from jwk_conformance.endpoint.watch import Pace
from jwk_conformance.event import ClientSeen, Reading
from jwk_conformance.rulebook.key import forgiving

from .certificate import Alone, SelfSigned
from .server import AUTHORITY, Answer, Request
from .site import Site, another_rsa_key, certified_key, etag, rsa_key, shipped_key

FAULTS: list[Fault] = []
PLAIN = {"Host", "User-Agent", "Accept", "Accept-Encoding", "Connection"}
"""Header fields of a request that asks for nothing in particular."""


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong with a site."""

    name: str
    checks: tuple[str, ...]
    make: Callable[[Site], None] = field(repr=False)


def fault(*checks: str) -> Callable[[Callable[[Site], None]], Callable[[Site], None]]:
    """Enter a function that spoils a site."""

    def enter(make: Callable[[Site], None]) -> Callable[[Site], None]:
        FAULTS.append(Fault(make.__name__.replace("_", "-"), checks, make))
        return make

    return enter


@fault("no-set")
def the_set_is_a_login_page(site: Site) -> None:
    site.jwks = b"<html>Sign in</html>"
    site.fields["Content-Type"] = "text/html"


@fault("no-set")
def the_set_is_gone(site: Site) -> None:
    site.routes["/jwks"] = Answer(status=404)


@fault("no-set")
def the_set_ends_early(site: Site) -> None:
    site.jwks = site.text()[:-20]


@fault("set-keys-missing")
def the_set_is_a_bare_array(site: Site) -> None:
    site.jwks = {"key": site.jwks["keys"]}


@fault("empty-set")
def there_are_no_keys(site: Site) -> None:
    site.jwks = {"keys": []}


@fault("private-key", "key-in-print")
def the_ec_key_has_its_d(site: Site) -> None:
    site.jwks = {
        "keys": [
            {"kty": "EC", "crv": "P-256", "use": "sig", "alg": "ES256", "kid": "1",
             "x": "MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4",
             "y": "4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM",
             "d": "870MB6gfuTJ4HtUnUvYMyJpr5eUZNP4Bk43bVdj3eAE"},
            *site.jwks["keys"],
        ]
    }  # fmt: skip


@fault("key-in-print")
def the_key_is_the_one_that_a_package_ships_for_development(site: Site) -> None:
    site.jwks["keys"][0] = {**shipped_key(), "use": "sig", "alg": "RS256", "kid": "dev"}


@fault("symmetric-key")
def a_secret_stands_among_the_keys(site: Site) -> None:
    secret = {"kty": "oct", "k": "c2VjcmV0IHNlY3JldCBzZWNyZXQgc2VjcmV0IHNlY3I", "kid": "s",
              "use": "sig", "alg": "HS256"}  # fmt: skip
    site.jwks["keys"].append(secret)


@fault("ec-off-curve")
def a_point_is_off_its_curve(site: Site) -> None:
    key = site.jwks["keys"][1]
    key["x"], key["y"] = key["y"], key["x"]


@fault("redirected")
def the_set_is_behind_a_redirect(site: Site) -> None:
    site.routes["/keys"] = Answer(status=302, headers=(("Location", "/jwks"),))
    site.oidc["jwks_uri"] = site.oauth["jwks_uri"] = "HERE/keys"


@fault("media-type")
def the_set_is_sent_as_text(site: Site) -> None:
    site.fields["Content-Type"] = "text/plain"


@fault("media-type")
def the_set_has_no_type(site: Site) -> None:
    del site.fields["Content-Type"]


@fault("charset")
def the_set_is_said_to_be_latin(site: Site) -> None:
    site.fields["Content-Type"] += "; charset=iso-8859-1"


@fault("large")
def the_set_is_large(site: Site) -> None:
    site.jwks["remark"] = "x" * 70_000


@fault("slow")
def the_set_comes_slowly(site: Site) -> None:
    def slowly(request: Request, answer: Answer) -> Answer:
        if request.method == "GET" and set(request.headers) <= PLAIN:
            time.sleep(2.1)
        return answer

    site.middle.append(slowly)


@fault("coding-not-asked-for")
def everything_is_compressed(site: Site) -> None:
    def compressed(request: Request, answer: Answer) -> Answer:
        if answer.status != 200 or any(name == "Content-Encoding" for name, _ in answer.headers):
            return answer
        fields = (*answer.headers, ("Content-Encoding", "gzip"))
        return Answer(gzip.compress(answer.body, mtime=0), headers=fields)

    site.middle.append(compressed)


@fault("gzip-differs")
def compressed_content_is_broken(site: Site) -> None:
    def broken(request: Request, answer: Answer) -> Answer:
        if any(name == "Content-Encoding" for name, _ in answer.headers):
            return replace(answer, body=b"no gzip at all")
        return answer

    site.middle.append(broken)


@fault("gzip-differs")
def compressed_content_is_old(site: Site) -> None:
    old = gzip.compress(b'{"keys": []}')

    def stale(request: Request, answer: Answer) -> Answer:
        if any(name == "Content-Encoding" for name, _ in answer.headers):
            return replace(answer, body=old)
        return answer

    site.middle.append(stale)


@fault("vary-missing")
def caches_are_not_told(site: Site) -> None:
    del site.fields["Vary"]


@fault("head-differs")
def head_is_refused(site: Site) -> None:
    site.middle.append(lambda request, a: Answer(status=405) if request.method == "HEAD" else a)


@fault("head-differs")
def head_says_another_type(site: Site) -> None:
    site.middle.append(
        lambda request, a: (
            Answer(headers=(("Content-Type", "text/html"),)) if request.method == "HEAD" else a
        )
    )


@fault("cookie")
def a_session_is_begun(site: Site) -> None:
    site.fields["Set-Cookie"] = "sid=1234; Secure"


@fault("not-for-browsers")
def no_origin_is_allowed(site: Site) -> None:
    del site.fields["Access-Control-Allow-Origin"]


def _echo(site: Site, *more: tuple[str, str]) -> None:
    def echoed(request: Request, answer: Answer) -> Answer:
        fields = {**dict(answer.headers), **dict(more)}
        fields["Access-Control-Allow-Origin"] = request.headers.get("Origin", "null")
        return replace(answer, headers=tuple(fields.items()))

    site.middle.append(echoed)


@fault("origin-reflected")
def the_origin_is_echoed(site: Site) -> None:
    _echo(site)


@fault("origin-reflected")
def the_origin_is_echoed_with_credentials(site: Site) -> None:
    _echo(site, ("Access-Control-Allow-Credentials", "true"), ("Vary", "Accept-Encoding, Origin"))


@fault("error-like-a-set")
def every_address_has_keys(site: Site) -> None:
    site.routes["/jwks-jwk-conformance-not-there"] = Answer(site.text())


@fault("no-lifetime")
def nothing_says_how_long_to_keep_it(site: Site) -> None:
    del site.fields["Cache-Control"]


@fault("lifetime-unreadable", "not-kept")
def the_lifetime_is_a_word(site: Site) -> None:
    site.fields["Cache-Control"] = "public, max-age=1h"


@fault("lifetime-long")
def the_set_may_be_kept_for_a_year(site: Site) -> None:
    site.fields["Cache-Control"] = "max-age=31536000"


@fault("lifetime-long")
def the_set_never_changes(site: Site) -> None:
    site.fields["Cache-Control"] = "max-age=3600, immutable"


@fault("not-kept")
def the_set_may_not_be_kept(site: Site) -> None:
    site.fields["Cache-Control"] = "no-store"


@fault("etag-ignored", "modified-ignored")
def conditions_are_ignored(site: Site) -> None:
    def whole(request: Request, answer: Answer) -> Answer:
        return Answer(site.text(), headers=answer.headers) if answer.status == 304 else answer

    site.middle.append(whole)


@fault("etag-any")
def any_condition_holds(site: Site) -> None:
    def unchanged(request: Request, answer: Answer) -> Answer:
        asked = "If-None-Match" in request.headers
        return Answer(status=304, headers=answer.headers) if asked else answer

    site.middle.append(unchanged)


@fault("etag-same")
def the_etag_stays_when_the_content_changes(site: Site) -> None:
    site.fields["ETag"] = '"1"'
    del site.fields["Last-Modified"]
    count = itertools.count()

    def changing(request: Request, answer: Answer) -> Answer:
        plain = answer.status == 200 and request.headers.get("Accept-Encoding") == "identity"
        return replace(answer, body=answer.body + b" " * next(count)) if plain else answer

    site.middle.append(changing)


@fault("etag-changes")
def the_etag_changes_each_time(site: Site) -> None:
    count = itertools.count()

    def changing(request: Request, answer: Answer) -> Answer:
        fields = {**dict(answer.headers), "ETag": f'"{next(count)}"'}
        return replace(answer, headers=tuple(fields.items()))

    site.middle.append(changing)


@fault("modified-ignored")
def dates_are_ignored(site: Site) -> None:
    del site.fields["ETag"]
    conditions_are_ignored(site)


@fault("modified-any")
def any_date_is_late_enough(site: Site) -> None:
    def unchanged(request: Request, answer: Answer) -> Answer:
        asked = "If-Modified-Since" in request.headers
        return Answer(status=304, headers=answer.headers) if asked else answer

    site.middle.append(unchanged)


@fault("modified-odd")
def last_modified_is_no_date(site: Site) -> None:
    site.fields["Last-Modified"] = "yesterday"


@fault("modified-odd")
def last_modified_is_in_the_future(site: Site) -> None:
    site.fields["Last-Modified"] = "Fri, 01 Jan 2100 00:00:00 GMT"


@fault("modified-same", "set-changed")
def a_change_keeps_the_date(site: Site) -> None:
    count = itertools.count()

    def added(request: Request, answer: Answer) -> Answer:
        if next(count) == 0:
            site.jwks = {"keys": [*site.jwks["keys"], another_rsa_key()]}
        return answer

    site.middle.append(added)


def _of_documents(site: Site, *conditions: str, answer: Callable[[Answer], Answer]) -> None:
    """Answer conditional requests for documents in a way of its own."""
    site.changed_document = lambda request, given: (
        answer(given) if {*conditions} & {*request.headers} else given
    )


@fault("etag-any", "modified-any")
def any_condition_holds_for_a_document(site: Site) -> None:
    _of_documents(
        site, "If-None-Match", "If-Modified-Since", answer=lambda given: replace(given, status=304)
    )


@fault("etag-ignored", "modified-ignored")
def conditions_are_ignored_for_documents(site: Site) -> None:
    _of_documents(
        site,
        "If-None-Match",
        "If-Modified-Since",
        answer=lambda given: Answer(b"{}", headers=given.headers),
    )


@fault("etag-syntax", "modified-odd")
def the_validators_of_a_document_are_words(site: Site) -> None:
    site.metadata_fields |= {"ETag": "one", "Last-Modified": "now"}


@fault("etag-syntax")
def the_etag_has_no_quotation_marks(site: Site) -> None:
    site.fields["ETag"] = "*"


@fault("not-https", "issuer-form", "url-form")
def the_site_is_not_secure(site: Site) -> None:
    site.tls = False


@fault("redirect-to-http", "redirected", "not-https")
def a_redirect_leaves_tls(site: Site) -> None:
    site.elsewhere = {"/jwks": site._set}
    site.routes["/jwks"] = Answer(status=302, headers=(("Location", "ELSEWHERE/jwks"),))


@fault("document-type")
def a_document_is_sent_as_text(site: Site) -> None:
    site.metadata_fields["Content-Type"] = "text/plain"


@fault("document-duplicate-member", "documents-disagree")
def a_member_stands_twice(site: Site) -> None:
    site.duplicated = ("token_endpoint", "HERE/other")


@fault("issuer-missing")
def the_issuer_is_not_named(site: Site) -> None:
    del site.oidc["issuer"]


@fault("issuer-differs")
def the_issuer_is_another(site: Site) -> None:
    site.oidc["issuer"] = "HERE/tenant"


@fault("issuer-differs")
def the_issuer_has_a_slash_that_the_resource_lacks(site: Site) -> None:
    site.oidc["issuer"] = site.oauth["issuer"] = "HERE/"
    site.resource = {"resource": "HERE/mcp", "authorization_servers": ["HERE"]}
    site.path = "/mcp"


@fault("issuer-form", "issuer-differs")
def the_issuer_has_a_query(site: Site) -> None:
    site.oidc["issuer"] = site.oauth["issuer"] = "HERE?tenant=1"


@fault("issuer-form", "issuer-differs", "other-host")
def the_issuer_is_plain(site: Site) -> None:
    site.oidc["issuer"] = "http://idp.invalid"


@fault("member-missing")
def no_response_types_are_told(site: Site) -> None:
    del site.oidc["response_types_supported"]


@fault("member-missing")
def nobody_can_log_in(site: Site) -> None:
    for name in ("authorization_endpoint", "token_endpoint"):
        del site.oidc[name]


@fault("jwks-uri-missing")
def only_the_server_can_verify_its_tokens(site: Site) -> None:
    site.routes["/.well-known/openid-configuration"] = Answer(status=404)
    site.path = "/.well-known/oauth-authorization-server"
    del site.oauth["jwks_uri"]


@fault("document-misplaced")
def the_metadata_are_behind_the_path_of_the_issuer(site: Site) -> None:
    site.oidc["issuer"] = site.oauth["issuer"] = "HERE/tenant"
    site.path = "/tenant/.well-known/openid-configuration"
    site.routes |= {
        site.path: site.document(site.oidc),
        "/tenant/.well-known/oauth-authorization-server": site.document(site.oauth),
        "/.well-known/oauth-authorization-server": Answer(status=404),
    }


@fault("member-missing")
def the_resource_is_not_named(site: Site) -> None:
    site.resource = {"authorization_servers": ["HERE"]}
    site.path = "/mcp"


@fault("member-type")
def a_list_is_a_string(site: Site) -> None:
    site.oidc["response_types_supported"] = "code"


@fault("empty-list")
def a_list_is_empty(site: Site) -> None:
    site.oidc["acr_values_supported"] = []


@fault("url-form")
def an_address_is_relative(site: Site) -> None:
    site.oidc["token_endpoint"] = site.oauth["token_endpoint"] = "/token"


@fault("url-form")
def an_address_is_not_secure(site: Site) -> None:
    site.oidc["token_endpoint"] = site.oauth["token_endpoint"] = "http://idp.example/token"


@fault("other-host")
def the_set_is_elsewhere(site: Site) -> None:
    site.oidc["jwks_uri"] = site.oauth["jwks_uri"] = "OTHER/jwks"


@fault("documents-disagree")
def the_documents_disagree(site: Site) -> None:
    site.oauth["token_endpoint"] = "HERE/other"


@fault("resource-differs")
def the_resource_is_another(site: Site) -> None:
    site.resource = {"resource": "HERE/api", "authorization_servers": ["HERE"]}
    site.path = "/mcp"


@fault("resource-form", "resource-differs")
def the_resource_has_a_fragment(site: Site) -> None:
    site.resource = {"resource": "HERE/mcp#1", "authorization_servers": ["HERE"]}
    site.path = "/mcp"


@fault("rs256-missing", "key-without-algorithm")
def rs256_is_not_offered(site: Site) -> None:
    site.oidc["id_token_signing_alg_values_supported"].remove("RS256")


@fault("none-offered")
def none_is_offered(site: Site) -> None:
    site.oidc["id_token_signing_alg_values_supported"].append("none")


@fault("algorithm-without-key")
def an_algorithm_has_no_key(site: Site) -> None:
    site.oidc["id_token_signing_alg_values_supported"].append("ES512")


@fault("kid-missing")
def a_key_has_no_kid(site: Site) -> None:
    del site.jwks["keys"][0]["kid"]


@fault("kid-empty")
def a_kid_is_empty(site: Site) -> None:
    site.jwks["keys"][0]["kid"] = ""


@fault("use-required", "purpose-missing")
def a_key_among_both_has_no_use(site: Site) -> None:
    number = {**site.jwks["keys"][0], "kid": "enc", "use": "enc", "alg": "RSA-OAEP"}
    site.jwks["keys"].append(number)
    del site.jwks["keys"][1]["use"]


@fault("purpose-missing")
def a_key_says_nothing_of_its_purpose(site: Site) -> None:
    del site.jwks["keys"][0]["use"], site.jwks["keys"][0]["alg"]


@fault("unusable-key", "kty-unknown")
def a_key_is_of_an_unknown_type(site: Site) -> None:
    site.jwks["keys"].append({"kty": "LWE", "kid": "q", "use": "sig", "alg": "LWE-1"})


@fault("signing-key-missing", "algorithm-without-key")
def every_key_is_for_encryption(site: Site) -> None:
    key = {**site.jwks["keys"][0], "use": "enc", "alg": "RSA-OAEP"}
    site.jwks["keys"] = [key]


@fault("set-duplicate-kid")
def two_keys_have_one_kid(site: Site) -> None:
    site.jwks["keys"].append({**another_rsa_key(), "kid": site.jwks["keys"][0]["kid"]})


@fault("certificate-expired")
def a_certificate_has_expired(site: Site) -> None:
    site.jwks["keys"].append(certified_key(days=-1))


def prime(seed: str, bits: int = 1024) -> int:
    """A prime without any pattern, always the same; products of two have twice the bits."""
    octets = hashlib.shake_256(seed.encode()).digest(bits // 8)
    return int(next_prime(int.from_bytes(octets, "big") | 3 << (bits - 2)))


@fault("weak-modulus")
def two_primes_are_close(site: Site) -> None:
    site.jwks["keys"].append(rsa_key(prime("a") * int(next_prime(prime("a") + 2**500))))


@fault("weak-modulus")
def a_factor_is_small(site: Site) -> None:
    n = int.from_bytes(forgiving(another_rsa_key()["n"]), "big")
    site.jwks["keys"].append(rsa_key(n // 3 * 3 | 1 if n // 3 % 2 else (n // 3 + 1) * 3))


@fault("shared-prime")
def two_keys_share_a_prime(site: Site) -> None:
    site.jwks["keys"] += [rsa_key(prime("a") * prime(kid), kid=kid) for kid in ("b", "c")]


@fault("tiny-modulus", "rsa-small-modulus")
def a_modulus_is_tiny(site: Site) -> None:
    site.jwks["keys"].append(rsa_key(prime("a", 256) * prime("b", 256)))


@fault("small-exponent")
def an_exponent_is_three(site: Site) -> None:
    site.jwks["keys"][0]["e"] = "Aw"


@fault("key-in-print")
def a_key_is_out_of_an_rfc(site: Site) -> None:
    site.jwks["keys"].append(
        {"kty": "OKP", "crv": "Ed25519", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo",
         "alg": "EdDSA", "use": "sig", "kid": "printed"}
    )  # fmt: skip


@fault("tls-untrusted")
def the_certificate_has_expired(site: Site) -> None:
    day = datetime.now(timezone.utc) - timedelta(days=1)
    site.tls = AUTHORITY.issue_cert("127.0.0.1", not_after=day)


@fault("tls-untrusted")
def the_certificate_is_for_another_name(site: Site) -> None:
    site.tls = AUTHORITY.issue_cert("idp.example")


@fault("tls-untrusted")
def the_certificate_is_signed_by_itself(site: Site) -> None:
    site.tls = SelfSigned()


@fault("tls-untrusted")
def nobody_knows_the_authority(site: Site) -> None:
    site.tls = trustme.CA().issue_cert("127.0.0.1")


@fault("tls-untrusted")
def a_certificate_in_between_is_not_sent(site: Site) -> None:
    site.tls = Alone(AUTHORITY.create_child_ca().issue_cert("127.0.0.1"))


@fault("tls-expiry")
def the_certificate_expires_tomorrow(site: Site) -> None:
    site.tls = AUTHORITY.issue_cert(
        "127.0.0.1", not_after=datetime.now(timezone.utc) + timedelta(days=1)
    )


@fault("tls-old")
def an_old_version_is_spoken(site: Site) -> None:
    site.old = True


def _in_turn(site: Site, *sets: Any) -> None:
    count = itertools.count()

    def changed(request: Request, answer: Answer) -> Answer:
        plain = request.method == "GET" and set(request.headers) <= PLAIN
        if not plain or request.headers["Accept-Encoding"] != "identity":
            return answer
        body = json.dumps(sets[min(next(count), len(sets) - 1)]).encode()
        fields = {**dict(answer.headers), "ETag": etag(body)}
        fields.pop("Last-Modified", None)
        return replace(answer, body=body, headers=tuple(fields.items()))

    site.middle.append(changed)


@fault("set-flaps")
def machines_disagree(site: Site) -> None:
    fewer = {"keys": site.jwks["keys"][:2]}
    _in_turn(site, site.jwks, fewer, site.jwks, fewer)


@fault("set-changed", "replaced-at-once")
def the_set_is_rotated_meanwhile(site: Site) -> None:
    rotated = {"keys": [*site.jwks["keys"][:2], another_rsa_key()]}
    _in_turn(site, site.jwks, site.jwks, rotated)


@fault("order-changes")
def the_order_changes(site: Site) -> None:
    _in_turn(site, site.jwks, {"keys": site.jwks["keys"][::-1]}, site.jwks)


@fault("fetch-fails")
def the_third_fetch_fails(site: Site) -> None:
    count = itertools.count()

    def failing(request: Request, answer: Answer) -> Answer:
        plain = request.method == "GET" and set(request.headers) <= PLAIN
        return Answer(status=503) if plain and next(count) == 2 else answer

    site.middle.append(failing)


@fault("server-error")
def odd_methods_break_it(site: Site) -> None:
    site.middle.append(
        lambda request, answer: Answer(status=500) if request.method == "PATCH" else answer
    )


@fault("server-error")
def odd_ranges_break_it(site: Site) -> None:
    site.middle.append(
        lambda request, answer: Answer(status=500) if "Range" in request.headers else answer
    )


@fault("other-content")
def a_query_chooses_the_keys(site: Site) -> None:
    def chosen(request: Request, answer: Answer) -> Answer:
        return replace(answer, body=b'{"keys": []}') if "kid=" in request.path else answer

    site.middle.append(chosen)


@fault("echoed", "other-content")
def a_callback_is_called(site: Site) -> None:
    def called(request: Request, answer: Answer) -> Answer:
        name = request.path.partition("callback=")[2]
        return replace(answer, body=f"{name}(1)".encode()) if name else answer

    site.middle.append(called)


@fault("echoed")
def an_error_page_is_markup(site: Site) -> None:
    def page(request: Request) -> Answer:
        text = f"<html>no such page: {unquote(request.path)}".encode()
        return Answer(text, status=404, headers=(("Content-Type", "text/html"),))

    site.missing = page


@fault("fetch-fails")
def the_set_is_gone_for_a_while(site: Site) -> None:
    count = itertools.count()
    site.pace = Pace(seconds=0.15, every=0.05)
    whole = site.served()["/jwks"]

    def failing(request: Request) -> Answer:
        assert callable(whole)
        plain = request.method == "GET" and set(request.headers) <= PLAIN
        late = plain and request.headers["Accept-Encoding"] == "identity"
        answer = whole(request)  # type: ignore[arg-type]
        assert isinstance(answer, Answer)
        return Answer(status=503) if late and next(count) == AGAIN + 2 else answer

    site.routes["/jwks"] = failing


def watched(site: Site, *later: Any) -> None:
    """The set as it is for the first fetches, and other ones while it is watched."""
    site.pace = Pace(seconds=0.05 * len(later), every=0.05)
    _in_turn(site, *[site.jwks] * (AGAIN + 1), *later)


@fault("replaced-at-once")
def a_key_is_replaced_at_once(site: Site) -> None:
    watched(site, {"keys": [another_rsa_key(), *site.jwks["keys"][1:]]})


@fault("overlap-short")
def an_old_key_goes_too_early(site: Site) -> None:
    keys = site.jwks["keys"]
    watched(site, {"keys": [*keys, another_rsa_key()]}, {"keys": [*keys[1:], another_rsa_key()]})


@fault("set-unreadable")
def a_library_cannot_read_the_set(site: Site) -> None:
    read = Reading("accepted")
    site.clients = [
        ClientSeen(target="site", client="good", set=read, keys=(read, read, read)),
        ClientSeen(target="site", client="bad", set=Reading("error", "KeyError: y")),
        ClientSeen(target="site", client="single", keys=(read, read, Reading("unsupported"))),
    ]


@fault("key-unreadable")
def a_library_cannot_read_a_key(site: Site) -> None:
    read = Reading("accepted")
    keys = (read, read, Reading("rejected", "NotSupported: OKP"))
    site.clients = [ClientSeen(target="site", client="old", set=Reading("stored"), keys=keys)]
