"""`vectors`: hand them to other harnesses, and check one's own."""

from __future__ import annotations

import shutil
from importlib import resources
from pathlib import Path

import click

from jwk_conformance.command.ending import USAGE, end, plain_errors
from jwk_vectors import load_folder
from jwk_vectors.schema import breaches


@click.group()
def vectors() -> None:
    """Export the vectors, or check a folder of your own."""


@vectors.command()
@click.argument("folder", type=click.Path(path_type=Path))
def export(folder: Path) -> None:
    """Write all vectors, clauses and choices, with schema and description, to FOLDER."""
    source = Path(str(resources.files("jwk_vectors")))
    if folder.exists() and any(folder.iterdir()):
        end(USAGE, f"{folder} is not empty: name a new folder, so that nothing is overwritten.")
    try:
        shutil.copytree(source / "data", folder, dirs_exist_ok=True)
        shutil.copytree(source / "schemas", folder / "schemas")
    except OSError as error:
        end(USAGE, f"cannot write to {folder}: {error.strerror}.")
    with plain_errors():
        library = load_folder(folder)
    click.echo(
        f"{len(library.vectors)} vectors, {len(library.clauses)} clauses and "
        f"{len(library.choices)} choices are in {folder}; FORMAT.md there explains them."
    )


@vectors.command()
@click.argument("folder", type=click.Path(path_type=Path))
def check(folder: Path) -> None:
    """Check that FOLDER holds vectors that `run --vectors FOLDER` can use."""
    with plain_errors():
        found = [
            f"{path}: {breach}"
            for path in sorted((folder / "vectors").glob("*.json"))
            for breach in breaches(path)
        ]
        for line in found:
            click.echo(line)
        if found:
            end(USAGE, f"breaches of the schema: {len(found)}.")
        library = load_folder(folder)
    click.echo(f"{folder}: {len(library.vectors)} vectors, all well-formed.")
