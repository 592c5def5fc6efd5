"""Which findings of a run over endpoints are why it failed."""

from __future__ import annotations

from jwk_conformance.endpoint.check.registry import LEVELS
from jwk_conformance.event import EndpointFinding
from jwk_conformance.runfile import Run

FAIL_ON = "must"
"""Of runs of a time when they did not say it themselves."""


def unexpected(run: Run, finding: EndpointFinding) -> bool:
    """Whether a finding is grave enough to fail, and in no baseline: as the run itself judged."""
    if run.header.baseline:
        return any(one.fingerprint == finding.fingerprint for one in run.news)
    least = run.header.fail_on or FAIL_ON
    levels: tuple[str, ...] = LEVELS
    return levels.index(finding.level) <= levels.index(least)
