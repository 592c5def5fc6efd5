"""What a library did, as cases of JUnit: its vectors, its robustness, and what fuzzing found."""

from __future__ import annotations

from collections.abc import Iterator

from jwk_conformance.event import Finding, FuzzExample, TargetFailed, Verdict
from jwk_conformance.runfile import Run
from jwk_reports.combine import FUZZ
from jwk_reports.expected import known, unexpected
from jwk_reports.junit_case import Case
from jwk_reports.state import KINDS, STATES
from jwk_reports.summary import label
from jwk_vectors.model import Vector

TOLD = ("pass", "warn", "choice")
"""Verdicts of cases that pass."""


def cases(run: Run, target: str) -> Iterator[Case]:
    """All cases of a target. What it was never asked is left out."""
    by_vector: dict[str, list[Finding]] = {}
    for finding in run.findings:
        if finding.target == target:
            for id in finding.vectors:
                by_vector.setdefault(id, []).append(finding)
    for vector in run.vectors.values():
        verdict = run.verdicts.get((target, vector.id))
        if verdict is not None and vector.set != FUZZ:
            yield _vector(run, vector, verdict, by_vector.get(vector.id, []))
    for phase in run.fuzzed:
        if phase.target == target:
            name = f"{phase.phase} {phase.shard}" if phase.shard != "1/1" else phase.phase
            out = (f"{phase.documents} documents", *phase.notes)
            yield Case("fuzz.phase", name, out=out, seconds=phase.seconds)
    examples = {one.fingerprint: one for one in run.examples if one.target == target}
    for finding in run.findings:
        fuzzed = any(run.vectors[id].set == FUZZ for id in finding.vectors)
        if finding.target == target and (fuzzed or finding.kind != "deviation"):
            yield _finding(run, finding, examples.get(finding.fingerprint), fuzzed)


def unstarted(failed: TargetFailed) -> Case:
    """A target that could not be started."""
    said = " ".join(filter(None, (failed.what, failed.hint)))
    if failed.left_out:
        return Case("target", "started", skipped=said)
    return Case("target", "started", error=said, type="not-started")


def _vector(run: Run, vector: Vector, verdict: Verdict, findings: list[Finding]) -> Case:
    evidence = run.evidence.get((verdict.target, vector.id))
    micros = sum(step.micros for step in evidence.steps) if evidence else 0
    place, seconds = f"vectors.{vector.group}", micros / 1e6
    aside = label(run, vector)
    if aside:
        said = f"not scored, {aside}: {verdict.verdict}: {verdict.said}"
        return Case(place, vector.id, skipped=said, seconds=seconds)
    if verdict.verdict in TOLD:
        said = verdict.said if verdict.verdict != "choice" else f"{verdict.option}: {verdict.said}"
        out = () if verdict.verdict == "pass" else (f"{verdict.verdict}: {said}",)
        return Case(place, vector.id, out=out, seconds=seconds)
    if verdict.verdict != "fail":
        state = STATES[verdict.verdict]
        said = f"{state.word}: {verdict.said or state.meaning}"
        return Case(place, vector.id, skipped=said, seconds=seconds)
    if findings and all(known(run, one) for one in findings):
        said = f"known, in {run.header.baseline}: {verdict.said}"
        return Case(place, vector.id, skipped=said, seconds=seconds)
    return Case(
        place,
        vector.id,
        failure=verdict.said,
        type=vector.severity,
        text=tuple(_why(run, vector)),
        seconds=seconds,
    )


def _why(run: Run, vector: Vector) -> Iterator[str]:
    yield vector.title
    for id in vector.clauses:
        clause = run.clauses.get(id)
        if clause is not None:
            yield f"{clause.document} section {clause.section}: {clause.paraphrase}"
    yield vector.why
    yield f"jwk-conformance show {vector.id}"


def _finding(run: Run, finding: Finding, example: FuzzExample | None, fuzzed: bool) -> Case:
    place = "fuzz.finding" if fuzzed else f"robustness.{KINDS.get(finding.kind, finding.kind)}"
    if not unexpected(run, finding):
        why = f"known, in {run.header.baseline}" if finding.scored else "not scored"
        return Case(place, finding.fingerprint, skipped=f"{why}: {finding.said}")
    text = [f"shown by {', '.join(finding.vectors[:3])}"] if finding.vectors else []
    if example is not None and not example.withheld:
        done = "; ".join((*example.mutations, *example.edits)) or "as it is"
        text = [f"{example.seed}: {done}", f"jwk-conformance replay {example.id}"]
    return Case(
        place,
        finding.fingerprint,
        failure=finding.said,
        type=finding.kind,
        text=tuple(text),
    )
