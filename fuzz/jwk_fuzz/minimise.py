"""Examples made as simple as they go: a valid key, the fewest mutations, the fewest characters.

Each step asks the target again and keeps what shows the same finding: first mutations are left
out, then a plainer seed of the key type is taken, then members are left out and values cut, and
where the text is no JSON object, pieces of the text. So that nobody is accused of what was brought
about on the way, a deviation's document breaks no rule that it did not break before, and what makes
the key stays as it is.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from jwk_conformance.engine.session import Session, TargetLost
from jwk_conformance.judge import Judged
from jwk_conformance.rulebook import PRIVATE, PUBLIC
from jwk_fuzz.bucket import Buckets, Effort
from jwk_fuzz.case import Case, vector
from jwk_fuzz.look import Found, look
from jwk_fuzz.mutation import SET, Mutation, mutated, written
from jwk_fuzz.replay import BREAKDOWNS
from jwk_fuzz.seed import Seed, seeds
from jwk_fuzz.use import Use, uses

ASKS = 400
"""Requests that one example is made simpler with, at most."""
LEAST = 12
"""Requests that every example gets, however long others have taken."""
TRIES = 3
"""How often a document is asked again before its finding counts as one that shows no more."""
BREAKS = 4
"""Breakdowns that one example may cost: each takes a deadline, or a start of the target."""


@dataclass(frozen=True)
class Budget:
    """What making examples simpler may cost."""

    seconds: float = 60.0
    """Of a target, for all its findings together; 0: they stay as they were found."""
    asks: int = ASKS
    """For each finding."""


class _Spent(Exception):
    """The budget is used up."""


@dataclass
class Minimiser:
    """Makes the examples of one target simpler, in a process of their own."""

    session: Session
    buckets: Buckets
    taken: frozenset[tuple[str, str]]
    budget: Budget = field(default_factory=Budget)
    _until: float = 0.0
    _asked: int = 0
    _broke: int = 0

    def run(self) -> None:
        """Ask every example again that is one document, and make it simpler."""
        self._until = time.monotonic() + self.budget.seconds
        for found in list(self.buckets.examples.values()):
            if found.case is None or self.buckets.examples.get(found.key) is not found:
                continue
            if not self._confirmed(found):
                self.buckets.replace(found, _unconfirmed(found))
                continue
            if not self.budget.seconds:
                continue
            simpler, effort = self.simplest(found)
            if simpler is not found:
                self.buckets.replace(found, simpler)
            self.buckets.efforts.setdefault(simpler.key, effort)

    def _confirmed(self, found: Found) -> bool:
        """Whether it shows when the document is asked alone: else nobody is accused by it."""
        use = _use(found)
        if use is None or found.case is None:
            return True
        tries = 1 if found.kind in BREAKDOWNS else TRIES
        try:
            return any(self._asked_again(found, found.case, use) for _ in range(tries))
        except TargetLost:
            return True

    def simplest(self, found: Found) -> tuple[Found, Effort]:
        """The simplest example of a finding that the budget leads to."""
        assert found.case is not None
        self._asked = self._broke = 0
        before, whole = len(octets(found.case.text)), True
        best = found
        try:
            for better in self._steps(found):
                best = better
        except (_Spent, TargetLost):
            whole = False
        assert best.case is not None
        return best, Effort(self._asked, before, len(octets(best.case.text)), whole)

    def _steps(self, found: Found) -> Iterator[Found]:
        """Ever simpler examples."""
        use = _use(found)
        if use is None:
            return
        best = found
        improvements = [self._fewer_mutations, self._plainer_seed]
        if not (found.case and found.case.seed.secret):  # of which nothing but mutations is told
            improvements += [self._fewer_members, self._cut]
        for improve in improvements:
            for better in improve(best, use):
                best = better
                yield best

    def _again(self, found: Found, case: Case, use: Use) -> Found | None:
        """The same finding by another document; None where it does not show there."""
        if self._asked >= self.budget.asks or self._broke >= BREAKS:
            raise _Spent
        if self._asked >= LEAST and time.monotonic() > self._until:
            raise _Spent
        return self._asked_again(found, case, use)

    def _asked_again(self, found: Found, case: Case, use: Use) -> Found | None:
        if found.kind == "deviation" or _by_type_alone(found):
            assert found.case is not None
            if not _broken(case) <= _broken(found.case):
                return None
        whole = vector(case, [use], self.buckets.library.clauses, self.taken)
        self._asked += 1
        ((_, (seen,)),) = list(self.session.observe([whole]))
        self._broke += seen.outcome in BREAKDOWNS
        hello, library = self.buckets.hello, self.buckets.library
        several = look(case, whole, whole.steps[0], seen, hello, library)
        return next((one for one in several if found.like(one)), None)

    def _fewer_mutations(self, found: Found, use: Use) -> Iterator[Found]:
        case = found.case
        assert case is not None
        if mutated(case.seed.document, case.mutations) != case.text:
            return  # there is more to the document than its mutations tell
        for several in _subsets(case.mutations):
            text = mutated(case.seed.document, several)
            if text is None:
                continue
            better = self._again(found, Case(case.seed, several, text), use)
            if better is not None:
                yield better
                if len(several) > 1:
                    yield from self._fewer_mutations(better, use)
                return

    def _plainer_seed(self, found: Found, use: Use) -> Iterator[Found]:
        """The same by another valid key of the type, the first in their order that shows it."""
        case = found.case
        assert case is not None
        if mutated(case.seed.document, case.mutations) != case.text:
            return
        for seed in _before(case.seed):
            text = mutated(seed.document, case.mutations)
            fitting = next((one for one in uses(seed) if one.operation == use.operation), None)
            if text is None or fitting is None:
                continue
            better = self._again(found, Case(seed, case.mutations, text), fitting)
            if better is not None:
                yield better
                return

    def _fewer_members(self, found: Found, use: Use) -> Iterator[Found]:
        best, again = found, True
        while again:
            again = False
            document = _object(best)
            for name in sorted(document, key=lambda one: one == "kty"):
                if not _may_change(best, name):
                    continue
                better = self._again(best, _edited(best, name, None, f"{name} left out"), use)
                if better is not None:
                    yield better
                    best, again = better, True

    def _cut(self, found: Found, use: Use) -> Iterator[Found]:
        use = _use(found) or use
        document = _object(found)
        if not document:
            yield from self._shorter_text(found, use)
            return
        best = found
        for name in document:
            if _may_change(best, name):
                for better in self._shorter_value(best, name, use):
                    best = better
                    yield best

    def _shorter_value(self, found: Found, name: str, use: Use) -> Iterator[Found]:
        best, again = found, True
        while again:
            again = False
            for value in _simpler(_object(best)[name]):
                better = self._again(best, _edited(best, name, value, f"{name} cut"), use)
                if better is not None:
                    yield better
                    best, again = better, True
                    break

    def _shorter_text(self, found: Found, use: Use) -> Iterator[Found]:
        """Pieces of the text left out, halves first, then ever smaller ones."""
        if found.kind == "deviation":
            return
        best = found
        assert best.case is not None
        size = len(best.case.text) // 2
        while size:
            at = 0
            while at < len(best.case.text):
                text = _without(best.case.text, at, size)
                case = replace(best.case, text=text, edits=("the text cut",))
                better = self._again(best, case, use)
                if better is None:
                    at += size
                else:
                    best = better
                    assert best.case is not None
                    yield best
            size //= 2


def _unconfirmed(found: Found) -> Found:
    """What a finding is that did not show again: something else was at work, such as what the
    target was asked before, or that it was slow just then.
    """
    said = found.said if found.kind != "deviation" else f"{found.vector.title}: {found.said}"
    return replace(
        found,
        kind="unstable" if found.kind in BREAKDOWNS else "state",
        place=f"{found.kind}:{found.place}",
        said=f"{said}. It did not show again when asked alone in a new process",
        severity="robustness",
        judged=Judged("choice", "it did not show again"),
    )


def octets(text: str | bytes) -> bytes:
    """A document as it would stand in a file."""
    return text if isinstance(text, bytes) else text.encode("utf-8", "surrogatepass")


def _without(text: str | bytes, at: int, size: int) -> str | bytes:
    if isinstance(text, bytes):
        return text[:at] + text[at + size :]
    return text[:at] + text[at + size :]


def _subsets(several: Sequence[Mutation]) -> Iterator[tuple[Mutation, ...]]:
    """None of them, each alone, and all but one."""
    if several:
        yield ()
    if len(several) > 1:
        yield from ((one,) for one in several)
    if len(several) > 2:
        yield from (tuple(one for one in several if one is not left) for left in several)


def _before(seed: Seed) -> Iterator[Seed]:
    """The seeds of the same kind that come before one."""
    for one in seeds():
        if one is seed:
            return
        if one.kind == seed.kind:
            yield one


def _use(found: Found) -> Use | None:
    """What the target was asked to do."""
    assert found.case is not None
    step = found.vector.steps[0]
    for use in uses(found.case.seed):
        if use.operation == step.operation and use.on(found.case.text) == step.args:
            return use
    return None


def _by_type_alone(found: Found) -> bool:
    """Whether the error is one only where nothing of the wrong type was handed over."""
    return any(seen.error is not None and seen.error.type == "TypeError" for seen in found.seen)


def _broken(case: Case) -> frozenset[str]:
    return frozenset(one.rule.code for one in case.broken if one.rule.level == "must")


def _may_change(found: Found, name: str) -> bool:
    """Whether a member may go: of a deviation, none that makes the key and was left undamaged."""
    case = found.case
    assert case is not None
    if found.kind != "deviation":
        return True
    kind = case.seed.kind
    making = ("keys",) if kind == SET else ("kty", *PUBLIC[kind], *PRIVATE[kind])
    return name not in making


def _object(found: Found) -> dict[str, Any]:
    """The document where it is an object that is written the ordinary way; empty elsewhere."""
    assert found.case is not None
    text = found.case.text
    try:
        document = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    ordinary = isinstance(document, dict) and written(document) == text
    return document if ordinary else {}


def _edited(found: Found, name: str, value: Any, said: str) -> Case:
    """The case with a member replaced, or left out where the value is None."""
    assert found.case is not None
    document = _object(found)
    if value is None:
        del document[name]
    else:
        document[name] = value
    edits = tuple(dict.fromkeys((*found.case.edits, said)))
    return replace(found.case, text=written(document), edits=edits)


def _simpler(value: Any) -> Iterator[Any]:
    """Smaller values of the same type, the smallest first."""
    if isinstance(value, str) and value:
        yield ""
        if len(value) > 1:
            yield from (value[: len(value) // 2], value[len(value) // 2 :])
            yield from (value[:-1], value[1:])
    elif isinstance(value, list) and value:
        yield []
        if len(value) > 1:
            yield from ([one] for one in value)
    elif isinstance(value, dict) and value:
        yield {}
        if len(value) > 1:
            yield from ({name: inner} for name, inner in value.items())
    elif isinstance(value, int) and not isinstance(value, bool) and abs(value) > 9:
        yield 1
