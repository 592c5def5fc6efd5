"""Replay files, and what `replay` says of them."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from jsonschema import Draft202012Validator

from jwk_conformance.protocol import Fault, Hello, Observation
from jwk_fuzz import replay_file
from jwk_fuzz.command import fuzz
from jwk_fuzz.replay import answer
from jwk_fuzz.replay_command import replay
from jwk_fuzz.replay_file import CannotKeep, ReplayError, find, load, write
from jwk_vectors.model import Requires, Source, Step, Vector

ZOO = Path(__file__).parent / "zoo"
FOLDS = "py:member:FoldsTheCase"
HELLO = Hello(protocol=1, name="lib", version="1", language="Python", operations=())


@pytest.fixture(scope="module")
def campaign(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Result]:
    """The folder of a campaign that finds one thing, and what the command said."""
    folder = tmp_path_factory.mktemp("campaign")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(ZOO)
        arguments = [FOLDS, "--kty", "EC", "--mutation", "crv: in the other case"]
        arguments += ["--max-documents", "60", "-o", str(folder / "fuzz.jsonl")]
        arguments += ["--replays", str(folder / "replays")]
        return folder / "replays", CliRunner().invoke(fuzz, arguments)


@pytest.fixture
def kept(campaign: tuple[Path, Result]) -> Path:
    (path,) = campaign[0].glob("*.json")
    return path


def replayed(monkeypatch: pytest.MonkeyPatch, *arguments: object) -> Result:
    monkeypatch.chdir(ZOO)
    return CliRunner().invoke(replay, list(map(str, arguments)))


def test_a_campaign_leaves_one_replay_file_a_finding(campaign: tuple[Path, Result]) -> None:
    folder, done = campaign
    assert done.exit_code == 1, done.output
    (path,) = folder.iterdir()
    assert f"{path.stem}: ec-p-256-public: crv: in the other case" in done.output
    document = json.loads(path.read_text("ascii"))
    validator = Draft202012Validator(json.loads(replay_file.SCHEMA.read_text("utf-8")))
    assert [one.message for one in validator.iter_errors(document)] == []
    assert document["id"] == path.stem
    (line,) = document["example"]["requests"]
    assert json.loads(line)["args"]["key"] == document["vector"]["steps"][0]["args"]["key"]
    assert document["vector"]["steps"][0]["args"]["key"].startswith('{"kty": "EC", "crv": "p-256"')


def test_the_schema_is_that_of_the_types() -> None:
    assert replay_file.SCHEMA.read_text("utf-8") == replay_file.rendered()


def test_what_still_shows_exits_with_1(kept: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    done = replayed(monkeypatch, kept)
    assert done.exit_code == 1, done.output
    assert "saw    " in done.output
    assert f"{kept.stem} still shows on jwk-conformance" in done.output


def test_what_shows_no_longer_exits_with_0(kept: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    done = replayed(monkeypatch, kept.stem, "--target", "reference", "--replays", kept.parent)
    assert done.exit_code == 0, done.output
    assert "saw    " in done.output
    assert "rejected" in done.output


def test_a_fingerprint_names_its_file(kept: Path) -> None:
    assert find(load(kept).finding.fingerprint, kept.parent) == kept


def test_what_the_target_does_not_offer_exits_with_5(
    kept: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    done = replayed(monkeypatch, kept, "--target", "py:member:WithoutEc")
    assert done.exit_code == 5, done.output


def test_the_protocol_and_the_code_are_printed(kept: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    done = replayed(monkeypatch, kept, "--show", "protocol")
    assert done.exit_code == 0
    assert json.loads(done.output)["op"] == load(kept).vector.operation
    without = replayed(monkeypatch, kept, "--show", "code")
    assert without.exit_code == 2
    assert "--show protocol" in without.output


def test_code_is_in_the_calls_of_the_library(tmp_path: Path) -> None:
    path = tmp_path / "fuzz.jsonl"
    arguments = ["jwcrypto", "--kty", "EC", "--mutation", "x: the standard alphabet"]
    arguments += ["--max-documents", "70", "-o", str(path), "--replays", str(tmp_path)]
    done = CliRunner().invoke(fuzz, arguments)
    assert done.exit_code == 1, done.output
    codes = [load(one).snippet for one in tmp_path.glob("*.json")]
    assert codes
    assert all("from jwcrypto import" in code and "JWK.from_json(" in code for code in codes)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "is no replay file"),
        (b"\xff{", "is no replay file"),
        (b'{"keys": []}', "is no replay file"),
        (b"[1]", "is no replay file"),
        (b'{"format": true, "finding": {}}', "is no replay file"),
        (b'{"format": 2, "finding": {}}', "replay format 2; this release reads format 1"),
        (b'{"format": 1, "finding": {}}', "is no whole replay file"),
    ],
)
def test_what_is_no_replay_file_exits_with_2(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: bytes, said: str
) -> None:
    path = tmp_path / "broken.json"
    path.write_bytes(content)
    done = replayed(monkeypatch, path)
    assert done.exit_code == 2
    assert said in done.output


def test_half_a_replay_file_exits_with_2(
    kept: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "half.json"
    path.write_bytes(kept.read_bytes()[:700])
    assert replayed(monkeypatch, path).exit_code == 2


def test_a_name_that_is_not_there_exits_with_2_and_lists_what_is(
    kept: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    done = replayed(monkeypatch, "none", "--replays", kept.parent)
    assert done.exit_code == 2
    assert kept.stem in done.output
    empty = replayed(monkeypatch, "none", "--replays", tmp_path)
    assert empty.exit_code == 2
    assert "writes them" in empty.output


def test_a_target_that_is_not_there_exits_with_3(
    kept: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    done = replayed(monkeypatch, kept, "--target", "cmd:no-such-program")
    assert done.exit_code == 3
    assert "there is no program" in done.output
    gone = replayed(monkeypatch, kept, "--target", "py:no_such_module:Adapter")
    assert gone.exit_code == 3


def test_a_target_that_cannot_be_read_exits_with_2(
    kept: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert replayed(monkeypatch, kept, "--target", "py:nothing").exit_code == 2


def test_a_file_is_written_whole_or_not_at_all(kept: Path, tmp_path: Path) -> None:
    finding = load(kept)
    taken = tmp_path / "taken.json"
    taken.mkdir()
    with pytest.raises(CannotKeep, match="--replays"):
        write(taken, finding)
    assert [one.name for one in tmp_path.iterdir()] == ["taken.json"]
    write(tmp_path / "new" / "one.json", finding)
    assert load(tmp_path / "new" / "one.json") == finding


def test_a_file_that_is_none_is_not_found(tmp_path: Path) -> None:
    with pytest.raises(ReplayError, match="cannot read"):
        load(tmp_path / "none.json")


def test_asking_again_needs_no_hypothesis() -> None:
    code = (
        "import sys; from jwk_fuzz.replay_command import promote, replay; "
        "sys.exit('hypothesis' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code]).returncode == 0


VECTOR = Vector(
    id="fuzz.x",
    title="x",
    group="fuzz",
    why="x",
    steps=(Step(operation="jwk.import", args={"key": "{}"}, expect="reject"),),
    clauses=("rfc7517-4.1-kty",),
    source=Source(document="x", section="x"),
    set="fuzz",
    severity="security",
    requires=Requires(),
)


def error(type: str, function: str = "f", *bases: str) -> Observation:
    fault = Fault(type=type, bases=bases, module="m", function=function)
    return Observation(outcome="error", error=fault)


REFUSED = Observation(outcome="rejected")


@pytest.mark.parametrize(
    ("kind", "before", "now", "shows"),
    [
        ("unexpected-error", error("KeyError", "f", "LookupError"), REFUSED, False),
        ("unexpected-error", error("KeyError", "f"), error("ValueError"), False),
        ("unexpected-error", error("KeyError", "f", "LookupError"),
         error("IndexError", "g", "LookupError"), True),
        ("hung", Observation(outcome="hung"), REFUSED, False),
        ("hung", Observation(outcome="hung"), Observation(outcome="died"), True),
        ("deviation", REFUSED, Observation(outcome="died"), True),
        ("deviation", Observation(outcome="accepted"), REFUSED, False),
        ("unstable", REFUSED, REFUSED, True),
        ("unstable", REFUSED, Observation(outcome="accepted"), False),
        ("state", Observation(outcome="accepted", facts={"jws": "a"}),
         Observation(outcome="accepted", facts={"jws": "b"}), True),
        ("state", Observation(outcome="accepted", facts={"jwk": "a"}),
         Observation(outcome="accepted", facts={"jwk": "b"}), False),
    ],
)  # fmt: skip
def test_what_shows_again(kind: str, before: Observation, now: Observation, shows: bool) -> None:
    assert answer(kind, VECTOR, (before,), (now,), HELLO).shows is shows  # type: ignore[arg-type]
