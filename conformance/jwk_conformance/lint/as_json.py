"""Violations as JSON, for programs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from jwk_conformance.lint.result import LEVELS, Finding, Result, counted, ledger

FORMAT = 1


def report(results: Sequence[Result]) -> dict[str, Any]:
    """Files with their violations, and the numbers by level."""
    levels = counted(results)
    return {
        "format": FORMAT,
        "files": [_file(result) for result in results],
        "violations": {level: levels[level] for level in LEVELS},
    }


def _file(result: Result) -> dict[str, Any]:
    return {
        "file": result.name,
        "kind": result.kind,
        "keys": result.keys,
        "unusable": result.unusable or None,
        "violations": [_violation(finding) for finding in result.findings],
    }


def _violation(finding: Finding) -> dict[str, Any]:
    rule, place = finding.rule, finding.place
    clauses = (ledger()[id] for id in rule.clauses)
    return {
        "code": rule.code,
        "level": rule.level,
        "said": finding.said,
        "line": place.line,
        "column": place.column,
        "offset": place.offset,
        "pointer": finding.pointer,
        "clauses": [
            {"id": one.id, "keyword": one.keyword, "force": one.force, "paraphrase": one.paraphrase}
            for one in clauses
        ],
        "advice": rule.advice,
    }
