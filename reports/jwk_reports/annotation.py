"""Findings on endpoints as annotations: commands that GitHub Actions reads from a log."""

from __future__ import annotations

from collections.abc import Iterator

from jwk_conformance.runfile import Run
from jwk_reports.endpoint import endpoints
from jwk_reports.expected import unexpected
from jwk_reports.text import shortened, visible

MOST = 10
"""Annotations of one kind that GitHub shows for a step."""
COMMAND = {"critical": "error", "must": "error", "should": "warning", "note": "notice"}


def lines(run: Run) -> Iterator[str]:
    """One command for each finding, worst first; what is known is none above a notice."""
    shown = dict.fromkeys(("error", "warning", "notice"), 0)
    for one in endpoints(run):
        if one.failed:
            yield _command("error", one.seen.target, f"could not be asked: {one.failed}")
        for finding in one.findings:
            known = bool(run.header.baseline) and not unexpected(run, finding)
            command = "notice" if known else COMMAND[finding.level]
            if shown[command] < MOST:
                shown[command] += 1
                title = f"{finding.target}: {finding.check}"
                yield _command(command, title, f"{finding.said}. {finding.advice}")


def _command(command: str, title: str, text: str) -> str:
    """Foreign text can neither end the command nor begin another."""
    head = _escaped(title).replace(":", "%3A").replace(",", "%2C")
    return f"::{command} title={head}::{_escaped(text)}"


def _escaped(text: str) -> str:
    one = visible(shortened(text, 500))
    return one.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
