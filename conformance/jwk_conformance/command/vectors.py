"""`vectors`: hand them to other harnesses, and check one's own."""

from __future__ import annotations

import json
import shutil
from collections.abc import Sequence
from importlib import resources
from pathlib import Path

import click

from jwk_conformance.command.ending import USAGE, end, plain_errors
from jwk_vectors import Vector, bundled, load_folder
from jwk_vectors.schema import breaches
from jwk_vectors.sets import breaches as departures


@click.group()
def vectors() -> None:
    """Export the vectors, or check a folder of your own."""


@vectors.command()
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--set", "wanted", help="Only the vectors of this set, such as 2026.1 or latest.")
def export(folder: Path, wanted: str | None) -> None:
    """Write all vectors, clauses and choices, with schema and description, to FOLDER."""
    source = Path(str(resources.files("jwk_vectors")))
    if folder.exists() and any(folder.iterdir()):
        end(USAGE, f"{folder} is not empty: name a new folder, so that nothing is overwritten.")
    with plain_errors():
        chosen = bundled().select(wanted).vectors if wanted else None
    try:
        shutil.copytree(source / "data", folder, dirs_exist_ok=True)
        shutil.copytree(source / "schemas", folder / "schemas")
        if chosen is not None:
            _cut(folder, chosen)
    except OSError as error:
        end(USAGE, f"cannot write to {folder}: {error.strerror}.")
    with plain_errors():
        library = load_folder(folder)
    click.echo(
        f"{len(library.vectors)} vectors, {len(library.clauses)} clauses and "
        f"{len(library.choices)} choices are in {folder}; FORMAT.md there explains them."
    )


def _cut(folder: Path, chosen: Sequence[Vector]) -> None:
    """Leave only these vectors, the controls that they stand on, and the sets they are in."""
    kept = {id for vector in chosen for id in (vector.id, *vector.controls)}
    sets = {vector.set for vector in chosen}
    for path in (folder / "vectors").glob("*.json"):
        document = json.loads(path.read_text("utf-8"))
        document["vectors"] = [one for one in document["vectors"] if one["id"] in kept]
        if document["vectors"]:
            path.write_text(json.dumps(document, indent=1) + "\n", "utf-8", newline="\n")
        else:
            path.unlink()
    for path in (folder / "sets").glob("*.json"):
        if path.stem not in sets:
            path.unlink()


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
        changed = list(departures(library.by_id, library.sets, library.corrections))
    for line in changed:
        click.echo(line)
    if changed:
        end(USAGE, f"departures from what is frozen: {len(changed)}.")
    click.echo(f"{folder}: {len(library.vectors)} vectors, all well-formed.")
