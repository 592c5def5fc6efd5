"""`diff`: what one run shows that another did not."""

from __future__ import annotations

from pathlib import Path

import click

from jwk_conformance.command.ending import FINDINGS, USAGE, end, plain_errors
from jwk_reports.command import taken
from jwk_reports.difference import difference
from jwk_reports.difference_text import as_json, markdown, text
from jwk_reports.redact import redacted
from jwk_reports.write import CannotWrite, write

_place = click.Path(path_type=Path)


@click.command()
@click.argument("before", metavar="A", type=_place)
@click.argument("after", metavar="B", type=_place)
@click.option("--markdown", "page", type=_place, help="Also a comment for a pull request.")
@click.option(
    "--format",
    "shape",
    type=click.Choice(["text", "markdown", "json"]),
    default="text",
    show_default=True,
    help="What is printed.",
)
@click.option("--redact", is_flag=True, help="Withhold security findings on current releases.")
def diff(before: Path, after: Path, page: Path | None, shape: str, redact: bool) -> None:
    """Compare the run file B with the run file A, vector by vector.

    Exits with 1 where something fails that did not. A library in another release is compared
    with itself.
    """
    if page is not None and page.resolve() in (before.resolve(), after.resolve()):
        end(USAGE, f"the comment would overwrite the run file {page}: name another place.")
    with plain_errors():
        a, b = taken([before]), taken([after])
        for name, run in ((before, a), (after, b)):
            if run.truncated:
                end(USAGE, f"{name} ends before its footer: what is missing would look unchanged.")
        if a.header.profile != b.header.profile:
            profiles = f"{a.header.profile} and {b.header.profile}"
            end(USAGE, f"the runs are judged by two profiles, {profiles}: run one of them again.")
        if redact:
            a, b = redacted(a), redacted(b)
        told = difference(a, b)
    if not told.pairs and not told.lost:
        end(USAGE, f"{before} and {after} have no target in common: nothing can be compared.")
    names = (before.name, after.name)
    comment = "\n".join(markdown(told, *names)) + "\n"
    if page is not None:
        try:
            write(page, comment)
        except CannotWrite as error:
            end(USAGE, str(error))
    if shape == "json":
        click.echo(as_json(told))
    elif shape == "markdown":
        click.echo(comment, nl=False)
    else:
        for line in text(told, *names):
            click.echo(line)
    if told.regressed:
        end(FINDINGS, f"{told.brief}: {after} has what {before} had not.")
