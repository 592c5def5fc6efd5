"""Every verb through the installed command, with its exit codes, from outside."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import msgspec
import pytest

from jwk_conformance import cli
from jwk_conformance.event import Footer
from jwk_conformance.runfile import read
from jwk_vectors.model import VectorFile

from .zoo_library import CONTROL, PRINT_CONTROL, ZOO, bad, good

COMMAND = str(Path(sys.executable).parent / "jwk-conformance")
SEARCHED = os.pathsep.join(filter(None, [str(ZOO), os.environ.get("PYTHONPATH")]))
LEDGER = """
[[clause]]
id = "zoo-clause"
document = "zoo"
section = "1"
keyword = "MUST"
force = "must-reject"
binds = ["consumer"]
paraphrase = "be sound"
"""


def call(*arguments: object, cwd: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [COMMAND, *map(str, arguments)],
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": SEARCHED, **environment},
        capture_output=True,
        text=True,
        timeout=120,
    )


@pytest.fixture
def vectors(tmp_path: Path) -> Path:
    """A folder of vectors for the zoo, laid out as `vectors export` does."""
    folder = tmp_path / "library"
    (folder / "vectors").mkdir(parents=True)
    (folder / "ledger").mkdir()
    (folder / "ledger" / "zoo.toml").write_text(LEDGER)
    (folder / "choices.toml").write_text("")
    held = (CONTROL, PRINT_CONTROL, good("good-1"), bad("bad-1"), good("good-2"))
    file = VectorFile(format=1, title="zoo", vectors=held)
    (folder / "vectors" / "zoo.json").write_bytes(msgspec.json.encode(file))
    return folder


def last_line(done: subprocess.CompletedProcess[str]) -> str:
    return done.stderr.strip().splitlines()[-1]


def test_help_names_every_verb(tmp_path: Path) -> None:
    done = call("--help", cwd=tmp_path)
    assert done.returncode == 0
    for verb in ("run", "report", "baseline", "show", "adapter", "vectors", "doctor"):
        assert f"\n  {verb} " in done.stdout


@pytest.mark.parametrize(
    "verb", ["run", "report", "baseline", "show", "adapter", "vectors", "doctor"]
)
def test_every_verb_has_help(tmp_path: Path, verb: str) -> None:
    done = call(verb, "--help", cwd=tmp_path)
    assert done.returncode == 0
    assert done.stdout.startswith("Usage:")


@pytest.mark.parametrize(
    ("member", "code", "said"),
    [
        ("Sound", 0, "as expected"),
        ("AcceptsEverything", 1, "1 finding (1 vector), 0 robustness findings"),
        ("DeclaresNothing", 5, "nothing was judged"),
        ("NoSuchMember", 3, "could not start"),
    ],
)
def test_the_exit_code_says_what_came_of_a_run_and_stands_in_the_footer(
    tmp_path: Path, vectors: Path, member: str, code: int, said: str
) -> None:
    done = call("run", f"py:zoo:{member}", "--vectors", vectors, cwd=tmp_path)
    assert done.returncode == code
    assert said in last_line(done)
    footer = read(tmp_path / "run.jsonl").footer
    assert footer is not None
    assert footer.exit_code == code


@pytest.mark.parametrize("arguments", [[], ["=="], ["py:no-colon"], ["--no-such-option"]])
def test_usage_errors_exit_2_with_a_line_that_helps(tmp_path: Path, arguments: list[str]) -> None:
    done = call("run", *arguments, cwd=tmp_path)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr


def test_a_target_that_cannot_start_does_not_stop_the_others(tmp_path: Path, vectors: Path) -> None:
    done = call("run", "no-such-lib", "py:zoo:Sound", "--vectors", vectors, cwd=tmp_path)
    assert done.returncode == 3
    assert "no bundled adapter for no-such-lib" in done.stderr
    run = read(tmp_path / "run.jsonl")
    assert set(run.failed) == {"no-such-lib"}
    assert run.verdicts["py:zoo:Sound", "good-1"].verdict == "pass"


def test_an_adapter_that_cannot_be_imported_is_one_message(tmp_path: Path, vectors: Path) -> None:
    done = call("run", "py:no_such_module:Adapter", "--vectors", vectors, cwd=tmp_path)
    assert done.returncode == 3
    assert "No module named 'no_such_module'" in done.stderr
    assert "looked for in this folder" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.once
def test_a_worker_killed_in_mid_run_costs_one_vector(tmp_path: Path) -> None:
    """The real library, and a kill that the suite knows nothing of."""
    running = subprocess.Popen(
        [COMMAND, "run", "jwcrypto"], cwd=tmp_path, stdout=subprocess.DEVNULL, stderr=-1
    )
    with running:
        workers = Path(f"/proc/{running.pid}/task").glob("*/children")
        while running.poll() is None and not asked_more_than_controls(tmp_path / "run.jsonl"):
            time.sleep(0.01)
        (worker,) = {pid for task in list(workers) for pid in task.read_text().split()}
        os.kill(int(worker), signal.SIGKILL)
        running.communicate(timeout=120)
    run = read(tmp_path / "run.jsonl")
    broken = [
        vector
        for (_, vector), evidence in run.evidence.items()
        if any(seen.outcome in ("died", "hung", "protocol-error") for seen in evidence.steps)
    ]
    (died,) = [finding for finding in run.findings if finding.kind == "died"]
    assert "SIGKILL" in died.said
    assert broken in ([], [*died.vectors])  # none where it was a control asked again
    assert not [f.said for f in run.findings if f.kind in ("unstable", "state")]
    assert [run.verdicts["jwcrypto", vector].verdict for vector in broken] in ([], ["fail"])
    assert {vector for _, vector in run.verdicts} == set(run.vectors)
    assert not {v.verdict for v in run.verdicts.values()} & {"blocked", "skipped", "vacuous"}
    assert run.footer is not None
    assert run.footer.exit_code == running.returncode == 1


def asked_more_than_controls(path: Path) -> bool:
    run = read(path) if path.exists() and path.stat().st_size else None
    return run is not None and any(run.vectors[v].role != "control" for _, v in run.evidence)


def test_a_program_that_is_not_there_is_one_message(tmp_path: Path, vectors: Path) -> None:
    done = call("run", "cmd:no-such-program x", "--vectors", vectors, cwd=tmp_path)
    assert done.returncode == 3
    assert "there is no program 'no-such-program'" in done.stderr


def test_filters_that_fit_nothing_exit_5(tmp_path: Path, vectors: Path) -> None:
    done = call("run", "py:zoo:Sound", "--vectors", vectors, "--id", "no-such-*", cwd=tmp_path)
    assert done.returncode == 5


def test_a_filter_runs_its_vectors_and_their_controls(tmp_path: Path, vectors: Path) -> None:
    call("run", "py:zoo:Sound", "--vectors", vectors, "--id", "bad-*", cwd=tmp_path)
    assert set(read(tmp_path / "run.jsonl").vectors) == {"control-thumbprint", "bad-1"}


@pytest.mark.parametrize(
    ("break_it", "said"),
    [
        (lambda text: text[:100], "not a vector file"),
        (lambda text: text.replace('"title"', '"tittle"', 1), "not a vector file"),
        (lambda text: text.replace('"id":"bad-1"', '"id":"good-1"'), "stands twice"),
        (lambda text: text.replace("zoo-clause", "no-clause"), "which the ledger lacks"),
        (lambda text: text.replace('"format":1', '"format":99'), "reads format 1"),
    ],
)
def test_a_broken_vector_file_is_named(
    tmp_path: Path, vectors: Path, break_it: object, said: str
) -> None:
    file = vectors / "vectors" / "zoo.json"
    file.write_text(break_it(file.read_text()))  # type: ignore[operator]
    done = call("run", "py:zoo:Sound", "--vectors", vectors, cwd=tmp_path)
    assert done.returncode == 2
    assert said in last_line(done)


def test_an_unknown_operation_is_unsupported_and_spoils_nothing(
    tmp_path: Path, vectors: Path
) -> None:
    file = vectors / "vectors" / "zoo.json"
    document = json.loads(file.read_text())
    odd = json.loads(json.dumps(document["vectors"][2]).replace("jwk.import", "jwk.juggle"))
    odd["id"] = "odd"
    document["vectors"].append(odd)
    file.write_text(json.dumps(document))
    done = call("run", "py:zoo:Sound", "--vectors", vectors, cwd=tmp_path)
    assert done.returncode == 0
    assert read(tmp_path / "run.jsonl").verdicts["py:zoo:Sound", "odd"].verdict == "unsupported"


def test_a_folder_without_vectors_is_named(tmp_path: Path) -> None:
    done = call("run", "py:zoo:Sound", "--vectors", tmp_path / "nothing", cwd=tmp_path)
    assert done.returncode == 2
    assert "holds no vectors" in last_line(done)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
def test_a_full_disk_is_one_message(tmp_path: Path, vectors: Path) -> None:
    done = call("run", "py:zoo:Sound", "--vectors", vectors, "--output", "/dev/full", cwd=tmp_path)
    assert done.returncode == 2
    assert "cannot write the run file /dev/full" in last_line(done)


def test_an_unusable_cache_folder_is_one_message(tmp_path: Path, vectors: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    cache = str(tmp_path / "file" / "cache")
    done = call(
        "run", "py:zoo:Sound", "--vectors", vectors, cwd=tmp_path, JWK_CONFORMANCE_CACHE=cache
    )
    assert done.returncode == 3
    assert cache in done.stderr
    assert "Traceback" not in done.stderr
    done = call("doctor", cwd=tmp_path, JWK_CONFORMANCE_CACHE=cache)
    assert done.returncode == 3
    assert "JWK_CONFORMANCE_CACHE" in last_line(done)


def test_ctrl_c_leaves_a_readable_run_file_and_exit_code_130(tmp_path: Path, vectors: Path) -> None:
    running = subprocess.Popen(
        [COMMAND, "run", "py:zoo:HangsOnThird", "--vectors", str(vectors), "--deadline", "60"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": SEARCHED},
        stderr=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        text=True,
    )
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        if subprocess.run(["pgrep", "-f", "zoo:HangsOnThird 8"], capture_output=True).stdout:
            break
        time.sleep(0.05)
    time.sleep(1.0)
    running.send_signal(signal.SIGINT)
    _, said = running.communicate(timeout=30)
    assert running.returncode == 130
    assert "interrupted" in said.splitlines()[-1]
    footer = read(tmp_path / "run.jsonl").footer
    assert isinstance(footer, Footer)
    assert footer.exit_code == 130


def test_a_run_file_cut_in_the_middle_is_recognised(tmp_path: Path, vectors: Path) -> None:
    call("run", "py:zoo:Sound", "--vectors", vectors, cwd=tmp_path)
    whole = (tmp_path / "run.jsonl").read_bytes()
    (tmp_path / "cut.jsonl").write_bytes(whole[: len(whole) * 2 // 3])
    assert read(tmp_path / "cut.jsonl").truncated
    assert not read(tmp_path / "run.jsonl").truncated


def test_vectors_export_and_check_go_round(tmp_path: Path) -> None:
    done = call("vectors", "export", tmp_path / "out", cwd=tmp_path)
    assert done.returncode == 0
    assert (tmp_path / "out" / "FORMAT.md").exists()
    done = call("vectors", "check", tmp_path / "out", cwd=tmp_path)
    assert done.returncode == 0
    again = call("vectors", "export", tmp_path / "out", cwd=tmp_path)
    assert again.returncode == 2
    assert "not empty" in last_line(again)


def test_vectors_check_names_breaches(tmp_path: Path, vectors: Path) -> None:
    file = vectors / "vectors" / "zoo.json"
    file.write_text(file.read_text().replace('"severity":"security"', '"severity":"dire"'))
    done = call("vectors", "check", vectors, cwd=tmp_path)
    assert done.returncode == 2
    assert "dire" in done.stdout


def test_a_baseline_from_its_first_entry_to_its_last(tmp_path: Path, vectors: Path) -> None:
    careless = ("run", "py:zoo:AcceptsEverything", "--vectors", vectors)
    file = tmp_path / "jwk-baseline.toml"
    assert call(*careless, cwd=tmp_path).returncode == 1
    missing = call("baseline", "check", "run.jsonl", cwd=tmp_path)
    assert missing.returncode == 2
    assert "`jwk-conformance baseline update RUN` writes one" in last_line(missing)
    made = call("baseline", "update", "run.jsonl", cwd=tmp_path)
    assert made.returncode == 0
    assert "say why: zoo:deviation:zoo-clause:accepted" in made.stdout
    silent = call("baseline", "check", "run.jsonl", cwd=tmp_path)
    assert (silent.returncode, silent.stdout.split(":")[0]) == (1, "unexplained")
    file.write_text(file.read_text().replace('why = ""', 'why = "a zoo"'))
    assert call("baseline", "check", "run.jsonl", cwd=tmp_path).returncode == 0

    known = call(*careless, "--baseline", file, cwd=tmp_path)
    assert known.returncode == 0
    assert "as expected: 1 finding (1 vector), 0 robustness findings" in last_line(known)
    sound = ("run", "py:zoo:Sound", "--vectors", vectors)
    fails = call(*sound, "--baseline", file, cwd=tmp_path)
    assert fails.returncode == 1
    assert "1 stale" in last_line(fails)
    footer = read(tmp_path / "run.jsonl").footer
    assert footer is not None
    assert footer.exit_code == 1
    text = file.read_text()
    file.write_text(text.replace('"zoo:', '"another-library:'))
    other = call("baseline", "check", "run.jsonl", cwd=tmp_path)
    assert other.returncode == 0
    file.write_text(text)
    gone = call("baseline", "check", "run.jsonl", cwd=tmp_path)
    assert (gone.returncode, gone.stdout.split(":")[0]) == (1, "stale")
    pruned = call("baseline", "prune", "run.jsonl", cwd=tmp_path)
    assert (pruned.returncode, "removed: zoo:deviation" in pruned.stdout) == (0, True)
    assert call("baseline", "check", "run.jsonl", cwd=tmp_path).returncode == 0


def test_a_run_that_was_cut_short_makes_no_baseline(tmp_path: Path, vectors: Path) -> None:
    call("run", "py:zoo:Sound", "--vectors", vectors, cwd=tmp_path)
    lines = (tmp_path / "run.jsonl").read_bytes().splitlines(keepends=True)
    (tmp_path / "run.jsonl").write_bytes(b"".join(lines[:-1]))
    done = call("baseline", "update", "run.jsonl", cwd=tmp_path)
    assert done.returncode == 2
    assert "is not whole" in last_line(done)


def test_a_project_configures_its_targets_and_baseline(tmp_path: Path, vectors: Path) -> None:
    own = tmp_path / "jwk-conformance.toml"
    own.write_text('targets = ["py:zoo:AcceptsEverything"]\nbaseline = "known.toml"\n')
    done = call("run", "--vectors", vectors, cwd=tmp_path)
    assert done.returncode == 2
    assert "known.toml" in last_line(done)
    (tmp_path / "known.toml").write_text("")
    done = call("run", "--vectors", vectors, cwd=tmp_path)
    assert done.returncode == 1
    assert "new: zoo:deviation:zoo-clause:accepted: " in done.stdout
    assert "1 new; 1 finding (1 vector)" in last_line(done)
    own.write_text('target = ["py:zoo:AcceptsEverything"]\n')
    done = call("run", "--vectors", vectors, cwd=tmp_path)
    assert done.returncode == 2
    assert "Nearest is 'targets'" in last_line(done)


def test_an_unknown_profile_is_named(tmp_path: Path, vectors: Path) -> None:
    done = call("run", "py:zoo:Sound", "--vectors", vectors, "--profile", "lax", cwd=tmp_path)
    assert done.returncode == 2
    assert "no profile 'lax'" in last_line(done)


def test_a_profile_holds_for_a_run_and_for_a_report_of_an_older_one(tmp_path: Path) -> None:
    of_own = ("ec", "rsa", "oct")
    ids = [part for kind in of_own for part in ("--id", f"choice.alg-of-key-differs.{kind}")]
    part = ("run", "jwcrypto", *ids)
    assert call(*part, cwd=tmp_path).returncode == 0
    made = call("report", "run.jsonl", "--profile", "strict", "--markdown", "a.md", cwd=tmp_path)
    assert made.returncode == 0
    text = (tmp_path / "a.md").read_text()
    assert "profile strict" in text
    assert "jwcrypto uses a key with another algorithm than its alg names (3 vectors" in text
    strict = call(*part, "--profile", "strict", cwd=tmp_path)
    assert strict.returncode == 1
    assert "1 finding (3 vectors)" in last_line(strict)
    assert read(tmp_path / "run.jsonl").header.profile == "strict"
    (tmp_path / "jwk-conformance.toml").write_text('profile = "strict"\n')
    assert call(*part, cwd=tmp_path).returncode == 1
    assert call(*part, "--profile", "rfc", cwd=tmp_path).returncode == 0


def test_show_shows_checks_of_endpoints(tmp_path: Path) -> None:
    assert "etag-any" in call("show", cwd=tmp_path).stdout
    shown = call("show", "etag-any", cwd=tmp_path).stdout
    assert "source    RFC 9110 section 13.1.2 (text not at hand)" in shown
    clause = call("show", "rfc9110-13.1.2-if-none-match", cwd=tmp_path).stdout
    assert "check     etag-any: " in clause


def test_show_shows_profiles_with_their_citations(tmp_path: Path) -> None:
    assert "profiles: oidc, rfc, strict" in call("show", cwd=tmp_path).stdout
    shown = call("show", "strict", cwd=tmp_path)
    assert shown.returncode == 0
    assert "pins      alg-of-key-differs to refuse" in shown.stdout
    assert "RFC 8725 section 3.1: " in shown.stdout


def test_show_shows_what_makes_a_finding(tmp_path: Path) -> None:
    shown = call("show", "leading-zeros-lost", cwd=tmp_path)
    assert shown.returncode == 0
    assert "a library writes the numbers of EC keys without" in shown.stdout
    assert "by chance control-jwk.generate-ec-p-256" in shown.stdout


def test_show_lists_and_shows(tmp_path: Path) -> None:
    listed = call("show", cwd=tmp_path)
    assert listed.returncode == 0
    first = listed.stdout.split(":")[0]
    shown = call("show", first, cwd=tmp_path)
    assert shown.returncode == 0
    assert "why" in shown.stdout
    missing = call("show", "no-such-id", cwd=tmp_path)
    assert missing.returncode == 2


def test_show_tells_what_a_clause_accounts_for_and_why_nothing_tests_it(tmp_path: Path) -> None:
    shown = call("show", "rfc7515-10.12-duplicate-names", cwd=tmp_path).stdout
    assert "keywords  MUST 2, MUST 3 of the section\n" in shown
    assert "status    excluded. Repeats section 4: rfc7515-4-duplicate-names.\n" in shown
    assert "errata    not considered\n" in shown
    alone = call("show", "rfc7515-4.1.2-jku-integrity", cwd=tmp_path).stdout
    assert "status    tested by 1 rule. Binds who fetches: " in alone
    both = call("show", "rfc7518-6.2.2.1-d-in-range", cwd=tmp_path).stdout
    assert re.search(r"^status    tested by [0-9]+ vectors, 1 rule\.$", both, re.MULTILINE)


def test_show_prints_a_reproduction_without_the_library(tmp_path: Path) -> None:
    shown = call("show", "control-jwk.import-rsa", "--target", "joserfc", cwd=tmp_path)
    assert shown.returncode == 0
    assert shown.stdout.startswith("from joserfc import jwk\n\nmade = jwk.import_key({'kty':")
    for wrong in (
        ("control-jwk.import-rsa", "--target", "no-such-library"),
        ("no-such-id", "--target", "joserfc"),
        ("--target", "joserfc"),
        ("control-jwk.generate-rsa", "--target", "pyjwt"),
    ):
        assert call("show", *wrong, cwd=tmp_path).returncode == 2


def test_adapter_new_writes_a_start_that_is_no_target_yet(tmp_path: Path) -> None:
    done = call("adapter", "new", "no-such-lib", cwd=tmp_path)
    assert done.returncode == 0
    assert (tmp_path / "no_such_lib_adapter.py").exists()
    again = call("adapter", "new", "no-such-lib", cwd=tmp_path)
    assert again.returncode == 2
    checked = call("adapter", "check", "py:no_such_lib_adapter:NoSuchLib", cwd=tmp_path)
    assert checked.returncode == 1
    assert "first suspect" in last_line(checked)


def test_adapter_list_and_check(tmp_path: Path) -> None:
    assert "joserfc" in call("adapter", "list", cwd=tmp_path).stdout
    done = call("adapter", "check", "jwcrypto", cwd=tmp_path)
    assert done.returncode == 0, done.stdout


def test_doctor_says_what_runs_here(tmp_path: Path) -> None:
    done = call("doctor", cwd=tmp_path)
    assert done.returncode == 0
    assert "jwcrypto: " in done.stdout


def test_a_defect_of_the_suite_exits_4_and_asks_to_be_reported(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(cli.COMMANDS, "broken", ("jwk_conformance.no_such_module:x", "broken"))
    monkeypatch.setattr(sys, "argv", ["jwk-conformance", "broken"])
    with pytest.raises(SystemExit) as left:
        cli.main()
    assert left.value.code == 4
    assert capsys.readouterr().err.splitlines()[-1].startswith("jwk-conformance: a defect")
