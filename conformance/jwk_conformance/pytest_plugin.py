"""pytest --pyargs jwk_conformance --jwk-target joserfc: one item for each vector.

This module loads into every pytest run of its environment: it imports nothing but pytest until
a target is named.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from jwk_conformance.pytest_items import Suite

PACKAGE = Path(__file__).parent


def pytest_addoption(parser: pytest.Parser) -> None:
    """The options, in a group of their own."""
    group = parser.getgroup("jwk-conformance")
    group.addoption(
        "--jwk-target",
        action="append",
        default=[],
        metavar="TARGET",
        help="run the JWK vectors against this library, such as joserfc or py:module:Adapter",
    )
    group.addoption(
        "--jwk-vectors", metavar="DIR", help="vectors to run instead of the bundled ones"
    )
    group.addoption(
        "--jwk-set",
        metavar="SET",
        help="only the vectors of a set, such as 2026.1, latest or next; without, those newer than "
        "the newest frozen set are expected to fail where they do",
    )


def pytest_collect_directory(path: Path, parent: pytest.Collector) -> Suite | None:
    """The package's own folder is the suite, whatever a user's python_files says."""
    if path != PACKAGE or not parent.config.getoption("--jwk-target"):
        return None
    from jwk_conformance.pytest_items import Suite

    suite: Suite = Suite.from_parent(parent, path=path)
    return suite
