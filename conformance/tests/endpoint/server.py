"""A server on loopback that answers as it is told, whatever HTTP says of it."""

from __future__ import annotations

import json
import socket
import ssl
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import trustme

AUTHORITY = trustme.CA()


@dataclass(frozen=True)
class Request:
    """What was asked."""

    method: str
    path: str
    headers: Mapping[str, str]


@dataclass(frozen=True)
class Answer:
    """What is answered; `length` announces another length than there is."""

    body: bytes = b""
    status: int = 200
    headers: tuple[tuple[str, str], ...] = ()
    length: int | None = None


Route = Answer | Callable[[Request], Answer] | Callable[[socket.socket], None]


def json_answer(value: Any, media_type: str = "application/json", **headers: str) -> Answer:
    """A value as JSON."""
    fields = (("Content-Type", media_type), *((n.replace("_", "-"), v) for n, v in headers.items()))
    return Answer(json.dumps(value).encode(), headers=fields)


@dataclass
class Server:
    """Where it listens, what it answers, and what it was asked."""

    url: str
    routes: dict[str, Route]
    seen: list[Request] = field(default_factory=list)


def raw(serve: Callable[[socket.socket], None]) -> Callable[[socket.socket], None]:
    """A route that writes to the socket itself."""
    serve.raw = True  # type: ignore[attr-defined]
    return serve


@contextmanager
def serving(
    routes: Mapping[str, Route], *, tls: trustme.LeafCert | bool = False
) -> Iterator[Server]:
    """Serve paths, without their query; anything else is 404. HEAD is GET without content."""
    listening = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    listening.daemon_threads = True
    scheme = "http"
    if tls:
        leaf = (
            tls
            if isinstance(tls, trustme.LeafCert)
            else AUTHORITY.issue_cert("127.0.0.1", "localhost")
        )
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        leaf.configure_cert(context)
        listening.socket = context.wrap_socket(listening.socket, server_side=True)
        scheme = "https"
    server = Server(f"{scheme}://127.0.0.1:{listening.server_port}", dict(routes))
    listening.script = server  # type: ignore[attr-defined]
    thread = threading.Thread(target=listening.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield server
    finally:
        listening.shutdown()
        thread.join()
        listening.server_close()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def _serve(self) -> None:
        server: Server = self.server.script  # type: ignore[attr-defined]
        request = Request(self.command, self.path, dict(self.headers.items()))
        server.seen.append(request)
        route = server.routes.get(self.path.partition("?")[0], Answer(status=404))
        if getattr(route, "raw", False):
            self.close_connection = True
            self.connection.settimeout(5)
            try:
                route(self.connection)  # type: ignore[operator]
            except OSError:  # the client has had enough
                return
            return
        answer = route if isinstance(route, Answer) else route(request)  # type: ignore[arg-type]
        assert isinstance(answer, Answer)
        self.send_response(answer.status)
        for name, value in answer.headers:
            self.send_header(name, value)
        length = len(answer.body) if answer.length is None else answer.length
        if not any(name.lower() == "content-length" for name, _ in answer.headers):
            self.send_header("Content-Length", str(length))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(answer.body)
        if length > len(answer.body):
            self.close_connection = True

    do_GET = do_HEAD = do_OPTIONS = do_POST = do_PUT = do_DELETE = do_TRACE = _serve

    def log_message(self, format: str, *arguments: Any) -> None:
        """Say nothing."""
