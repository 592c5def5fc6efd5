"""Real libraries from the real index: the releases that the documentation speaks of."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from .test_provision import prepare

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
        ("cryptojwt==1.8.2", "cryptojwt.jwk"),
        ("joserfc@latest", "joserfc.jwk"),
    ],
)
def test_a_library_is_installed_and_imports(target: str, module: str, cache: Path) -> None:
    import subprocess

    environment = prepare(target, cache)

    subprocess.run([environment.python, "-I", "-c", f"import {module}"], check=True)


def test_an_old_release_runs_over_the_backend_of_its_time(cache: Path) -> None:
    old = prepare("jwcrypto==1.5.0", cache)
    new = prepare("jwcrypto@latest", cache)

    assert old.packages["cryptography"] == "41.0.0"
    assert int(new.packages["cryptography"].split(".")[0]) > 41
