"""Replay files: one finding each, with all that it takes to see it again.

They are JSON, written whole or not at all, and named by the finding's id, so that the next campaign
that finds the same puts its example in the same place. schemas/replay.schema.json describes them.
"""

from __future__ import annotations

import inspect
import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

from jwk_conformance import __version__
from jwk_conformance.event import (
    Event,
    Evidence,
    Finding,
    FuzzExample,
    TargetStarted,
    VectorRecord,
)
from jwk_conformance.protocol import Hello, Observation
from jwk_conformance.reproduction import reproduction
from jwk_conformance.run import now
from jwk_vectors.model import Record, Vector

REPLAY_FORMAT = 1
FOLDER = Path(".jwk-fuzz")
SCHEMA = Path(__file__).parent / "schemas" / "replay.schema.json"


class ReplayError(Exception):
    """A replay file cannot be used; the message says which, where and what next."""


class CannotKeep(Exception):
    """A replay file cannot be written; the message says where and what next."""


class Found(Record, frozen=True, kw_only=True):
    """Where a finding was found."""

    target: str
    """As typed on the command line."""
    library: str
    version: str
    backend: dict[str, str] = {}
    tool: str
    on: str
    """UTC, ISO 8601."""


class ReplayFile(Record, frozen=True, kw_only=True):
    """A finding of fuzzing, and how to see it again."""

    format: int
    id: str
    finding: Finding
    example: FuzzExample
    found: Found
    vector: Vector
    """The example as a vector: what is asked, and what is expected."""
    seen: tuple[Observation, ...]
    """What came of it, step by step."""
    snippet: str = ""
    """Python that shows it in the target's own calls; empty where the target has no template."""


class Keeper:
    """Listens to a campaign, and writes a replay file for each finding that has an example."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.written: list[Path] = []
        self._started: TargetStarted | None = None
        self._vectors: dict[str, Vector] = {}
        self._evidence: dict[str, Evidence] = {}
        self._findings: dict[str, Finding] = {}

    def __call__(self, event: Event) -> None:
        """Look at one event. Raises CannotKeep."""
        match event:
            case TargetStarted():
                self._started = event
                self._vectors, self._evidence, self._findings = {}, {}, {}
            case VectorRecord(vector=vector):
                self._vectors[vector.id] = vector
            case Evidence(vector=vector_id):
                self._evidence[vector_id] = event
            case Finding(fingerprint=fingerprint):
                self._findings[fingerprint] = event
            case FuzzExample():
                self._keep(event)
            case _:
                pass

    def _keep(self, example: FuzzExample) -> None:
        assert self._started is not None, "a target is started before anything is found on it"
        hello, vector = self._started.hello, self._vectors[example.vector]
        kept = ReplayFile(
            format=REPLAY_FORMAT,
            id=example.id,
            finding=self._findings[example.fingerprint],
            example=example,
            found=Found(
                target=self._started.target,
                library=hello.name,
                version=hello.version,
                backend=hello.backend,
                tool=f"jwk-conformance {__version__}",
                on=now(),
            ),
            vector=vector,
            seen=self._evidence[example.vector].steps,
            snippet="" if example.withheld else _snippet(vector, hello),
        )
        path = self.folder / f"{example.id}.json"
        write(path, kept)
        self.written.append(path)


def _snippet(vector: Vector, hello: Hello) -> str:
    return reproduction(vector, hello.snippets, hello.json) or ""


def write(path: Path, kept: ReplayFile) -> None:
    """Put a finding in a file, in the place of what was there. Raises CannotKeep."""
    document = msgspec.json.format(msgspec.json.encode(kept), indent=1) + b"\n"
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            part.write_bytes(document)
            os.replace(part, path)
        finally:
            part.unlink(missing_ok=True)
    except OSError as error:
        raise CannotKeep(
            f"cannot write the replay file {path}: {error.strerror}. "
            "Name another folder with --replays; the run file has the finding, too."
        ) from None


def load(path: Path) -> ReplayFile:
    """The finding in a replay file. Raises ReplayError."""
    try:
        octets = path.read_bytes()
    except OSError as error:
        raise ReplayError(f"cannot read the replay file {path}: {error.strerror}.") from None
    try:
        document = msgspec.json.decode(octets)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise ReplayError(f"{path} is no replay file: {error}.") from None
    version = document.get("format") if isinstance(document, dict) else None
    if not isinstance(version, int) or isinstance(version, bool) or "finding" not in document:
        raise ReplayError(f"{path} is no replay file: `fuzz` writes them into {FOLDER}.")
    if version != REPLAY_FORMAT:
        raise ReplayError(
            f"{path} has replay format {version}; this release reads format {REPLAY_FORMAT}. "
            "Install the release that wrote it, or fuzz again."
        )
    try:
        kept = msgspec.convert(document, ReplayFile)
    except msgspec.ValidationError as error:
        raise ReplayError(f"{path} is no whole replay file: {error}.") from None
    if not kept.vector.steps:
        raise ReplayError(f"{path} is no whole replay file: its vector has no step.")
    return kept


def find(name: str, folder: Path) -> Path:
    """The replay file that a path, an id or a fingerprint names. Raises ReplayError."""
    if (folder / f"{name}.json").is_file():
        return folder / f"{name}.json"
    if Path(name).is_file():
        return Path(name)
    known = []
    for path in sorted(folder.glob("*.json")):
        known.append(path.stem)
        try:
            if load(path).finding.fingerprint == name:
                return path
        except ReplayError:
            continue
    have = f"{folder} has {', '.join(known[:5])}{', …' * (len(known) > 5)}." if known else (
        f"{folder} has none: `jwk-conformance fuzz TARGET` writes them."
    )  # fmt: skip
    raise ReplayError(f"there is no replay file {name}. {have}")


def kept_of(library: str, folder: Path) -> Iterator[ReplayFile]:
    """The readable replay files of a folder that are about a library, in order."""
    for path in sorted(folder.glob("*.json")):
        try:
            kept = load(path)
        except ReplayError:
            continue
        if kept.finding.fingerprint.startswith(f"{library}:"):
            yield kept


def schema() -> dict[str, Any]:
    """The JSON Schema of replay files."""
    described: dict[str, Any] = _cleaned(msgspec.json.schema(ReplayFile))
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A replay file",
        **described,
    }


def _cleaned(part: Any) -> Any:
    """The same with descriptions as Python 3.13 has them: a docstring without its indentation."""
    if isinstance(part, list):
        return [_cleaned(inner) for inner in part]
    if not isinstance(part, dict):
        return part
    return {
        name: inspect.cleandoc(inner)
        if name == "description" and isinstance(inner, str)
        else _cleaned(inner)
        for name, inner in part.items()
    }


def rendered() -> str:
    """The text of the committed schema."""
    return json.dumps(schema(), indent=1, sort_keys=True) + "\n"


if __name__ == "__main__":
    SCHEMA.write_text(rendered(), "utf-8")
