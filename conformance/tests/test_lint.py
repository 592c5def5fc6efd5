"""`lint` from outside, through the installed command: outcomes, formats, and bad input."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from jwk_conformance.rulebook import RULES
from jwk_conformance.rulebook.example import examples

COMMAND = str(Path(sys.executable).parent / "jwk-conformance")
EXAMPLES = examples()
SOUND = EXAMPLES["rsa-leading-zero"].keeps
BAD = str(EXAMPLES["rsa-leading-zero"].breaks)
SHOULD = str(EXAMPLES["use-with-key-ops"].breaks)
NOTE = str(EXAMPLES["rsa-small-modulus"].breaks)
SECONDS = 10
MEBIBYTES = 300


def lint(*arguments: object, octets: bytes = b"") -> subprocess.CompletedProcess[str]:
    done = subprocess.run(
        [COMMAND, "lint", *map(str, arguments)], input=octets, capture_output=True, timeout=60
    )
    return subprocess.CompletedProcess(
        done.args, done.returncode, done.stdout.decode(), done.stderr.decode()
    )


def saved(folder: Path, content: str | bytes, name: str = "keys.json") -> Path:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def last_line(done: subprocess.CompletedProcess[str]) -> str:
    return done.stderr.strip().splitlines()[-1]


@pytest.mark.parametrize(
    ("content", "options", "code"),
    [
        (SOUND, (), 0),
        (BAD, (), 1),
        (SHOULD, (), 0),
        (SHOULD, ("--fail-on", "should"), 1),
        (NOTE, ("--fail-on", "should"), 0),
        (NOTE, ("--fail-on", "note"), 1),
        ("{", (), 2),
    ],
)
def test_the_exit_code_says_what_came_of_it(
    tmp_path: Path, content: str, options: tuple[str, ...], code: int
) -> None:
    done = lint(saved(tmp_path, content), *options)
    assert done.returncode == code
    assert last_line(done).startswith("jwk-conformance: 1 file, ")


def test_a_violation_is_told_with_place_clause_force_and_advice(tmp_path: Path) -> None:
    path = saved(tmp_path, '{"keys": [\n ' + SOUND + ",\n " + BAD + "\n]}")
    done = lint(path)
    assert done.returncode == 1
    first, clause, advice = done.stdout.splitlines()
    column = BAD.index('"AO8') + 2
    assert first == f"{path}:3:{column}: must rsa-leading-zero: n has a leading zero octet"
    assert clause.split()[:3] == ["clause", "rfc7518-2-minimal-integers", "(MUST;"]
    assert "a reader may refuse it" in clause
    assert advice.strip() == f"advice  {RULES['rsa-leading-zero'].advice}"
    assert last_line(done) == "jwk-conformance: 1 file, 2 keys: 1 must, 0 should, 0 note"


@pytest.mark.parametrize(
    ("token", "kind", "code"),
    [
        ("eyJhbGciOiJub25lIn0.e30.\n", "JWS", "alg-none"),
        (
            '{"payload":"e30","protected":"eyJhbGciOiJIUzI1NiJ9=","signature":"AA"}',
            "JWS",
            "part-padding",
        ),
        ("eyJhbGciOiJkaXIiLCJlbmMiOiJBMTI4R0NNIn0.AAAA.AAAA.AAAA.AAAA", "JWE", "encrypted-key"),
    ],
)
def test_tokens_are_told_by_their_content(tmp_path: Path, token: str, kind: str, code: str) -> None:
    (file,) = json.loads(lint(saved(tmp_path, token), "--format", "json").stdout)["files"]
    assert (file["kind"], file["keys"], file["unusable"]) == (kind, 0, None)
    assert any(code in one["code"] for one in file["violations"])
    assert all(one["line"] == 1 for one in file["violations"])


def test_several_files_and_standard_input(tmp_path: Path) -> None:
    done = lint(saved(tmp_path, SOUND), saved(tmp_path, SHOULD, "b"), "-", octets=BAD.encode())
    assert done.returncode == 1
    assert f"{tmp_path / 'b'}:1:" in done.stdout
    assert "<stdin>:1:" in done.stdout
    assert last_line(done).endswith("3 files, 3 keys: 1 must, 1 should, 0 note")


def test_an_unusable_file_does_not_hide_the_others(tmp_path: Path) -> None:
    done = lint(tmp_path / "none.json", saved(tmp_path, BAD))
    assert done.returncode == 2
    assert "rsa-leading-zero" in done.stdout
    assert "none.json: it cannot be read: No such file or directory." in done.stderr
    assert last_line(done).endswith("1 must, 0 should, 0 note; 1 file could not be examined")


def test_json_for_programs(tmp_path: Path) -> None:
    path = saved(tmp_path, '{"keys": [' + SOUND + "," + BAD + "]}")
    done = lint(path, tmp_path, "--format", "json")
    assert done.returncode == 2
    made = json.loads(done.stdout)
    keys, folder = made["files"]
    assert (keys["file"], keys["kind"], keys["keys"], keys["unusable"]) == (
        str(path),
        "set",
        2,
        None,
    )
    (violation,) = keys["violations"]
    assert violation["code"] == "rsa-leading-zero"
    assert violation["pointer"] == "/keys/1/n"
    assert violation["clauses"][0]["force"] == "may-reject"
    assert path.read_text()[violation["offset"]] == '"'
    assert "folder" in folder["unusable"]
    assert made["violations"] == {"must": 1, "should": 0, "note": 0}


TEXT = {"type": "object", "required": ["text"], "properties": {"text": {"minLength": 1}}}
POSITION = {"type": "integer", "minimum": 1}
LEVEL = {"enum": ["none", "note", "warning", "error"]}
LOCATION = {
    "required": ["physicalLocation"],
    "properties": {
        "physicalLocation": {
            "required": ["artifactLocation"],
            "properties": {
                "artifactLocation": {"properties": {"uri": {"type": "string", "minLength": 1}}},
                "region": {
                    "required": ["startLine"],
                    "properties": {"startLine": POSITION, "startColumn": POSITION},
                    "additionalProperties": False,
                },
            },
        }
    },
    "additionalProperties": False,
}
RULE = {
    "required": ["id"],
    "properties": {
        "id": {"type": "string"},
        "name": {"type": "string"},
        "shortDescription": TEXT,
        "fullDescription": TEXT,
        "help": TEXT,
        "defaultConfiguration": {
            "properties": {"level": LEVEL},
            "additionalProperties": False,
        },
        "properties": {"properties": {"tags": {"type": "array", "uniqueItems": True}}},
    },
    "additionalProperties": False,
}
SARIF = {
    "required": ["version", "runs"],
    "properties": {
        "$schema": {"type": "string", "format": "uri"},
        "version": {"const": "2.1.0"},
        "runs": {
            "type": "array",
            "items": {
                "required": ["tool"],
                "properties": {
                    "tool": {
                        "required": ["driver"],
                        "properties": {
                            "driver": {
                                "required": ["name"],
                                "properties": {"rules": {"type": "array", "items": RULE}},
                            }
                        },
                    },
                    "columnKind": {"enum": ["utf16CodeUnits", "unicodeCodePoints"]},
                    "invocations": {"items": {"required": ["executionSuccessful"]}},
                    "results": {
                        "items": {
                            "required": ["message"],
                            "properties": {
                                "ruleId": {"type": "string"},
                                "ruleIndex": {"type": "integer", "minimum": 0},
                                "level": LEVEL,
                                "message": TEXT,
                                "locations": {"items": LOCATION},
                            },
                            "additionalProperties": False,
                        }
                    },
                },
                "additionalProperties": False,
            },
        },
    },
    "additionalProperties": False,
}
"""The part of the schema of SARIF 2.1.0 (OASIS) that speaks of what is written here."""


def sarif(*arguments: object) -> dict[str, Any]:
    made = json.loads(lint(*arguments, "--format", "sarif").stdout)
    jsonschema.validate(made, SARIF)
    (run,) = made["runs"]
    assert isinstance(run, dict)
    return run


def test_sarif_names_rule_level_and_region(tmp_path: Path) -> None:
    path = saved(tmp_path, "[\n]", "a key.json")
    run = sarif(path, saved(tmp_path, SHOULD, "b.json"), saved(tmp_path, NOTE, "c.json"))
    rules = run["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == list(RULES)
    assert [result["level"] for result in run["results"]] == ["error", "warning", "note"]
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
        assert rules[result["ruleIndex"]]["defaultConfiguration"]["level"] == result["level"]
    place = run["results"][0]["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"] == path.as_uri()
    assert place["region"] == {"startLine": 1, "startColumn": 1}
    assert run["invocations"] == [{"executionSuccessful": True, "toolExecutionNotifications": []}]


def test_sarif_says_what_could_not_be_examined(tmp_path: Path) -> None:
    run = sarif(saved(tmp_path, "<html>"))
    (invocation,) = run["invocations"]
    assert invocation["executionSuccessful"] is False
    assert "HTML" in invocation["toolExecutionNotifications"][0]["message"]["text"]


@pytest.mark.parametrize("shape", ["text", "json", "sarif"])
def test_no_secret_is_printed(tmp_path: Path, shape: str) -> None:
    names = [name for name in EXAMPLES if RULES[name].kty or name.startswith("base64url")]
    texts = [str(EXAMPLES[name].breaks) for name in names]
    done = lint(
        *(saved(tmp_path, text, f"{at}") for at, text in enumerate(texts)), "--format", shape
    )
    assert done.returncode == 1
    private = {"d", "p", "q", "dp", "dq", "qi", "k"}
    held = [
        value
        for text in texts
        for name, value in json.loads(text).items()
        if name in private and isinstance(value, str) and len(value) > 12
    ]
    assert len(held) > 50
    for value in held:
        assert value[:12] not in done.stdout + done.stderr


HOOKS = Path(__file__).resolve().parents[2] / ".pre-commit-hooks.yaml"


@pytest.mark.parametrize(
    ("name", "taken"),
    [
        ("jwks.json", True),
        ("static/.well-known/jwks.json", True),
        ("public-jwk.json", True),
        ("key.jwk", True),
        ("keys.jwks", True),
        ("jwks", True),
        ("package.json", False),
        ("jwks.py", False),
        ("jwks.json.md", False),
    ],
)
def test_the_pre_commit_hook_takes_files_that_are_named_as_keys(name: str, taken: bool) -> None:
    (pattern,) = re.findall(r"^  files: (.*)$", HOOKS.read_text("utf-8"), re.M)
    assert bool(re.search(pattern, name)) == taken


# --- bad input

PEM = b"-----BEGIN PUBLIC KEY-----\nMFkwEwYHKoZIzj0CAQ==\n-----END PUBLIC KEY-----\n"
INPUTS: dict[str, tuple[Callable[[], bytes], int, str]] = {
    "empty": (lambda: b"", 2, "it is empty"),
    "space": (lambda: b" \r\n\t", 2, "it is empty"),
    "50 MB of brackets": (lambda: b"[" * 50_000_000, 2, "larger than 16 MiB"),
    "16 MB of pairs": (lambda: b"[]" * 8_000_000, 2, "over 200000 values"),
    "15 MB of objects": (lambda: b"[" + b"{}," * 5_000_000 + b"{}]", 2, "over 200000 values"),
    "nested arrays": (lambda: b"[" * 100_000 + b"]" * 100_000, 2, "nested over 64 deep"),
    "nested objects": (
        lambda: b'{"a":' * 100_000 + b"1" + b"}" * 100_000,
        2,
        "nested over 64 deep",
    ),
    "a million digits": (lambda: b"7" * 1_000_000, 1, "the document is a number"),
    "a million digits in a key": (
        lambda: b'{"kty":"oct","k":' + b"7" * 1_000_000 + b"}",
        1,
        "k is not a string",
    ),
    "a modulus of 15 MB": (
        lambda: b'{"kty":"RSA","e":"AQAB","n":"' + b"f" * 15_000_000 + b'"}',
        0,
        "octets: not examined",
    ),
    "a secret of escapes": (
        lambda: b'{"kty":"oct","k":"' + b"\\u0041" * 2_500_000 + b'"}',
        0,
        "1 key: 0 must, 0 should, 0 note",
    ),
    "a set of numbers": (
        lambda: b'{"keys":[' + b"1," * 190_000 + b"1]}",
        1,
        "an element of keys is no object",
    ),
    "PEM": (lambda: PEM, 2, "it is PEM (public key)"),
    "PEM after text": (lambda: b"Bag Attributes\n  a: b\n" + PEM, 2, "it is PEM (public key)"),
    "HTML": (lambda: b"<!DOCTYPE html><html>Log in</html>", 2, "login or error page"),
    "XML": (lambda: b"\n<?xml version='1.0'?><Error/>", 2, "it is HTML or XML"),
    "binary": (lambda: b"\x7fELF\2\1\1\0" + bytes(range(256)), 2, "it is a binary file"),
    "DER": (lambda: bytes.fromhex("30820122300d06092a864886f70d"), 2, "it looks like DER"),
    "UTF-16": (lambda: SOUND.encode("utf-16"), 2, "iconv -f UTF-16"),
    "UTF-16LE": (lambda: SOUND.encode("utf-16-le"), 2, "iconv -f UTF-16"),
    "UTF-16BE": (lambda: SOUND.encode("utf-16-be"), 2, "iconv -f UTF-16"),
    "UTF-32": (lambda: SOUND.encode("utf-32"), 2, "iconv -f UTF-32"),
    "no JSON": (lambda: b"kty=RSA", 2, "not JSON that can be examined: Expecting value"),
    "cut": (lambda: SOUND.encode()[:-1], 2, "not JSON that can be examined"),
    "NaN": (lambda: b'{"kty": NaN}', 2, "NaN is no JSON value"),
    "null": (lambda: b"null", 1, "the document is null"),
}


@pytest.mark.parametrize("kind", INPUTS)
def test_bad_input_is_told_in_bounded_time_and_memory(tmp_path: Path, kind: str) -> None:
    content, code, said = INPUTS[kind]
    path = saved(tmp_path, content())
    started = time.monotonic()
    done, peak = measured(path, tmp_path)
    assert time.monotonic() - started < SECONDS
    assert done.returncode == code
    assert said in done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    assert 10 < peak < MEBIBYTES


MEASURE = """
import resource, subprocess, sys
code = subprocess.run(sys.argv[2:]).returncode
with open(sys.argv[1], "w") as file:
    print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss, file=file)
sys.exit(code)
"""


def measured(path: Path, folder: Path) -> tuple[subprocess.CompletedProcess[str], float]:
    """The command's outcome, and the most memory it held, in MiB.

    A small process stands between: a child begins with what its parent holds.
    """
    peak = folder / "peak"
    done = subprocess.run(
        [sys.executable, "-c", MEASURE, peak, COMMAND, "lint", path],
        capture_output=True,
        text=True,
        timeout=60,
    )
    unit = 2**20 if sys.platform == "darwin" else 2**10
    return done, int(peak.read_text()) / unit


def test_a_folder_and_a_missing_file(tmp_path: Path) -> None:
    done = lint(tmp_path)
    assert done.returncode == 2
    assert "it is a folder: name the files in it." in done.stderr
    assert lint().returncode == 2


def test_a_place_is_found_quickly_when_every_key_has_a_fault(tmp_path: Path) -> None:
    path = saved(tmp_path, '{"keys": [' + ",\n".join([BAD] * 3000) + "]}")
    started = time.monotonic()
    done = lint(path)
    assert time.monotonic() - started < SECONDS
    assert f"{path}:100:" in done.stdout
    assert f"{path}: rsa-leading-zero: and 2900 more like it" in done.stdout
    assert last_line(done).endswith("1 file, 3000 keys: 3000 must, 0 should, 0 note")


def test_show_tells_all_of_a_rule() -> None:
    done = subprocess.run(
        [COMMAND, "show", "rsa-leading-zero"], capture_output=True, text=True, check=True
    )
    rule = RULES["rsa-leading-zero"]
    for told in (
        "level     must",
        "clause    rfc7518-2-minimal-integers (MUST; on a consumer: may-reject)",
        "binds document: An integer is encoded",
        "why       With a zero octet in front",
        f"advice    {rule.advice}",
        f"breaks it\n  {BAD}\n",
        f"keeps it\n  {SOUND}\n",
    ):
        assert told in done.stdout
    listed = subprocess.run([COMMAND, "show"], capture_output=True, text=True, check=True)
    assert "rsa-leading-zero" in listed.stdout
