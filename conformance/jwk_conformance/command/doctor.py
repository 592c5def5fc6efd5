"""`doctor`: what this machine can run, and what stands in the way."""

from __future__ import annotations

import os
import platform
import shutil
import sys
from collections.abc import Iterator
from importlib import metadata

import click
import uv

from jwk_adapters.bundled import BUNDLED
from jwk_conformance import __version__
from jwk_conformance.command.ending import UNSTARTED, end, plain_errors
from jwk_conformance.target import interpreter
from jwk_conformance.target.cache import default_cache
from jwk_conformance.target.environment import ProvisionError
from jwk_conformance.worker import worker_file
from jwk_vectors import bundled

PYTHONS = ("3.10", "3.11", "3.12", "3.13")


@click.command()
def doctor() -> None:
    """Say what this machine can run; exit 3 where something is in the way."""
    with plain_errors():
        library = bundled()
    click.echo(
        f"jwk-conformance {__version__} on Python {platform.python_version()}, {sys.platform}"
    )
    click.echo(
        f"vectors: {len(library.vectors)}, clauses: {len(library.clauses)}, "
        f"choices: {len(library.choices)}, digest {library.digest[:16]}"
    )
    click.echo(f"uv: {uv.find_uv_bin()}")
    click.echo(f"cores: {os.cpu_count()}, so as many targets at a time")
    for line in _interpreters():
        click.echo(line)
    for adapter in BUNDLED:
        click.echo(f"{adapter.name}: {_installed(adapter.name)}")
    _check_cache()


def _interpreters() -> Iterator[str]:
    for version in PYTHONS:
        try:
            yield f"Python {version}: {interpreter.find(f'python{version}').path}"
        except ProvisionError:
            yield f"Python {version}: not found; targets that name it cannot run"


def _installed(name: str) -> str:
    try:
        return f"{metadata.version(name.partition('[')[0])} installed here"
    except metadata.PackageNotFoundError:
        return "not installed here; its newest release is provisioned when asked for"


def _check_cache() -> None:
    cache = default_cache()
    try:
        worker_file(cache)
        free = shutil.disk_usage(cache).free >> 20
    except OSError as error:
        end(
            UNSTARTED,
            f"the cache folder {cache} cannot be used: {error.strerror}. "
            "Name another with JWK_CONFORMANCE_CACHE.",
        )
    click.echo(f"cache: {cache}, {free} MiB free")
