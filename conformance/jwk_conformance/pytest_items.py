"""The pytest side of a run: targets as collectors, vectors as items."""

from __future__ import annotations

import os
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from jwk_conformance.engine.connection import Limits
from jwk_conformance.engine.plan import exemption
from jwk_conformance.engine.session import Session, TargetLost
from jwk_conformance.event import VerdictName
from jwk_conformance.judge import Judged, judge
from jwk_conformance.launch import Launcher
from jwk_conformance.run import CannotLaunch
from jwk_vectors import Library, Vector, VectorError, bundled, load_folder
from jwk_vectors.sets import Selection, apart

if TYPE_CHECKING:
    from _pytest._code.code import ExceptionInfo, TerminalRepr

SKIPPED = ("unsupported", "not-applicable", "blocked", "unobserved", "vacuous", "disputed")


class Deviation(Exception):
    """A verdict that fails an item."""

    def __init__(self, vector: Vector, judged: Judged, library: Library) -> None:
        super().__init__(judged.said)
        self.vector = vector
        self.judged = judged
        self.library = library

    def __str__(self) -> str:
        """All a maintainer needs, without opening the suite."""
        vector = self.vector
        lines = [vector.title, "", f"  {self.judged.said}", "", f"  why: {vector.why}"]
        for name in vector.clauses:
            clause = self.library.clauses[name]
            lines.append(f"  {clause.document} section {clause.section}: {clause.paraphrase}")
        lines += [f"  input of {step.operation}: {step.args}" for step in vector.steps]
        lines += ["", f"  more: jwk-conformance show {vector.id}"]
        return "\n".join(lines)


class Suite(pytest.Directory):
    """Every target named on the command line."""

    def collect(self) -> Iterator[Target]:
        """One collector a target."""
        folder = self.config.getoption("--jwk-vectors")
        try:
            library = load_folder(Path(folder)) if folder else bundled()
            selection = library.select(self.config.getoption("--jwk-set") or "")
        except VectorError as error:
            raise pytest.UsageError(f"jwk-conformance: {error}") from None
        for name in dict.fromkeys(self.config.getoption("--jwk-target")):
            yield Target.from_parent(self, name=name, library=library, selection=selection)


class Target(pytest.Collector):
    """One target: its items share a process and the verdicts on its controls."""

    library: Library
    selection: Selection

    @classmethod
    def from_parent(  # type: ignore[override]
        cls, parent: pytest.Collector, *, name: str, library: Library, selection: Selection
    ) -> Target:
        """The collector of a target, which is started by its first item."""
        target: Target = super().from_parent(parent, name=name)
        target.library = library
        target.selection = selection
        target.session_of_target = None
        target.standing = {}
        return target

    session_of_target: Session | None
    standing: dict[str, VerdictName]

    def collect(self) -> Iterator[VectorItem]:
        """One item a vector, controls first."""
        for vector in sorted(self.selection.vectors, key=lambda vector: vector.role != "control"):
            yield VectorItem.from_parent(self, name=vector.id, vector=vector)

    def started(self) -> Session:
        """The target's process, started where it is not yet."""
        if self.session_of_target is None:
            try:
                launch = Launcher(say=lambda line: None)(self.name)
                session = Session(launch, Limits())
                session.hello()
            except (CannotLaunch, TargetLost) as reason:
                pytest.exit(f"jwk-conformance: {self.name}: {reason}", returncode=3)
            self.config.add_cleanup(session.close)
            self.session_of_target = session
        return self.session_of_target

    def verdict(self, vector: Vector) -> Judged:
        """The verdict on a vector, after those on the controls it stands on."""
        for control in vector.controls:
            if control not in self.standing:
                self.standing[control] = self.verdict(self.library.by_id[control]).verdict
        session = self.started()
        exempt = exemption(vector, session.hello())
        if exempt is not None:
            return Judged(exempt.verdict, exempt.said)
        ((_, steps),) = session.observe([vector])
        judged = judge(vector, steps, self.standing, hello=session.hello())
        if vector.role == "control":
            self.standing[vector.id] = judged.verdict
        return judged


class VectorItem(pytest.Item):
    """One vector against one target."""

    vector: Vector
    parent: Target

    @classmethod
    def from_parent(cls, parent: Target, *, name: str, vector: Vector) -> VectorItem:  # type: ignore[override]
        """The item of a vector."""
        item: VectorItem = super().from_parent(parent, name=name)
        item.vector = vector
        return item

    def runtest(self) -> None:
        """Fail on a deviation, skip what could not be judged, and say why.

        A deviation that is not scored fails as expected, so that a report (-rx) shows it.
        """
        judged = self.parent.verdict(self.vector)
        selection = self.parent.selection
        aside = apart(self.vector, selection.set, selection.unscored)
        if judged.verdict == "fail" and aside:
            pytest.xfail(f"{aside}: {judged.said}")
        if judged.verdict == "fail":
            raise Deviation(self.vector, judged, self.parent.library)
        if judged.verdict in SKIPPED:
            pytest.skip(f"{judged.verdict}: {judged.said}")
        if judged.verdict == "warn":
            warnings.warn(pytest.PytestWarning(f"{self.vector.id}: {judged.said}"), stacklevel=1)
        if judged.option:
            self.user_properties.append(("choice", f"{self.vector.choice}={judged.option}"))

    def repr_failure(
        self, excinfo: ExceptionInfo[BaseException], style: object = None
    ) -> str | TerminalRepr:
        """The deviation in words; a traceback only for a defect of the suite."""
        if isinstance(excinfo.value, Deviation):
            return str(excinfo.value)
        return super().repr_failure(excinfo)

    def reportinfo(self) -> tuple[os.PathLike[str], None, str]:
        """Where the item is from, and its title."""
        return Path(__file__), None, f"{self.parent.name}: {self.vector.id}"
