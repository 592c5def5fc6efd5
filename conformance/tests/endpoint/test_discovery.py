"""From a URL to the set, whatever it is the URL of; every hop is told."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from jwk_conformance.endpoint.client import Client, Options
from jwk_conformance.endpoint.discovery import Discovery, discover
from jwk_conformance.endpoint.metadata import identifier, location

from .server import Answer, Request, Route, json_answer, serving

SET = json_answer({"keys": []}, "application/jwk-set+json")
OIDC = "/.well-known/openid-configuration"
OAUTH = "/.well-known/oauth-authorization-server"
RESOURCE = "/.well-known/oauth-protected-resource"


def found(routes: Mapping[str, Route], path: str) -> Discovery:
    """What is found from a path of a server, whose documents say HERE for its address."""

    def here(route: Route) -> Route:
        def answered(request: Request) -> Answer:
            assert isinstance(route, Answer)
            address = f"http://{request.headers['Host']}".encode()
            fields = tuple((n, v.replace("HERE", address.decode())) for n, v in route.headers)
            return Answer(route.body.replace(b"HERE", address), route.status, fields)

        return answered

    with serving({name: here(route) for name, route in routes.items()}) as server:
        return discover(Client(server.url, Options()), server.url + path)


def paths(discovery: Discovery) -> list[str]:
    return ["/" + one.url.split("/", 3)[3] for hop in discovery.hops for one in hop.exchanges]


@pytest.mark.parametrize("issuer", ["", "/realms/one"])
def test_each_document_leads_to_the_set(issuer):
    metadata = json_answer({"issuer": f"HERE{issuer}", "jwks_uri": "HERE/jwks"})
    routes = {
        "/jwks": SET,
        f"{issuer}{OIDC}": metadata,
        f"{OAUTH}{issuer}": metadata,
        f"{RESOURCE}/mcp": json_answer(
            {"resource": "HERE/mcp", "authorization_servers": [f"HERE{issuer}"]}
        ),
        "/mcp": Answer(
            status=401,
            headers=(("WWW-Authenticate", f'Bearer resource_metadata="HERE{RESOURCE}/mcp"'),),
        ),
    }
    for given in ("/jwks", f"{issuer}{OIDC}", f"{OAUTH}{issuer}", issuer or "/", "/mcp"):
        discovery = found(routes, given)
        assert discovery.jwks is not None, given
        assert discovery.jwks.last.ok
        assert discovery.jwks.last.url.endswith("/jwks")
        if given != "/jwks":
            assert discovery.oidc is not None
            assert discovery.oauth is not None
            assert discovery.oidc.expected.endswith(issuer)
    assert found(routes, "/mcp").resource is not None


def test_a_resource_without_challenge_is_found_by_its_well_known_place():
    routes = {
        "/jwks": SET,
        OIDC: json_answer({"issuer": "HERE", "jwks_uri": "HERE/jwks"}),
        f"{RESOURCE}/mcp": json_answer({"resource": "HERE/mcp", "authorization_servers": ["HERE"]}),
    }
    discovery = found(routes, "/mcp")
    assert discovery.jwks is not None
    tried = [f"/mcp{OIDC}", f"{OAUTH}/mcp", f"/mcp{OAUTH}", f"{RESOURCE}/mcp"]
    assert paths(discovery)[:5] == ["/mcp", *tried]


def test_redirects_are_followed_and_counted():
    routes = {
        "/a": Answer(status=302, headers=(("Location", "/b"),)),
        "/b": Answer(status=308, headers=(("Location", "jwks"),)),
        "/jwks": SET,
        "/loop": Answer(status=301, headers=(("Location", "/loop"),)),
    }
    discovery = found(routes, "/a")
    assert paths(discovery) == ["/a", "/b", "/jwks"]
    looped = found(routes, "/loop").hops[0]
    assert len(looped.exchanges) == 6
    assert looped.last.trouble is not None
    assert "redirects" in looped.last.trouble.said


def test_a_document_that_points_to_itself_ends():
    routes = {OIDC: json_answer({"issuer": "HERE", "jwks_uri": f"HERE{OIDC}"})}
    discovery = found(routes, OIDC)
    assert discovery.jwks is not None
    assert paths(discovery) == [OIDC, OAUTH, OIDC]


def test_a_document_cannot_steer_elsewhere():
    routes = {OIDC: json_answer({"issuer": "HERE", "jwks_uri": "http://169.254.169.254/keys"})}
    discovery = found(routes, OIDC)
    assert discovery.jwks is not None
    assert discovery.jwks.last.trouble is not None
    assert discovery.jwks.last.trouble.kind == "forbidden"


def test_a_login_page_and_half_a_document_are_taken_for_what_was_meant_to_be_the_set():
    page = Answer(b"<html>Sign in</html>", headers=(("Content-Type", "text/html"),))
    half = Answer(b'{"keys": [{"kty"', headers=(("Content-Type", "application/json"),))
    for path, answer in (("/jwks.json", page), ("/half", half), ("/", page)):
        discovery = found({path: answer}, path)
        assert discovery.jwks is not None
        assert discovery.jwks.last.body == answer.body


def test_an_issuer_that_answers_with_an_object_of_its_own_is_no_set():
    routes = {
        "/realms/one": json_answer({"realm": "one", "public_key": "MIIB"}),
        f"/realms/one{OIDC}": json_answer({"issuer": "HERE/realms/one", "jwks_uri": "HERE/certs"}),
        "/certs": SET,
    }
    discovery = found(routes, "/realms/one")
    assert discovery.jwks is not None
    assert discovery.jwks.last.url.endswith("/certs")
    assert discovery.oidc is not None


@pytest.mark.parametrize("given", [f"/one{OIDC}", "/one"])
@pytest.mark.parametrize("placed", [f"{OAUTH}/one", f"/one{OAUTH}"])
def test_metadata_are_looked_for_where_the_text_has_them_and_then_where_they_are_put(given, placed):
    metadata = json_answer({"issuer": "HERE/one", "jwks_uri": "HERE/jwks"})
    discovery = found({f"/one{OIDC}": metadata, placed: metadata, "/jwks": SET}, given)
    assert discovery.oidc is not None
    assert discovery.oauth is not None
    assert discovery.oauth.exchange.url.endswith(placed)


def test_misplaced_metadata_are_looked_for_in_their_place():
    metadata = json_answer({"issuer": "HERE/one", "jwks_uri": "HERE/jwks"})
    routes = {f"/one{OAUTH}": metadata, "/jwks": SET}
    discovery = found(routes, f"/one{OAUTH}")
    assert paths(discovery) == [f"/one{OAUTH}", f"/one{OIDC}", f"{OAUTH}/one", "/jwks"]


def test_a_well_known_place_where_nothing_is_leads_nowhere_else():
    assert paths(found({}, f"{OAUTH}/one")) == [f"{OAUTH}/one"]


def test_no_place_is_asked_twice():
    metadata = json_answer({"issuer": "HERE", "jwks_uri": "HERE/jwks"})
    for given in (OIDC, OAUTH, "/"):
        asked = paths(found({OIDC: metadata, OAUTH: metadata, "/jwks": SET}, given))
        assert len(asked) == len(set(asked)), asked


def test_nothing_anywhere():
    discovery = found({}, "/tenant")
    assert discovery.jwks is None
    assert all(hop.last.status == 404 for hop in discovery.hops)


@pytest.mark.parametrize(
    ("kind", "issuer", "place"),
    [
        ("oidc", "https://a.example", "https://a.example/.well-known/openid-configuration"),
        ("oidc", "https://a.example/x/", "https://a.example/x/.well-known/openid-configuration"),
        ("oauth", "https://a.example/x", "https://a.example/.well-known/oauth-authorization-server/x"),
        ("oauth", "https://a.example/", "https://a.example/.well-known/oauth-authorization-server"),
        ("resource", "https://a.example/mcp?a=1", "https://a.example/.well-known/oauth-protected-resource/mcp?a=1"),
    ],
)  # fmt: skip
def test_where_documents_stand(kind, issuer, place):
    assert location(kind, issuer) == place


def test_the_issuer_behind_a_place():
    assert (
        identifier("oidc", "https://a.example/x/.well-known/openid-configuration")
        == "https://a.example/x"
    )
    assert (
        identifier("oauth", "https://a.example/.well-known/oauth-authorization-server/x")
        == "https://a.example/x"
    )
    assert identifier("oidc", "https://a.example/metadata") == ""
