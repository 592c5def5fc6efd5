"""`fuzz`: valid keys, damaged in every way there is."""

from __future__ import annotations

import re
import secrets
import sys
from pathlib import Path

import click

from jwk_conformance.baseline import load
from jwk_conformance.command.ending import USAGE, end, plain_errors
from jwk_conformance.config import configured
from jwk_conformance.engine.connection import Limits
from jwk_conformance.event import Event
from jwk_conformance.interrupt import follow
from jwk_conformance.launch import Launcher
from jwk_conformance.runfile import RunWriter
from jwk_conformance.target.spec import parse
from jwk_conformance.terminal import say
from jwk_fuzz.replay_file import FOLDER
from jwk_vectors import bundled


@click.command()
@click.argument("targets", nargs=-1, required=True)
@click.option(
    "--output",
    "-o",
    type=click.Path(path_type=Path),
    default=Path("fuzz.jsonl"),
    show_default=True,
    help="The run file.",
)
@click.option(
    "--max-documents",
    type=click.IntRange(min=1),
    help="Documents a target is asked about; as many as there is time for where it is left out.",
)
@click.option(
    "--max-time",
    type=click.FloatRange(min=0, min_open=True),
    default=300.0,
    show_default=True,
    help="Seconds a target is asked for.",
)
@click.option(
    "--replays",
    type=click.Path(path_type=Path, file_okay=False),
    default=FOLDER,
    show_default=True,
    help="The folder of the replay files: asked again first, then one written for each finding.",
)
@click.option(
    "--minimise",
    type=click.FloatRange(min=0),
    default=60.0,
    show_default=True,
    help="Seconds for making the examples of a target simpler; 0: they stay as they were found.",
)
@click.option(
    "--audit",
    type=click.FloatRange(min=0),
    default=90.0,
    show_default=True,
    help="Seconds for forged tokens, state carried over, cost and exports; 0: nothing of these.",
)
@click.option(
    "--baseline",
    "known",
    type=click.Path(path_type=Path),
    help="Findings that are known: only news fails. [default: the configured file]",
)
@click.option(
    "--keys",
    type=click.Path(path_type=Path),
    help="Fuzz around your own valid keys, a JWK or JWK Set. What they keep secret is never told.",
)
@click.option("--seed", type=int, help="What chance is derived from; told where it is left out.")
@click.option(
    "--derandomised",
    is_flag=True,
    help="For CI: seed 0, and no example database, so that every run asks the same.",
)
@click.option(
    "--database",
    type=click.Path(path_type=Path),
    default=Path(".hypothesis") / "examples",
    show_default=True,
    help="Hypothesis's example database: what found something is kept there and asked again.",
)
@click.option(
    "--shard",
    metavar="K/N",
    default="1/1",
    callback=lambda context, parameter, text: _parts(text),
    help="Only the K-th of N parts: a campaign split over CI jobs. `report` takes all run files.",
)
@click.option("--kty", multiple=True, help="Only keys of this type; set for JWK Sets.")
@click.option("--mutation", multiple=True, help="Only mutations whose label fits, such as 'x: *'.")
@click.option("--offline", is_flag=True, help="Use only environments that are built already.")
@click.option("--refresh", is_flag=True, help="Resolve newest releases anew.")
@click.option(
    "--deadline", type=float, default=10.0, show_default=True, help="Seconds a request may take."
)
@click.option("--memory", type=int, default=4096, show_default=True, help="MiB a target may take.")
def fuzz(
    targets: tuple[str, ...],
    output: Path,
    max_documents: int | None,
    max_time: float,
    replays: Path,
    minimise: float,
    audit: float,
    known: Path | None,
    keys: Path | None,
    seed: int | None,
    derandomised: bool,
    database: Path,
    shard: tuple[int, int],
    kty: tuple[str, ...],
    mutation: tuple[str, ...],
    offline: bool,
    refresh: bool,
    deadline: float,
    memory: int,
) -> None:
    r"""Damage valid keys in every way there is, and see what TARGETS make of them.

    First valid keys of every type and curve, then every mutation on each of them, then pairs of
    mutations: the same documents in the same order, always. Then random ones until --max-documents
    or --max-time is reached. What is found is in the run file, with the simplest example of each,
    and `report` shows it. Targets are named as for `run`.
    """
    try:
        import hypothesis as _  # noqa: F401
    except ImportError:
        end(USAGE, "fuzz needs Hypothesis: pip install 'jwk-conformance[fuzz]'.")
    from jwk_fuzz.campaign import Plan, campaign
    from jwk_fuzz.minimise import Budget
    from jwk_fuzz.oracle import AUDITS, Allowance
    from jwk_fuzz.own import KeysError
    from jwk_fuzz.own import load as load_keys
    from jwk_fuzz.phase import Shard
    from jwk_fuzz.replay_file import CannotKeep, Keeper
    from jwk_fuzz.systematic import Selection
    from jwk_fuzz.terminal import Terminal

    if derandomised and seed is not None:
        end(USAGE, "--derandomised has seed 0: leave one of --derandomised and --seed out.")
    with plain_errors():
        for name in targets:
            parse(name)
        try:
            own = load_keys(keys) if keys else None
        except KeysError as error:
            end(USAGE, str(error))
        known = known or configured(Path.cwd()).baseline
        plan = Plan(
            targets=list(dict.fromkeys(targets)),
            launch=Launcher(say=say, offline=offline, refresh=refresh, memory=2 * memory << 20),
            library=bundled(),
            limits=Limits(deadline=deadline, memory=memory << 20),
            documents=max_documents,
            seconds=max_time,
            selection=Selection(kty, mutation, own.seeds if own else ()),
            own=own,
            minimise=Budget(minimise),
            audits=() if own else AUDITS,  # they know no keys but those of the pool
            auditing=Allowance(audit),
            compare=not own and audit > 0,
            replays=replays,
            baseline=load(known) if known else None,
            seed=0 if derandomised else secrets.randbits(32) if seed is None else seed,
            database=None if derandomised else database,
            shard=Shard(*shard),
            command=sys.argv[1:],
        )
        terminal, keep = Terminal(), Keeper(replays)
        with RunWriter(output) as write:

            def hear(event: Event) -> None:
                write(event)
                try:
                    keep(event)
                except CannotKeep as error:
                    end(USAGE, str(error))
                terminal(event)

            footer = follow(campaign(plan), hear)
        say(f"run file: {output}")
        if keep.written:
            say(f"replay files: {len(keep.written)} in {replays}; see `jwk-conformance replay -h`")
    end(footer.exit_code, footer.reason)


def _parts(text: str) -> tuple[int, int]:
    found = re.fullmatch(r"(\d{1,6})/(\d{1,6})", text)
    if found is None or not 1 <= int(found[1]) <= int(found[2]):
        raise click.BadParameter(f"{text!r} is no part of a whole: write 1/8 to 8/8.")
    return int(found[1]), int(found[2])
