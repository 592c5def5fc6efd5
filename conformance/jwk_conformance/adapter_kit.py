"""The kit for checking adapters: what they declare is there, and what is there they declare."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from jwk_conformance.engine.plan import FIELDS, exemption, missing
from jwk_conformance.engine.session import Session
from jwk_conformance.judge import judge
from jwk_conformance.protocol import Hello, Observation
from jwk_conformance.reproduction import braces, has_template, lacks
from jwk_conformance.reproduction.step import parties
from jwk_vectors import Library

MISSING = ("ModuleNotFoundError", "ImportError")
NAMED = 3
"""So many controls of which the same is said are named."""
MADE = frozenset({"made", "client", "serves", "url", "member", "usual", "algorithms", "alg", "enc"})
"""Placeholders that stand for something else than an argument of the operation."""


@dataclass(frozen=True)
class Remark:
    """Something the adapter's author should know."""

    weight: Literal["fault", "hint"]
    said: str
    controls: tuple[str, ...] = ()
    """On which it was seen."""

    def __str__(self) -> str:
        more = len(self.controls) - NAMED
        named = ", ".join(self.controls[:NAMED]) + (f" and {more} more" if more > 0 else "")
        return f"{self.weight}: {named}: {self.said}" if named else f"{self.weight}: {self.said}"


def examine(session: Session, library: Library) -> Iterator[Remark]:
    """Ask every control, declared or not. Raises TargetLost."""
    hello = session.hello()
    yield from _declaration(hello)
    yield from _placeholders(library, hello)
    yield from _snippets(session, library, hello)
    yield from _together(_controls(session, library, hello))


def _controls(session: Session, library: Library, hello: Hello) -> Iterator[Remark]:
    controls = [vector for vector in library.vectors if vector.role == "control"]
    declared = [vector for vector in controls if not missing(vector.requires, hello)]
    others = [vector for vector in controls if missing(vector.requires, hello)]
    if not declared:
        yield Remark("fault", "nothing it declares fits any control: it would not be judged at all")
    for vector, steps in session.observe(declared):
        judged = judge(vector, steps, {})
        if judged.verdict == "unsupported":
            yield Remark("hint", f"declared in general, though {judged.said}", (vector.id,))
        elif absent := next((step.error for step in steps if _is_absent(step)), None):
            where = "in the interpreter that the adapter runs in"
            yield Remark("fault", f"not installed {where}: {absent.message}", (vector.id,))
        elif judged.verdict != "pass":
            yield Remark("fault", f"declared, but {judged.verdict}: {judged.said}", (vector.id,))
    for vector, steps in session.observe(others):
        if judge(vector, steps, {}).verdict == "pass":
            lacking = ", ".join(missing(vector.requires, hello))
            yield Remark("hint", f"works, though not declared: {lacking}", (vector.id,))


def _is_absent(step: Observation) -> bool:
    return step.error is not None and step.error.type in MISSING


def _together(remarks: Iterable[Remark]) -> Iterator[Remark]:
    """One remark for all controls of which the same is to be said."""
    found: dict[tuple[Literal["fault", "hint"], str], tuple[str, ...]] = {}
    for one in remarks:
        kind = (one.weight, one.said)
        found[kind] = (*found.get(kind, ()), *one.controls)
    for (weight, said), controls in found.items():
        yield Remark(weight, said, controls)


def _declaration(hello: Hello) -> Iterator[Remark]:
    if not hello.name or hello.version in ("", "unknown"):
        yield Remark("fault", "hello tells no name or no version of the library")
    if not hello.documented_errors:
        yield Remark("hint", "no documented errors are declared: KeyError and the like stand out")
    for exception in hello.exceptions:
        for name in sorted(exception.keys() - FIELDS.keys()):
            named = f"the exception {exception} names {name}"
            yield Remark(
                "fault", f"{named}, so that nothing matches it; known: {', '.join(FIELDS)}"
            )


def _placeholders(library: Library, hello: Hello) -> Iterator[Remark]:
    """Names in braces that stand for nothing: code with them would show None instead."""
    known: dict[str, set[str]] = {}
    for vector in library.vectors:
        for step in vector.steps:
            of_parties = (name for party in parties(step) for name in party)
            known.setdefault(step.operation, set(MADE)).update(step.args, of_parties)
    for title, template in hello.snippets.items():
        operation = title.split()[0] if title.split() else ""
        arguments = known.get(operation)
        for written in braces(template) if arguments is not None else ():
            name = written.removeprefix("party.").partition(".")[0].removesuffix("_text")
            if arguments is not None and name not in {*arguments, "key"}:
                said = f"the snippet for {title} has {{{written}}}, which stands for nothing"
                yield Remark("fault", f"{said}: see docs/protocol.md; a set is written set([…])")


def _snippets(session: Session, library: Library, hello: Hello) -> Iterator[Remark]:
    """What is declared, and answered, but cannot be shown to a reader in the library's calls."""
    without = {
        operation for operation in hello.operations if not has_template(operation, hello.snippets)
    }
    lacking = {
        vector.id: what
        for vector in library.vectors
        if exemption(vector, hello) is None and (what := lacks(vector, hello.snippets))
    }
    asked = [vector for vector in library.vectors if vector.id in lacking]
    for vector, steps in session.observe(asked):
        if all(step.outcome != "unsupported" for step in steps):
            without.add(lacking[vector.id])
    for what in sorted(without):
        yield Remark("hint", f"no snippet for {what}: reports cannot show how to reproduce")
