"""Endpoints in reports: the way to the set, then what was found, worst first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from jwk_conformance.endpoint.check.registry import LEVELS
from jwk_conformance.event import ClientSeen, EndpointFinding, EndpointSeen
from jwk_conformance.runfile import Run
from jwk_reports.state import StateName
from jwk_reports.text import code, plain

STATE: dict[str, StateName] = {
    "critical": "fail",
    "must": "fail",
    "should": "warn",
    "note": "unobserved",
}
"""Level → the state whose glyph and colour it shares."""
MOST = 50
"""Findings of an endpoint that a comment lists."""


@dataclass(frozen=True)
class Endpoint:
    """One endpoint of a run."""

    seen: EndpointSeen
    failed: str
    """Why it could not be asked; empty where it could."""
    findings: tuple[EndpointFinding, ...]
    clients: tuple[ClientSeen, ...] = ()
    """What libraries make of the set, where they were asked."""

    @property
    def counts(self) -> dict[str, int]:
        """Level → findings, worst first; levels without any are left out."""
        numbers = {level: sum(one.level == level for one in self.findings) for level in LEVELS}
        return {level: number for level, number in numbers.items() if number}

    @property
    def checks(self) -> dict[str, list[EndpointFinding]]:
        """Check → its findings: the advice stands once."""
        grouped: dict[str, list[EndpointFinding]] = {}
        for one in self.findings:
            grouped.setdefault(one.check, []).append(one)
        return grouped


def endpoints(run: Run) -> list[Endpoint]:
    """The endpoints of a run, in the order in which they were done."""
    return [
        Endpoint(
            seen,
            run.failed[name].what if name in run.failed else "",
            tuple(
                sorted(
                    (one for one in run.remarks if one.target == name),
                    key=lambda one: LEVELS.index(one.level),
                )
            ),
            tuple(run.clients.get(name, ())),
        )
        for name, seen in run.endpoints.items()
    ]


def markdown(told: Sequence[Endpoint]) -> Iterator[str]:
    """The endpoints as lines of a comment."""
    if not told:
        return
    yield "| Endpoint | Keys | Found |"
    yield "|---|---|---|"
    for one in told:
        counts = ", ".join(f"{number} {level}" for level, number in one.counts.items())
        found = f"could not be asked: {plain(one.failed)}" if one.failed else counts or "✓ nothing"
        yield f"| **{plain(one.seen.target)}** | {one.seen.keys} | {found} |"
    for one in told:
        if one.findings:
            yield from _findings(one)


def _findings(one: Endpoint) -> Iterator[str]:
    yield ""
    yield f"### {plain(one.seen.target)}"
    yield ""
    for hop in one.seen.path:
        answer = plain(hop.trouble) if hop.trouble else str(hop.status)
        yield f"- {plain(hop.role)}: {' → '.join(map(code, hop.urls))} {answer}"
    yield ""
    for finding in one.findings[:MOST]:
        source = f" ({plain(finding.source)})" if finding.source else ""
        yield f"- **{finding.level}** {code(finding.check)} {plain(finding.said)}{source}"
        yield from (f"  - {plain(line)}" for line in finding.evidence)
        yield f"  - {plain(finding.advice)}"
    if len(one.findings) > MOST:
        yield f"- … and {len(one.findings) - MOST} more: see the HTML report."
