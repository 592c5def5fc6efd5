"""Each mutation breaks what it says it breaks, or nothing; and every rule has one."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Literal

import pytest

from jwk_conformance import jose
from jwk_conformance.rulebook import RULES, Document, Key, Set, examine
from jwk_conformance.rulebook.examine import Other
from jwk_fuzz.mutation import Jwk, Mutation, mutated, mutations, written
from jwk_fuzz.seed import seeds
from jwk_vectors import bundled

WITHOUT_MUTATION: dict[str, str] = {}
"""Rule on keys and sets → why nothing breaks it."""


def applications(mutation: Mutation) -> Iterator[tuple[Jwk, str | bytes]]:
    for seed in seeds():
        if seed.kind in mutation.kty and seed.private >= mutation.private:
            document = mutated(seed.document, [mutation])
            if document is not None:
                yield seed.document, document


def broken(text: str | bytes, was: Jwk) -> set[str]:
    kind: Literal["key", "set"] = "set" if "keys" in was else "key"
    return {one.rule.code for one in examine(text, kind).broken}


ALL = [pytest.param(one, id=f"{'-'.join(one.kty)}:{one.label}") for one in mutations()]


@pytest.mark.parametrize("mutation", ALL)
def test_a_mutation_breaks_what_it_names_and_else_nothing_changes(mutation: Mutation) -> None:
    reached = 0
    for before, after in applications(mutation):
        reached += 1
        found = broken(after, before)
        if mutation.breaks:
            assert mutation.breaks in found, (mutation.label, before, found)
            assert mutation.breaks not in broken(written(before), before)
            continue
        assert found <= broken(written(before), before), (mutation.label, found)
        if "kty" in before:
            key = json.loads(after, parse_int=str)
            assert jose.thumbprint(key, "sha-256") == jose.thumbprint(before, "sha-256")
    assert reached, "it applies to no key"


def test_a_mutation_leaves_the_key_alone() -> None:
    for seed in seeds():
        before = written(seed.document)
        for mutation in mutations():
            if seed.kind in mutation.kty:
                mutation.apply(seed.document)
        assert written(seed.document) == before


def test_every_rule_on_keys_and_sets_is_broken_by_one() -> None:
    subjects = (Key, Set, Document, Other)
    rules = {code for code, rule in RULES.items() if rule.subject in subjects}
    by_mutation = {mutation.breaks for mutation in mutations()} - {""}
    assert rules - by_mutation == set(WITHOUT_MUTATION)
    assert by_mutation <= rules


def test_what_changes_nothing_names_a_clause_that_says_so() -> None:
    clauses = bundled().clauses
    for mutation in mutations():
        assert not (mutation.breaks and mutation.keeps)
        if mutation.keeps:
            assert clauses[mutation.keeps].force in ("must-accept", "must-ignore")


def test_labels_tell_mutations_apart() -> None:
    named = [
        (kty, mutation.label, mutation.breaks) for mutation in mutations() for kty in mutation.kty
    ]
    assert len(named) == len(set(named))
