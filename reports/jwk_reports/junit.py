"""A run over endpoints as JUnit XML: a suite for each endpoint, a case for each check."""

from __future__ import annotations

from xml.etree import ElementTree as Xml

from jwk_conformance.endpoint.check import CHECKS
from jwk_conformance.event import EndpointFinding
from jwk_conformance.runfile import Run
from jwk_reports.endpoint import Endpoint, endpoints
from jwk_reports.expected import unexpected
from jwk_reports.text import visible


def render(run: Run) -> str:
    """The file. A case fails where the run does for it; what is known or minor is told beside."""
    root = Xml.Element("testsuites", name="jwk-conformance endpoint")
    for one in endpoints(run):
        root.append(_suite(run, one))
    for name in ("tests", "failures", "errors"):
        root.set(name, str(sum(int(suite.get(name, "0")) for suite in root)))
    Xml.indent(root)
    return Xml.tostring(root, encoding="unicode", xml_declaration=True) + "\n"


def _suite(run: Run, one: Endpoint) -> Xml.Element:
    suite = Xml.Element(
        "testsuite", name=_printable(one.seen.target), time=f"{one.seen.seconds:.3f}"
    )
    if one.failed:
        case = Xml.SubElement(suite, "testcase", classname="endpoint", name="asked")
        Xml.SubElement(case, "error", message=_printable(one.failed), type="not-asked")
    else:
        groups: dict[str, str] = {check.id: check.group for check in CHECKS.values()}
        groups |= {finding.check: finding.group for finding in one.findings}
        for check, group in groups.items():
            suite.append(_case(run, check, group, one.checks.get(check, [])))
    for name, kind in (("failures", "failure"), ("errors", "error")):
        suite.set(name, str(len(suite.findall(f"testcase/{kind}"))))
    suite.set("tests", str(len(suite)))
    return suite


def _case(run: Run, check: str, group: str, findings: list[EndpointFinding]) -> Xml.Element:
    case = Xml.Element("testcase", classname=f"endpoint.{group}", name=check)
    failing = [one for one in findings if unexpected(run, one)]
    others = [one for one in findings if one not in failing]
    if failing:
        worst = failing[0]
        failure = Xml.SubElement(case, "failure", message=_printable(worst.said), type=worst.level)
        failure.text = "\n".join(map(_told, failing))
    if others:
        Xml.SubElement(case, "system-out").text = "\n".join(map(_told, others))
    return case


def _told(finding: EndpointFinding) -> str:
    lines = (f"{finding.level}: {finding.said}", *finding.evidence, finding.advice, finding.source)
    return "\n".join(map(_printable, lines))


def _printable(line: str) -> str:
    """XML has no place for control characters, not even escaped, nor for what is no character."""
    shown = visible(line.replace("\n", " ")).encode("utf-8", "backslashreplace").decode()
    return shown.replace("\ufffe", "\\ufffe").replace("\uffff", "\\uffff")
