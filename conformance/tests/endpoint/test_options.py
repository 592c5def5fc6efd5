"""Options that say how to ask: a client's certificate, an address, limits."""

from __future__ import annotations

import ssl
from dataclasses import dataclass
from pathlib import Path

import pytest
import trustme
from click.testing import CliRunner, Result

from jwk_conformance.cli import root

from .server import AUTHORITY, Certified
from .site import Site, up

CLIENTS = trustme.CA()


@dataclass(frozen=True)
class Demanding:
    """A server that shakes hands only with clients that show a certificate."""

    own: Certified

    def configure_cert(self, ctx: ssl.SSLContext) -> None:
        """Load its own certificate, and ask for another."""
        self.own.configure_cert(ctx)
        CLIENTS.configure_trust(ctx)
        ctx.verify_mode = ssl.CERT_REQUIRED


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    AUTHORITY.cert_pem.write_to_path(tmp_path / "ca.pem")
    client = CLIENTS.issue_cert("client.example")
    client.private_key_pem.write_to_path(tmp_path / "key.pem")
    client.cert_chain_pems[0].write_to_path(tmp_path / "cert.pem")
    return tmp_path


def called(*arguments: str) -> Result:
    common = ("--ca", "ca.pem", "--odd-requests", "0", "--timeout", "5")
    return CliRunner().invoke(root, ["endpoint", *common, *arguments])


def test_a_certificate_is_shown_to_who_asks_for_it(folder: Path) -> None:
    site = Site(tls=Demanding(AUTHORITY.issue_cert("127.0.0.1")))
    with up(site) as server:
        without = called(f"idp={server.url}/jwks")
        shown = called(f"idp={server.url}/jwks", "--cert", "cert.pem", "--key", "key.pem")
    assert without.exit_code == 3, without.output
    assert shown.exit_code == 0, shown.output
    assert "3 keys, nothing found" in shown.stdout


def test_an_address_may_be_given_instead_of_asking_dns(folder: Path) -> None:
    site = Site(tls=AUTHORITY.issue_cert("idp.example"), path="/jwks")
    with up(site) as server:
        port = server.url.rpartition(":")[2]
        url = f"idp=https://idp.example:{port}/jwks"
        found = called(url, "--resolve", f"idp.example:{port}:127.0.0.1")
    assert found.exit_code == 0, found.output
    assert "3 keys, nothing found" in found.stdout


def test_limits_are_those_of_the_user(folder: Path) -> None:
    site = Site(path="/jwks")
    with up(site) as server:
        small = called(f"idp={server.url}/jwks", "--max-size", "100")
        few = called(f"idp={server.url}/jwks", "--max-requests", "3")
        asked = len(server.seen)
    assert "the content is larger than 100 octets" in small.stdout
    assert few.exit_code == 0, few.output
    assert asked == 1 + 3
