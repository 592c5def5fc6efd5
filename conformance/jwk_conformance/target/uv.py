"""Running uv: with which environment variables, and what its answers mean."""

from __future__ import annotations

import functools
import os
import re
import subprocess
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from uv import find_uv_bin

from jwk_conformance.target.environment import ProvisionError

_IGNORED = frozenset(
    {
        # would point uv at another project, environment or interpreter than ours
        "CONDA_PREFIX",
        "PYTHONHOME",
        "PYTHONPATH",
        "UV_PROJECT",
        "UV_PROJECT_ENVIRONMENT",
        "UV_PYTHON",
        "UV_SYSTEM_PYTHON",
        "UV_WORKING_DIR",
        "UV_WORKING_DIRECTORY",
        "VIRTUAL_ENV",
        # the target decides which versions are meant
        "UV_EXCLUDE_NEWER",
        "UV_EXCLUDE_NEWER_PACKAGE",
        "UV_RESOLUTION",
        # would hide or colour what uv says
        "CLICOLOR_FORCE",
        "FORCE_COLOR",
        "RUST_LOG",
    }
)

_UNREACHABLE = re.compile(
    r"error sending request|failed to fetch|request failed|dns error|timed out|"
    r"network (?:was|is) disabled|network connectivity is disabled|not found in the cache",
    re.I,
)
_DISK_FULL = re.compile(r"no space left on device|disk quota exceeded", re.I)
_BACKEND_FAILED = re.compile(r"build backend returned an error|call to `[\w.:-]+` failed", re.I)
_BUILD_FAILED = re.compile(r"failed to (?:download and )?build|source distribution", re.I)


@dataclass(frozen=True)
class Answer:
    """How one call of uv ended."""

    code: int
    printed: str
    said: str
    """What came on its standard error: progress, warnings, errors."""

    @property
    def ok(self) -> bool:
        """Whether it did what was asked."""
        return self.code == 0

    @property
    def disk_full(self) -> bool:
        """Whether it ran out of space."""
        return not self.ok and _DISK_FULL.search(self.said) is not None

    @property
    def build_failed(self) -> bool:
        """Whether a source distribution or project could not be built."""
        return not self.ok and any(
            pattern.search(self.said) for pattern in (_BACKEND_FAILED, _BUILD_FAILED)
        )

    @property
    def unreachable(self) -> bool:
        """Whether the package index could not be asked.

        What a build backend says about its own troubles with a network does not count.
        """
        return (
            not self.ok
            and _UNREACHABLE.search(self.said) is not None
            and _BACKEND_FAILED.search(self.said) is None
        )

    def last_lines(self, count: int) -> str:
        """The end of what it said, without empty lines."""
        lines = [line.rstrip() for line in self.said.splitlines() if line.strip()]
        return "\n".join(lines[-count:])


_FINDING = threading.Lock()
"""uv asks sysconfig, which Python 3.11 and older fill in without a lock: two targets that start at
once could meet it half filled."""


@functools.cache
def program() -> str:
    """Where uv is.

    Raises ProvisionError.
    """
    try:
        with _FINDING:
            return find_uv_bin()
    except FileNotFoundError as error:
        raise ProvisionError(
            f"The program uv is not where its package says ({error}).",
            "Install it again: python -m pip install --force-reinstall uv",
        ) from None


def variables() -> dict[str, str]:
    """The environment variables uv is run with: the user's, less those that would mislead it.

    Index settings are the user's own (UV_INDEX_URL, UV_FIND_LINKS and the like, or uv's user
    configuration); an interpreter is never downloaded.
    """
    kept = {name: value for name, value in os.environ.items() if name not in _IGNORED}
    return kept | {"UV_PYTHON_DOWNLOADS": "never", "UV_NO_PROGRESS": "1", "NO_COLOR": "1"}


def told_offline() -> bool:
    """Whether the user's environment forbids uv the network."""
    return os.environ.get("UV_OFFLINE", "").lower() in {"1", "true", "yes", "y", "on", "t"}


def run(
    arguments: Sequence[str],
    *,
    folder: Path,
    given: str = "",
    more: Mapping[str, str] | None = None,
) -> Answer:
    """Call uv in a folder, with text on its standard input and `more` variables.

    Raises ProvisionError where uv cannot be started.
    """
    argv = [program(), *arguments]
    try:
        done = subprocess.run(
            argv,
            cwd=folder,
            env={**variables(), **(more or {})},
            input=given,
            capture_output=True,
            encoding="utf-8",
            errors="replace",
            check=False,
        )
    except OSError as error:
        raise ProvisionError(
            f"uv could not be started: {error}.", "Check it with: python -m uv --version"
        ) from None
    return Answer(done.returncode, done.stdout, done.stderr)
