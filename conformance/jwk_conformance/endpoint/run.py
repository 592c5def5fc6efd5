"""A run over endpoints: several at a time, one event stream."""

from __future__ import annotations

import platform
import sys
import threading
import time
from collections import Counter
from collections.abc import Generator, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TypeAlias

from jwk_conformance import __version__
from jwk_conformance.baseline import Baseline, Shown, as_finding, news
from jwk_conformance.endpoint.across import SHARED_PRIME, Published, published, shared_primes
from jwk_conformance.endpoint.check.registry import LEVELS, Level
from jwk_conformance.endpoint.client import Options
from jwk_conformance.endpoint.clients import Clients
from jwk_conformance.endpoint.judge import finding, judge
from jwk_conformance.endpoint.name import bare
from jwk_conformance.endpoint.observe import NOT_WATCHED, observe
from jwk_conformance.endpoint.observed import Observed, named
from jwk_conformance.endpoint.redact import Redaction
from jwk_conformance.endpoint.watch import Pace
from jwk_conformance.endpoint.weakness import MOST
from jwk_conformance.event import (
    RUN_FORMAT,
    ClauseRecord,
    ClientSeen,
    EndpointFinding,
    EndpointSeen,
    Event,
    ExchangeRecord,
    Footer,
    Header,
    HopRecord,
    News,
    TargetFailed,
)
from jwk_conformance.interrupt import all_of, relay
from jwk_conformance.run import now
from jwk_vectors.model import Clause, Profile

ALIKE = 200
"""Findings of one check on one endpoint that are told."""
Asked: TypeAlias = Future[tuple[list[Event], list[Published]]]


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What a run over endpoints is to do."""

    endpoints: Sequence[tuple[str, str]]
    """Name and URL of each."""
    options: Options
    profile: Profile
    clauses: dict[str, Clause]
    fail_on: Level = "must"
    pace: Pace = NOT_WATCHED
    clients: Clients | None = None
    """Libraries to ask what they make of each set."""
    stop: threading.Event = field(default_factory=threading.Event)
    """Ends watching: what was seen until then is judged."""
    baseline: Baseline | None = None
    command: Sequence[str] = ()
    workers: int = 16
    judging: threading.Lock = field(default_factory=threading.Lock)
    """One at a time: several would be no faster, and each may need memory for a large set."""

    def counts(self, finding: EndpointFinding) -> bool:
        """Whether a finding is grave enough to fail."""
        return LEVELS.index(finding.level) <= LEVELS.index(self.fail_on)


def run(plan: Plan) -> Generator[Event, None, None]:
    """The event stream, header to footer; Ctrl-C ends it with a footer of exit code 130."""
    started = time.monotonic()
    yield _header(plan)
    found: list[EndpointFinding] = []
    failed: list[str] = []
    told: list[News] = []
    code, reason = 130, "interrupted"

    def noted(event: Event) -> Event:
        if isinstance(event, EndpointFinding):
            found.append(event)
        elif isinstance(event, TargetFailed):
            failed.append(event.target)
        return event

    pool = ThreadPoolExecutor(plan.workers, thread_name_prefix="endpoint")
    waiting = {pool.submit(_one, plan, name, url) for name, url in plan.endpoints}
    try:
        yield from relay(_all(plan, waiting), noted)
        if plan.baseline is not None:
            told = _news(plan, plan.baseline, found, failed)
            yield from told
        code, reason = _exit(plan, found, failed, told)
    except KeyboardInterrupt:
        plan.stop.set()
        pool.shutdown(wait=False, cancel_futures=True)
        yield from _rest(plan, waiting)
    pool.shutdown(wait=code != 130, cancel_futures=True)
    seconds = round(time.monotonic() - started, 3)
    yield Footer(exit_code=code, reason=reason, ended=now(), seconds=seconds)


def _rest(plan: Plan, waiting: set[Asked]) -> Iterator[Event]:
    """After Ctrl-C: the endpoints that were being watched, as far as they were seen."""
    begun = {one for one in waiting if not one.cancelled()}
    done, _ = wait(begun, timeout=plan.options.timeout if plan.pace.seconds else 0)
    for one in done:
        yield from one.result()[0]


def _all(plan: Plan, waiting: set[Asked]) -> Generator[Event, None, None]:
    """Every endpoint as it is done, then what shows of them together.

    No future is kept once its events are told: what servers have sent would be kept with it.
    """
    keys: list[Published] = []
    while waiting:
        done, _ = wait(waiting, return_when=FIRST_COMPLETED)
        waiting -= done
        while done:
            events, its_keys = done.pop().result()
            keys += its_keys
            yield from all_of(events)
    order = [name for name, _ in plan.endpoints]
    for name, remark in shared_primes(sorted(keys, key=lambda key: order.index(key.endpoint))):
        yield finding(name, SHARED_PRIME, remark, plan.profile)


def _header(plan: Plan) -> Header:
    return Header(
        format=RUN_FORMAT,
        tool=f"jwk-conformance {__version__}",
        started=now(),
        command=tuple(plan.command),
        profile=plan.profile.id,
        vectors=0,
        digest="",
        platform=f"{platform.platform()} Python {sys.version_info.major}.{sys.version_info.minor}",
        fail_on=plan.fail_on,
        baseline=str(plan.baseline.path) if plan.baseline else "",
    )


def _one(plan: Plan, name: str, url: str) -> tuple[list[Event], list[Published]]:
    started = time.monotonic()
    seen = observe(name, url, plan.options, plan.pace, plan.stop)
    if plan.clients is not None and seen.first is not None and seen.keys:
        asked = plan.clients.ask(name, seen.first.body, seen.keys)
        seen = replace(seen, clients=tuple(one for one in asked if not one.lost))
        seen = replace(seen, notes=(*seen.notes, *_lost(asked)))
    seconds = round(time.monotonic() - started, 3)
    with plan.judging:
        return _judged(plan, seen, url, seconds), published(seen)


def _judged(plan: Plan, seen: Observed, url: str, seconds: float) -> list[Event]:
    """What is told of an endpoint."""
    if unreached := _unreached(seen):
        return [*_record(seen, url, seconds, ()), TargetFailed(target=seen.name, what=unreached)]
    findings, notes = _within_reason(judge(seen, plan.profile, plan.clauses))
    if len(seen.numbers) == MOST:
        notes.append(f"RSA keys beyond the first {MOST}, as to whether they are weak")
    stood = dict.fromkeys(clause for finding in findings for clause in finding.clauses)
    return [
        *_record(seen, url, seconds, notes),
        *(ClauseRecord(clause=plan.clauses[id]) for id in stood if id in plan.clauses),
        *findings,
    ]


def _within_reason(
    found: Sequence[EndpointFinding],
) -> tuple[list[EndpointFinding], list[str]]:
    """The first findings of each check, and how many more there are: sets may have any size."""
    counts = Counter(one.check for one in found)
    told: Counter[str] = Counter()
    kept = []
    for one in found:
        told[one.check] += 1
        if told[one.check] <= ALIKE:
            kept.append(one)
    more = {check: count - ALIKE for check, count in counts.items() if count > ALIKE}
    return kept, [f"{count} more findings of {check}" for check, count in more.items()]


def _record(seen: Observed, url: str, seconds: float, notes: Sequence[str]) -> Iterator[Event]:
    yield EndpointSeen(
        target=seen.name,
        url=bare(url),
        path=tuple(
            HopRecord(
                role=hop.role,
                because=hop.because,
                urls=tuple(one.url for one in hop.exchanges),
                status=hop.last.status,
                trouble=hop.last.trouble.said if hop.last.trouble else "",
            )
            for hop in seen.discovery.hops
        ),
        jwks_uri=seen.url,
        keys=len(seen.keys),
        names=tuple(named(key) for key in seen.keys),
        requests=seen.sent,
        seconds=seconds,
        notes=(*seen.notes, *notes),
        timeline=tuple(seen.timeline),
    )
    yield from seen.clients
    redaction = Redaction()
    for exchange in seen.everything:
        yield ExchangeRecord(target=seen.name, exchange=redaction(exchange))


def _lost(asked: Sequence[ClientSeen]) -> Iterator[str]:
    return (f"what {one.client} makes of it: {one.lost}" for one in asked if one.lost)


def _unreached(seen: Observed) -> str:
    """Why nothing could be asked at all; empty where something answered."""
    first = seen.discovery.hops[0].exchanges[0]
    if first.status or first.trouble is None or seen.distrusted:
        return ""
    return f"{first.url}: {first.trouble.said}"


def _news(
    plan: Plan, baseline: Baseline, found: Sequence[EndpointFinding], failed: Sequence[str]
) -> list[News]:
    known = {entry.fingerprint for entry in baseline.entries}
    counted = [one for one in found if plan.counts(one) or one.fingerprint in known]
    names = {name: bare(name) for name, _ in plan.endpoints if name not in failed}
    seen = Shown(names=names, findings=[as_finding(one) for one in counted], verdicts={})
    return list(news(baseline, seen, date.today()))


def _exit(
    plan: Plan, found: Sequence[EndpointFinding], failed: Sequence[str], told: Sequence[News]
) -> tuple[int, str]:
    levels = [sum(one.level == level for one in found) for level in LEVELS]
    said = ", ".join(f"{n} {level}" for n, level in zip(levels, LEVELS, strict=True) if n)
    said = said or "nothing found"
    if failed:
        return 3, f"could not be asked: {', '.join(failed)}; {said}"
    if plan.baseline is not None:
        if told:
            return 1, f"not as {plan.baseline.path} has it: {len(told)} differ; {said} in all"
        return 0, f"as expected: {said}, all in {plan.baseline.path} or below {plan.fail_on}"
    if any(plan.counts(one) for one in found):
        return 1, said
    return 0, f"as expected: {said}"
