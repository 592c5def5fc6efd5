"""The stateful phase: whether a call gives the same after others as it gives alone.

What a call gives alone is asked first, once for each document: of a process that has met valid keys
at most, or, where the key has a kid, no key at all. A difference counts only where it shows again,
in a fresh process on both sides.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

import msgspec

from jwk_conformance.engine.session import Session
from jwk_conformance.judge import Judged
from jwk_conformance.protocol import Observation
from jwk_fuzz.health import BREAKDOWNS
from jwk_fuzz.look import Found
from jwk_fuzz.story import Call, Story, as_json
from jwk_vectors.model import Expect, Option, Source, Step, Vector

STABLE = ("thumbprint", "jwk", "found", "payload", "claims")
"""Facts that the same question gets every time; signatures and ciphertexts need not."""
TOLD = ("accepted", "rejected")
"""How an outcome is told; whether an error was documented makes no difference."""
REMEMBERED = 20_000
"""Answers to single calls; those on bad documents are of use once."""
SETTLED = ("accepted", "stored", "rejected", "error")
"""Outcomes that can be compared."""

Answer = tuple[str, tuple[tuple[str, str], ...]]
"""An outcome, and the stable facts in a form that compares."""


class Stateful:
    """Compares stories with what their steps give alone."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._alone: dict[tuple[str, str], Answer | None] = {}
        self._soiled = True
        """Whether the process has met anything but plain valid keys."""
        self._broken: set[tuple[str, str]] = set()
        self._places: set[str] = set()
        self.repeated = 0
        """Differences like one that was confirmed: looked at no further."""
        self.unconfirmed = 0
        """Differences that did not show again in fresh processes."""

    def told(self, story: Story) -> Iterator[Found]:
        """What a story shows. Raises TargetLost, Stopped."""
        if len(self._alone) > REMEMBERED:
            self._alone.clear()
        self._ask_alone(story.calls)
        if any(_key(call) in self._broken for call in story.calls):
            return  # each time it may cost a deadline; that it breaks down is found elsewhere
        seen = self._observed(story)
        where = self._difference(story, seen)
        if where is None:
            return
        if _place(story, where) in self._places:
            self.repeated += 1
            return
        self._session.fresh()
        self._soiled = False
        seen = self._observed(story)
        again = self._difference(story, seen)
        if again is None or not self._alone_as_before(story.calls[again]):
            self.unconfirmed += 1
            return
        self._places.add(_place(story, again))
        yield self._found(story, again, seen)

    def _observed(self, story: Story) -> tuple[Observation, ...]:
        self._soiled |= any(call.soils for call in story.calls)
        ((_, seen),) = self._session.observe([_vector(story, _steps(story.calls))])
        return seen

    def _ask_alone(self, calls: Sequence[Call]) -> None:
        """Those that were not asked yet; each good document in a process of its own."""
        missing = {_key(call): call for call in calls if _key(call) not in self._alone}
        documents = dict.fromkeys(call.document for call in missing.values())
        for document in documents:
            several = [call for call in missing.values() if call.document == document]
            if several[0].good and self._soiled:
                self._session.fresh()
                self._soiled = False
            self._soiled |= several[0].soils
            vectors = [_alone(call) for call in several]
            for call, (_, (seen,)) in zip(several, self._session.observe(vectors), strict=True):
                self._alone[_key(call)] = _answer(seen)
                if seen.outcome in BREAKDOWNS:
                    self._broken.add(_key(call))

    def _alone_as_before(self, call: Call) -> bool:
        self._session.fresh()
        self._soiled = call.soils
        ((_, (seen,)),) = self._session.observe([_alone(call)])
        return _answer(seen) == self._alone[_key(call)]

    def _difference(self, story: Story, seen: Sequence[Observation]) -> int | None:
        """The first step that gave something else than alone."""
        for number, (call, one) in enumerate(zip(story.calls, seen, strict=True)):
            alone, now = self._alone[_key(call)], _answer(one)
            if alone is not None and now is not None and alone != now:
                return number
        return None

    def _found(self, story: Story, where: int, seen: Sequence[Observation]) -> Found:
        call = story.calls[where]
        alone = self._alone[_key(call)]
        assert alone is not None
        steps = (*_steps(story.calls[:where]), _expecting(call, alone))
        now = _answer(seen[where])
        assert now is not None
        if alone[0] != now[0]:
            said = f"{call.use.operation} was {now[0]}, and alone it is {alone[0]}"
        else:
            said = f"{call.use.operation} gave another {_differing(alone, now)} than alone"
        return Found(
            kind="state",
            place=_place(story, where),
            said=f"{story.pattern} ({story.about}): {said}",
            severity="security" if call.use.operation == "jws.verify" else "robustness",
            vector=_vector(story, steps),
            seen=tuple(seen[: where + 1]),
            judged=Judged("fail", said, did="wrong"),
        )


def _place(story: Story, where: int) -> str:
    return f"{story.calls[where].use.operation}:{story.seed.kind}:{_slug(story.pattern)}"


def _steps(calls: Sequence[Call]) -> tuple[Step, ...]:
    return tuple(_open(call, call.args) for call in calls)


def _open(call: Call, args: dict[str, Any]) -> Step:
    """A step of which everything is allowed."""
    options = (
        Option(option="accept", outcome="accepted"),
        Option(option="refuse", outcome="rejected"),
    )
    return Step(
        operation=call.use.operation, args=args, as_=call.named, expect="choice", options=options
    )


def _expecting(call: Call, alone: Answer) -> Step:
    """The step that must give what it gives alone."""
    outcome, facts = alone
    accepted = outcome == TOLD[0]
    expect: Expect = "accept" if accepted else "reject"
    return Step(
        operation=call.use.operation,
        args=call.args,
        expect=expect,
        witnessed=not accepted,
        facts={name: as_json(text) for name, text in facts} if accepted else {},
    )


def _alone(call: Call) -> Vector:
    step = _open(call, call.use.on(call.document))
    return Vector(
        id="fuzz.alone",
        title="a call by itself",
        group="fuzz",
        why="What a call gives by itself is the measure for what it gives after others.",
        steps=(msgspec.structs.replace(step, as_=""),),
        clauses=(),
        severity="robustness",
        requires=call.use.requires,
        source=Source(document="jwk-conformance", section="fuzz"),
        set="fuzz",
    )


def _vector(story: Story, steps: tuple[Step, ...]) -> Vector:
    return Vector(
        id=f"fuzz.state.{_slug(story.pattern)}.{_slug(story.about)}",
        title=f"{story.pattern}: {story.about}",
        group="fuzz",
        why="What a call gives must not depend on what was asked before it.",
        steps=steps,
        clauses=(),
        source=Source(document="jwk-conformance", section="fuzz"),
        set="fuzz",
        severity="robustness",
        requires=story.calls[len(steps) - 1].use.requires,
        witness="alone, the same call is refused",
    )


def _key(call: Call) -> tuple[str, str]:
    text = call.document if isinstance(call.document, str) else call.document.hex()
    return text, repr((call.use.operation, call.use.args))


def _answer(seen: Observation) -> Answer | None:
    """None where there is nothing to compare: not offered, never reached, or broken down."""
    if seen.outcome not in SETTLED:
        return None
    outcome = TOLD[0] if seen.outcome in ("accepted", "stored") else TOLD[1]
    facts = tuple(
        (name, msgspec.json.encode(as_json(seen.facts[name]), order="sorted").decode())
        for name in STABLE
        if name in seen.facts
    )
    return outcome, facts


def _differing(alone: Answer, now: Answer) -> str:
    before, after = dict(alone[1]), dict(now[1])
    return ", ".join(name for name in STABLE if before.get(name) != after.get(name))


def _slug(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")
