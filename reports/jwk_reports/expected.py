"""Which findings of a run are why it failed."""

from __future__ import annotations

from jwk_conformance.baseline import NOTICES
from jwk_conformance.endpoint.check.registry import LEVELS
from jwk_conformance.event import EndpointFinding, Finding
from jwk_conformance.runfile import Run

FAIL_ON = "must"
"""Of runs of a time when they did not say it themselves."""


def unexpected(run: Run, finding: EndpointFinding | Finding) -> bool:
    """Whether a finding is grave enough to fail, and in no baseline: as the run itself judged."""
    if run.header.baseline:
        return any(
            one.fingerprint == finding.fingerprint and one.kind not in NOTICES for one in run.news
        )
    if isinstance(finding, Finding):
        return finding.scored
    least = run.header.fail_on or FAIL_ON
    levels: tuple[str, ...] = LEVELS
    return levels.index(finding.level) <= levels.index(least)


def known(run: Run, finding: EndpointFinding | Finding) -> bool:
    """Whether the run was held against a baseline, and that has the finding."""
    return bool(run.header.baseline) and not unexpected(run, finding)
