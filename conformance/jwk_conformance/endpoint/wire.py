"""Connections for requests: to admitted addresses only, and cut when their time is up.

requests limits the time between two octets, not the time of an answer: a server that drips one
octet a second would hold a request for ever. So every connection is watched by a timer that shuts
its socket down.
"""

from __future__ import annotations

import contextlib
import os
import socket
import ssl
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache
from types import TracebackType
from typing import Any

from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.util.ssl_ import create_urllib3_context

from jwk_conformance.endpoint.gate import Gate, looked_up


@dataclass
class Watch:
    """The socket of one exchange, and the moment at which it is shut down."""

    gate: Gate
    seconds: float
    address: str = ""
    """What was connected to."""
    expired: bool = False
    _line: socket.socket | None = field(default=None, repr=False)

    def connect(self, host: str, port: int) -> socket.socket:
        """A connection to the first admitted address that answers. Raises Forbidden, OSError."""
        return self._first(self.gate.addresses(host, port), host, port)

    def connect_proxy(self, host: str, port: int) -> socket.socket:
        """The same to a proxy, which the user named: its address opens nothing else."""
        return self._first(looked_up(host, port), host, port)

    def _first(self, addresses: list[str], host: str, port: int) -> socket.socket:
        failed: OSError | None = None
        for address in addresses:
            try:
                line = socket.create_connection((address, port), timeout=self.seconds)
            except OSError as error:
                failed = error
                continue
            self.address = address
            # TLS takes the socket over; a duplicate can still shut the connection down.
            self._line = line.dup()
            return line
        raise failed or OSError(f"{host} has no address")

    def __enter__(self) -> Watch:
        self._timer = threading.Timer(self.seconds, self._expire)
        self._timer.daemon = True
        self._timer.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._timer.cancel()
        self._timer.join()
        if self._line is not None:
            self._line.close()

    def _expire(self) -> None:
        self.expired = True
        if self._line is not None:
            with contextlib.suppress(OSError):  # it has ended meanwhile
                self._line.shutdown(socket.SHUT_RDWR)


class WatchedAdapter(HTTPAdapter):
    """A transport for one exchange whose connections are those of its watch."""

    def __init__(self, watch: Watch) -> None:
        self._watch = watch
        super().__init__(pool_maxsize=1)

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        """As requests does it, with connections of ours."""
        super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = _pools(self._watch.connect)

    def proxy_manager_for(self, proxy: str, **kwargs: Any) -> Any:
        """The same towards a proxy, which the user named."""
        manager = super().proxy_manager_for(proxy, **kwargs)
        manager.pool_classes_by_scheme = _pools(self._watch.connect_proxy)
        return manager

    def cert_verify(self, conn: Any, url: str, verify: Any, cert: Any) -> None:
        """As requests does it, without reading the authorities anew for each connection.

        A client's certificate is for some hosts only: it gets a context of its own.
        """
        super().cert_verify(conn, url, verify, cert)  # type: ignore[no-untyped-call]
        if conn.scheme == "https" and conn.ca_certs and not cert:
            conn.conn_kw["ssl_context"] = trusting(conn.ca_certs)
            conn.ca_certs = None


def trusting(authorities: str) -> ssl.SSLContext:
    """A context that trusts the authorities in a file; it is shared, and not to be changed."""
    path = os.path.abspath(authorities)
    return _trusting(path, os.stat(path).st_mtime_ns)


@lru_cache(maxsize=8)
def _trusting(path: str, changed: int) -> ssl.SSLContext:
    """A context that trusts the authorities in a file, as it was when it was changed last."""
    context = create_urllib3_context(cert_reqs=ssl.CERT_REQUIRED)
    context.load_verify_locations(path)
    return context


def _pools(connect: Callable[[str, int], socket.socket]) -> dict[str, type]:
    class Plain(HTTPConnection):
        def _new_conn(self) -> socket.socket:
            return connect(self._dns_host, self.port)

    class Tls(HTTPSConnection):
        def _new_conn(self) -> socket.socket:
            return connect(self._dns_host, self.port)

    class PlainPool(HTTPConnectionPool):
        ConnectionCls = Plain

    class TlsPool(HTTPSConnectionPool):
        ConnectionCls = Tls

    return {"http": PlainPool, "https": TlsPool}
