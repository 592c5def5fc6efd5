"""What to tell the user when uv refuses."""

from __future__ import annotations

import re

from jwk_conformance.target import uv
from jwk_conformance.target.environment import IndexUnreachableError, ProvisionError
from jwk_conformance.target.index import Index, Lock, find_release
from jwk_conformance.target.spec import Folder, Latest, Release, Requirement, with_python

_NEEDS_PYTHON = re.compile(
    r"does not satisfy Python\s*(?P<range>[<>=!~][^\s,]*(?:,[<>=!~][^\s,]*)*)"
)

_NO_SOLUTION = "no solution found"


def of_search(answer: uv.Answer, requirement: Latest | Release, index: Index) -> ProvisionError:
    """The error for a library or release that the index does not have."""
    if answer.disk_full or answer.unreachable:
        return of_system(answer, requirement, index)
    newest = find_release(index, requirement.name) if isinstance(requirement, Release) else None
    if isinstance(newest, uv.Answer) and newest.unreachable:
        return of_system(newest, requirement, index)
    said = " ".join(answer.said.split())
    needs = _NEEDS_PYTHON.search(said)
    if needs is not None:
        other = with_python(requirement, "pythonX.Y")
        return ProvisionError(
            f"{requirement} does not install on {index.interpreter}: "
            f"it needs Python {needs['range']}.",
            f"Name an interpreter that fits: {other}.",
        )
    if answer.build_failed:
        return of_build(answer, requirement, index)
    if isinstance(newest, Lock):
        found = newest.package(requirement.name)
        version = found.version if found else "unknown"
        other = Release(requirement.name, version, requirement.extras, requirement.python)
        return ProvisionError(
            f"{requirement} is not on the package index.",
            f"Newest is {version}: try {other}.",
        )
    if _NO_SOLUTION in said.lower():
        return ProvisionError(
            f"There is no {requirement.name} on the package index.",
            f"Check the spelling; a project folder is written {requirement.name}@PATH.",
        )
    return of_system(answer, requirement, index)


def of_installation(answer: uv.Answer, requirement: Requirement, index: Index) -> ProvisionError:
    """The error for a library, or something it needs, that cannot be chosen or installed."""
    if answer.disk_full or answer.unreachable:
        return of_system(answer, requirement, index)
    if answer.build_failed:
        return of_build(answer, requirement, index)
    if _NO_SOLUTION in answer.said.lower():
        return ProvisionError(
            f"{requirement}: its dependencies have no solution on {index.interpreter}.\n"
            f"{answer.last_lines(6)}\n",
            f"The full log is {index.log}.",
        )
    return of_system(answer, requirement, index)


def of_build(answer: uv.Answer, requirement: Requirement, index: Index) -> ProvisionError:
    """The error for a library, or something it needs, that does not build."""
    if answer.disk_full or answer.unreachable:
        return of_system(answer, requirement, index)
    return ProvisionError(
        f"{requirement} does not build on {index.interpreter}. The last lines of the log:\n"
        f"{answer.last_lines(12)}\n",
        f"The full log is {index.log}.",
    )


def of_system(answer: uv.Answer, requirement: Requirement, index: Index) -> ProvisionError:
    """The error for what lies with the machine or the network, not with the library."""
    if answer.disk_full:
        return ProvisionError(
            f"{requirement}: no space is left on the device.",
            "Free some, or name another cache folder in JWK_CONFORMANCE_CACHE "
            "(and for uv in UV_CACHE_DIR).",
        )
    if answer.unreachable and index.offline:
        return not_cached(requirement)
    if answer.unreachable:
        return IndexUnreachableError(
            f"{requirement}: the package index cannot be reached, and no environment is cached.",
            f"Check the network and the index settings of uv; its log is {index.log}.",
        )
    return ProvisionError(
        f"{requirement}: uv failed.\n{answer.last_lines(6)}\n", f"The full log is {index.log}."
    )


def not_cached(requirement: Requirement) -> ProvisionError:
    """The error for what is not at hand while the index is not to be asked."""
    if isinstance(requirement, Folder):
        what = f"{requirement}: not all it needs is in uv's cache,"
    else:
        what = f"{requirement} is not in the cache,"
    return IndexUnreachableError(
        f"{what} and the package index is not to be asked.", "Run it once without --offline."
    )
