"""From the text that names a target to a process that answers for it."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from jwk_adapters.bundled import BUNDLED
from jwk_conformance.engine.process import Launch
from jwk_conformance.run import CannotLaunch
from jwk_conformance.target.cache import default_cache
from jwk_conformance.target.environment import ProvisionError
from jwk_conformance.target.provision import provision
from jwk_conformance.target.spec import (
    AdapterClass,
    Command,
    Installed,
    Requirement,
    parse,
)
from jwk_conformance.worker import worker_file

ENTRY_POINTS = "jwk_conformance.adapters"
"""The group in which other distributions register adapters for their libraries."""


@dataclass(frozen=True, kw_only=True)
class Launcher:
    """Makes targets ready, provisioning the libraries that need it."""

    say: Callable[[str], None]
    """Takes one line about what is being done."""
    offline: bool = False
    refresh: bool = False
    memory: int = 0
    """Address space a Python worker may take, in octets; 0: no limit of its own."""

    def __call__(self, target: str) -> Launch:
        """How to start a target. Raises CannotLaunch."""
        spec = parse(target)
        try:
            match spec:
                case Command():
                    return _command(spec)
                case AdapterClass():
                    return self._here(f"{spec.module}:{spec.name}")
                case Installed():
                    return self._installed(spec)
                case _:
                    return self._provisioned(spec)
        except ProvisionError as error:
            raise CannotLaunch(error.what, error.hint) from None
        except OSError as error:
            raise CannotLaunch(f"{target}: {error}") from None

    def _installed(self, spec: Installed) -> Launch:
        registered = _registered(spec.name)
        if registered is not None:
            return self._here(registered)
        reference = adapter_for(spec.name, str(spec))
        if _is_here(spec):
            return self._here(reference)
        self.say(f"{spec} is not installed here: taking its newest release")
        return self._provisioned(spec.newest())

    def _provisioned(self, spec: Requirement) -> Launch:
        reference = adapter_for(spec.name, str(spec))
        environment = provision(
            spec, cache=default_cache(), offline=self.offline, refresh=self.refresh, say=self.say
        )
        return Launch(
            argv=(str(environment.python), "-I", *self._worker(reference)),
            cwd=environment.folder,
            notes=environment.notes,
        )

    def _here(self, reference: str) -> Launch:
        folder = Path.cwd()
        return Launch(argv=(sys.executable, *self._worker(reference), str(folder)), cwd=folder)

    def _worker(self, reference: str) -> tuple[str, ...]:
        return (str(worker_file(default_cache())), reference, str(self.memory))


def adapter_for(name: str, target: str) -> str:
    """The bundled adapter of a library, as module:Class. Raises CannotLaunch."""
    adapters = {adapter.name: adapter.reference for adapter in BUNDLED}
    canonical = name.lower().replace("_", "-").replace(".", "-")
    if canonical in adapters:
        return adapters[canonical]
    raise CannotLaunch(
        f"{target}: there is no bundled adapter for {name}.",
        f"Bundled are {', '.join(sorted(adapters))}. For another library write one with "
        "`jwk-conformance adapter new` and name it as py:module:Class.",
    )


def _registered(name: str) -> str | None:
    for entry in metadata.entry_points(group=ENTRY_POINTS):
        if entry.name == name:
            return entry.value
    return None


def _is_here(spec: Installed) -> bool:
    """Installed, with its extras' distributions not asked for: those it has, it has."""
    try:
        metadata.distribution(spec.name)
    except metadata.PackageNotFoundError:
        return False
    return not spec.extras


def _command(spec: Command) -> Launch:
    program = shutil.which(spec.argv[0])
    if program is None:
        raise CannotLaunch(
            f"{spec}: there is no program {spec.argv[0]!r}.", "Give its path, or put it on PATH."
        )
    return Launch(argv=(os.path.abspath(program), *spec.argv[1:]), cwd=Path.cwd())
