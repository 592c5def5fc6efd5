"""Correct sites, each in a way of its own: none is accused of more than a note."""

from __future__ import annotations

import copy
import itertools
import json
from collections.abc import Callable
from dataclasses import replace
from email.utils import formatdate
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed448, x25519

from jwk_conformance.jose import encode

from .faults import PLAIN, watched
from .server import Answer, Request
from .site import Site, another_rsa_key, certified_key, etag, looked_at

WAYS: list[Callable[[Site], None]] = []


def way(make: Callable[[Site], None]) -> Callable[[Site], None]:
    """Enter a way in which a correct site may be."""
    WAYS.append(make)
    return make


def octets(value: int, size: int) -> str:
    return encode(value.to_bytes(size, "big"))


def public_point(curve: ec.EllipticCurve, crv: str, alg: str) -> dict[str, Any]:
    point = ec.generate_private_key(curve).public_key().public_numbers()
    size = (curve.key_size + 7) // 8
    return {"kty": "EC", "crv": crv, "x": octets(point.x, size), "y": octets(point.y, size),
            "alg": alg, "use": "sig", "kid": crv}  # fmt: skip


@way
def every_curve(site: Site) -> None:
    agreed = x25519.X25519PrivateKey.generate().public_key().public_bytes_raw()
    signed = ed448.Ed448PrivateKey.generate().public_key().public_bytes_raw()
    site.jwks["keys"] += [
        public_point(ec.SECP384R1(), "P-384", "ES384"),
        public_point(ec.SECP521R1(), "P-521", "ES512"),
        public_point(ec.SECP256K1(), "secp256k1", "ES256K"),
        {"kty": "OKP", "crv": "Ed448", "x": encode(signed), "use": "sig", "alg": "EdDSA",
         "kid": "4"},
        {"kty": "OKP", "crv": "X25519", "x": encode(agreed), "use": "enc", "alg": "ECDH-ES",
         "kid": "5"},
    ]  # fmt: skip
    site.oidc["id_token_signing_alg_values_supported"] += ["ES384", "ES512", "ES256K"]


@way
def es512_alone(site: Site) -> None:
    site.path = "/jwks"
    site.jwks = {"keys": [public_point(ec.SECP521R1(), "P-521", "ES512")]}


@way
def okp_keys_by_their_new_names(site: Site) -> None:
    site.jwks["keys"][2]["alg"] = "Ed25519"


@way
def a_key_for_signatures_after_quantum_computers(site: Site) -> None:
    site.path = "/jwks"
    pub = encode(bytes(range(256)) * 5 + bytes(32))
    site.jwks = {"keys": [{"kty": "AKP", "alg": "ML-DSA-44", "use": "sig", "kid": "q", "pub": pub}]}


@way
def certificates_with_every_key(site: Site) -> None:
    site.jwks["keys"] = [certified_key(days=300)]
    site.oidc["id_token_signing_alg_values_supported"] = ["RS256", "ES256"]
    site.jwks["keys"].append(another_rsa_key())


@way
def members_that_nobody_has_registered(site: Site) -> None:
    site.jwks |= {"iss": "https://idp.example", "next_update": 1, "keys_url": None}
    for key in site.jwks["keys"]:
        key |= {"iat": 1, "exp": 2e9, "status": {"active": True}, "x-d": [1], "issuer": "me"}


@way
def one_key_without_kid(site: Site) -> None:
    del site.jwks["keys"][0]["kid"]
    site.jwks["keys"] = site.jwks["keys"][:1]
    site.oidc["id_token_signing_alg_values_supported"] = ["RS256"]


@way
def keys_that_say_nothing_of_their_purpose(site: Site) -> None:
    for key in site.jwks["keys"]:
        del key["use"], key["alg"]


@way
def key_ops_instead_of_use(site: Site) -> None:
    for key in site.jwks["keys"]:
        del key["use"]
        key["key_ops"] = ["verify"]


@way
def white_space_everywhere(site: Site) -> None:
    site.jwks = b"\n " + json.dumps(site.jwks, indent=4).encode() + b"\r\n"


@way
def json_with_a_charset(site: Site) -> None:
    site.fields["Content-Type"] = "Application/JSON;Charset=UTF-8"
    site.metadata_fields["Content-Type"] = 'application/json; charset="utf-8"'


@way
def a_weak_etag(site: Site) -> None:
    site.fields["ETag"] = site.metadata_fields["ETag"] = 'W/"*"'


@way
def a_weak_etag_where_compressed(site: Site) -> None:
    def weakened(request: Request, answer: Answer) -> Answer:
        fields = dict(answer.headers)
        if "Content-Encoding" in fields:
            fields["ETag"] = f"W/{fields['ETag']}"
        return replace(answer, headers=tuple(fields.items()))

    site.middle.append(weakened)


@way
def no_validator_and_no_date(site: Site) -> None:
    for fields in (site.fields, site.metadata_fields):
        del fields["ETag"], fields["Last-Modified"]


@way
def expires_instead_of_cache_control(site: Site) -> None:
    del site.fields["Cache-Control"]
    site.fields["Expires"] = "Fri, 01 Jan 2100 00:00:00 GMT"


@way
def no_compression_and_no_vary(site: Site) -> None:
    del site.fields["Vary"]
    site.middle.append(
        lambda request, answer: (
            Answer(site.text(), headers=tuple(site.fields.items()))
            if "gzip" in request.headers.get("Accept-Encoding", "") and answer.status == 200
            else answer
        )
    )


@way
def vary_on_everything(site: Site) -> None:
    site.fields["Vary"] = "Origin, accept-encoding, Accept"


@way
def a_page_for_browsers(site: Site) -> None:
    site.fields["Vary"] = "Accept-Encoding, Accept"

    def negotiated(request: Request, answer: Answer) -> Answer:
        if request.headers.get("Accept") == "text/html":
            fields = (("Content-Type", "text/html"), ("Vary", "Accept-Encoding, Accept"))
            return Answer(b"<html>three keys</html>", headers=fields)
        return answer

    site.middle.append(negotiated)


@way
def head_is_not_known(site: Site) -> None:
    site.middle.append(
        lambda request, answer: (
            Answer(status=405, headers=(("Allow", "GET"),)) if request.method == "HEAD" else answer
        )
    )


@way
def chunks(site: Site) -> None:
    def chunked(request: Request, answer: Answer) -> Answer:
        return replace(answer, length=-1) if answer.body else answer

    site.middle.append(chunked)
    site.changed_document = chunked


@way
def http_1_0(site: Site) -> None:
    site.speaks = "HTTP/1.0"


@way
def ipv6(site: Site) -> None:
    site.host = "::1"


@way
def a_network_of_copies_in_front(site: Site) -> None:
    ages = itertools.count()

    def aged(request: Request, answer: Answer) -> Answer:
        here = (("Age", str(next(ages) * 7)), ("Via", "1.1 cdn"), ("X-Cache", "HIT"))
        if request.method not in ("GET", "HEAD"):
            return Answer(b"<html>403</html>", status=403, headers=(("Content-Type", "text/html"),))
        if len(request.headers.get("X-Size", "")) > 8000:
            return Answer(status=431)
        return replace(answer, headers=(*answer.headers, *here))

    site.middle.append(aged)
    site.options["variations"] = 60


@way
def ranges(site: Site) -> None:
    def part(request: Request, answer: Answer) -> Answer:
        if request.headers.get("Range") == "bytes=0-9" and answer.status == 200:
            fields = (*answer.headers, ("Content-Range", f"bytes 0-9/{len(answer.body)}"))
            return Answer(answer.body[:10], status=206, headers=fields)
        return Answer(status=416) if "Range" in request.headers else answer

    site.middle.append(part)
    site.options["variations"] = 60


@way
def not_implemented_methods(site: Site) -> None:
    site.middle.append(
        lambda request, answer: answer if request.method in ("GET", "HEAD") else Answer(status=501)
    )
    site.options["variations"] = 60


@way
def a_limit_to_how_often_one_may_ask(site: Site) -> None:
    count = itertools.count()
    late = (("Retry-After", "60"),)
    site.middle.append(
        lambda request, answer: answer if next(count) < 20 else Answer(status=429, headers=late)
    )
    site.options["variations"] = 60


@way
def overloaded_and_says_so(site: Site) -> None:
    count = itertools.count()
    late = (("Retry-After", "60"),)
    site.middle.append(
        lambda request, answer: answer if next(count) < 2 else Answer(status=503, headers=late)
    )


@way
def every_client_is_limited_from_the_first_repetition_on(site: Site) -> None:
    count = itertools.count()
    site.middle.append(lambda request, answer: answer if next(count) < 1 else Answer(status=429))


def _rotates(site: Site, after: int) -> None:
    """A new key comes beside the old ones once so many requests have been answered."""
    count = itertools.count()
    later = {"keys": [*copy.deepcopy(site.jwks["keys"]), another_rsa_key()]}

    def rotated(request: Request, answer: Answer) -> Answer:
        if next(count) == after:
            site.jwks = later
            site.fields["Last-Modified"] = formatdate(usegmt=True)
        return answer

    site.middle.append(rotated)


@way
def a_rotation_after_the_first_fetch(site: Site) -> None:
    _rotates(site, 0)


@way
def a_rotation_before_compressed_content_is_asked_for(site: Site) -> None:
    _rotates(site, 6)


@way
def a_rotation_amid_odd_requests(site: Site) -> None:
    site.options["variations"] = 60
    _rotates(site, 30)


@way
def a_rotation_that_iswatched(site: Site) -> None:
    site.fields["Cache-Control"] = "max-age=60"
    keys = site.jwks["keys"]
    watched(site, {"keys": [*keys, another_rsa_key()]}, {"keys": [*keys, another_rsa_key()]})


@way
def an_issuer_with_a_slash(site: Site) -> None:
    site.oidc["issuer"] = site.oauth["issuer"] = "HERE/"


@way
def an_issuer_with_a_path(site: Site) -> None:
    site.oidc["issuer"] = site.oauth["issuer"] = "HERE/tenant/1"
    site.path = "/tenant/1"
    site.routes |= {
        "/tenant/1/.well-known/openid-configuration": site.document(site.oidc),
        "/.well-known/oauth-authorization-server/tenant/1": site.document(site.oauth),
        "/.well-known/openid-configuration": Answer(status=404),
        "/.well-known/oauth-authorization-server": Answer(status=404),
    }


@way
def documents_with_members_of_their_own(site: Site) -> None:
    for document in (site.oidc, site.oauth):
        document |= {
            "jwks": copy.deepcopy(site.jwks),
            "signed_metadata": "eyJhbGciOiJSUzI1NiJ9.e30.c2ln",
            "x_vendor": {"deep": [None, 1.5]},
            "vendor_values_supported": {"a": 1},
            "mtls_endpoint_aliases": {"token_endpoint": "HERE/mtls/token"},
            "claims_parameter_supported": True,
            "service_documentation": "HERE/docs",
            "check_session_iframe": "HERE/session",
            "tls_client_certificate_bound_access_tokens": False,
            "request_object_signing_alg_values_supported": ["none", "RS256"],
            "userinfo_signing_alg_values_supported": ["none", "RS256"],
        }


@way
def no_metadata_of_rfc_8414(site: Site) -> None:
    site.routes["/.well-known/oauth-authorization-server"] = Answer(status=404)


@way
def pages_where_nothing_is(site: Site) -> None:
    page = Answer(b"<html>start here</html>", headers=(("Content-Type", "text/html"),))
    site.missing = lambda request: page


@way
def the_set_is_behind_a_redirect_of_what_the_user_typed(site: Site) -> None:
    site.path = "/keys"
    site.routes["/keys"] = Answer(status=308, headers=(("Location", "/jwks"),))


@way
def another_set_for_every_order(site: Site) -> None:
    keys, count = site.jwks["keys"], itertools.count()

    def turned(request: Request, answer: Answer) -> Answer:
        plain = request.method == "GET" and set(request.headers) <= PLAIN
        if plain and next(count) % 2 and request.headers["Accept-Encoding"] == "identity":
            body = json.dumps({"keys": keys[::-1]}).encode()
            fields = {**dict(answer.headers), "ETag": etag(body)}
            return replace(answer, body=body, headers=tuple(fields.items()))
        return answer

    site.middle.append(turned)


@way
def a_set_for_every_address(site: Site) -> None:
    site.path = "/jwks"
    site.missing = lambda request: Answer(site.text(), headers=tuple(site.fields.items()))


@pytest.mark.parametrize("make", WAYS, ids=lambda make: make.__name__.replace("_", "-"))
def test_a_correct_site_is_accused_of_nothing(
    authority: Path, make: Callable[[Site], None]
) -> None:
    site = Site()
    site.options["variations"] = 0
    make(site)
    found = looked_at(site, authority)
    assert [(one.check, one.said, one.level) for one in found if one.level != "note"] == []
