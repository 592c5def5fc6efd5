"""Run files: the event stream on disk."""

from __future__ import annotations

import lzma
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import BinaryIO

import msgspec

from jwk_conformance.endpoint.exchange import Exchange
from jwk_conformance.event import (
    RUN_FORMAT,
    CauseRecord,
    ChoiceRecord,
    ClauseRecord,
    ClientSeen,
    EndpointFinding,
    EndpointSeen,
    Event,
    Evidence,
    ExchangeRecord,
    Finding,
    Footer,
    Fuzzed,
    FuzzExample,
    Header,
    News,
    Passed,
    Replayed,
    TargetDone,
    TargetFailed,
    TargetStarted,
    VectorRecord,
    Verdict,
    Withheld,
    decode,
    encode,
)
from jwk_vectors.model import Cause, Choice, Clause, Vector


class RunFileError(Exception):
    """A run file cannot be written or read; the message says which, where and what next."""


class RunWriter:
    """Appends events to a file as they come; what is written stays, whatever happens next."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._file = self._open()

    def _open(self) -> BinaryIO:
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            return self.path.open("wb")
        except OSError as error:
            raise self._failed(error) from None

    def _failed(self, error: OSError) -> RunFileError:
        return RunFileError(
            f"cannot write the run file {self.path}: {error.strerror}. "
            "What was written before is kept; name another place with --output."
        )

    def __call__(self, event: Event) -> None:
        """Write one event; a footer also flushes. Raises RunFileError on a full disk."""
        try:
            self._file.write(encode(event))
            if isinstance(event, (Footer, TargetDone, TargetFailed)):
                self._file.flush()
        except OSError as error:
            raise self._failed(error) from None

    def __enter__(self) -> RunWriter:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        try:
            self._file.close()
        except OSError as failure:
            raise self._failed(failure) from None


@dataclass
class Run:
    """A run file, read: its events by what they are about."""

    path: Path
    header: Header
    footer: Footer | None = None
    clauses: dict[str, Clause] = field(default_factory=dict)
    choices: dict[str, Choice] = field(default_factory=dict)
    causes: dict[str, Cause] = field(default_factory=dict)
    vectors: dict[str, Vector] = field(default_factory=dict)
    targets: dict[str, TargetStarted] = field(default_factory=dict)
    failed: dict[str, TargetFailed] = field(default_factory=dict)
    done: dict[str, TargetDone] = field(default_factory=dict)
    evidence: dict[tuple[str, str], Evidence] = field(default_factory=dict)
    """(target, vector) → the evidence its verdict rests on."""
    verdicts: dict[tuple[str, str], Verdict] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    endpoints: dict[str, EndpointSeen] = field(default_factory=dict)
    exchanges: dict[str, list[Exchange]] = field(default_factory=dict)
    """Endpoint → what went over the wire."""
    clients: dict[str, list[ClientSeen]] = field(default_factory=dict)
    """Endpoint → what libraries make of its set."""
    remarks: list[EndpointFinding] = field(default_factory=list)
    """What the checks say of endpoints."""
    news: list[News] = field(default_factory=list)
    """Against the baseline, if there was one."""
    withheld: dict[str, Withheld] = field(default_factory=dict)
    """Of each target what is not told, where the run was redacted."""

    fuzzed: list[Fuzzed] = field(default_factory=list)
    """What the phases of fuzzing covered."""
    examples: list[FuzzExample] = field(default_factory=list)
    """What shows each finding of fuzzing."""
    replayed: list[Replayed] = field(default_factory=list)
    """What became of examples of earlier campaigns."""

    passed: list[Passed] = field(default_factory=list)
    """What libraries made of what others produced."""

    @property
    def aside(self) -> frozenset[str]:
        """Ids of the vectors that are shown apart and not scored."""
        unscored = self.header.unscored
        return frozenset(one.id for one in self.vectors.values() if one.set in unscored)

    @property
    def truncated(self) -> bool:
        """Whether the end is missing."""
        return self.footer is None


def read(path: Path) -> Run:
    """The run in a file, which may be compressed (.xz).

    A file cut in the middle gives a truncated run, all else an error.
    """
    try:
        octets = path.read_bytes()
        lines = (lzma.decompress(octets) if path.suffix == ".xz" else octets).splitlines(True)
    except OSError as error:
        raise RunFileError(f"cannot read the run file {path}: {error.strerror}.") from None
    except lzma.LZMAError as error:
        raise RunFileError(f"{path} cannot be unpacked: {error}.") from None
    run: Run | None = None
    for number, line in enumerate(lines, start=1):
        try:
            event = decode(line)
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            if number == len(lines) and not line.endswith(b"\n") and run is not None:
                break
            raise RunFileError(f"{path}, line {number}: no event of a run: {error}.") from None
        run = _opened(path, event) if run is None else noted(run, event)
    if run is None:
        raise RunFileError(f"{path} is empty: no run was written to it.")
    return run


def events(run: Run) -> Iterator[Event]:
    """The run as a stream again, one target after the other."""
    yield run.header
    yield from (ClauseRecord(clause=clause) for clause in run.clauses.values())
    yield from (ChoiceRecord(choice=choice) for choice in run.choices.values())
    yield from (CauseRecord(cause=cause) for cause in run.causes.values())
    yield from (VectorRecord(vector=vector) for vector in run.vectors.values())
    yield from run.failed.values()
    for target, started in run.targets.items():
        yield started
        for vector in run.vectors:
            for told in (run.evidence.get((target, vector)), run.verdicts.get((target, vector))):
                if told is not None:
                    yield told
        yield from (finding for finding in run.findings if finding.target == target)
        yield from (one for one in run.examples if one.target == target)
        yield from (one for one in run.replayed if one.target == target)
        yield from (fuzzed for fuzzed in run.fuzzed if fuzzed.target == target)
        if target in run.withheld:
            yield run.withheld[target]
        if target in run.done:
            yield run.done[target]
    for name, seen in run.endpoints.items():
        yield seen
        for exchange in run.exchanges.get(name, ()):
            yield ExchangeRecord(target=name, exchange=exchange)
        yield from run.clients.get(name, ())
        yield from (remark for remark in run.remarks if remark.target == name)
    yield from run.passed
    yield from run.news
    if run.footer is not None:
        yield run.footer


def _opened(path: Path, event: Event) -> Run:
    if not isinstance(event, Header):
        raise RunFileError(f"{path} does not begin with the header of a run.")
    if event.format != RUN_FORMAT:
        raise RunFileError(
            f"{path} has run format {event.format}; this release reads format {RUN_FORMAT}: "
            f"use the release that wrote it, {event.tool}."
        )
    return Run(path, event)


def noted(run: Run, event: Event) -> Run:
    """The same run, with one more event put where it belongs."""
    match event:
        case Footer():
            run.footer = event
        case ClauseRecord(clause=clause):
            run.clauses[clause.id] = clause
        case ChoiceRecord(choice=choice):
            run.choices[choice.id] = choice
        case CauseRecord(cause=cause):
            run.causes[cause.id] = cause
        case VectorRecord(vector=vector):
            run.vectors[vector.id] = vector
        case TargetStarted(target=target):
            run.targets[target] = event
        case TargetFailed(target=target):
            run.failed[target] = event
        case TargetDone(target=target):
            run.done[target] = event
        case Evidence(target=target, vector=vector_id, occasion="first"):
            run.evidence[target, vector_id] = event
        case Verdict(target=target, vector=vector_id):
            run.verdicts[target, vector_id] = event
        case Finding():
            run.findings.append(event)
        case Passed():
            run.passed.append(event)
        case Fuzzed():
            run.fuzzed.append(event)
        case FuzzExample():
            run.examples.append(event)
        case Replayed():
            run.replayed.append(event)
        case EndpointSeen(target=target):
            run.endpoints[target] = event
        case ExchangeRecord(target=target, exchange=exchange):
            run.exchanges.setdefault(target, []).append(exchange)
        case ClientSeen(target=target):
            run.clients.setdefault(target, []).append(event)
        case EndpointFinding():
            run.remarks.append(event)
        case News():
            run.news.append(event)
        case Withheld(target=target):
            run.withheld[target] = event
        case Evidence() | Header():
            pass
    return run
