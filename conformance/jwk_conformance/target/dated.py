"""Choosing dependencies as of a release's own time.

A release of 2021 was written for the `cryptography` of 2021. Resolved today it would run over
a backend that its authors never saw, and its results would be nobody's.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from jwk_conformance.target import uv
from jwk_conformance.target.index import (
    ALWAYS,
    Index,
    Lock,
    Package,
    Period,
    find_release,
    oldest_with_wheel,
    resolve,
)

GRACE = timedelta(days=1)
"""Dependencies may be this much younger: they are often released together."""

BUILD_TOOLS = (
    "cython", "flit-core", "hatchling", "pdm-backend", "poetry-core", "setuptools",
    "setuptools-scm", "wheel",
)  # fmt: skip


@dataclass(frozen=True)
class Plan:
    """One way to settle on dependencies and tools; ways are tried in turn."""

    lock: Lock | uv.Answer
    """uv's refusal where this way leads nowhere."""
    period: Period
    note: str | None = None
    """What to tell the reader, if this is the way that works."""


def plans(
    index: Index, requirement: str, release: Package, say: Callable[[str], None]
) -> Iterator[Plan]:
    """Ways to install a release, the most faithful first.

    Dependencies of the time; the same, built with today's tools, since old ones may not run on
    a new interpreter; dependencies of today.
    """
    here = index.interpreter
    if release.uploaded is None:
        yield Plan(
            resolve(index, [requirement], ALWAYS),
            ALWAYS,
            f"the index does not tell when {release.name} {release.version} was published: "
            "dependencies are the newest",
        )
        return
    cutoff = release.uploaded + GRACE
    wanted = [requirement, *_beside(index, cutoff)]
    of_the_time = Period(cutoff, {release.name: None})
    yield Plan(_preferring_wheels(index, wanted, release, of_the_time, say), of_the_time)
    with_new_tools = Period(cutoff, {release.name: None} | dict.fromkeys(BUILD_TOOLS))
    yield Plan(
        _preferring_wheels(index, wanted, release, with_new_tools, say),
        with_new_tools,
        f"built with today's build tools: those of {release.uploaded:%Y-%m-%d} "
        f"do not work on {here}",
    )
    yield Plan(
        resolve(index, wanted, ALWAYS),
        ALWAYS,
        f"no dependencies as of {release.uploaded:%Y-%m-%d} install on {here}: they are the newest",
    )


def newer_than(lock: Lock, release: Package) -> str | None:
    """A note that names the packages that were not yet there when the release came out."""
    if release.uploaded is None:
        return None
    limit = release.uploaded + GRACE
    newer = [
        f"{one.name} {one.version} ({one.uploaded:%Y-%m-%d})"
        for one in lock.packages
        if one.uploaded is not None and one.uploaded > limit and one.name != release.name
    ]
    if not newer:
        return None
    return (
        f"newer than {release.name} {release.version} ({release.uploaded:%Y-%m-%d}): "
        + ", ".join(newer)
    )


def _beside(index: Index, cutoff: datetime) -> list[str]:
    """What stood in every virtual environment at the time, needed or not.

    Before Python 3.12 `venv` put setuptools there, and old releases import its
    `pkg_resources` without asking for it.
    """
    if index.interpreter.version >= (3, 12):
        return []
    lock = find_release(index, "setuptools", Period(cutoff))
    found = lock.package("setuptools") if isinstance(lock, Lock) else None
    return [] if found is None else [f"setuptools<={found.version}"]


def _preferring_wheels(
    index: Index,
    requirements: Sequence[str],
    release: Package,
    period: Period,
    say: Callable[[str], None],
) -> Lock | uv.Answer:
    """Resolve, then move what would have to be built to its next release that has a wheel.

    An old release of a compiled package has no wheel for an interpreter that came later, and
    seldom builds. What never had a wheel is left to be built. The release itself stays.
    """
    pins: dict[str, Package] = {}
    left = {release.name}
    while True:
        exempt = dict(period.exempt) | {name: _just_after(one) for name, one in pins.items()}
        lock = resolve(index, requirements, Period(period.cutoff, exempt), pins.values())
        if not isinstance(lock, Lock):
            return lock
        unbuilt = [one for one in lock.packages if not one.has_wheel and one.name not in left]
        if not unbuilt:
            return lock
        for package in unbuilt:
            left.add(package.name)
            found = oldest_with_wheel(index, package)
            if found is not None:
                say(f"{package.name} {package.version} has no wheel here: taking {found.version}")
                pins[package.name] = found


def _just_after(package: Package) -> datetime | None:
    return None if package.uploaded is None else package.uploaded + GRACE
