"""Redaction: a run that may be published before the maintainers of a library have answered.

A finding of security on a current release is withheld until it is published. Were only the cells
withheld that fail, the word would be the news: so a library with such a finding shows none of its
answers to security vectors one by one, nor to any vector that a withheld finding rests on, good or
bad alike. What is counted stays. Failures of older releases that the current one does not share
are shown, and so is what has been published.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase

import msgspec

from jwk_conformance.event import (
    Evidence,
    Finding,
    Verdict,
    VerdictName,
    Withheld,
)
from jwk_conformance.judge import deviations
from jwk_conformance.judge.finding import delicate
from jwk_conformance.protocol import Hello
from jwk_conformance.runfile import Run, RunFileError
from jwk_conformance.target.spec import library_name
from jwk_reports import redact_fuzz
from jwk_reports.combine import judging
from jwk_reports.disclosure import Disclosure, published
from jwk_vectors.model import WITHHELD, Dispute, Triage, Vector

UNANSWERED: frozenset[VerdictName] = frozenset({"unsupported", "not-applicable", "skipped"})
"""Verdicts that tell nothing of what a target did."""
SAID = "withheld until the maintainers have answered"


def redacted(run: Run, disclosures: Iterable[Disclosure] = ()) -> Run:
    """The run without what is not to be told yet; a redacted run stays as it is.

    Raises RunFileError for vectors and fuzzing in one run: each is redacted in a way of its own.
    """
    disclosures = tuple(disclosures)
    if run.fuzzed and judging(run):
        raise RunFileError(
            f"{run.path} and what is joined to it are vectors and fuzzing: redact each by itself."
        )
    if run.fuzzed:
        newest = [target for targets in current(run).values() for target in targets]
        return redact_fuzz.redacted(run, disclosures, newest)
    veils = list(_veils(run, disclosures))
    again = run
    for veil in veils:
        again = _veiled(again, veil)
    covered = {veil.library: veil for veil in veils}
    named = {target.hello.name for target in run.targets.values()}
    return replace(
        again,
        header=msgspec.structs.replace(run.header, baseline=""),  # the news against it goes, too
        vectors={
            vector.id: _without_names(vector, covered, named) for vector in run.vectors.values()
        },
        news=[],
    )


def current(run: Run) -> dict[str, list[str]]:
    """Library → its targets of the newest release in the run."""
    releases: dict[str, dict[str, tuple[int, ...]]] = {}
    for target, started in run.targets.items():
        releases.setdefault(started.hello.name, {})[target] = number(started.hello)
    return {
        library: [target for target, version in found.items() if version == max(found.values())]
        for library, found in releases.items()
    }


def number(hello: Hello) -> tuple[int, ...]:
    """A version by which releases of a library can be put in order."""
    return tuple(map(int, re.findall(r"\d+", hello.version)))


@dataclass(frozen=True)
class _Veil:
    """What is withheld of one library, on each of its releases."""

    library: str
    targets: tuple[str, ...]
    vectors: frozenset[str]
    secrets: bool
    """Whether messages of errors are withheld too, since they hold the finding."""

    def hides(self, run: Run, target: str, vector: str) -> bool:
        """Whether an outcome is not to be told."""
        verdict = run.verdicts.get((target, vector))
        if target not in self.targets or verdict is None or verdict.verdict in UNANSWERED:
            return False
        controls = run.vectors[vector].controls if verdict.verdict == "blocked" else ()
        return vector in self.vectors or not self.vectors.isdisjoint(controls)


def _veils(run: Run, disclosures: tuple[Disclosure, ...]) -> Iterator[_Veil]:
    newest = current(run)
    grave = [
        finding
        for finding in run.findings
        if delicate(finding) and finding.target in newest[run.targets[finding.target].hello.name]
    ]
    silent = [finding for finding in grave if not published(finding, disclosures)]
    everywhere = {vector.id for vector in run.vectors.values() if vector.severity == "security"}
    everywhere |= {vector for finding in silent for vector in finding.vectors}
    for library, targets in newest.items():
        withheld = [finding for finding in silent if finding.target in targets]
        if not withheld:
            continue
        kept = {vector for finding in withheld for vector in finding.vectors}
        told = {
            vector
            for finding in grave
            if finding.target in targets and finding not in silent
            for vector in finding.vectors
        }
        releases = tuple(name for name, one in run.targets.items() if one.hello.name == library)
        told |= {vector for vector in run.vectors if _mended(run, vector, targets, releases)}
        yield _Veil(
            library,
            releases,
            frozenset(everywhere - (told - kept)),
            any(finding.kind == "secret" for finding in withheld),
        )


def _mended(run: Run, vector: str, targets: Iterable[str], releases: Iterable[str]) -> bool:
    """Whether a release fails by a vector that the current one passes."""

    def said(target: str) -> str:
        verdict = run.verdicts.get((target, vector))
        return verdict.verdict if verdict else ""

    return all(said(target) == "pass" for target in targets) and any(
        said(target) == "fail" for target in releases
    )


def _veiled(run: Run, veil: _Veil) -> Run:
    hidden = {
        (target, vector)
        for target in veil.targets
        for vector in run.vectors
        if veil.hides(run, target, vector)
    }
    verdicts = {
        place: Verdict(target=place[0], vector=place[1], verdict="withheld", said=SAID)
        if place in hidden
        else _wordless(verdict, run.evidence.get(place))
        if veil.secrets and place[0] in veil.targets
        else verdict
        for place, verdict in run.verdicts.items()
    }
    evidence = {
        place: _silent(one) if veil.secrets and place[0] in veil.targets else one
        for place, one in run.evidence.items()
        if place not in hidden
    }
    again = replace(run, verdicts=verdicts, evidence=evidence)
    findings = [finding for finding in run.findings if finding.target not in veil.targets]
    withheld = dict(run.withheld)
    for target in veil.targets:
        left = list(_findings(again, target, hidden))
        findings += left
        withheld[target] = _counted(run, target, hidden, left)
    return replace(again, findings=findings, withheld=withheld)


def _findings(run: Run, target: str, hidden: set[tuple[str, str]]) -> Iterator[Finding]:
    """What is left of the findings on a target, once the run holds no more than may be told."""
    yield from deviations(
        library_name(target, run.targets[target].hello.name),
        [verdict for verdict in run.verdicts.values() if verdict.target == target],
        run.vectors,
        run.causes.values(),
        run.clauses,
        run.aside,
    )
    for finding in run.findings:
        if finding.target != target or finding.kind in ("deviation", "secret"):
            continue
        shown = tuple(vector for vector in finding.vectors if (target, vector) not in hidden)
        if shown:  # the message of an error may be that of a vector which is not shown
            said = finding.said.partition(": ")[0]
            yield msgspec.structs.replace(finding, vectors=shown, said=said)


def _counted(
    run: Run, target: str, hidden: set[tuple[str, str]], left: Iterable[Finding]
) -> Withheld:
    aside = run.aside

    def counts(axis: str) -> dict[str, int]:
        names = [
            run.verdicts[place].verdict
            for place in hidden
            if place[0] == target and run.vectors[place[1]].axis == axis and place[1] not in aside
        ]
        return dict(sorted(Counter(names).items()))

    gone = {
        one.fingerprint: one.kind for one in run.findings if one.target == target and one.scored
    }
    for finding in left:
        if finding.scored:
            gone.pop(finding.fingerprint, None)
    kinds = Counter(gone.values())
    return Withheld(
        target=target,
        interoperability=counts("interoperability"),
        strictness=counts("strictness"),
        findings=kinds["deviation"],
        robustness=kinds.total() - kinds["deviation"],
    )


def _wordless(verdict: Verdict, evidence: Evidence | None) -> Verdict:
    """The verdict without what errors said."""
    said = verdict.said
    for step in evidence.steps if evidence else ():
        if step.error and step.error.message:
            said = said.replace(f": {step.error.message}", "")
    return msgspec.structs.replace(verdict, said=said)


def _silent(evidence: Evidence) -> Evidence:
    """The evidence without what errors said."""
    steps = tuple(
        msgspec.structs.replace(step, error=msgspec.structs.replace(step.error, message=""))
        if step.error
        else step
        for step in evidence.steps
    )
    return msgspec.structs.replace(evidence, steps=steps)


def _without_names(vector: Vector, veils: Mapping[str, _Veil], named: set[str]) -> Vector:
    """The vector without judgements on releases of which nothing is to be told.

    A dispute that is public tells nothing new; any other is left out with the verdict.
    """
    veiled = [veil.library for veil in veils.values() if vector.id in veil.vectors]
    return msgspec.structs.replace(
        vector,
        triage=tuple(
            msgspec.structs.replace(one, withheld=(), salt="")
            for one in vector.triage
            if _tellable(one, vector, veils, named)
        ),
        disputes=tuple(
            dispute
            for dispute in vector.disputes
            if dispute.url or not any(_about(dispute, library) for library in veiled)
        ),
    )


def _tellable(triage: Triage, vector: Vector, veils: Mapping[str, _Veil], named: set[str]) -> bool:
    if triage.target == WITHHELD:
        return True
    library = triage.target.rpartition(" ")[0]
    return library in named and (library not in veils or vector.id not in veils[library].vectors)


def _about(dispute: Dispute, library: str) -> bool:
    """Whether a dispute is about any release of a library."""
    globs = dispute.targets or ("*",)
    return any(fnmatchcase(library, glob.partition(" ")[0]) for glob in globs)
