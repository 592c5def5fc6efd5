"""Fuzzing one target after the other: phases, budgets, and the event stream."""

from __future__ import annotations

import platform
import sys
import time
from collections import Counter
from collections.abc import Generator
from dataclasses import dataclass, field
from datetime import date

from jwk_conformance import __version__
from jwk_conformance.baseline import NOTICES, Baseline, Shown, mended, news
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
    News,
    Replayed,
    TargetFailed,
    TargetStarted,
)
from jwk_conformance.interrupt import relay
from jwk_conformance.run import CannotLaunch, now
from jwk_conformance.target.spec import library_name
from jwk_fuzz.bucket import Buckets
from jwk_fuzz.hunt import INTERRUPTED, Hunt, told
from jwk_fuzz.oracle.disagreement import Comparison
from jwk_fuzz.own import Guard
from jwk_fuzz.plan import Plan
from jwk_fuzz.terminal import SIMPLER

__all__ = ["Plan", "campaign"]


def campaign(plan: Plan) -> Generator[Event, None, None]:
    """The event stream, header to footer; of the user's own keys it tells no secret.

    On KeyboardInterrupt what was found so far is still told; the footer then has exit code 130.
    """
    if plan.own is not None and plan.own.secret:
        yield from relay(_events(plan), Guard(plan.own))
    else:
        yield from _events(plan)


def _events(plan: Plan) -> Generator[Event, None, None]:
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
        baseline=str(plan.baseline.path) if plan.baseline else "",
    )
    yield from (ClauseRecord(clause=clause) for clause in plan.library.clauses.values())
    yield from (CauseRecord(cause=cause) for cause in plan.library.causes.values())
    tally = _Tally()
    comparison = Comparison()
    try:
        for target in plan.targets:
            yield from relay(_fuzzed(plan, target, comparison), tally.noted)
            if tally.interrupted:
                break
    except KeyboardInterrupt:  # while a target was made ready, or after its findings were told
        tally.interrupted = True
    secret = plan.own is not None and plan.own.secret  # its documents and tokens are not told
    yield from map(tally.noted, () if secret else comparison.events(plan.library))
    if plan.baseline is not None and not tally.interrupted:
        yield from tally.compare(plan.baseline)
    code, reason = tally.exit(plan.baseline)
    seconds = round(time.monotonic() - started, 3)
    yield Footer(exit_code=code, reason=reason, ended=now(), seconds=seconds)


@dataclass
class _Tally:
    findings: list[Finding] = field(default_factory=list)
    documents: int = 0
    failed: list[str] = field(default_factory=list)
    interrupted: bool = False
    names: dict[str, str] = field(default_factory=dict)
    """Target → its library."""
    replayed: list[Replayed] = field(default_factory=list)
    news: list[News] = field(default_factory=list)

    def noted(self, event: Event) -> Event:
        """The event, which now counts."""
        match event:
            case TargetStarted(target=target, hello=hello):
                self.names[target] = library_name(target, hello.name)
            case Finding():
                self.findings.append(event)
            case Replayed():
                self.replayed.append(event)
            case Fuzzed(phase=phase, documents=documents, notes=notes):
                self.documents += documents if phase != SIMPLER else 0
                self.interrupted |= INTERRUPTED in notes
            case TargetFailed(target=target):
                self.failed.append(target)
            case _:
                pass
        return event

    def compare(self, baseline: Baseline) -> list[News]:
        """What differs from the baseline, which the exit code then goes by."""
        seen = Shown(self.names, self.findings, {}, fuzz=True, mended=mended(self.replayed))
        self.news = list(news(baseline, seen, date.today()))
        return self.news

    def exit(self, baseline: Baseline | None) -> tuple[int, str]:
        number = len(self.findings)
        found = f"{number} finding{'' if number == 1 else 's'}"
        if self.interrupted:
            return 130, f"interrupted; {found} so far"
        if self.failed:
            return 3, f"could not start: {', '.join(self.failed)}"
        if not self.documents:
            return 5, "nothing was asked: the targets offer none of it"
        found = f"{found} in {self.documents} documents"
        if baseline is None:
            return (1 if number else 0), found
        kinds = Counter(one.kind for one in self.news if one.kind not in NOTICES)
        if kinds:
            differing = ", ".join(f"{count} {kind}" for kind, count in kinds.items())
            return 1, f"not as {baseline.path} has it: {differing}; {found}"
        return 0, f"as expected: {found}, all in {baseline.path}"


def _fuzzed(plan: Plan, target: str, comparison: Comparison) -> Generator[Event, None, None]:
    hint = ""
    try:
        launch = plan.launch(target)
        hint = launch.hint
        with Session(launch, plan.limits, breakdowns=sys.maxsize) as session:
            hello = session.hello()
            yield TargetStarted(target=target, hello=hello, notes=launch.notes)
            yield from Hunt(plan, target, session, hello, launch).events()
        if plan.compare and len(plan.targets) > 1:
            name = library_name(target, hello.name)
            buckets = Buckets(target, name, hello, plan.library)
            comparison.ask(launch, plan.limits, buckets, plan.selection)
    except CannotLaunch as reason:
        yield TargetFailed(target=target, what=reason.what, hint=reason.hint)
    except TargetLost as lost:
        yield TargetFailed(target=target, what=told(lost, plan), hint=hint)
