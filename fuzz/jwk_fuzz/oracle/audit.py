"""What an audit is, what it stands on, and how one is run."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

import msgspec

from jwk_conformance.engine.connection import Limits, Stopped
from jwk_conformance.engine.process import Launch
from jwk_conformance.engine.session import Session, TargetLost
from jwk_conformance.event import Fuzzed
from jwk_conformance.protocol import Observation
from jwk_fuzz.bucket import Buckets
from jwk_fuzz.case import Case, vector
from jwk_fuzz.look import look
from jwk_fuzz.seed import Seed, seeds
from jwk_fuzz.systematic import Selection
from jwk_fuzz.use import Use, offered
from jwk_vectors.model import Step, Vector

BREAKDOWNS = ("hung", "died", "protocol-error")
INTERRUPTED = "interrupted"


@dataclass(frozen=True)
class Allowance:
    """What the audits of a target may cost."""

    seconds: float = 90.0
    """All together; 0: there is none."""


@dataclass
class Ground:
    """One target, and where what is found about it goes."""

    session: Session
    buckets: Buckets
    selection: Selection = field(default_factory=Selection)
    notes: Counter[str] = field(default_factory=Counter)
    """What was left out, and why → how many times; 0 where it is no number."""

    def seeds(self) -> list[Seed]:
        """The plain seeds that are asked for, and of which the target is offered anything."""
        chosen = self.selection.of(seeds())
        return [seed for seed in chosen if offered(seed, self.buckets.hello)]

    def uses(self, seed: Seed) -> Sequence[Use]:
        """What the target offers of a seed."""
        return offered(seed, self.buckets.hello)

    def whole(self, case: Case, uses: Sequence[Use]) -> Vector:
        """A case as a vector by which nobody is accused of refusing it."""
        return vector(case, uses, self.buckets.library.clauses, frozenset())

    def ask(self, whole: Vector) -> tuple[Observation, ...]:
        """What is observed. Raises TargetLost, Stopped."""
        ((_, steps),) = list(self.session.observe([whole]))
        return steps

    def judge(self, case: Case, whole: Vector) -> tuple[Observation, ...]:
        """Ask, and look at every answer as any other phase would."""
        steps = self.ask(whole)
        for step, seen in zip(whole.steps, steps, strict=True):
            for found in look(case, whole, step, seen, self.buckets.hello, self.buckets.library):
                self.buckets.add(found)
        return steps


@dataclass(frozen=True)
class Audit:
    """A question that is put to one target."""

    name: str
    run: Callable[[Ground], Iterator[str]]
    """Asks one document after the other; yields the key type of each."""


def audited(
    audit: Audit, launch: Launch, limits: Limits, buckets: Buckets, selection: Selection,
    seconds: float,
) -> Fuzzed:  # fmt: skip
    """Run an audit in a process of its own, for so many seconds at most."""
    started, kinds, whole = time.monotonic(), Counter[str](), False
    with Session(launch, limits) as session:
        ground = Ground(session, buckets, selection)
        try:
            for kind in audit.run(ground):
                kinds[kind] += 1
                if time.monotonic() - started >= seconds:
                    ground.notes["stopped at the time allowed"] = 0
                    break
            else:
                whole = True
        except TargetLost as lost:
            ground.notes[f"the target was given up: {lost}"] = 0
        except (KeyboardInterrupt, Stopped):
            ground.notes[INTERRUPTED] = 0
    return Fuzzed(
        target=buckets.target,
        phase=audit.name,
        documents=sum(kinds.values()),
        whole=whole,
        seconds=round(time.monotonic() - started, 3),
        kinds=dict(kinds),
        notes=tuple(f"{note}: {n}" if n else note for note, n in ground.notes.items()),
    )


def about(whole: Vector, step: Step, name: str, title: str) -> Vector:
    """A vector of one step by another name."""
    return msgspec.structs.replace(
        whole, id=f"{whole.id}.{name}", title=f"{whole.title}; {title}", steps=(step,)
    )


def accepted(seen: Observation) -> bool:
    """Whether a target took it, now or for later."""
    return seen.outcome in ("accepted", "stored")
