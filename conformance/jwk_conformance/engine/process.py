"""One adapter process: its group, its limits, its pipes."""

from __future__ import annotations

import fcntl
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

STDERR_TAIL = 2000
PIPE_OCTETS = 1 << 18
PAGE = os.sysconf("SC_PAGE_SIZE")


@dataclass(frozen=True, kw_only=True)
class Launch:
    """How to start an adapter."""

    argv: tuple[str, ...]
    cwd: Path
    environment: Mapping[str, str] = field(default_factory=lambda: dict(os.environ))
    notes: tuple[str, ...] = ()
    hint: str = ""
    """What to look at where it gives no hello."""


class CannotStart(Exception):
    """The process could not be started at all."""


def _widen(pipe: int) -> None:
    """Room for a window of requests, so that writing it does not wait for the target to read."""
    if sys.platform == "linux":
        with suppress(OSError):  # the user has no more room for pipes; it works, if slower
            fcntl.fcntl(pipe, fcntl.F_SETPIPE_SZ, PIPE_OCTETS)


class Process:
    """A started adapter, in a process group of its own, with non-blocking pipes."""

    def __init__(self, launch: Launch) -> None:
        self._errors: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115  closed in close()
        try:
            self._child = subprocess.Popen(
                launch.argv,
                cwd=launch.cwd,
                env=dict(launch.environment),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=self._errors,
                start_new_session=True,
            )
        except OSError as error:
            self._errors.close()
            raise CannotStart(f"{launch.argv[0]}: {error.strerror}") from None
        assert self._child.stdin is not None
        assert self._child.stdout is not None
        self.requests = self._child.stdin.fileno()
        self.replies = self._child.stdout.fileno()
        for pipe in (self.requests, self.replies):
            _widen(pipe)
        os.set_blocking(self.requests, False)
        os.set_blocking(self.replies, False)

    @property
    def pid(self) -> int:
        return self._child.pid

    def exit_status(self) -> str | None:
        """How the process ended, in words; None while it runs."""
        code = self._child.poll()
        if code is None:
            return None
        if code >= 0:
            return f"exit code {code}"
        try:
            return f"signal {signal.Signals(-code).name}"
        except ValueError:
            return f"signal {-code}"

    def resident_octets(self) -> int:
        """Resident memory of the process, in octets; 0 where the system does not tell."""
        try:
            fields = Path(f"/proc/{self.pid}/statm").read_text().split()
        except OSError:
            return 0
        return int(fields[1]) * PAGE

    def said_on_stderr(self) -> str:
        """The end of what it wrote to standard error."""
        size = self._errors.seek(0, os.SEEK_END)
        self._errors.seek(max(0, size - STDERR_TAIL))
        return self._errors.read().decode("utf-8", "replace").strip()

    def kill(self) -> str:
        """End the whole process group; returns how the process ended."""
        status = self.exit_status()
        with suppress(ProcessLookupError, PermissionError):  # gone already, as is wanted
            os.killpg(self.pid, signal.SIGKILL)
        self._child.wait()
        return status or "killed by the suite"

    def close(self) -> None:
        """Kill what still runs and release the pipes."""
        self.kill()
        for pipe in (self._child.stdin, self._child.stdout, self._errors):
            assert pipe is not None
            with suppress(BrokenPipeError):  # an unsent request; nobody is left to read it
                pipe.close()
