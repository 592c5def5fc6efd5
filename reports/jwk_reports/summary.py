"""From a run to its summary: what is counted, grouped and put in order."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence

import msgspec

from jwk_conformance.baseline import NOTICES
from jwk_conformance.event import (
    Finding,
    VerdictName,
    Withheld,
)
from jwk_conformance.judge.finding import SEVERITIES, badness, triaged
from jwk_conformance.reproduction import reproduction
from jwk_conformance.runfile import Run, RunFileError
from jwk_reports.combine import FUZZ
from jwk_reports.model import (
    Aside,
    Axis,
    ChoiceRow,
    Deviation,
    Disputed,
    Group,
    Grouped,
    Robustness,
    Scorecard,
    Summary,
    Taken,
    title,
)
from jwk_reports.state import ANSWERED, APART, STATES, StateName
from jwk_vectors.model import WITHHELD, Triage, Vector
from jwk_vectors.sets import apart


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


FUZZED = "found by fuzzing"
"""The label of a vector that fuzzing made, in a run that put others to libraries, too."""


def state(run: Run, target: str, vector: str) -> StateName:
    """The verdict in a cell, or "missing"."""
    verdict = run.verdicts.get((target, vector))
    return verdict.verdict if verdict else "missing"


def label(run: Run, vector: Vector) -> str:
    """Why a vector is not scored, in words; empty where it is."""
    if vector.set == FUZZ and FUZZ in run.header.unscored:
        return FUZZED
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
        name = label(run, vector)
        if name and name != FUZZED:  # what fuzzing finds is scored: only its vectors are not
            members.setdefault(name, []).append(vector)
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


def _taken(run: Run, target: str, vectors: Iterable[Vector]) -> Taken:
    options: dict[str, tuple[Vector, ...]] = {}
    for vector in vectors:
        verdict = run.verdicts.get((target, vector.id))
        if verdict is not None and verdict.option:
            options[verdict.option] = (*options.get(verdict.option, ()), vector)
    return Taken(options)
