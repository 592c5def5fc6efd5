"""A run: several targets at once, one event stream."""

from __future__ import annotations

import os
import platform
import queue
import threading
import time
from collections import Counter
from collections.abc import Callable, Collection, Generator, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import date, datetime, timezone

from jwk_conformance import __version__
from jwk_conformance.baseline import NOTICES, Baseline, Shown, news
from jwk_conformance.engine.connection import Limits, Stopped
from jwk_conformance.engine.plan import needed_controls
from jwk_conformance.engine.process import Launch
from jwk_conformance.engine.session import Session, TargetLost
from jwk_conformance.event import (
    RUN_FORMAT,
    CauseRecord,
    ChoiceRecord,
    ClauseRecord,
    Event,
    Finding,
    Footer,
    Header,
    News,
    TargetFailed,
    TargetStarted,
    VectorRecord,
    Verdict,
    VerdictName,
)
from jwk_conformance.survey import survey
from jwk_conformance.target.spec import library_name
from jwk_vectors import Library, Profile, Vector
from jwk_vectors.model import RFC, Cause

TOLD: tuple[VerdictName, ...] = ("pass", "fail", "warn", "choice", "disputed")
"""Verdicts that tell something of a target: without any, a run was for nothing."""


class CannotLaunch(Exception):
    """A target cannot be made ready: what is wrong, and what to do next."""

    def __init__(self, what: str, hint: str = "", *, lacking: bool = False) -> None:
        """`lacking`: what is amiss is that this machine has no Python the library installs on."""
        super().__init__(what)
        self.what = what
        self.hint = hint
        self.lacking = lacking


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What a run is to do."""

    targets: Sequence[str]
    launch: Callable[[str], Launch]
    """Makes a target ready. Raises CannotLaunch."""
    library: Library
    vectors: Sequence[Vector]
    optional: Collection[str] = ()
    """Targets that nobody named: left out, and said so, where there is no Python for them here."""
    limits: Limits = field(default_factory=Limits)
    profile: Profile = RFC
    set: str = ""
    """The set that is scored; empty where it is everything."""
    unscored: Collection[str] = ()
    """Sets whose vectors are shown apart and decide nothing."""
    baseline: Baseline | None = None
    """What is known: only news fails."""
    command: Sequence[str] = ()
    workers: int = field(default_factory=lambda: os.cpu_count() or 1)

    @property
    def controls(self) -> list[Vector]:
        """The controls behind the chosen vectors."""
        return needed_controls(self.vectors, dict(self.library.by_id))

    @property
    def aside(self) -> frozenset[str]:
        """Ids of the vectors that are not scored."""
        asked = (*self.controls, *self.vectors)
        return frozenset(vector.id for vector in asked if vector.set in self.unscored)


@dataclass
class Tally:
    """What decides the exit code: what is scored, and nothing else."""

    aside: frozenset[str] = frozenset()
    """Ids of the vectors that are not."""
    beside: Counter[VerdictName] = field(default_factory=Counter)
    """Verdicts on these."""
    verdicts: dict[tuple[str, str], VerdictName] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    names: dict[str, str] = field(default_factory=dict)
    """Target → its library."""
    failed: list[str] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)
    news: list[News] = field(default_factory=list)
    causes: dict[str, Cause] = field(default_factory=dict)

    def note(self, event: Event) -> None:
        """Remember what counts of an event."""
        match event:
            case TargetStarted(target=target, hello=hello):
                self.names[target] = library_name(target, hello.name)
            case Verdict(vector=vector, verdict=verdict) if vector in self.aside:
                self.beside[verdict] += 1
            case Verdict(target=target, vector=vector, verdict=verdict):
                self.verdicts[target, vector] = verdict
            case Finding(scored=True):
                self.findings.append(event)
            case CauseRecord(cause=cause):
                self.causes[cause.id] = cause
            case TargetFailed(target=target, left_out=left_out):
                (self.left_out if left_out else self.failed).append(target)
            case _:
                pass

    def compare(self, baseline: Baseline) -> list[News]:
        """What differs from the baseline, which the exit code then goes by."""
        seen = Shown(self.names, self.findings, self.verdicts, self.causes)
        self.news = list(news(baseline, seen, date.today()))
        return self.news

    def exit(self, baseline: Baseline | None) -> tuple[int, str]:
        """Exit code and the line that says why (section 9 of the design)."""
        code, reason = self._exit(baseline)
        without = f"; without {', '.join(self.left_out)}" if self.left_out else ""
        return code, reason + without

    def _exit(self, baseline: Baseline | None) -> tuple[int, str]:
        counts = Counter(self.verdicts.values())
        if self.failed:
            return 3, f"could not start: {', '.join(self.failed)}"
        if not sum(counts[name] for name in TOLD):
            if sum(self.beside[name] for name in TOLD):
                return 0, f"nothing is scored{self._aside()}"
            return 5, "nothing was judged: no vector ran, or the targets offer none of it"
        deviations = sum(finding.kind == "deviation" for finding in self.findings)
        robustness = _counted(len(self.findings) - deviations, "robustness finding")
        failing = _counted(counts["fail"], "vector")
        found = f"{_counted(deviations, 'finding')} ({failing}), {robustness}"
        kinds = Counter(one.kind for one in self.news if one.kind not in NOTICES)
        if baseline is not None and kinds:
            differing = ", ".join(f"{number} {kind}" for kind, number in kinds.items())
            return 1, f"not as {baseline.path} has it: {differing}; {found} in all{self._aside()}"
        if baseline is not None:
            return 0, f"as expected: {found}, all in {baseline.path}{self._aside()}"
        if counts["fail"] or self.findings:
            return 1, f"{found}{self._aside()}"
        return 0, f"as expected{self._aside()}"

    def _aside(self) -> str:
        """What is told of the vectors that are not scored, in so few words."""
        failing = self.beside["fail"]
        return f" (not scored: {_counted(failing, 'failing vector')})" if failing else ""


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}" + ("" if number == 1 else "s")


def now() -> str:
    """UTC in ISO 8601, to the second."""
    return datetime.now(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")


def run(plan: Plan) -> Generator[Event, None, None]:
    """The event stream, header to footer. Closing the generator stops the targets.

    On KeyboardInterrupt in the consumer's thread the targets are stopped and the stream ends
    with a footer of exit code 130.
    """
    started = time.monotonic()
    tally = Tally(plan.aside)
    for event in _opening(plan):
        tally.note(event)
        yield event
    code, reason = 130, "interrupted"
    events = _from_all_targets(plan)
    try:
        for event in events:
            tally.note(event)
            yield event
        if plan.baseline is not None:
            yield from tally.compare(plan.baseline)
        code, reason = tally.exit(plan.baseline)
    except KeyboardInterrupt:
        events.close()
    yield Footer(
        exit_code=code,
        reason=reason,
        ended=now(),
        seconds=round(time.monotonic() - started, 3),
    )


def _opening(plan: Plan) -> Iterator[Event]:
    everything = {vector.id: vector for vector in (*plan.controls, *plan.vectors)}.values()
    yield Header(
        format=RUN_FORMAT,
        tool=f"jwk-conformance {__version__}",
        started=now(),
        command=tuple(plan.command),
        profile=plan.profile.id,
        vectors=len(everything),
        digest=plan.library.digest,
        platform=platform.platform(),
        baseline=str(plan.baseline.path) if plan.baseline else "",
        set=plan.set,
        unscored=tuple(plan.unscored),
    )
    clauses = {clause for vector in everything for clause in (*vector.clauses, *vector.implied)}
    choices = {vector.choice for vector in everything if vector.choice}
    yield from (ClauseRecord(clause=plan.library.clauses[name]) for name in sorted(clauses))
    yield from (ChoiceRecord(choice=plan.library.choices[name]) for name in sorted(choices))
    yield from (CauseRecord(cause=cause) for cause in plan.library.causes.values())
    yield from (VectorRecord(vector=vector) for vector in everything)


class _Done:
    """One target has said all it will say."""


def _from_all_targets(plan: Plan) -> Generator[Event, None, None]:
    said: queue.SimpleQueue[Event | _Done | BaseException] = queue.SimpleQueue()
    stop = threading.Event()
    controls = plan.controls

    def examine(target: str) -> None:
        try:
            for event in _from_one_target(plan, target, controls, stop):
                said.put(event)
                if stop.is_set():
                    return
        except Stopped:
            return
        except BaseException as error:
            said.put(error)
        finally:
            said.put(_Done())

    with ThreadPoolExecutor(plan.workers, thread_name_prefix="target") as pool:
        try:
            for target in plan.targets:
                pool.submit(examine, target)
            waiting = len(plan.targets)
            while waiting:
                event = _next(said)
                if isinstance(event, _Done):
                    waiting -= 1
                elif isinstance(event, BaseException):
                    raise event
                else:
                    yield event
        finally:
            stop.set()
            pool.shutdown(cancel_futures=True)


def _next(said: queue.SimpleQueue[Event | _Done | BaseException]) -> Event | _Done | BaseException:
    """Short waits, so that Ctrl-C is noticed between them on every platform."""
    while True:
        try:
            return said.get(timeout=0.2)
        except queue.Empty:
            continue


def _from_one_target(
    plan: Plan, target: str, controls: Sequence[Vector], stop: threading.Event
) -> Iterator[Event]:
    hint = ""
    try:
        launch = plan.launch(target)
        hint = launch.hint
        with Session(launch, plan.limits, stop.is_set) as session:
            yield from survey(
                target,
                session,
                plan.vectors,
                controls,
                plan.library,
                plan.profile,
                launch.notes,
                plan.aside,
            )
    except CannotLaunch as reason:
        left_out = reason.lacking and target in plan.optional
        yield TargetFailed(target=target, what=reason.what, hint=reason.hint, left_out=left_out)
    except TargetLost as lost:
        yield TargetFailed(target=target, what=str(lost), hint=hint)
