"""Certificates that do not hold: a finding, and nothing is asked over such a connection."""

from __future__ import annotations

from pathlib import Path

import pytest
import trustme
from click.testing import CliRunner, Result

from jwk_conformance.cli import root
from jwk_conformance.runfile import read

from .certificate import SelfSigned
from .server import AUTHORITY
from .site import Site, up


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    AUTHORITY.cert_pem.write_to_path(tmp_path / "ca.pem")
    return tmp_path


def called(*arguments: str) -> Result:
    return CliRunner().invoke(root, ["endpoint", "--odd-requests", "0", *arguments])


def test_nothing_is_asked_over_a_connection_that_is_not_trusted(folder: Path) -> None:
    with up(Site(tls=SelfSigned())) as server:
        result = called("--ca", "ca.pem", f"idp={server.url}")
    assert server.seen == []
    assert result.exit_code == 1, result.output
    assert "critical tls-untrusted: the certificate of 127.0.0.1 is signed by itself" in (
        result.stdout
    )
    assert "names: 127.0.0.1" in result.stdout
    assert "--insecure" in result.stdout
    assert [one.check for one in read(folder / "endpoint.jsonl").remarks] == ["tls-untrusted"]


def test_the_user_may_go_on_and_is_reminded(folder: Path) -> None:
    with up(Site(tls=SelfSigned())) as server:
        result = called("--ca", "ca.pem", "--insecure", f"idp={server.url}/jwks")
    assert result.exit_code == 0, result.output
    assert "note     tls-untrusted: the certificate of 127.0.0.1 is signed by itself" in (
        result.stdout
    )
    assert [one.check for one in read(folder / "endpoint.jsonl").remarks] == ["tls-untrusted"]


def test_a_certificate_that_holds_is_not_spoken_of(folder: Path) -> None:
    with up(Site()) as server:
        careful = called("--ca", "ca.pem", f"idp={server.url}/jwks")
        careless = called("--ca", "ca.pem", "--insecure", f"idp={server.url}/jwks")
    assert "tls-untrusted" not in careful.stdout + careless.stdout
    assert (careful.exit_code, careless.exit_code) == (0, 0)


def test_only_the_host_that_is_not_trusted_is_left_alone(folder: Path) -> None:
    """The documents are of a host that is trusted, and the set of one that is not."""
    other = Site(tls=trustme.CA().issue_cert("127.0.0.1"))
    with up(other) as elsewhere:
        site = Site()
        site.oidc["jwks_uri"] = site.oauth["jwks_uri"] = f"{elsewhere.url}/jwks"
        with up(site) as server:
            result = called("--ca", "ca.pem", f"idp={server.url}")
    assert elsewhere.seen == []
    assert result.exit_code == 1
    assert [one.check for one in read(folder / "endpoint.jsonl").remarks] == ["tls-untrusted"]
