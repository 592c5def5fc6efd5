"""The configuration of a project: jwk-conformance.toml, or a table of pyproject.toml."""

from __future__ import annotations

import difflib
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

OWN = "jwk-conformance.toml"
SHARED = "pyproject.toml"
TABLE = "jwk-conformance"


class ConfigError(Exception):
    """A configuration cannot be used; the message says where and what next."""


@dataclass(frozen=True)
class Config:
    """What a project has set; the command line overrides it."""

    baseline: Path | None = None
    profile: str = "rfc"
    set: str = ""
    targets: tuple[str, ...] = ()


def configured(folder: Path) -> Config:
    """The configuration of the project that a folder belongs to, or the defaults.

    It stands in the nearest folder, upwards, that has either file; a pyproject.toml without the
    table configures nothing. Raises ConfigError.
    """
    for place in (folder, *folder.parents):
        own, shared = place / OWN, place / SHARED
        tables = [(path, _table(path)) for path in (own, shared) if path.is_file()]
        set_ = [(path, table) for path, table in tables if table is not None]
        if len(set_) > 1:
            raise ConfigError(
                f"{own} and [tool.{TABLE}] in {shared} both configure this: keep one of them."
            )
        for path, table in set_:
            return _config(path, table)
        if tables:
            break
    return Config()


def _table(path: Path) -> dict[str, Any] | None:
    try:
        document = tomllib.loads(path.read_text("utf-8"))
    except OSError as error:
        raise ConfigError(f"cannot read {path}: {error.strerror}.") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path} is not TOML: {error}.") from None
    if path.name == OWN:
        return document
    table = document.get("tool", {}).get(TABLE)
    if table is not None and not isinstance(table, dict):
        raise ConfigError(f"{path}: tool.{TABLE} is not a table.")
    return table


def _config(path: Path, table: dict[str, Any]) -> Config:
    known = ("baseline", "profile", "set", "targets")
    for name in table:
        if name not in known:
            near = difflib.get_close_matches(name, known, n=1, cutoff=0)[0]
            raise ConfigError(f"{path} sets {name!r}, which is unknown. Nearest is {near!r}.")
    for name in ("baseline", "profile", "set"):
        if name in table and not isinstance(table[name], str):
            raise ConfigError(f"{path}: {name} is not a string.")
    targets = table.get("targets", [])
    if not isinstance(targets, list) or not all(isinstance(one, str) for one in targets):
        raise ConfigError(f"{path}: targets is not an array of strings.")
    baseline = table.get("baseline")
    return Config(
        baseline=path.parent / baseline if baseline else None,
        profile=table.get("profile", "rfc"),
        set=table.get("set", ""),
        targets=tuple(targets),
    )
