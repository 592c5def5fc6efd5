"""One browser for all tests of a worker."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from .browser import Chromium, launched


@pytest.fixture(scope="session")
def chromium() -> Iterator[Chromium]:
    """Started at the first test that asks for it."""
    with launched() as running:
        yield running
