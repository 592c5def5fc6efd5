"""What the user is told where the machine, not the library, is at fault."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from jwk_conformance.target import uv
from jwk_conformance.target.cache import default_cache
from jwk_conformance.target.environment import IndexUnreachableError, ProvisionError

from .helpers import Shop, wheel
from .test_interpreter import program
from .test_provision import prepare


@pytest.fixture
def uv_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Put a program in uv's place that says something and fails."""

    def says(text: str) -> None:
        fake = program(tmp_path / "fake-uv", f"echo '{text}' >&2; exit 2")
        monkeypatch.setattr(uv, "program", lambda: str(fake))

    return says


def test_a_full_disk_is_said_to_be_full(uv_says: Callable[[str], None], cache: Path) -> None:
    uv_says("error: Failed to write to the cache: No space left on device (os error 28)")
    with pytest.raises(ProvisionError) as caught:
        prepare("jose==1.0", cache)
    assert caught.value.what == "jose==1.0: no space is left on the device."
    assert "JWK_CONFORMANCE_CACHE" in caught.value.hint


def test_a_disk_that_fills_up_while_installing_is_said_to_be_full(
    shop: Shop, cache: Path, uv_says: Callable[[str], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    shop.publish(wheel("jose", "1.0"), "2021-06-01")
    real = uv.program()

    def filling(arguments: list[str], **options: Any) -> uv.Answer:
        monkeypatch.setattr(uv, "program", lambda: real)
        if arguments[:2] == ["pip", "sync"]:
            uv_says("error: failed to copy file: No space left on device (os error 28)")
        return run(arguments, **options)

    run = uv.run
    monkeypatch.setattr(uv, "run", filling)
    with pytest.raises(ProvisionError, match="no space is left on the device"):
        prepare("jose==1.0", cache)


def test_what_is_not_understood_is_passed_on_in_uvs_words(
    uv_says: Callable[[str], None], cache: Path
) -> None:
    uv_says("error: the moon is in the wrong house")
    with pytest.raises(ProvisionError) as caught:
        prepare("jose==1.0", cache)
    assert "the moon is in the wrong house" in caught.value.what
    assert "log.txt" in caught.value.hint


@pytest.mark.parametrize(
    "text",
    [
        "error: Request failed after 3 retries",
        "error: Failed to fetch: `http://h/simple/jose/`",
        "  Caused by: dns error: failed to lookup address information",
        "  Caused by: operation timed out",
    ],
)
def test_a_silent_index_is_told_from_a_missing_library(
    uv_says: Callable[[str], None], cache: Path, text: str
) -> None:
    uv_says(text.replace("`", ""))
    with pytest.raises(IndexUnreachableError):
        prepare("jose==1.0", cache)


def test_uv_that_cannot_be_started_is_one_clear_error(
    cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(uv, "program", lambda: "/nowhere/uv")
    with pytest.raises(ProvisionError, match="uv could not be started"):
        prepare("jose==1.0", cache)


def test_the_cache_folder_can_be_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JWK_CONFORMANCE_CACHE", "~/somewhere")
    assert default_cache() == Path.home() / "somewhere"
    monkeypatch.delenv("JWK_CONFORMANCE_CACHE")
    assert default_cache().name == "jwk-conformance"
