"""`endpoint` from outside: what is printed and written, and the exit codes."""

from __future__ import annotations

import itertools
import json
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from jwk_conformance.cli import root
from jwk_conformance.command.baseline import baseline as baseline_command
from jwk_conformance.endpoint.variation import MARK
from jwk_conformance.runfile import read

from .faults import PLAIN, prime
from .server import AUTHORITY, Answer, Request, serving
from .site import Site, rsa_key, up


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    AUTHORITY.cert_pem.write_to_path(tmp_path / "ca.pem")
    return tmp_path


def called(*arguments: str) -> Result:
    return CliRunner().invoke(root, ["endpoint", "--ca", "ca.pem", *arguments])


def spoilt() -> Site:
    site = Site()
    site.jwks["keys"].append(
        {"kty": "oct", "k": "c2VjcmV0IHNlY3JldCBzZWNyZXQ", "kid": "s", "use": "sig", "alg": "HS256"}
    )
    return site


def test_a_correct_site_passes_and_its_path_is_shown(folder: Path) -> None:
    with up(Site()) as server:
        result = called(f"idp={server.url}{Site().path}")
    assert result.exit_code == 0, result.output
    assert f"{server.url}/jwks  200" in result.stdout
    assert "3 keys, nothing found" in result.stdout
    run = read(folder / "endpoint.jsonl")
    assert run.endpoints["idp"].keys == 3
    assert run.exchanges["idp"][0].url == server.url + Site().path
    assert run.footer is not None
    assert run.footer.reason == "as expected: nothing found"


def test_a_finding_fails_and_no_secret_is_shown_or_written(folder: Path) -> None:
    site = spoilt()
    with up(site) as server:
        result = called(server.url + site.path)
    assert result.exit_code == 1
    assert "critical symmetric-key: the symmetric key s is published" in result.stdout
    assert "jwk-conformance: 1 critical" in result.stderr
    written = (folder / "endpoint.jsonl").read_text()
    assert "c2VjcmV0" not in result.output + written
    assert site.jwks["keys"][0]["n"] not in result.output


def test_fail_on_decides_what_fails(folder: Path) -> None:
    site = Site()
    site.jwks = {"keys": []}
    with up(site) as server:
        assert called(server.url + site.path).exit_code == 0
        assert called(server.url + site.path, "--fail-on", "should").exit_code == 1


def test_only_news_fails_against_a_baseline(folder: Path) -> None:
    with up(spoilt()) as server:
        url = f"idp={server.url}{Site().path}"
        assert called(url).exit_code == 1
        CliRunner().invoke(baseline_command, ["update", "endpoint.jsonl"], catch_exceptions=False)
        path = folder / "jwk-baseline.toml"
        path.write_text(path.read_text().replace('why = ""', 'why = "test set"'))
        known = called(url, "--baseline", str(path))
        assert known.exit_code == 0, known.output
    with up(Site()) as server:
        gone = called(f"idp={server.url}{Site().path}", "--baseline", str(path))
    assert gone.exit_code == 1
    assert "stale: idp symmetric-key s" in gone.stdout


def test_nobody_there_is_exit_code_3_and_others_go_on(folder: Path) -> None:
    with up(Site()) as server:
        result = called("http://127.0.0.1:9/jwks", f"idp={server.url}/jwks")
    assert result.exit_code == 3
    assert "could not be asked: http://127.0.0.1:9/jwks: nobody listens there" in result.stdout
    assert "3 keys, nothing found" in result.stdout
    assert "0 keys" not in result.stdout


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((), "name a URL"),
        (("idp.example/jwks",), "Did you mean https://idp.example/jwks?"),
        (("ftp://idp.example",), "no URL of https or http"),
        (("a=http://x.example", "a=http://y.example"), "two endpoints are called a"),
        (("http://x.example", "-H", "nonsense"), '"Name: value"'),
        (("http://x.example", "--resolve", "x.example"), "HOST:PORT:ADDRESS"),
        (("http://x.example", "--cert", "none.pem"), "there is no file none.pem"),
        (("--from", "none.txt"), "none.txt"),
    ],
)
def test_usage_errors_say_what_to_do(folder: Path, arguments: tuple[str, ...], said: str) -> None:
    result = called(*arguments)
    assert result.exit_code == 2
    assert said in result.output


def test_many_endpoints_from_a_file(folder: Path) -> None:
    with up(Site()) as server, serving({}) as empty:
        (folder / "list.txt").write_text(
            f"# ours\none={server.url}/jwks\n\ntwo={server.url}\nnone={empty.url}/jwks.json\n"
        )
        result = called("--from", "list.txt")
    assert result.exit_code == 1
    assert re.search(r"critical no-set: nothing led to a JWK Set", result.stdout)
    assert set(read(folder / "endpoint.jsonl").endpoints) == {"one", "two", "none"}


def test_values_of_headers_are_not_written_down(folder: Path) -> None:
    with up(Site()) as server:
        result = called(server.url + "/jwks", "--header", "X-Key: SECRET")
    assert result.exit_code == 0
    assert server.seen[0].headers["X-Key"] == "SECRET"
    assert "SECRET" not in (folder / "endpoint.jsonl").read_text() + result.output


def test_every_line_of_the_run_file_fits_the_schema(folder: Path) -> None:
    import jsonschema

    from jwk_conformance.event_schema import event_schema

    with up(spoilt()) as server:
        called(server.url + Site().path)
    for line in (folder / "endpoint.jsonl").read_text().splitlines():
        jsonschema.validate(json.loads(line), event_schema())


def test_a_server_that_fails_half_way_is_judged_by_what_it_answered(folder: Path) -> None:
    site = Site()
    answers = iter(range(100))
    site.middle.append(lambda request, answer: answer if next(answers) < 2 else Answer(status=503))
    with up(site) as server:
        result = called(server.url + site.path)
    assert result.exit_code in (0, 1)
    assert "Traceback" not in result.output


def test_primes_shared_between_endpoints_are_told_of_both(folder: Path) -> None:
    one, other = Site(path="/jwks"), Site(path="/jwks")
    one.jwks["keys"].append(rsa_key(prime("a") * prime("b"), kid="one"))
    other.jwks["keys"].append(rsa_key(prime("a") * prime("c"), kid="other"))
    with up(one) as here, up(other) as there:
        result = called(f"here={here.url}/jwks", f"there={there.url}/jwks", "--html", "e.html")
    assert result.exit_code == 1
    assert "key one has a prime in common with other of there" in result.stdout
    assert "key other has a prime in common with one of here" in result.stdout
    assert [(one.target, one.check) for one in read(folder / "endpoint.jsonl").remarks] == [
        ("here", "shared-prime"),
        ("there", "shared-prime"),
    ]
    assert "in common with other of there" in (folder / "e.html").read_text()


def test_a_rotation_is_followed_and_shown(folder: Path) -> None:
    site = Site(path="/jwks")
    turns = itertools.count()
    whole, fewer = site.jwks, {"keys": site.jwks["keys"][1:]}

    def rotated(request: Request, answer: Answer) -> Answer:
        site.jwks = whole if next(turns) < 10 else fewer
        return answer

    site.middle.append(rotated)
    gone = whole["keys"][0]["kid"]
    with up(site) as server:
        called(f"idp={server.url}/jwks", "--odd-requests", "0", "--watch", "2", "--every", "1",
               "--html", "e.html")  # fmt: skip
    (change,) = read(folder / "endpoint.jsonl").endpoints["idp"].timeline
    assert (change.added, change.removed, change.lifetime) == ((), (gone,), 3600)
    assert f"<b>- {gone}</b> went" in (folder / "e.html").read_text()


def is_watch(request: Request, seen: list[Request]) -> bool:
    """Whether a plain request came after the odd ones."""
    plain = set(request.headers) <= PLAIN and request.headers["Accept"] == "*/*"
    return (
        plain
        and request.path == "/jwks"
        and request is seen[-1]
        and sum(MARK in str(one) for one in seen) > 5
    )


def test_ctrl_c_while_watching_keeps_what_was_seen(folder: Path) -> None:
    command = [sys.executable, "-c", "from jwk_conformance.cli import main; main()"]
    with up(spoilt()) as server:
        process = subprocess.Popen(
            [*command, "endpoint", "--ca", "ca.pem", f"idp={server.url}/jwks", "--watch", "600",
             "--every", "2"], stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        while not [request for request in server.seen if is_watch(request, server.seen)]:
            time.sleep(0.1)
            assert process.poll() is None
        process.send_signal(signal.SIGINT)
        stdout, stderr = process.communicate(timeout=30)
    assert process.returncode == 130, stderr
    run = read(folder / "endpoint.jsonl")
    assert "symmetric-key" in [one.check for one in run.remarks]
    assert run.footer is not None
    assert "the symmetric key s is published" in stdout
