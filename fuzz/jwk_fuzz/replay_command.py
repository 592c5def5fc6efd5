"""`replay` and `promote`: what becomes of a finding after the campaign."""

from __future__ import annotations

from pathlib import Path

import click

from jwk_conformance.command.ending import FINDINGS, UNSTARTED, USAGE, end, plain_errors
from jwk_conformance.engine.connection import Limits
from jwk_conformance.engine.plan import missing
from jwk_conformance.engine.session import Session, TargetLost
from jwk_conformance.event import TargetStarted
from jwk_conformance.launch import Launcher
from jwk_conformance.protocol import Hello
from jwk_conformance.run import CannotLaunch
from jwk_conformance.target.spec import parse
from jwk_conformance.terminal import identity, say
from jwk_fuzz.replay import answer
from jwk_fuzz.replay_file import FOLDER, ReplayError, ReplayFile, find, load
from jwk_vectors import bundled
from jwk_vectors.model import Vector

NOTHING = 5
SET = "set"

_folder = click.option(
    "--replays",
    "folder",
    type=click.Path(path_type=Path),
    default=FOLDER,
    show_default=True,
    help="The folder in which ids are looked up.",
)


@click.command()
@click.argument("name", metavar="FILE|ID")
@click.option("--target", help="Ask this target. [default: the one it was found on]")
@_folder
@click.option(
    "--keys",
    type=click.Path(path_type=Path),
    help="The file with the key, for a finding on your own. [default: where it was]",
)
@click.option("--show", type=click.Choice(("code", "protocol")), help="Print this and ask nobody.")
@click.option("--offline", is_flag=True, help="Use only environments that are built already.")
@click.option(
    "--deadline", type=float, default=10.0, show_default=True, help="Seconds a request may take."
)
@click.option("--memory", type=int, default=4096, show_default=True, help="MiB a target may take.")
def replay(
    name: str,
    target: str | None,
    folder: Path,
    keys: Path | None,
    show: str | None,
    offline: bool,
    deadline: float,
    memory: int,
) -> None:
    """Ask the example of a finding again: by its replay file, its id, or its fingerprint.

    Exit codes: 0 it shows no longer; 1 it still shows; 2 no such file, or one that cannot be read;
    3 the target could not be started; 5 the target does not offer what is asked.
    """
    with plain_errors():
        kept = _kept(name, folder)
        if show is not None:
            _print(kept, show)
            return
        asked = target or kept.found.target
        parse(asked)
        launcher = Launcher(say=say, offline=offline, memory=2 * memory << 20)
        try:
            launch = launcher(asked)
            with Session(launch, Limits(deadline=deadline, memory=memory << 20)) as session:
                told = _told(kept, asked, session, keys)
        except ReplayError as error:
            end(USAGE, str(error))
        except CannotLaunch as reason:
            end(UNSTARTED, f"{asked}: {reason.what} {reason.hint}".rstrip())
        except TargetLost as lost:
            end(UNSTARTED, f"{asked}: {lost}")
    end(*told)


def _told(kept: ReplayFile, target: str, session: Session, keys: Path | None) -> tuple[int, str]:
    hello = session.hello()
    say(f"{target}: {identity(TargetStarted(target=target, hello=hello))}")
    lacking = missing(kept.vector.requires, hello)
    if lacking:
        return NOTHING, f"{target} does not offer what is asked: {', '.join(lacking)}"
    vector = _whole(kept, session, hello, keys)
    ((_, steps),) = list(session.observe([vector]))
    if all(seen.outcome in ("unsupported", "unreached") for seen in steps):
        return NOTHING, f"{target} does not offer what is asked"
    told = answer(kept.finding.kind, vector, kept.seen, steps, hello)
    said = told.said
    if kept.example.withheld:  # the words of an error may be about the key
        said = "; ".join(f"{one.outcome} {one.error.type if one.error else ''}" for one in steps)
    click.echo(f"{kept.id}: {kept.finding.said}")
    click.echo(f"  was    {kept.found.library} {kept.found.version}, on {kept.found.on}")
    click.echo(f"  asked  {kept.vector.title}")
    click.echo(f"  saw    {said}")
    if told.shows:
        return FINDINGS, f"{kept.id} still shows on {hello.name} {hello.version}"
    return 0, f"{kept.id} does not show on {hello.name} {hello.version}"


@click.command()
@click.argument("name", metavar="FILE|ID")
@_folder
@click.option("--output", "-o", type=click.Path(path_type=Path), help="Write it to this file.")
def promote(name: str, folder: Path, output: Path | None) -> None:
    """Make a finding the beginning of an authored vector, in a clone of this project.

    Clauses, document and expectation are filled in; why it matters is left for you to write.
    """
    try:
        from jwk_fuzz.scaffold import CannotScaffold, scaffold
        from jwk_fuzz.seed import rare, seeds
    except ImportError:
        end(USAGE, "promote needs Hypothesis: pip install 'jwk-conformance[fuzz]'.")
    with plain_errors():
        kept = _kept(name, folder)
        seed = next((one for one in (*seeds(), *rare()) if one.name == kept.example.seed), None)
        like = seed.document if seed is not None and seed.kind != SET else None
        try:
            made = scaffold(kept, like, bundled())
        except CannotScaffold as error:
            end(USAGE, str(error))
        if output is None:
            click.echo(made.text, nl=False)
        else:
            try:
                output.write_text(made.text, "utf-8")
            except OSError as error:
                end(USAGE, f"cannot write {output}: {error.strerror}. Name another file.")
    say(
        f"put it into vectors/authoring/{made.name}.py and its CHAPTER into chapters.py, or move "
        "the function to the chapter about the same; write its why; run `python -m authoring` "
        "in vectors/"
    )


def _whole(kept: ReplayFile, session: Session, hello: Hello, keys: Path | None) -> Vector:
    """What to ask; of the user's own key it is made again. Raises ReplayError."""
    if not kept.example.withheld:
        return kept.vector
    try:
        from jwk_fuzz.restore import restored
    except ImportError:
        end(USAGE, "this needs Hypothesis: pip install 'jwk-conformance[fuzz]'.")
    return restored(kept, keys, session, hello, bundled())


def _print(kept: ReplayFile, what: str) -> None:
    if kept.example.withheld:
        end(USAGE, f"{kept.id} is about a key of yours: what is asked is not kept.")
    if what == "protocol":
        click.echo("\n".join(kept.example.requests))
    elif kept.snippet:
        click.echo(kept.snippet)
    else:
        end(USAGE, f"{kept.found.library} has no call for what is asked. Try --show protocol.")


def _kept(name: str, folder: Path) -> ReplayFile:
    try:
        return load(find(name, folder))
    except ReplayError as error:
        end(USAGE, str(error))
