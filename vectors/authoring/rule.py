"""What the compiler refuses: each function tells what is wrong with a vector, in words."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from authoring.violation import undeclared
from jwk_vectors import Library, Vector

Fault = str
CVE = re.compile(r"CVE-[0-9]{4}-[0-9]{4,}\Z")
ID = re.compile(r"[a-z0-9]+(?:[.-][a-z0-9]+)*\Z")


def faults(library: Library) -> Iterator[Fault]:
    """Everything that is wrong with the vectors of a library, each with the vector's id."""
    for vector in library.vectors:
        for rule in _RULES:
            for said in rule(vector, library):
                yield f"{vector.id}: {said}"


def duplicates(vectors: tuple[Vector, ...]) -> Iterator[Fault]:
    """Ids that stand more than once."""
    seen: set[str] = set()
    for vector in vectors:
        if vector.id in seen:
            yield f"{vector.id}: the id stands twice"
        seen.add(vector.id)


def _forces(vector: Vector, library: Library) -> set[str]:
    known = (library.clauses.get(clause) for clause in vector.clauses)
    return {clause.force for clause in known if clause is not None}


def _expects(vector: Vector) -> set[str]:
    return {step.expect for step in vector.steps}


def _id_is_well_formed(vector: Vector, _: Library) -> Iterator[Fault]:
    if not ID.match(vector.id):
        yield "the id is not made of lower-case words joined by '-' or '.'"


def _references_exist(vector: Vector, library: Library) -> Iterator[Fault]:
    if not vector.clauses:
        yield "it names no clause"
    for clause in (*vector.clauses, *vector.implied):
        if clause not in library.clauses:
            yield f"the ledger lacks the clause {clause}"
    if vector.derived_from and vector.derived_from not in library.by_id:
        yield f"it is derived from {vector.derived_from}, which does not exist"


def _what_is_tested_is_not_excluded(vector: Vector, library: Library) -> Iterator[Fault]:
    for name in vector.clauses:
        clause = library.clauses.get(name)
        if clause is not None and clause.excluded:
            yield f"the ledger says that nothing tests {name}: {clause.excluded}"


def _a_refusal_rests_on_a_must_reject_clause(vector: Vector, library: Library) -> Iterator[Fault]:
    if "reject" in _expects(vector) and "must-reject" not in _forces(vector, library):
        yield "it expects a refusal, but none of its clauses is must-reject"


def _an_acceptance_is_not_left_open(vector: Vector, library: Library) -> Iterator[Fault]:
    if vector.expect == "accept" and _forces(vector, library) == {"may-reject"}:
        yield "it expects acceptance, but its clauses leave the consumer free"


def _a_choice_is_named(vector: Vector, library: Library) -> Iterator[Fault]:
    if "choice" not in _expects(vector):
        if vector.choice:
            yield f"it names the choice {vector.choice}, but no step leaves one"
        return
    if "may-reject" not in _forces(vector, library):
        yield "it leaves a choice, but none of its clauses is may-reject"
    if vector.choice not in library.choices:
        yield f"the choice {vector.choice or '(unnamed)'} stands in no choices.toml"
        return
    offered = {option.id for option in library.choices[vector.choice].options}
    for step in vector.steps:
        if step.expect == "choice" and not step.options:
            yield f"{step.operation} leaves a choice without options"
        for option in step.options:
            if option.option not in offered:
                yield f"the choice {vector.choice} has no option {option.option}"


def _a_witness_is_explained(vector: Vector, _: Library) -> Iterator[Fault]:
    for step in vector.steps:
        if step.witnessed and step.expect != "reject":
            yield f"{step.operation} is witnessed, but no refusal is expected"
        if step.witnessed and not vector.witness:
            yield f"{step.operation} is witnessed, but nothing says how"


def _cves_are_well_formed(vector: Vector, _: Library) -> Iterator[Fault]:
    for cve in vector.cves:
        if not CVE.match(cve):
            yield f"{cve} is not a CVE number"


def _it_is_about_one_thing(vector: Vector, _: Library) -> Iterator[Fault]:
    yield from undeclared(vector)


_RULES: tuple[Callable[[Vector, Library], Iterator[Fault]], ...] = (
    _id_is_well_formed,
    _references_exist,
    _what_is_tested_is_not_excluded,
    _a_refusal_rests_on_a_must_reject_clause,
    _an_acceptance_is_not_left_open,
    _a_choice_is_named,
    _a_witness_is_explained,
    _cves_are_well_formed,
    _it_is_about_one_thing,
)
