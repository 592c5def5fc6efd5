"""Redaction of fuzzing: a finding that is not to be told goes with all that shows it.

A run of fuzzing holds nothing but what was found, so that no answer says anything by its absence:
only the finding itself, its example, and what was observed are left out. How many they are is told.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import msgspec

from jwk_conformance.event import Finding, Withheld
from jwk_conformance.judge.finding import delicate
from jwk_conformance.runfile import Run
from jwk_reports.disclosure import Disclosure, published


def redacted(run: Run, disclosures: Iterable[Disclosure], newest: Iterable[str]) -> Run:
    """The run without delicate findings on the targets of newest releases."""
    disclosures, newest = tuple(disclosures), frozenset(newest)
    silent = [
        one
        for one in run.findings
        if one.target in newest and delicate(one) and not published(one, disclosures)
    ]
    if not silent:
        return run
    prints = {one.fingerprint for one in silent}
    findings = [one for one in run.findings if one.fingerprint not in prints]
    kept = {vector for one in findings for vector in one.vectors}
    gone = {vector for one in silent for vector in one.vectors} - kept
    withheld = dict(run.withheld)
    for target in dict.fromkeys(one.target for one in silent):
        withheld[target] = _counted(target, [one for one in silent if one.target == target])
    return replace(
        run,
        header=msgspec.structs.replace(run.header, baseline=""),
        findings=findings,
        examples=[one for one in run.examples if one.fingerprint not in prints],
        replayed=[one for one in run.replayed if one.fingerprint not in prints],
        vectors={name: one for name, one in run.vectors.items() if name not in gone},
        evidence={place: one for place, one in run.evidence.items() if place[1] not in gone},
        verdicts={place: one for place, one in run.verdicts.items() if place[1] not in gone},
        withheld=withheld,
        news=[],
    )


def _counted(target: str, silent: list[Finding]) -> Withheld:
    deviations = sum(one.kind == "deviation" for one in silent)
    return Withheld(target=target, findings=deviations, robustness=len(silent) - deviations)
