"""Endpoints in reports: HTML and Markdown from one run file, foreign text harmless."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree as Xml

import msgspec
import pytest
from click.testing import CliRunner

from jwk_conformance.endpoint.check import CHECKS
from jwk_conformance.event import (
    EndpointFinding,
    EndpointSeen,
    Event,
    Header,
    HopRecord,
    News,
    TargetFailed,
)
from jwk_conformance.runfile import Run, read
from jwk_reports.annotation import lines as annotations
from jwk_reports.command import report
from jwk_reports.endpoint import endpoints
from jwk_reports.html import render as as_html
from jwk_reports.junit import render as as_junit
from jwk_reports.markdown import render as as_markdown
from jwk_reports.sarif import render as as_sarif
from jwk_reports.summary import summarise

from .helpers import FOOTER, opening, ordinary, written

HOP = HopRecord(role="JWK Set", because="given", urls=("https://a.example/<b>",), status=200)


def finding(level: str, check: str, said: str) -> EndpointFinding:
    return EndpointFinding(
        target="idp",
        check=check,
        group="keys",
        level=level,  # type: ignore[arg-type]
        said=said,
        about="",
        evidence=("ETag: <script>",),
        advice="Mend it.",
        source="RFC 7517 section 5",
        clauses=(),
        fingerprint=f"idp {check}",
    )


def asked() -> Iterator[Event]:
    yield EndpointSeen(target="idp", url="https://a.example", path=(HOP,), keys=3, requests=9)
    yield finding("note", "not-kept", "the set may be kept for 5 s only")
    yield finding("critical", "private-key", "the EC key [x](javascript:1) is private")
    yield EndpointSeen(target="gone", url="https://b.example", path=(), requests=1)
    yield TargetFailed(target="gone", what="nobody listens there")


@pytest.fixture
def run(tmp_path: Path) -> Run:
    return read(written(tmp_path / "run.jsonl", [*opening(), *asked(), FOOTER]))


def test_findings_stand_worst_first(run: Run) -> None:
    idp, gone = endpoints(run)
    assert [one.level for one in idp.findings] == ["critical", "note"]
    assert idp.counts == {"critical": 1, "note": 1}
    assert (gone.failed, gone.findings) == ("nobody listens there", ())


def test_the_page_shows_endpoints_and_nothing_of_libraries(run: Run) -> None:
    page = as_html(run, summarise(run))
    assert "could not be asked" in page.lower()
    assert "private-key" in page
    assert "&lt;script&gt;" in page
    assert 'id="matrix"' not in page
    assert "No target was started" not in page


def test_the_comment_lists_findings_with_advice(run: Run) -> None:
    text = as_markdown(summarise(run), endpoints(run))
    assert text.startswith("## JSON Web Key endpoints")
    assert "| **gone** | 0 | could not be asked: nobody listens there |" in text
    assert text.index("private-key") < text.index("not-kept")
    assert "](javascript" not in text
    assert "<script>" not in text
    assert "  - Mend it." in text


def test_libraries_and_endpoints_stand_in_one_page(tmp_path: Path) -> None:
    events = [event for event in ordinary() if event is not FOOTER]
    both = read(written(tmp_path / "both.jsonl", [*events, *asked(), FOOTER]))
    page = as_html(both, summarise(both))
    assert 'id="endpoints"' in page
    assert 'id="matrix"' in page
    text = as_markdown(summarise(both), endpoints(both))
    assert "private-key" in text
    assert "## JSON Web Key conformance" in text


def hostile() -> Iterator[Event]:
    text = "a\x1b[2J\r\n::stop-commands::x\r\n::error::no %0A \ufffe \x00 ]]> <b>"
    yield EndpointSeen(
        target="idp", url="https://a.example", path=(HOP,), jwks_uri="https://a.example/jwks"
    )
    yield finding("must", "issuer-differs", text)


def test_sarif_has_a_rule_and_a_place_for_each_finding(run: Run) -> None:
    (told,) = json.loads(as_sarif(run))["runs"]
    rules = [one["id"] for one in told["tool"]["driver"]["rules"]]
    assert sorted(rules) == ["not-kept", "private-key"]
    levels = {rules[one["ruleIndex"]]: one["level"] for one in told["results"]}
    assert levels == {"not-kept": "note", "private-key": "error"}
    for one in told["results"]:
        assert one["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
        assert one["partialFingerprints"] == {"jwkConformance/v1": f"idp {one['ruleId']}"}
        assert "baselineState" not in one
    (gone,) = told["invocations"][0]["toolExecutionNotifications"]
    assert gone["message"]["text"] == "gone could not be asked: nobody listens there"
    assert told["invocations"][0]["executionSuccessful"] is False


def test_junit_has_a_case_for_each_check_and_fails_as_the_run_does(run: Run) -> None:
    root = Xml.fromstring(as_junit(run))
    assert (root.get("failures"), root.get("errors")) == ("1", "1")
    idp, gone = root
    failed = [case.get("name") for case in idp if case.find("failure") is not None]
    assert failed == ["private-key"]
    assert {*CHECKS} <= {case.get("name") for case in idp}
    assert "the set may be kept for 5 s only" in (
        idp.findtext("*[@name='not-kept']/system-out") or ""
    )
    assert gone.find("testcase/error") is not None
    assert int(root.get("tests", "0")) == len(idp) + len(gone)


def test_annotations_are_commands_worst_first(run: Run) -> None:
    first, second, third = annotations(run)
    assert first.startswith("::error title=idp%3A private-key::the EC key")
    assert second.startswith("::notice title=idp%3A not-kept::")
    assert third.startswith("::error title=gone::could not be asked")


def known(tmp_path: Path, *news: Event) -> Run:
    header, *others = opening()
    assert isinstance(header, Header)
    header = msgspec.structs.replace(header, baseline="jwk-baseline.toml", fail_on="must")
    return read(written(tmp_path / "run.jsonl", [header, *others, *asked(), *news, FOOTER]))


def test_what_is_known_fails_nothing(tmp_path: Path) -> None:
    run = known(tmp_path)
    assert Xml.fromstring(as_junit(run)).get("failures") == "0"
    results = json.loads(as_sarif(run))["runs"][0]["results"]
    assert {one["baselineState"] for one in results} == {"unchanged"}
    assert all(line.startswith(("::notice", "::error title=gone")) for line in annotations(run))


def test_what_is_news_fails(tmp_path: Path) -> None:
    run = known(tmp_path, News(kind="new", fingerprint="idp not-kept", said="it is new"))
    (failed,) = Xml.fromstring(as_junit(run)).findall("*/testcase/failure/..")
    assert failed.get("name") == "not-kept"
    states = {
        one["ruleId"]: one["baselineState"]
        for one in json.loads(as_sarif(run))["runs"][0]["results"]
    }
    assert states == {"not-kept": "new", "private-key": "unchanged"}


def test_foreign_text_breaks_no_file_and_gives_no_command(tmp_path: Path) -> None:
    run = read(written(tmp_path / "run.jsonl", [*opening(), *hostile(), FOOTER]))
    assert Xml.fromstring(as_junit(run)).get("failures") == "1"
    assert json.loads(as_sarif(run))
    (line,) = annotations(run)
    assert line.count("\n") == line.count("\r") == line.count("\x1b") == 0
    assert line.startswith("::error title=idp%3A issuer-differs::a")


def test_annotations_are_refused_of_libraries(tmp_path: Path) -> None:
    run_file = written(tmp_path / "run.jsonl", [*ordinary()])
    result = CliRunner().invoke(report, [str(run_file), "--annotations"])
    assert result.exit_code == 2
    assert "is no run over endpoints" in result.output
