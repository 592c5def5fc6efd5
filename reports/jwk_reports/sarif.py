"""Findings on endpoints as SARIF 2.1.0 (OASIS), which code hosts and editors read."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from jwk_conformance import __version__
from jwk_conformance.event import EndpointFinding
from jwk_conformance.lint.sarif import SCHEMA
from jwk_conformance.runfile import Run
from jwk_reports.expected import unexpected

LEVEL = {"critical": "error", "must": "error", "should": "warning", "note": "note"}
SEVERITY = {"critical": "9.0", "must": "6.0", "should": "3.0", "note": "1.0"}
"""What code hosts call security-severity: the colour and the order of an alert."""


def render(run: Run) -> str:
    """The findings of a run as a file: one rule for each check that has found something."""
    rules = {one.check: one for one in run.remarks}
    index = {check: position for position, check in enumerate(rules)}
    footer = run.footer
    told = {
        "executionSuccessful": footer is not None and not run.failed,
        "toolExecutionNotifications": list(_failed(run)),
    }
    if footer is not None:
        told |= {"exitCode": footer.exit_code, "exitCodeDescription": footer.reason}
    document = {
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [
            {
                "tool": {
                    "driver": {
                        "name": "jwk-conformance",
                        "version": __version__,
                        "rules": [_rule(one) for one in rules.values()],
                    }
                },
                "invocations": [told],
                "results": [_result(run, one, index[one.check]) for one in run.remarks],
            }
        ],
    }
    return json.dumps(document, indent=1) + "\n"


def _rule(finding: EndpointFinding) -> dict[str, Any]:
    return {
        "id": finding.check,
        "shortDescription": {"text": finding.check.replace("-", " ")},
        "help": {"text": f"{finding.advice} ({finding.source})"},
        "properties": {
            "tags": ["security", finding.group],
            "security-severity": SEVERITY[finding.level],
        },
    }


def _result(run: Run, finding: EndpointFinding, index: int) -> dict[str, Any]:
    evidence = "".join(f"\n{line}" for line in finding.evidence)
    known = bool(run.header.baseline) and not unexpected(run, finding)
    return {
        "ruleId": finding.check,
        "ruleIndex": index,
        "level": LEVEL[finding.level],
        "message": {"text": f"{finding.target}: {finding.said}.{evidence}\n{finding.advice}"},
        "locations": [_location(run, finding.target, finding.about)],
        "partialFingerprints": {"jwkConformance/v1": finding.fingerprint},
        **({"baselineState": "unchanged" if known else "new"} if run.header.baseline else {}),
    }


def _location(run: Run, target: str, about: str = "") -> dict[str, Any]:
    """Where a finding is: the address of the set, or else what the user gave; then the key."""
    seen = run.endpoints.get(target)
    uri = (seen.jwks_uri or seen.url) if seen else target
    return {
        "physicalLocation": {"artifactLocation": {"uri": uri}},
        "logicalLocations": [{"fullyQualifiedName": " ".join(filter(None, (target, about)))}],
    }


def _failed(run: Run) -> Iterator[dict[str, Any]]:
    for target, one in run.failed.items():
        text = f"{target} could not be asked: {one.what}"
        location = _location(run, target)
        yield {"level": "error", "message": {"text": text}, "locations": [location]}
