"""The page: what stands in the markup, what stands in its data, and that neither can bite."""

from __future__ import annotations

import base64
import json
import re
import zlib
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import msgspec
import pytest

from jwk_conformance.event import ChoiceRecord, ClauseRecord, Event, Finding, News, TargetFailed
from jwk_conformance.runfile import read
from jwk_reports.html import render
from jwk_reports.page_data import LONGEST_INPUT, embedded
from jwk_reports.summary import summarise

from .helpers import (
    CHOICE,
    CLAUSE,
    FOOTER,
    GOOD,
    JWS,
    KEY,
    answered,
    opening,
    ordinary,
    started,
    vector,
    written,
)

HOSTILE = (
    "</script><script>alert(1)</script><img src=x onerror=alert(1)>\u202egnp.exe\u2066\x1b[31m"
)


class Markup(HTMLParser):
    """Elements, their attributes, and the text outside script and style."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.scripts: list[str] = []
        self.words: list[str] = []
        self._inside = ""
        self.feed(page)
        self.text = " ".join(" ".join(self.words).split())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        self._inside = tag
        if tag == "script":
            self.scripts.append("")

    def handle_endtag(self, tag: str) -> None:
        self._inside = ""

    def handle_data(self, data: str) -> None:
        if self._inside == "script":
            self.scripts[-1] += data
        elif self._inside != "style":
            self.words.append(data)

    @property
    def data(self) -> Any:
        return unpacked(self.scripts[1])


def unpacked(block: str) -> Any:
    return json.loads(zlib.decompress(base64.b64decode(block, validate=True), -zlib.MAX_WBITS))


def page_of(tmp_path: Path, events: list[Event]) -> str:
    run = read(written(tmp_path / "run.jsonl", events))
    return render(run, summarise(run))


def test_scorecards_and_matrix_are_in_the_markup(tmp_path: Path) -> None:
    text = Markup(page_of(tmp_path, ordinary())).text
    assert "alpha 1.0 Python 3.11.7 · cryptography 42.0.0, OpenSSL 3.2.1" in text
    assert "Strictness ✓ 0 pass ✗ 1 fail ! 1 warn" in text
    assert "Malformed EC keys 3 ✗ 1 fail ! 1 warn ◆ 1 choice ○ 1 unobserved" in text
    assert "gamma==9 could not be started. gamma==9 is not on the index. Try gamma==2." in text
    assert "KeyError in lib.read: 'x'" in text
    assert "%" not in text


def test_a_finding_stands_once_with_its_vectors(tmp_path: Path) -> None:
    text = Markup(page_of(tmp_path, ordinary())).text
    finding = "alpha takes an x of the wrong length alpha:deviation:x-length true finding 1 vector"
    assert text.count(finding) == 1
    assert "1 finding in 1 failing vector" in text


def test_news_against_the_baseline_is_shown(tmp_path: Path) -> None:
    one = News(kind="stale", fingerprint="lib:deviation:x", said="no longer found")
    text = Markup(page_of(tmp_path, [*opening(GOOD), started("alpha"), one, FOOTER])).text
    assert "Not as the baseline has it: stale lib:deviation:x : no longer found" in text
    assert "Not as the baseline" not in Markup(page_of(tmp_path, ordinary())).text


def test_the_page_names_date_versions_digest_and_profile(tmp_path: Path) -> None:
    text = Markup(page_of(tmp_path, ordinary())).text
    for fact in ("2026-03-04T05:06:07Z", "jwk-conformance 0.1.0", "0123abcd", "profile rfc"):
        assert fact in text


def test_every_outcome_is_in_the_data(tmp_path: Path) -> None:
    data = Markup(page_of(tmp_path, ordinary())).data
    short = [one["id"] for one in data["vectors"]].index("ec-short-x")
    number, said, option, *steps = data["cells"][short][0]
    assert data["names"][number] == "fail"
    assert data["said"][said] == "jws.verify was accepted: the signature verifies"
    assert option == ""
    assert [data["seen"][step]["outcome"] for step in steps] == ["rejected", "rejected"]
    assert data["seen"][steps[0]]["error"]["type"] == "ValueError"
    assert data["vectors"][short]["triage"][0]["reasoning"] == "Section 6.2.1.2 says so."
    subject, operation, axis, aside, code, literals = data["more"][short]
    assert (data["subjects"][subject], operation) == ("Malformed EC keys", "jws.verify")
    assert (axis, aside) == ("strictness", "")
    assert len(set(code)) == 1
    assert "made1 = lib.read({0.key})" in data["code"][code[0]]
    rest = {"1.jws": repr(JWS), "1.algorithms": "['ES256']"}
    assert literals["library"] == {"0.key": repr(KEY), **rest}
    assert literals["adapter"] == {"0.key": repr(json.loads(KEY)), **rest}


def test_what_a_library_cannot_do_is_not_reproduced(tmp_path: Path) -> None:
    events = [
        *opening(GOOD),
        started("alpha"),
        started("beta"),
        *answered("alpha", GOOD, "unsupported"),
        *answered("beta", GOOD, "pass"),
        FOOTER,
    ]
    assert Markup(page_of(tmp_path, events)).data["more"][0][4] == [None, 0]


def test_the_page_asks_nothing_of_a_network(tmp_path: Path) -> None:
    page = page_of(tmp_path, ordinary())
    for tag, attributes in Markup(page).elements:
        assert tag not in ("link", "img", "iframe", "object", "base")
        assert "src" not in attributes
        assert (attributes.get("href") or "#").startswith("#")
    assert "default-src 'none'" in page
    assert "url(" not in page


def test_every_link_leads_somewhere(tmp_path: Path) -> None:
    markup = Markup(page_of(tmp_path, ordinary()))
    places = {attributes.get("id") for _, attributes in markup.elements}
    vectors = {f"v/{one['id']}" for one in markup.data["vectors"]}
    links = {attributes["href"] for tag, attributes in markup.elements if tag == "a"}
    assert links
    clauses = {f"c/{clause}" for clause in markup.data["clauses"]}
    within = {str(link)[1:].partition("?")[0] for link in links}
    assert within <= places | vectors | clauses


def hostile_run() -> list[Event]:
    bad = vector(HOSTILE, title=HOSTILE, why=HOSTILE, group=HOSTILE, severity="security")
    return [
        *opening(bad),
        ClauseRecord(clause=msgspec.structs.replace(CLAUSE, paraphrase=HOSTILE)),
        ChoiceRecord(choice=msgspec.structs.replace(CHOICE, question=HOSTILE)),
        started(HOSTILE, name=HOSTILE, version=HOSTILE, backend={HOSTILE: HOSTILE}),
        TargetFailed(target="gone", what=HOSTILE, hint=HOSTILE),
        *answered(HOSTILE, bad, "fail", HOSTILE * 1000),
        Finding(
            target=HOSTILE, kind="deviation", fingerprint=HOSTILE, said=HOSTILE, vectors=(HOSTILE,)
        ),
        Finding(target=HOSTILE, kind="died", fingerprint=HOSTILE, said=HOSTILE, vectors=(HOSTILE,)),
        FOOTER,
    ]


def test_hostile_strings_stay_text(tmp_path: Path) -> None:
    page = page_of(tmp_path, hostile_run())
    markup = Markup(page)
    assert [tag for tag, _ in markup.elements].count("script") == 3
    assert not [tag for tag, _ in markup.elements if tag == "img"]
    assert not [
        name for _, attributes in markup.elements for name in attributes if name == "onerror"
    ]
    assert markup.data["vectors"][0]["title"] == HOSTILE
    assert "<script>alert(1)</script>" in markup.text


def test_controls_that_turn_text_around_are_shown_as_escapes(tmp_path: Path) -> None:
    page = page_of(tmp_path, hostile_run())
    assert not re.search("[\u202a-\u202e\u2066-\u2069\x1b]", page)
    assert r"\u{202e}gnp.exe\u{2066}\u{1b}[31m" in Markup(page).text


def test_a_message_of_a_megabyte_is_cut_and_says_so(tmp_path: Path) -> None:
    key = '{"kty":"oct","k":"' + "A" * 1_000_000 + '"}'
    step = type(GOOD.steps[0])(operation="jwk.import", args={"key": key}, expect="accept")
    huge = vector("huge", steps=(step,))
    events = [*opening(huge), started("alpha"), *answered("alpha", huge, "fail", "z" * 1_000_000)]
    page = page_of(tmp_path, events)
    assert len(page) < 10 * LONGEST_INPUT
    assert "(1,000,000 characters)" in Markup(page).data["said"][0]


def test_a_truncated_run_carries_a_banner(tmp_path: Path) -> None:
    page = page_of(tmp_path, [*opening(GOOD), started("alpha"), *answered("alpha", GOOD, "pass")])
    text = Markup(page).text
    assert "Not complete. The run file is truncated" in text
    assert "Cut short: this target had not answered everything" in text
    assert "Not complete." not in Markup(page_of(tmp_path, ordinary())).text


def test_a_run_of_nothing_is_still_a_page(tmp_path: Path) -> None:
    text = Markup(page_of(tmp_path, [*opening(), FOOTER])).text
    assert "No target was started" in text
    assert "0 vectors, 0 targets" in text


def test_the_same_run_gives_the_same_page(tmp_path: Path) -> None:
    assert page_of(tmp_path, ordinary()) == page_of(tmp_path, ordinary())


@pytest.mark.parametrize("text", ["</script>", "<!--", "]]>", "\u2028", "&lt;"])
def test_embedded_json_holds_nothing_that_ends_a_script(text: str) -> None:
    shown = embedded({"text": text})
    assert shown.isascii()
    assert not set(shown) & set("<>&")
    assert unpacked(shown) == {"text": text}
