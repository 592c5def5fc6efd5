"""The report as data for programs: what the views show, by name, in one JSON document.

schemas/report.schema.json describes it. Single outcomes are in the run file, which has a schema of
its own.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Literal

import msgspec

from jwk_conformance.event import (
    ClientSeen,
    EndpointFinding,
    EndpointSeen,
    Finding,
    Fuzzed,
    FuzzExample,
    News,
    Passed,
    Replayed,
    TargetFailed,
    Withheld,
)
from jwk_conformance.protocol import Message
from jwk_conformance.runfile import Run, RunFileError
from jwk_reports import trend
from jwk_reports.disagreement import disagreements
from jwk_reports.feature import Feature, features
from jwk_reports.model import Axis, Scorecard, Summary
from jwk_reports.state import StateName
from jwk_reports.summary import label
from jwk_reports.text import shortened
from jwk_vectors.model import Severity, Vector

REPORT_FORMAT = 1


class Ran(Message, frozen=True):
    """What was run, when, and how it ended."""

    tool: str
    command: tuple[str, ...]
    started: str
    """UTC, ISO 8601."""
    ended: str
    """Empty where it was cut short."""
    profile: str
    set: str
    digest: str
    """Of the vectors."""
    platform: str
    exit_code: int | None
    reason: str
    incomplete: str
    """Why it is not whole; empty where it is."""


class Card(Message, frozen=True):
    """A target in numbers."""

    target: str
    """The key of what is said of it elsewhere."""
    label: str
    name: str
    version: str
    language: str
    finished: bool
    interoperability: Axis
    strictness: Axis
    answered: int
    """Vectors put to it of which no finding of robustness speaks."""
    upset: int
    apart: dict[str, int]
    """Verdicts that no axis counts."""
    backend: dict[str, str] = {}
    notes: tuple[str, ...] = ()


class Asked(Message, frozen=True):
    """A vector, in brief."""

    id: str
    title: str
    group: str
    axis: Literal["interoperability", "strictness"]
    severity: Severity
    operation: str
    clauses: tuple[str, ...] = ()
    kty: tuple[str, ...] = ()
    choice: str = ""
    unscored: str = ""
    """Why it is not scored; empty where it is."""


class Given(Message, frozen=True):
    """A verdict."""

    verdict: StateName
    said: str = ""
    """What was expected and what happened; empty where it passed."""
    option: str = ""


class Differing(Message, frozen=True):
    """A clause that some targets keep and others break."""

    clause: str
    vectors: tuple[str, ...]
    deviating: dict[str, int]
    """Target → failing vectors."""
    conforming: tuple[str, ...] = ()


class Chosen(Message, frozen=True):
    """What targets made of a choice that the texts leave open."""

    choice: str
    question: str
    taken: dict[str, dict[str, tuple[str, ...]]]
    """Target → option → vectors."""


class Step(Message, frozen=True):
    """A release, and what differs from the one before."""

    target: str
    version: str
    fixed: tuple[str, ...] = ()
    """Vectors."""
    broken: tuple[str, ...] = ()
    turned: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()
    """Fingerprints of findings."""
    new: tuple[str, ...] = ()


class Trend(Message, frozen=True):
    """A library over its releases, oldest first."""

    name: str
    steps: tuple[Step, ...]


class Report(Message, frozen=True):
    """All of a report."""

    format: int
    run: Ran
    targets: tuple[Card, ...] = ()
    failed: tuple[TargetFailed, ...] = ()
    vectors: tuple[Asked, ...] = ()
    verdicts: dict[str, dict[str, Given]] = {}
    """Target → vector → verdict."""
    findings: tuple[Finding, ...] = ()
    withheld: tuple[Withheld, ...] = ()
    news: tuple[News, ...] = ()
    """Against the baseline."""
    features: tuple[Feature, ...] = ()
    disagreements: tuple[Differing, ...] = ()
    choices: tuple[Chosen, ...] = ()
    trends: tuple[Trend, ...] = ()
    interoperability: tuple[Passed, ...] = ()
    endpoints: tuple[EndpointSeen, ...] = ()
    remarks: tuple[EndpointFinding, ...] = ()
    """Findings on endpoints."""
    clients: tuple[ClientSeen, ...] = ()
    fuzzed: tuple[Fuzzed, ...] = ()
    examples: tuple[FuzzExample, ...] = ()
    replayed: tuple[Replayed, ...] = ()


def document(run: Run, summary: Summary) -> Report:
    """The report of a run, every text of it bounded."""
    whole = Report(
        format=REPORT_FORMAT,
        run=_ran(run, summary),
        targets=tuple(_card(card, summary.labels[card.target]) for card in summary.scorecards),
        failed=summary.failed,
        vectors=tuple(_asked(run, vector) for vector in run.vectors.values()),
        verdicts=_verdicts(run),
        findings=tuple(run.findings),
        withheld=tuple(run.withheld.values()),
        news=tuple(run.news),
        features=tuple(features(run)),
        disagreements=tuple(
            Differing(
                clause=one.clause.id,
                vectors=_ids(one.vectors),
                deviating=dict(one.deviating),
                conforming=one.conforming,
            )
            for one in disagreements(run)
        ),
        choices=_choices(summary),
        trends=tuple(
            Trend(name=one.name, steps=tuple(map(_step, one.steps)))
            for one in trend.trends(run, summary)
        ),
        interoperability=tuple(run.passed),
        endpoints=tuple(run.endpoints.values()),
        remarks=tuple(run.remarks),
        clients=tuple(one for told in run.clients.values() for one in told),
        fuzzed=tuple(run.fuzzed),
        examples=tuple(run.examples),
        replayed=tuple(run.replayed),
    )
    return msgspec.convert(_bounded(msgspec.to_builtins(whole)), Report)


def encode(report: Report) -> str:
    """The document, in ASCII: what steers a terminal is escaped."""
    return json.dumps(msgspec.to_builtins(report), indent=1) + "\n"


def decode(text: str) -> Report:
    """The report in a document. Raises RunFileError."""
    try:
        report = msgspec.json.decode(text, type=Report)
    except msgspec.DecodeError as error:
        raise RunFileError(f"this is no JSON report: {error}.") from None
    if report.format != REPORT_FORMAT:
        raise RunFileError(
            f"the report has format {report.format}; this release reads {REPORT_FORMAT}."
        )
    return report


def _bounded(value: Any) -> Any:
    if isinstance(value, str):
        return shortened(value)
    if isinstance(value, Mapping):
        return {shortened(name): _bounded(inner) for name, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [_bounded(inner) for inner in value]
    return value


def _ran(run: Run, summary: Summary) -> Ran:
    header, footer = run.header, run.footer
    return Ran(
        tool=header.tool,
        command=header.command,
        started=header.started,
        ended=summary.ended,
        profile=header.profile,
        set=header.set,
        digest=header.digest,
        platform=header.platform,
        exit_code=footer.exit_code if footer else None,
        reason=footer.reason if footer else "",
        incomplete=summary.incomplete,
    )


def _card(card: Scorecard, label: str) -> Card:
    return Card(
        target=card.target,
        label=label,
        name=card.hello.name,
        version=card.hello.version,
        language=card.hello.language,
        backend=card.hello.backend,
        notes=card.notes,
        finished=card.finished,
        interoperability=card.interoperability,
        strictness=card.strictness,
        answered=card.robustness.answered,
        upset=card.robustness.upset,
        apart={str(name): number for name, number in card.apart.items()},
    )


def _asked(run: Run, vector: Vector) -> Asked:
    return Asked(
        id=vector.id,
        title=vector.title,
        group=vector.group,
        axis=vector.axis,
        severity=vector.severity,
        operation=vector.operation,
        clauses=vector.clauses,
        kty=vector.requires.kty,
        choice=vector.choice,
        unscored=label(run, vector),
    )


def _verdicts(run: Run) -> dict[str, dict[str, Given]]:
    given: dict[str, dict[str, Given]] = {target: {} for target in run.targets}
    for (target, vector), one in run.verdicts.items():
        said = "" if one.verdict == "pass" else one.said
        given[target][vector] = Given(verdict=one.verdict, said=said, option=one.option)
    return given


def _choices(summary: Summary) -> tuple[Chosen, ...]:
    return tuple(
        Chosen(
            choice=row.choice.id,
            question=row.choice.question,
            taken={
                target: {option: _ids(vectors) for option, vectors in taken.options.items()}
                for target, taken in row.taken.items()
            },
        )
        for row in summary.choices
    )


def _step(step: trend.Step) -> Step:
    return Step(
        target=step.card.target,
        version=step.version,
        fixed=_ids(step.fixed),
        broken=_ids(step.broken),
        turned=_ids(step.turned),
        gone=tuple(one.fingerprint for one in step.gone),
        new=tuple(one.fingerprint for one in step.new),
    )


def _ids(vectors: tuple[Vector, ...]) -> tuple[str, ...]:
    return tuple(vector.id for vector in vectors)
