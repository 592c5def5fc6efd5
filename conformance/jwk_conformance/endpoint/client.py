"""Asking politely: bounded in number, size and time, and never beyond the gate."""

from __future__ import annotations

import socket
import ssl
import threading
import time
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from http.client import RemoteDisconnected
from typing import Any
from urllib.parse import urlsplit

import msgspec
import requests
import urllib3

from jwk_conformance import __version__
from jwk_conformance.endpoint.exchange import Exchange, Trouble, TroubleKind
from jwk_conformance.endpoint.gate import Forbidden, Gate
from jwk_conformance.endpoint.wire import Watch, WatchedAdapter

USER_AGENT = f"jwk-conformance/{__version__}"
"""Names the tool; whoever reads the server's log can look it up."""

CHUNK = 65536


@dataclass(frozen=True, kw_only=True)
class Options:
    """How to ask."""

    timeout: float = 10.0
    """Seconds for one exchange, from connecting to the last octet."""
    size: int = 1_000_000
    """Octets of content that are read, before and after decoding."""
    redirects: int = 5
    """How many in a row are followed."""
    requests: int = 150
    """How many are sent to one endpoint at most."""
    variations: int = 40
    """Odd requests among them."""
    headers: tuple[tuple[str, str], ...] = ()
    """Sent to the hosts that the user named, and to no other."""
    ca: str = ""
    """File of certificates to trust instead of the usual ones."""
    certificate: tuple[str, ...] = ()
    """File of a client certificate, and of its key if that is another."""
    verify: bool = True
    proxy: str = ""
    resolve: Mapping[tuple[str, int], str] = field(default_factory=dict)
    """Host and port → address, before DNS."""
    allowed: tuple[str, ...] = ()
    """Further hosts that may have any address."""


class Client:
    """Sends requests for one endpoint and gives back exchanges; it never raises for a server."""

    def __init__(self, url: str, options: Options, stop: threading.Event | None = None) -> None:
        """Nothing more is sent once the event is set."""
        self.options = options
        self.stop = stop or threading.Event()
        self._plain = urlsplit(url).scheme == "http"
        self.gate = Gate([url], options.resolve)
        self.gate.allow(options.allowed)
        self._budget = options.requests
        self._begun = time.monotonic()
        self.sent = 0
        """Requests so far."""
        self._lock = threading.Lock()
        self._environment: dict[str, dict[str, str]] = {}
        self._bodies: dict[bytes, bytes] = {}  # the same content is kept once
        if not options.verify:  # the user asked for it: no reminder with every request
            urllib3.disable_warnings(urllib3.exceptions.InsecureRequestWarning)

    def ask(
        self,
        url: str,
        purpose: str,
        method: str = "GET",
        headers: Mapping[str, str] | None = None,
        size: int | None = None,
    ) -> Exchange:
        """One exchange over a connection of its own; a redirect is answered as it is.

        `size` limits the octets of content further than the options do.
        """
        limit = min(size or self.options.size, self.options.size)
        at = round(time.monotonic() - self._begun, 3)
        fields = {"Accept-Encoding": "identity", **(headers or {})}
        asked = Exchange(purpose=purpose, method=method, url=url, sent=tuple(fields.items()), at=at)
        if urlsplit(url).scheme not in ("http", "https"):
            return _troubled(asked, "forbidden", f"only http and https are asked, not {url[:60]!a}")
        if self.stop.is_set():
            return _troubled(asked, "budget", "interrupted")
        if not self._may_send():
            said = f"the budget of {self._budget} requests is spent"
            return _troubled(asked, "budget", said)
        started = time.monotonic()
        watch = Watch(self.gate, self.options.timeout)
        try:
            if self.proxied(url):
                self.gate.beyond_a_proxy(urlsplit(url).hostname or "", urlsplit(url).port or 443)
            with watch, self._session(watch) as session:
                return self._asked(session, asked, watch, fields, started, limit)
        except Exception as error:
            kind, said = _explained(error, watch, self.options)
            return _replaced(
                asked,
                seconds=round(time.monotonic() - started, 4),
                address=watch.address,
                trouble=Trouble(kind=kind, said=said),
            )

    def allow(self, more: int) -> None:
        """Raise the budget by what is asked for besides."""
        with self._lock:
            self._budget += more

    def _may_send(self) -> bool:
        with self._lock:
            if self.sent >= self._budget:
                return False
            self.sent += 1
            return True

    def _session(self, watch: Watch) -> requests.Session:
        session = requests.Session()
        session.trust_env = False  # .netrc would send passwords that nobody asked us to send
        adapter = WatchedAdapter(watch)
        session.mount("http://", adapter)
        session.mount("https://", adapter)
        return session

    def _asked(
        self,
        session: requests.Session,
        asked: Exchange,
        watch: Watch,
        fields: Mapping[str, str],
        started: float,
        limit: int,
    ) -> Exchange:
        options = self.options
        trusted = self._trusts(asked.url)
        own = dict(options.headers) if trusted else {}
        session.headers.clear()
        verify: bool | str = options.ca or True if options.verify else False
        with session.request(
            asked.method,
            asked.url,
            headers={"User-Agent": USER_AGENT, "Accept": "*/*", "Connection": "close"}
            | own
            | dict(fields),
            allow_redirects=False,
            stream=True,
            timeout=options.timeout,
            verify=verify,
            cert=(options.certificate or None) if trusted else None,  # type: ignore[arg-type]
            proxies=self._proxies(asked.url),
        ) as answer:
            answered = _replaced(
                asked,
                status=answer.status_code,
                reason=answer.reason or "",
                version={10: "HTTP/1.0", 11: "HTTP/1.1"}.get(answer.raw.version, ""),
                headers=tuple((str(n), str(v)) for n, v in answer.raw.headers.items()),
                address=watch.address,
            )
            try:
                content = _content(answer.raw, limit)
                body = _decoded(content, answered.header("Content-Encoding"), limit)
                trouble = _overdue(options) if watch.expired else None
            except _Bad as bad:
                content, body, trouble = bad.content, b"", Trouble(kind=bad.kind, said=bad.said)
            except Exception as error:
                kind, said = _explained(error, watch, options)
                content, body, trouble = b"", b"", Trouble(kind=kind, said=said)
            return _replaced(
                answered,
                body=self._bodies.setdefault(body, body),
                octets=len(content),
                seconds=round(time.monotonic() - started, 4),
                trouble=trouble,
            )

    def proxied(self, url: str) -> bool:
        """Whether a URL is asked by way of a proxy."""
        return bool(requests.utils.select_proxy(url, self._proxies(url)))

    def _trusts(self, url: str) -> bool:
        """Whether what the user gave to send along may go there: never in the clear by accident."""
        parts = urlsplit(url)
        return self.gate.names(parts.hostname or "") and (self._plain or parts.scheme == "https")

    def _proxies(self, url: str) -> dict[str, str]:
        """Scheme → proxy, for the host of a URL; the environment is read once for each host."""
        if self.options.proxy:
            return {"http": self.options.proxy, "https": self.options.proxy}
        parts = urlsplit(url)
        place = f"{parts.scheme}://{parts.netloc}"
        if place not in self._environment:
            found = requests.utils.get_environ_proxies(url, no_proxy=None)
            self._environment[place] = dict(found)
        return self._environment[place]


class _Bad(Exception):
    def __init__(self, kind: TroubleKind, said: str, content: bytes) -> None:
        super().__init__(said)
        self.kind: TroubleKind = kind
        self.said = said
        self.content = content


def _content(raw: Any, limit: int) -> bytes:
    """The content as sent, within the limit."""
    parts: list[bytes] = []
    total = 0
    while part := raw.read(CHUNK, decode_content=False):
        parts.append(part)
        total += len(part)
        if total > limit:
            raise _Bad("size", f"the content is larger than {limit} octets", b"".join(parts))
    return b"".join(parts)


def _decoded(content: bytes, coding: str | None, limit: int) -> bytes:
    """The content without its coding, within the limit: a small bomb must not unfold."""
    name = (coding or "identity").strip().lower()
    if name in ("", "identity") or not content:
        return content
    if name not in ("gzip", "x-gzip", "deflate"):
        raise _Bad("encoding", f"the content coding {name[:40]!a} was not asked for", content)
    unpacked = zlib.decompressobj(zlib.MAX_WBITS | 32)
    try:
        body = unpacked.decompress(content, limit + 1)
    except zlib.error:
        raise _Bad("encoding", f"the content is not {name}, as announced", content) from None
    if len(body) > limit:
        raise _Bad("size", f"the content unfolds to more than {limit} octets", content)
    return body


def _overdue(options: Options) -> Trouble:
    """Also where the end that the watch made looks like the end of an answer."""
    return Trouble(kind="timeout", said=f"no whole answer within {options.timeout:g} s")


def _explained(error: BaseException, watch: Watch, options: Options) -> tuple[TroubleKind, str]:
    """What went wrong, from the innermost cause that tells."""
    causes = list(_causes(error))

    def first(*kinds: type[BaseException]) -> BaseException | None:
        return next((cause for cause in causes if isinstance(cause, kinds)), None)

    if forbidden := first(Forbidden):
        return "forbidden", str(forbidden)
    if watch.expired or first(TimeoutError, urllib3.exceptions.TimeoutError):
        return "timeout", _overdue(options).said
    if unresolved := first(socket.gaierror, UnicodeError):
        return "unresolved", f"no such host: {getattr(unresolved, 'strerror', '') or unresolved}"
    if tls := first(ssl.SSLCertVerificationError):
        return "certificate", f"the certificate is not trusted: {tls.verify_message}"  # type: ignore[attr-defined]
    if tls := first(ssl.SSLError):
        return "tls", f"TLS failed: {getattr(tls, 'reason', '') or tls}"
    if first(RemoteDisconnected):
        return "unreachable", "the connection was closed without an answer"
    if first(ConnectionRefusedError):
        return "refused", "nobody listens there"
    if short := first(urllib3.exceptions.IncompleteRead):
        return "short", f"the content ends before what was announced: {short}"
    for cause in causes:
        if "got more than" in str(cause) and "header" in str(cause):
            return "headers", "the header is larger than any reader takes"
    said = str(causes[-1]) or type(causes[-1]).__name__
    kind: TroubleKind = "unreachable" if first(OSError) and not _no_http(causes) else "protocol"
    return kind, said[:200]


def _no_http(causes: Iterable[BaseException]) -> bool:
    return any(type(cause).__module__ == "http.client" for cause in causes)


def _causes(error: BaseException) -> Iterable[BaseException]:
    """An exception and what it wraps, outermost first."""
    seen: set[int] = set()
    waiting: list[object] = [error]
    while waiting:
        one = waiting.pop(0)
        if isinstance(one, BaseException) and id(one) not in seen:
            seen.add(id(one))
            yield one
            waiting += [one.__cause__, one.__context__, getattr(one, "reason", None), *one.args]


def _troubled(asked: Exchange, kind: TroubleKind, said: str) -> Exchange:
    return _replaced(asked, trouble=Trouble(kind=kind, said=said))


def _replaced(exchange: Exchange, **changes: Any) -> Exchange:
    return msgspec.structs.replace(exchange, **changes)
