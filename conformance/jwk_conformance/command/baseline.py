"""`baseline`: what is known and may stand, so that only news fails."""

from __future__ import annotations

from collections import Counter
from datetime import date
from pathlib import Path

import click

from jwk_conformance.baseline import NOTICES, Baseline, Shown, load, news, shown, stale
from jwk_conformance.command.ending import FINDINGS, end, plain_errors
from jwk_conformance.config import configured
from jwk_conformance.judge.finding import delicate
from jwk_conformance.runfile import read

DEFAULT = Path("jwk-baseline.toml")


@click.group()
def baseline() -> None:
    """Write, check and prune the file of known findings.

    The file is the configured one, or jwk-baseline.toml in this folder.
    """


_run_file = click.argument("run_file", metavar="RUN", type=click.Path(path_type=Path))
_baseline = click.option(
    "--baseline", "file", type=click.Path(path_type=Path), help="The file, if it is another."
)


@baseline.command()
@_run_file
@_baseline
def check(run_file: Path, file: Path | None) -> None:
    """Exit with 1 unless the run file RUN shows exactly what is known."""
    with plain_errors():
        known, seen = _both(file, run_file)
        found = list(news(known, seen, date.today()))
    for one in found:
        click.echo(f"{one.kind}: {one.fingerprint}: {one.said}")
    kinds = Counter(one.kind for one in found if one.kind not in NOTICES)
    if kinds:
        counts = ", ".join(f"{number} {kind}" for kind, number in kinds.items())
        end(FINDINGS, f"not as {known.path} has it: {counts}")
    click.echo(f"as expected: {len({one.fingerprint for one in seen.findings})} known findings")


@baseline.command()
@_run_file
@_baseline
@click.option("--triaged", is_flag=True, help="Where all vectors are triaged, let why say so.")
@click.option("--withhold", is_flag=True, help="Let entries on security not say what they are.")
def update(run_file: Path, file: Path | None, triaged: bool, withhold: bool) -> None:
    """Take in what the run file RUN shows; what you wrote stays.

    New entries have an empty why, which `check` refuses: say it.
    """
    from jwk_conformance.baseline_file import reasons_from_triage, updated, write

    with plain_errors():
        path = _path(file)
        run = read(run_file)
        seen = shown(run)
        known = load(path) if path.exists() else Baseline(path, ())
        text = path.read_text("utf-8") if path.exists() else ""
        reasons = reasons_from_triage(seen, run.vectors) if triaged else {}
        hide = {one.fingerprint for one in run.findings if withhold and delicate(one)}
        write(path, updated(text, known, seen, run.causes, reasons, hide))
        now = load(path)
    silent = [entry.fingerprint for entry in now.entries if not entry.why.strip()]
    click.echo(f"{path}: {len(now.entries)} entries, {len(now.entries) - len(known.entries)} new")
    for fingerprint in silent:
        click.echo(f"say why: {fingerprint}")


@baseline.command()
@_run_file
@_baseline
def prune(run_file: Path, file: Path | None) -> None:
    """Remove the entries that the run file RUN shows to be gone."""
    from jwk_conformance.baseline_file import pruned, write

    with plain_errors():
        known, seen = _both(file, run_file)
        gone = stale(known, seen)
        if gone:
            write(known.path, pruned(known.path.read_text("utf-8"), gone))
    for fingerprint in gone:
        click.echo(f"removed: {fingerprint}")
    click.echo(f"{known.path}: {len(known.entries) - len(gone)} entries")


def _path(file: Path | None) -> Path:
    return file or configured(Path.cwd()).baseline or DEFAULT


def _both(file: Path | None, run_file: Path) -> tuple[Baseline, Shown]:
    return load(_path(file)), shown(read(run_file))
