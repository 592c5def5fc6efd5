"""Endpoints in reports: HTML and Markdown from one run file, foreign text harmless."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from jwk_conformance.event import EndpointFinding, EndpointSeen, Event, HopRecord, TargetFailed
from jwk_conformance.runfile import Run, read
from jwk_reports.endpoint import endpoints
from jwk_reports.html import render as as_html
from jwk_reports.markdown import render as as_markdown
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
