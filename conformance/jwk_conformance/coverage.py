"""What tests each clause, and whether that is what the force of the clause asks for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal, TypeVar

from jwk_conformance.endpoint.check import CHECKS, Check
from jwk_conformance.rulebook import RULES, Rule
from jwk_vectors import Clause, Library, Step, Vector
from jwk_vectors.model import Force

Status = Literal["vectors", "rules", "checks", "excluded", "untested"]
Named = TypeVar("Named", Vector, Rule, Check)
PRODUCES = frozenset(
    {
        *("jwk.export", "jwk.generate", "jwk.thumbprint", "jwk.to_pem", "jwks.export"),
        *("jws.sign", "jwe.encrypt", "jwt.sign"),
    }
)
"""Operations whose result is looked at, and not only whether there is one."""

ASKED: dict[Force, str] = {
    "must-reject": "a vector that must be refused",
    "must-accept": "a vector that must work",
    "must-ignore": "a vector that must work",
    "may-reject": "a choice, a refusal by another clause, or a product",
    "none": "a vector, a rule or a check",
}
"""Force → what has to test a clause of it."""


@dataclass(frozen=True)
class Coverage:
    """A clause with the vectors, rules and checks of endpoints that name it."""

    clause: Clause
    vectors: tuple[Vector, ...]
    rules: tuple[Rule, ...]
    checks: tuple[Check, ...]

    @property
    def status(self) -> Status:
        """By what the clause is tested: vectors before rules, and rules before checks."""
        if self.clause.excluded:
            return "excluded"
        if self.vectors:
            return "vectors"
        if self.rules:
            return "rules"
        return "checks" if self.checks else "untested"

    @property
    def suffices(self) -> bool:
        """Whether it is tested as its force asks, whatever reason is given."""
        if self.clause.force == "none":
            return bool(self.vectors or self.rules or self.checks)
        steps = [step for vector in self.vectors for step in vector.steps]
        return any(_shows(self.clause.force, step) for step in steps)


def _shows(force: Force, step: Step) -> bool:
    if force == "must-reject":
        return step.expect == "reject"
    if force in ("must-accept", "must-ignore"):
        return step.expect == "accept"
    return step.expect in ("choice", "reject") or step.operation in PRODUCES


def coverage(library: Library) -> dict[str, Coverage]:
    """Every clause of a library by its id."""
    vectors = _by_clause(library.vectors)
    rules, checks = _by_clause(RULES.values()), _by_clause(CHECKS.values())
    return {
        name: Coverage(clause, vectors.get(name, ()), rules.get(name, ()), checks.get(name, ()))
        for name, clause in library.clauses.items()
    }


def _by_clause(named: Iterable[Named]) -> dict[str, tuple[Named, ...]]:
    found: dict[str, list[Named]] = {}
    for one in named:
        for name in one.clauses:
            found.setdefault(name, []).append(one)
    return {name: tuple(several) for name, several in found.items()}


def faults(library: Library) -> Iterator[str]:
    """Clauses that are not tested as they should be, or whose reasons do not hold, in words."""
    for name, found in coverage(library).items():
        clause = found.clause
        deciders = [*(rule.code for rule in found.rules), *(check.id for check in found.checks)]
        if clause.excluded and deciders:
            yield f"{name}: nothing tests it, says the ledger, but {deciders[0]} does"
        if clause.excluded and clause.no_vector:
            yield f"{name}: nothing tests it, so it needs no reason why no vector does"
        if clause.no_vector and found.vectors:
            yield f"{name}: no vector tests it, says the ledger, but {found.vectors[0].id} does"
        if clause.no_vector and not deciders:
            yield f"{name}: a rule or check tests it, says the ledger, but none does"
        if not (clause.excluded or clause.no_vector or found.suffices):
            yield (
                f"{name}: {clause.force} asks for {ASKED[clause.force]}: write one, or say in the "
                "ledger why there is none (excluded, or no_vector where a rule or check tests it)"
            )
