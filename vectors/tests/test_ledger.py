"""The order that makes the ledger's files reviewable beside the texts."""

from __future__ import annotations

from authoring.compile import DATA
from authoring.rfc_text import section_order
from jwk_vectors.load import load_ledger

FOLDER = DATA / "ledger"
ENTRIES = list(load_ledger(FOLDER).values())


def test_each_document_at_hand_has_a_file_of_its_name_and_the_others_share_one() -> None:
    documents = {entry.document.lower().replace(" ", "") for entry in ENTRIES if entry.at_hand}
    assert documents | {"not-at-hand"} == {path.stem for path in FOLDER.glob("*.toml")}


def test_entries_stand_in_order_of_document_section_and_id() -> None:
    order = [
        (entry.at_hand, entry.document, section_order(entry.section), entry.id) for entry in ENTRIES
    ]
    assert order == sorted(order)


def test_an_id_says_document_and_section() -> None:
    for entry in ENTRIES:
        document = entry.document.lower().replace(" ", "")
        assert entry.id.startswith(f"{document}-{entry.section.lower()}-")
