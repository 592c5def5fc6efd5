"""`report`: a run file turned into pages."""

from __future__ import annotations

from pathlib import Path

import click

from jwk_conformance.command.ending import USAGE, end, plain_errors
from jwk_conformance.rejudge import rejudged
from jwk_conformance.runfile import Run, read
from jwk_reports.summary import Summary, summarise
from jwk_reports.write import CannotWrite, write
from jwk_vectors import bundled


@click.command()
@click.argument("run_file", metavar="RUN", type=click.Path(path_type=Path))
@click.option("--html", type=click.Path(path_type=Path), help="One offline HTML file.")
@click.option("--markdown", type=click.Path(path_type=Path), help="A comment for a pull request.")
@click.option("--sarif", type=click.Path(path_type=Path), help="Of endpoints, for code hosts.")
@click.option("--junit", type=click.Path(path_type=Path), help="Of endpoints, for CI systems.")
@click.option("--annotations", is_flag=True, help="Of endpoints, print them for GitHub Actions.")
@click.option("--profile", help="Judge the evidence again under this profile: rfc or strict.")
@click.option("--redact", is_flag=True, help="Withhold security findings on current releases.")
@click.option(
    "--disclosed",
    type=click.Path(path_type=Path),
    help="With --redact: the file that says which of them are published.",
)
def report(
    run_file: Path,
    html: Path | None,
    markdown: Path | None,
    sarif: Path | None = None,
    junit: Path | None = None,
    annotations: bool = False,
    profile: str | None = None,
    redact: bool = False,
    disclosed: Path | None = None,
) -> None:
    """Turn the run file RUN into a report.

    Without options it writes HTML beside the run file.
    """
    places = (html, markdown, sarif, junit)
    if not any(places) and not annotations:
        html = run_file.with_suffix(".html")
    for path in (html, *places):
        if path is not None and path.resolve() == run_file.resolve():
            end(USAGE, f"the report would overwrite the run file {run_file}: name another place.")
    with plain_errors():
        run = read(run_file)
        if profile is not None:
            if run.withheld:
                end(USAGE, f"{run_file} is redacted: what it withholds cannot be judged again.")
            run = rejudged(run, bundled().profile(profile))
        if redact:
            run = _redacted(run, disclosed)
        elif disclosed is not None:
            end(USAGE, "--disclosed says what may be shown with --redact: give both.")
        if (sarif or junit or annotations) and not run.endpoints:
            end(
                USAGE,
                f"{run_file} is no run over endpoints: --sarif, --junit and --annotations are of "
                "those alone; --html and --markdown are of every run.",
            )
        summary = summarise(run)
    # Rendered before anything is written, each renderer imported only when it is asked for.
    pages: list[tuple[Path, str]] = []
    if html is not None:
        from jwk_reports.html import render as as_html

        pages.append((html, as_html(run, summary)))
    if markdown is not None:
        pages.append((markdown, _markdown(run, summary)))
    if sarif is not None:
        from jwk_reports.sarif import render as as_sarif

        pages.append((sarif, as_sarif(run)))
    if junit is not None:
        from jwk_reports.junit import render as as_junit

        pages.append((junit, as_junit(run)))
    for path, page in pages:
        try:
            write(path, page)
        except CannotWrite as error:
            end(USAGE, str(error))
        click.echo(f"report: {path}")
    if annotations:
        from jwk_reports.annotation import lines

        for line in lines(run):
            click.echo(line)


def _markdown(run: Run, summary: Summary) -> str:
    from jwk_reports import fuzz
    from jwk_reports.endpoint import endpoints
    from jwk_reports.markdown import render

    return fuzz.page(run, summary) if fuzz.alone(run) else render(summary, endpoints(run))


def _redacted(run: Run, disclosed: Path | None) -> Run:
    from jwk_reports.disclosure import DisclosureError, load
    from jwk_reports.redact import redacted

    try:
        return redacted(run, load(disclosed) if disclosed else ())
    except DisclosureError as error:
        end(USAGE, str(error))
