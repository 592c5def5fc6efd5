"""A run as a comment on a pull request: scorecards, then findings, then the vectors behind them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from jwk_reports import endpoint
from jwk_reports.endpoint import Endpoint
from jwk_reports.model import Axis, Deviation, Robustness, Scorecard, Summary
from jwk_reports.state import KINDS, STATES, StateName
from jwk_reports.text import code, plain, visible

MOST = 50
"""Deviations listed: a comment may hold 65,536 characters on GitHub."""
WITHHELD = (
    "What is withheld is told once the maintainers have answered. Until then the answers to the "
    "vectors concerned, good or bad alike, are counted and not shown."
)
WHOLE = 60_000
"""Characters of a comment that reproductions may fill up."""


def render(summary: Summary, told: Sequence[Endpoint] = ()) -> str:
    """The comment, ending with a line break."""
    if told and not summary.scorecards:
        return "\n".join(("## JSON Web Key endpoints", "", *endpoint.markdown(told))) + "\n"
    without = sum(len(line) + 1 for line in _lines(summary, 0))
    return "\n".join((*_lines(summary, WHOLE - without), *endpoint.markdown(told))) + "\n"


def _lines(summary: Summary, room: int) -> Iterator[str]:
    """With reproductions of so many characters at most."""
    header = summary.header
    yield "## JSON Web Key conformance"
    yield ""
    held = f"set {plain(header.set)}, " if header.set else ""
    profile = plain(header.profile)
    yield f"{_vectors(header.vectors)}, {held}profile {profile}, {plain(header.started)}."
    if summary.incomplete:
        yield ""
        yield f"**Not complete.** {plain(summary.incomplete)}"
    yield ""
    yield from _scorecards(summary)
    if any(card.withheld.findings or card.withheld.robustness for card in summary.scorecards):
        yield ""
        yield WITHHELD
    for failed in summary.failed:
        yield ""
        hint = f" {plain(failed.hint)}" if failed.hint else ""
        yield f"**{plain(failed.target)} could not be started:** {plain(failed.what)}{hint}"
    yield ""
    yield from _aside(summary)
    yield from _news(summary)
    yield from _grouped(summary)
    yield from _findings(summary)
    yield from _disputed(summary)
    yield from _inconsistent(summary)
    yield ""
    yield from _deviations(summary, room)


def _scorecards(summary: Summary) -> Iterator[str]:
    if not summary.scorecards:
        yield "No target was started."
        return
    yield "| Target | Interoperability | Strictness | Robustness | Counted apart |"
    yield "|---|---|---|---|---|"
    for card in summary.scorecards:
        cells = (
            _target(card, summary.labels[card.target]),
            _axis(card.interoperability),
            _axis(card.strictness),
            _robustness(card.robustness, card.withheld.robustness),
            ", ".join(f"{number} {_word(name)}" for name, number in card.apart.items()) or "none",
        )
        yield f"| {' | '.join(cells)} |"


def _target(card: Scorecard, label: str) -> str:
    backend = f"<br>{plain(card.backend)}" if card.backend else ""
    unfinished = "" if card.finished else "<br>cut short"
    number = card.withheld.findings + card.withheld.robustness
    withheld = f"<br>{number} finding{'' if number == 1 else 's'} withheld" if number else ""
    return f"**{plain(label)}**{backend}{unfinished}{withheld}"


def _axis(axis: Axis) -> str:
    if not axis.judged:
        return "nothing judged"
    parts = [f"✓ {axis.passed} pass"]
    if axis.failed:
        parts.append(f"✗ {axis.failed} fail")
    if axis.warned:
        parts.append(f"! {axis.warned} warn")
    return ", ".join(parts)


def _robustness(robustness: Robustness, withheld: int) -> str:
    if not robustness.findings and not withheld:
        return f"✓ no findings in {robustness.answered} answers"
    apart = f", {withheld} withheld" if withheld else ""
    return f"✗ {len(robustness.findings)} found in {_vectors(robustness.upset)}{apart}"


def _vectors(number: int) -> str:
    return f"{number} vector{'' if number == 1 else 's'}"


def _word(name: StateName) -> str:
    return STATES[name].word


def _aside(summary: Summary) -> Iterator[str]:
    """What is newer than the set that is scored, or experimental."""
    told = [(card, aside) for card in summary.scorecards for aside in card.aside]
    if not told:
        return
    yield "Not scored:"
    yield ""
    for card, aside in told:
        counts = ", ".join(f"{number} {_word(name)}" for name, number in aside.states.items())
        found = len(aside.grouped) + len(aside.findings)
        findings = f" ({found} finding{'' if found == 1 else 's'})" if found else ""
        yield f"- {plain(summary.labels[card.target])}, {plain(aside.label)}: {counts}{findings}"
    yield ""


def _disputed(summary: Summary) -> Iterator[str]:
    if not summary.disputed:
        return
    number = len(summary.disputed)
    yield ""
    yield f"### {number} disputed verdict{'' if number == 1 else 's'}"
    yield ""
    for one in summary.disputed[:MOST]:
        about = f"{plain(summary.labels[one.target])}: {plain(one.vector.title)}"
        who = f"{plain(one.dispute.by)}, {one.dispute.date}, {one.dispute.state}"
        link = f" <{one.dispute.url}>" if one.dispute.url.startswith("https://") else ""
        yield f"- {about} {code(one.vector.id)}: {plain(one.dispute.reason)} ({who}{link})"
    if number > MOST:
        yield f"- … and {number - MOST} more: see the HTML report."


def _news(summary: Summary) -> Iterator[str]:
    for one in summary.notices[:MOST]:
        yield f"Known, and disputed by now: {code(one.fingerprint)}: {plain(one.said)}"
        yield ""
    if not summary.news:
        return
    yield "### Not as the baseline has it"
    yield ""
    for one in summary.news[:MOST]:
        yield f"- **{one.kind}** {code(one.fingerprint)}: {plain(one.said)}"
    if len(summary.news) > MOST:
        yield f"- … and {len(summary.news) - MOST} more: see the HTML report."
    yield ""


def _grouped(summary: Summary) -> Iterator[str]:
    """What a maintainer would mend, one line a finding."""
    number = summary.grouped
    yield f"### {number} finding{'' if number == 1 else 's'}"
    for card in summary.scorecards:
        if not card.grouped:
            continue
        yield ""
        yield f"**{plain(summary.labels[card.target])}**"
        yield ""
        for found in card.grouped[:MOST]:
            judged = f", triaged: {found.triage}" if found.triage else ""
            reach = f"{_vectors(len(found.vectors))}, such as {code(found.vectors[0].id)}"
            said = f"**{found.finding.severity}** {plain(found.finding.said)}"
            yield f"- {said} ({reach}{judged})"
        if len(card.grouped) > MOST:
            yield f"- … and {len(card.grouped) - MOST} more: see the HTML report."


def _inconsistent(summary: Summary) -> Iterator[str]:
    """Choices that one target answers now this way, now that."""
    listed = list(summary.inconsistent)
    if not listed:
        return
    yield ""
    yield f"### {len(listed)} choice{'' if len(listed) == 1 else 's'} not always taken alike"
    yield ""
    for target, choice, taken in listed[:MOST]:
        told = "; ".join(f"{option} on {', '.join(at)}" for option, at in taken.places.items())
        yield f"- {plain(summary.labels[target])}: {code(choice.id)}: {plain(told)}"
    if len(listed) > MOST:
        yield f"- … and {len(listed) - MOST} more: see the HTML report."


def _deviations(summary: Summary, room: int) -> Iterator[str]:
    number = summary.count("fail")
    yield f"### {number} failing vector{'' if number == 1 else 's'}"
    yield ""
    yield "<details><summary>One by one</summary>"
    yield ""
    listed = [found for found in summary.deviations if found.verdict == "fail"]
    if not listed:
        yield "No vector failed."
    for deviation in listed[:MOST]:
        yield from _deviation(deviation, summary.labels)
        for target, reproduction in list(deviation.code.items())[:1]:
            shown = list(_reproduction(summary.labels[target], reproduction))
            needed = sum(len(line) + 1 for line in shown)
            if needed <= room:
                room -= needed
                yield from shown
    if len(listed) > MOST:
        yield f"- … and {len(listed) - MOST} more vectors: see the HTML report."
    yield ""
    yield "</details>"
    disputed, warned = summary.count("disputed"), summary.count("warn")
    if disputed or warned:
        yield ""
        yield f"Besides: {disputed} disputed, {warned} warned of."


def _deviation(deviation: Deviation, labels: Mapping[str, str]) -> Iterator[str]:
    vector = deviation.vector
    clauses = f" ({plain(', '.join(vector.clauses))})" if vector.clauses else ""
    yield f"- **{vector.severity}** {plain(vector.title)} {code(vector.id)}{clauses}"
    for target, said in deviation.said.items():
        triage = deviation.triage.get(target)
        judged = f" (triaged: {triage.judged})" if triage else ""
        yield f"  - {plain(labels[target])}: {plain(said)}{judged}"


def _reproduction(label: str, code: str) -> Iterator[str]:
    """Code as it is, but for what would hide; folded, in the list item of its deviation."""
    longest = max((len(run) for run in re.findall("`+", code)), default=0)
    fence = "`" * max(3, longest + 1)
    yield ""
    yield f"  <details><summary>Reproduce with {plain(label)}</summary>"
    yield ""
    yield f"  {fence}python"
    yield from (f"  {line}".rstrip() for line in visible(code).split("\n"))
    yield f"  {fence}"
    yield ""
    yield "  </details>"
    yield ""


def _findings(summary: Summary) -> Iterator[str]:
    if not summary.findings:
        return
    number = len(summary.findings)
    yield ""
    yield f"### {number} robustness finding{'' if number == 1 else 's'}"
    yield ""
    for finding in summary.findings[:MOST]:
        target = plain(summary.labels[finding.target])
        reach = _vectors(len(finding.vectors))
        yield f"- {target}: {KINDS[finding.kind]}, {plain(finding.said)} ({reach})"
    if number > MOST:
        yield f"- … and {number - MOST} more: see the HTML report."
