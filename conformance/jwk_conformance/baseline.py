"""Known findings: what a run may show, why, and what is news against it.

Comparing is pure; the file is read with tomllib and written with tomlkit, which keeps comments.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from fnmatch import fnmatchcase
from pathlib import Path

import msgspec

from jwk_conformance import opaque
from jwk_conformance.endpoint.name import bare
from jwk_conformance.event import EndpointFinding, Finding, News, Replayed, VerdictName
from jwk_conformance.opaque import name_of
from jwk_conformance.runfile import Run
from jwk_conformance.target.spec import library_name
from jwk_vectors.model import Cause

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

UNTOLD: frozenset[VerdictName] = frozenset(
    {"blocked", "skipped", "vacuous", "disputed", "withheld"}
)
"""Verdicts that do not tell whether a finding is gone."""
NOTICES: frozenset[str] = frozenset({"disputed"})
"""Kinds of news that are told, and let nothing fail."""
FUZZED = "fuzz.*"
"""A glob of what shows a finding in a run of fuzzing."""
LISTED = 3
"""Vectors named in one line."""


class BaselineError(Exception):
    """A baseline cannot be used; the message says which, where and what next."""


class Entry(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A finding that is known."""

    fingerprint: str
    why: str
    """Why it may stand; an empty one is refused."""
    issue: str = ""
    """Where it is dealt with."""
    expires: date | None = None
    """The last day on which it may stand."""
    vectors: tuple[str, ...] = ()
    """The vectors that show it, each time."""
    sometimes: tuple[str, ...] = ()
    """Globs of vectors that show it now and then, as chance has it."""

    def covers(self, vector: str) -> bool:
        """Whether a vector was to be expected to show it."""
        return vector in self.vectors or any(fnmatchcase(vector, glob) for glob in self.sometimes)


@dataclass(frozen=True)
class Baseline:
    """The entries of a file."""

    path: Path
    entries: tuple[Entry, ...]


@dataclass(frozen=True)
class Shown:
    """What a run has shown, as far as a baseline is concerned: what is scored."""

    names: Mapping[str, str]
    """Target → its library, whatever the release; endpoint → its name without secrets."""
    findings: Sequence[Finding]
    verdicts: Mapping[tuple[str, str], VerdictName]
    """(target, vector) → verdict."""
    causes: Mapping[str, Cause] = field(default_factory=dict)
    fuzz: bool = False
    """Whether it was fuzzing: what it did not come upon may still be there."""
    mended: frozenset[str] = frozenset()
    """Fingerprints whose known examples were asked again, and show nothing any more."""

    def vectors(self, fingerprint: str) -> dict[str, None]:
        """The vectors that show a finding, on any target."""
        return dict.fromkeys(
            vector
            for finding in self.findings
            if finding.fingerprint == fingerprint
            for vector in finding.vectors
        )

    def disputed(self, name: str, vector: str) -> bool:
        """Whether somebody disputes that a library, in some release, fails by a vector."""
        return any(
            self.verdicts.get((target, vector)) == "disputed"
            for target in self.names
            if self.names[target] == name
        )

    def told(self, name: str, vector: str) -> bool:
        """Whether the run can tell that a vector does not show a finding on a library."""
        verdicts = [
            self.verdicts.get((target, vector))
            for target in self.names
            if self.names[target] == name
        ]
        return all(verdict is not None and verdict not in UNTOLD for verdict in verdicts)


def load(path: Path) -> Baseline:
    """The baseline in a file. Raises BaselineError."""
    try:
        document = tomllib.loads(path.read_text("utf-8"))
    except OSError as error:
        raise BaselineError(
            f"cannot read the baseline {path}: {error.strerror}. "
            "`jwk-conformance baseline update RUN` writes one."
        ) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BaselineError(f"the baseline {path} is not TOML: {error}.") from None
    unknown = document.keys() - {"finding"}
    if unknown:
        raise BaselineError(
            f"the baseline {path} has {sorted(unknown)[0]!r}; it has only [[finding]]."
        )
    try:
        entries = msgspec.convert(document.get("finding", []), tuple[Entry, ...])
    except msgspec.ValidationError as error:
        raise BaselineError(f"the baseline {path}: {error}.") from None
    seen: set[str] = set()
    for entry in entries:
        if entry.fingerprint in seen:
            raise BaselineError(
                f"the baseline {path} has {entry.fingerprint} twice: merge the two."
            )
        seen.add(entry.fingerprint)
    return Baseline(path, entries)


def shown(run: Run) -> Shown:
    """What a run file has shown. Raises BaselineError where its end is missing."""
    if run.footer is None or run.footer.exit_code == 130:
        raise BaselineError(f"{run.path} is not whole: run it again to the end.")
    aside = run.aside
    libraries = {
        target: library_name(target, started.hello.name) for target, started in run.targets.items()
    }
    return Shown(
        names=libraries | {name: bare(name) for name in run.endpoints},
        findings=[
            *(finding for finding in run.findings if finding.scored),
            *map(as_finding, run.remarks),
        ],
        verdicts={
            (target, vector): verdict.verdict
            for (target, vector), verdict in run.verdicts.items()
            if vector not in aside
        },
        causes=run.causes,
        fuzz=bool(run.fuzzed),
        mended=mended(run.replayed),
    )


def mended(replayed: Iterable[Replayed]) -> frozenset[str]:
    """Fingerprints of which every example that was asked again shows nothing any more."""
    asked = list(replayed)
    showing = {one.fingerprint for one in asked if one.shows}
    return frozenset(one.fingerprint for one in asked) - showing


def news(baseline: Baseline, seen: Shown, today: date) -> Iterator[News]:
    """What differs between a run and the baseline, each with what to do next."""
    entries = [opened(entry, seen) for entry in baseline.entries]
    known = {entry.fingerprint: entry for entry in entries}
    fresh = {one.fingerprint: one for one in seen.findings if one.fingerprint not in known}
    for fingerprint, finding in fresh.items():
        vectors = seen.vectors(fingerprint)
        reach = f" ({_counted(vectors)})" if vectors else ""
        yield News(
            kind="new",
            fingerprint=fingerprint,
            said=f"{finding.said}{reach}. Mend it, or `baseline update` and say why it stands",
        )
    for entry in entries:
        if name_of(entry.fingerprint) in seen.names.values():
            yield from _about(entry, baseline.path, seen, today)


def stale(baseline: Baseline, seen: Shown) -> list[str]:
    """Fingerprints, as the file has them, of entries that the run shows to be gone."""
    return [
        entry.fingerprint
        for entry in baseline.entries
        if name_of(entry.fingerprint) in seen.names.values() and _gone(opened(entry, seen), seen)
    ]


def as_finding(remark: EndpointFinding) -> Finding:
    """What a check says, as baselines see it."""
    return Finding(
        target=remark.target,
        kind="endpoint",
        fingerprint=remark.fingerprint,
        said=remark.said,
        vectors=(),
        severity="security" if remark.level == "critical" else "interoperability",
        clauses=remark.clauses,
    )


def opened(entry: Entry, seen: Shown) -> Entry:
    """An opaque entry in the words of a run, as far as the run has them; any other as it is.

    What chance shows is taken from the cause, since that is public.
    """
    if not opaque.is_opaque(entry.fingerprint):
        return entry
    name = name_of(entry.fingerprint)
    chance = {f"{name}:deviation:{cause.id}": cause.chance for cause in seen.causes.values()}
    prints = {*chance, *seen.mended, *(finding.fingerprint for finding in seen.findings)}
    clear = {opaque.fingerprint(one): one for one in prints}
    vectors = {opaque.vector(name, one): one for _, one in seen.verdicts}
    known = clear.get(entry.fingerprint, entry.fingerprint)
    return msgspec.structs.replace(
        entry,
        fingerprint=known,
        vectors=tuple(vectors.get(one, one) for one in entry.vectors),
        sometimes=chance.get(known, entry.sometimes),
    )


def _about(entry: Entry, path: Path, seen: Shown, today: date) -> Iterator[News]:
    def told(kind: str, said: str) -> News:
        return News(kind=kind, fingerprint=entry.fingerprint, said=said)  # type: ignore[arg-type]

    if _gone(entry, seen):
        yield told("stale", "no longer found. Remove it with `baseline prune`")
        return
    if not entry.why.strip():
        yield told("unexplained", f"its why is empty. Say why in {path}")
    if entry.expires is not None and entry.expires < today:
        yield told(
            "expired", f"it expired on {entry.expires}. Mend it, or set a later day in {path}"
        )
    if seen.fuzz:  # another seed shows the same by other documents
        return
    found = seen.vectors(entry.fingerprint)
    name = name_of(entry.fingerprint)
    disputed = [one for one in entry.vectors if seen.disputed(name, one)]
    if disputed:
        yield told(
            "disputed",
            f"its verdict is disputed on {_listed(disputed)}: `show {disputed[0]}` says by whom. "
            "Keep the entry until that is ruled",
        )
    more = [vector for vector in found if not entry.covers(vector)]
    fewer = [one for one in entry.vectors if one not in found and seen.told(name, one)]
    if more or fewer:
        parts = [f"also by {_listed(more)}"] * bool(more)
        parts += [f"no longer by {_listed(fewer)}"] * bool(fewer)
        said = f"fails differently: {', '.join(parts)}. Look into it, then `baseline update`"
        yield told("different", said)


def _gone(entry: Entry, seen: Shown) -> bool:
    """Whether the run tells that nothing shows the finding any more.

    What chance alone shows is never gone, and what was not asked may still be there: fuzzing tells
    only of what it has a replay file for.
    """
    if any(finding.fingerprint == entry.fingerprint for finding in seen.findings):
        return False
    if seen.fuzz:
        return entry.fingerprint in seen.mended
    if not entry.vectors:
        return not entry.sometimes
    name = name_of(entry.fingerprint)
    return all(seen.told(name, vector) for vector in entry.vectors)


def _listed(vectors: Sequence[str]) -> str:
    more = f" and {len(vectors) - LISTED} more" if len(vectors) > LISTED else ""
    return ", ".join(vectors[:LISTED]) + more


def _counted(vectors: Iterable[str]) -> str:
    number = len(list(vectors))
    return f"{number} vector{'' if number == 1 else 's'}"
