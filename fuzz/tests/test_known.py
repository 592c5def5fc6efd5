"""Baselines and earlier findings: what is known lets nothing fail, and what is mended is told."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import msgspec
import pytest
from click.testing import CliRunner, Result

from jwk_conformance.baseline import FUZZED, Baseline, Entry, Shown, load, news, stale
from jwk_conformance.baseline_file import updated
from jwk_conformance.command.baseline import baseline
from jwk_conformance.event import Finding, Replayed
from jwk_conformance.protocol import Hello, Observation
from jwk_conformance.runfile import read
from jwk_fuzz.command import fuzz
from jwk_fuzz.regression import again
from jwk_fuzz.replay_file import ReplayFile, kept_of, write
from jwk_fuzz.replay_file import load as load_replay

pytestmark = pytest.mark.once

ZOO = Path(__file__).parent / "zoo"
TODAY = date(2026, 12, 1)


def fuzzed(
    monkeypatch: pytest.MonkeyPatch, member: str, folder: Path, *more: str, replays: str = "replays"
) -> Result:
    monkeypatch.chdir(ZOO)
    arguments = [f"py:member:{member}", "--kty", "EC", "--mutation", "crv: in the other case"]
    arguments += ["--max-documents", "60", "-o", str(folder / "fuzz.jsonl")]
    arguments += ["--replays", str(folder / replays), *more]
    return CliRunner().invoke(fuzz, arguments)


def managed(*arguments: object) -> Result:
    return CliRunner().invoke(baseline, list(map(str, arguments)))


def test_what_is_known_passes_and_what_is_mended_is_stale(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run, known = tmp_path / "fuzz.jsonl", tmp_path / "known.toml"
    assert fuzzed(monkeypatch, "FoldsTheCase", tmp_path).exit_code == 1
    done = managed("update", run, "--baseline", known)
    assert done.exit_code == 0, done.output
    (entry,) = load(known).entries
    assert entry.fingerprint.endswith(":EC:accepted")
    assert (entry.vectors, entry.sometimes) == ((), (FUZZED,))
    assert managed("check", run, "--baseline", known).exit_code == 1, "its why is empty"
    known.write_text(known.read_text("utf-8").replace('why = ""', 'why = "to be mended"'), "utf-8")
    assert managed("check", run, "--baseline", known).exit_code == 0

    still = fuzzed(monkeypatch, "FoldsTheCase", tmp_path, "--baseline", str(known))
    assert still.exit_code == 0, still.output
    assert "as expected: 1 finding in" in still.output
    assert [one.shows for one in read(run).replayed] == [True]

    unseen = fuzzed(monkeypatch, "Sound", tmp_path, "--baseline", str(known), replays="none")
    assert unseen.exit_code == 0, "what fuzzing did not come upon may still be there"

    mended = fuzzed(monkeypatch, "Sound", tmp_path, "--baseline", str(known))
    assert mended.exit_code == 1, mended.output
    assert "stale: " in mended.output
    assert "shows no longer" in mended.output
    assert managed("check", run, "--baseline", known).exit_code == 1
    assert managed("prune", run, "--baseline", known).exit_code == 0
    assert load(known).entries == ()


def test_a_new_finding_fails_beside_a_known_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = tmp_path / "known.toml"
    known.write_text(
        '[[finding]]\nfingerprint = "jwk-conformance:hung:x"\nwhy = "y"\n'
        f'vectors = []\nsometimes = ["{FUZZED}"]\n',
        "utf-8",
    )
    done = fuzzed(monkeypatch, "FoldsTheCase", tmp_path, "--baseline", str(known))
    assert done.exit_code == 1, done.output
    assert "1 new" in done.output


def test_a_baseline_that_is_not_there_exits_with_2(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    done = fuzzed(monkeypatch, "Sound", tmp_path, "--baseline", str(tmp_path / "none.toml"))
    assert done.exit_code == 2


ENTRY = Entry(fingerprint="lib:hung:x", why="known", sometimes=(FUZZED,))
VECTORED = Entry(fingerprint="lib:deviation:y", why="known", vectors=("malformed.y",))
FOUND = Finding(
    target="lib", kind="hung", fingerprint="lib:hung:x", said="it hung", vectors=("fuzz.x.1",)
)


def kinds(entries: list[Entry], seen: Shown) -> list[str]:
    return [one.kind for one in news(Baseline(Path("b.toml"), tuple(entries)), seen, TODAY)]


def test_one_file_serves_runs_and_fuzzing() -> None:
    names = {"lib": "lib"}
    verdicts = {("lib", "malformed.y"): "pass"}
    run = Shown(names, [], verdicts)  # type: ignore[arg-type]
    assert kinds([ENTRY], run) == [], "a run of vectors tells nothing of what fuzzing found"
    assert kinds([VECTORED], run) == ["stale"]
    fuzzing = Shown(names, [], {}, fuzz=True)
    assert kinds([ENTRY, VECTORED], fuzzing) == []
    assert stale(Baseline(Path("b.toml"), (ENTRY,)), fuzzing) == []


def test_another_example_of_a_known_finding_is_no_news() -> None:
    other = msgspec.structs.replace(FOUND, vectors=("fuzz.another.2",))
    for found in (FOUND, other):
        assert kinds([ENTRY], Shown({"lib": "lib"}, [found], {}, fuzz=True)) == []


def test_withheld_entries_are_compared_and_never_stale_by_a_run_of_vectors(
    tmp_path: Path,
) -> None:
    seen = Shown({"lib": "lib"}, [FOUND], {}, fuzz=True)
    text = updated("", Baseline(Path("b.toml"), ()), seen, {}, {}, {FOUND.fingerprint})
    assert "hung" not in text
    assert "fuzz.x" not in text
    path = tmp_path / "b.toml"
    path.write_text(text, "utf-8")
    (opaque,) = load(path).entries
    opaque = msgspec.structs.replace(opaque, why="withheld")
    assert kinds([opaque], seen) == []
    assert kinds([opaque], Shown({"lib": "lib"}, [], {})) == []
    mended = Shown({"lib": "lib"}, [], {}, fuzz=True, mended=frozenset({FOUND.fingerprint}))
    assert kinds([opaque], mended) == ["stale"]


@pytest.fixture
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ReplayFile:
    fuzzed(monkeypatch, "FoldsTheCase", tmp_path)
    (path,) = (tmp_path / "replays").iterdir()
    return load_replay(path)


def test_what_the_rulebook_no_longer_minds_is_dropped(kept: ReplayFile) -> None:
    """A false accusation of an earlier release is not repeated."""

    class Accepting:
        def observe(self, vectors: list[object]) -> list[object]:
            return [(one, (Observation(outcome="accepted"),)) for one in vectors]

    def told(reason: str) -> Replayed | None:
        vector = msgspec.structs.replace(kept.vector, reason=reason)
        one = msgspec.structs.replace(kept, vector=vector)
        hello = Hello(
            protocol=1,
            name="x",
            version="1",
            language="Python",
            operations=(kept.vector.operation,),
            kty=("EC",),
            crv=("P-256",),
            alg=("ES256",),
            serialisations=("compact",),
        )
        return next(again("x", Accepting(), hello, [one])).told  # type: ignore[arg-type]

    assert told(kept.vector.reason) is not None
    assert [told(kept.vector.reason).shows, told("no-such-rule").shows] == [True, False]  # type: ignore[union-attr]


def test_files_of_other_libraries_and_broken_ones_are_left_alone(
    kept: ReplayFile, tmp_path: Path
) -> None:
    folder = tmp_path / "more"
    write(folder / "a.json", kept)
    (folder / "b.json").write_text("{", "utf-8")
    assert [one.id for one in kept_of("jwk-conformance", folder)] == [kept.id]
    assert list(kept_of("another", folder)) == []
