"""Requests down the pipe, replies back, in order, against the clock.

A connection keeps a window of requests on their way. Replies come in the order of the requests,
so whatever goes wrong is the doing of the oldest request not yet answered. Nothing is ever
resynchronised by guessing: after a breakdown the process is gone and a new connection is made.
"""

from __future__ import annotations

import os
import selectors
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Literal

from jwk_conformance import protocol
from jwk_conformance.engine.process import Launch, Process
from jwk_conformance.protocol import Breach, Hello, Reply

WINDOW_REQUESTS = 128
WINDOW_OCTETS = 1 << 20
CHUNK = 1 << 16
LINE_LIMIT = 64 << 20
NAP_REQUESTS = WINDOW_REQUESTS // 2
NAP_SECONDS = 0.0003
"""How long replies gather while the worker has that many requests at hand. A reply that nobody
waits for is written without waking us, which costs the worker more than the protocol does."""
WATCH_SECONDS = 0.05
"""How often a silent process is looked at: has it died, has it grown?"""


@dataclass(frozen=True, kw_only=True)
class Limits:
    """What a target may take."""

    deadline: float = 10.0
    """Seconds a request."""
    start: float = 30.0
    """Seconds until hello is answered."""
    memory: int = 4 << 30
    """Octets of resident memory."""


@dataclass(frozen=True)
class Ask:
    """One request, before it has a number."""

    operation: str
    args: dict[str, Any]
    named: str = ""


class Stopped(Exception):
    """The run is being interrupted."""


class Breakdown(Exception):
    """The process hung, died, grew beyond its limit or broke the protocol."""

    def __init__(self, kind: Literal["hung", "died", "protocol-error"], said: str) -> None:
        super().__init__(said)
        self.kind = kind
        self.said = said


class Connection:
    """A running adapter that has said hello."""

    def __init__(
        self, launch: Launch, limits: Limits, stopping: Callable[[], bool] = lambda: False
    ) -> None:
        self._limits = limits
        self._stopping = stopping
        self._process = Process(launch)
        self._selector = selectors.DefaultSelector()
        self._selector.register(self._process.replies, selectors.EVENT_READ)
        self._writing = False
        self._incoming = bytearray()
        self._scanned = 0
        self._outgoing = bytearray()
        self._waiting: deque[tuple[int, str, int]] = deque()
        self._outstanding = 0
        self._seq = 0
        try:
            self.hello = self._greeting()
        except BaseException:
            self.close()
            raise

    def _greeting(self) -> Hello:
        self._queue(Ask("hello", {"protocol": protocol.PROTOCOL}))
        answer = self._next_reply(self._limits.start)
        if answer.outcome != "accepted":
            fault = answer.error
            raise Breakdown("died", f"{fault.type}: {fault.message}" if fault else answer.outcome)
        try:
            return protocol.hello(answer)
        except Breach as breach:
            raise Breakdown("protocol-error", str(breach)) from None

    @property
    def waiting(self) -> int:
        """How many requests nobody has read the replies to."""
        return len(self._waiting)

    def exchange(self, asks: Iterable[Ask]) -> Iterator[Reply]:
        """Replies in the order of the asks. Raises Breakdown at the ask that is to blame."""
        source = iter(asks)
        exhausted = False
        while True:
            while not exhausted and self._room():
                ask = next(source, None)
                if ask is None:
                    exhausted = True
                else:
                    self._queue(ask)
            if not self._waiting:
                return
            yield self._next_reply(self._limits.deadline)

    def post(self, ask: Ask) -> int:
        """Send a request, as far as the pipe has room, without waiting; returns its number.

        For who computes while the target works. What is posted has to be read with `line`, in the
        same order, before anything else is asked.
        """
        self._queue(ask)
        self._write()
        return self._seq - 1

    def line(self) -> bytes:
        """The reply to the oldest request that was posted. Raises Breakdown."""
        line = self._next_line(time.monotonic() + self._limits.deadline, self._limits.deadline)
        _, _, octets = self._waiting.popleft()
        self._outstanding -= octets
        return line

    def broken(self, kind: Literal["hung", "died", "protocol-error"], said: str) -> Breakdown:
        """End the process; the exception says why."""
        return self._broken(kind, said)

    def ask(self, ask: Ask) -> Reply:
        """One request, one reply."""
        return next(self.exchange([ask]))

    def resident_octets(self) -> int:
        """Resident memory of the process, in octets; 0 where the system does not tell."""
        return self._process.resident_octets()

    def close(self) -> None:
        """End the process and everything it started."""
        self._selector.close()
        self._process.close()

    def __enter__(self) -> Connection:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _room(self) -> bool:
        return len(self._waiting) < WINDOW_REQUESTS and self._outstanding < WINDOW_OCTETS

    def _queue(self, ask: Ask) -> None:
        line = protocol.request(self._seq, ask.operation, ask.args, ask.named)
        self._waiting.append((self._seq, ask.operation, len(line)))
        self._outstanding += len(line)
        self._seq += 1
        self._outgoing += line

    def _next_reply(self, seconds: float) -> Reply:
        line = self._next_line(time.monotonic() + seconds, seconds)
        seq, operation, octets = self._waiting.popleft()
        self._outstanding -= octets
        try:
            return protocol.reply(line, seq, operation)
        except Breach as breach:
            raise self._broken("protocol-error", str(breach)) from None

    def _next_line(self, deadline: float, seconds: float) -> bytes:
        while (end := self._incoming.find(b"\n", self._scanned)) < 0:
            self._scanned = len(self._incoming)
            if self._scanned > LINE_LIMIT:
                raise self._broken("protocol-error", f"a line of over {LINE_LIMIT} octets")
            self._move(deadline, seconds)
        line = bytes(self._incoming[:end])
        del self._incoming[: end + 1]
        self._scanned = 0
        return line

    def _move(self, deadline: float, seconds: float) -> None:
        """Write what can be written, read what can be read, or notice what is wrong."""
        if self._outgoing:
            self._write()
        left = deadline - time.monotonic()
        if left <= 0:
            raise self._broken("hung", f"no answer within {seconds:g} s")
        self._watch_writing()
        if len(self._waiting) >= NAP_REQUESTS and not self._outgoing:
            time.sleep(NAP_SECONDS)
        ready = self._selector.select(min(left, WATCH_SECONDS))
        for key, _ in ready:
            if key.fd == self._process.replies:
                self._read()
        if not ready:
            self._look()

    def _watch_writing(self) -> None:
        wanted = bool(self._outgoing)
        if wanted and not self._writing:
            self._selector.register(self._process.requests, selectors.EVENT_WRITE)
        elif self._writing and not wanted:
            self._selector.unregister(self._process.requests)
        self._writing = wanted

    def _write(self) -> None:
        try:
            written = os.write(self._process.requests, self._outgoing[:CHUNK])
        except BlockingIOError:
            return
        except BrokenPipeError:
            self._outgoing.clear()  # its death shows on the other pipe, after its last replies
            return
        del self._outgoing[:written]

    def _read(self) -> None:
        try:
            octets = os.read(self._process.replies, CHUNK)
        except BlockingIOError:
            return
        if not octets:
            raise self._ended()
        self._incoming += octets

    def _look(self) -> None:
        if self._stopping():
            raise Stopped
        if self._process.exit_status() is not None:
            raise self._ended()
        resident = self._process.resident_octets()
        if resident > self._limits.memory:
            raise self._broken("died", f"grew to {resident >> 20} MiB and was stopped")

    def _ended(self) -> Breakdown:
        """The reply pipe is closed, or the process is gone (a child of it may hold the pipe)."""
        give_up = time.monotonic() + 1.0
        while self._process.exit_status() is None and time.monotonic() < give_up:
            time.sleep(0.005)
        status = self._process.exit_status()
        if status is None:
            return self._broken("protocol-error", "closed its output without ending")
        said = self._process.said_on_stderr().splitlines()
        return self._broken(
            "died",
            f"ended with {status}"
            + (f"; the last line on its standard error: {said[-1].strip()}" if said else ""),
        )

    def _broken(self, kind: Literal["hung", "died", "protocol-error"], said: str) -> Breakdown:
        self._process.kill()
        return Breakdown(kind, said)
