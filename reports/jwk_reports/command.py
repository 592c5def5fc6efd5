"""`report`: run files turned into pages."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import click

from jwk_conformance.command.ending import NOTHING_RAN, USAGE, end, plain_errors
from jwk_conformance.rejudge import rejudged
from jwk_conformance.runfile import Run, RunFileError, read
from jwk_reports.combine import combined, judging
from jwk_reports.form import rendered
from jwk_reports.summary import summarise
from jwk_reports.write import CannotWrite, write
from jwk_vectors import bundled

_place = click.Path(path_type=Path)


@click.command()
@click.argument("run_files", metavar="RUN...", nargs=-1, required=True, type=_place)
@click.option("--html", type=_place, help="One offline HTML file.")
@click.option("--markdown", type=_place, help="A comment for a pull request.")
@click.option("--sarif", type=_place, help="SARIF 2.1.0, for code hosts.")
@click.option("--junit", type=_place, help="JUnit XML, for CI systems.")
@click.option("--json", type=_place, help="All that the views show, for programs.")
@click.option("--annotations", is_flag=True, help="Of endpoints, print them for GitHub Actions.")
@click.option("--profile", help="Judge the evidence again under this profile: rfc or strict.")
@click.option("--since", type=_place, help="In HTML, what changed since this earlier run.")
@click.option("--redact", is_flag=True, help="Withhold security findings on current releases.")
@click.option(
    "--disclosed",
    type=_place,
    help="With --redact: the file that says which of them are published.",
)
def report(
    run_files: Sequence[Path],
    annotations: bool = False,
    profile: str | None = None,
    since: Path | None = None,
    redact: bool = False,
    disclosed: Path | None = None,
    **places: Path | None,
) -> None:
    """Turn run files into one report: of libraries, of endpoints, of fuzzing, in any mix.

    Without options it writes HTML beside the first run file.
    """
    asked = {form: place for form, place in places.items() if place is not None}
    if not asked and not annotations:
        asked = {"html": beside(run_files[0], ".html")}
    _hold_apart((*run_files, since) if since else run_files, asked)
    if since is not None and (redact or "html" not in asked):
        end(USAGE, "--since is for an HTML report that is not redacted: leave it out.")
    with plain_errors():
        run = taken(run_files, profile)
        before = taken([since], profile) if since else None
        if redact:
            run = _redacted(run, disclosed)
        elif disclosed is not None:
            end(USAGE, "--disclosed says what may be shown with --redact: give both.")
        if annotations and not run.endpoints:
            end(USAGE, f"{run.path} is no run over endpoints: --annotations are of those alone.")
        summary = summarise(run)
    # All are rendered before anything is written.
    pages = [(place, rendered(form, run, summary, before)) for form, place in asked.items()]
    for place, page in pages:
        try:
            write(place, page)
        except CannotWrite as error:
            end(USAGE, str(error))
        click.echo(f"report: {place}")
    if annotations:
        from jwk_reports.annotation import lines

        for line in lines(run):
            click.echo(line)


def beside(run_file: Path, suffix: str) -> Path:
    """The place of a page by default: that of the run file, with another suffix."""
    name = run_file.name.removesuffix(".xz")
    return run_file.with_name(name).with_suffix(suffix)


def taken(run_files: Sequence[Path], profile: str | None = None) -> Run:
    """The run files as one run, judged again where a profile is named.

    Raises RunFileError; ends where there is nothing to tell of.
    """
    runs = [_filled(read(path)) for path in run_files]
    if profile is not None:
        runs = list(_judged_again(runs, profile))
    return combined(runs)


def _filled(run: Run) -> Run:
    if run.truncated:
        click.echo(f"jwk-conformance: {run.path} is truncated: its end is missing.", err=True)
    elif not (run.targets or run.failed or run.endpoints or run.passed):
        end(NOTHING_RAN, f"{run.path} tells of no target: the run ended before one was asked.")
    return run


def _judged_again(runs: Sequence[Run], profile: str) -> Iterator[Run]:
    """Those that hold verdicts; robustness, endpoints and fuzzing know no profile."""
    if not any(judging(run) for run in runs):
        paths = ", ".join(str(run.path) for run in runs)
        raise RunFileError(
            f"{paths} holds no verdicts on vectors: --profile judges only these again."
        )
    wanted = bundled().profile(profile)
    for run in runs:
        if run.withheld:
            end(USAGE, f"{run.path} is redacted: what it withholds cannot be judged again.")
        yield rejudged(run, wanted) if judging(run) else run


def _hold_apart(run_files: Sequence[Path], asked: dict[str, Path]) -> None:
    """No page may stand in the place of a run file, or of another page."""
    sources = {path.resolve() for path in run_files}
    taken: dict[Path, str] = {}
    for form, place in asked.items():
        where = place.resolve()
        if where in sources:
            end(USAGE, f"the report would overwrite the run file {place}: name another place.")
        if where in taken and not _device(place):
            end(USAGE, f"--{taken[where]} and --{form} name the same file {place}: name two.")
        taken[where] = form


def _device(place: Path) -> bool:
    return place.exists() and not place.is_file()


def _redacted(run: Run, disclosed: Path | None) -> Run:
    from jwk_reports.disclosure import DisclosureError, load
    from jwk_reports.redact import redacted

    try:
        return redacted(run, load(disclosed) if disclosed else ())
    except DisclosureError as error:
        end(USAGE, str(error))
