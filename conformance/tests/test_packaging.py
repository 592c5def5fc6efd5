"""What is shipped: the wheel and the sdist, each installed in an empty environment, do the job."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
import uv

from jwk_conformance.runfile import read

ROOT = Path(__file__).resolve().parents[2]
UV = uv.find_uv_bin()
ISOLATED = {
    name: value
    for name, value in os.environ.items()
    if name not in ("PYTHONPATH", "VIRTUAL_ENV", "UV_PROJECT_ENVIRONMENT")
}

needs_index = pytest.mark.skipif(
    not os.environ.get("JWK_NETWORK_TESTS"), reason="JWK_NETWORK_TESTS is not set: no package index"
)


def call(*arguments: object, cwd: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*map(str, arguments)], cwd=cwd, env=ISOLATED, capture_output=True, text=True, timeout=300
    )


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dist")
    done = call(UV, "build", "--out-dir", folder, "--python", sys.executable, ROOT, cwd=folder)
    assert done.returncode == 0, done.stderr
    return folder


@pytest.mark.network
@needs_index
def test_the_wheel_carries_all_packages_and_their_data(built: Path) -> None:
    (wheel,) = built.glob("*.whl")
    names = zipfile.ZipFile(wheel).namelist()
    for package in ("jwk_adapters", "jwk_conformance", "jwk_vectors", "jwk_fuzz", "jwk_reports"):
        assert f"{package}/__init__.py" in names
        assert f"{package}/py.typed" in names
    for needed in (
        "jwk_vectors/data/causes.toml",
        "jwk_vectors/data/choices.toml",
        "jwk_vectors/data/profiles/strict.toml",
        "jwk_vectors/data/FORMAT.md",
        "jwk_vectors/data/vectors/controls.json",
        "jwk_vectors/schemas/vector-file.schema.json",
        "jwk_conformance/schemas/requests.schema.json",
        "jwk_conformance/adapter_template.txt",
        "jwk_conformance/rulebook/examples/rsa.toml",
    ):
        assert needed in names
    assert not [name for name in names if "tests/" in name or name.startswith("authoring")]


@pytest.mark.network
@needs_index
@pytest.mark.parametrize("kind", ["*.whl", "*.tar.gz"])
def test_installed_in_an_empty_environment_it_does_the_main_job(
    built: Path, tmp_path: Path, kind: str
) -> None:
    (package,) = built.glob(kind)
    assert (
        call(UV, "venv", "--python", sys.executable, tmp_path / "env", cwd=tmp_path).returncode == 0
    )
    python = tmp_path / "env" / "bin" / "python"
    done = call(UV, "pip", "install", "--python", python, package, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    command = tmp_path / "env" / "bin" / "jwk-conformance"
    done = call(command, "run", "jwcrypto", "--html", "report.html", cwd=tmp_path)
    assert done.returncode in (0, 1), done.stderr
    run = read(tmp_path / "run.jsonl")
    assert not run.truncated
    assert len(run.vectors) >= 250
    assert (tmp_path / "report.html").stat().st_size > 10_000
