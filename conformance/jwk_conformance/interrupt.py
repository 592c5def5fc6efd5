"""Events from where they arise to those who keep and show them; Ctrl-C loses none on the way."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import contextmanager
from types import FrameType

from jwk_conformance.event import Event, Footer


def follow(events: Generator[Event, None, None], hear: Callable[[Event], None]) -> Footer:
    """Hand every event over as it comes; the footer is the last, and is returned.

    A Ctrl-C while one is handed over waits until that is done, and then arises in `events` as a
    KeyboardInterrupt: what is told is told whole, and the stream can end in order.
    """
    with _Patience() as patience:
        event = next(events)
        while True:
            with patience.held():
                hear(event)
            if isinstance(event, Footer):
                return event
            event = events.throw(KeyboardInterrupt()) if patience.tried() else next(events)


def relay(
    events: Generator[Event, None, None], change: Callable[[Event], Event]
) -> Generator[Event, None, None]:
    """The events, each changed; a KeyboardInterrupt goes on to where they arise."""
    event = next(events, None)
    while event is not None:
        try:
            yield change(event)
        except KeyboardInterrupt as interrupt:
            event = events.throw(interrupt)
        else:
            event = next(events, None)


def all_of(events: Iterable[Event]) -> Generator[Event, None, None]:
    """All of them, even where a KeyboardInterrupt comes in between: it then comes at the end."""
    interrupt: KeyboardInterrupt | None = None
    for event in events:
        try:
            yield event
        except KeyboardInterrupt as came:
            interrupt = came
    if interrupt is not None:
        raise interrupt


class _Patience:
    """Ctrl-C, put off while it is held. Where somebody else sees to the signal it stays so."""

    def __init__(self) -> None:
        self._holding = self._came = self._ours = False

    def __enter__(self) -> _Patience:
        usual = signal.getsignal(signal.SIGINT) is signal.default_int_handler
        self._ours = usual and threading.current_thread() is threading.main_thread()
        if self._ours:
            signal.signal(signal.SIGINT, self._interrupt)
        return self

    def __exit__(self, *_: object) -> None:
        if self._ours:
            signal.signal(signal.SIGINT, signal.default_int_handler)

    @contextmanager
    def held(self) -> Iterator[None]:
        """No KeyboardInterrupt arises within."""
        self._holding = True
        try:
            yield
        finally:
            self._holding = False

    def tried(self) -> bool:
        """Whether Ctrl-C came while it was held; it is forgotten with the answer."""
        came, self._came = self._came, False
        return came

    def _interrupt(self, number: int, frame: FrameType | None) -> None:
        if not self._holding:
            raise KeyboardInterrupt
        self._came = True
