"""Fuzzing around the user's own keys: findings are told, and nothing that the keys keep secret."""

from __future__ import annotations

import base64
import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from cryptography.hazmat.primitives.asymmetric import ec

from jwk_conformance.event import Finding, FuzzExample, TargetFailed
from jwk_conformance.runfile import read
from jwk_fuzz.command import fuzz
from jwk_fuzz.own import WITHHELD, Guard, KeysError, load
from jwk_fuzz.pool import pool
from jwk_fuzz.replay_command import replay
from jwk_fuzz.replay_file import load as load_replay
from jwk_fuzz.use import uses
from jwk_reports.command import report

pytestmark = pytest.mark.once

ZOO = Path(__file__).parent / "zoo"
SECRET = 0x5A17C0DE_0123456789ABCDEF_FEDCBA9876543210_0F1E2D3C4B5A6978
K = base64.urlsafe_b64encode(b"a canary, which sings if anybody hears it").decode().rstrip("=")


def b64(number: int) -> str:
    octets = number.to_bytes(32, "big")
    return base64.urlsafe_b64encode(octets).rstrip(b"=").decode("ascii")


@pytest.fixture(scope="module")
def ec_key() -> dict[str, Any]:
    point = ec.derive_private_key(SECRET, ec.SECP256R1()).public_key().public_numbers()
    return {"kty": "EC", "crv": "P-256", "x": b64(point.x), "y": b64(point.y), "d": b64(SECRET)}


def spellings() -> Iterator[str]:
    """Of both secrets, in short pieces: a part would be too much."""
    octets = SECRET.to_bytes(32, "big")
    for one in (octets[8:], base64.urlsafe_b64decode(K + "=" * (-len(K) % 4))):
        for skipped in range(3):
            text = base64.urlsafe_b64encode(one[skipped:]).decode("ascii").rstrip("=")
            yield from (text[at : at + 12] for at in range(0, len(text) - 14, 4))
        yield from (one.hex()[at : at + 12] for at in range(0, len(one.hex()) - 12, 4))
    yield from (str(SECRET)[at : at + 12] for at in range(0, 60, 4))


@pytest.fixture(scope="module")
def campaign(
    tmp_path_factory: pytest.TempPathFactory, ec_key: dict[str, Any]
) -> tuple[Path, Result]:
    """A target that tells everything, asked about a key and a secret of the user's."""
    folder = tmp_path_factory.mktemp("own")
    keys = [{**ec_key, "kid": "mine"}, {"kty": "oct", "k": K}]
    (folder / "mine.json").write_text(json.dumps({"keys": keys}), "utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(ZOO)
        arguments = [
            "py:member:TellsEverything",
            "py:member:FoldsTheCase",
            "--keys",
            str(folder / "mine.json"),
        ]
        arguments += ["--mutation", "[dkx]: *", "--mutation", "an unknown member __dict__ added"]
        arguments += ["--mutation", "a NUL behind", "--max-documents", "130"]
        arguments += ["-o", str(folder / "out" / "fuzz.jsonl")]
        arguments += ["--replays", str(folder / "out" / "replays")]
        return folder, CliRunner().invoke(fuzz, arguments)


def test_no_output_holds_a_secret(
    campaign: tuple[Path, Result], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, done = campaign
    assert done.exit_code == 1, done.output
    run = read(folder / "out" / "fuzz.jsonl")
    assert len(run.targets) == 2, "what several targets say is compared, and not told"
    kinds = {one.kind for one in run.findings}
    assert kinds >= {"deviation", "secret", "unexpected-error"}, "there is something to be told"
    out, texts = folder / "out", {"the terminal of fuzz": done.output}
    pages = ["--html", str(out / "r.html"), "--markdown", str(out / "r.md")]
    told = CliRunner().invoke(report, [str(out / "fuzz.jsonl"), *pages])
    assert told.exit_code == 0, told.output
    texts["the terminal of report"] = told.output
    monkeypatch.chdir(ZOO)
    for path in sorted((out / "replays").iterdir()):
        again = CliRunner().invoke(replay, [str(path)])
        assert again.exit_code == 1, again.output
        texts[f"the terminal of replay {path.name}"] = again.output
        for what in ("code", "protocol"):
            shown = CliRunner().invoke(replay, [str(path), "--show", what])
            texts[f"replay --show {what} {path.name}"] = shown.output
    for path in out.rglob("*"):
        if path.is_file():
            texts[path.name] = path.read_text("utf-8")
    assert len(texts) > 8
    pieces = set(spellings())
    for name, text in texts.items():
        assert not [one for one in pieces if one in text], name


def test_neither_documents_nor_tokens_are_kept(campaign: tuple[Path, Result]) -> None:
    run = read(campaign[0] / "out" / "fuzz.jsonl")
    own = [one for one in run.examples if one.withheld]
    assert own
    for one in own:
        assert one.requests == ()
        assert all(step.args == {} for step in run.vectors[one.vector].steps)
        assert all(
            not seen.facts and not (seen.error and seen.error.message)
            for seen in run.evidence[one.target, one.vector].steps
        )
        assert one.seed.startswith("yours-")
        assert one.source.endswith("mine.json")


def test_no_token_that_ones_own_key_has_signed_is_kept(campaign: tuple[Path, Result]) -> None:
    folder, keys = campaign[0], load(campaign[0] / "mine.json")
    tokens = {
        use.args["jws"]
        for seed in keys.seeds
        for use in uses(seed)
        if use.operation == "jws.verify"
    }
    assert tokens
    for path in (folder / "out").rglob("*"):
        text = path.read_text("utf-8") if path.is_file() else ""
        assert not [one for one in tokens if one.partition(".")[2] in text], path


def test_what_the_suites_own_keys_show_too_is_told_by_these(campaign: tuple[Path, Result]) -> None:
    run = read(campaign[0] / "out" / "fuzz.jsonl")
    by_pool = [one for one in run.examples if not one.withheld]
    assert by_pool
    assert all(not one.seed.startswith("yours-") and one.requests for one in by_pool)


@pytest.fixture
def own_file(campaign: tuple[Path, Result], ec_key: dict[str, Any], tmp_path: Path) -> Path:
    """A replay file of a finding that only the user's own key shows, made so if need be."""
    folder = campaign[0]
    for path in (folder / "out" / "replays").iterdir():
        if load_replay(path).example.withheld:
            return path
    raise AssertionError("no finding is on the user's own key alone")


def test_a_finding_on_ones_own_key_is_made_again_from_the_file(
    own_file: Path, campaign: tuple[Path, Result], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(ZOO)
    keys = campaign[0] / "mine.json"
    moved = tmp_path / "moved.json"
    moved.write_bytes(keys.read_bytes())

    def run(*more: object) -> Result:
        return CliRunner().invoke(replay, [str(own_file), *map(str, more)])

    assert run().exit_code == 1
    assert run("--keys", moved).exit_code == 1
    mended = run("--keys", moved, "--target", "reference")
    assert mended.exit_code == 0, mended.output
    gone = run("--keys", tmp_path / "none.json")
    assert gone.exit_code == 2
    assert "--keys" in gone.output
    other = tmp_path / "other.json"
    other.write_text(json.dumps(pool()["rsa-2048-a"]), "utf-8")
    assert run("--keys", other).exit_code == 2


def refused(path: Path, content: str) -> str:
    path.write_text(content, "utf-8")
    with pytest.raises(KeysError) as caught:
        load(path)
    return str(caught.value)


def test_keys_that_cannot_be_fuzzed_are_refused_without_being_told(
    tmp_path: Path, ec_key: dict[str, Any]
) -> None:
    path = tmp_path / "keys.json"
    assert "lint" in refused(path, "{")
    assert "holds no key" in refused(path, '{"keys": []}')
    assert "of no type" in refused(path, '{"kty": "X"}')
    assert "of no type" in refused(path, '{"keys": [1]}')
    for broken in ({**ec_key, "d": ec_key["d"] + "="}, {**ec_key, "x": ec_key["y"]}):
        said = refused(path, json.dumps(broken))
        assert "is not valid" in said
        assert ec_key["d"][:12] not in said
    with pytest.raises(KeysError, match="cannot read"):
        load(tmp_path / "none.json")


def test_a_public_key_has_nothing_to_hide_and_nobody_to_sign(tmp_path: Path) -> None:
    from jwk_fuzz.valid import public

    path = tmp_path / "public.json"
    path.write_text(json.dumps(public(pool()["ec-p-256"])), "utf-8")
    own = load(path)
    assert not own.secret
    (seed,) = own.seeds
    assert not seed.secret
    assert {one.operation for one in uses(seed)} >= {"jwk.import", "jwe.encrypt"}
    assert "jws.verify" not in {one.operation for one in uses(seed)}


def test_keys_that_are_no_keys_exit_with_2(tmp_path: Path) -> None:
    path = tmp_path / "keys.json"
    path.write_text("[]", "utf-8")
    done = CliRunner().invoke(fuzz, ["reference", "--keys", str(path)])
    assert done.exit_code == 2
    assert os.path.basename(path) in done.output


def test_the_last_wall_masks_a_secret_wherever_it_stands(
    tmp_path: Path, ec_key: dict[str, Any]
) -> None:
    path = tmp_path / "keys.json"
    path.write_text(json.dumps({"keys": [ec_key, {"kty": "oct", "k": "c2hvcnQ"}]}), "utf-8")
    guard = Guard(load(path))
    for text in (b64(SECRET)[5:30], SECRET.to_bytes(32, "big").hex()[9:40], str(SECRET), "c2hvcnQ"):
        event = TargetFailed(target="x", what=f"the last words were {text}!")
        assert guard(event) == TargetFailed(target="x", what=WITHHELD)
    for clean in (
        TargetFailed(target="x", what=f"x is {ec_key['x']}"),
        Finding(target="x", kind="hung", fingerprint="a", said="b", vectors=("c",)),
        FuzzExample(target="x", fingerprint="a", id="b", vector="c", documents=1, octets=(1, 2)),
    ):
        assert guard(clean) is clean
