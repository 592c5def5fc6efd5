"""A correct site: discovery, a JWK Set and the HTTP around them; faults change one thing of it."""

from __future__ import annotations

import base64
import copy
import dataclasses
import gzip
import hashlib
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta, timezone
from functools import cache
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

from jwk_conformance.endpoint.client import Options
from jwk_conformance.endpoint.judge import judge
from jwk_conformance.endpoint.observe import NOT_WATCHED, observe
from jwk_conformance.endpoint.watch import Pace
from jwk_conformance.event import ClientSeen, EndpointFinding
from jwk_conformance.jose import encode
from jwk_vectors import bundled_clauses

from .server import Answer, Request, Route, Server, serving

LIFETIME = 3600
"""Seconds for which the set may be kept."""
MODIFIED = "Mon, 02 Nov 2026 10:00:00 GMT"


@cache
def keys() -> tuple[dict[str, Any], ...]:
    """Public keys as an identity provider publishes them: RSA, EC and OKP, freshly made."""
    point = ec.generate_private_key(ec.SECP256R1()).public_key().public_numbers()
    okp = ed25519.Ed25519PrivateKey.generate().public_key().public_bytes_raw()
    named: tuple[dict[str, Any], ...] = (
        _rsa(),
        {"kty": "EC", "crv": "P-256", "x": _integer(point.x, 32), "y": _integer(point.y, 32),
         "alg": "ES256"},
        {"kty": "OKP", "crv": "Ed25519", "x": encode(okp), "alg": "EdDSA"},
    )  # fmt: skip
    return tuple({**key, "use": "sig", "kid": _kid(key)} for key in named)


def _rsa() -> dict[str, Any]:
    numbers = rsa.generate_private_key(65537, 2048).public_key().public_numbers()
    return {"kty": "RSA", "n": _integer(numbers.n, 256), "e": "AQAB", "alg": "RS256"}


@cache
def another_rsa_key() -> dict[str, Any]:
    """A key like the first, with nothing in common but its type."""
    return {**_rsa(), "use": "sig", "kid": "another"}


def shipped_key() -> dict[str, Any]:
    """The public part of the key that the npm package oidc-provider ships for development."""
    return {"kty": "RSA", "n": _SHIPPED, "e": "AQAB"}


def certified_key(days: int) -> dict[str, Any]:
    """A key with a certificate of its own that is valid for so many days from now on."""
    private = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "idp.example")])
    now = datetime.now(timezone.utc)
    certificate = (
        x509.CertificateBuilder(name, name, private.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=30))
        .not_valid_after(now + timedelta(days=days))
        .sign(private, hashes.SHA256())
    )
    point = private.public_key().public_numbers()
    text = base64.b64encode(certificate.public_bytes(Encoding.DER)).decode()
    return {"kty": "EC", "crv": "P-256", "x": _integer(point.x, 32), "y": _integer(point.y, 32),
            "alg": "ES256", "use": "sig", "kid": "certified", "x5c": [text]}  # fmt: skip


def rsa_key(n: int, e: int = 65537, kid: str = "weak") -> dict[str, Any]:
    """A public key of these numbers."""
    octets = [encode(value.to_bytes((value.bit_length() + 7) // 8, "big")) for value in (n, e)]
    return {"kty": "RSA", "n": octets[0], "e": octets[1], "alg": "RS256", "use": "sig", "kid": kid}


def _integer(value: int, octets: int) -> str:
    return encode(value.to_bytes(octets, "big"))


def _kid(key: dict[str, Any]) -> str:
    return hashlib.sha256(json.dumps(key).encode()).hexdigest()[:16]


def etag(body: bytes) -> str:
    """The entity tag of a content."""
    return f'"{hashlib.sha256(body).hexdigest()[:16]}"'


Middle = Callable[[Request, Answer], Answer]


@dataclass
class Site:
    """What is served; HERE in a document is the site's address, OTHER that by another name."""

    jwks: Any = field(default_factory=lambda: {"keys": copy.deepcopy(list(keys()))})
    oidc: dict[str, Any] = field(default_factory=lambda: copy.deepcopy(_OIDC))
    oauth: dict[str, Any] = field(default_factory=lambda: copy.deepcopy(_OAUTH))
    resource: dict[str, Any] = field(default_factory=dict)
    """Metadata of the protected resource /mcp, where there is one."""
    duplicated: tuple[str, str] | None = None
    """A member that the OpenID Connect configuration has once more."""
    fields: dict[str, str] = field(default_factory=lambda: dict(_FIELDS))
    """Header fields of the set."""
    metadata_fields: dict[str, str] = field(default_factory=lambda: dict(_METADATA_FIELDS))
    routes: dict[str, Route] = field(default_factory=dict)
    """Instead of, or besides, those of the site."""
    missing: Callable[[Request], Answer] = lambda request: Answer(status=404)
    """Answers where nothing is."""
    changed_document: Middle = lambda request, answer: answer
    """Changes answers that are documents on their way out."""
    middle: list[Middle] = field(default_factory=list)
    """Changes answers of the set on their way out."""
    elsewhere: dict[str, Route] = field(default_factory=dict)
    """Routes of a second site without TLS, whose address is ELSEWHERE in header fields."""
    path: str = "/.well-known/openid-configuration"
    """What the user names."""
    tls: Any = True
    host: str = "127.0.0.1"
    speaks: str = "HTTP/1.1"
    old: bool = False
    """Whether TLS 1.0 is spoken as well."""
    clients: list[ClientSeen] = field(default_factory=list)
    """What libraries are said to make of the set."""
    pace: Pace = NOT_WATCHED
    options: dict[str, Any] = field(default_factory=dict)

    def text(self) -> bytes:
        """The set as it is sent."""
        return self.jwks if isinstance(self.jwks, bytes) else json.dumps(self.jwks).encode()

    def served(self) -> dict[str, Route]:
        """The routes of the site."""
        challenge = f'Bearer resource_metadata="{_RESOURCE}"'
        resource: dict[str, Route] = {
            "/mcp": Answer(status=401, headers=(("WWW-Authenticate", challenge),)),
            _RESOURCE: self.document(self.resource),
        }
        return {
            **(resource if self.resource else {}),
            "/.well-known/openid-configuration": self.document(self.oidc),
            "/.well-known/oauth-authorization-server": self.document(self.oauth),
            "/jwks": self._set,
            **self.routes,
        }

    def document(self, document: dict[str, Any]) -> Route:
        """A route that answers with a document."""

        def answered(request: Request) -> Answer:
            here = f"{'https' if self.tls else 'http'}://{request.headers['Host']}"
            text = json.dumps(document)
            if self.duplicated is not None and document is self.oidc:
                text = text[:-1] + ", {}: {}}}".format(*map(json.dumps, self.duplicated))
            text = text.replace("HERE", here)
            text = text.replace("OTHER", here.replace("127.0.0.1", "localhost"))
            answer = self._answered(request, text.encode(), self.metadata_fields)
            return self.changed_document(request, answer)

        return answered

    def _set(self, request: Request) -> Answer:
        answer = self._answered(request, self.text(), self.fields)
        for change in self.middle:
            answer = change(request, answer)
        return answer

    def _answered(self, request: Request, body: bytes, given: dict[str, str]) -> Answer:
        fields = dict(given)
        if "ETag" in fields:
            fields["ETag"] = (
                fields["ETag"].replace('"*"', etag(body)).replace("*", etag(body)[1:-1])
            )
        if request.method not in ("GET", "HEAD"):
            return Answer(status=405, headers=(("Allow", "GET, HEAD"),))
        known = request.headers.get("If-None-Match")
        since = request.headers.get("If-Modified-Since")
        fresh = known == fields.get("ETag") if known else since == fields.get("Last-Modified")
        if fresh and (known or since):
            return Answer(status=304, headers=tuple(fields.items()))
        if "gzip" in request.headers.get("Accept-Encoding", ""):
            return Answer(
                gzip.compress(body, mtime=0),
                headers=(*fields.items(), ("Content-Encoding", "gzip")),
            )
        return Answer(body, headers=tuple(fields.items()))


_SHIPPED = (
    "xwQ72P9z9OYshiQ-ntDYaPnnfwG6u9JAdLMZ5o0dmjlcyrvwQRdoFIKPnO65Q8mh6F_LDSxjxa2Yzo_wdjhbPZLj"
    "fUJXgCzm54cClXzT5twzo7lzoAfaJlkTsoZc2HFWqmcri0BuzmTFLZx2Q7wYBm0pXHmQKF0V-C1O6NWfd4mfBhbM"
    "-I1tHYSpAMgarSm22WDMDx-WWI7TEzy2QhaBVaENW9BKaKkJklocAZCxk18WhR0fckIGiWiSM5FcU1PY2jfGsTmX"
    "505Ub7P5Dz75Ygqrutd5tFrcqyPAtPTFDk8X1InxkkUwpP3nFU5o50DGhwQolGYKPGtQ-ZtmbOfcWQ"
)
_RESOURCE = "/.well-known/oauth-protected-resource/mcp"
_ENDPOINTS = {
    "issuer": "HERE",
    "authorization_endpoint": "HERE/authorize",
    "token_endpoint": "HERE/token",
    "jwks_uri": "HERE/jwks",
    "response_types_supported": ["code"],
}
_OAUTH: dict[str, Any] = {**_ENDPOINTS, "grant_types_supported": ["authorization_code"]}
_OIDC: dict[str, Any] = {
    **_ENDPOINTS,
    "subject_types_supported": ["public"],
    "id_token_signing_alg_values_supported": ["RS256", "ES256", "EdDSA"],
}
_FIELDS = {
    "Content-Type": "application/jwk-set+json",
    "Cache-Control": f"public, max-age={LIFETIME}",
    "ETag": '"*"',
    "Last-Modified": MODIFIED,
    "Vary": "Accept-Encoding",
    "Access-Control-Allow-Origin": "*",
}
_METADATA_FIELDS = {
    "Content-Type": "application/json",
    "Access-Control-Allow-Origin": "*",
    "ETag": '"*"',
    "Last-Modified": MODIFIED,
}


_library = cache(bundled_clauses)


@contextmanager
def up(site: Site) -> Iterator[Server]:
    """The site, listening."""
    with serving(site.elsewhere) as other:
        routes = {path: _pointing(route, other.url) for path, route in site.served().items()}
        with serving(
            routes,
            tls=site.tls,
            old=site.old,
            host=site.host,
            speaks=site.speaks,
            missing=site.missing,
        ) as server:
            yield server


def _pointing(route: Route, elsewhere: str) -> Route:
    if not isinstance(route, Answer):
        return route
    fields = tuple((name, value.replace("ELSEWHERE", elsewhere)) for name, value in route.headers)
    return replace(route, headers=fields)


def looked_at(site: Site, authority: Path, profile: str = "rfc") -> list[EndpointFinding]:
    """What the checks say of a site."""
    library = _library()
    options = Options(**{"ca": str(authority), "timeout": 5.0, **site.options})
    with up(site) as server:
        seen = observe("site", server.url + site.path, options, site.pace)
    seen = dataclasses.replace(seen, clients=tuple(site.clients))
    return judge(seen, library.profile(profile), dict(library.clauses))
