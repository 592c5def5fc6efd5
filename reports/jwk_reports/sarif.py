"""Findings of every kind of run as SARIF 2.1.0 (OASIS), which code hosts and editors read.

Code scanning on GitHub takes a file of up to 10 MB, packed, with 20 runs of 25,000 results and as
many rules, and shows the worst 5,000; a rule has up to 20 tags, of which 10 are shown.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

from jwk_conformance.lint.sarif import log
from jwk_conformance.runfile import Run
from jwk_reports.alert import LONGEST, Alert, Rule, address, alerts, place
from jwk_reports.text import printable

MOST = 5_000
"""Results that code scanning shows; the worst are kept, and the others counted."""
TAGS = 10


def render(run: Run) -> str:
    """The findings of a run as a file: one rule for each clause or check that is broken."""
    found = alerts(run)
    told = found[:MOST]
    rules = _rules(told)
    index = {id: position for position, id in enumerate(rules)}
    document = log(
        [_rule(one) for one in rules.values()],
        _invocation(run, len(found) - len(told)),
        [_result(run, one, index[one.rule.id]) for one in told],
    )
    return json.dumps(document, indent=1) + "\n"


def _rules(found: Sequence[Alert]) -> dict[str, Rule]:
    """By id; of several findings by one rule, the gravest speaks for it."""
    rules: dict[str, Rule] = {}
    for one in found:
        before = rules.get(one.rule.id)
        if before is None or float(one.rule.score or 0) > float(before.score or 0):
            rules[one.rule.id] = one.rule
    return rules


def _rule(rule: Rule) -> dict[str, Any]:
    properties: dict[str, Any] = {"tags": rule.tags[:TAGS]}
    if rule.score:
        properties["security-severity"] = rule.score
    return {
        "id": rule.id,
        "shortDescription": {"text": rule.title},
        "help": {"text": rule.help},
        **({"helpUri": rule.link} if rule.link else {}),
        "properties": properties,
    }


def _invocation(run: Run, left_out: int) -> dict[str, Any]:
    footer = run.footer
    told: dict[str, Any] = {
        "executionSuccessful": footer is not None and not _failed(run),
        "toolExecutionNotifications": list(_notifications(run, left_out)),
    }
    if footer is not None:
        told |= {
            "exitCode": footer.exit_code,
            "exitCodeDescription": printable(footer.reason, LONGEST),
        }
    return told


def _failed(run: Run) -> bool:
    return any(not one.left_out for one in run.failed.values())


def _notifications(run: Run, left_out: int) -> Iterator[dict[str, Any]]:
    for target, one in run.failed.items():
        asked = "asked" if target in run.endpoints else "started"
        text = printable(f"{target} could not be {asked}: {one.what}", LONGEST)
        location = _location(place(run, target), target)
        level = "note" if one.left_out else "error"
        yield {"level": level, "message": {"text": text}, "locations": [location]}
    if run.footer is None:
        yield {"level": "error", "message": {"text": "The run file is truncated."}}
    if left_out:
        text = f"{left_out} results are left out: code hosts show {MOST}. The run file has all."
        yield {"level": "warning", "message": {"text": text}}
    withheld = sum(one.findings + one.robustness for one in run.withheld.values())
    if withheld:
        text = f"{withheld} findings are withheld until the maintainers have answered."
        yield {"level": "note", "message": {"text": text}}


def _result(run: Run, alert: Alert, index: int) -> dict[str, Any]:
    state = "unchanged" if alert.known else "new"
    return {
        "ruleId": alert.rule.id,
        "ruleIndex": index,
        "level": alert.level,
        "message": {"text": alert.text},
        "locations": [_location(alert.uri, alert.target, alert.about)],
        "partialFingerprints": {"jwkConformance/v1": alert.fingerprint},
        **({"baselineState": state} if run.header.baseline else {}),
    }


def _location(uri: str, target: str, about: str = "") -> dict[str, Any]:
    """A file or an address, of which code hosts want a line; then the target, and its part."""
    name = printable(" ".join(filter(None, (target, about))), LONGEST)
    return {
        "physicalLocation": {
            "artifactLocation": {"uri": uri or address(target) or "unknown"},
            "region": {"startLine": 1},
        },
        "logicalLocations": [{"fullyQualifiedName": name}],
    }
