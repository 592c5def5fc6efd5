"""What the page carries for its script: every vector, clause, answer and reproduction, once each.

Answers repeat: of a hundred thousand cells a few thousand differ. So a cell holds numbers, and
what they stand for is kept once.
"""

from __future__ import annotations

import base64
import zlib
from collections.abc import Iterator, Mapping
from typing import Any

import msgspec

from jwk_conformance.event import Evidence
from jwk_conformance.protocol import Observation
from jwk_conformance.reproduction import Form, compose, literals
from jwk_conformance.runfile import Run
from jwk_reports.model import Summary
from jwk_reports.state import STATES, StateName
from jwk_reports.summary import label
from jwk_reports.text import shortened
from jwk_vectors.model import Vector

LONGEST_INPUT = 20_000
"""Characters of one argument, or of one literal in a snippet, that the page carries."""

UNDONE: frozenset[StateName] = frozenset({"unsupported", "not-applicable", "withheld"})
"""Verdicts on what the library has no call for, or what is not told: nothing is reproduced."""

TOO_LONG = "# Too long for this page: jwk-conformance show has it, with --target."

_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder().decode


def page_data(run: Run, summary: Summary) -> dict[str, Any]:
    """The data as msgspec encodes them."""
    said, seen, code = _Pool(), _Pool(), _Pool()
    numbers: dict[str, int] = {name: number for number, name in enumerate(STATES)}
    snippets = _Snippets(run, code)
    rows = {vector.id: row for row, group in enumerate(summary.groups) for vector in group.vectors}
    return {
        "states": [[state.glyph, state.word] for state in STATES.values()],
        "names": list(STATES),
        "targets": [
            {"name": summary.labels[name], "json": target.hello.json}
            for name, target in run.targets.items()
        ],
        "clauses": run.clauses,
        "choices": run.choices,
        "subjects": [group.name for group in summary.groups],
        "vectors": [_whole(vector) for vector in run.vectors.values()],
        "more": [
            [rows[vector.id], vector.operation, vector.axis, label(run, vector), *snippets(vector)]
            for vector in run.vectors.values()
        ],
        "cells": [
            [_cell(run, target, id, numbers, said, seen) for target in run.targets]
            for id in run.vectors
        ],
        "code": list(code),
        "said": list(said),
        "seen": [msgspec.Raw(one) for one in seen],
    }


def embedded(data: Mapping[str, Any]) -> str:
    """JSON, deflated (RFC 1951) and in base64: short, and nothing in it can end an element."""
    deflated = zlib.compress(_encode(data), level=6)[2:-4]  # without the frame of zlib
    return base64.b64encode(deflated).decode("ascii")


class _Pool(dict[Any, int]):
    """Values that occur often, kept once: what stands in their place is a number."""

    def __missing__(self, value: Any) -> int:
        number = self[value] = len(self)
        return number


class _Snippets:
    """Reproductions of vectors, composed once for all releases that share their templates."""

    def __init__(self, run: Run, code: _Pool) -> None:
        self._run = run
        self._code = code
        families: dict[tuple[tuple[str, str], ...], list[str]] = {}
        for name, target in run.targets.items():
            families.setdefault(tuple(sorted(target.hello.snippets.items())), []).append(name)
        self._families = [(dict(told), names) for told, names in families.items() if told]

    def __call__(self, vector: Vector) -> tuple[list[int | None], dict[str, dict[str, str]]]:
        """Of each target the number of its code, and of each form what fills the code in."""
        numbers: dict[str, int | None] = {}
        filling: dict[str, dict[str, str]] = {}
        for snippets, names in self._families:
            asked = [name for name in names if self._done(name, vector.id)]
            composed = compose(vector, snippets) if asked else None
            if composed is None:
                continue
            for name in asked:
                form = self._run.targets[name].hello.json
                numbers[name] = self._code[self._filled(vector, composed, form, filling)]
        if not numbers:
            return [], {}
        return [numbers.get(name) for name in self._run.targets], filling

    def _done(self, target: str, vector: str) -> bool:
        verdict = self._run.verdicts.get((target, vector))
        return verdict is None or verdict.verdict not in UNDONE

    def _filled(
        self, vector: Vector, composed: str, form: Form, filling: dict[str, dict[str, str]]
    ) -> str:
        told = literals(vector, composed, form)
        if any(len(literal) > LONGEST_INPUT for literal in told.values()):
            return TOO_LONG
        filling.setdefault(form, {}).update(told)
        return composed


def _whole(vector: Vector) -> msgspec.Raw:
    encoded = _encode(vector)
    if len(encoded) > LONGEST_INPUT:
        encoded = _encode(_clipped(_decode(encoded)))
    return msgspec.Raw(encoded)


def _clipped(value: Any) -> Any:
    if isinstance(value, str):
        return shortened(value, LONGEST_INPUT)
    if isinstance(value, dict):
        return {name: _clipped(member) for name, member in value.items()}
    if isinstance(value, list):
        return [_clipped(item) for item in value]
    return value


def _cell(
    run: Run, target: str, vector: str, numbers: Mapping[str, int], said: _Pool, seen: _Pool
) -> list[Any]:
    """[state, what is said, option, observations…], all but the option as numbers."""
    place = target, vector
    verdict = run.verdicts.get(place)
    evidence = run.evidence.get(place)
    observed = _observed(evidence, seen) if evidence else ()
    if verdict is None:
        return [numbers["missing"], said[""], "", *observed]
    return [numbers[verdict.verdict], said[shortened(verdict.said)], verdict.option, *observed]


def _observed(evidence: Evidence, seen: _Pool) -> Iterator[int]:
    for step in evidence.steps:
        yield seen[_timeless(step)]


def _timeless(step: Observation) -> bytes:
    """Without the time it took, which differs every time, so that nothing would be kept once."""
    if step.micros:
        step = msgspec.structs.replace(step, micros=0)
    encoded = _encode(step)
    return encoded if len(encoded) <= LONGEST_INPUT else _encode(_clipped(_decode(encoded)))
