"""Reports written by a run itself, by way of the report verb: its room is not this one."""

from __future__ import annotations

from pathlib import Path

import click


def written(run_file: Path, **pages: Path | None) -> None:
    """Turn a run file into the pages that were asked for, by option; none where none was."""
    if not any(pages.values()):
        return
    context = click.get_current_context()
    group = context.find_root().command
    assert isinstance(group, click.Group)
    report = group.get_command(context, "report")
    assert report is not None
    context.invoke(report, run_files=(run_file,), **pages)
