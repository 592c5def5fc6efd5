"""Fails where a run holds a failure of a bundled library that nobody has looked into.

Usage, with vectors/ on PYTHONPATH: python .ci/untriaged.py run.jsonl
"""

from __future__ import annotations

import sys
from pathlib import Path

from authoring.withhold import judged
from jwk_conformance.runfile import Run, read


def untriaged(run: Run) -> list[str]:
    """Failures without a judgement on the library, whatever its release."""
    return [
        f"{target}: {vector}: {verdict.said}"
        for (target, vector), verdict in run.verdicts.items()
        if verdict.verdict == "fail" and not judged(run.targets[target].hello.name, vector)
    ]


if __name__ == "__main__":
    lines = untriaged(read(Path(sys.argv[1])))
    print("\n".join(lines) or "every failure is triaged")
    sys.exit(1 if lines else 0)
