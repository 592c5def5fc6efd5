"""Fuzzing one target after the other: phases, budgets, and the event stream."""

from __future__ import annotations

import platform
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice

from jwk_conformance import __version__
from jwk_conformance.engine.connection import Limits
from jwk_conformance.engine.process import Launch
from jwk_conformance.engine.session import Session, TargetLost
from jwk_conformance.event import (
    RUN_FORMAT,
    CauseRecord,
    ClauseRecord,
    Event,
    Finding,
    Footer,
    Fuzzed,
    Header,
    TargetDone,
    TargetFailed,
    TargetStarted,
)
from jwk_conformance.protocol import Hello
from jwk_conformance.run import CannotLaunch, now
from jwk_conformance.target.spec import library_name
from jwk_fuzz import systematic
from jwk_fuzz.bucket import Buckets, taken
from jwk_fuzz.case import Case, vector
from jwk_fuzz.systematic import Selection
from jwk_fuzz.use import offered
from jwk_vectors import Library
from jwk_vectors.model import Vector

WINDOW = 64
"""Documents that are sent down the pipe together."""

PHASES: tuple[tuple[str, Callable[[Selection], Iterator[Case]]], ...] = (
    ("valid keys", systematic.valid),
    ("valid keys of rare shapes", systematic.rarities),
    ("single mutations", systematic.singles),
    ("pairs of mutations", systematic.pairs),
)


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What a campaign is to do."""

    targets: Sequence[str]
    launch: Callable[[str], Launch]
    """Makes a target ready. Raises CannotLaunch."""
    library: Library
    limits: Limits = field(default_factory=Limits)
    documents: int = 20_000
    """That a target is asked about at most."""
    seconds: float = 300.0
    """That a target is asked for at most, after its hello."""
    selection: Selection = field(default_factory=Selection)
    command: Sequence[str] = ()


def campaign(plan: Plan) -> Iterator[Event]:
    """The event stream, header to footer.

    On KeyboardInterrupt what was found so far is still told; the footer then has exit code 130.
    """
    started = time.monotonic()
    yield Header(
        format=RUN_FORMAT,
        tool=f"jwk-conformance {__version__}",
        started=now(),
        command=tuple(plan.command),
        profile="rfc",
        vectors=0,
        digest=plan.library.digest,
        platform=platform.platform(),
    )
    yield from (ClauseRecord(clause=clause) for clause in plan.library.clauses.values())
    yield from (CauseRecord(cause=cause) for cause in plan.library.causes.values())
    tally = _Tally()
    for target in plan.targets:
        for event in _fuzzed(plan, target):
            tally.note(event)
            yield event
        if tally.interrupted:
            break
    code, reason = tally.exit()
    seconds = round(time.monotonic() - started, 3)
    yield Footer(exit_code=code, reason=reason, ended=now(), seconds=seconds)


@dataclass
class _Tally:
    findings: int = 0
    documents: int = 0
    failed: list[str] = field(default_factory=list)
    interrupted: bool = False

    def note(self, event: Event) -> None:
        match event:
            case Finding():
                self.findings += 1
            case Fuzzed(documents=documents, notes=notes):
                self.documents += documents
                self.interrupted |= INTERRUPTED in notes
            case TargetFailed(target=target):
                self.failed.append(target)
            case _:
                pass

    def exit(self) -> tuple[int, str]:
        found = f"{self.findings} finding{'' if self.findings == 1 else 's'}"
        if self.interrupted:
            return 130, f"interrupted; {found} so far"
        if self.failed:
            return 3, f"could not start: {', '.join(self.failed)}"
        if not self.documents:
            return 5, "nothing was asked: the targets offer none of it"
        return (1 if self.findings else 0), f"{found} in {self.documents} documents"


INTERRUPTED = "interrupted"


def _fuzzed(plan: Plan, target: str) -> Iterator[Event]:
    hint = ""
    try:
        launch = plan.launch(target)
        hint = launch.hint
        with Session(launch, plan.limits) as session:
            hello = session.hello()
            yield TargetStarted(target=target, hello=hello, notes=launch.notes)
            yield from _Campaign(plan, target, session, hello).events()
    except CannotLaunch as reason:
        yield TargetFailed(target=target, what=reason.what, hint=reason.hint)
    except TargetLost as lost:
        yield TargetFailed(target=target, what=str(lost), hint=hint)


class _Campaign:
    """One target, phase by phase."""

    def __init__(self, plan: Plan, target: str, session: Session, hello: Hello) -> None:
        self._plan = plan
        self._target = target
        self._session = session
        self._hello = hello
        name = library_name(target, hello.name)
        self._buckets = Buckets(target, name, hello, plan.library)
        self._taken: frozenset[tuple[str, str]] = frozenset()
        self._left = plan.documents
        self._started = time.monotonic()

    def events(self) -> Iterator[Event]:
        covered = [self._phase(name, cases(self._plan.selection)) for name, cases in PHASES]
        yield from self._buckets.events()
        yield from covered
        yield TargetDone(
            target=self._target,
            seconds=round(time.monotonic() - self._started, 3),
            inside=self._session.micros / 1e6,
            requests=self._session.requests,
            restarts=self._session.restarts,
        )

    def _phase(self, name: str, cases: Iterator[Case]) -> Fuzzed:
        started = time.monotonic()
        kinds: Counter[str] = Counter()
        depths: Counter[str] = Counter()
        notes: Counter[str] = Counter()
        whole = False
        asked = self._asked(cases, notes)
        try:
            while not whole and self._in_time():
                window = list(islice(asked, min(WINDOW, self._left)))
                whole = not window and self._left > 0
                if not window:
                    break
                self._left -= len(window)
                kinds.update(case.seed.kind for case, _ in window)
                depths.update(case.level for case, _ in window if case.mutations)
                self._ask(window)
        except TargetLost as lost:
            self._buckets.lost(str(lost))
            self._left = 0
        except KeyboardInterrupt:
            notes[INTERRUPTED] = 1
            self._left = 0
        return Fuzzed(
            target=self._target,
            phase=name,
            documents=sum(kinds.values()),
            whole=whole,
            seconds=round(time.monotonic() - started, 3),
            kinds=dict(kinds),
            depths=dict(depths),
            notes=tuple(note if note == INTERRUPTED else f"{note}: {count}"
                        for note, count in notes.items()),
        )  # fmt: skip

    def _in_time(self) -> bool:
        return self._left > 0 and time.monotonic() - self._started < self._plan.seconds

    def _asked(self, cases: Iterator[Case], notes: Counter[str]) -> Iterator[tuple[Case, Vector]]:
        """The cases that the target can be asked about, each as a vector."""
        for case in cases:
            uses = offered(case.seed, self._hello)
            if not uses:
                notes[f"not offered: documents like {case.seed.name}"] += 1
            elif case.level == "text" and self._hello.json == "adapter":
                notes["the library takes a decoded document and never sees the text"] += 1
            else:
                yield case, vector(case, uses, self._plan.library.clauses, self._taken)

    def _ask(self, window: list[tuple[Case, Vector]]) -> None:
        observed = self._session.observe([one for _, one in window])
        for (case, whole), (_, steps) in zip(window, observed, strict=True):
            if not case.mutations:
                answers = {case.seed.name: list(zip(whole.steps, steps, strict=True))}
                self._taken |= taken(answers)
            self._buckets.note(case, whole, steps)
