"""Every JWT is what its vector says: a strict reader agrees, a careless one is deceived."""

from __future__ import annotations

import hmac
import json
import re
from typing import Any

import pytest

from authoring.claims import FUTURE, GENUINE, PAST
from jwk_conformance import jose
from jwk_vectors import Step, Vector, bundled

NOW = (PAST + FUTURE) / 2
JWTS = [v for v in bundled().vectors if v.group == "jwt" and v.operation == "jwt.verify"]


def _named(*expect: str) -> list[Any]:
    return [pytest.param(vector, id=vector.id) for vector in JWTS if vector.expect in expect]


def read(step: Step) -> dict[str, Any]:
    """The claims, by a reader that looks at everything. Raises NotValid."""
    args = step.args
    if args["jwt"].startswith("{"):
        raise jose.NotValid("not compact")
    opened = jose.verify(args["jwt"], json.loads(args["key"]), algorithms=args["algorithms"])
    claims = jose.parse_object(opened.payload)
    wanted = args.get("expected", {})
    named = claims.get("aud") if isinstance(claims.get("aud"), list) else [claims.get("aud")]
    if claims.get("exp", FUTURE) <= NOW or claims.get("nbf", PAST) > NOW:
        raise jose.NotValid("not now")
    if "aud" in wanted and wanted["aud"] not in named:
        raise jose.NotValid("for another")
    if "iss" in wanted and claims.get("iss") != wanted["iss"]:
        raise jose.NotValid("by another")
    if (opened.protected or {}).get("cty") == "JWT":
        raise jose.NotValid("nested, which this reader does not do")
    return claims


@pytest.mark.parametrize("vector", _named("accept"))
def test_the_strict_reader_takes_what_must_be_taken(vector: Vector) -> None:
    claims = read(vector.steps[-1])
    expected = vector.steps[-1].facts["claims"]
    assert {name: claims[name] for name in expected} == expected


@pytest.mark.parametrize("vector", _named("reject"))
def test_the_strict_reader_refuses_what_must_be_refused(vector: Vector) -> None:
    with pytest.raises(jose.NotValid):
        read(vector.steps[-1])


@pytest.mark.parametrize("vector", [p for p in _named("reject") if p.values[0].witness == GENUINE])
def test_a_reader_of_signatures_alone_takes_it(vector: Vector) -> None:
    args = vector.steps[-1].args
    head, payload, value = args["jwt"].split(".")
    octets = jose.decode(re.sub("[^A-Za-z0-9_-]", "", value))
    secret = jose.decode(json.loads(args["key"])["k"])
    assert hmac.digest(secret, f"{head}.{payload}".encode("ascii"), "sha256") == octets
