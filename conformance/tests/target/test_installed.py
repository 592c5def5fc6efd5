"""Libraries that are installed beside the suite."""

from __future__ import annotations

import io
import sys
import zipfile
from importlib.metadata import version
from pathlib import Path

import pytest

from jwk_conformance.target.installed import installed
from jwk_conformance.target.spec import Installed

from .helpers import wheel


@pytest.fixture
def beside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of distributions that the running interpreter finds."""
    monkeypatch.syspath_prepend(tmp_path)
    return tmp_path


def put(folder: Path, made: tuple[str, bytes]) -> None:
    zipfile.ZipFile(io.BytesIO(made[1])).extractall(folder)


def test_an_installed_library_runs_in_the_suites_interpreter() -> None:
    environment = installed(Installed("jwcrypto"))
    assert environment is not None
    assert environment.python == Path(sys.executable)
    assert environment.version == version("jwcrypto")
    assert environment.packages["cryptography"] == version("cryptography")


def test_a_library_that_is_not_there_has_no_environment() -> None:
    assert installed(Installed("no-such-library-here")) is None


def test_an_extra_counts_only_with_all_that_it_asks_for(beside: Path) -> None:
    asks = ["made_fast>=1; extra == 'fast'", "made-other; extra == 'other'", "absent"]
    put(beside, wheel("made_jose", "1.0", requires=asks, extras=["fast", "other"]))
    put(beside, wheel("made_fast", "1.0"))

    assert installed(Installed("made-jose")) is not None
    assert installed(Installed("made-jose", ("fast",))) is not None
    assert installed(Installed("made-jose", ("fast", "other"))) is None
