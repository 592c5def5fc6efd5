"""One target asked everything: controls first, every so often and last, and judged on the way."""

from __future__ import annotations

import time
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from jwk_conformance.engine import controls as again
from jwk_conformance.engine.plan import exemption
from jwk_conformance.engine.session import Session, Steps, TargetLost
from jwk_conformance.event import (
    Event,
    Evidence,
    Finding,
    FindingKind,
    TargetDone,
    TargetStarted,
    Verdict,
    VerdictName,
)
from jwk_conformance.judge import Judged, deviations, judge, secret, tier
from jwk_conformance.protocol import Hello
from jwk_conformance.target.spec import library_name
from jwk_vectors import Library, Profile, Vector
from jwk_vectors.model import RFC

BLOCK = 64
"""Vectors between two rounds of controls."""


def survey(
    target: str,
    session: Session,
    vectors: Sequence[Vector],
    controls: Sequence[Vector],
    library: Library,
    profile: Profile = RFC,
    notes: Sequence[str] = (),
    aside: Collection[str] = (),
) -> Iterator[Event]:
    """The events of one target, from its hello to the last control.

    Vectors aside are not scored, and asked when all others have been: what they do to the target
    is not held against those. Raises TargetLost when it never says hello, Stopped when the run is
    interrupted.
    """
    started = time.monotonic()
    hello = session.hello()
    yield TargetStarted(target=target, hello=hello, notes=tuple(notes))
    state = _Survey(target, session, hello, library, profile, frozenset(aside))
    everything = [*controls, *(vector for vector in vectors if vector.role != "control")]
    later = [vector for vector in everything if vector.id in aside]
    try:
        yield from state.ask_all([vector for vector in everything if vector.id not in aside])
        if later:
            state.scoring = False
            yield from state.ask_all(later)
    except TargetLost as lost:
        yield from state.give_up(everything, str(lost))
    yield from state.findings()
    yield TargetDone(
        target=target,
        seconds=round(time.monotonic() - started, 3),
        inside=session.micros / 1e6,
        requests=session.requests,
        restarts=session.restarts,
    )


@dataclass
class _Survey:
    target: str
    session: Session
    hello: Hello
    library: Library
    profile: Profile
    aside: frozenset[str]
    """Ids of vectors that are not scored."""
    standing: dict[str, VerdictName] = field(default_factory=dict)
    """Control → its verdict."""
    before: dict[str, Steps] = field(default_factory=dict)
    """Control → what it was answered when asked first; only those that passed."""
    verdicts: dict[str, Verdict] = field(default_factory=dict)
    places: dict[tuple[bool, FindingKind, str], list[str]] = field(default_factory=dict)
    """Whether it is scored, kind, place → vectors."""
    said: dict[tuple[bool, FindingKind, str], str] = field(default_factory=dict)
    passing: list[Vector] = field(default_factory=list)
    scoring: bool = True
    """Whether what is asked is scored: a breakdown may have no vector to go by."""

    def ask_all(self, vectors: Sequence[Vector]) -> Iterator[Event]:
        """The controls among the vectors, then the others."""
        yield from self.ask_controls([one for one in vectors if one.role == "control"])
        yield from self.ask([one for one in vectors if one.role != "control"])

    def ask_controls(self, controls: Sequence[Vector]) -> Iterator[Event]:
        """The first round: every verdict that follows stands on these.

        A control that broke the target down is asked once more: had the process been killed
        from outside, all that stands on the control would be lost with it.
        """
        asked, exempt = self._parted(controls)
        yield from exempt
        broken = []
        for vector, steps in self.session.observe(asked):
            if any(seen.outcome in ("hung", "died", "protocol-error") for seen in steps):
                broken.append(vector)
                self._note_errors(vector, steps)
                yield Evidence(target=self.target, vector=vector.id, steps=steps, occasion="again")
            else:
                yield from self._control(vector, steps)
        for vector, steps in self.session.observe(broken):
            yield from self._control(vector, steps)

    def _control(self, vector: Vector, steps: Steps) -> Iterator[Event]:
        yield from self._judged(vector, steps)
        if self.standing[vector.id] == "pass":
            self.passing.append(vector)
            self.before[vector.id] = steps

    def ask(self, vectors: Sequence[Vector]) -> Iterator[Event]:
        """Vectors in blocks, each judged once the controls behind it have held."""
        asked, exempt = self._parted(vectors)
        yield from exempt
        for start in range(0, len(asked), BLOCK):
            block = asked[start : start + BLOCK]
            answers = list(self.session.observe(block))
            wanted = {control for vector in block for control in vector.controls}
            answers = self._held(answers, wanted)
            for vector, steps in answers:
                yield from self._judged(vector, steps)
        self._held([], {control.id for control in self.passing})

    def give_up(self, vectors: Iterable[Vector], why: str) -> Iterator[Event]:
        """The target is lost: what was not judged is skipped, and says why."""
        self._note("died", "lost", f"the target was given up: {why}", "")
        for vector in vectors:
            if vector.id not in self.verdicts:
                yield self._verdict(vector, Judged("skipped", f"the target was given up: {why}"))

    def findings(self) -> Iterator[Event]:
        """Deviations, worst first; then one finding a place, however many vectors reach it."""
        name = library_name(self.target, self.hello.name)
        yield from deviations(
            name,
            self.verdicts.values(),
            self.library.by_id,
            self.library.causes.values(),
            self.library.clauses,
            self.aside,
        )
        for (scored, kind, place), vectors in self.places.items():
            yield Finding(
                target=self.target,
                kind=kind,
                fingerprint=f"{name}:{kind}:{place}",
                said=self.said[scored, kind, place],
                vectors=tuple(vectors),
                severity="security" if kind == "secret" else "robustness",
                scored=scored,
            )

    def _parted(self, vectors: Sequence[Vector]) -> tuple[list[Vector], list[Event]]:
        asked: list[Vector] = []
        exempt: list[Event] = []
        for vector in vectors:
            reason = exemption(vector, self.hello)
            if reason is None:
                asked.append(vector)
            else:
                exempt.append(self._verdict(vector, Judged(reason.verdict, reason.said)))
        return asked, exempt

    def _held(
        self, answers: list[tuple[Vector, Steps]], wanted: set[str]
    ) -> list[tuple[Vector, Steps]]:
        """The answers, asked anew in a fresh process where a control no longer holds."""
        controls = [
            control
            for control in self.passing
            if control.id in wanted and again.repeatable(control)
        ]
        change = again.changed(self.session, controls, self.before)
        if change is None:
            return answers
        suspects = [vector for vector, _ in answers]
        found = again.culprit(self.session, change, suspects).vector
        control = change.control.id
        if found is None:
            self._note_unexplained(change)
            self.session.fresh()
            return answers
        said = f"after {found.id}, {control} is answered otherwise: state is carried over"
        self._note("state", found.id, said, found.id)
        self.session.fresh()
        innocent = [vector for vector in suspects if vector.id != found.id]
        anew = {vector.id: steps for vector, steps in self.session.observe(innocent)}
        return [(vector, anew.get(vector.id, steps)) for vector, steps in answers]

    def _note_unexplained(self, change: again.Change) -> None:
        """A control that changed, and no vector that makes it: a breakdown is told as one."""
        control = change.control.id
        for seen in change.after:
            if seen.outcome in ("hung", "died", "protocol-error"):
                message = seen.error.message if seen.error else ""
                self._note(seen.outcome, control, f"{control}, asked again: {message}", control)
                return
        self._note("unstable", control, f"{control} is answered now this way, now that", control)

    def _judged(self, vector: Vector, steps: Steps) -> Iterator[Event]:
        self._note_secrets(vector, steps)
        steps = tuple(secret.shortened(seen) for seen in steps)
        yield Evidence(target=self.target, vector=vector.id, steps=steps)
        verdict = judge(vector, steps, self.standing, self.profile, self.hello)
        self._note_errors(vector, steps)
        yield self._verdict(vector, verdict)

    def _verdict(self, vector: Vector, judged: Judged) -> Verdict:
        if vector.role == "control":
            self.standing[vector.id] = judged.verdict
        verdict = Verdict(
            target=self.target,
            vector=vector.id,
            verdict=judged.verdict,
            said=judged.said,
            option=judged.option,
            did=judged.did,
        )
        self.verdicts[vector.id] = verdict
        return verdict

    def _note_secrets(self, vector: Vector, steps: Steps) -> None:
        served = [answer.body for answers in vector.serves.values() for answer in answers]
        for number, seen in enumerate(steps, 1):
            name = secret.spelt_out(vector.steps[:number], seen, served)
            if name is not None and seen.error is not None:
                said = f"{seen.error.type} spells out the secret member {name} in its message"
                self._note("secret", tier.place(seen), said, vector.id)

    def _note_errors(self, vector: Vector, steps: Steps) -> None:
        for seen in steps:
            message = seen.error.message if seen.error else ""
            if seen.outcome in ("hung", "died", "protocol-error"):
                self._note(seen.outcome, vector.id, f"{vector.id}: {message}", vector.id)
            elif tier.unexpected(seen, vector.level) and seen.error is not None:
                where = f"{seen.error.module}.{seen.error.function}"
                self._note(
                    "unexpected-error",
                    tier.place(seen),
                    f"{seen.error.type} in {where}: {message}",
                    vector.id,
                )

    def _note(self, kind: FindingKind, place: str, said: str, vector: str) -> None:
        scored = self.scoring and vector not in self.aside
        self.said.setdefault((scored, kind, place), said)
        known = self.places.setdefault((scored, kind, place), [])
        if vector and vector not in known:
            known.append(vector)
