"""What a run says, as plain values: the model behind every view."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import msgspec

from jwk_conformance.baseline import NOTICES
from jwk_conformance.event import (
    Finding,
    FindingKind,
    Header,
    News,
    TargetFailed,
    VerdictName,
    Withheld,
)
from jwk_conformance.judge.finding import SEVERITIES, badness, triaged
from jwk_conformance.protocol import Hello
from jwk_conformance.reproduction import reproduction
from jwk_conformance.runfile import Run, RunFileError
from jwk_reports.state import ANSWERED, APART, STATES, StateName
from jwk_vectors.model import WITHHELD, Choice, Dispute, Triage, Vector
from jwk_vectors.sets import apart


@dataclass(frozen=True)
class Axis:
    """Judged vectors of one axis, in counts: a percentage would hide what was not asked."""

    passed: int
    failed: int
    warned: int

    @property
    def judged(self) -> int:
        """How many vectors told something."""
        return self.passed + self.failed + self.warned


@dataclass(frozen=True)
class Robustness:
    """How a target stood up to being asked."""

    answered: int
    """Vectors put to the target of which no finding speaks."""
    upset: int
    """Vectors that reach at least one finding."""
    findings: tuple[Finding, ...]

    @property
    def kinds(self) -> Mapping[FindingKind, int]:
        """Findings by kind, most frequent first."""
        return dict(Counter(finding.kind for finding in self.findings).most_common())


@dataclass(frozen=True)
class Grouped:
    """What one patch to one target would mend."""

    finding: Finding
    vectors: tuple[Vector, ...]
    triage: str
    """What was judged on looking into it; empty where nobody has."""


@dataclass(frozen=True)
class Aside:
    """Vectors that are asked and not scored: newer than the set, or experimental."""

    label: str
    states: Mapping[StateName, int]
    """Verdicts counted, worst first."""
    grouped: tuple[Grouped, ...]
    findings: tuple[Finding, ...]
    """Of robustness."""


@dataclass(frozen=True)
class Disputed:
    """A verdict that somebody disputes."""

    target: str
    vector: Vector
    said: str
    dispute: Dispute


@dataclass(frozen=True)
class Scorecard:
    """One target in brief."""

    target: str
    hello: Hello
    notes: tuple[str, ...]
    interoperability: Axis
    strictness: Axis
    robustness: Robustness
    grouped: tuple[Grouped, ...]
    """Failures by what would mend them, worst first."""
    apart: Mapping[StateName, int]
    """Verdicts that no axis counts, worst first; absent where there are none."""
    aside: tuple[Aside, ...]
    """What is shown and counts for nothing."""
    withheld: Withheld
    """What is counted and not told, in a redacted run; nothing in any other."""
    finished: bool

    @property
    def title(self) -> str:
        """Name and version."""
        return title(self.hello)

    @property
    def backend(self) -> str:
        """What the library computes with, on one line."""
        return ", ".join(f"{name} {version}" for name, version in self.hello.backend.items())


@dataclass(frozen=True)
class Group:
    """A row of the matrix: vectors about one thing."""

    name: str
    vectors: tuple[Vector, ...]
    cells: Mapping[str, Mapping[StateName, int]]
    """Target → verdicts counted, worst first."""


@dataclass(frozen=True)
class Deviation:
    """A vector, and the targets that got the same verdict against them."""

    vector: Vector
    verdict: VerdictName
    said: Mapping[str, str]
    """Target → what was expected and what happened."""
    triage: Mapping[str, Triage]
    """Target → what somebody found on looking into it; absent where nobody has."""
    code: Mapping[str, str]
    """Target → how to see it with the library itself; absent where the target does not say."""


@dataclass(frozen=True)
class Taken:
    """The options that one target took of one choice."""

    options: Mapping[str, tuple[Vector, ...]]

    @property
    def consistent(self) -> bool:
        """Whether every vector was answered by the same option."""
        return len(self.options) == 1

    @property
    def places(self) -> Mapping[str, tuple[str, ...]]:
        """Option → the operations and key types it was taken on, such as "jws.verify EC"."""
        return {
            option: tuple(dict.fromkeys(map(_on, vectors)))
            for option, vectors in self.options.items()
        }


@dataclass(frozen=True)
class ChoiceRow:
    """A choice, and what each target made of it."""

    choice: Choice
    taken: Mapping[str, Taken]
    """Target → options; absent where no vector of the choice told."""


@dataclass(frozen=True)
class Summary:
    """Everything the views show but the single outcomes."""

    header: Header
    ended: str
    """UTC, ISO 8601; empty when the run was cut short."""
    incomplete: str
    """Why the run is not whole, as a sentence; empty when it is."""
    scorecards: tuple[Scorecard, ...]
    labels: Mapping[str, str]
    """Target → its title, with the target itself where a title would stand for several."""
    failed: tuple[TargetFailed, ...]
    groups: tuple[Group, ...]
    deviations: tuple[Deviation, ...]
    """Failures, then disputed ones, then warnings; worst first."""
    disputed: tuple[Disputed, ...]
    choices: tuple[ChoiceRow, ...]
    findings: tuple[Finding, ...]
    """Of robustness; those of conformance stand with their scorecards."""
    news: tuple[News, ...]
    """What differs from the baseline, if there was one."""
    notices: tuple[News, ...]
    """What is to be known of the baseline, and lets nothing fail."""

    @property
    def inconsistent(self) -> Iterator[tuple[str, Choice, Taken]]:
        """Target, choice and options, where a target does not always take the same."""
        for row in self.choices:
            for target, taken in row.taken.items():
                if not taken.consistent:
                    yield target, row.choice, taken

    @property
    def grouped(self) -> int:
        """How many findings of conformance there are."""
        return sum(len(card.grouped) for card in self.scorecards)

    def count(self, verdict: VerdictName) -> int:
        """How often a deviating verdict was given, over all targets."""
        return sum(len(found.said) for found in self.deviations if found.verdict == verdict)


def summarise(run: Run) -> Summary:
    """The summary of a run. Raises RunFileError where its records do not belong together."""
    _hold_together(run)
    scorecards = tuple(_scorecard(run, target) for target in run.targets)
    return Summary(
        header=run.header,
        ended=run.footer.ended if run.footer else "",
        incomplete=_incomplete(run),
        scorecards=scorecards,
        labels=_labels(scorecards),
        failed=tuple(run.failed.values()),
        groups=tuple(_groups(run)),
        deviations=tuple(sorted(_deviations(run), key=_badness)),
        disputed=tuple(_disputed(run)),
        choices=tuple(_choices(run)),
        findings=tuple(
            finding for finding in run.findings if finding.kind != "deviation" and finding.scored
        ),
        news=tuple(one for one in run.news if one.kind not in NOTICES),
        notices=tuple(one for one in run.news if one.kind in NOTICES),
    )


def title(hello: Hello) -> str:
    """Name and version, as triage and readers call a target."""
    return f"{hello.name} {hello.version}"


def state(run: Run, target: str, vector: str) -> StateName:
    """The verdict in a cell, or "missing"."""
    verdict = run.verdicts.get((target, vector))
    return verdict.verdict if verdict else "missing"


def label(run: Run, vector: Vector) -> str:
    """Why a vector is not scored, in words; empty where it is."""
    return apart(vector, run.header.set, run.header.unscored)


def counted(states: Iterable[StateName]) -> dict[StateName, int]:
    """States → how many, worst first, none with 0."""
    counts = Counter(states)
    return {name: counts[name] for name in STATES if counts[name]}


def _hold_together(run: Run) -> None:
    answers = {*run.verdicts, *run.evidence}
    targets = {target for target, _ in answers} | {found.target for found in run.findings}
    vectors = {vector for _, vector in answers}
    vectors |= {vector for found in run.findings for vector in found.vectors}
    for target in sorted(targets - run.targets.keys()):
        raise RunFileError(f"{run.path} has answers of {target!r}, which never said hello.")
    for vector in sorted(vectors - run.vectors.keys()):
        raise RunFileError(f"{run.path} speaks of the vector {vector!r} and does not hold it.")


def _incomplete(run: Run) -> str:
    if run.truncated:
        return (
            "The run file is truncated: its end is missing, because the run was killed or the "
            "file was cut. What is shown is what was written until then."
        )
    if run.footer is not None and run.footer.exit_code == 130:
        return "The run was interrupted. What is shown is what was known by then."
    return ""


def _scorecard(run: Run, target: str) -> Scorecard:
    started = run.targets[target]
    scored = [vector for vector in run.vectors.values() if not label(run, vector)]
    states = {vector.id: state(run, target, vector.id) for vector in scored}
    withheld = run.withheld.get(target, Withheld(target=target))

    given: dict[str, Counter[str]] = {
        "interoperability": Counter(withheld.interoperability),
        "strictness": Counter(withheld.strictness),
    }
    for vector in scored:
        given[vector.axis][states[vector.id]] += 1

    def axis(name: str) -> Axis:
        return Axis(given[name]["pass"], given[name]["fail"], given[name]["warn"])

    counts = counted(states.values())
    return Scorecard(
        target=target,
        hello=started.hello,
        notes=started.notes,
        interoperability=axis("interoperability"),
        strictness=axis("strictness"),
        robustness=_robustness(run, target),
        grouped=tuple(_grouped(run, target, _findings(run, target, scored=True))),
        aside=tuple(_aside(run, target)),
        apart={name: number for name, number in counts.items() if name in APART},
        withheld=withheld,
        finished=target in run.done,
    )


def _labels(scorecards: Sequence[Scorecard]) -> dict[str, str]:
    titles = Counter(card.title for card in scorecards)
    return {
        card.target: card.title if titles[card.title] == 1 else f"{card.title} ({card.target})"
        for card in scorecards
    }


def _robustness(run: Run, target: str) -> Robustness:
    findings = tuple(one for one in _findings(run, target, scored=True) if one.kind != "deviation")
    upset = {vector for finding in findings for vector in finding.vectors}
    asked = {
        vector
        for vector in run.vectors
        if (target, vector) in run.evidence or state(run, target, vector) in ANSWERED
    }
    return Robustness(len(asked - upset - run.aside), len(upset), findings)


def _findings(run: Run, target: str, *, scored: bool) -> list[Finding]:
    return [one for one in run.findings if one.target == target and one.scored is scored]


def _aside(run: Run, target: str) -> Iterator[Aside]:
    members: dict[str, list[Vector]] = {}
    for vector in run.vectors.values():
        if label(run, vector):
            members.setdefault(label(run, vector), []).append(vector)
    findings = _findings(run, target, scored=False)
    for name, vectors in members.items():
        ids = {vector.id for vector in vectors}
        parts = [msgspec.structs.replace(one, vectors=_within(one, ids)) for one in findings]
        found = [one for one in parts if one.vectors]
        yield Aside(
            name,
            counted(state(run, target, id) for id in ids),
            tuple(_grouped(run, target, found)),
            tuple(one for one in found if one.kind != "deviation"),
        )


def _within(finding: Finding, ids: Collection[str]) -> tuple[str, ...]:
    return tuple(vector for vector in finding.vectors if vector in ids)


def _grouped(run: Run, target: str, findings: Iterable[Finding]) -> Iterator[Grouped]:
    name = run.targets[target].hello.name
    found = (one for one in findings if one.kind == "deviation")
    for finding in sorted(found, key=badness):
        vectors = tuple(run.vectors[vector] for vector in finding.vectors)
        yield Grouped(finding, vectors, triaged(name, vectors))


def _groups(run: Run) -> Iterator[Group]:
    members: dict[str, list[Vector]] = {}
    for vector in run.vectors.values():
        aside = label(run, vector)
        name = f"{vector.group} ({aside})" if aside else vector.group
        members.setdefault(name, []).append(vector)
    for name, vectors in sorted(members.items(), key=_place):
        cells = {
            target: counted(state(run, target, vector.id) for vector in vectors)
            for target in run.targets
        }
        yield Group(name, tuple(vectors), cells)


def _place(group: tuple[str, list[Vector]]) -> tuple[bool, list[tuple[str, int, str]]]:
    """Controls last, as they interest least; numbers in names by their value."""
    name, vectors = group
    parts = re.findall(r"([^0-9]*)0*([0-9]*)", name)
    only_controls = all(vector.role == "control" for vector in vectors)
    return only_controls, [(text, len(number), number) for text, number in parts]


def _deviations(run: Run) -> Iterator[Deviation]:
    verdicts: tuple[VerdictName, ...] = ("fail", "disputed", "warn")
    aside = run.aside
    for vector in run.vectors.values():
        if vector.id in aside:
            continue
        given = {target: state(run, target, vector.id) for target in run.targets}
        for verdict in verdicts:
            said = {
                target: run.verdicts[target, vector.id].said
                for target, one in given.items()
                if one == verdict
            }
            if said:
                triage, code = _triage(run, vector, said), _code(run, vector, said)
                yield Deviation(vector, verdict, said, triage, code)


def _disputed(run: Run) -> Iterator[Disputed]:
    """Whether or not they are scored: who disputes is to find it."""
    for (target, id), verdict in run.verdicts.items():
        if verdict.verdict == "disputed":
            vector, hello = run.vectors[id], run.targets[target].hello
            for dispute in vector.disputes:
                if dispute.state == "open" and dispute.covers(hello.name, hello.version):
                    yield Disputed(target, vector, verdict.said, dispute)


def _triage(run: Run, vector: Vector, targets: Iterable[str]) -> dict[str, Triage]:
    found: dict[str, Triage] = {}
    for target in targets:
        hello = run.targets[target].hello
        for triage in vector.triage:
            unnamed = triage.target == WITHHELD and triage.is_about(hello.name)
            if triage.target == title(hello) or unnamed:
                found[target] = triage
    return found


def _code(run: Run, vector: Vector, targets: Iterable[str]) -> dict[str, str]:
    hellos = {target: run.targets[target].hello for target in targets}
    found = {
        target: reproduction(vector, hello.snippets, hello.json) for target, hello in hellos.items()
    }
    return {target: code for target, code in found.items() if code is not None}


def _badness(deviation: Deviation) -> tuple[int, int, int]:
    """Failures first, then by severity, then the more widespread; ties as in the run file."""
    return (
        tuple(STATES).index(deviation.verdict),
        SEVERITIES.index(deviation.vector.severity),
        -len(deviation.said),
    )


def _choices(run: Run) -> Iterator[ChoiceRow]:
    scored = [vector for vector in run.vectors.values() if not label(run, vector)]
    for choice in run.choices.values():
        vectors = [vector for vector in scored if vector.choice == choice.id]
        taken = {target: _taken(run, target, vectors) for target in run.targets}
        yield ChoiceRow(choice, {target: told for target, told in taken.items() if told.options})


def _on(vector: Vector) -> str:
    return " ".join((vector.operation, *vector.requires.kty))


def _taken(run: Run, target: str, vectors: Iterable[Vector]) -> Taken:
    options: dict[str, tuple[Vector, ...]] = {}
    for vector in vectors:
        verdict = run.verdicts.get((target, vector.id))
        if verdict is not None and verdict.option:
            options[verdict.option] = (*options.get(verdict.option, ()), vector)
    return Taken(options)
