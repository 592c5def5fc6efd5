"""Runs in a target's interpreter: executes each snippet of a JSON list, tells what it printed."""

import json
import os
import signal
import sys
import warnings
from typing import Any

SECONDS = 30


def expired(*_: object) -> None:
    raise TimeoutError(f"not done after {SECONDS} seconds")


def done(code: str) -> dict[str, Any]:
    """What was printed, call by call, and the type of what was raised, if anything."""
    printed: list[str] = []

    def show(*values: Any) -> None:
        printed.append(" ".join(map(str, values)))

    signal.alarm(SECONDS)
    try:
        exec(compile(code, "snippet", "exec"), {"__name__": "__main__", "print": show})
    except BaseException as error:
        kind = type(error)
        module = "" if kind.__module__ == "builtins" else f"{kind.__module__}."
        return {"printed": printed, "raised": f"{module}{kind.__qualname__}", "said": str(error)}
    finally:
        signal.alarm(0)
    return {"printed": printed, "raised": "", "said": ""}


replies = os.fdopen(os.dup(1), "w", encoding="ascii")
os.dup2(2, 1)  # what a library prints is no answer
warnings.simplefilter("ignore")  # a warning is no refusal
signal.signal(signal.SIGALRM, expired)
for snippet in json.load(sys.stdin):
    replies.write(json.dumps(done(snippet)) + "\n")
    replies.flush()
