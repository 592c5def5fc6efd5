"""Fails where a run holds a failure of a bundled library that nobody has looked into.

Usage: python .ci/untriaged.py run.jsonl
"""

from __future__ import annotations

import sys
from pathlib import Path

from jwk_conformance.runfile import Run, read


def untriaged(run: Run) -> list[str]:
    """Failures without a judgement on the library, whatever its release."""
    found = []
    for (target, vector), verdict in run.verdicts.items():
        if verdict.verdict != "fail":
            continue
        name = run.targets[target].hello.name
        judged = [triage.target.rpartition(" ")[0] for triage in run.vectors[vector].triage]
        if name not in judged:
            found.append(f"{target}: {vector}: {verdict.said}")
    return found


if __name__ == "__main__":
    lines = untriaged(read(Path(sys.argv[1])))
    print("\n".join(lines) or "every failure is triaged")
    sys.exit(1 if lines else 0)
