"""The worker as one file: jwk_adapters zipped, so that nothing else of ours goes with it."""

from __future__ import annotations

import hashlib
import os
import tempfile
import zipfile
from importlib import resources
from pathlib import Path

STAMP = (2026, 1, 1, 0, 0, 0)
"""One date for all members: the same sources give the same file."""


def worker_file(cache: Path) -> Path:
    """The zipapp of this release's adapters, written once; its name tells its contents.

    Raises OSError where the cache folder cannot be written.
    """
    sources = _sources()
    digest = hashlib.sha256()
    for name, octets in sources:
        digest.update(name.encode() + b"\0" + octets + b"\0")
    path = cache / f"worker-{digest.hexdigest()[:16]}.pyz"
    if not path.exists():
        _write(path, sources)
    return path


def _sources() -> list[tuple[str, bytes]]:
    root = Path(str(resources.files("jwk_adapters")))
    return [
        (f"jwk_adapters/{path.relative_to(root).as_posix()}", path.read_bytes())
        for path in sorted(root.rglob("*.py"))
    ]


def _write(path: Path, sources: list[tuple[str, bytes]]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, unfinished = tempfile.mkstemp(dir=path.parent, prefix="worker-", suffix=".part")
    with os.fdopen(descriptor, "wb") as file, zipfile.ZipFile(file, "w") as archive:
        for name, octets in sources:
            archive.writestr(zipfile.ZipInfo(name, STAMP), octets)
        entry = dict(sources)["jwk_adapters/__main__.py"]
        archive.writestr(zipfile.ZipInfo("__main__.py", STAMP), entry)
    os.replace(unfinished, path)
