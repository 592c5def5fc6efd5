"""Libraries that are installed beside the suite."""

from __future__ import annotations

import importlib.metadata
import re
import sys
from datetime import datetime, timezone
from pathlib import Path

from jwk_conformance.target.environment import Environment
from jwk_conformance.target.index import normalised
from jwk_conformance.target.spec import Installed

_LEADING_NAME = re.compile(r"\s*([A-Za-z0-9._-]+)")
_EXTRA = re.compile(r"""extra\s*==\s*['"]([^'"]+)['"]""")


def installed(target: Installed) -> Environment | None:
    """The running interpreter as the library's environment; None where it lacks the library.

    An extra counts as installed where every distribution that it asks for is there.
    """
    try:
        found = importlib.metadata.distribution(target.name)
    except importlib.metadata.PackageNotFoundError:
        return None
    packages = {
        normalised(one.metadata["Name"]): one.version
        for one in importlib.metadata.distributions()
        if one.metadata["Name"]
    }
    if not _asked_for(found, target.extras) <= packages.keys():
        return None
    return Environment(
        python=Path(sys.executable),
        name=target.name,
        version=found.version,
        folder=Path(sys.prefix),
        resolved_at=datetime.now(timezone.utc),
        released_at=None,
        exclude_newer=None,
        packages=dict(sorted(packages.items())),
    )


def _asked_for(found: importlib.metadata.Distribution, extras: tuple[str, ...]) -> set[str]:
    """The distributions that extras of a library ask for."""
    wanted = {normalised(extra) for extra in extras}
    asked = set()
    for requirement in found.requires or ():
        name = _LEADING_NAME.match(requirement)
        marked = {normalised(extra) for extra in _EXTRA.findall(requirement)}
        if name is not None and marked & wanted:
            asked.add(normalised(name[1]))
    return asked
