"""Fuzzing in reports: of each target the findings, worst first, and what was covered."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from jwk_conformance.event import Finding, FuzzExample, Replayed
from jwk_conformance.event import Fuzzed as Phase
from jwk_conformance.judge.finding import badness
from jwk_conformance.protocol import Observation
from jwk_conformance.reproduction import reproduction
from jwk_conformance.runfile import Run
from jwk_reports.combine import FUZZ
from jwk_reports.model import Summary
from jwk_reports.text import code, plain

MOST = 50
"""Findings of a target that a comment lists."""


@dataclass(frozen=True)
class Found:
    """A finding, and what shows it."""

    finding: Finding
    example: FuzzExample | None
    """None where a target was given up altogether."""
    saw: str = ""
    """What came of the example."""
    snippet: str = ""
    """The example in the target's calls; empty without a template, and where it is withheld."""

    @property
    def done(self) -> str:
        """What was done to the valid key, in words."""
        if self.example is None or not self.example.seed:
            return ""
        return "; ".join((*self.example.mutations, *self.example.edits)) or "as it is"


@dataclass(frozen=True)
class Campaign:
    """What fuzzing did to one target."""

    target: str
    found: tuple[Found, ...]
    phases: tuple[Phase, ...]
    mended: tuple[Replayed, ...]
    """Earlier findings that show no longer."""
    withheld: int = 0
    """Findings that are not told."""

    @property
    def documents(self) -> int:
        """Over all phases that ask about something new."""
        return sum(sum(phase.kinds.values()) for phase in self.phases)

    @property
    def severities(self) -> dict[str, int]:
        """Severity → findings, worst first; those without any are left out."""
        counted: dict[str, int] = {}
        for one in self.found:
            counted[one.finding.severity] = counted.get(one.finding.severity, 0) + 1
        return counted


def campaigns(run: Run) -> list[Campaign]:
    """Those of a run, in the order of its targets."""
    fuzzed = dict.fromkeys(one.target for one in run.fuzzed)
    return [_campaign(run, target) for target in run.targets if target in fuzzed]


def _campaign(run: Run, target: str) -> Campaign:
    examples = {one.fingerprint: one for one in run.examples if one.target == target}
    findings = sorted(
        (one for one in run.findings if one.target == target and _by_fuzzing(run, one)),
        key=badness,
    )
    hidden = run.withheld.get(target)
    mended = [one for one in run.replayed if one.target == target and not one.shows]
    return Campaign(
        target,
        tuple(_found(run, one, examples.get(one.fingerprint)) for one in findings),
        tuple(one for one in run.fuzzed if one.target == target),
        tuple(mended),
        hidden.findings + hidden.robustness if hidden else 0,
    )


def _by_fuzzing(run: Run, finding: Finding) -> bool:
    """Whether fuzzing found it, be it beside vectors; nothing shows that a target is gone."""
    sets = {run.vectors[vector].set for vector in finding.vectors}
    return not sets or FUZZ in sets


def _found(run: Run, finding: Finding, example: FuzzExample | None) -> Found:
    if example is None or example.vector not in run.vectors:
        return Found(finding, None)
    if example.withheld:
        return Found(finding, example, f"withheld: {example.withheld}")
    evidence = run.evidence.get((example.target, example.vector))
    hello = run.targets[example.target].hello
    snippet = reproduction(run.vectors[example.vector], hello.snippets, hello.json)
    return Found(finding, example, _saw(evidence.steps if evidence else ()), snippet or "")


def _saw(steps: Sequence[Observation]) -> str:
    return "; ".join(
        seen.outcome if seen.error is None else f"{seen.error.type}: {seen.error.message}"
        for seen in steps
    )


def alone(run: Run) -> bool:
    """Whether the run is nothing but fuzzing: its vectors are examples, and score nothing."""
    return bool(run.fuzzed) and not run.header.vectors


def page(run: Run, summary: Summary) -> str:
    """A run of fuzzing as a comment, ending with a line break."""
    header = summary.header
    lines = ["## JSON Web Key fuzzing", "", f"{plain(header.tool)}, {plain(header.started)}."]
    if summary.incomplete:
        lines += ["", f"**Not complete.** {plain(summary.incomplete)}"]
    for failed in summary.failed:
        said = f"{plain(failed.what)} {plain(failed.hint)}".rstrip()
        lines += ["", f"**{plain(failed.target)} could not be started:** {said}"]
    for one in summary.news[:MOST]:
        lines += ["", f"- **{one.kind}** {code(one.fingerprint)}: {plain(one.said)}"]
    return "\n".join((*lines, "", *markdown(campaigns(run), summary.labels))) + "\n"


def markdown(told: Sequence[Campaign], labels: Mapping[str, str]) -> Iterator[str]:
    """The campaigns as lines of a comment."""
    if not told:
        return
    yield "| Target | Documents | Found |"
    yield "|---|---|---|"
    for one in told:
        counts = ", ".join(f"✗ {number} {name}" for name, number in one.severities.items())
        if one.withheld:
            counts = f"{counts}, {one.withheld} withheld".removeprefix(", ")
        label = plain(labels.get(one.target, one.target))
        yield f"| **{label}** | {one.documents} | {counts or '✓ nothing'} |"
    for one in told:
        if one.found or one.mended:
            yield ""
            yield f"**{plain(labels.get(one.target, one.target))}**"
            yield ""
            yield from _lines(one)


def _lines(one: Campaign) -> Iterator[str]:
    for found in one.found[:MOST]:
        yield f"- **{found.finding.severity}** {plain(found.finding.said)}"
        if found.example is not None:
            what = f"{plain(found.example.seed)}: {plain(found.done)}" if found.done else ""
            yield f"  - {code(found.example.id)} {what} ({found.example.documents} answers)"
    if len(one.found) > MOST:
        yield f"- … and {len(one.found) - MOST} more: see the HTML report."
    for gone in one.mended[:MOST]:
        yield f"- no longer shows: {code(gone.id)} {plain(gone.fingerprint)}"
