"""A run as JUnit XML, as GitLab, Jenkins and viewers for GitHub read it.

A suite for each target; a case for each vector, finding of robustness, phase and finding of
fuzzing, or check of an endpoint. A case fails where the run does for it; what is known or minor is
told beside.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from xml.etree import ElementTree as Xml

from jwk_conformance.endpoint.check import CHECKS
from jwk_conformance.event import EndpointFinding
from jwk_conformance.runfile import Run
from jwk_reports import junit_library
from jwk_reports.endpoint import Endpoint, endpoints
from jwk_reports.expected import unexpected
from jwk_reports.junit_case import Case, element
from jwk_reports.text import printable

COUNTED = {"failures": "failure", "errors": "error", "skipped": "skipped"}


def render(run: Run) -> str:
    """The file."""
    root = Xml.Element("testsuites", name="jwk-conformance")
    for target in run.targets:
        seconds = run.done[target].seconds if target in run.done else 0.0
        root.append(_suite(run, target, seconds, junit_library.cases(run, target)))
    for target in run.failed.keys() - run.endpoints.keys() - run.targets.keys():
        root.append(_suite(run, target, 0.0, [junit_library.unstarted(run.failed[target])]))
    for one in endpoints(run):
        root.append(_suite(run, one.seen.target, one.seen.seconds, _asked(run, one)))
    if run.truncated:
        cut = Case("run", "complete", error="the run file is truncated: its end is missing")
        root.append(_suite(run, "run", 0.0, [cut]))
    for name in ("tests", *COUNTED):
        root.set(name, str(sum(int(suite.get(name, "0")) for suite in root)))
    Xml.indent(root)
    return Xml.tostring(root, encoding="unicode", xml_declaration=True) + "\n"


def _suite(run: Run, name: str, seconds: float, cases: Iterable[Case]) -> Xml.Element:
    suite = Xml.Element(
        "testsuite",
        name=printable(name, 300).replace("\n", " "),
        time=f"{seconds:.3f}",
        timestamp=printable(run.header.started, 40).removesuffix("Z"),
    )
    for case in cases:
        suite.append(element(case))
    suite.set("tests", str(len(suite)))
    for attribute, kind in COUNTED.items():
        suite.set(attribute, str(len(suite.findall(f"testcase/{kind}"))))
    return suite


def _asked(run: Run, one: Endpoint) -> Iterator[Case]:
    if one.failed:
        yield Case("endpoint", "asked", error=one.failed, type="not-asked")
        return
    groups: dict[str, str] = {check.id: check.group for check in CHECKS.values()}
    groups |= {finding.check: finding.group for finding in one.findings}
    for check, group in groups.items():
        found = one.checks.get(check, [])
        failing = [finding for finding in found if unexpected(run, finding)]
        others = [finding for finding in found if finding not in failing]
        yield Case(
            f"endpoint.{group}",
            check,
            failure=failing[0].said if failing else "",
            type=failing[0].level if failing else "",
            text=tuple(line for finding in failing for line in _told(finding)),
            out=tuple(line for finding in others for line in _told(finding)),
        )


def _told(finding: EndpointFinding) -> Iterator[str]:
    yield f"{finding.level}: {finding.said}"
    yield from finding.evidence
    yield finding.advice
    yield finding.source
