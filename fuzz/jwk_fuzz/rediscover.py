"""Known bugs of old releases, found by fuzzing alone: `python -m jwk_fuzz.rediscover`.

No vector has a part in it. A bug counts as found where its finding shows in a release that has it
and not in one that is without it. docs/rediscovered.md is what this writes.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from importlib import resources

import msgspec

from jwk_conformance.engine.connection import Limits
from jwk_conformance.event import Finding, Fuzzed, TargetFailed, TargetStarted, VectorRecord
from jwk_conformance.launch import Launcher
from jwk_fuzz.campaign import Plan, campaign
from jwk_fuzz.minimise import Budget
from jwk_fuzz.oracle import AUDITS, Allowance
from jwk_fuzz.phase import PHASES
from jwk_fuzz.systematic import Selection
from jwk_vectors import bundled

SECONDS = 12.0
"""For the phases of a release, and as many again for its audits."""
SYSTEMATIC = ("valid keys", "valid keys of rare shapes", "single mutations")


class Bug(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A bug that is publicly known."""

    said: str
    source: str
    """Where it is told of: the number of a vulnerability, or a change log."""
    broken: str
    """A release that has it."""
    mended: str
    """A release without it."""
    finding: str
    """Glob of the fingerprint."""
    kty: str
    """The key type it shows with."""


@dataclass(frozen=True)
class Told:
    """A finding of a campaign, and when it was told after the start of its phase."""

    fingerprint: str
    title: str


@dataclass(frozen=True)
class Searched:
    """A release that was fuzzed."""

    version: str
    found: tuple[Told, ...]
    documents: int
    seconds: float
    trouble: str = ""


def bugs() -> tuple[Bug, ...]:
    """Those that are looked for: known_bugs.json, one after the other."""
    text = (resources.files("jwk_fuzz") / "known_bugs.json").read_bytes()
    return msgspec.json.decode(text, type=tuple[Bug, ...])


def searched(target: str, kty: Sequence[str]) -> Searched:
    """Fuzz a release with keys of these types."""
    plan = Plan(
        targets=[target],
        launch=Launcher(say=lambda line: print(line, file=sys.stderr)),
        library=bundled(),
        limits=Limits(deadline=5.0),
        seconds=SECONDS,
        selection=Selection(kty),
        phases=[phase for phase in PHASES if phase.name in SYSTEMATIC],
        audits=AUDITS,
        auditing=Allowance(SECONDS),
        minimise=Budget(0),
    )
    started, version, trouble, documents = time.monotonic(), target, "", 0
    titles: dict[str, str] = {}
    found = []
    for event in campaign(plan):
        match event:
            case TargetStarted(hello=hello):
                version, started = f"{hello.name} {hello.version}", time.monotonic()
            case VectorRecord(vector=vector):
                titles[vector.id] = vector.title
            case Finding(fingerprint=fingerprint, vectors=vectors):
                found.append(Told(fingerprint, titles[vectors[0]] if vectors else ""))
            case Fuzzed():
                documents += event.documents
            case TargetFailed(what=what):
                trouble = what
            case _:
                pass
    return Searched(version, tuple(found), documents, time.monotonic() - started, trouble)


def report(several: Iterable[Bug]) -> Iterator[str]:
    """The table of docs/rediscovered.md, line by line, release by release."""
    several = list(several)
    releases: dict[tuple[str, str], Searched] = {}
    for bug in several:
        for target in (bug.broken, bug.mended):
            if (target, bug.kty) not in releases:
                releases[target, bug.kty] = searched(target, [bug.kty])
    yield "| bug | known from | in | not in | documents | seconds | shown by |"
    yield "|---|---|---|---|---|---|---|"
    for bug in several:
        broken, mended = releases[bug.broken, bug.kty], releases[bug.mended, bug.kty]
        yield row(bug, broken, mended)


def row(bug: Bug, broken: Searched, mended: Searched) -> str:
    """What came of the search for one bug."""
    here = [one for one in broken.found if fnmatchcase(one.fingerprint, bug.finding)]
    there = [one for one in mended.found if fnmatchcase(one.fingerprint, bug.finding)]
    if broken.trouble or mended.trouble:
        said = f"not searched: {broken.trouble or mended.trouble}"
    elif not here:
        said = "**not found**"
    elif there:
        said = f"**found in the mended release too**: {there[0].title}"
    else:
        said = here[0].title
    return (
        f"| {bug.said} | {bug.source} | {broken.version} | {mended.version} "
        f"| {broken.documents} | {broken.seconds:.0f} | {said} |"
    )


def main() -> None:
    """Search for all of them, or for those of the libraries that are named."""
    named = sys.argv[1:]
    chosen = [bug for bug in bugs() if not named or bug.broken.partition("==")[0] in named]
    for line in report(chosen):
        print(line, flush=True)


if __name__ == "__main__":
    main()
