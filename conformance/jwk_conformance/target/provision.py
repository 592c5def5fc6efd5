"""Giving a library an environment of its own."""

from __future__ import annotations

import hashlib
import importlib.metadata
import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Literal, TypeAlias

from jwk_conformance.target import cache as store
from jwk_conformance.target import fault, index, interpreter, project, uv
from jwk_conformance.target.dated import Plan, newer_than, plans
from jwk_conformance.target.environment import (
    Environment,
    IndexUnreachableError,
)
from jwk_conformance.target.index import ALWAYS, Index, Lock, Package, normalised, resolve
from jwk_conformance.target.spec import Folder, Latest, Release, Requirement

AsOf: TypeAlias = Literal["release", "now"]
"""Dependencies as of a named release's own time, or today's."""

ASK_AGAIN = timedelta(days=1)
"""How long the answer to "which release is the newest" holds."""


def provision(
    requirement: Requirement,
    *,
    cache: Path,
    python: str | None = None,
    offline: bool = False,
    refresh: bool = False,
    as_of: AsOf = "release",
    say: Callable[[str], None],
) -> Environment:
    """An environment that holds the library, built where the cache has none.

    `python` names the interpreter for targets that name none themselves. `refresh` resolves
    anew what the cache could answer; `offline` never asks the package index. `say` gets a line
    before anything that takes long.

    Raises ProvisionError.
    """
    chosen = interpreter.find(requirement.python or python)
    offline = offline or uv.told_offline()
    folder = store.request_folder(cache, *_label_and_key(requirement, chosen, as_of))
    try:
        with store.held(folder, say):
            return _held(requirement, chosen, folder, offline, refresh, as_of, say)
    except OSError as error:
        raise store.unusable(folder, error) from None


def _held(
    requirement: Requirement,
    chosen: interpreter.Interpreter,
    folder: Path,
    offline: bool,
    refresh: bool,
    as_of: AsOf,
    say: Callable[[str], None],
) -> Environment:
    """The environment from the request's folder, or built into it."""
    cached = None if isinstance(requirement, Folder) else store.current(folder)
    if cached is not None and not refresh:
        environment, asked_at = cached
        if isinstance(requirement, Release) or _now() - asked_at < ASK_AGAIN:
            return environment
    if offline and cached is not None:
        return _reused(cached[0], "the index was not to be asked")
    if offline and not isinstance(requirement, Folder):
        # uv could resolve from what it happens to have: not what the target means.
        raise fault.not_cached(requirement)
    try:
        return _build(requirement, _desk(folder, chosen, offline), as_of, say)
    except IndexUnreachableError:
        if cached is None:
            raise
        return _reused(cached[0], "the index could not be reached")


def _desk(folder: Path, chosen: interpreter.Interpreter, offline: bool) -> Index:
    """A clean place to run uv in."""
    log = folder / "log.txt"
    log.write_text("", encoding="utf-8")
    (folder / "uv.toml").write_text("# keeps out settings of folders further up\n")
    return Index(chosen, folder, log, offline)


def _build(
    requirement: Requirement, desk: Index, as_of: AsOf, say: Callable[[str], None]
) -> Environment:
    asked_at = _now()
    release, ways = _ways(requirement, desk, as_of, say)
    refusal: uv.Answer | None = None
    for way in ways:
        lock = way.lock
        done = (
            lock
            if isinstance(lock, uv.Answer)
            else _install(requirement, release, lock, way, desk, say)
        )
        if isinstance(done, Environment):
            store.serve(desk.folder, done.folder, asked_at)
            return done
        refusal = refusal or done
        if done.unreachable or done.disk_full:
            # No way of choosing versions helps against that.
            refusal = done
            break
    assert refusal is not None, "there is always a way to try"
    raise fault.of_installation(refusal, requirement, desk)


def _ways(
    requirement: Requirement, desk: Index, as_of: AsOf, say: Callable[[str], None]
) -> tuple[Package, Iterator[Plan]]:
    """The release that is meant, and the ways to settle on what it needs."""
    if isinstance(requirement, Folder):
        say(f"building {requirement}")
        wheel = project.wheel_of(requirement, desk, desk.folder)
        release = Package(normalised(wheel.name), wheel.version, None, has_wheel=True)
        wanted = f"{_named(requirement)} @ {wheel.file.as_uri()}"
        return release, _today(desk, wanted)
    pin = f"=={requirement.version}" if isinstance(requirement, Release) else ""
    say(f"looking up {requirement}")
    found = index.find_release(desk, f"{requirement.name}{pin}")
    package = found.package(requirement.name) if isinstance(found, Lock) else None
    if isinstance(found, uv.Answer) or package is None:
        answer = found if isinstance(found, uv.Answer) else uv.Answer(1, "", "no solution found")
        raise fault.of_search(answer, requirement, desk)
    wanted = f"{_named(requirement)}=={package.version}"
    if isinstance(requirement, Release) and as_of == "release":
        return package, plans(desk, wanted, package, say)
    return package, _today(desk, wanted)


def _today(desk: Index, wanted: str) -> Iterator[Plan]:
    yield Plan(resolve(desk, [wanted], ALWAYS), ALWAYS)


def _install(
    requirement: Requirement,
    release: Package,
    lock: Lock,
    way: Plan,
    desk: Index,
    say: Callable[[str], None],
) -> Environment | uv.Answer:
    """Build the environment of a lock in a folder of its own, or find it there."""
    build = desk.folder / hashlib.sha256(lock.text.encode()).hexdigest()[:12]
    done = store.complete(build)
    if done is not None:
        return done
    say(f"installing {release.name} {release.version} for {desk.interpreter}")
    shutil.rmtree(build, ignore_errors=True)
    build.mkdir()
    # Paths in the lock are relative to where it was resolved; the copy is for the reader.
    file = desk.folder / "pylock.toml"
    for copy in (file, build / file.name):
        copy.write_text(lock.text, encoding="utf-8")
    virtual = build / ".venv"
    for answer in _steps(desk, virtual, file, way):
        if not answer.ok:
            shutil.rmtree(build, ignore_errors=True)
            return answer
    newer = newer_than(lock, release) if isinstance(requirement, Release) else None
    receipt = store.Receipt(
        name=requirement.name,
        version=release.version,
        resolved_at=_now(),
        released_at=release.uploaded,
        exclude_newer=way.period.cutoff,
        packages=_installed(virtual),
        notes=tuple(note for note in (way.note, newer) if note is not None),
    )
    store.finish(build, receipt)
    done = store.complete(build)
    assert done is not None, f"{build} was just completed"
    return done


def _steps(desk: Index, virtual: Path, lock: Path, way: Plan) -> Iterator[uv.Answer]:
    yield index.create_environment(desk, virtual)
    yield index.install(desk, lock, virtual / "bin" / "python", way.period)


def _installed(virtual: Path) -> dict[str, str]:
    """Each distribution in a virtual environment with its version."""
    sites = [str(site) for site in virtual.glob("lib/*/site-packages")]
    found = importlib.metadata.distributions(path=sites)
    return dict(sorted((normalised(one.metadata["Name"]), one.version) for one in found))


def _label_and_key(
    requirement: Requirement, chosen: interpreter.Interpreter, as_of: AsOf
) -> tuple[str, str]:
    """A readable name for a request, and all that sets it apart from others."""
    name = normalised(requirement.name)
    extras = ",".join(sorted({normalised(extra) for extra in requirement.extras}))
    if isinstance(requirement, Folder):
        which, policy = "folder", str(project.folder_of(requirement))
    elif isinstance(requirement, Latest):
        which, policy = "latest", "now"
    else:
        which, policy = requirement.version.lower().replace("!", "-"), as_of
    key = "\n".join([name, extras, which, policy, str(chosen), chosen.kind, str(chosen.path)])
    return f"{name}-{which}-{chosen.tag}", key


def _named(requirement: Requirement) -> str:
    extras = f"[{','.join(requirement.extras)}]" if requirement.extras else ""
    return f"{requirement.name}{extras}"


def _reused(environment: Environment, why: str) -> Environment:
    note = f"{why}: using {environment.version}, chosen on {environment.resolved_at:%Y-%m-%d}"
    return replace(environment, notes=(*environment.notes, note))


def _now() -> datetime:
    return datetime.now(timezone.utc)
