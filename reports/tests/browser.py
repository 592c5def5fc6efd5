"""A real browser that opens pages of synthetic runs, and notes all that goes wrong in them."""

from __future__ import annotations

import importlib.util
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from jwk_conformance.event import Event
from jwk_conformance.runfile import read
from jwk_reports.html import render
from jwk_reports.summary import summarise

from .helpers import written

if TYPE_CHECKING:
    from playwright.sync_api import Browser as Chromium
    from playwright.sync_api import Page
else:
    Chromium = Page = Any

PROGRAM = shutil.which("chromium") or shutil.which("chromium-browser")
OPTIONS = (
    "--no-sandbox",  # which Chromium demands of root
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
READY = "html[data-ready]"
"""The page has unpacked its data and shows what its address asks for."""

needs_browser = pytest.mark.skipif(
    PROGRAM is None or importlib.util.find_spec("playwright") is None,
    reason="needs chromium on PATH, and playwright: tox -e browser has it",
)


@contextmanager
def launched() -> Iterator[Chromium]:
    """A Chromium without a window."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=PROGRAM, args=list(OPTIONS))
        yield running
        running.close()


def page_file(folder: Path, events: Iterable[Event], before: Iterable[Event] = ()) -> Path:
    """The report of a run, as a file."""
    run = read(written(folder / "run.jsonl", events))
    told = list(before)
    earlier = read(written(folder / "before.jsonl", told)) if told else None
    file = folder / "report.html"
    file.write_text(render(run, summarise(run), earlier), "utf-8")
    return file


@contextmanager
def opened(
    chromium: Chromium,
    folder: Path,
    events: Iterable[Event],
    place: str = "",
    before: Iterable[Event] = (),
    **context: Any,
) -> Iterator[Page]:
    """The page of a run at a place in it. Fails on an error, a complaint, a dialog or a request."""
    file = page_file(folder, events, before)
    session = chromium.new_context(**context)
    session.set_default_timeout(10_000)
    page = session.new_page()
    wrong: list[str] = []
    page.on("console", lambda message: wrong.append(message.text))
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("dialog", lambda dialog: wrong.append(f"a dialog: {dialog.message}"))
    page.on("request", lambda request: wrong.append(request.url))
    page.goto(f"{file.as_uri()}{place}")
    if context.get("java_script_enabled", True):
        page.locator(READY).wait_for(state="attached")
    yield page
    session.close()
    assert {one for one in wrong if not one.startswith(file.as_uri())} == set()
