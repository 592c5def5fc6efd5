"""From chapters to the bytes of the committed files.

The text is the same whatever compiles it: members in the order of the format's fields, vectors in
the order they are authored, one space of indentation, a line feed at the end, UTF-8. Characters
that do not show, or that some readers take for a line end, are written as escapes.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec

from authoring import cve, dispute, rule, triage
from authoring.build import Authored
from authoring.history import History
from authoring.registry import Chapter
from authoring.scope import Scope
from authoring.violation import levelled
from jwk_conformance import coverage
from jwk_vectors import Library, Vector
from jwk_vectors.load import load_choices, load_ledger
from jwk_vectors.model import FORMAT, VectorFile
from jwk_vectors.schema import vector_file_schema

DATA = Path(__file__).resolve().parents[1] / "jwk_vectors" / "data"
INVISIBLE = re.compile("[\x7f-\x9f\xad\u200b-\u200f\u2028-\u202f\u2060-\u206f\ufeff\ud800-\udfff]")


class CompileError(Exception):
    """Vectors that cannot stand as they are authored; one fault a line."""

    def __init__(self, faults: Sequence[str]) -> None:
        super().__init__("\n".join(faults))
        self.faults = tuple(faults)


@dataclass(frozen=True)
class Compiled:
    """One file: its name, and what stands in it."""

    name: str
    text: str


NOTHING_FROZEN = History()


def compile_all(
    chapters: Iterable[Chapter], data: Path = DATA, past: History = NOTHING_FROZEN
) -> tuple[Compiled, ...]:
    """Every chapter as a file, against the ledger and choices in `data`.

    `past` says which set each vector is in; that it holds is for `check_history` to tell. Raises
    CompileError with everything that is wrong, VectorError where ledger or choices cannot be read.
    """
    authored = {chapter: tuple(chapter.vectors()) for chapter in chapters}
    everything = [item for items in authored.values() for item in items]
    controls, faults = _controls(everything)
    faults += past.misplaced(item.vector for item in everything)
    faults += [f"no control for the scope: {scope}" for scope in missing(everything, controls)]
    files = {
        chapter: VectorFile(
            format=FORMAT,
            title=chapter.title,
            vectors=tuple(
                past.placed(_annotated(levelled(_with_controls(item, controls)))) for item in items
            ),
        )
        for chapter, items in authored.items()
    }
    vectors = tuple(vector for file in files.values() for vector in file.vectors)
    faults += rule.duplicates(vectors)
    library = Library(vectors, load_ledger(data / "ledger"), load_choices(data))
    faults += rule.faults(library)
    compiled = [Compiled(f"{chapter.name}.json", render(file)) for chapter, file in files.items()]
    # what lies there already was held to the schema when it was written, and is by `vectors check`
    fresh = set(differing(compiled, data / "vectors"))
    faults += [said for file in compiled if file.name in fresh for said in _breaches(file)]
    if faults:
        raise CompileError(faults)
    return tuple(compiled)


def check_history(files: Iterable[Compiled], past: History) -> None:
    """Raise CompileError where all files together break with what was frozen or disputed."""
    decoded = (msgspec.json.decode(file.text, type=VectorFile) for file in files)
    vectors = [vector for file in decoded for vector in file.vectors]
    faults = [*past.faults(vectors)]
    faults += dispute.faults(vectors, [one.set for one in past.sets])
    if faults:
        raise CompileError(faults)


def check_coverage(files: Iterable[Compiled], data: Path = DATA) -> None:
    """Raise CompileError where all files together leave clauses of the ledger untested."""
    decoded = (msgspec.json.decode(file.text, type=VectorFile) for file in files)
    vectors = tuple(vector for file in decoded for vector in file.vectors)
    faults = [*coverage.faults(Library(vectors, load_ledger(data / "ledger"), {}))]
    if faults:
        raise CompileError(faults)


def _annotated(vector: Vector) -> Vector:
    """The vector with what others have said about it."""
    return dispute.disputed(cve.numbered(triage.triaged(vector)))


def _controls(authored: Iterable[Authored]) -> tuple[dict[Scope, str], list[str]]:
    """Scope → the control that stands for it, and what is wrong with the controls."""
    found: dict[Scope, str] = {}
    faults: list[str] = []
    for item in authored:
        if item.vector.role != "control":
            continue
        for scope in {scope.plain for scope in item.scopes}:
            if scope in found:
                faults.append(f"{item.vector.id}: {found[scope]} has the same scope: {scope}")
            found.setdefault(scope, item.vector.id)
    return found, faults


def missing(authored: Iterable[Authored], controls: Mapping[Scope, str]) -> list[str]:
    """Scopes of vectors that no control stands for."""
    return sorted(
        {
            str(scope.plain)
            for item in authored
            if item.vector.role == "vector"
            for scope in item.scopes
            if scope.plain not in controls
        }
    )


def _with_controls(item: Authored, controls: Mapping[Scope, str]) -> Vector:
    if item.vector.role == "control":
        return item.vector
    found = dict.fromkeys(controls[s.plain] for s in item.scopes if s.plain in controls)
    return msgspec.structs.replace(item.vector, controls=tuple(found))


def _breaches(file: Compiled) -> Iterator[str]:
    from jsonschema import Draft202012Validator

    validator = Draft202012Validator(vector_file_schema())
    for error in validator.iter_errors(json.loads(file.text)):
        where = "/".join(str(part) for part in error.absolute_path)
        yield f"{file.name}, at {where or 'the top'}: {error.message[:200]}"


def render(file: VectorFile) -> str:
    """The text of a compiled file."""
    text = json.dumps(msgspec.to_builtins(file), ensure_ascii=False, indent=1) + "\n"
    return INVISIBLE.sub(lambda found: f"\\u{ord(found.group()):04x}", text)


def write(files: Iterable[Compiled], folder: Path) -> list[str]:
    """Write what differs, remove what no chapter writes; the names of what has changed."""
    folder.mkdir(parents=True, exist_ok=True)
    files = tuple(files)
    changed = differing(files, folder)
    for file in files:
        if file.name in changed:
            (folder / file.name).write_bytes(file.text.encode("utf-8"))
    for name in set(changed) - {file.name for file in files}:
        (folder / name).unlink()
    return changed


def differing(files: Iterable[Compiled], folder: Path) -> list[str]:
    """Names of files that are missing, differ by a byte, or are written by no chapter."""
    wanted = {file.name: file.text.encode("utf-8") for file in files}
    there = {path.name: path.read_bytes() for path in folder.glob("*.json")}
    return sorted(
        name for name in wanted.keys() | there.keys() if wanted.get(name) != there.get(name)
    )
