"""Each faulty member is found out, with the simplest example; the sound one never is."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest
from click.testing import CliRunner
from jsonschema import Draft202012Validator

from jwk_conformance import event_schema
from jwk_conformance.engine.connection import Limits
from jwk_conformance.engine.process import Launch
from jwk_conformance.event import (
    Event,
    Finding,
    Footer,
    Fuzzed,
    TargetFailed,
    VectorRecord,
    decode,
    encode,
)
from jwk_conformance.run import CannotLaunch
from jwk_conformance.runfile import read
from jwk_conformance.worker import worker_file
from jwk_fuzz.campaign import Plan, campaign
from jwk_fuzz.command import fuzz
from jwk_fuzz.systematic import Selection
from jwk_vectors import bundled

pytestmark = pytest.mark.once

ZOO = Path(__file__).parent / "zoo"


def launched(cache: Path, name: str) -> Launch:
    worker = str(worker_file(cache))
    return Launch(argv=(sys.executable, worker, f"member:{name}", "0", str(ZOO)), cwd=cache)


def events(
    tmp_path: Path, name: str, kty: Sequence[str], mutations: Sequence[str], documents: int = 2000
) -> list[Event]:
    plan = Plan(
        targets=["member"],
        launch=lambda _: launched(tmp_path, name),
        library=bundled(),
        limits=Limits(deadline=2.0, start=60.0),
        documents=documents,
        selection=Selection(kty, mutations),
    )
    return list(campaign(plan))


def findings(seen: Sequence[Event]) -> dict[str, str]:
    """Fingerprint → the label of its example."""
    titles = {one.vector.id: one.vector.title for one in seen if isinstance(one, VectorRecord)}
    return {one.fingerprint: titles[one.vectors[0]] for one in seen if isinstance(one, Finding)}


PUBLIC = "ec-p-256-public"


@pytest.mark.parametrize(
    ("name", "kty", "mutation", "found", "example"),
    [
        (
            "DropsLeadingZeros",
            "EC",
            "kty: a number",
            "deviation:",
            "ec-p-256-zero-public: as it is",
        ),
        (
            "RefusesLeadingZeros",
            "EC",
            "kty: a number",
            "deviation:",
            "ec-p-256-zero-xyd-public: as it is",
        ),
        ("Reduces", "EC", "x: the *", "deviation:", "ec-p-521-public: x: the prime added"),
        ("FoldsTheCase", "EC", "crv: *", "deviation:", f"{PUBLIC}: crv: in the other case"),
        (
            "StumblesOverAName",
            "EC",
            "an unknown member __*",
            "deviation:",
            f"{PUBLIC}: an unknown member __dict__ added",
        ),
        ("LeaksOkpAlone", "OKP", "kty: null", "deviation:", "okp-ed25519-private: as it is"),
        ("TellsD", "EC", "d: one more", "secret:", "ec-p-256-private: d: one more"),
        ("HangsOnExponentOne", "RSA", "e: 1", "hung:", "rsa-2048-a-public: e: 1"),
        (
            "ThumbprintsWhatItSees",
            "oct",
            "an unknown member self added",
            "deviation:",
            "oct-32: an unknown member self added",
        ),
    ],
)
def test_a_fault_is_found_with_the_simplest_example(
    tmp_path: Path, name: str, kty: str, mutation: str, found: str, example: str
) -> None:
    seen = events(tmp_path, name, [kty], [mutation], documents=100)
    told = findings(seen)
    assert any(found in one and title.endswith(example) for one, title in told.items()), told
    kinds = {one.kind for one in seen if isinstance(one, Finding)}
    assert found[:-1] in kinds
    footer = seen[-1]
    assert isinstance(footer, Footer)
    assert footer.exit_code == 1


@pytest.mark.parametrize(
    ("kty", "mutations"),
    [
        ("EC", ["y: *", "crv: *", "x5*", "x and y*"]),
        ("OKP", ["x: a*", "d: *", "crv: *", "every *"]),
        ("RSA", ["e: *", "qi: *", "oth: *"]),
        ("oct", ["*"]),
        ("AKP", ["pub: *", "priv: *"]),
        ("set", ["*"]),
    ],
)
def test_nothing_is_found_in_the_reference(tmp_path: Path, kty: str, mutations: list[str]) -> None:
    seen = events(tmp_path, "Sound", [kty], mutations, documents=400)
    assert findings(seen) == {}
    footer = seen[-1]
    assert isinstance(footer, Footer)
    assert footer.exit_code == 0
    assert sum(one.documents for one in seen if isinstance(one, Fuzzed)) > 60


def test_a_reader_of_private_keys_that_goes_by_d_is_accused_of_nothing(tmp_path: Path) -> None:
    seen = events(tmp_path, "GoesByD", ["OKP"], ["x: *"], documents=200)
    assert findings(seen) == {}


def test_the_same_documents_are_asked_every_time(tmp_path: Path) -> None:
    seen = [events(tmp_path, "FoldsTheCase", ["EC"], ["crv: *"], 200) for _ in range(2)]
    one, other = (
        [(e.phase, e.kinds, e.depths) for e in each if isinstance(e, Fuzzed)] for each in seen
    )
    assert one == other
    assert findings(seen[0]) == findings(seen[1])


def test_what_was_not_covered_is_said(tmp_path: Path) -> None:
    seen = events(tmp_path, "Sound", ["oct"], [], documents=5)
    phases = {one.phase: one for one in seen if isinstance(one, Fuzzed)}
    assert phases["valid keys"].whole
    assert not phases["single mutations"].whole
    assert phases["single mutations"].documents == 4
    assert phases["pairs of mutations"].documents == 0


def test_a_run_file_fits_its_schema_and_is_read_back(tmp_path: Path) -> None:
    seen = events(tmp_path, "FoldsTheCase", ["EC"], ["crv: in*"], 200)
    path = tmp_path / "fuzz.jsonl"
    path.write_bytes(b"".join(map(encode, seen)))
    validator = Draft202012Validator(event_schema.event_schema())
    for line in path.read_bytes().splitlines():
        assert [error.message for error in validator.iter_errors(json.loads(line))] == []
    run = read(path)
    assert run.findings == [one for one in seen if isinstance(one, Finding)]
    assert run.fuzzed == [one for one in seen if isinstance(one, Fuzzed)]


def test_a_target_that_cannot_be_started_is_named() -> None:
    def launch(target: str) -> Launch:
        raise CannotLaunch("there is none", "try another")

    seen = list(campaign(Plan(targets=["none"], launch=launch, library=bundled())))
    assert [one.what for one in seen if isinstance(one, TargetFailed)] == ["there is none"]
    footer = seen[-1]
    assert isinstance(footer, Footer)
    assert footer.exit_code == 3


def test_the_command_writes_a_run_file_and_says_what_was_covered(tmp_path: Path) -> None:
    output = tmp_path / "fuzz.jsonl"
    arguments = ["reference", "--kty", "oct", "--max-documents", "40", "-o", str(output)]
    done = CliRunner().invoke(fuzz, arguments)
    assert done.exit_code == 0, done.output
    assert "valid keys: 1 documents (oct 1); all of them" in done.output
    assert "single mutations: 39 documents" in done.output
    footer = decode(output.read_bytes().splitlines()[-1])
    assert isinstance(footer, Footer)
    assert footer.reason == "0 findings in 40 documents"
