"""What counts neither way: vectors that are not scored, and verdicts that are disputed.

From the run file to the pages, as a reader meets them.
"""

from __future__ import annotations

import datetime
import re
from html import unescape
from pathlib import Path

import msgspec
import pytest

from jwk_conformance.event import Event, Finding, News
from jwk_conformance.runfile import read
from jwk_reports import html, markdown
from jwk_reports.model import Summary
from jwk_reports.redact import redacted
from jwk_reports.summary import summarise
from jwk_vectors.model import Dispute, Mended, Vector

from .browser import Chromium, needs_browser, opened
from .helpers import FOOTER, GOOD, SHORT, answered, done, opening, started, vector, written

DISPUTE = Dispute(
    by="Alpha's maintainers",
    date=datetime.date(2026, 12, 1),
    reason="Section 6.2 leaves <b>that</b> to the reader.",
    targets=("alpha 1.*",),
    url="https://example.org/alpha/issues/1",
)
MENDED = Mended(
    date=datetime.date(2026, 12, 24), was="It said too much.", now="It says less.", by="A. Reader"
)
CONTESTED = vector("ec-contested", title="A contested key", disputes=(DISPUTE,), mended=(MENDED,))
NEWER = vector("ec-newer", title="A newer key", set="2026.2", severity="security")
DRAFT = vector("ec-draft", title="A draft key", set="experimental")


def deviation(place: str, *about: Vector, scored: bool = True) -> Finding:
    return Finding(
        target="alpha",
        kind="deviation",
        fingerprint=f"alpha:deviation:{place}",
        said=f"alpha deviates at {place}",
        vectors=tuple(one.id for one in about),
        severity="security",
        scored=scored,
    )


def events() -> list[Event]:
    """Alpha fails everything but the control, and one failure is disputed."""
    header, *records = opening(GOOD, SHORT, CONTESTED, NEWER, DRAFT)
    head = msgspec.structs.replace(header, set="2026.1", unscored=("2026.2", "experimental"))
    said = "jwk.import was refused (disputed by Alpha's maintainers)"
    return [
        head,
        *records,
        started("alpha"),
        *answered("alpha", GOOD, "pass"),
        *answered("alpha", SHORT, "fail", "jws.verify was accepted"),
        *answered("alpha", CONTESTED, "disputed", said),
        *answered("alpha", NEWER, "fail", "jwk.import was refused"),
        *answered("alpha", DRAFT, "fail", "jwk.import was refused"),
        deviation("place", SHORT),
        deviation("place", NEWER, DRAFT, scored=False),
        Finding(
            target="alpha",
            kind="unexpected-error",
            fingerprint="alpha:unexpected-error:KeyError@lib.read",
            said="KeyError in lib.read",
            vectors=("ec-newer",),
            scored=False,
        ),
        News(kind="disputed", fingerprint="alpha:deviation:old", said="its verdict is disputed"),
        done("alpha"),
        FOOTER,
    ]


@pytest.fixture
def summary(tmp_path: Path) -> Summary:
    return summarise(read(written(tmp_path / "run.jsonl", events())))


@pytest.fixture
def page(tmp_path: Path, summary: Summary) -> str:
    return html.render(read(tmp_path / "run.jsonl"), summary)


def section(page: str, name: str) -> str:
    """The words of a section."""
    (found,) = re.findall(rf'<section id="{name}".*?</section>', page, flags=re.DOTALL)
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", found)).split())


def test_no_axis_counts_what_is_apart(summary: Summary) -> None:
    (card,) = summary.scorecards
    assert (card.interoperability.passed, card.interoperability.failed) == (1, 0)
    assert (card.strictness.passed, card.strictness.failed) == (0, 1)
    assert dict(card.apart) == {"disputed": 1}
    assert card.robustness.findings == ()
    assert summary.findings == ()
    assert summary.grouped == 1
    assert summary.count("fail") == 1


def test_what_is_not_scored_is_told_by_why(summary: Summary) -> None:
    (card,) = summary.scorecards
    told = [
        (one.label, dict(one.states), len(one.grouped), len(one.findings)) for one in card.aside
    ]
    assert told == [
        ("newer than 2026.1", {"fail": 1}, 1, 1),
        ("experimental", {"fail": 1}, 1, 0),
    ]
    assert [one.id for one in card.aside[0].grouped[0].vectors] == ["ec-newer"]
    names = [group.name for group in summary.groups]
    assert "EC keys (newer than 2026.1)" in names
    assert "EC keys (experimental)" in names


def test_a_dispute_is_told_with_reason_and_author(summary: Summary, page: str) -> None:
    ((target, id, dispute),) = [
        (one.target, one.vector.id, one.dispute) for one in summary.disputed
    ]
    assert (target, id, dispute) == ("alpha", "ec-contested", DISPUTE)
    told = section(page, "disputed")
    for words in ("A contested key", "Alpha's maintainers, 2026-12-01, open", DISPUTE.reason):
        assert words in told
    assert f'href="{DISPUTE.url}"' in page
    assert "<b>that</b>" not in page


def test_the_page_shows_apart_what_is_not_scored(page: str) -> None:
    told = section(page, "aside")
    for words in ("held against the set 2026.1", "alpha 1.0, newer than 2026.1", "A newer key"):
        assert words in told
    assert "unexpected error: KeyError in lib.read" in told
    findings = section(page, "findings")
    assert "A newer key" not in findings
    assert "Known, and disputed by now: alpha:deviation:old" in findings
    assert "Not as the baseline has it" not in findings
    card = section(page, "overview")
    assert "Not scored: newer than 2026.1 ✗ 1 fail" in card
    assert section(page, "robustness").endswith("None.")


def test_the_comment_tells_both_in_brief(summary: Summary) -> None:
    text = markdown.render(summary)
    assert "5 vectors, set 2026.1, profile rfc" in text
    assert "- alpha 1.0, newer than 2026.1: 1 fail (2 findings)" in text
    assert "### 1 finding\n" in text
    assert "### 1 disputed verdict\n" in text
    assert "(Alpha's maintainers, 2026-12-01, open <https://example.org/alpha/issues/1>)" in text
    assert "&#60;b&#62;that" in text
    assert "Known, and disputed by now" in text


def test_what_is_withheld_and_not_scored_is_not_counted(tmp_path: Path) -> None:
    run = redacted(read(written(tmp_path / "run.jsonl", events())))
    (card,) = summarise(run).scorecards
    assert card.strictness.failed == 1
    assert card.interoperability.failed == 0
    assert card.withheld.findings == 1
    assert dict(card.aside[0].states) == {"withheld": 1}


def test_a_dispute_that_is_not_public_is_withheld_with_its_verdict(tmp_path: Path) -> None:
    private = msgspec.structs.replace(DISPUTE, url="")
    one = msgspec.structs.replace(SHORT, disputes=(private, DISPUTE))
    told = [
        *opening(GOOD, one),
        started("alpha"),
        *answered("alpha", GOOD, "pass"),
        *answered("alpha", one, "fail"),
        deviation("place", one),
        done("alpha"),
        FOOTER,
    ]
    run = redacted(read(written(tmp_path / "run.jsonl", told)))
    assert run.vectors[one.id].disputes == (DISPUTE,)


@needs_browser
def test_a_vector_page_tells_its_disputes_and_corrections(
    tmp_path: Path, chromium: Chromium
) -> None:
    with opened(chromium, tmp_path, events(), "#v/ec-contested") as page:
        text = " ".join(page.inner_text("#page").split())
    assert "open, by Alpha's maintainers on 2026-12-01 for alpha 1.*: " in text
    assert DISPUTE.reason in text
    assert "2026-12-24, on a report by A. Reader: It said too much. Now: It says less." in text
