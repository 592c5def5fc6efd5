"""How a command ends: one line that says why, and the right exit code."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NoReturn

from jwk_conformance.baseline import BaselineError
from jwk_conformance.config import ConfigError
from jwk_conformance.runfile import RunFileError
from jwk_conformance.target.spec import TargetSyntaxError
from jwk_vectors import VectorError

FINDINGS = 1
USAGE = 2
UNSTARTED = 3
SUITE_DEFECT = 4
NOTHING_RAN = 5


def end(code: int, said: str) -> NoReturn:
    """Print one line on standard error and leave with an exit code."""
    sys.stdout.flush()
    print(f"jwk-conformance: {said}", file=sys.stderr)
    raise SystemExit(code)


@contextmanager
def plain_errors() -> Iterator[None]:
    """Turn what users can mend into one line and exit code 2; Ctrl-C into 130."""
    try:
        yield
    except (BaselineError, ConfigError, RunFileError, TargetSyntaxError, VectorError) as error:
        end(USAGE, str(error))
    except KeyboardInterrupt:
        end(130, "interrupted")
