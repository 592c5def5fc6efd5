"""From the templates of a target to code for one vector, with placeholders for what it holds.

docs/protocol.md explains the templates to authors of adapters.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import NamedTuple

from jwk_conformance.reproduction.server import SERVING, SERVING_IMPORTS
from jwk_conformance.reproduction.step import FORMS, is_handle, maker, parties, words
from jwk_vectors.model import Step, Vector

Snippets = Mapping[str, str]

IMPORTS = "imports"
"""The key of the lines that import what the templates use; only those needed are shown."""
READS = {"jwk.import": "key", "jwks.import": "set"}
"""The operations whose templates also read the keys and sets of all others."""
CLIENT = "jwks.client"
"""The template that makes the client of a URL, for the first step that has it."""
TELLING = FORMS | {"public", "private", "detached", "aad", "many", "expected", "set"}
"""Words that say what is special about a step that has no template."""

_placeholder = re.compile(r"\{([a-z][\w.]*)\}")
_numbered = re.compile(r"\{(\d+\.[\w.]+)\}")


class Material(NamedTuple):
    """A key or set that a step brings with it, to be read before anything else."""

    reader: str
    """The operation that reads it."""
    variable: str
    holder: str
    """The start of its placeholder: 0. or, of a step's second party, 0.1."""


def compose(vector: Vector, snippets: Snippets) -> str | None:
    """Code with placeholders such as {0.jws}; None where something has no template."""
    if lacks(vector, snippets):
        return None
    blocks = []
    for index, step in enumerate(vector.steps):
        title = [f"# {index + 1}. {step.operation}"] if len(vector.steps) > 1 else []
        blocks.append("\n".join((*title, *_step(vector, index, snippets))))
    code = "\n\n".join(blocks)
    imported = [*_imports(snippets.get(IMPORTS, ""), code)]
    if vector.serves:
        imported = [SERVING_IMPORTS, *imported, SERVING]
    return "\n".join((*imported, code))


def braces(template: str) -> list[str]:
    """The names of the placeholders in a template, each once."""
    return list(dict.fromkeys(_placeholder.findall(template)))


def placeholders(composed: str) -> list[str]:
    """Those of a composed reproduction, each once."""
    return list(dict.fromkeys(_numbered.findall(composed)))


def fill(composed: str, filling: Mapping[str, str]) -> str:
    """The placeholders replaced, once; all other braces stay."""
    return _numbered.sub(lambda match: filling.get(match[1], match[0]), composed)


def lacks(vector: Vector, snippets: Snippets) -> str:
    """The operation without a template, and what is special about it; empty where none is."""
    for index, step in enumerate(vector.steps):
        for material in _materials(vector, index):
            if _template(snippets, material.reader, ()) is None:
                return material.reader
        special = words(vector, index)
        if _template(snippets, step.operation, special) is None:
            return " ".join((step.operation, *sorted(special & TELLING)))
    return ""


def has_template(operation: str, snippets: Snippets) -> bool:
    """Whether there is a template for some form of the operation, at least."""
    return any(name.split()[:1] == [operation] for name in snippets)


def _template(snippets: Snippets, operation: str, special: Collection[str]) -> str | None:
    """The template with the most words, all of which apply; of equals the first."""
    found: dict[int, str] = {}
    for name, template in snippets.items():
        about, *wanted = name.split() or [""]
        if about == operation and set(special).issuperset(wanted):
            found.setdefault(len(wanted), template)
    return found[max(found)] if found else None


def _materials(vector: Vector, index: int) -> Iterator[Material]:
    step = vector.steps[index]
    if step.operation in READS:
        return
    if "url" in step.args and step.args["url"] not in _urls(vector.steps[:index]):
        yield Material(CLIENT, "client", f"{index}.")
    for reader, name in READS.items():
        if name in step.args and not is_handle(step.args[name]):
            yield Material(reader, "key" if name == "key" else "jwks", f"{index}.")
    for number, party in enumerate(parties(step)):
        if not is_handle(party["key"]):
            yield Material("jwk.import", _key_of(step, number), f"{index}.{number}.")


def _urls(steps: Sequence[Step]) -> list[str]:
    return [step.args["url"] for step in steps if "url" in step.args]


def _key_of(step: Step, party: int) -> str:
    return f"key{party + 1}" if len(parties(step)) > 1 else "key"


def _step(vector: Vector, index: int, snippets: Snippets) -> Iterator[str]:
    step = vector.steps[index]
    for material in _materials(vector, index):
        template = _template(snippets, material.reader, ()) or ""
        yield _named(template, {"made": material.variable}, material.holder)
    names = _variables(vector, index)
    template = _template(snippets, step.operation, words(vector, index)) or ""
    for line in template.split("\n"):
        if "{party." not in line:
            yield _named(line, names, f"{index}.")
            continue
        for number, party in enumerate(parties(step)):
            handle = is_handle(party["key"])
            key = _made(vector, party["key"]["ref"]) if handle else _key_of(step, number)
            one = line.replace("{party.key}", key).replace("{party.", f"{{{index}.{number}.")
            yield _named(one, names, f"{index}.")


def _variables(vector: Vector, index: int) -> dict[str, str]:
    """Placeholder → variable: of the keys and sets a step works with, and of what it makes."""
    step = vector.steps[index]
    names = {"made": f"made{index + 1}" if step.as_ else "made", "client": "client"}
    if step.operation in READS:
        return names
    given = {"set": step.args.get("set"), "key": step.args.get("key")}
    if parties(step):
        given["key"] = parties(step)[0]["key"]
    own = {"set": "jwks", "key": _key_of(step, 0)}
    for name, material in given.items():
        if material is not None:
            handle = is_handle(material)
            names[name] = _made(vector, material["ref"]) if handle else own[name]
    if "set" in names:
        names.setdefault("key", names["set"])  # a set stands for the key where there is none
    return names


def _made(vector: Vector, handle: str) -> str:
    return f"made{maker(vector, handle) + 1}"


def _named(line: str, names: Mapping[str, str], holder: str) -> str:
    """A line of a template with variables in it, and numbers before what the vector holds."""
    return _placeholder.sub(
        lambda match: names.get(match[1], f"{{{holder}{match[1]}}}"),
        line,
    )


def _imports(lines: str, code: str) -> Iterator[str]:
    """The import lines whose last word the code uses, one for each module."""
    wanted: dict[str, list[str]] = {}
    for line in lines.splitlines():
        start, _, name = line.rpartition(" ")
        if re.search(rf"(?<![\w.']){re.escape(name)}\b", code):
            wanted.setdefault(start, []).append(name)
    for start, names in wanted.items():
        yield f"{start} {', '.join(names)}"
    if wanted:
        yield ""
