"""The scaffold of a vector compiles, and says what a person has to write."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path
from typing import Any

import msgspec
import pytest
from click.testing import CliRunner

from authoring.compile import CompileError, compile_all
from authoring.controls import CHAPTER as CONTROLS
from authoring.registry import Chapter
from jwk_conformance.event import FuzzExample, TargetStarted
from jwk_conformance.protocol import Fault, Hello, Observation
from jwk_fuzz.bucket import Buckets
from jwk_fuzz.case import Case, vector
from jwk_fuzz.mutation import mutated, mutations
from jwk_fuzz.replay_command import promote
from jwk_fuzz.replay_file import Keeper, load, write
from jwk_fuzz.seed import seeds
from jwk_fuzz.use import uses
from jwk_vectors import bundled

pytestmark = pytest.mark.once

HELLO = Hello(protocol=1, name="lib", version="1", language="Python", operations=())
ACCEPTED = Observation(outcome="accepted")
REFUSED = Observation(outcome="rejected")
STUMBLES = Observation(
    outcome="error",
    error=Fault(type="KeyError", bases=("LookupError",), module="lib", function="read"),
)


def kept(folder: Path, name: str, label: str, operation: str, seen: Observation) -> Path:
    """The replay file of what comes of one document."""
    seed = next(one for one in seeds() if one.name == name)
    fitting = [one for one in mutations() if one.label == label and seed.kind in one.kty]
    case = Case(seed, tuple(fitting[:1]), mutated(seed.document, fitting[:1]) or "")
    use = next(one for one in uses(seed) if one.operation == operation)
    whole = vector(case, [use], bundled().clauses, frozenset({(name, operation)}))
    buckets = Buckets("lib", "lib", HELLO, bundled())
    buckets.note(case, whole, [seen])
    keep = Keeper(folder)
    keep(TargetStarted(target="lib", hello=HELLO))
    for event in buckets.events():
        keep(event)
    (path,) = keep.written
    return path


def compiled(path: Path) -> dict[str, Any]:
    """The vector that the compiler makes of a scaffold."""
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    chapter: Chapter = module.CHAPTER
    _, file = compile_all((CONTROLS, chapter))
    (one,) = json.loads(file.text)["vectors"]
    made: dict[str, Any] = one
    return made


@pytest.mark.parametrize(
    ("name", "label", "operation", "seen", "expect", "clause"),
    [
        ("ec-p-256-public", "x: a space within", "jws.verify", ACCEPTED, "reject",
         "rfc4648-3.3-alphabet"),
        ("ec-p-256-private", "d: 0", "jws.sign", ACCEPTED, "reject",
         "rfc7518-6.2.2.1-d-in-range"),
        ("oct-32", "an unknown member self added", "jwk.import", REFUSED, "accept",
         "rfc7517-4-unknown-members"),
        ("okp-ed25519-public", "an unknown member self added", "jwk.thumbprint",
         Observation(outcome="accepted", facts={"thumbprint": "x"}), "accept",
         "rfc7517-4-unknown-members"),
        ("rsa-2048-a-public", "an unknown member self added", "jwk.export", REFUSED, "accept",
         "rfc7517-4-unknown-members"),
        ("ec-p-521-public", "y: removed", "jwk.import", STUMBLES, "reject",
         "rfc7518-6.2.1-members-present"),
        ("ec-p-256-public", "kty: a number", "jwk.import", STUMBLES, "reject",
         "rfc7517-4.1-kty-is-a-string"),
    ],
)  # fmt: skip
def test_a_scaffold_compiles(
    tmp_path: Path,
    name: str,
    label: str,
    operation: str,
    seen: Observation,
    expect: str,
    clause: str,
) -> None:
    path = kept(tmp_path, name, label, operation, seen)
    made = tmp_path / "found_one.py"
    done = CliRunner().invoke(promote, [str(path), "-o", str(made)])
    assert done.exit_code == 0, done.output
    assert "vectors/authoring/found_" in done.output
    if expect == "reject" and operation == "jws.verify":
        with pytest.raises(CompileError, match=r"why: '' should be non-empty\Z"):
            compiled(made)
    made.write_text(made.read_text("utf-8").replace('why=""', 'why="It matters."'), "utf-8")
    one = compiled(made)
    (step,) = one["steps"]
    assert (step["operation"], step["expect"]) == (operation, expect)
    assert one["clauses"][0] == clause
    assert max(map(len, made.read_text("utf-8").splitlines())) <= 160


def test_a_scaffold_goes_to_standard_output(tmp_path: Path) -> None:
    path = kept(tmp_path, "oct-32", "an unknown member self added", "jwk.import", REFUSED)
    done = CliRunner().invoke(promote, [path.stem, "--replays", str(tmp_path)])
    assert done.exit_code == 0
    assert "CHAPTER = Chapter(" in done.output


def test_what_no_clause_decides_makes_no_vector(tmp_path: Path) -> None:
    label = "a member n of another key type added"
    path = kept(tmp_path, "ec-p-256-public", label, "jwk.import", STUMBLES)
    done = CliRunner().invoke(promote, [str(path)])
    assert done.exit_code == 2
    assert "no clause decides" in done.output


def test_a_key_of_the_users_makes_no_vector(tmp_path: Path) -> None:
    path = kept(tmp_path, "oct-32", "an unknown member self added", "jwk.import", REFUSED)
    one = load(path)
    hidden: FuzzExample = msgspec.structs.replace(one.example, withheld="the key is yours")
    write(path, msgspec.structs.replace(one, example=hidden))
    done = CliRunner().invoke(promote, [str(path)])
    assert done.exit_code == 2
    assert "which no vector may hold" in done.output


def test_what_is_not_there_exits_with_2(tmp_path: Path) -> None:
    done = CliRunner().invoke(promote, ["none", "--replays", str(tmp_path)])
    assert done.exit_code == 2
