"""Ctrl-C at any moment: no event is lost on the way, and the stream ends in order."""

from __future__ import annotations

import os
import signal
from collections.abc import Generator

import pytest

from jwk_conformance.event import Event, Footer, TargetFailed
from jwk_conformance.interrupt import all_of, follow, relay


def failed(name: str) -> Event:
    return TargetFailed(target=name, what="", hint="")


def footer(code: int) -> Footer:
    return Footer(exit_code=code, reason="", ended="", seconds=0.0)


def stream(*names: str) -> Generator[Event, None, None]:
    """All names, whole, and a footer that says whether it was interrupted."""
    code = 0
    try:
        yield from relay(_named(*names), lambda event: event)
    except KeyboardInterrupt:
        code = 130
    yield footer(code)


def _named(*names: str) -> Generator[Event, None, None]:
    yield from all_of(map(failed, names))


def press() -> None:
    os.kill(os.getpid(), signal.SIGINT)


@pytest.mark.parametrize("at", ["", "a", "b", "c"])
def test_what_is_told_when_it_comes_is_told_whole(at: str) -> None:
    heard: list[str] = []

    def hear(event: Event) -> None:
        if isinstance(event, TargetFailed):
            if event.target == at:
                press()
            heard.append(event.target)

    last = follow(stream("a", "b", "c"), hear)
    assert heard == ["a", "b", "c"]
    assert last.exit_code == (130 if at else 0)
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_where_the_events_arise_it_comes_at_once() -> None:
    reached: list[str] = []

    def slow() -> Generator[Event, None, None]:
        try:
            press()
            reached.append("further")
        except KeyboardInterrupt:
            yield footer(130)

    assert follow(slow(), lambda event: None).exit_code == 130
    assert reached == []


def test_when_all_is_told_it_changes_nothing() -> None:
    def hear(event: Event) -> None:
        if isinstance(event, Footer):
            press()

    assert follow(stream("a"), hear).exit_code == 0


def test_a_handler_of_somebody_else_is_left_alone() -> None:
    pressed: list[int] = []
    before = signal.signal(signal.SIGINT, lambda number, frame: pressed.append(number))
    try:
        follow(stream("a"), lambda event: press())
    finally:
        signal.signal(signal.SIGINT, before)
    assert pressed == [signal.SIGINT] * 2
