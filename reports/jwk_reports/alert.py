"""Findings of every kind of run in one shape, for code hosts: a rule, a level, a place, words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePath
from typing import Literal
from urllib.parse import quote

from jwk_conformance.event import EndpointFinding, Finding, FuzzExample
from jwk_conformance.judge.finding import delicate
from jwk_conformance.runfile import Run
from jwk_reports.expected import known
from jwk_reports.state import KINDS
from jwk_reports.text import printable
from jwk_vectors.model import Severity

Level = Literal["error", "warning", "note"]
LONGEST = 1_000
"""Characters of one message: so thousands of results stay below what code hosts take."""
LEVEL: dict[str, Level] = {
    "critical": "error",
    "must": "error",
    "should": "warning",
    "note": "note",
}
SCORE: dict[str, str] = {"critical": "9.0", "must": "6.0", "should": "3.0", "note": "1.0"}
"""What code hosts call security-severity: the colour and the order of an alert."""
LEVELS: dict[Severity, Level] = {
    "security": "error",
    "interoperability": "error",
    "robustness": "warning",
}
GRAVE = "8.0"
"""The score of what a library's maintainers should hear of before the public does."""
_reserved = "%/:?#[]@!$&'()*+,;=~"


@dataclass(frozen=True)
class Rule:
    """What a finding breaks: a clause, a check, or a demand of robustness."""

    id: str
    title: str
    help: str
    tags: tuple[str, ...]
    score: str = ""
    """Of security, from 0 to 10; empty where it is none."""
    link: str = ""


@dataclass(frozen=True)
class Alert:
    """A finding as a code host shows it."""

    rule: Rule
    level: Level
    text: str
    target: str
    about: str
    uri: str
    fingerprint: str
    known: bool
    """Whether a baseline has it."""


def alerts(run: Run) -> list[Alert]:
    """All findings that count, worst first."""
    found = [*_endpoints(run), *_findings(run)]
    order = ("error", "warning", "note")
    return sorted(found, key=lambda one: (one.known, order.index(one.level), -_score(one.rule)))


def address(text: str) -> str:
    """A URI reference, whatever stands in a document."""
    return quote(printable(text, LONGEST), safe=_reserved)


def place(run: Run, target: str) -> str:
    """Where what is said of a target is found: the set of an endpoint, else the run file."""
    seen = run.endpoints.get(target)
    if seen is not None:
        return address(seen.jwks_uri or seen.url)
    return address(PurePath(run.path).name)


def _score(rule: Rule) -> float:
    return float(rule.score or 0)


def _endpoints(run: Run) -> Iterator[Alert]:
    for one in run.remarks:
        lines = (f"{one.target}: {one.said}.", *one.evidence, one.advice)
        yield Alert(
            rule=_check(one),
            level=LEVEL[one.level],
            text="\n".join(printable(line, LONGEST) for line in lines),
            target=one.target,
            about=one.about,
            uri=place(run, one.target),
            fingerprint=one.fingerprint,
            known=known(run, one),
        )


def _check(finding: EndpointFinding) -> Rule:
    help = f"{finding.advice} ({finding.source})" if finding.source else finding.advice
    return Rule(
        id=printable(finding.check, LONGEST),
        title=printable(finding.check.replace("-", " "), LONGEST),
        help=printable(help, LONGEST),
        tags=("security", printable(finding.group, LONGEST)),
        score=SCORE[finding.level],
    )


def _findings(run: Run) -> Iterator[Alert]:
    examples = {(one.target, one.fingerprint): one for one in run.examples}
    for one in run.findings:
        if not one.scored:
            continue
        lines = _lines(run, one, examples.get((one.target, one.fingerprint)))
        yield Alert(
            rule=_rule(run, one),
            level=LEVELS[one.severity],
            text="\n".join(printable(line, LONGEST) for line in lines),
            target=one.target,
            about=KINDS.get(one.kind, one.kind),
            uri=place(run, one.target),
            fingerprint=printable(one.fingerprint, LONGEST),
            known=known(run, one),
        )


def _lines(run: Run, finding: Finding, example: FuzzExample | None) -> Iterator[str]:
    started = run.targets.get(finding.target)
    version = started.hello.version if started else ""
    named = "" if version in finding.target else f" {version}"
    yield f"{finding.said} ({finding.target}{named})"
    if example is not None and not example.withheld:
        done = "; ".join((*example.mutations, *example.edits)) or "as it is"
        yield f"Found by fuzzing: {example.seed or 'several documents'}: {done}"
        yield f"To see it again: jwk-conformance replay {example.id}"
    elif finding.vectors:
        number = len(finding.vectors)
        named = ", ".join(finding.vectors[:3]) + (", …" if number > 3 else "")
        yield f"{number} vector{'' if number == 1 else 's'}: {named}"
        yield f"To read on: jwk-conformance show {finding.vectors[0]}"


def _rule(run: Run, finding: Finding) -> Rule:
    score = GRAVE if delicate(finding) else ""
    tags = ("security", finding.severity) if score else (finding.severity,)
    clause = next((run.clauses[id] for id in finding.clauses if id in run.clauses), None)
    if finding.kind == "deviation" and clause is not None:
        where = f"{clause.document} section {clause.section}"
        number = re.fullmatch(r"RFC (\d+)", clause.document)
        return Rule(
            id=clause.id,
            title=printable(f"{where}: {clause.paraphrase}", 255),
            help=printable(f"{clause.paraphrase} ({where}, {clause.keyword})", LONGEST),
            tags=tuple(dict.fromkeys((*tags, clause.document))),
            score=score,
            link=f"https://www.rfc-editor.org/rfc/rfc{number[1]}#section-{clause.section}"
            if number
            else "",
        )
    return Rule(
        id=finding.kind,
        title=KINDS.get(finding.kind, finding.kind),
        help=f"Robustness: {KINDS.get(finding.kind, finding.kind)}.",
        tags=tuple(dict.fromkeys(tags)),
        score=score,
    )
