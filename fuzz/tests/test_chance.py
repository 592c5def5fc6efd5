"""Plans make documents, the same ones always, and those that found something are kept."""

from __future__ import annotations

import json
from itertools import islice
from pathlib import Path

import pytest

from jwk_conformance.rulebook import examine
from jwk_fuzz.case import Case
from jwk_fuzz.chance import DOCUMENTS, LENGTH, Deck, plans
from jwk_fuzz.kept import Kept
from jwk_fuzz.mutation.chance import makers
from jwk_fuzz.phase import PHASES, Scope, Shard
from jwk_fuzz.seed import seeds
from jwk_fuzz.systematic import Selection


def cases(seed: int, shard: str = "1/1", number: int = 8) -> list[Case]:
    deck = Deck(Selection())
    return [case for plan in islice(plans(seed, shard), number) for case in deck.unfold(plan)]


def texts(several: list[Case]) -> list[str | bytes]:
    return [case.text for case in several]


def test_a_seed_makes_the_same_documents_and_another_seed_or_shard_others() -> None:
    assert texts(cases(1)) == texts(cases(1))
    assert not set(islice(plans(1, "1/1"), 1, 50)) & set(islice(plans(2, "1/1"), 1, 50))
    assert not set(islice(plans(1, "1/2"), 1, 50)) & set(islice(plans(1, "2/2"), 1, 50))


def test_plans_go_on_with_another_seed_when_a_round_is_over() -> None:
    drawn = list(islice(plans(1, "1/1"), 600))
    assert len(set(drawn)) == len(drawn)
    assert {len(plan) for plan in drawn} == {LENGTH}


def test_a_plan_makes_documents_of_every_depth_and_few_choices_come_to_nothing() -> None:
    made = cases(3, number=40)
    assert len(made) > 40 * DOCUMENTS * 0.8
    assert {case.level for case in made if case.mutations} == {"text", "structure", "value"}
    assert {case.seed.kind for case in made} == {"EC", "OKP", "RSA", "oct", "AKP", "set"}
    assert {len(case.mutations) for case in made} >= {0, 1, 2, 3}
    assert any(case.seed.pair for case in made), "some keys are new"
    assert len({case.text for case in made}) > 0.8 * len(made)


def test_new_keys_are_valid() -> None:
    deck = Deck(Selection())
    fresh = {
        case.seed.name: case.seed for plan in islice(plans(4, "1/1"), 100)
        for case in deck.unfold(plan) if case.seed.pair
    }  # fmt: skip
    assert len(fresh) > 20
    for seed in fresh.values():
        assert examine(json.dumps(seed.document), "key").broken == ()
        assert seed.sibling in {one.name for one in seeds()}


def test_only_what_is_chosen_is_made() -> None:
    deck = Deck(Selection(kty=("OKP",), labels=("x: a bit*",)))
    made = [case for plan in islice(plans(1, "1/1"), 20) for case in deck.unfold(plan)]
    assert {case.seed.kind for case in made} == {"OKP"}
    assert {mutation.family for case in made for mutation in case.mutations} == {"x: a bit turned"}


@pytest.mark.parametrize("kind", ["EC", "OKP", "RSA", "oct", "AKP", "set"])
def test_every_change_by_chance_leaves_the_document_as_it_was(kind: str) -> None:
    seed = next(seed for seed in seeds() if seed.kind == kind)
    before = json.dumps(seed.document)
    changed = 0
    for maker in makers(kind):
        for number in range(0, 2**31, 2**27 + 12345):
            mutation = maker(seed.document, kind, number)
            assert "(" in mutation.label
            assert mutation.family in mutation.label[:-2]
            assert not mutation.same
            made = mutation.apply(seed.document)
            changed += made is not None
            assert json.dumps(seed.document) == before
    assert changed > len(makers(kind))


def test_a_key_that_was_changed_into_another_valid_one_has_to_be_read_as_it_stands() -> None:
    seed = next(seed for seed in seeds() if seed.name == "okp-x25519-public")
    bit = next(one for one in makers("OKP") if "bit" in one(seed.document, "OKP", 8).label)
    mutation = bit(seed.document, "OKP", 8)
    document = mutation.apply(seed.document)
    assert isinstance(document, dict)
    case = Case(seed, (mutation,), json.dumps(document))
    assert case.broken == ()
    assert case.subject == document != seed.document


def test_shards_share_a_phase_out_and_leave_nothing_out() -> None:
    (singles,) = (phase for phase in PHASES if phase.name == "single mutations")
    selection = Selection(kty=("oct", "AKP"))
    whole = texts(list(singles.cases(Scope(selection=selection))))
    parts = [
        texts(list(singles.cases(Scope(selection=selection, shard=Shard(k, 3))))) for k in (1, 2, 3)
    ]
    assert sorted(map(repr, whole)) == sorted(repr(text) for part in parts for text in part)
    assert min(map(len, parts)) > 0


def test_a_plan_that_found_something_is_kept_for_the_next_time(tmp_path: Path) -> None:
    kept = Kept(tmp_path / "examples", "zoo")
    assert kept.plans() == []
    kept.keep(b"1" * LENGTH)
    assert Kept(tmp_path / "examples", "zoo").plans() == [b"1" * LENGTH]
    assert Kept(tmp_path / "examples", "another").plans() == []
    assert kept.trouble == ""


def test_a_corrupt_example_database_is_named_once_and_does_not_stop_anything(
    tmp_path: Path,
) -> None:
    (tmp_path / "examples").write_text("not a folder")
    kept = Kept(tmp_path / "examples", "zoo")
    assert kept.plans() == []
    assert "going on without it" in kept.trouble
    assert str(tmp_path / "examples") in kept.trouble
    kept.trouble = ""
    kept.keep(b"1" * LENGTH)
    assert kept.trouble == ""


def test_examples_that_are_no_plans_are_left_alone(tmp_path: Path) -> None:
    kept = Kept(tmp_path, "zoo")
    kept.keep(b"1" * LENGTH)
    for folder in tmp_path.iterdir():
        for number in range(2):
            (folder / f"damaged{number}").write_bytes(b"\xff")
    again = Kept(tmp_path, "zoo")
    assert again.plans() == [b"1" * LENGTH]
    assert "no plans of this fuzzer" in again.trouble
