"""Judging a run again from its evidence: no target is asked anything."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import msgspec

from jwk_conformance.event import Event, Footer, Verdict, VerdictName
from jwk_conformance.judge import deviations, judge
from jwk_conformance.run import Tally
from jwk_conformance.runfile import Run
from jwk_conformance.target.spec import library_name
from jwk_vectors import Profile


def rejudged(run: Run, profile: Profile) -> Run:
    """The run as it is under a profile: verdicts, findings and exit code anew.

    What was never asked keeps its verdict, and robustness does not depend on a profile. News
    against a baseline is left out: that was kept for another judgement.
    """
    verdicts = {
        (verdict.target, verdict.vector): verdict
        for target in run.targets
        for verdict in _verdicts(run, target, profile)
    }
    findings = [finding for finding in run.findings if finding.kind != "deviation"]
    for target, started in run.targets.items():
        findings += deviations(
            library_name(target, started.hello.name),
            [verdict for verdict in verdicts.values() if verdict.target == target],
            run.vectors,
            run.causes.values(),
            run.clauses,
            run.aside,
        )
    again = replace(
        run,
        header=msgspec.structs.replace(run.header, profile=profile.id, baseline=""),
        verdicts=verdicts,
        findings=findings,
        news=[],
    )
    return replace(again, footer=_footer(again))


def _verdicts(run: Run, target: str, profile: Profile) -> Iterator[Verdict]:
    """Controls first: the others stand on them."""
    standing: dict[str, VerdictName] = {}
    for vector in sorted(run.vectors.values(), key=lambda vector: vector.role != "control"):
        verdict = run.verdicts.get((target, vector.id))
        if verdict is None:
            continue
        evidence = run.evidence.get((target, vector.id))
        if evidence is not None:
            judged = judge(vector, evidence.steps, standing, profile, run.targets[target].hello)
            verdict = Verdict(
                target=target,
                vector=vector.id,
                verdict=judged.verdict,
                said=judged.said,
                option=judged.option,
                did=judged.did,
            )
        if vector.role == "control":
            standing[vector.id] = verdict.verdict
        yield verdict


def _footer(run: Run) -> Footer | None:
    """The end as it is now; an end that says more than verdicts do stays."""
    if run.footer is None or run.footer.exit_code not in (0, 1):
        return run.footer
    tally = Tally(run.aside)
    events: list[Event] = [*run.targets.values(), *run.verdicts.values(), *run.findings]
    for event in events:
        tally.note(event)
    code, reason = tally.exit(None)
    return msgspec.structs.replace(run.footer, exit_code=code, reason=reason)
