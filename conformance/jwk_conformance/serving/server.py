"""The HTTP server behind the sites: one port, few threads, each connection used once."""

from __future__ import annotations

import socketserver
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler
from socket import socket
from threading import Thread
from typing import Any

from jwk_conformance.serving.site import NOT_FOUND, Site, pieces
from jwk_vectors.model import Answer

THREADS = 8
"""Connections answered at a time; others wait."""
SILENCE = 5.0
"""Seconds after which a client that neither asks nor reads is let go."""
POLL = 0.05
"""Seconds until the server notices that it is to stop."""


class Server:
    """Serves sites on a free port of 127.0.0.1 until it is closed. Raises OSError without one."""

    def __init__(self) -> None:
        self._sites: dict[str, Site] = {}
        self._count = 0
        self._listener = _Listener(self._sites)
        self._thread = Thread(
            target=self._listener.serve_forever, args=(POLL,), name="serving", daemon=True
        )
        self._thread.start()

    @property
    def port(self) -> int:
        return int(self._listener.server_address[1])

    @contextmanager
    def publish(self, serves: Mapping[str, Sequence[Answer]]) -> Iterator[Site]:
        """Serve these paths under a name that no other site has had, while the context lasts."""
        self._count += 1
        name = f"site-{self._count}"
        site = Site(serves, self.port, name)
        self._sites[name] = site
        try:
            yield site
        finally:
            del self._sites[name]
            site.withdrawn.set()

    def close(self) -> None:
        """Stop listening, and wait for the answers under way, which are cut short."""
        for site in tuple(self._sites.values()):
            site.withdrawn.set()
        self._listener.shutdown()
        self._listener.server_close()
        self._thread.join()


class _Listener(socketserver.TCPServer):
    """A pool of threads behind a port; HTTPServer would look up its own name, which takes time."""

    request_queue_size = 64

    def __init__(self, sites: Mapping[str, Site]) -> None:
        self.sites = sites
        self._pool = ThreadPoolExecutor(THREADS, thread_name_prefix="answering")
        super().__init__(("127.0.0.1", 0), _Handler)

    def process_request(self, request: Any, client_address: Any) -> None:
        self._pool.submit(self._process, request, client_address)

    def _process(self, request: socket, client_address: Any) -> None:
        try:
            with suppress(OSError):  # the client has gone, or keeps silent
                self.finish_request(request, client_address)
        finally:
            self.shutdown_request(request)

    def server_close(self) -> None:
        super().server_close()
        self._pool.shutdown(cancel_futures=True)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = SILENCE
    server: _Listener

    def _answer(self) -> None:
        self.close_connection = True
        name, _, rest = self.path.removeprefix("/").partition("/")
        site = self.server.sites.get(name)
        if site is None:
            self._head(NOT_FOUND)
            return
        headers = {name.lower(): value for name, value in self.headers.items()}
        answer = site.answer(self.command, f"/{rest}", headers)
        if answer.status == 0:
            return
        self._head(answer)
        if self.command != "HEAD":
            self._body(answer, site)

    do_GET = do_HEAD = do_POST = do_OPTIONS = _answer

    def _head(self, answer: Answer) -> None:
        self.send_response_only(answer.status)
        for name, value in answer.headers:
            self.send_header(name, value)
        self.send_header("Connection", "close")
        self.end_headers()

    def _body(self, answer: Answer, site: Site) -> None:
        for piece in pieces(answer):
            if answer.pause and site.withdrawn.wait(answer.pause):
                return
            self.wfile.write(piece)

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing: what was asked is in the evidence."""
