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
from typing import Any, Protocol

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
    """What is answered; `length` announces another length than there is, -1 sends chunks."""

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
    missing: Callable[[Request], Answer]
    seen: list[Request] = field(default_factory=list)


def raw(serve: Callable[[socket.socket], None]) -> Callable[[socket.socket], None]:
    """A route that writes to the socket itself."""
    serve.raw = True  # type: ignore[attr-defined]
    return serve


class Certified(Protocol):
    """Who gives a server its certificate, such as one of trustme."""

    def configure_cert(self, ctx: ssl.SSLContext) -> None:
        """Load key and certificates."""


class _Listening(ThreadingHTTPServer):
    """Shakes hands in the thread of each connection; may pretend to speak TLS 1.0."""

    daemon_threads = True
    speaks = "HTTP/1.1"
    context: ssl.SSLContext | None = None
    old = False

    def get_request(self) -> tuple[socket.socket, Any]:
        line, address = super().get_request()
        if self.context is None:
            return line, address
        if self.old and line.recv(11, socket.MSG_PEEK)[9:11] == b"\x03\x01":
            line.sendall(b"\x16\x03\x01\x00\x2a\x02\x00\x00\x26\x03\x01" + bytes(36))
            line.close()
            raise ConnectionError("greeted in an old version")
        return self.context.wrap_socket(line, True, do_handshake_on_connect=False), address

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Clients that do not trust us, or are too old, go away: that is no error here."""


class _ListeningV6(_Listening):
    address_family = socket.AF_INET6


@contextmanager
def serving(
    routes: Mapping[str, Route],
    *,
    tls: Certified | bool = False,
    old: bool = False,
    host: str = "127.0.0.1",
    speaks: str = "HTTP/1.1",
    missing: Callable[[Request], Answer] = lambda request: Answer(status=404),
) -> Iterator[Server]:
    """Serve paths, without their query. HEAD is GET without content."""
    kind = _ListeningV6 if ":" in host else _Listening
    listening = kind((host, 0), _Handler)
    listening.old, listening.speaks = old, speaks
    if tls:
        own = AUTHORITY.issue_cert("127.0.0.1", "localhost", "::1")
        listening.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        (own if tls is True else tls).configure_cert(listening.context)
    scheme = "https" if tls else "http"
    named = f"[{host}]" if ":" in host else host
    server = Server(f"{scheme}://{named}:{listening.server_port}", dict(routes), missing)
    listening.script = server  # type: ignore[attr-defined]
    thread = threading.Thread(target=listening.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield server
    finally:
        listening.shutdown()
        thread.join()
        listening.server_close()


def _chunks(body: bytes) -> bytes:
    """Content in pieces of a few octets each."""
    pieces = [body[at : at + 100] for at in range(0, len(body), 100)]
    return b"".join(b"%x\r\n%s\r\n" % (len(one), one) for one in (*pieces, b""))


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def setup(self) -> None:
        """Speak the version that the server speaks."""
        super().setup()
        self.protocol_version = self.server.speaks  # type: ignore[attr-defined]

    def _serve(self) -> None:
        server: Server = self.server.script  # type: ignore[attr-defined]
        request = Request(self.command, self.path, dict(self.headers.items()))
        server.seen.append(request)
        route = server.routes.get(self.path.partition("?")[0], server.missing)
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
        if length < 0:
            self.send_header("Transfer-Encoding", "chunked")
        elif not any(name.lower() == "content-length" for name, _ in answer.headers):
            self.send_header("Content-Length", str(length))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(answer.body if length >= 0 else _chunks(answer.body))
        if length > len(answer.body):
            self.close_connection = True

    def __getattr__(self, name: str) -> Any:
        """Any method is served."""
        if name.startswith("do_"):
            return self._serve
        raise AttributeError(name)

    def log_message(self, format: str, *arguments: Any) -> None:
        """Say nothing."""
