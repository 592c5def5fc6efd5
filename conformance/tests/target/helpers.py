"""Made-up distributions, and a package index of one's own to publish them on."""

from __future__ import annotations

import io
import json
import re
import tarfile
import threading
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from textwrap import dedent

ANY = "py3-none-any"
FOREIGN = "cp27-cp27m-win32"
"""A wheel tag that fits no interpreter these tests run on."""

BACKEND = '''
"""A build backend in a few lines: one module, one wheel."""
import pathlib, re, zipfile

METADATA = "Metadata-Version: 2.1\\nName: {}\\nVersion: {}\\n"
WHEEL = "Wheel-Version: 1.0\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n"

def build_wheel(wheel_directory, config_settings=None, metadata_directory=None):
    text = pathlib.Path("pyproject.toml").read_text()
    name = re.search('name = "(.*)"', text)[1]
    version = re.search('version = "(.*)"', text)[1]
    file = f"{name}-{version}-py3-none-any.whl"
    info = f"{name}-{version}.dist-info"
    with zipfile.ZipFile(pathlib.Path(wheel_directory) / file, "w") as wheel:
        wheel.write(f"{name}.py")
        wheel.writestr(f"{info}/METADATA", METADATA.format(name, version))
        wheel.writestr(f"{info}/WHEEL", WHEEL)
        wheel.writestr(f"{info}/RECORD", "")
    return file
'''  # fmt: skip
BROKEN_BACKEND = """
def build_wheel(wheel_directory, config_settings=None, metadata_directory=None):
    raise RuntimeError("the compiler has gone home")
"""


def wheel(
    name: str,
    version: str,
    *,
    requires: Sequence[str] = (),
    extras: Sequence[str] = (),
    python: str | None = None,
    tag: str = ANY,
    module: str | None = None,
) -> tuple[str, bytes]:
    """File name and bytes of a wheel with one module."""
    info = f"{name}-{version}.dist-info"
    metadata = [f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}"]
    metadata += [f"Requires-Dist: {one}" for one in requires]
    metadata += [f"Provides-Extra: {one}" for one in extras]
    if python is not None:
        metadata.append(f"Requires-Python: {python}")
    files = {
        f"{name}.py": module or f"version = {version!r}\n",
        f"{info}/METADATA": "\n".join(metadata) + "\n",
        f"{info}/WHEEL": f"Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: {tag}\n",
        f"{info}/RECORD": "",
    }
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        for file, text in files.items():
            archive.writestr(file, text)
    return f"{name}-{version}-{tag}.whl", data.getvalue()


def project_files(
    name: str, version: str, *, backend: str = BACKEND, tool: str | None = None
) -> dict[str, str]:
    """A project that builds without a network, or with a build tool from the index."""
    where = 'backend-path = ["."]' if tool is None else ""
    return {
        "pyproject.toml": dedent(
            f"""\
            [build-system]
            requires = [{"" if tool is None else f'"{tool}"'}]
            build-backend = "{tool or "backend"}"
            {where}
            [project]
            name = "{name}"
            version = "{version}"
            """
        ),
        "backend.py": backend,
        f"{name}.py": f"version = {version!r}\n",
    }


def write(folder: Path, files: dict[str, str]) -> Path:
    """Write texts into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        (folder / name).write_text(text)
    return folder


def sdist(name: str, version: str, files: dict[str, str] | None = None) -> tuple[str, bytes]:
    """File name and bytes of a source distribution."""
    stem = f"{name}-{version}"
    files = dict(files or project_files(name, version))
    files["PKG-INFO"] = f"Metadata-Version: 2.2\nName: {name}\nVersion: {version}\n"
    data = io.BytesIO()
    with tarfile.open(fileobj=data, mode="w:gz") as archive:
        for file, text in files.items():
            member = tarfile.TarInfo(f"{stem}/{file}")
            member.size = len(text.encode())
            archive.addfile(member, io.BytesIO(text.encode()))
    return f"{stem}.tar.gz", data.getvalue()


@dataclass
class Shop:
    """A package index: what is published on it, and who asked for what."""

    url: str = ""
    files: dict[str, tuple[bytes, str | None, str | None]] = field(default_factory=dict)
    """File name → content, moment of publication, Requires-Python."""
    asked: list[str] = field(default_factory=list)

    def publish(
        self, file: tuple[str, bytes], when: str | None = None, python: str | None = None
    ) -> None:
        """Put a file on the index, as of a day."""
        name, content = file
        self.files[name] = (content, None if when is None else f"{when}T12:00:00Z", python)

    def listing(self, project: str) -> bytes | None:
        """The index's page about a project (PEP 691)."""
        entries = []
        for name, (_content, when, python) in self.files.items():
            if re.sub(r"[-_.]+", "-", name.split("-")[0]).lower() != project:
                continue
            entry: dict[str, object] = {
                "filename": name,
                "url": f"{self.url}/files/{name}",
                "hashes": {},
            }
            if when is not None:
                entry["upload-time"] = when
            if python is not None:
                entry["requires-python"] = python
            entries.append(entry)
        if not entries:
            return None
        page = {"meta": {"api-version": "1.1"}, "name": project, "files": entries}
        return json.dumps(page).encode()


@contextmanager
def serving(shop: Shop) -> Iterator[None]:
    """Serve a shop on loopback; its `url` is set."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.wfile.write(self.do_HEAD())

        def do_HEAD(self) -> bytes:
            shop.asked.append(self.path)
            kind, _, name = self.path.strip("/").partition("/")
            if kind == "files":
                content = shop.files.get(name, (None, None, None))[0]
                media = "application/octet-stream"
            else:
                content = shop.listing(name.strip("/"))
                media = "application/vnd.pypi.simple.v1+json"
            self.send_response(404 if content is None else 200)
            self.send_header("Content-Type", media)
            self.send_header("Content-Length", str(len(content or b"")))
            self.send_header("Cache-Control", "no-cache")
            self.end_headers()
            return content or b""

        def log_message(self, format: str, *args: object) -> None:
            """Keep the test's output clean."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    shop.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
