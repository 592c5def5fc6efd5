"""`badge`: a small picture with counts."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from jwk_conformance.command.ending import USAGE, end, plain_errors
from jwk_reports.badge import badge as of
from jwk_reports.badge import shields, svg
from jwk_reports.command import taken
from jwk_reports.summary import summarise
from jwk_reports.write import CannotWrite, write

_place = click.Path(path_type=Path)


@click.command()
@click.argument("run_files", metavar="RUN...", nargs=-1, required=True, type=_place)
@click.option("--target", help="Whose badge it is, where the run is about several targets.")
@click.option("--svg", "picture", type=_place, help="The picture. [default: badge.svg]")
@click.option("--shields", "document", type=_place, help="JSON for an endpoint badge of shields.")
def badge(
    run_files: Sequence[Path], target: str | None, picture: Path | None, document: Path | None
) -> None:
    """Make a badge with the counts of one target: never a percentage."""
    if picture is None and document is None:
        picture = Path("badge.svg")
    sources = {path.resolve() for path in run_files}
    for place in (picture, document):
        if place is not None and place.resolve() in sources:
            end(USAGE, f"the badge would overwrite the run file {place}: name another place.")
    with plain_errors():
        run = taken(run_files)
        told = of(run, summarise(run), target)
    for place, content in ((picture, svg(told)), (document, shields(told))):
        if place is not None:
            try:
                write(place, content)
            except CannotWrite as error:
                end(USAGE, str(error))
            click.echo(f"{place}: {told.message}")
