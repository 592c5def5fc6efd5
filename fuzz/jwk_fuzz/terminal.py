"""What a person reads at the end of a campaign: findings worst first, and what was covered."""

from __future__ import annotations

from rich.console import Console
from rich.text import Text

from jwk_conformance.event import (
    Event,
    Finding,
    Fuzzed,
    FuzzExample,
    News,
    Replayed,
    TargetDone,
    TargetFailed,
    TargetStarted,
    VectorRecord,
)
from jwk_conformance.judge.finding import SEVERITIES
from jwk_conformance.terminal import identity, say
from jwk_fuzz.oracle.disagreement import PHASE as COMPARED
from jwk_vectors.model import Vector

SIMPLER = "examples made simpler"
"""The phase that asks again what was found, rather than something new."""
LISTED = 30
"""Findings of a target that are named on the terminal; the run file has them all."""


class Terminal:
    """Listens to a campaign, and shows each target when it is done."""

    def __init__(self) -> None:
        self._output = Console()
        self._vectors: dict[str, Vector] = {}
        self._findings: list[Finding] = []
        self._examples: dict[str, FuzzExample] = {}
        self._covered: list[Fuzzed] = []
        self._mended: list[Replayed] = []

    def __call__(self, event: Event) -> None:
        """Show one event."""
        match event:
            case TargetStarted(target=target):
                say(f"{target}: {identity(event)}")
            case VectorRecord(vector=vector):
                self._vectors[vector.id] = vector
            case Finding(kind="disagreement"):
                self._print(f"{event.severity}: {event.said}")
            case Finding():
                self._findings.append(event)
            case FuzzExample(fingerprint=fingerprint):
                self._examples[fingerprint] = event
            case Replayed(shows=False):
                self._mended.append(event)
            case News():
                self._print(f"{event.kind}: {event.fingerprint}: {event.said}")
            case Fuzzed(phase=phase) if phase.startswith(COMPARED):
                self._print(f"{phase}: {event.documents} answers", style="bold")
                for note in event.notes:
                    self._print(f"  {note}", style="dim")
            case Fuzzed():
                self._covered.append(event)
            case TargetFailed(target=target):
                say(f"{target}: {event.what}" + (f"\n  {event.hint}" if event.hint else ""))
            case TargetDone():
                self._show(event)
            case _:
                pass

    def _show(self, done: TargetDone) -> None:
        self._print(f"{done.target}", style="bold")
        worst = sorted(self._findings, key=lambda one: SEVERITIES.index(one.severity))
        for finding in worst[:LISTED]:
            self._print(f"  {finding.severity}: {finding.said}")
            self._print(f"      {self._told(finding)}", style="dim")
        if len(worst) > LISTED:
            self._print(f"  … and {len(worst) - LISTED} more findings, in the run file")
        for gone in self._mended:
            self._print(f"  {gone.id} shows no longer: {gone.said}")
        for covered in self._covered:
            end = _extent(covered)
            kinds = ", ".join(f"{kind} {count}" for kind, count in covered.kinds.items())
            told = f" ({kinds})" if kinds else ""
            asked = "requests" if covered.phase == SIMPLER else "documents"
            self._print(f"  {covered.phase}: {covered.documents} {asked}{told}; {end}")
            for note in covered.notes:
                self._print(f"      {note}", style="dim")
        rate = done.requests / done.seconds if done.seconds else 0
        self._print(f"  {done.requests} requests in {done.seconds:.1f} s ({rate:.0f} a second), "
                    f"{done.restarts} restarts")  # fmt: skip
        self._findings, self._covered, self._mended, self._examples = [], [], [], {}

    def _told(self, finding: Finding) -> str:
        """The example: its id, the valid key, and what was done to it."""
        example = self._examples.get(finding.fingerprint)
        if example is None:
            return ", ".join(self._vectors[name].title for name in finding.vectors)
        done = "; ".join((*example.mutations, *example.edits)) or "as it is"
        size = f", {example.octets[1]} octets" if example.octets[1] else ""
        return f"{example.id}: {example.seed}: {done}{size}" if example.seed else example.id

    def _print(self, text: str, style: str = "") -> None:
        self._output.print(Text(text, style=style), soft_wrap=True)


def _extent(covered: Fuzzed) -> str:
    """How much of a phase was done."""
    part = "" if covered.shard == "1/1" else f" of shard {covered.shard}"
    if covered.seed is not None:
        return f"from seed {covered.seed}{part}, without end"
    return f"all of them{part}" if covered.whole else f"not all{part}: the budget was used up"
