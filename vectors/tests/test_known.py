"""Keys in print: the committed list is the one that the vectors give."""

from __future__ import annotations

from authoring import known
from authoring.compile import DATA
from jwk_vectors import bundled


def test_the_committed_list_is_current() -> None:
    committed = (DATA / known.NAME).read_text("utf-8")
    assert committed == known.text(bundled().vectors), "run `python -m authoring known`"


def test_the_key_of_rfc_8037_is_known() -> None:
    found = known.known_keys(bundled().vectors)
    assert found["kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k"] == "RFC 8037 section A.1"
    assert "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs" in found
