"""Every check fires on its fault and on no other, and none fires on a correct site."""

from __future__ import annotations

from pathlib import Path

import pytest

from jwk_conformance.endpoint.check import CHECKS
from jwk_vectors import bundled_clauses

from .faults import FAULTS, Fault
from .server import Answer
from .site import Site, certified_key, looked_at


@pytest.mark.parametrize("path", ["/.well-known/openid-configuration", "/jwks", ""])
@pytest.mark.parametrize("profile", ["rfc", "strict"])
def test_a_correct_site_has_no_finding(authority: Path, path: str, profile: str) -> None:
    found = looked_at(Site(path=path), authority, profile)
    assert [(one.check, one.said) for one in found] == []


def test_a_correct_site_with_certificates_and_a_resource_has_no_finding(authority: Path) -> None:
    site = Site(path="/mcp")
    site.resource = {"resource": "HERE/mcp", "authorization_servers": ["HERE"]}
    site.jwks["keys"].append(certified_key(days=300))
    assert [one.said for one in looked_at(site, authority, "oidc")] == []


def test_a_profile_promotes_and_says_by_which_text(authority: Path) -> None:
    site = Site()
    del site.jwks["keys"][0]["kid"]
    levels = [looked_at(site, authority, profile)[0].level for profile in ("rfc", "oidc")]
    assert levels == ["should", "must"]


def test_what_is_plain_on_loopback_is_only_worth_a_note(authority: Path) -> None:
    found = looked_at(Site(tls=False), authority)
    assert found
    assert {one.level for one in found} == {"note"}


@pytest.mark.parametrize(
    ("issuer", "level"),
    [("HERE/", "note"), ("OTHER", "note"), ("OTHER/tenant", "must"), ("https://a.example", "must")],
)
def test_how_the_user_spells_an_issuer_is_no_fault_of_the_server(
    authority: Path, issuer: str, level: str
) -> None:
    site = Site(path="")
    site.oidc["issuer"] = site.oauth["issuer"] = issuer
    found = looked_at(site, authority)
    assert {one.level for one in found if one.check == "issuer-differs"} == {level}


def test_an_issuer_that_only_lets_others_verify_breaks_no_must(authority: Path) -> None:
    site = Site()
    site.routes["/.well-known/oauth-authorization-server"] = Answer(status=404)
    for name in ("authorization_endpoint", "token_endpoint"):
        del site.oidc[name]
    assert [(one.check, one.level) for one in looked_at(site, authority)] == [
        ("member-missing", "should")
    ]


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_a_fault_is_noticed_by_its_checks_alone(authority: Path, fault: Fault) -> None:
    site = Site()
    odd = CHECKS.get(fault.checks[0], CHECKS["no-set"]).group == "requests"
    site.options["variations"] = 60 if odd else 0
    fault.make(site)
    found = looked_at(site, authority)
    assert {one.check for one in found} == set(fault.checks), [one.said for one in found]


def test_no_practice_is_passed_off_as_a_demand_of_a_text() -> None:
    for check in CHECKS.values():
        if check.level == "must":
            assert check.source.startswith(("RFC ", "OpenID Connect ")), check.id


def test_every_check_has_a_fault() -> None:
    assert CHECKS.keys() - {check for fault in FAULTS for check in fault.checks} == set()


def test_what_is_said_reads_like_a_sentence(authority: Path) -> None:
    for check in CHECKS.values():
        assert check.description.endswith("."), check.id
        assert check.advice.endswith("."), check.id
        assert check.source, check.id


def test_profiles_promote_checks_that_there_are() -> None:
    promoted = {
        name
        for profile in bundled_clauses().profiles.values()
        for one in profile.promotions
        for name in one.checks
    }
    assert promoted
    assert promoted - CHECKS.keys() == set()


def test_checks_stand_on_clauses_of_the_ledger() -> None:
    named = {clause for check in CHECKS.values() for clause in check.clauses}
    assert named - bundled_clauses().clauses.keys() == set()
