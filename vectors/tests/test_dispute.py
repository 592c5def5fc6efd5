"""Reasons of maintainers: kept with the vectors, ruled with a reason, mended where upheld."""

from __future__ import annotations

import datetime
import json

import msgspec
import pytest
from jsonschema import Draft202012Validator

from authoring import dispute
from authoring.dispute import disputed, faults, read
from jwk_vectors import bundled
from jwk_vectors.model import Mended
from jwk_vectors.schema import disputes_schema, schema_path

from .test_sets import vector

OPEN = """
[[dispute]]
vectors = ["a-*"]
targets = ["lib 1.*"]
by = "Lib's maintainers"
date = 2026-12-01
reason = "The text allows it."
url = "https://example.org/issues/1"
"""
UPHELD = OPEN + 'state = "upheld"\nanswer = "It does."\n'


def test_every_dispute_is_on_a_vector_and_ruled_with_a_reason() -> None:
    library = bundled()
    assert list(faults(library.vectors, [one.set for one in library.sets])) == []


def test_disputes_are_compiled_into_their_vectors_and_sorted() -> None:
    for one in bundled().vectors:
        assert disputed(one).disputes == one.disputes
    dates = [entry.date for entry in dispute.entries()]
    assert dates == sorted(dates)


def test_a_dispute_stands_on_the_vectors_that_it_is_about() -> None:
    known = read(OPEN)
    (one,) = disputed(vector("a-1"), known).disputes
    assert (one.by, one.state, one.url) == (
        "Lib's maintainers",
        "open",
        "https://example.org/issues/1",
    )
    assert disputed(vector("b-1"), known).disputes == ()


@pytest.mark.parametrize(
    ("name", "version", "covered"),
    [("lib", "1.5", True), ("lib", "2.0", False), ("other", "1.5", False)],
)
def test_a_dispute_is_about_the_targets_that_it_names(
    name: str, version: str, covered: bool
) -> None:
    (one,) = read(OPEN)
    assert one.covers(name, version) is covered
    assert msgspec.structs.replace(one, targets=("lib",)).covers(name, version) is (name == "lib")
    assert msgspec.structs.replace(one, targets=()).covers(name, version)


def test_what_cannot_stand_is_told() -> None:
    one = vector("a-1")
    assert list(faults([one], ["2026.1"], read(OPEN))) == []
    assert list(faults([], ["2026.1"], read(OPEN))) == [
        "disputes.toml, 2026-12-01: a-* fits no vector"
    ]
    silent = read(OPEN + 'state = "rejected"\n')
    assert list(faults([one], [], silent)) == [
        "disputes.toml, 2026-12-01: it is rejected, and its answer does not say why"
    ]


def test_an_upheld_dispute_on_a_frozen_vector_needs_a_correction() -> None:
    one = vector("a-1")
    known = read(UPHELD)
    assert list(faults([one], ["2026.1"], known)) == [
        "disputes.toml, 2026-12-01: a-1 is upheld against, and corrections.toml lacks it"
    ]
    assert list(faults([one], [], known)) == []
    mended = Mended(date=datetime.date(2026, 12, 24), was="w", now="n", by="b")
    assert list(faults([vector("a-1", mended=(mended,))], ["2026.1"], known)) == []


def test_the_committed_schema_is_that_of_the_types() -> None:
    assert schema_path("disputes").read_text("utf-8") == disputes_schema()
    (entry,) = read(UPHELD)
    document = {"dispute": [json.loads(msgspec.json.encode(entry))]}
    validator = Draft202012Validator(json.loads(disputes_schema()))
    assert list(validator.iter_errors(document)) == []


@pytest.mark.parametrize(
    "change",
    ['state = "perhaps"', "colour = 1", 'answer = ["a"]'],
)
def test_a_broken_entry_is_refused(change: str) -> None:
    with pytest.raises(msgspec.ValidationError):
        read(OPEN + change + "\n")
