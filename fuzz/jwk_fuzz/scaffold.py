"""A finding of fuzzing as the beginning of an authored vector, for vectors/authoring.

Filled in is what follows from the finding: the document, the operation, what is expected, and the
clauses by the rulebook. Why it matters is for a person to write.
"""

from __future__ import annotations

import json
import re
import textwrap
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from jwk_conformance import jose
from jwk_conformance.reproduction.step import parties
from jwk_conformance.rulebook import Broken, examine
from jwk_fuzz.case import NOT_OF_KEYS
from jwk_fuzz.replay_file import ReplayFile
from jwk_vectors import Library
from jwk_vectors.model import Step

GROUP = "found-by-fuzzing"
WIDTH = 84
"""Characters of a piece of a long literal."""
CUT = "the document is cut down to what shows the finding"


class CannotScaffold(Exception):
    """A finding makes no vector; the message says why and what to do instead."""


@dataclass(frozen=True)
class Scaffold:
    """A module of one chapter."""

    name: str
    """Of the module, without .py."""
    text: str


def scaffold(kept: ReplayFile, like: Mapping[str, Any] | None, library: Library) -> Scaffold:
    """The module for a finding; `like` is the undamaged key. Raises CannotScaffold."""
    if kept.example.withheld:
        raise CannotScaffold(f"{kept.id} is about a key of yours, which no vector may hold.")
    if len(kept.vector.steps) != 1:
        raise CannotScaffold(f"{kept.id} takes several steps: write it by vectors/authoring/"
                             "sequence.py.")  # fmt: skip
    (step,) = kept.vector.steps
    document = _document(step)
    broken = _must(document, "set" in step.args)
    expected = _expected(kept, step, broken, library)
    digest = kept.id.rpartition("-")[2]
    slug = re.sub(r"[^a-z0-9]+", "-", kept.vector.title.lower()).strip("-")[:60].strip("-")
    name = f"found_{digest}"
    title = kept.finding.said.replace('"', "'").replace("\\", "/")
    calls = _call(step, like, expected.of_step)
    lines = [
        f'"""{textwrap.shorten(title, 80)}"""',
        "",
        "from __future__ import annotations",
        "",
        "from collections.abc import Iterator",
        "",
        f"from authoring.build import {_names('Authored', *expected.built, 'vector')}",
        "from authoring.damage import source_of",
        f"from authoring.operation import {_names(*calls.imports)}",
        "from authoring.registry import Chapter",
        "",
        *_assigned("DOCUMENT", document),
        *(_assigned("LIKE", dict(like)) if like is not None else ()),
        *(line for name, value in calls.constants.items() for line in _assigned(name, value)),
        f"CLAUSES = ({''.join(f'{json.dumps(one)}, ' for one in expected.clauses).strip()})",
        "",
        "",
        "def found() -> Iterator[Authored]:",
        '    """Say in a sentence what is wrong with it, or what is rare about it."""',
        "    yield vector(",
        f'        "{GROUP}.{slug}-{digest[:6]}",',
        f"        {_literal(kept.vector.title, 8)},",
        f"        {calls.text},",
        f'        group="{GROUP}",',
        '        why="",  # what goes wrong, and for whom',
        "        clauses=CLAUSES,",
        "        source=source_of(CLAUSES[0]),",
        f'        severity="{kept.finding.severity}",',
        *(f"        {line}," for line in expected.lines),
        f"        mutation={_literal(kept.vector.mutation, 8)},",
        *(f'        derived_from="{one}",' for one in _control(step, like, library)),
        f'        level="{kept.vector.level}",',
        "    )",
        "",
        "",
        f'CHAPTER = Chapter("found-{digest}", "Found by fuzzing", (found,))',
    ]
    return Scaffold(name, "\n".join(lines) + "\n")


@dataclass(frozen=True)
class _Expected:
    clauses: tuple[str, ...]
    of_step: str
    """The expression for what must come of the step."""
    built: tuple[str, ...]
    """Names from authoring.build that it takes."""
    lines: tuple[str, ...] = ()
    """More arguments of the vector."""


def _expected(
    kept: ReplayFile, step: Step, broken: Sequence[Broken], library: Library
) -> _Expected:
    """What must come of it: by the finding, or where that leaves it open, by the rulebook."""
    told = kept.vector
    if step.expect == "reject":
        reason, implied = told.reason, _implied(broken, told.clauses)
        lines = (f'reason="{reason}"', *implied, f"witness={_literal(told.witness, 8)}")
        return _Expected(told.clauses, "REFUSED_BY_WITNESS", ("REFUSED_BY_WITNESS",), lines)
    if broken:
        for one in broken:
            binding = [
                clause
                for clause in one.rule.clauses
                if library.clauses[clause].force == "must-reject" and clause not in NOT_OF_KEYS
            ]
            if binding:
                lines = (f'reason="{one.rule.code}"', *_implied(broken, binding[:1]))
                return _Expected((binding[0],), "REFUSED", ("REFUSED",), lines)
        raise CannotScaffold(
            f"{kept.id}: the document breaks {broken[0].rule.code}, by which no reader is bound. "
            "A vector needs a choice of choices.toml, and `left_open` of authoring.damage."
        )
    if step.expect != "accept" and kept.example.mutations and kept.finding.kind != "deviation":
        raise CannotScaffold(
            f"{kept.id}: no clause decides what becomes of the document, so no vector can. The "
            "replay file is what to keep: the next campaign asks it again."
        )
    facts = step.facts or next((o.facts for o in step.options if o.outcome == "accepted"), {})
    parts = [f"facts={_literal(facts, 8)}"] * bool(facts)
    parts += [f"absent={tuple(step.absent)!r}"] * bool(step.absent)
    made = f"Expected({', '.join(parts)})" if parts else "ACCEPTED"
    return _Expected(told.clauses, made, ("Expected" if parts else "ACCEPTED",))


def _implied(broken: Sequence[Broken], clauses: Sequence[str]) -> Iterator[str]:
    others = {
        one.rule.clauses[0]: CUT for one in broken if set(one.rule.clauses).isdisjoint(clauses)
    }
    if others:
        yield f"implied={_literal(others, 8)}"


def _must(document: str | bytes, of_set: bool) -> list[Broken]:
    found = examine(document, "set" if of_set else "key").broken
    return [one for one in found if one.rule.level == "must"]


def _document(step: Step) -> str | bytes:
    given = [step.args.get("key"), step.args.get("set"), *(one["key"] for one in parties(step))]
    material = next(one for one in given if one is not None)
    return material if isinstance(material, str) else jose.decode(material["b64"])


@dataclass(frozen=True)
class _Call:
    text: str
    imports: tuple[str, ...]
    constants: Mapping[str, Any]


def _call(step: Step, like: Mapping[str, Any] | None, expected: str) -> _Call:
    """The draft of the step, by the functions of authoring.operation."""
    args = step.args
    same = ", like=LIKE" if like is not None else ""
    protected = parties(step)[0].get("protected", "") if parties(step) else ""
    alg = jose_alg(args.get("protected") or protected)
    match step.operation:
        case "jwk.import":
            return _Call(f"import_key(DOCUMENT, {expected}{same})", ("import_key",), {})
        case "jwk.thumbprint":
            return _Call(f"thumbprint(DOCUMENT, {expected}{same})", ("thumbprint",), {})
        case "jwk.export":
            form = args["form"]
            text = f'export_key(DOCUMENT, "{form}", {expected}{same})'
            return _Call(text, ("export_key",), {})
        case "jws.verify" if "key" in args:
            text = f"verify(DOCUMENT, TOKEN, {_quoted(args['algorithms'])}, {expected}{same})"
            return _Call(text, ("verify",), {"TOKEN": args["jws"]})
        case "jws.sign":
            party = f"Party(key=DOCUMENT, protected={protected!r})"
            text = (
                f"sign([{party}], {jose.decode(args['payload'])!r}, "
                f'"{args["serialisation"]}", {expected}, alg="{alg}"{same})'
            )
            return _Call(text, ("Party", "sign"), {})
        case "jwe.encrypt":
            enc = json.loads(args["protected"])["enc"]
            text = (
                f"encrypt([Party(key=DOCUMENT)], {jose.decode(args['plaintext'])!r}, "
                f'"{args["serialisation"]}", {expected}, alg="{alg}", enc="{enc}", '
                f"protected={args['protected']!r}{same})"
            )
            return _Call(text, ("Party", "encrypt"), {})
        case "jwks.import":
            return _Call(f"import_set(DOCUMENT, {expected})", ("import_set",), {})
        case "jwks.select":
            text = f"select_key(DOCUMENT, {args['kid']!r}, {expected})"
            return _Call(text, ("select_key",), {})
        case _:
            raise CannotScaffold(f"there is no scaffold for {step.operation}: see "
                                 "vectors/authoring/operation.py.")  # fmt: skip


def jose_alg(header: str) -> str:
    """The alg of a header's text; empty where there is no header."""
    return str(json.loads(header)["alg"]) if header else ""


def _control(step: Step, like: Mapping[str, Any] | None, library: Library) -> Iterator[str]:
    """The control of the operation on such a key, where the library has it."""
    if like is None:
        return
    noun = "-".join(str(like[name]).lower() for name in ("kty", "crv") if name in like)
    start = f"control-{step.operation}-{noun}"
    found = [
        one.id for one in library.vectors if one.role == "control" and one.id.startswith(start)
    ]
    algorithm = step.args.get("algorithms", [""])[0].lower()
    fitting = [one for one in found if algorithm in one]
    yield from fitting[:1]


def _assigned(name: str, value: Any) -> Iterator[str]:
    yield from f"{name} = {_literal(value, 0)}".split("\n")


def _literal(value: Any, indent: int) -> str:
    """A Python literal of lines that are not too long."""
    inner = " " * (indent + 4)
    if isinstance(value, (str, bytes)) and len(repr(value)) > WIDTH:
        size = WIDTH - indent - 8
        pieces = [_quoted(value[at : at + size]) for at in range(0, len(value), size)]
        return "(\n" + "".join(f"{inner}{one}\n" for one in pieces) + " " * indent + ")"
    if isinstance(value, Mapping) and value:
        lines = (
            f"{inner}{_quoted(name)}: {_literal(one, indent + 4)},\n" for name, one in value.items()
        )
        return "{\n" + "".join(lines) + " " * indent + "}"
    return _quoted(value)


def _quoted(value: Any) -> str:
    """A literal in the quotation marks that the formatter prefers."""
    written = repr(value)
    if isinstance(value, str) and '"' not in value and "'" not in value:
        return f'"{written[1:-1]}"'
    if isinstance(value, list):
        return f"[{', '.join(map(_quoted, value))}]"
    return written


def _names(*names: str) -> str:
    """Names to import, constants first."""
    return ", ".join(sorted(names, key=lambda one: (not one.isupper(), one[0].islower(), one)))
