"""Real libraries from the real index: the releases that the documentation speaks of."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from .test_provision import imported_version, prepare

pytestmark = [
    pytest.mark.network,
    pytest.mark.skipif(
        os.environ.get("JWK_NETWORK_TESTS") != "1",
        reason="asks the package index: set JWK_NETWORK_TESTS=1",
    ),
]


@pytest.mark.parametrize(
    ("target", "module"),
    [
        ("jwcrypto==1.5.0", "jwcrypto.jwk"),
        ("python-jose==3.3.0", "jose.jwk"),
        ("python-jose[cryptography]==3.3.0", "jose.backends.cryptography_backend"),
        ("authlib==1.2.0", "authlib.jose"),
        ("joserfc==0.9.0", "joserfc.jwk"),
        ("pyjwt==2.4.0", "jwt"),
        pytest.param(
            "cryptojwt==1.8.2",
            "cryptojwt.jwk",
            marks=pytest.mark.skipif(
                sys.version_info >= (3, 12),
                reason="imports pkg_resources, which went from environments with Python 3.12",
            ),
        ),
        ("joserfc@latest", "joserfc.jwk"),
    ],
)
def test_a_library_is_installed_and_imports(target: str, module: str, cache: Path) -> None:
    environment = prepare(target, cache)

    subprocess.run([environment.python, "-I", "-c", f"import {module}"], check=True)


def test_an_old_release_runs_over_the_backend_of_its_time(cache: Path) -> None:
    old = prepare("jwcrypto==1.5.0", cache)
    new = prepare("jwcrypto@latest", cache)

    assert old.packages["cryptography"] == "41.0.0"
    assert int(new.packages["cryptography"].split(".")[0]) > 41


def test_a_setuptools_project_is_built_outside_its_folder(cache: Path, tmp_path: Path) -> None:
    project = tmp_path / "jose"
    project.mkdir()
    (project / "setup.py").write_text(
        "from setuptools import setup\nsetup(name='jose', version='1.0', py_modules=['jose'])\n"
    )
    (project / "jose.py").write_text("version = 'old'\n")
    left_behind = project / "build" / "lib" / "jose.py"
    left_behind.parent.mkdir(parents=True)
    left_behind.write_text("version = 'left behind'\n")
    os.utime(project / "jose.py", (0, 0))

    assert imported_version(prepare(f"jose@{project}", cache), "jose") == "old"
