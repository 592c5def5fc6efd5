"""`run`: the main job."""

from __future__ import annotations

import os
import sys
from collections.abc import Generator
from pathlib import Path

import click

from jwk_adapters.bundled import BUNDLED
from jwk_conformance.baseline import load
from jwk_conformance.command.ending import USAGE, end, plain_errors
from jwk_conformance.command.page import written
from jwk_conformance.config import configured
from jwk_conformance.engine.connection import Limits
from jwk_conformance.event import Event, Footer
from jwk_conformance.interrupt import follow
from jwk_conformance.launch import Launcher
from jwk_conformance.run import Plan
from jwk_conformance.run import run as stream
from jwk_conformance.runfile import RunWriter
from jwk_conformance.select import Filter
from jwk_conformance.target.spec import parse
from jwk_conformance.terminal import Terminal, say
from jwk_vectors import bundled, load_folder


@click.command()
@click.argument("targets", nargs=-1)
@click.option("--all", "every", is_flag=True, help="All bundled libraries, newest releases.")
@click.option("--rfc", multiple=True, help="Only vectors from this RFC, such as 7520.")
@click.option("--operation", multiple=True, help="Only this operation, such as jws.*")
@click.option("--kty", multiple=True, help="Only this key type.")
@click.option("--alg", multiple=True, help="Only this algorithm.")
@click.option("--id", "ids", multiple=True, help="Only vectors whose id fits, such as rfc7520-4*")
@click.option(
    "--set",
    "wanted",
    help="Only the vectors of a frozen set, such as 2026.1, or of latest, next or experimental. "
    "[default: all, of which the newest frozen set is scored]",
)
@click.option(
    "--vectors",
    "folder",
    type=click.Path(path_type=Path),
    help="Vectors to run instead of the bundled ones.",
)
@click.option(
    "--output",
    "-o",
    type=click.Path(path_type=Path),
    default=Path("run.jsonl"),
    show_default=True,
    help="The run file.",
)
@click.option("--html", type=click.Path(path_type=Path), help="Also write an HTML report.")
@click.option("--profile", help="What to hold against them: rfc or strict. [default: rfc]")
@click.option(
    "--baseline",
    "known",
    type=click.Path(path_type=Path),
    help="Findings that are known: only news fails. [default: the configured file]",
)
@click.option("--offline", is_flag=True, help="Use only environments that are built already.")
@click.option("--refresh", is_flag=True, help="Resolve newest releases anew.")
@click.option(
    "--deadline", type=float, default=10.0, show_default=True, help="Seconds a request may take."
)
@click.option("--memory", type=int, default=4096, show_default=True, help="MiB a target may take.")
@click.option("--jobs", "-j", type=int, help="Targets at a time. [default: one a core]")
def run(
    targets: tuple[str, ...],
    every: bool,
    rfc: tuple[str, ...],
    operation: tuple[str, ...],
    kty: tuple[str, ...],
    alg: tuple[str, ...],
    ids: tuple[str, ...],
    wanted: str | None,
    folder: Path | None,
    output: Path,
    html: Path | None,
    profile: str | None,
    known: Path | None,
    offline: bool,
    refresh: bool,
    deadline: float,
    memory: int,
    jobs: int | None,
) -> None:
    r"""Run the vectors against TARGETS.

    \b
    jwcrypto                the library as installed here
    jwcrypto==1.5.0         that release, in an environment of its own
    joserfc@latest          the newest release
    reference               the suite's own strict implementation
    joserfc@PATH            a project folder
    py:module:Adapter       your own adapter
    cmd:program args        any program that speaks the protocol
    """
    with plain_errors():
        library = load_folder(folder) if folder else bundled()
        config = configured(Path.cwd())
        selection = library.select(config.set if wanted is None else wanted)
        fits = Filter(rfc=rfc, operation=operation, kty=kty, alg=alg, id=ids)
        names = _names(targets or (() if every else config.targets), every)
        known = known or config.baseline
        plan = Plan(
            targets=names,
            optional=set(names) - set(targets) if every else (),
            launch=Launcher(say=say, offline=offline, refresh=refresh, memory=2 * memory << 20),
            library=library,
            vectors=fits(selection.vectors),
            set=selection.set,
            unscored=selection.unscored,
            profile=library.profile(profile or config.profile),
            baseline=load(known) if known else None,
            limits=Limits(deadline=deadline, memory=memory << 20),
            command=sys.argv[1:],
            workers=jobs or os.cpu_count() or 1,
        )
        footer = _followed(stream(plan), output, Terminal(plan))
        say(f"run file: {output}")
        written(output, html=html)
    end(footer.exit_code, footer.reason)


def _names(targets: tuple[str, ...], every: bool) -> list[str]:
    """The targets, each once, all well-formed."""
    bundled_targets = [f"{adapter.name}@latest" for adapter in BUNDLED if every]
    names = list(dict.fromkeys((*targets, *bundled_targets)))
    if not names:
        end(USAGE, "name a target, such as jwcrypto, or give --all. See jwk-conformance run -h.")
    for name in names:
        parse(name)
    return names


def _followed(events: Generator[Event, None, None], output: Path, terminal: Terminal) -> Footer:
    """Write and show every event as it comes."""
    with RunWriter(output) as write, terminal:

        def hear(event: Event) -> None:
            write(event)
            terminal(event)

        return follow(events, hear)
