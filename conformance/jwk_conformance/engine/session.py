"""One target over the life of a run: asks vectors, survives breakdowns, restarts."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import groupby
from typing import Any

import msgspec

from jwk_conformance.engine.connection import Ask, Breakdown, Connection, Limits, Stopped
from jwk_conformance.engine.process import CannotStart, Launch
from jwk_conformance.protocol import Fault, Hello, Observation
from jwk_conformance.serving import Server, Site
from jwk_vectors.model import Step, Vector

STARTS_IN_A_ROW = 3
BREAKDOWNS = 25
"""After so many a target is given up: each may have cost a deadline."""

Steps = tuple[Observation, ...]


class TargetLost(Exception):
    """The target cannot be started, or broke down too often to go on."""


class Session:
    """A target's current process and what is counted over all its processes."""

    def __init__(
        self,
        launch: Launch,
        limits: Limits,
        stopping: Callable[[], bool] = lambda: False,
        breakdowns: int = BREAKDOWNS,
    ) -> None:
        self._breakdowns = breakdowns
        self._launch = launch
        self._limits = limits
        self._stopping = stopping
        self._connection: Connection | None = None
        self._server: Server | None = None
        self._site: Site | None = None
        self._partial: list[Observation] = []
        self._broken = 0
        self.requests = 0
        self.restarts = -1
        self.micros = 0

    def hello(self) -> Hello:
        """What the target declares. Raises TargetLost."""
        return self._connected().hello

    def connection(self) -> Connection:
        """The target's process, started where there is none. Raises TargetLost, Stopped."""
        return self._connected()

    def broke(self, breakdown: Breakdown) -> None:
        """Count a breakdown of that process and end it. Raises TargetLost, Stopped."""
        self.fresh()
        self._count_breakdown(breakdown)

    def fresh(self) -> None:
        """End the current process: the next vector meets a new one."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def resident_octets(self) -> int:
        """Resident memory of the current process, in octets; 0 where none is known."""
        return self._connection.resident_octets() if self._connection is not None else 0

    def close(self) -> None:
        """End the process, then the server it may have asked."""
        self.fresh()
        if self._server is not None:
            self._server.close()
            self._server = None

    def __enter__(self) -> Session:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def observe(self, vectors: Sequence[Vector]) -> Iterator[tuple[Vector, Steps]]:
        """Each vector with what was observed. A breakdown costs the vector at fault, no other.

        Raises TargetLost when the target cannot be brought back, Stopped when told to stop.
        """
        position = 0
        while position < len(vectors):
            connection = self._unburdened()
            try:
                for steps in self._stream(connection, vectors[position:]):
                    yield vectors[position], steps
                    position += 1
            except Breakdown as breakdown:
                steps = self._blamed(vectors[position], breakdown)
                self.fresh()
                self._count_breakdown(breakdown)
                yield vectors[position], steps
                position += 1

    def _unburdened(self) -> Connection:
        """A process that owes no reply, such as to who stopped reading half-way: what comes next
        would be taken for the answer to something else.
        """
        if self._connection is not None and self._connection.waiting:
            self.fresh()
        return self._connected()

    def _connected(self) -> Connection:
        failure = ""
        for _ in range(STARTS_IN_A_ROW):
            if self._connection is not None:
                return self._connection
            if self._stopping():
                raise Stopped
            try:
                self._connection = Connection(self._launch, self._limits, self._stopping)
                self.restarts += 1
            except CannotStart as error:
                raise TargetLost(f"cannot be started: {error}") from None
            except Breakdown as breakdown:
                failure = breakdown.said
        if self._connection is not None:
            return self._connection
        raise TargetLost(f"gave no hello: {failure}")

    def _stream(self, connection: Connection, vectors: Sequence[Vector]) -> Iterator[Steps]:
        for serving, group in groupby(vectors, key=lambda vector: bool(vector.serves)):
            if serving:
                yield from (self._served(connection, vector) for vector in group)
            else:
                yield from self._piped(connection, tuple(group))

    def _served(self, connection: Connection, vector: Vector) -> Steps:
        """One step after the other, so that it is known which of them asked for what."""
        self._partial = []
        try:
            server = self._serving()
        except OSError as error:
            fault = Fault(type="OSError", message=f"nothing can be served here: {error}")
            return tuple(Observation(outcome="unreached", error=fault) for _ in vector.steps)
        with server.publish(vector.serves) as self._site:
            for step in vector.steps:
                reply = connection.ask(Ask(step.operation, _placed(step, self._site), step.as_))
                self.requests += 1
                self.micros += reply.micros
                self._partial.append(_told(reply.observation(), self._site))
            connection.ask(Ask("reset", {}))
            self._site = None
        return tuple(self._partial)

    def _serving(self) -> Server:
        if self._server is None:
            self._server = Server()
        return self._server

    def _piped(self, connection: Connection, vectors: Sequence[Vector]) -> Iterator[Steps]:
        replies = connection.exchange(_asks(vectors))
        for vector in vectors:
            self._partial = []
            for _ in vector.steps:
                observation = next(replies).observation()
                self.requests += 1
                self.micros += observation.micros
                self._partial.append(observation)
            if _leaves_handles(vector):
                next(replies)
            yield tuple(self._partial)

    def _blamed(self, vector: Vector, breakdown: Breakdown) -> Steps:
        seen = self._partial
        if len(seen) == len(vector.steps):  # it was the reset after the last step
            seen = seen[:-1]
        broken = Observation(outcome=breakdown.kind, stage="use", error=_fault(breakdown))
        if self._site is not None:
            broken = _told(broken, self._site)
            self._site = None
        seen.append(broken)
        missing = len(vector.steps) - len(seen)
        return (*seen, *(Observation(outcome="unreached") for _ in range(missing)))

    def _count_breakdown(self, breakdown: Breakdown) -> None:
        if self._stopping():
            raise Stopped
        self._broken += 1
        if self._broken >= self._breakdowns:
            raise TargetLost(f"broke down {self._broken} times, the last time: {breakdown.said}")


def _leaves_handles(vector: Vector) -> bool:
    return any(step.as_ for step in vector.steps)


def _asks(vectors: Sequence[Vector]) -> Iterator[Ask]:
    for vector in vectors:
        for step in vector.steps:
            yield Ask(step.operation, step.args, step.as_)
        if _leaves_handles(vector):
            yield Ask("reset", {})


def _placed(step: Step, site: Site) -> dict[str, Any]:
    """The arguments with the address of the site in front of the path in url."""
    url = step.args.get("url", "")
    return {**step.args, "url": site.address + url} if url.startswith("/") else step.args


def _told(seen: Observation, site: Site) -> Observation:
    """The observation with the requests that were made, and no address in its message."""
    fault = seen.error
    if fault is not None:
        fault = msgspec.structs.replace(fault, message=site.without_address(fault.message))
    return msgspec.structs.replace(seen, error=fault, requested=site.taken())


def _fault(breakdown: Breakdown) -> Fault:
    return Fault(type=breakdown.kind, message=breakdown.said)
