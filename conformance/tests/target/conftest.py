"""A package index of one's own, and uv cut off from every other."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from .helpers import Shop, serving

DEAD = "http://127.0.0.1:9/simple"


@pytest.fixture
def alone(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No setting of the user's uv, no cache of the user's, no network but loopback."""
    for name in os.environ:
        if name.startswith("UV_") or name.lower().endswith("_proxy"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("UV_CACHE_DIR", str(tmp_path / "uv-cache"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "no-config"))
    monkeypatch.setenv("XDG_CONFIG_DIRS", str(tmp_path / "no-config"))
    monkeypatch.setenv("UV_HTTP_RETRIES", "0")
    monkeypatch.setenv("UV_DEFAULT_INDEX", DEAD)


@pytest.fixture
def shop(alone: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[Shop]:
    """An empty package index that uv asks, and no other."""
    shop = Shop()
    with serving(shop):
        monkeypatch.setenv("UV_DEFAULT_INDEX", f"{shop.url}/simple")
        yield shop


@pytest.fixture
def cut_off(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[[], None]:
    """Call it, and from then on no index answers and uv remembers nothing."""

    def cut() -> None:
        monkeypatch.setenv("UV_DEFAULT_INDEX", DEAD)
        monkeypatch.setenv("UV_CACHE_DIR", str(tmp_path / "forgotten"))

    return cut


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    """Where environments go."""
    return tmp_path / "cache"
