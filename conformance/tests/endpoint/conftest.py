"""What tests of endpoints have in common."""

from __future__ import annotations

from pathlib import Path

import pytest

from .server import AUTHORITY


@pytest.fixture(scope="session")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of the authority that has signed the certificates of our sites."""
    path = tmp_path_factory.mktemp("authority") / "ca.pem"
    AUTHORITY.cert_pem.write_to_path(path)
    return path
