"""Windows of documents down the pipe: the next is made while the target works on those before.

A window of keys is one line (`probe`), and one line comes back. Whatever needs more than that,
and whatever breaks the target, is asked about again document by document.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass

from jwk_conformance import jose, protocol
from jwk_conformance.engine.connection import Ask, Breakdown
from jwk_conformance.engine.session import Session
from jwk_conformance.protocol import Breach, Probed
from jwk_fuzz.case import Case

AHEAD = 3
"""Windows that are on their way at a time: one being made, one at work, one in between."""
LARGEST = 64
"""Documents in a window."""
QUICK, SLOW = 0.05, 0.4
"""Seconds that a window may take before the next is not made larger, or is made smaller."""

Route = tuple[str, ...]
"""Operations that follow the import."""


@dataclass(frozen=True)
class Answered:
    """A window and what came of it."""

    cases: Sequence[Case]
    routes: Sequence[Route]
    """Of each case."""
    probed: Probed | None
    """None where the target broke down over it."""


@dataclass(frozen=True)
class _Posted:
    number: int
    cases: Sequence[Case]
    routes: Sequence[Route]
    ask: Ask


class Pace:
    """How many documents make a window: few of a slow target, so that the clock is looked at."""

    def __init__(self) -> None:
        self.size = 1
        self._last = time.monotonic()

    def start(self) -> None:
        """A window is about to be asked."""
        self._last = time.monotonic()

    def note(self, documents: int) -> None:
        """As many documents were answered since."""
        now = time.monotonic()
        each, self._last = (now - self._last) / max(1, documents), now
        if each * self.size < QUICK:
            self.size = min(LARGEST, 2 * self.size)
        elif each * self.size > SLOW:
            self.size = max(1, self.size // 2)


class Pipeline:
    """The windows that are on their way."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._posted: deque[_Posted] = deque()

    def __len__(self) -> int:
        return len(self._posted)

    def post(self, cases: Sequence[Case], routes: Sequence[Route]) -> None:
        """Send a window, without waiting for an answer. Raises TargetLost, Stopped."""
        distinct = list(dict.fromkeys(routes))
        keys = [
            (distinct.index(route), _material(case.text))
            for case, route in zip(cases, routes, strict=True)
        ]
        ask = Ask("probe", {"routes": distinct, "keys": keys})
        self._posted.append(_Posted(self._session.connection().post(ask), cases, routes, ask))

    def collect(self) -> Answered:
        """The answer to the oldest window. Raises TargetLost, Stopped."""
        posted = self._posted.popleft()
        connection = self._session.connection()
        try:
            line = connection.line()
            follow = [len(route) for route in posted.routes]
            try:
                probed = protocol.probed(line, posted.number, follow)
            except Breach as breach:
                raise connection.broken("protocol-error", str(breach)) from None
        except Breakdown as breakdown:
            self._session.broke(breakdown)
            self._again()
            return Answered(posted.cases, posted.routes, None)
        self._session.requests += len(posted.cases) + sum(
            len(told) for told in probed.answers if isinstance(told, list)
        )
        self._session.micros += sum(probed.micros)
        return Answered(posted.cases, posted.routes, probed)

    def documents(self) -> int:
        """How many are on their way."""
        return sum(len(posted.cases) for posted in self._posted)

    def clear(self) -> None:
        """Forget what is on its way; the process that was to answer it is ended."""
        if self._posted:
            self._posted.clear()
            self._session.fresh()

    def _again(self) -> None:
        """Send to the new process what the old one had not answered."""
        waiting, self._posted = self._posted, deque()
        for posted in waiting:
            number = self._session.connection().post(posted.ask)
            self._posted.append(_Posted(number, posted.cases, posted.routes, posted.ask))


def _material(text: str | bytes) -> str | dict[str, str]:
    return text if isinstance(text, str) else {"b64": jose.encode(text)}
