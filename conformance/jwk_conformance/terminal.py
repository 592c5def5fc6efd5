"""What a person sees while a run goes on, and at its end."""

from __future__ import annotations

import sys
from collections import Counter
from types import TracebackType

from rich import box
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
from rich.table import Table
from rich.text import Text

from jwk_conformance.event import (
    Event,
    Finding,
    News,
    TargetDone,
    TargetFailed,
    TargetStarted,
    Verdict,
)
from jwk_conformance.judge.finding import triaged
from jwk_conformance.run import Plan
from jwk_vectors import Vector
from jwk_vectors.sets import apart

COLUMNS = {
    "pass": "pass",
    "fail": "fail",
    "warn": "warn",
    "choice": "choice",
    "unobserved": "unobs",
    "blocked": "blocked",
    "unsupported": "unsupp",
    "not-applicable": "n/a",
}
"""Verdict → its heading, short enough for a terminal of 80 columns."""

LISTED = 12
"""Findings of a kind a target that are named on the terminal; the report has them all."""


def say(line: str) -> None:
    """One line about what is being done, on standard error."""
    print(line, file=sys.stderr, flush=True)


class Terminal:
    """Listens to a run: a bar on a terminal, plain lines elsewhere, tables at the end."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._vectors: dict[str, Vector] = dict(plan.library.by_id)
        self._aside: dict[str, dict[str, Counter[str]]] = {}
        self._disputed: dict[str, list[Verdict]] = {}
        total = len({vector.id for vector in (*plan.controls, *plan.vectors)})
        self._total = total
        self._targets = plan.targets
        self._console = Console(stderr=True)
        self._output = Console()
        self._progress: Progress | None = None
        self._tasks: dict[str, int] = {}
        self._counts: dict[str, Counter[str]] = {}
        self._started: dict[str, TargetStarted] = {}
        self._findings: dict[str, list[Finding]] = {}
        self._news: list[News] = []

    def __enter__(self) -> Terminal:
        if self._console.is_terminal:
            self._progress = Progress(
                TextColumn("{task.description}"),
                BarColumn(),
                MofNCompleteColumn(),
                console=self._console,
                transient=True,
            )
            self._progress.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if self._progress is not None:
            self._progress.stop()
        if self._started and kind is None:
            self._summary()

    def __call__(self, event: Event) -> None:
        """Show one event."""
        match event:
            case TargetStarted(target=target):
                self._started[target] = event
                self._counts[target] = Counter()
                if self._progress is not None:
                    self._tasks[target] = self._progress.add_task(target, total=self._total)
            case Verdict(target=target):
                self._count(event)
                if self._progress is not None:
                    self._progress.advance(self._tasks[target])  # type: ignore[arg-type]
            case Finding(target=target, scored=True):
                self._findings.setdefault(target, []).append(event)
            case News():
                self._news.append(event)
            case TargetFailed(target=target):
                say(f"{target}: {event.what}" + (f"\n  {event.hint}" if event.hint else ""))
            case TargetDone(target=target) if self._progress is None:
                counts = self._counts[target]
                shown = ", ".join(f"{counts[name]} {name}" for name in COLUMNS if counts[name])
                say(f"{target}: {shown} ({event.seconds:.1f} s)")
            case _:
                pass

    def _count(self, verdict: Verdict) -> None:
        vector = self._vectors[verdict.vector]
        aside = apart(vector, self._plan.set, self._plan.unscored)
        if aside:
            counts = self._aside.setdefault(verdict.target, {}).setdefault(aside, Counter())
        else:
            counts = self._counts[verdict.target]
            if verdict.verdict == "disputed":
                self._disputed.setdefault(verdict.target, []).append(verdict)
        counts[verdict.verdict] += 1

    def _summary(self) -> None:
        for target in self._in_order():
            self._list_findings(target)
        table = Table(pad_edge=False, padding=(0, 1, 0, 0), box=box.SIMPLE_HEAD)
        table.add_column("target", overflow="fold", ratio=1)
        for heading in (*COLUMNS.values(), "found"):
            table.add_column(heading, justify="right", no_wrap=True)
        for target in self._in_order():
            counts = self._counts[target]
            numbers = [counts[name] for name in COLUMNS] + [len(self._findings.get(target, []))]
            table.add_row(target, *map(str, numbers))
        self._output.print(table)
        for target in self._in_order():
            self._output.print(Text(f"{target}: {identity(self._started[target])}"))
            for note in self._started[target].notes:
                self._output.print(Text(f"  {note}"))
            for aside, verdicts in self._aside.get(target, {}).items():
                told = ", ".join(f"{verdicts[name]} {name}" for name in COLUMNS if verdicts[name])
                self._output.print(Text(f"  {aside}, not scored: {told}"))
        for one in self._news:
            said = Text(f"{one.kind}: {one.fingerprint}: {one.said}")
            self._output.print(said, soft_wrap=True)

    def _in_order(self) -> list[str]:
        """Targets that started, as they were named on the command line."""
        return [target for target in self._targets if target in self._started]

    def _list_findings(self, target: str) -> None:
        findings = self._findings.get(target, [])
        disputed = self._disputed.get(target, [])
        if not findings and not disputed:
            return
        self._output.print(Text(target, style="bold"))
        deviations = [finding for finding in findings if finding.kind == "deviation"]
        for finding in deviations[:LISTED]:
            self._output.print(Text(f"  ✗ {finding.said} ({_vectors(finding)})"))
            self._output.print(Text(f"      {self._footnote(finding)}", style="dim"))
        if len(deviations) > LISTED:
            self._output.print(f"  … and {len(deviations) - LISTED} more findings, in the report")
        others = [finding for finding in findings if finding.kind != "deviation"]
        for finding in others[:LISTED]:
            self._output.print(Text(f"  ! {finding.said} ({_vectors(finding)})"))
        if len(others) > LISTED:
            more = len(others) - LISTED
            self._output.print(f"  … and {more} more robustness findings, in the report")
        for verdict in disputed[:LISTED]:
            vector = self._vectors[verdict.vector]
            self._output.print(Text(f"  ‽ disputed: {vector.title}: {verdict.said}"))
            self._output.print(Text(f"      show {vector.id}", style="dim"))
        if len(disputed) > LISTED:
            more = len(disputed) - LISTED
            self._output.print(f"  … and {more} more disputed verdicts, in the report")

    def _footnote(self, finding: Finding) -> str:
        """How grave it is, whether somebody has looked into it, and where to read on."""
        vectors = [self._vectors[id] for id in finding.vectors]
        name = self._started[finding.target].hello.name
        looked = triaged(name, vectors)
        parts = (finding.severity, looked, f"show {finding.vectors[0]}")
        return ", ".join(part for part in parts if part)


def _vectors(finding: Finding) -> str:
    number = len(finding.vectors)
    return f"{number} vector{'' if number == 1 else 's'}"


def identity(started: TargetStarted) -> str:
    """Version, language and backends in a line."""
    hello = started.hello
    backends = ", ".join(f"{name} {version}" for name, version in hello.backend.items())
    return f"{hello.version} on {hello.language}" + (f" ({backends})" if backends else "")
