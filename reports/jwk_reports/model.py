"""What a run says, as plain values: the nouns of every view."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from jwk_conformance.event import (
    Finding,
    FindingKind,
    Header,
    News,
    TargetFailed,
    VerdictName,
    Withheld,
)
from jwk_conformance.protocol import Hello
from jwk_reports.state import StateName
from jwk_vectors.model import Choice, Dispute, Triage, Vector


def title(hello: Hello) -> str:
    """Name and version, as triage and readers call a target."""
    return f"{hello.name} {hello.version}"


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


def _on(vector: Vector) -> str:
    return " ".join((vector.operation, *vector.requires.kty))
