"""One target, phase by phase: windows down the pipe, a first look, and in full what is new."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import islice

from jwk_conformance.engine.connection import Stopped
from jwk_conformance.engine.process import Launch
from jwk_conformance.engine.session import Session, TargetLost
from jwk_conformance.event import Event, Fuzzed, Replayed, TargetDone
from jwk_conformance.interrupt import all_of
from jwk_conformance.protocol import Hello
from jwk_conformance.target.spec import library_name
from jwk_fuzz.asking import AHEAD, Answered, Pace, Pipeline, Route
from jwk_fuzz.bucket import Buckets, taken
from jwk_fuzz.case import Case, vector
from jwk_fuzz.health import Health
from jwk_fuzz.kept import Kept
from jwk_fuzz.minimise import Minimiser
from jwk_fuzz.mutation import SET
from jwk_fuzz.oracle import audited
from jwk_fuzz.phase import Phase, Scope
from jwk_fuzz.plan import Plan
from jwk_fuzz.regression import PHASE as REGRESSIONS
from jwk_fuzz.regression import again
from jwk_fuzz.replay_file import kept_of
from jwk_fuzz.screen import Screen, route
from jwk_fuzz.stateful import Stateful
from jwk_fuzz.story import stories
from jwk_fuzz.terminal import SIMPLER
from jwk_fuzz.use import Use, offered

INTERRUPTED = "interrupted"
SLUGGISH = 20_000
"""Microseconds a document inside the target, above which it is said to be slow."""
IDLE = 20_000
"""Documents in a row that the target cannot be asked about, after which a phase ends."""
GATHERED = 64
"""Documents that wait for a closer look before they get it."""

Offered = tuple[tuple[Use, ...], Route]


class Hunt:
    """One target over a campaign."""

    def __init__(
        self, plan: Plan, target: str, session: Session, hello: Hello, launch: Launch
    ) -> None:
        self._plan = plan
        self._target = target
        self._session = session
        self._hello = hello
        self._launch = launch
        name = library_name(target, hello.name)
        own = str(plan.own.path) if plan.own is not None and plan.own.secret else ""
        self._buckets = Buckets(target, name, hello, plan.library, own=own)
        self._screen = Screen(plan.library.clauses, first_use=plan.first_use)
        self._health = Health()
        self._kept = None if plan.database is None else Kept(plan.database, name)
        self._pace = Pace()
        self._pipeline = Pipeline(session)
        self._doubtful: list[Case] = []
        self._offers: dict[str, Offered] = {}
        self._started = time.monotonic()
        self._left = plan.documents
        self._over = False
        self._unread = 0

    def events(self) -> Iterator[Event]:
        """The phases, then the findings, then what was covered."""
        replayed: list[Replayed] = []
        covered = [*self._regressions(replayed)]
        covered += [self._phase(phase) for phase in self._plan.phases]
        covered += self._audits()
        if not any(INTERRUPTED in phase.notes for phase in covered):
            covered += self._simpler()
        done = TargetDone(
            target=self._target,
            seconds=round(time.monotonic() - self._started, 3),
            inside=self._session.micros / 1e6,
            requests=self._session.requests,
            restarts=self._session.restarts,
        )
        yield from all_of([*self._buckets.events(), *replayed, *covered, done])

    def _audits(self) -> Iterator[Fuzzed]:
        """Each in a process of its own, with an equal part of the time that the others leave."""
        plan, spent = self._plan, 0.0
        if self._left is not None and self._left <= 0:
            return
        for number, audit in enumerate(plan.audits):
            left = (plan.auditing.seconds - spent) / (len(plan.audits) - number)
            if self._over or left <= 0:
                return
            told = audited(audit, self._launch, plan.limits, self._buckets, plan.selection, left)
            spent += told.seconds
            self._over |= INTERRUPTED in told.notes
            yield told

    def _regressions(self, replayed: list[Replayed]) -> Iterator[Fuzzed]:
        """What earlier campaigns have found, asked again."""
        folder, started, notes, left = self._plan.replays, time.monotonic(), [], 0
        several = list(kept_of(self._buckets.name, folder)) if folder else []
        if not several:
            return
        try:
            for one in again(self._target, self._session, self._hello, several):
                if one.told is None:
                    left += 1
                else:
                    replayed.append(one.told)
                if one.found is not None:
                    self._buckets.add(one.found)
        except TargetLost as lost:
            self._buckets.lost(told(lost, self._plan))
            self._over = True
        except (KeyboardInterrupt, Stopped):
            notes.append(INTERRUPTED)
            self._over = True
        if left:
            notes.append(f"not offered, about a key of yours, or not to be asked alone: {left}")
        yield Fuzzed(
            target=self._target,
            phase=REGRESSIONS,
            documents=len(replayed),
            whole=len(replayed) + left == len(several),
            seconds=round(time.monotonic() - started, 3),
            notes=tuple(notes),
        )

    def _simpler(self) -> Iterator[Fuzzed]:
        """The examples made simpler, in a process of their own: some may break it down."""
        budget, started, notes = self._plan.minimise, time.monotonic(), []
        if not self._buckets.examples:
            return
        with Session(self._launch, self._plan.limits) as session:
            try:
                Minimiser(session, self._buckets, self._screen.taken, budget).run()
            except TargetLost as lost:
                notes.append(f"the target was given up: {told(lost, self._plan)}")
            except (KeyboardInterrupt, Stopped):
                notes.append(INTERRUPTED)
        efforts = self._buckets.efforts.values()
        yield Fuzzed(
            target=self._target,
            phase=SIMPLER,
            documents=sum(effort.asked for effort in efforts),
            whole=not notes and all(effort.whole for effort in efforts),
            seconds=round(time.monotonic() - started, 3),
            notes=tuple(notes),
        )

    def _phase(self, phase: Phase) -> Fuzzed:
        started = time.monotonic()
        covered = _Covered(self._session.micros)
        seconds = phase.of_time * (self._plan.seconds - (started - self._started))
        budget = _Budget(seconds, self._left, phase.share)
        try:
            if not self._over and phase.in_sequence:
                self._tell_stories(budget, covered)
            elif not self._over:
                self._ask_about(phase, budget, covered)
        except TargetLost as lost:
            self._buckets.lost(told(lost, self._plan))
            covered.notes[f"the target was given up: {told(lost, self._plan)}"] = 0
            self._over = True
        except (KeyboardInterrupt, Stopped):
            covered.notes[INTERRUPTED] = 0
            self._over = True
        self._unread += len(self._doubtful) + self._pipeline.documents()
        self._doubtful.clear()
        self._pipeline.clear()
        if self._left is not None:
            self._left -= covered.documents
        seconds = time.monotonic() - started
        self._remark(phase, covered, budget)
        return Fuzzed(
            target=self._target,
            phase=phase.name,
            documents=covered.documents,
            whole=covered.whole,
            seconds=round(seconds, 3),
            kinds=dict(covered.kinds),
            depths=dict(covered.depths),
            notes=tuple(covered.notes_in_words()),
            shard=str(self._plan.shard),
            seed=self._plan.seed if phase.by_chance else None,
        )

    def _remark(self, phase: Phase, covered: _Covered, budget: _Budget) -> None:
        """What a reader has to know of how the phase went."""
        if budget.out_of_time() and not covered.whole and covered.documents:
            covered.notes["stopped at the time allowed"] = 0
        micros = self._session.micros - covered.micros
        measured = covered.documents and not (phase.in_full or phase.in_sequence)
        if measured and micros > SLUGGISH * covered.documents:
            each = micros / covered.documents / 1000
            covered.notes[f"the target is slow: {each:.0f} ms a document"] = 0
        if self._unread:
            covered.notes["answered when the time was over, and not looked at closely"] = (
                self._unread
            )
            self._unread = 0
        for said, number in self._health.left_out.items():
            covered.notes[f"left out, having broken the target on other keys: {said}"] = number
        self._health.left_out.clear()
        for deed, number in self._screen.repeated.items():
            covered.notes[f"counted, being like {deed} that was judged"] = number
        self._screen.repeated.clear()
        if self._kept and self._kept.trouble:
            covered.notes[self._kept.trouble] = 0
            self._kept.trouble = ""

    def _ask_about(self, phase: Phase, budget: _Budget, covered: _Covered) -> None:
        scope = Scope(
            selection=self._plan.selection,
            seed=self._plan.seed,
            kept=self._kept.plans() if self._kept and phase.from_kept else (),
            shard=self._plan.shard,
        )
        cases = self._askable(phase.cases(scope), covered)
        self._pace.start()
        while budget.room(covered.documents) and not covered.whole:
            size = budget.room(covered.documents, self._pace.size)
            window = list(islice(cases, size))
            covered.whole = len(window) < size
            covered.note(window)
            if phase.in_full or not self._hello.probes:
                self._in_full(window, budget)
            else:
                self._probe(window, budget)
            self._pace.note(len(window))
        while len(self._pipeline):
            self._look(self._pipeline.collect())
        self._look_closer(budget)

    def _tell_stories(self, budget: _Budget, covered: _Covered) -> None:
        """Sequences of calls, each step compared with what it gives alone."""
        shard = self._plan.shard
        every = stories(self._plan.selection, lambda seed: offered(seed, self._hello))
        stateful = Stateful(self._session)
        covered.whole = True
        for story in islice(every, shard.number - 1, None, shard.of):
            if not budget.room(covered.documents):
                covered.whole = False
                break
            covered.documents += 1
            covered.kinds[story.seed.kind] += 1
            for found in stateful.told(story):
                self._buckets.add(found)
        self._session.fresh()
        if stateful.repeated:
            covered.notes["counted, being like a difference that was confirmed"] = stateful.repeated
        if stateful.unconfirmed:
            said = "gave something else than alone, but not again in fresh processes"
            covered.notes[said] = stateful.unconfirmed

    def _askable(self, cases: Iterator[Case], covered: _Covered) -> Iterator[Case]:
        """The cases that the target can be asked about."""
        idle = 0
        for case in cases:
            idle += 1
            if idle > IDLE:
                break
            if not self._offered(case)[0]:
                covered.notes[f"not offered: documents like {case.like}"] += 1
            elif self._hello.json == "adapter" and case.level == "text":
                covered.notes["the library takes a decoded document and never sees the text"] += 1
            elif not self._health.refuses(case):
                idle = 0
                yield case

    def _offered(self, case: Case) -> Offered:
        """What can be asked about a document; of a key made on the way, as about its sibling."""
        found = self._offers.get(case.like)
        if found is None:
            uses = offered(case.seed, self._hello)
            found = self._offers[case.like] = uses, route(uses)
        return found

    def _probe(self, window: Sequence[Case], budget: _Budget) -> None:
        keys = [case for case in window if case.seed.kind != SET]
        self._doubtful += (case for case in window if case.seed.kind == SET)
        if keys:
            self._pipeline.post(keys, [self._offered(case)[1] for case in keys])
        if len(self._pipeline) >= (AHEAD if self._pace.size > 1 else 1):
            self._look(self._pipeline.collect())
        if len(self._doubtful) >= GATHERED:
            while len(self._pipeline):
                self._look(self._pipeline.collect())
            self._look_closer(budget)

    def _look(self, answered: Answered) -> None:
        if answered.probed is None:  # later, when no other window is on its way
            self._doubtful += answered.cases
            return
        faults = answered.probed.faults
        passes = self._screen.passes
        self._doubtful += [
            case
            for case, follow, told in zip(
                answered.cases, answered.routes, answered.probed.answers, strict=True
            )
            if not passes(case, follow, told, faults)
        ]

    def _look_closer(self, budget: _Budget) -> None:
        waiting, self._doubtful = self._doubtful, []
        self._in_full(waiting, budget)

    def _in_full(self, cases: Sequence[Case], budget: _Budget) -> None:
        """Ask each document by itself, with everything that the target offers, and judge it."""
        waiting = list(cases)
        while waiting:
            done = self._until_one_breaks(waiting, budget)
            waiting = waiting[done:]
            if waiting and budget.out_of_time():
                self._unread += len(waiting)
                self._session.fresh()  # the rest of the answers may be on their way
                return
            waiting = [case for case in waiting if not self._health.refuses(case)]

    def _until_one_breaks(self, cases: Sequence[Case], budget: _Budget) -> int:
        """Ask until the target breaks down or the time is over; returns how many were asked."""
        clauses, accepted = self._plan.library.clauses, self._screen.taken
        asked = [vector(case, offered(case.seed, self._hello), clauses, accepted) for case in cases]
        observed = zip(cases, self._session.observe(asked), strict=True)
        for done, (case, (whole, steps)) in enumerate(observed, 1):
            if not case.mutations:
                answers = {case.seed.name: list(zip(whole.steps, steps, strict=True))}
                self._screen.taken |= taken(answers)
            known = len(self._buckets.examples)
            self._buckets.note(case, whole, steps)
            if case.plan and self._kept and len(self._buckets.examples) > known:
                self._kept.keep(case.plan)
            if self._health.note(case, steps) or budget.out_of_time():
                return done
        return len(cases)


def told(lost: TargetLost, plan: Plan) -> str:
    """Why a target was given up; its last words may be about a key."""
    if plan.own is not None and plan.own.secret:
        return "it broke down; what it said is withheld, as the keys are yours"
    return str(lost)


class _Budget:
    """How long a phase may take, and how many documents."""

    def __init__(self, seconds: float, documents: int | None, share: float) -> None:
        self._until = time.monotonic() + seconds * share
        self._documents = None if documents is None else _part(documents, share)

    def room(self, used: int, wanted: int = 1) -> int:
        """How many of the documents wanted there is time and number for."""
        if self.out_of_time():
            return 0
        return wanted if self._documents is None else min(wanted, self._documents - used)

    def out_of_time(self) -> bool:
        return time.monotonic() >= self._until


def _part(documents: int, share: float) -> int:
    return documents if share == 1.0 else round(documents * share)


class _Covered:
    """What a phase has asked about so far."""

    def __init__(self, micros: int) -> None:
        self.micros = micros
        """Inside the target, before the phase began."""
        self.documents = 0
        self.whole = False
        self.kinds: Counter[str] = Counter()
        self.depths: Counter[str] = Counter()
        self.notes: Counter[str] = Counter()

    def note(self, window: Sequence[Case]) -> None:
        self.documents += len(window)
        self.kinds.update(case.seed.kind for case in window)
        self.depths.update(case.level for case in window if case.mutations)

    def notes_in_words(self) -> Iterator[str]:
        """Those with a number, and those without one."""
        for note, number in self.notes.items():
            yield f"{note}: {number}" if number else note
