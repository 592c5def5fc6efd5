"""What the engine serves for a vector, to sound and to faulty adapters."""

from __future__ import annotations

import socket
import threading
import time
import urllib.error
import urllib.request
from http.client import IncompleteRead, RemoteDisconnected
from pathlib import Path
from typing import Any

import msgspec
import pytest

from jwk_conformance.engine.connection import Limits
from jwk_conformance.event import Evidence
from jwk_conformance.serving import Server, site
from jwk_conformance.serving import server as serving
from jwk_vectors.model import Answer, Option, Step, Vector

from .zoo_library import CHOICE, Seen, examine, good, launch_member, vector

A = '{"kty":"oct","k":"AAAA","kid":"a"}'
B = '{"kty":"oct","k":"BBBB","kid":"b"}'


def answer(body: str = "", **more: Any) -> Answer:
    length = ("Content-Length", str(len(body.encode()) + more.get("spaces", 0)))
    return Answer(**{"headers": (length,), "body": body, **more})


def keys(*jwks: str) -> Answer:
    return answer(f'{{"keys":[{",".join(jwks)}]}}')


def fetch(kid: str = "a", expect: str = "accept", **facts: Any) -> Step:
    args = {"url": "/keys", "kid": kid}
    return Step(operation="jwks.fetch", args=args, expect=expect, facts=facts)  # type: ignore[arg-type]


def serving_vector(id: str, *steps: Step, answers: tuple[Answer, ...] = (keys(A),)) -> Vector:
    made = vector(id, *steps, controls=("control",))
    return msgspec.structs.replace(made, serves={"/keys": answers})


def opened(url: str) -> bytes:
    with urllib.request.urlopen(url, timeout=5) as said:
        octets: bytes = said.read()
        return octets


def requests(seen: Seen, id: str) -> list[list[str]]:
    """Path and status of what each step of a vector asked for."""
    (one,) = [e for e in seen.events if isinstance(e, Evidence) and e.vector == id]
    return [[f"{r.path} {r.answered}" for r in step.requested] for step in one.steps]


def test_a_set_is_served_and_what_was_asked_is_evidence(tmp_path: Path) -> None:
    one = serving_vector("one", fetch(found=True, jwk={"k": "AAAA"}, requests=1))
    seen = examine(launch_member(tmp_path, "Fetches"), good("before"), one, good("after"))
    assert set(seen.verdicts.values()) == {"pass"}
    assert requests(seen, "one") == [["/keys 200"]]
    (evidence,) = [e for e in seen.events if isinstance(e, Evidence) and e.vector == "one"]
    (asked,) = evidence.steps[0].requested
    assert asked.method == "GET"
    assert asked.headers["user-agent"].startswith("Python-urllib")


def test_answers_come_in_turn_and_the_last_one_stays(tmp_path: Path) -> None:
    steps = [fetch("a", found=True), fetch("b", found=True), fetch("a", found=False, requests=1)]
    rotated = serving_vector("rotated", *steps, answers=(keys(A), keys(B)))
    again = serving_vector("again", fetch("a", found=True, requests=1))
    seen = examine(launch_member(tmp_path, "Fetches"), rotated, again)
    assert seen.verdicts["rotated"] == "pass", seen.said["rotated"]
    assert seen.verdicts["again"] == "pass"
    assert requests(seen, "rotated") == [["/keys 200"], ["/keys 200"], ["/keys 200"]]


def test_the_number_of_requests_can_name_an_option(tmp_path: Path) -> None:
    often = Option(option="refuse", outcome="accepted", facts={"requests": 2})
    once = Option(option="ignore", outcome="accepted", facts={"requests": 1})
    step = msgspec.structs.replace(fetch("z"), expect="choice", options=(often, once))
    made = msgspec.structs.replace(
        serving_vector("counted", step), choice=CHOICE.id, clauses=("zoo-open",)
    )
    seen = examine(launch_member(tmp_path, "Fetches"), made)
    assert [e.option for e in seen.events if getattr(e, "vector", "") == "counted" and
            hasattr(e, "option")] == ["ignore"]  # fmt: skip


def test_a_key_that_nobody_asked_for_is_no_pass(tmp_path: Path) -> None:
    one = serving_vector("one", fetch(found=True, jwk={"k": "AAAA"}))
    seen = examine(launch_member(tmp_path, "NeverFetches"), one)
    assert seen.verdicts["one"] == "vacuous"
    assert "nothing asked" in seen.said["one"]


def test_another_path_than_told_is_not_found_and_told(tmp_path: Path) -> None:
    one = serving_vector("one", fetch(found=True))
    seen = examine(launch_member(tmp_path, "FetchesElsewhere"), one)
    assert seen.verdicts["one"] == "fail"
    assert requests(seen, "one") == [["/keys/../.well-known/jwks.json 404"]]


def test_what_was_served_is_gone_with_its_vector(tmp_path: Path) -> None:
    vectors = [serving_vector(f"number-{n}", fetch(found=True)) for n in range(2)]
    seen = examine(launch_member(tmp_path, "FetchesLater"), *vectors)
    assert seen.verdicts["number-0"] == "pass"
    assert seen.verdicts["number-1"] == "fail"
    assert "404" in seen.said["number-1"]
    assert requests(seen, "number-1") == [[]]


def test_messages_hold_no_address_that_differs_each_time(tmp_path: Path) -> None:
    gone = serving_vector("gone", fetch(expect="reject"), answers=(answer(status=404),))
    seen = examine(launch_member(tmp_path, "Fetches"), gone)
    assert seen.verdicts["gone"] == "pass"
    assert "http://127.0.0.1:PORT/keys: HTTP Error 404" in seen.said["gone"]


def test_a_client_that_waits_for_ever_costs_one_vector(tmp_path: Path) -> None:
    slow = serving_vector("slow", fetch(), answers=(msgspec.structs.replace(keys(A), pause=60.0),))
    seen = examine(
        launch_member(tmp_path, "Fetches"),
        slow,
        serving_vector("next", fetch(found=True)),
        limits=Limits(deadline=0.5, start=20.0),
    )
    assert seen.outcomes["slow"] == ["hung"]
    assert requests(seen, "slow") == [["/keys 200"]]
    assert seen.verdicts["next"] == "pass"


def test_where_nothing_can_be_served_nothing_is_judged(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def in_use(*_: object) -> None:
        raise OSError(98, "Address already in use")

    monkeypatch.setattr(serving._Listener, "server_bind", in_use)
    one = serving_vector("one", fetch(found=True))
    seen = examine(launch_member(tmp_path, "Fetches"), good("before"), one, good("after"))
    assert seen.verdicts["one"] == "blocked"
    assert "Address already in use" in seen.said["one"]
    assert seen.verdicts["before"] == seen.verdicts["after"] == "pass"


def test_no_server_is_started_for_vectors_that_fetch_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def started(*_: object) -> None:
        raise AssertionError("a server was started")

    monkeypatch.setattr(serving._Listener, "__init__", started)
    seen = examine(launch_member(tmp_path, "Sound"), good("one"), good("two"))
    assert set(seen.verdicts.values()) == {"pass"}


def test_two_servers_never_want_the_same_port() -> None:
    servers = [Server() for _ in range(5)]
    assert len({server.port for server in servers}) == 5
    for server in servers:
        server.close()


def test_a_server_that_stops_cuts_a_slow_answer_short() -> None:
    server = Server()
    told: list[type[Exception]] = []

    def ask(url: str) -> None:
        try:
            opened(url)
        except (OSError, IncompleteRead) as error:
            told.append(type(error))

    with server.publish({"/slow": [answer("x" * 100, pieces=100, pause=1.0)]}) as published:
        thread = threading.Thread(target=ask, args=(f"{published.address}/slow",))
        thread.start()
        while not published.taken():
            time.sleep(0.01)
        started = time.monotonic()
        server.close()
        thread.join(timeout=5)
    assert time.monotonic() - started < 2
    assert told == [IncompleteRead]
    with pytest.raises(urllib.error.URLError):
        opened(f"{published.address}/slow")


def test_an_answer_is_served_to_the_octet() -> None:
    server = Server()
    raw = Answer(headers=(("X-Twice", "1"), ("X-Twice", "2")), octets="_wA", spaces=3)
    with server.publish({"/raw": [raw], "/none": [Answer(status=0)]}) as published:
        host, port = "127.0.0.1", server.port
        with socket.create_connection((host, port), timeout=5) as connection:
            name = published.address.rpartition("/")[2]
            connection.sendall(f"GET /{name}/raw HTTP/1.1\r\nHost: x\r\n\r\n".encode())
            said = b""
            while part := connection.recv(4096):
                said += part
        with pytest.raises(RemoteDisconnected):
            opened(f"{published.address}/none")
        assert [one.answered for one in published.taken()] == [200, 0]
    server.close()
    assert said == (
        b"HTTP/1.1 200 OK\r\nX-Twice: 1\r\nX-Twice: 2\r\nConnection: close\r\n\r\n   \xff\x00"
    )


def test_more_clients_than_threads_are_all_answered() -> None:
    server = Server()
    with server.publish({"/keys": [keys(A)]}) as published:
        got: list[bytes] = []
        threads = [
            threading.Thread(target=lambda: got.append(opened(f"{published.address}/keys")))
            for _ in range(4 * serving.THREADS)
        ]
        for thread in threads:
            thread.start()
        alive = sum(one.name.startswith("answering") for one in threading.enumerate())
        for thread in threads:
            thread.join()
        assert len(published.taken()) == len(threads)
    server.close()
    assert set(got) == {keys(A).body.encode()}
    assert alive <= serving.THREADS


def test_the_pieces_of_a_body_are_the_body() -> None:
    for length in range(8):
        for count in range(1, 5):
            made = Answer(body="abcdefg"[:length], pieces=count, spaces=2)
            assert b"".join(site.pieces(made)) == b"  " + made.body.encode()
            assert len(list(site.pieces(made))) <= count + 1
