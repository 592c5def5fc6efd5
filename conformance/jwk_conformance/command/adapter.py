"""`adapter`: which there are, whether one is sound, and a start for a new one."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import resources
from pathlib import Path

import click

from jwk_adapters.bundled import BUNDLED
from jwk_conformance.adapter_kit import examine
from jwk_conformance.command.ending import UNSTARTED, USAGE, end, plain_errors
from jwk_conformance.engine.connection import Limits
from jwk_conformance.engine.session import Session, TargetLost
from jwk_conformance.launch import REFERENCE, Launcher
from jwk_conformance.run import CannotLaunch
from jwk_conformance.terminal import say
from jwk_vectors import bundled


@click.group()
def adapter() -> None:
    """List the bundled adapters, check one, or start a new one."""


@adapter.command("list")
def list_() -> None:
    """The bundled adapters and what they install."""
    for one in BUNDLED:
        click.echo(f"{one.name}: installs {one.requirement}, adapter {one.reference}")
    click.echo(f"{REFERENCE.name}: the suite's own strict target, adapter {REFERENCE.reference}")


@adapter.command()
@click.argument("target")
def check(target: str) -> None:
    """Check an adapter: its hello, its replies, and every ability it declares or leaves out."""
    with plain_errors():
        try:
            launch = Launcher(say=say)(target)
            with Session(launch, Limits()) as session:
                remarks = list(examine(session, bundled()))
        except CannotLaunch as reason:
            end(UNSTARTED, f"{reason.what} {reason.hint}".strip())
        except TargetLost as lost:
            end(UNSTARTED, f"{target} {lost}")
    for remark in remarks:
        click.echo(str(remark))
    faults = sum(remark.weight == "fault" for remark in remarks)
    if faults:
        end(1, f"{faults} faults; an adapter, not its library, is the first suspect.")
    click.echo(f"{target}: every ability it declares is there.")


@adapter.command()
@click.argument("name")
@click.option(
    "--folder", type=click.Path(path_type=Path), default=Path(), help="Where to write it."
)
def new(name: str, folder: Path) -> None:
    """Write a first adapter for the library NAME, to be filled in."""
    module = name.lower().replace("-", "_").replace(".", "_")
    if not module.isidentifier():
        end(USAGE, f"{name!r} cannot be made the name of a Python module.")
    path = folder / f"{module}_adapter.py"
    kind = "".join(part.capitalize() for part in module.split("_"))
    template = (resources.files("jwk_conformance") / "adapter_template.txt").read_text("utf-8")
    try:
        filled = template.replace("LIBRARY", name).replace("MODULE", module)
        filled = filled.replace("CLASS", kind)
        with path.open("x", encoding="utf-8") as file:
            file.write(filled)
    except FileExistsError:
        end(USAGE, f"{path} exists already; it was left as it is.")
    except OSError as error:
        end(USAGE, f"cannot write {path}: {error.strerror}.")
    for line in _next_steps(path, module, kind):
        click.echo(line)


def _next_steps(path: Path, module: str, kind: str) -> Iterator[str]:
    yield f"{path} is written. Fill in the library's calls, then, where it lies:"
    yield f"  jwk-conformance adapter check py:{module}_adapter:{kind}"
    yield f"  jwk-conformance run py:{module}_adapter:{kind}"
