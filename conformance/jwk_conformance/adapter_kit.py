"""The kit for checking adapters: what they declare is there, and what is there they declare."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from jwk_conformance.engine.plan import FIELDS, exemption, missing
from jwk_conformance.engine.session import Session
from jwk_conformance.judge import judge
from jwk_conformance.protocol import Hello
from jwk_conformance.reproduction import has_template, lacks
from jwk_vectors import Library


@dataclass(frozen=True)
class Remark:
    """Something the adapter's author should know."""

    weight: Literal["fault", "hint"]
    said: str


def examine(session: Session, library: Library) -> Iterator[Remark]:
    """Ask every control, declared or not. Raises TargetLost."""
    hello = session.hello()
    yield from _declaration(hello)
    yield from _snippets(session, library, hello)
    controls = [vector for vector in library.vectors if vector.role == "control"]
    declared = [vector for vector in controls if not missing(vector.requires, hello)]
    others = [vector for vector in controls if missing(vector.requires, hello)]
    if not declared:
        yield Remark("fault", "nothing it declares fits any control: it would not be judged at all")
    for vector, steps in session.observe(declared):
        judged = judge(vector, steps, {})
        if judged.verdict == "unsupported":
            yield Remark("hint", f"{vector.id}: declared in general, though {judged.said}")
        elif judged.verdict != "pass":
            yield Remark("fault", f"{vector.id}: declared, but {judged.verdict}: {judged.said}")
    for vector, steps in session.observe(others):
        if judge(vector, steps, {}).verdict == "pass":
            lacking = ", ".join(missing(vector.requires, hello))
            yield Remark("hint", f"{vector.id}: not declared ({lacking}), and yet it works")


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
