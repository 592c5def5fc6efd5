"""Violations as SARIF 2.1.0 (OASIS), which code hosts show beside the line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote

from jwk_conformance import __version__
from jwk_conformance.lint.result import Finding, Result, ledger
from jwk_conformance.rulebook import RULES, Rule

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_LEVEL = {"must": "error", "should": "warning", "note": "note"}


def report(results: Sequence[Result]) -> dict[str, Any]:
    """One run: the rulebook as the tool's rules, and each violation as a result."""
    rules = list(RULES.values())
    index = {rule.code: position for position, rule in enumerate(rules)}
    unusable = [result for result in results if result.unusable]
    return log(
        [_rule(rule) for rule in rules],
        {
            "executionSuccessful": not unusable,
            "toolExecutionNotifications": [_notification(one) for one in unusable],
        },
        [
            _result(result.name, finding, index[finding.rule.code])
            for result in results
            for finding in result.findings
        ],
    )


def log(
    rules: Sequence[Mapping[str, Any]],
    invocation: Mapping[str, Any],
    results: Sequence[Mapping[str, Any]],
) -> dict[str, Any]:
    """A file of one run of this suite, out of its parts as SARIF has them."""
    driver = {"name": "jwk-conformance", "version": __version__, "rules": rules}
    return {
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [
            {
                "tool": {"driver": driver},
                "columnKind": "unicodeCodePoints",
                "invocations": [invocation],
                "results": results,
            }
        ],
    }


def _rule(rule: Rule) -> dict[str, Any]:
    clauses = [ledger()[id] for id in rule.clauses]
    says = "\n".join(f"{one.document} section {one.section}: {one.paraphrase}" for one in clauses)
    return {
        "id": rule.code,
        "name": rule.check.__name__,
        "shortDescription": {"text": " ".join(rule.description.split("\n\n")[0].split())},
        "fullDescription": {"text": " ".join(rule.description.split())},
        "help": {"text": f"{rule.advice}\n{says}"},
        "defaultConfiguration": {"level": _LEVEL[rule.level]},
        "properties": {"tags": sorted({one.document for one in clauses}), "clauses": rule.clauses},
    }


def _result(name: str, finding: Finding, index: int) -> dict[str, Any]:
    place = finding.place
    return {
        "ruleId": finding.rule.code,
        "ruleIndex": index,
        "level": _LEVEL[finding.rule.level],
        "message": {"text": f"{finding.said}. {finding.rule.advice}"},
        "locations": [
            {
                "physicalLocation": {
                    "artifactLocation": {"uri": _uri(name)},
                    "region": {"startLine": place.line, "startColumn": place.column},
                }
            }
        ],
    }


def _notification(result: Result) -> dict[str, Any]:
    return {
        "level": "error",
        "message": {"text": f"{result.name}: {result.unusable}"},
        "locations": [{"physicalLocation": {"artifactLocation": {"uri": _uri(result.name)}}}],
    }


def _uri(name: str) -> str:
    if name == "-":
        return "stdin"
    return Path(name).as_uri() if Path(name).is_absolute() else quote(Path(name).as_posix())
