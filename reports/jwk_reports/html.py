"""One offline HTML page: what a person sees at once is in the markup, single outcomes are data.

Every vector, clause, message and reply stands once in a block of the page, as compressed JSON,
and a small script writes an outcome's details when a reader opens it. So the page stays small,
however many targets and vectors there are, and what matters most needs no script.
"""

from __future__ import annotations

import base64
import hashlib
import json
import zlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import msgspec
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from jwk_conformance.event import Evidence
from jwk_conformance.protocol import Hello
from jwk_conformance.reproduction import compose, literals
from jwk_conformance.runfile import Run
from jwk_reports.endpoint import STATE, endpoints
from jwk_reports.state import KINDS, STATES, StateName
from jwk_reports.summary import Summary, label, state
from jwk_reports.text import shortened, visible
from jwk_vectors.model import Vector

TEMPLATES = Path(__file__).parent / "templates"
LONGEST_INPUT = 20_000
"""Characters of one argument, or of one literal in a snippet, that the page carries."""

UNDONE = ("unsupported", "not-applicable", "withheld")
"""Verdicts on what the library has no call for, or what is not told: nothing is reproduced."""

MOST = 500
"""Deviations listed in the markup; all are behind the matrix."""


def render(run: Run, summary: Summary) -> str:
    """The page as text, with nothing outside itself."""
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_harmless,
    )
    style = (TEMPLATES / "page.css").read_text("utf-8")
    script = (TEMPLATES / "page.js").read_text("utf-8")
    return environment.get_template("page.html.j2").render(
        run=run,
        summary=summary,
        endpoints=endpoints(run),
        libraries=bool(run.targets or not run.endpoints),
        level_state=STATE,
        states=STATES,
        kinds=KINDS,
        most=MOST,
        style=Markup(style),
        script=Markup(script),
        policy=Markup(_policy(style, script)),
        data=Markup(embedded(_data(run, summary))),
    )


def embedded(data: Mapping[str, Any]) -> str:
    """JSON, deflated (RFC 1951) and in base64: short, and nothing in it can end an element."""
    text = json.dumps(data, ensure_ascii=True, separators=(",", ":"))
    deflated = zlib.compress(text.encode("ascii"), level=6)[2:-4]  # without the frame of zlib
    return base64.b64encode(deflated).decode("ascii")


def _harmless(value: Any) -> Any:
    if isinstance(value, str) and not isinstance(value, Markup):
        return visible(shortened(value))
    return value


def _policy(style: str, script: str) -> str:
    """A content security policy: only the page's own style and script, and no network."""

    def digest(content: str) -> str:
        return base64.b64encode(hashlib.sha256(content.encode("utf-8")).digest()).decode("ascii")

    return (
        f"default-src 'none'; style-src 'sha256-{digest(style)}'; "
        f"script-src 'sha256-{digest(script)}'; base-uri 'none'; form-action 'none'"
    )


class _Pool:
    """Values that occur often, kept once: what stands in their place is a number."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}

    def __call__(self, text: str) -> int:
        return self._numbers.setdefault(text, len(self._numbers))

    def __iter__(self) -> Iterator[str]:
        return iter(self._numbers)


def _data(run: Run, summary: Summary) -> dict[str, Any]:
    said, seen, code = _Pool(), _Pool(), _Pool()
    names = list(STATES)
    cells = [
        [_cell(run, target, vector.id, names, said, seen) for target in run.targets]
        for vector in run.vectors.values()
    ]
    rows = {vector.id: row for row, group in enumerate(summary.groups) for vector in group.vectors}
    return {
        "states": [[state.glyph, state.word] for state in STATES.values()],
        "names": names,
        "targets": [
            {
                "name": summary.labels[name],
                "json": started.hello.json,
            }
            for name, started in run.targets.items()
        ],
        "clauses": {name: msgspec.to_builtins(clause) for name, clause in run.clauses.items()},
        "choices": {name: msgspec.to_builtins(choice) for name, choice in run.choices.items()},
        "vectors": [
            {"row": rows[vector.id], **_vector(run, vector, code)}
            for vector in run.vectors.values()
        ],
        "cells": cells,
        "code": list(code),
        "said": list(said),
        "seen": [json.loads(text) for text in seen],
    }


def _vector(run: Run, vector: Vector, code: _Pool) -> dict[str, Any]:
    """The vector, the number of each target's reproduction, and what fills them in."""
    told: dict[str, Any] = _clipped(msgspec.to_builtins(vector))
    told["operation"] = vector.operation
    told["aside"] = label(run, vector)
    told["code"] = []
    told["literals"] = {}
    for name, target in run.targets.items():
        composed = _reproduction(run, name, target.hello, vector)
        told["code"].append(None if composed is None else code(composed))
        if composed is not None:
            filling = told["literals"].setdefault(target.hello.json, {})
            filling |= literals(vector, composed, target.hello.json)
    return told


def _reproduction(run: Run, name: str, hello: Hello, vector: Vector) -> str | None:
    """Code with placeholders; None for what the target does not do, or a comment for too much."""
    if state(run, name, vector.id) in UNDONE:
        return None
    composed = compose(vector, hello.snippets)
    if composed is None:
        return None
    filling = literals(vector, composed, hello.json)
    if any(len(literal) > LONGEST_INPUT for literal in filling.values()):
        return "# Too long for this page: jwk-conformance show has it, with --target."
    return composed


def _clipped(value: Any) -> Any:
    if isinstance(value, str):
        return shortened(value, LONGEST_INPUT)
    if isinstance(value, dict):
        return {name: _clipped(member) for name, member in value.items()}
    if isinstance(value, (list, tuple)):
        return [_clipped(item) for item in value]
    return value


def _cell(
    run: Run, target: str, vector: str, names: list[StateName], said: _Pool, seen: _Pool
) -> list[Any]:
    """[state, what is said, option, observations…], all but the option as numbers."""
    verdict = run.verdicts.get((target, vector))
    evidence = run.evidence.get((target, vector))
    return [
        names.index(state(run, target, vector)),
        said(shortened(verdict.said) if verdict else ""),
        verdict.option if verdict else "",
        *(_observations(evidence, seen) if evidence else ()),
    ]


def _observations(evidence: Evidence, seen: _Pool) -> Iterator[int]:
    for step in evidence.steps:
        told = msgspec.to_builtins(step)
        told.pop("micros", None)  # differs every time, so that nothing would be kept once
        yield seen(json.dumps(_clipped(told)))
