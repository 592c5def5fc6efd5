"""Every command of the README, run as written, in the order written."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from jwk_conformance.rulebook.example import examples

from .endpoint.site import Site, up

ROOT = Path(__file__).resolve().parents[2]
README = ROOT / "README.md"
BIN = Path(sys.executable).parent


def commands() -> list[str]:
    """The lines of the shell blocks, comments cut off; the two long ones are what CI runs."""
    blocks = re.findall(r"```sh\n(.*?)```", README.read_text("utf-8"), re.S)
    lines = [
        line.partition("  #")[0].partition(" # ")[0].strip()
        for line in "".join(blocks).splitlines()
    ]
    return [line for line in lines if not line.startswith("python3 -m venv")]


def test_the_two_commands_are_those_that_ci_runs() -> None:
    blocks = re.findall(r"```sh\n(python3 -m venv.*?)\n```", README.read_text("utf-8"))
    assert len(blocks) == 2
    script = (ROOT / ".ci" / "run").read_text("utf-8")
    for block in blocks:
        assert block in script


@pytest.mark.network
@pytest.mark.skipif(
    not os.environ.get("JWK_NETWORK_TESTS"), reason="JWK_NETWORK_TESTS is not set: no package index"
)
def test_every_command_does_what_it_says(tmp_path: Path) -> None:
    lines = commands()
    assert len(lines) > 10
    (tmp_path / "keys.json").write_text(examples()["rsa-leading-zero"].keeps)
    environment = {**os.environ, "PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}"}
    with up(Site(tls=False)) as server:
        _run(lines, tmp_path, environment, server.url)


def _run(lines: list[str], tmp_path: Path, environment: dict[str, str], url: str) -> None:
    """One after the other; what stands for an identity provider is served here."""
    for line in lines:
        placed = line.replace("/tmp/jwk-vectors", str(tmp_path / "vectors"))
        placed = placed.replace("https://idp.example", url).replace("--watch 60", "--watch 30")
        words = shlex.split(placed)
        if words[:2] == ["pip", "install"]:  # the extra of this very package is there
            continue
        done = subprocess.run(
            words, cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=300
        )
        shown = f"{line}\n{done.stdout[-500:]}\n{done.stderr}"
        unfilled = "mylib_adapter" in line
        assert done.returncode in ((1,) if unfilled else (0, 1)), shown
        assert "Traceback" not in done.stderr, shown
        if words[1:3] == ["baseline", "check"]:  # nobody has said why for the entries
            assert done.returncode == 1, shown
            assert "not as jwk-baseline.toml has it" in done.stderr, shown
            continue
        judges = words[0] == "pytest" or words[1] in ("run", "adapter", "fuzz", "replay")
        assert done.returncode == 0 or judges, shown
