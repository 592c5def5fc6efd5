"""Several run files as one run: what belongs together is joined, what differs stands beside.

Shards of one run or campaign become one target again. The same target in another release, or asked
the same again with another result, is a target of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

import msgspec

from jwk_conformance.endpoint.check.registry import LEVELS
from jwk_conformance.event import (
    Event,
    Finding,
    Footer,
    FuzzExample,
    Header,
    Passed,
    TargetDone,
    VectorRecord,
)
from jwk_conformance.judge.finding import SEVERITIES
from jwk_conformance.runfile import Run, RunFileError, events, noted

FUZZ = "fuzz"
"""The set of the vectors that fuzzing has made."""
WORST = (130, 4, 3, 2, 1, 0, 5)
"""Exit codes, the one that decides first."""
_Found = TypeVar("_Found", Finding, FuzzExample)


def combined(runs: Sequence[Run]) -> Run:
    """One run out of several; a single one stays as it is.

    Raises RunFileError where two of them cannot be compared.
    """
    if len(runs) == 1:
        return runs[0]
    _hold_together(runs)
    whole = Run(runs[0].path, _header(runs))
    for run in runs:
        names = dict(_names(whole, run))
        for event in events(run):
            if not isinstance(event, (Header, Footer)):
                _join(whole, _renamed(event, names), run.path)
    vectors = sum(vector.set != FUZZ for vector in whole.vectors.values())
    header = msgspec.structs.replace(whole.header, vectors=vectors)
    return replace(whole, header=header, footer=_footer(runs))


def judging(run: Run) -> bool:
    """Whether vectors were put to libraries, rather than documents of fuzzing or requests."""
    return any(vector.set != FUZZ for vector in run.vectors.values())


def _hold_together(runs: Sequence[Run]) -> None:
    paths: set[Path] = set()
    for run in runs:
        if run.path.resolve() in paths:
            raise RunFileError(f"{run.path} is named twice: name each run file once.")
        paths.add(run.path.resolve())
    first, *others = [run for run in runs if judging(run)] or [runs[0]]
    for other in others:
        a, b = first.header, other.header
        both = f"{first.path} and {other.path}"
        if a.digest != b.digest:
            raise RunFileError(
                f"{both} asked different vectors (digests {a.digest[:12]} and {b.digest[:12]}): "
                "run both with the same release of the suite, or compare them with diff."
            )
        if (a.set, a.unscored) != (b.set, b.unscored):
            sets = f"{a.set or 'everything'} and {b.set or 'everything'}"
            raise RunFileError(f"{both} score different sets ({sets}): run both with one --set.")
        if a.profile != b.profile:
            raise RunFileError(
                f"{both} were judged by different profiles ({a.profile} and {b.profile}): "
                "name one with --profile, and both are judged anew by it."
            )


def _header(runs: Sequence[Run]) -> Header:
    leading = next((run.header for run in runs if judging(run)), runs[0].header)
    baselines = {run.header.baseline for run in runs}
    fuzzed = any(run.fuzzed for run in runs) and any(judging(run) for run in runs)
    return msgspec.structs.replace(
        leading,
        fail_on=max((run.header.fail_on for run in runs), key=_leniency),
        baseline=baselines.pop() if len(baselines) == 1 else "",
        tool=", ".join(dict.fromkeys(run.header.tool for run in runs)),
        started=min(run.header.started for run in runs),
        platform=", ".join(dict.fromkeys(run.header.platform for run in runs)),
        unscored=(*leading.unscored, FUZZ) if fuzzed else leading.unscored,
    )


def _leniency(fail_on: str) -> int:
    """The greater, the more findings on endpoints fail; those of libraries say nothing."""
    levels: tuple[str, ...] = LEVELS
    return levels.index(fail_on) if fail_on in levels else -1


def _footer(runs: Sequence[Run]) -> Footer | None:
    """The end of all; None where one was cut short."""
    ends = [(run.path, run.footer) for run in runs if run.footer is not None]
    if len(ends) < len(runs):
        return None
    return Footer(
        exit_code=min((end.exit_code for _, end in ends), key=_weight),
        reason="; ".join(f"{path.name}: {end.reason}" for path, end in ends),
        ended=max(end.ended for _, end in ends),
        seconds=round(sum(end.seconds for _, end in ends), 3),
    )


def _weight(code: int) -> int:
    return WORST.index(code) if code in WORST else 0


def _names(whole: Run, run: Run) -> Iterator[tuple[str, str]]:
    """Target → what it is called in the whole, where that differs."""
    taken = whole.targets.keys() | whole.endpoints.keys() | run.targets.keys()
    for target in (*run.targets, *run.endpoints):
        if not _joins(whole, run, target):
            name = _another(run, target)
            number = 2
            while name in taken:
                name, number = f"{target} ({run.path.name}, {number})", number + 1
            taken = taken | {name}
            yield target, name


def _another(run: Run, target: str) -> str:
    started = run.targets.get(target)
    if started is not None and not set("=@:/ ") & set(target):
        return f"{target}=={started.hello.version}"
    return f"{target} ({run.path.name})"


def _joins(whole: Run, run: Run, target: str) -> bool:
    """Whether a target is not there yet, or the same that was asked other things."""
    if target in run.endpoints:
        return target not in whole.endpoints
    if target not in whole.targets:
        return True
    if target in run.withheld or target in whole.withheld:
        return False
    same = whole.targets[target].hello == run.targets[target].hello
    return same and all(
        whole.verdicts.get(place, verdict) == verdict
        for place, verdict in run.verdicts.items()
        if place[0] == target
    )


def _renamed(event: Event, names: Mapping[str, str]) -> Event:
    if not names:
        return event
    if isinstance(event, Passed):
        return msgspec.structs.replace(
            event,
            producer=names.get(event.producer, event.producer),
            consumer=names.get(event.consumer, event.consumer),
        )
    target = getattr(event, "target", "")
    return msgspec.structs.replace(event, target=names[target]) if target in names else event


def _join(whole: Run, event: Event, path: Path) -> None:
    """Put an event where it belongs; what two shards both found is one."""
    match event:
        case VectorRecord(vector=vector) if vector.set != FUZZ:
            if whole.vectors.get(vector.id, vector) != vector:
                raise RunFileError(
                    f"{path} has another vector {vector.id!r} than the run files before it."
                )
            noted(whole, event)
        case VectorRecord(vector=vector):
            whole.vectors.setdefault(vector.id, vector)
        case Finding():
            _replace(whole.findings, event, _both_found)
        case FuzzExample():
            _replace(whole.examples, event, _smaller)
        case TargetDone(target=target) if target in whole.done:
            noted(whole, _both_done(whole.done[target], event))
        case _:
            noted(whole, event)


def _replace(known: list[_Found], found: _Found, both: Callable[[_Found, _Found], _Found]) -> None:
    """Join with the one of the same target and fingerprint, or append."""
    for position, one in enumerate(known):
        if (one.target, one.fingerprint) == (found.target, found.fingerprint):
            known[position] = both(one, found)
            return
    known.append(found)


def _both_found(one: Finding, other: Finding) -> Finding:
    if one.scored is not other.scored:
        return one if one.scored else other
    return msgspec.structs.replace(
        one,
        vectors=tuple(dict.fromkeys((*one.vectors, *other.vectors))),
        clauses=tuple(dict.fromkeys((*one.clauses, *other.clauses))),
        severity=min(one.severity, other.severity, key=SEVERITIES.index),
    )


def _smaller(one: FuzzExample, other: FuzzExample) -> FuzzExample:
    """The example that is told in fewer octets, on behalf of both."""
    kept = min(one, other, key=lambda example: example.octets[1])
    return msgspec.structs.replace(kept, documents=one.documents + other.documents)


def _both_done(one: TargetDone, other: TargetDone) -> TargetDone:
    return TargetDone(
        target=one.target,
        seconds=round(one.seconds + other.seconds, 3),
        inside=round(one.inside + other.inside, 3),
        requests=one.requests + other.requests,
        restarts=one.restarts + other.restarts,
    )
