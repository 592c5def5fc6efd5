"""The GitHub Action: its steps run in a shell as the runner runs them, against sites of ours."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as Xml

import pytest
import yaml

from .server import AUTHORITY
from .site import Site, up

ROOT = Path(__file__).resolve().parents[3]
ACTION: dict[str, Any] = yaml.safe_load((ROOT / "action.yml").read_text("utf-8"))
STEPS: list[dict[str, Any]] = ACTION["runs"]["steps"]
SHELL = ["bash", "--noprofile", "--norc", "-eo", "pipefail"]
"""As GitHub starts it for `shell: bash`."""
EXPRESSION = re.compile(r"\$\{\{\s*([\w.-]+)\s*\}\}")


@dataclass(frozen=True)
class Done:
    """What a job sees of the action."""

    code: int
    log: str
    summary: str
    outputs: dict[str, str]


@pytest.fixture
def job(tmp_path: Path) -> Path:
    """A folder for a job, with those of the runner in it."""
    (tmp_path / "temp").mkdir()
    (tmp_path / "work").mkdir()
    AUTHORITY.cert_pem.write_to_path(tmp_path / "work" / "ca.pem")
    return tmp_path


def used(job: Path, inputs: dict[str, str], *, install: bool = False) -> Done:
    """Run the steps one after the other, until one fails."""
    given = {name: one.get("default", "") for name, one in ACTION["inputs"].items()} | inputs
    assert given.keys() == ACTION["inputs"].keys()
    files = {name: job / name.lower() for name in ("GITHUB_PATH", "GITHUB_OUTPUT")}
    files["GITHUB_STEP_SUMMARY"] = job / "summary"
    for file in files.values():
        file.write_text("")
    path = os.environ["PATH"] if install else f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    log, code = "", 0
    for step in STEPS if install else STEPS[1:]:
        environment = {
            **os.environ,
            **{name: str(file) for name, file in files.items()},
            "RUNNER_TEMP": str(job / "temp"),
            "PATH": ":".join((*files["GITHUB_PATH"].read_text().splitlines(), path)),
            **{name: filled(text, given) for name, text in step.get("env", {}).items()},
        }
        script = job / "script.sh"
        script.write_text(step["run"])
        done = subprocess.run(
            [*SHELL, str(script)],
            cwd=job / "work",
            env=environment,
            capture_output=True,
            text=True,
            timeout=300,
        )
        log, code = log + done.stdout + done.stderr, done.returncode
        if code:
            break
    outputs = assigned(files["GITHUB_OUTPUT"].read_text())
    return Done(code, log, files["GITHUB_STEP_SUMMARY"].read_text(), outputs)


def filled(text: str, inputs: dict[str, str]) -> str:
    """A value of `env` with the expressions that the action uses, and no others."""
    known = {f"inputs.{name}": value for name, value in inputs.items()}
    known["github.action_path"] = str(ROOT)
    return EXPRESSION.sub(lambda match: known[match[1]], text)


def assigned(text: str) -> dict[str, str]:
    """The outputs in the file that GitHub gives for them."""
    found = dict(re.findall(r"^([\w-]+)=(.*)$", text, re.M))
    return found | {
        name: value for name, _, value in re.findall(r"([\w-]+)<<(\w+)\n(.*)\n\2\n", text)
    }


def test_no_value_stands_in_the_text_of_a_script() -> None:
    assert len(STEPS) == 2
    for step in STEPS:
        assert "${{" not in step["run"]
        assert step["shell"] == "bash"


def test_the_readme_uses_inputs_that_there_are() -> None:
    (block,) = re.findall(r"```yaml\n(.*?)```", (ROOT / "README.md").read_text("utf-8"), re.S)
    (step,) = yaml.safe_load(block)
    assert "urls" in step["with"]
    assert step["with"].keys() <= ACTION["inputs"].keys()


def test_a_correct_site_passes(job: Path) -> None:
    with up(Site()) as server:
        done = used(job, {"urls": f"idp={server.url}", "arguments": "--ca\nca.pem\n"})
    assert done.code == 0, done.log
    assert done.outputs["exit-code"] == "0"
    assert "| **idp** | 3 | ✓ nothing |" in done.summary
    assert "::error" not in done.log
    sarif = json.loads((job / "work" / done.outputs["sarif"]).read_text())
    assert sarif["runs"][0]["results"] == []
    assert Xml.parse(job / "work" / done.outputs["junit"]).getroot().get("failures") == "0"


def test_findings_are_told_everywhere_and_fail(job: Path) -> None:
    site = Site()
    site.jwks["keys"][0]["kid"] = "$(touch here)`touch here`"
    site.oidc["issuer"] = "https://other.example"
    with up(site) as server:
        done = used(
            job,
            {
                "urls": f"# ours\nidp={server.url}\nset={server.url}/jwks",
                "arguments": "--ca=ca.pem\n\n--odd-requests=0",
                "sarif": "out/found.sarif",
                "junit": "out/found.xml",
            },
        )
    assert done.code == 1, done.log
    assert "::error title=idp%3A issuer-differs::" in done.log
    assert "**must** `issuer-differs`" in done.summary
    assert done.outputs == {
        "exit-code": "1", "sarif": "out/found.sarif", "junit": "out/found.xml"
    }  # fmt: skip
    results = json.loads((job / "work/out/found.sarif").read_text())["runs"][0]["results"]
    assert "issuer-differs" in [one["ruleId"] for one in results]
    assert Xml.parse(job / "work/out/found.xml").find("*/testcase/failure") is not None


@pytest.mark.parametrize(
    "inputs",
    [
        {"urls": "--help"},
        {"urls": "https://idp.example/\"; touch here; '$(touch here)"},
        {"urls": "nonsense"},
        {"urls": "https://idp.example", "profile": "$(touch here)"},
        {"urls": "https://idp.example", "fail-on": "must; touch here"},
        {"urls": "https://idp.example", "baseline": "`touch here`"},
        {"urls": "https://idp.example", "arguments": "--no-such-option\n$(touch here)"},
    ],
    ids=lambda inputs: next(reversed(inputs.values())).split()[0],
)
def test_no_value_is_ever_run(job: Path, inputs: dict[str, str]) -> None:
    if inputs["urls"].endswith("$(touch here)"):
        inputs = {**inputs, "arguments": "--resolve=idp.example:443:127.0.0.1\n--timeout=1"}
    done = used(job, inputs)
    assert done.code in (2, 3), done.log
    assert done.outputs["exit-code"] == str(done.code)
    assert not list(job.rglob("here"))


@pytest.mark.network
@pytest.mark.skipif(
    os.environ.get("JWK_NETWORK_TESTS") != "1",
    reason="asks the package index: set JWK_NETWORK_TESTS=1",
)
def test_it_installs_itself(job: Path) -> None:
    with up(Site()) as server:
        inputs = {"urls": f"idp={server.url}", "arguments": "--ca\nca.pem"}
        done = used(job, inputs, install=True)
    assert done.code == 0, done.log
    assert "3 keys, nothing found" in done.log
    assert "not looked at" not in done.log
