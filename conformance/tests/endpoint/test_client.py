"""Asking: every way in which a server can misbehave ends in bounded time, with words."""

from __future__ import annotations

import gzip
import os
import socket
import time

import pytest
import trustme

from jwk_conformance.endpoint.client import Client, Options
from jwk_conformance.endpoint.exchange import Exchange
from jwk_conformance.endpoint.gate import Forbidden, Gate, public

from .server import AUTHORITY, Answer, raw, serving

SET = b'{"keys": []}'


def ask(url: str, method: str = "GET", **options: object) -> Exchange:
    return Client(url, Options(**options)).ask(url, "test", method)  # type: ignore[arg-type]


def drip(line: socket.socket) -> None:
    line.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
    for _ in range(1000):
        line.sendall(b" ")
        time.sleep(0.05)


def drip_headers(line: socket.socket) -> None:
    line.sendall(b"HTTP/1.1 200 OK\r\n")
    for number in range(1000):
        line.sendall(b"X-%d: 1\r\n" % number)
        time.sleep(0.05)


def huge_headers(line: socket.socket) -> None:
    line.sendall(b"HTTP/1.1 200 OK\r\n" + b"X-A: " + b"a" * 10_000_000 + b"\r\n\r\n")


def many_headers(line: socket.socket) -> None:
    line.sendall(b"HTTP/1.1 200 OK\r\n" + b"X-A: b\r\n" * 100_000 + b"\r\n")


def endless(line: socket.socket) -> None:
    line.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
    for _ in range(100_000):
        line.sendall(b" " * 65536)


def no_http(line: socket.socket) -> None:
    line.sendall(b"220 mail.example ESMTP\r\n")


def silence(line: socket.socket) -> None:
    line.close()


@pytest.mark.parametrize(
    ("serve", "kind"),
    [
        (drip, "timeout"),
        (drip_headers, "timeout"),
        (huge_headers, "headers"),
        (many_headers, "headers"),
        (endless, "size"),
        (no_http, "protocol"),
        (silence, "unreachable"),
    ],
)
def test_a_hostile_server_ends_in_bounded_time(serve, kind):
    with serving({"/": raw(serve)}) as server:
        started = time.monotonic()
        seen = ask(server.url + "/", timeout=1.0)
        assert time.monotonic() - started < 5
    assert seen.trouble is not None
    assert seen.trouble.kind == kind, seen.trouble
    assert seen.trouble.said
    assert not seen.trouble.said.endswith(".")


def test_content_is_read_whole_and_told():
    answer = Answer(SET, headers=(("Content-Type", "Application/JSON; charset=utf-8"),))
    with serving({"/jwks": answer}) as server:
        seen = ask(server.url + "/jwks")
    assert seen.ok
    assert (seen.status, seen.body, seen.octets) == (200, SET, len(SET))
    assert seen.media_type == "application/json"
    assert seen.version == "HTTP/1.1"
    assert seen.address == "127.0.0.1"
    assert seen.told == f"GET {server.url}/jwks: 200 OK"


def test_content_shorter_than_announced_is_no_answer():
    with serving({"/": Answer(SET, length=100)}) as server:
        seen = ask(server.url + "/")
    assert seen.trouble is not None
    assert seen.trouble.kind == "short"


def test_gzip_is_unfolded_within_the_limit():
    packed = Answer(gzip.compress(SET), headers=(("Content-Encoding", "gzip"),))
    bomb = Answer(gzip.compress(b" " * 20_000_000), headers=(("Content-Encoding", "gzip"),))
    broken = Answer(b"no gzip", headers=(("Content-Encoding", "gzip"),))
    other = Answer(b"?", headers=(("Content-Encoding", "br"),))
    routes = {"/packed": packed, "/bomb": bomb, "/broken": broken, "/other": other}
    with serving(routes) as server:
        assert ask(server.url + "/packed").body == SET
        told = [ask(server.url + path).trouble for path in ("/bomb", "/broken", "/other")]
    assert [one.kind for one in told if one] == ["size", "encoding", "encoding"]


def test_nobody_there_and_no_such_host():
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        refused = ask(f"http://127.0.0.1:{unused.getsockname()[1]}/", timeout=2.0)
    assert refused.trouble is not None
    assert refused.trouble.kind == "refused"
    unresolved = ask("http://no-such-host.invalid/", timeout=5.0)
    assert unresolved.trouble is not None
    assert unresolved.trouble.kind == "unresolved"


def test_trust_is_read_once_and_lent_to_nobody_else(tmp_path):
    ours, others = tmp_path / "ours.pem", tmp_path / "others.pem"
    AUTHORITY.cert_pem.write_to_path(ours)
    trustme.CA().cert_pem.write_to_path(others)
    kinds = []
    with serving({"/": Answer(SET)}, tls=True) as server:
        elsewhere = server.url.replace("127.0.0.1", "127.0.0.2")  # the certificate does not say so
        for url, options in (
            (server.url, {"ca": str(ours)}),
            (server.url, {"verify": False}),
            (server.url, {"ca": str(others)}),
            (elsewhere, {"ca": str(ours)}),
            (server.url, {}),
            (server.url, {"ca": str(ours)}),
        ):
            port = int(url.rpartition(":")[2])
            resolve = {("127.0.0.2", port): "127.0.0.1"}
            trouble = ask(url + "/", **options, resolve=resolve).trouble
            kinds.append(trouble.kind if trouble else "")
        others.write_bytes(ours.read_bytes())
        os.utime(others, ns=(1, 1))
        assert ask(server.url + "/", ca=str(others)).ok
    assert kinds == ["", "", "certificate", "certificate", "certificate", ""]


def test_certificates_are_checked_unless_told_otherwise(tmp_path):
    authority = tmp_path / "ca.pem"
    AUTHORITY.cert_pem.write_to_path(authority)
    with serving({"/": Answer(SET)}, tls=True) as server:
        refused = ask(server.url + "/")
        trusted = ask(server.url + "/", ca=str(authority))
        careless = ask(server.url + "/", verify=False)
    assert refused.trouble is not None
    assert refused.trouble.kind == "certificate"
    assert "not trusted" in refused.trouble.said
    assert trusted.ok
    assert careless.ok


def test_the_budget_holds():
    with serving({"/": Answer(SET)}) as server:
        client = Client(server.url, Options(requests=2))
        seen = [client.ask(server.url + "/", "test") for _ in range(3)]
    assert [one.ok for one in seen] == [True, True, False]
    assert seen[2].trouble is not None
    assert seen[2].trouble.kind == "budget"
    assert len(server.seen) == 2


def test_what_the_user_gave_goes_to_hosts_the_user_named_alone():
    with serving({"/": Answer(SET)}) as named, serving({"/": Answer(SET)}) as other:
        elsewhere = other.url.replace("127.0.0.1", "localhost")
        options = Options(headers=(("X-Key", "secret"),), allowed=())
        client = Client(named.url, options)
        assert client.ask(named.url + "/", "test").ok
        assert client.ask(elsewhere + "/", "test").ok
    assert named.seen[0].headers["X-Key"] == "secret"
    assert "X-Key" not in other.seen[0].headers
    assert other.seen[0].headers["User-Agent"].startswith("jwk-conformance/")


@pytest.mark.parametrize(
    "address",
    ["127.0.0.1", "10.1.2.3", "192.168.0.1", "169.254.169.254", "100.64.0.1", "::1", "fe80::1%eth0",
     "fc00::1", "::ffff:10.0.0.1", "0.0.0.0", "224.0.0.1", "nonsense"],
)  # fmt: skip
def test_inner_addresses_are_not_public(address):
    assert not public(address)


def test_public_addresses_are_public():
    assert public("1.1.1.1")
    assert public("2606:4700::1111")


def test_a_document_cannot_steer_into_a_private_network():
    gate = Gate(["https://idp.example/"], {("idp.example", 443): "10.0.0.7"})
    assert gate.addresses("idp.example", 443) == ["10.0.0.7"]
    with pytest.raises(Forbidden, match="private network"):
        gate.addresses("127.0.0.1", 80)
    with pytest.raises(Forbidden, match="--allow-host"):
        gate.addresses("localhost", 80)
    gate.allow(["localhost"])
    assert gate.addresses("localhost", 80)


def test_a_document_cannot_steer_a_proxy_into_a_private_network():
    gate = Gate(["https://idp.example/"], {})
    gate.beyond_a_proxy("idp.example", 443)
    for host in ("10.0.0.7", "127.0.0.1", "localhost", "no-such-host.invalid"):
        with pytest.raises(Forbidden, match="--allow-host"):
            gate.beyond_a_proxy(host, 443)
    gate.allow(["no-such-host.invalid"])
    gate.beyond_a_proxy("no-such-host.invalid", 443)


def test_a_proxy_is_asked_for_what_the_user_named_and_for_nothing_inside():
    with serving({"http://idp.example/jwks": Answer(SET)}) as proxy:
        client = Client("http://idp.example/jwks", Options(proxy=proxy.url))
        assert client.ask("http://idp.example/jwks", "test").ok
        steered = client.ask("http://localhost/admin", "test")
    assert [request.path for request in proxy.seen] == ["http://idp.example/jwks"]
    assert steered.trouble is not None
    assert steered.trouble.kind == "forbidden"


def test_only_http_is_asked():
    seen = Client("https://idp.example", Options()).ask("file:///etc/passwd", "test")
    assert seen.trouble is not None
    assert seen.trouble.kind == "forbidden"
