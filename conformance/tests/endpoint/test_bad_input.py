"""What an endpoint may do to us, one after the other: a clear word, an exit code, bounded time."""

from __future__ import annotations

import json
import socket
import time
from collections.abc import Mapping
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from jwk_conformance.cli import root
from jwk_conformance.runfile import read

from .server import Answer, Route, json_answer, raw, serving
from .test_client import drip, endless, huge_headers, silence

LONGEST = 15.0
"""Seconds for one of them at most; the limit of a single request is 1 s."""
PAGE = (("Content-Type", "text/html"),)
HALF = b'{"keys": [{"kty": "EC", "crv": "P-2'


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def called(url: str) -> Result:
    started = time.monotonic()
    result = CliRunner().invoke(root, ["endpoint", "--timeout", "1", f"idp={url}"])
    assert time.monotonic() - started < LONGEST
    assert result.exception is None or isinstance(result.exception, SystemExit)
    assert "Traceback" not in result.output
    return result


def test_no_such_host() -> None:
    result = called("https://no-such-host.invalid/jwks")
    assert result.exit_code == 3
    assert "https://no-such-host.invalid/jwks: no such host: " in result.stdout


def test_nobody_listens() -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        result = called(f"http://127.0.0.1:{unused.getsockname()[1]}/jwks")
    assert result.exit_code == 3
    assert "nobody listens there" in result.stdout


def test_tls_where_there_is_none() -> None:
    with serving({}) as plain:
        result = called(plain.url.replace("http:", "https:"))
    assert result.exit_code == 3
    assert "TLS failed: " in result.stdout


@pytest.mark.parametrize(
    ("serve", "code", "said"),
    [
        (endless, 1, "critical no-set: the set cannot be had: the content is larger than 1000000"),
        (drip, 1, "critical no-set: the set cannot be had: no whole answer within 1 s"),
        (huge_headers, 3, "the header is larger than any reader takes"),
        (silence, 3, "the connection was closed without an answer"),
    ],
    ids=lambda one: getattr(one, "__name__", ""),
)
def test_octets_without_end(serve: Route, code: int, said: str) -> None:
    with serving({"/jwks": raw(serve)}) as server:  # type: ignore[arg-type]
        result = called(f"{server.url}/jwks")
    assert said in result.stdout
    assert result.exit_code == code


def refused(routes: Mapping[str, Route], path: str = "/jwks") -> str:
    """What is said of a server that answers, and has no set."""
    with serving(routes) as server:
        result = called(server.url + path)
    assert result.exit_code == 1, result.output
    assert [one.check for one in read(Path("endpoint.jsonl")).remarks if one.level == "critical"]
    return result.stdout


def test_redirects_without_end() -> None:
    def onwards(request: object) -> Answer:
        return Answer(status=302, headers=(("Location", "/jwks"),))

    assert "more than 5 redirects in a row" in refused({"/jwks": onwards})


def test_a_page_to_log_in() -> None:
    page = Answer(b"<html><form>password</form></html>", headers=PAGE)
    assert "no-set: the content is no JSON" in refused({"/jwks": page})


def test_half_a_set() -> None:
    half = Answer(HALF, headers=(("Content-Type", "application/json"),))
    assert "no-set: the content is no JSON" in refused({"/jwks": half})


def test_less_than_was_announced() -> None:
    cut = Answer(HALF, length=1000, headers=(("Content-Type", "application/json"),))
    assert "the content ends before what was announced" in refused({"/jwks": cut})


def test_a_document_that_points_to_itself() -> None:
    path = "/.well-known/openid-configuration"

    def itself(request: object) -> Answer:
        here = f"http://127.0.0.1:{server.url.rpartition(':')[2]}"
        document = {"issuer": here, "jwks_uri": here + path}
        return json_answer(document)

    with serving({path: itself}) as server:
        result = called(server.url + path)
    assert result.exit_code == 1
    assert "set-keys-missing" in result.stdout
    assert len(server.seen) < 100


def test_a_deep_and_a_wide_document() -> None:
    deep = b'{"keys": ' + b"[" * 200_000 + b"]" * 200_000 + b"}"
    wide = json.dumps({"keys": [{"kty": "x", "kid": str(n)} for n in range(5000)]}).encode()
    answered = (("Content-Type", "application/json"),)
    assert "no-set" in refused({"/jwks": Answer(deep, headers=answered)})
    with serving({"/jwks": Answer(wide, headers=answered)}) as server:
        result = called(f"{server.url}/jwks")
    assert result.exit_code in (0, 1)
    assert "not looked at: 4800 more findings of kty-unknown" in result.stdout
    assert "and 194 more" in result.stdout
