"""Fuzzing in reports: findings worst first with their example, what was covered, and redaction."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import msgspec
import pytest

from jwk_conformance.event import (
    Event,
    Evidence,
    Finding,
    Fuzzed,
    FuzzExample,
    News,
    Replayed,
    VectorRecord,
)
from jwk_conformance.protocol import Fault, Observation
from jwk_conformance.runfile import Run, RunFileError, read
from jwk_reports import fuzz
from jwk_reports.disclosure import Disclosure
from jwk_reports.html import render as as_html
from jwk_reports.redact import redacted
from jwk_reports.summary import summarise

from .browser import Chromium, needs_browser, opened
from .helpers import CLAUSE, FOOTER, HEADER, answered, done, ordinary, started, vector, written

HOSTILE = "<script>alert(1)</script>"
ACCEPTED = vector("fuzz.ec.x.jwk-import.aaaaaa", severity="security", set="fuzz")
STUMBLES = vector("fuzz.ec.n.jwk-import.bbbbbb", set="fuzz")
SEVERE = Finding(
    target="alpha",
    kind="deviation",
    fingerprint="alpha:deviation:rfc7518-6.2.1.2-x-length:EC:accepted",
    said="alpha takes an x of the wrong length (EC)",
    vectors=(ACCEPTED.id,),
    severity="security",
    clauses=(CLAUSE.id,),
)
ROBUST = Finding(
    target="alpha",
    kind="unexpected-error",
    fingerprint="alpha:unexpected-error:KeyError@lib.read",
    said=f"KeyError in lib.read: {HOSTILE}",
    vectors=(STUMBLES.id,),
)


def example(finding: Finding, id: str, **more: object) -> FuzzExample:
    given: dict[str, object] = {
        "target": "alpha",
        "fingerprint": finding.fingerprint,
        "id": id,
        "vector": finding.vectors[0],
        "documents": 7,
        "kty": "EC",
        "seed": "ec-p-256-public",
        "mutations": ("x: one leading zero octet added",),
        "requests": ('{"seq":0,"op":"jwk.import"}',),
        "octets": (134, 55),
        "asked": 9,
        "whole": True,
    }
    return FuzzExample(**{**given, **more})  # type: ignore[arg-type]


def campaign(*more: Event) -> list[Event]:
    fault = Fault(type="KeyError", message=HOSTILE, module="lib", function="read")
    return [
        HEADER_OF_FUZZING,
        started("alpha"),
        VectorRecord(vector=ACCEPTED),
        VectorRecord(vector=STUMBLES),
        *answered("alpha", ACCEPTED, "fail", "it was accepted"),
        Evidence(
            target="alpha",
            vector=STUMBLES.id,
            steps=(Observation(outcome="error", error=fault),),
        ),
        ROBUST,
        SEVERE,
        example(SEVERE, "alpha-1111111111"),
        example(ROBUST, "alpha-2222222222", mutations=(), edits=("crv left out",)),
        Replayed(target="alpha", fingerprint="alpha:hung:old", id="alpha-3333333333", shows=False),
        Fuzzed(
            target="alpha",
            phase="single mutations",
            documents=1792,
            whole=True,
            seconds=2.0,
            kinds={"EC": 1792},
            notes=("not offered: documents like okp: 3",),
        ),
        Fuzzed(
            target="alpha", phase="examples made simpler", documents=57, whole=False, seconds=1.0
        ),
        *more,
        done("alpha"),
        FOOTER,
    ]


HEADER_OF_FUZZING = msgspec.structs.replace(HEADER, vectors=0, command=("fuzz", "alpha"))


def of(tmp_path: Path, events: Sequence[Event]) -> Run:
    return read(written(tmp_path / "fuzz.jsonl", events))


def pages(run: Run) -> tuple[str, str]:
    summary = summarise(run)
    return as_html(run, summary), fuzz.page(run, summary)


def test_findings_are_told_worst_first_with_their_example(tmp_path: Path) -> None:
    html, markdown = pages(of(tmp_path, campaign()))
    for page in (html, markdown):
        assert page.index("alpha takes an x") < page.index("KeyError in lib.read")
        for said in ("alpha-1111111111", "x: one leading zero octet added", "crv left out"):
            assert said in page
        assert "alpha-3333333333" in page, "what is mended is told"
        assert HOSTILE not in page
    assert "1792 | ✗ 1 security, ✗ 1 robustness" in markdown
    assert "lib.read(" in html, "the code in the library's own calls"
    assert "&#34;op&#34;:&#34;jwk.import&#34;" in html, "the lines of the protocol"
    assert "not offered: documents like okp: 3" in html


def test_a_run_of_fuzzing_alone_is_scored_on_no_axis(tmp_path: Path) -> None:
    run = of(tmp_path, campaign())
    html, _ = pages(run)
    assert fuzz.alone(run)
    assert 'id="fuzz"' in html
    assert 'id="matrix"' not in html
    assert 'id="overview"' not in html


def test_an_ordinary_run_says_nothing_of_fuzzing(tmp_path: Path) -> None:
    run = of(tmp_path, ordinary())
    assert not fuzz.alone(run)
    assert fuzz.campaigns(run) == []
    assert 'id="fuzz"' not in as_html(run, summarise(run))


def test_news_against_a_baseline_is_told(tmp_path: Path) -> None:
    news = News(kind="stale", fingerprint="alpha:hung:old", said="no longer found")
    for page in pages(of(tmp_path, campaign(news))):
        assert "stale" in page
        assert "no longer found" in page


def test_what_is_withheld_is_shown_without_document_or_answer(tmp_path: Path) -> None:
    hidden = example(SEVERE, "alpha-1111111111", requests=(), withheld="the key is yours")
    events = [
        hidden if isinstance(one, FuzzExample) and one.id == hidden.id else one
        for one in campaign()
    ]
    html, markdown = pages(of(tmp_path, events))
    assert "the key is yours" in html
    assert "alpha-1111111111" in markdown


def test_redaction_takes_away_all_that_shows_a_finding(tmp_path: Path) -> None:
    run = redacted(of(tmp_path, campaign()))
    assert [one.fingerprint for one in run.findings] == [ROBUST.fingerprint]
    assert [one.id for one in run.examples] == ["alpha-2222222222"]
    assert list(run.vectors) == [STUMBLES.id]
    assert all(vector == STUMBLES.id for _, vector in (*run.evidence, *run.verdicts))
    for page in pages(run):
        assert "x-length" not in page
        assert "leading zero" not in page
        assert "1 finding withheld" in page or "1 withheld" in page


@pytest.mark.parametrize("kind", ["hung", "died"])
def test_redaction_takes_away_what_stops_a_service(tmp_path: Path, kind: str) -> None:
    stops = Finding(
        target="alpha",
        kind=kind,  # type: ignore[arg-type]
        fingerprint=f"alpha:{kind}:jwk.import:RSA:rsa-e-one",
        said=f"jwk.import {kind}",
        vectors=(STUMBLES.id,),
    )
    events = [one for one in campaign() if one != ROBUST]
    run = redacted(of(tmp_path, [*events[:-1], stops, FOOTER]))
    assert run.findings == []


def test_vectors_and_fuzzing_are_not_redacted_together(tmp_path: Path) -> None:
    """What one of them withholds the other would tell."""
    mixed = [*ordinary()[:-1], *campaign()[2:]]
    with pytest.raises(RunFileError, match="redact each by itself"):
        redacted(of(tmp_path, mixed))


def test_what_is_published_may_be_told(tmp_path: Path) -> None:
    told = Disclosure(
        finding="alpha:deviation:*", state="published", on=date(2026, 12, 1), why="mended"
    )
    run = of(tmp_path, campaign())
    assert redacted(run, [told]) == run


@needs_browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_view_is_for_everybody(tmp_path: Path, chromium: Chromium, scheme: str) -> None:
    from axe_playwright_python.sync_playwright import Axe

    context = {"color_scheme": scheme, "bypass_csp": True}
    with opened(chromium, tmp_path, campaign(), **context) as page:
        assert page.locator("main > section:visible").first.get_attribute("id") == "fuzz"
        page.evaluate("document.querySelectorAll('details').forEach((one) => one.open = true)")
        found = Axe().run(page)
        assert found.response["passes"]
        assert found.violations_count == 0, found.generate_report()
