"""The recount: keywords found in texts with every trick of an RFC, and held against entries."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from authoring.compile import DATA
from authoring.recount import COVERED, entries_of, faults, main, overview, read
from authoring.rfc_text import occurrences, section_order, sections
from jwk_vectors import Clause
from jwk_vectors.load import load_ledger

BOILERPLATE = """\
   The key words "MUST", "MUST NOT", "REQUIRED", "SHALL", "SHALL NOT",
   "SHOULD", "SHOULD NOT", "RECOMMENDED", "NOT RECOMMENDED", "MAY", and
   "OPTIONAL" in this document are to be interpreted as described in
   BCP 14 [RFC2119] [RFC8174] when, and only when, they appear in all
   capitals, as shown here. It MUST be so.
"""
NOT_ADVISED = "2 NOT RECOMMENDED 1"
PAGE_BREAK = """


Doe                          Standards Track                    [Page 1]
\f
RFC 9999                      Doing Things                      May 2015


"""


def text(body: str, heading: str = "2.  Doing") -> str:
    return f"Abstract\n\n   Things are done.\n\n{heading}\n\n{body}\n"


def names(document: str) -> list[str]:
    return [f"{one.section} {one.name}" for one in occurrences(document)]


def clause(*keywords: str, id: str = "rfc9999-2-x", **more: Any) -> Clause:
    given = {
        "document": "RFC 9999",
        "section": "2",
        "keyword": keywords[0].rpartition(" ")[0] if keywords else "none",
        "force": "none",
        "binds": ("producer",),
        "paraphrase": "Things.",
    }
    return Clause(id=id, keywords=keywords, **(given | more))


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("   It MUST be, and MUST stay.", ["2 MUST 1", "2 MUST 2"]),
        ("   It MUST NOT be, but MUST do.", ["2 MUST NOT 1", "2 MUST 1"]),
        ("   It MUST\n   NOT be.", ["2 MUST NOT 1"]),
        ("   It is NOT\n   RECOMMENDED, RECOMMENDED.", [NOT_ADVISED, "2 RECOMMENDED 1"]),
        ("   SHALL, SHALL NOT.", ["2 SHALL 1", "2 SHALL NOT 1"]),
        ("   SHOULD, SHOULD NOT.", ["2 SHOULD 1", "2 SHOULD NOT 1"]),
        ("   REQUIRED, OPTIONAL, MAY.", ["2 REQUIRED 1", "2 OPTIONAL 1", "2 MAY 1"]),
        ("   It must be, Required, May 2015.", []),
        ("   AbMAY/MUST+MAY=x_MUST-y", []),
        ('   It is a "MUST" for [X], which\n   says "names SHOULD be\n   unique".', []),
        ("   A '\"' MUST come before a '\"' here.", ["2 MUST 1"]),
        (BOILERPLATE, []),
        (BOILERPLATE + "\n   It MUST be.", ["2 MUST 1"]),
        (f"   It MUST{PAGE_BREAK}   NOT be.", ["2 MUST NOT 1"]),
        (f"   It MUST be.{PAGE_BREAK}   NOT so that it MUST.", ["2 MUST 1", "2 MUST 2"]),
        (f"   So the{PAGE_BREAK}3.  Next\n\n   It MUST be.", ["3 MUST 1"]),
        ("   It MUST.\n\nAppendix A.  More\n\n   It MAY.", ["2 MUST 1", "A MAY 1"]),
        ("   It MUST.\n\nA.1.  More\n\n   It MUST.", ["2 MUST 1", "A.1 MUST 1"]),
        ("   It MUST.\n\nNotes\n\n   It MUST.", ["2 MUST 1", "Notes MUST 1"]),
        ("   x\n\n2.1.  More\n\n   1. It MUST.\n   2. It MUST.", ["2.1 MUST 1", "2.1 MUST 2"]),
        ("   x\n\n9.1.  Normative References\n\n   [X]  How it MUST be.", []),
    ],
)  # fmt: skip
def test_keywords_are_found_where_the_text_uses_them(body: str, expected: list[str]) -> None:
    assert names(text(body)) == expected


def test_the_table_of_contents_is_passed_over() -> None:
    contents = "Table of Contents\n\n   1. What MUST Be ........ 1\n"
    document = contents + PAGE_BREAK + "      1.1. And MAY ......... 2\n\n" + text("   It MUST.")
    assert names(document) == ["2 MUST 1"]


def test_a_page_break_leaves_no_trace_in_a_sentence() -> None:
    (found,) = occurrences(text(f"   Once. It MUST be a non-\n   empty{PAGE_BREAK}   list. Twice."))
    assert found.sentence == "It MUST be a non-empty list."


def test_a_page_break_between_paragraphs_keeps_them_apart() -> None:
    *_, section = sections(text(f"   One.{PAGE_BREAK}   Two."))
    assert section.paragraphs == ("One.", "Two.")


def test_sections_sort_as_a_document_has_them() -> None:
    shuffled = ["A.10", "10", "B", "4.1.11", "A", "Abstract", "4.1.2", "A.1", "2"]
    order = ["Abstract", "2", "4.1.2", "4.1.11", "10", "A", "A.1", "A.10", "B"]
    assert sorted(shuffled, key=section_order) == order


FOUND = tuple(occurrences(text("   It MUST be. It MUST NOT go, and it MUST stay.")))


def test_entries_that_account_for_everything_are_clean() -> None:
    entries = [clause("MUST 2", "MUST NOT 1"), clause("MUST 1", "MUST 2"), clause()]
    assert list(faults(FOUND, entries)) == []


@pytest.mark.parametrize(
    ("entries", "said"),
    [
        (
            [clause("MUST 1", "MUST NOT 1")],
            "section 2, MUST 2 is in no entry: It MUST NOT go, and it MUST stay.",
        ),
        (
            [clause("MUST 1", "MUST 2")],
            "section 2, MUST NOT 1 is in no entry: It MUST NOT go, and it MUST stay.",
        ),
        (
            [clause("MUST 1", "MUST 2", "MUST NOT 1"), clause("MUST 3", id="rfc9999-2-y")],
            "rfc9999-2-y claims MUST 3, but section 2 has none",
        ),
        (
            [clause("MUST 1", "MUST 2", "MUST NOT 1"), clause("MUST 1", section="3")],
            "rfc9999-2-x claims MUST 1, but section 3 has none",
        ),
        (
            [clause("MUST 1", "MUST 2", "MUST NOT 1", keyword="SHOULD")],
            "rfc9999-2-x has the keyword SHOULD, but accounts for: MUST, MUST NOT",
        ),
        (
            [clause("MUST 1", "MUST 2", "MUST NOT 1"), clause(keyword="MUST")],
            "rfc9999-2-x has the keyword MUST, but accounts for: none",
        ),
    ],
)
def test_what_differs_is_named(entries: list[Clause], said: str) -> None:
    assert list(faults(FOUND, entries)) == [said]


def test_the_overview_lists_what_is_kept_by_hand_and_counts() -> None:
    entries = (clause("MUST 1"), clause(id="rfc9999-2-y", excluded="Binds a human."))
    lines = list(overview({"9999": FOUND}, {entry.id: entry for entry in entries}))
    assert "  RFC 9999 section 2: rfc9999-2-y" in lines
    assert lines[-1].split() == ["RFC", "9999", "3", "2", "1"]


def test_the_command_lists_the_keywords_of_one_text(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "rfc9999.txt").write_text(text("   It MUST be."), "utf-8")
    assert main(["--rfc-dir", str(tmp_path), "--list", "RFC9999"]) == 0
    assert capsys.readouterr().out == "2  MUST 1  It MUST be.\nRFC 9999: 1 (1 MUST)\n"


def test_the_command_fails_on_a_difference(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for number in COVERED:
        (tmp_path / f"rfc{number}.txt").write_text(text("   It MUST be."), "utf-8")
    assert main(["--rfc-dir", str(tmp_path)]) == 1
    assert "RFC 7515: rfc7515-4-unknown-parameters claims MUST 4" in capsys.readouterr().out


def test_the_command_wants_the_texts(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("JWK_RFC_DIR", raising=False)
    assert main([]) == 2
    assert main(["--rfc-dir", str(tmp_path)]) == 2
    assert "rfc7515.txt" in capsys.readouterr().err


@pytest.mark.parametrize("number", COVERED)
def test_the_ledger_accounts_for_every_keyword(number: str) -> None:
    folder = os.environ.get("JWK_RFC_DIR")
    if not folder:
        pytest.skip("JWK_RFC_DIR names no folder with the RFC texts, such as rfc7515.txt")
    found = read(Path(folder), number)
    assert found
    assert list(faults(found, entries_of(load_ledger(DATA / "ledger"), number))) == []
