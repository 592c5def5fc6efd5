"""What a person sees of a run over endpoints: the way to the set, then what is wrong."""

from __future__ import annotations

from collections.abc import Iterator

import click

from jwk_conformance.endpoint.check.registry import LEVELS
from jwk_conformance.event import EndpointFinding, EndpointSeen, Event, News, TargetFailed

COLOUR = {"critical": "red", "must": "red", "should": "yellow", "note": "cyan"}
SHOWN = 6
"""Findings of one check that are listed for an endpoint; the others are counted."""


LONGEST = 400
"""Characters of one line of foreign text; the run file has it whole."""


def visible(text: str) -> str:
    """What a server has sent, on one line, without characters that steer a terminal."""
    shown = text if len(text) <= LONGEST else f"{text[:LONGEST]}…"
    return "".join(one if one.isprintable() else ascii(one)[1:-1] for one in shown)


class Terminal:
    """Listens to a run: each endpoint is shown when it is done."""

    def __init__(self) -> None:
        self._seen: EndpointSeen | None = None
        self._found: list[EndpointFinding] = []

    def __call__(self, event: Event) -> None:
        """Show one event, or keep it until its endpoint is complete."""
        match event:
            case EndpointSeen():
                self.flush()
                self._seen = event
            case EndpointFinding(target=target):
                if self._seen is None or target != self._seen.target:
                    self.flush()
                    click.echo(visible(target))
                    for line in _level(event.level, [event]):
                        click.echo(line)
                else:
                    self._found.append(event)
            case TargetFailed(target=target, what=what):
                self.flush()
                click.echo(f"{target}: could not be asked: {visible(what)}")
            case News(kind=kind, fingerprint=fingerprint, said=said):
                self.flush()
                click.echo(f"{kind}: {visible(fingerprint)}: {visible(said)}")

    def flush(self) -> None:
        """Show the endpoint that is complete."""
        if self._seen is not None:
            for line in lines(self._seen, self._found):
                click.echo(line)
        self._seen, self._found = None, []


def lines(seen: EndpointSeen, found: list[EndpointFinding]) -> Iterator[str]:
    """One endpoint, in lines; colours are dropped by `click.echo` where no terminal is."""
    yield click.style(seen.target, bold=True)
    for hop in seen.path:
        answer = hop.trouble or str(hop.status)
        yield f"  {visible(' → '.join(hop.urls))}  {visible(answer)}"
        yield click.style(f"      {hop.role}: {hop.because}", dim=True)
    for change in seen.timeline:
        went = [f"+ {kid}" for kid in change.added] + [f"- {kid}" for kid in change.removed]
        yield f"  after {change.at:.0f} s: {visible(', '.join(went))}"
    for note in seen.notes:
        yield f"  not looked at: {note}"
    for level in LEVELS:
        yield from _level(level, [one for one in found if one.level == level])
    counts = ", ".join(
        f"{number} {level}"
        for level in LEVELS
        if (number := sum(one.level == level for one in found))
    )
    if not any(hop.status for hop in seen.path):
        return  # why it could not be asked is told next
    keys = f"{seen.keys} key" + ("" if seen.keys == 1 else "s")
    yield (
        f"  {keys}, {counts or 'nothing found'} ({seen.requests} requests, {seen.seconds:.1f} s)"
    )


def _level(level: str, found: list[EndpointFinding]) -> Iterator[str]:
    for check in dict.fromkeys(one.check for one in found):
        alike = [one for one in found if one.check == check]
        for one in alike[:SHOWN]:
            styled = click.style(f"{level:8}", fg=COLOUR[level], bold=level in ("critical", "must"))
            yield f"  {styled} {click.style(check, bold=True)}: {visible(one.said)}"
            # Two colons at the beginning of a line would be a command to some CI systems.
            yield from (f"             | {visible(line)}" for line in one.evidence)
        if len(alike) > SHOWN:
            yield f"             and {len(alike) - SHOWN} more"
        yield click.style(f"             {alike[0].advice} ({alike[0].source})", dim=True)
