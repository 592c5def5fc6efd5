"""Every rule switched off once, and what came of it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from jwk_conformance.prove.observe import Answer, Seen, ask, asked
from jwk_conformance.rulebook import RULES, Rule
from jwk_vectors import Vector

Class = Literal["killed", "elsewhere", "masked", "silent", "void"]
"""killed: a vector about the rule answers otherwise. elsewhere: only vectors about something else
do. masked: the rule fired, and without it everything was refused still. silent: it fired on no
vector. void: without it the reference crashed."""


@dataclass(frozen=True)
class Baseline:
    """What the reference answers with all rules on."""

    vectors: Sequence[Vector]
    seen: Sequence[Seen]

    @cached_property
    def by_id(self) -> dict[str, Vector]:
        """The vectors by their ids."""
        return {vector.id: vector for vector in self.vectors}

    @cached_property
    def _answers(self) -> dict[str, Answer]:
        ids = (vector.id for vector in self.vectors)
        return dict(zip(ids, (seen.answer for seen in self.seen), strict=True))

    def answer(self, name: str) -> Answer:
        """The answer to a vector."""
        return self._answers[name]

    def concerned(self, code: str) -> Iterator[tuple[Vector, Seen]]:
        """The vectors that a rule decided: no other can answer otherwise without it."""
        for vector, seen in zip(self.vectors, self.seen, strict=True):
            if code in seen.refused:
                yield vector, seen

    def fired(self, code: str) -> bool:
        """Whether anything at all broke a rule."""
        return any(code in seen.fired for seen in self.seen)


@dataclass(frozen=True)
class Mutant:
    """The reference without one rule."""

    rule: Rule
    kind: Class
    changed: dict[str, Answer]
    """The vectors that answer otherwise, and how."""
    seen: dict[str, Seen]
    """All the vectors that it was asked."""
    killers: tuple[str, ...]
    """Those of the changed ones that are about the rule."""


def baseline(vectors: Sequence[Vector]) -> Baseline:
    """Put every vector to the reference that it can be asked."""
    put = asked(vectors)
    return Baseline(put, [ask(vector) for vector in put])


def mutants(before: Baseline, codes: Collection[str] = ()) -> Iterator[Mutant]:
    """Each rule that the reference enforces, or those of these codes, switched off."""
    for code, rule in RULES.items():
        if rule.level == "must" and (not codes or code in codes):
            yield _mutant(before, rule)


def _mutant(before: Baseline, rule: Rule) -> Mutant:
    asked: dict[str, Seen] = {}
    changed: dict[str, Answer] = {}
    killers: list[str] = []
    for vector, seen in before.concerned(rule.code):
        asked[vector.id] = now = ask(vector, rule.code)
        if now.answer != seen.answer:
            changed[vector.id] = now.answer
            if set(rule.clauses) & {*vector.clauses, *vector.implied}:
                killers.append(vector.id)
    kind = _class(before, rule.code, changed, killers)
    return Mutant(rule, kind, changed, asked, tuple(killers))


def _class(
    before: Baseline, code: str, changed: dict[str, Answer], killers: Sequence[str]
) -> Class:
    if any(answer.crashed for answer in changed.values()):
        return "void"
    if killers:
        return "killed"
    if changed:
        return "elsewhere"
    return "masked" if before.fired(code) else "silent"
