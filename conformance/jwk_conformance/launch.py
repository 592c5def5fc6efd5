"""From the text that names a target to a process that answers for it."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass, replace
from importlib import metadata
from pathlib import Path

from jwk_adapters.bundled import BUNDLED, Bundled
from jwk_conformance.engine.process import Launch
from jwk_conformance.run import CannotLaunch
from jwk_conformance.target import interpreter
from jwk_conformance.target.cache import VARIABLE, default_cache
from jwk_conformance.target.environment import NoInterpreterError, ProvisionError
from jwk_conformance.target.installed import installed
from jwk_conformance.target.provision import provision
from jwk_conformance.target.spec import (
    AdapterClass,
    Command,
    Installed,
    Requirement,
    parse,
    with_python,
)
from jwk_conformance.worker import worker_file

ENTRY_POINTS = "jwk_conformance.adapters"
"""The group in which other distributions register adapters for their libraries."""

REFERENCE = Bundled("reference", "jwk_conformance.reference:Reference", "nothing")
"""The suite's own strict implementation; it runs in the suite's interpreter."""


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
                    return replace(
                        self._here(f"{spec.module}:{spec.name}"),
                        hint=f"{spec.module} is looked for in this folder, on PYTHONPATH and among "
                        f"the packages of {sys.executable}.",
                    )
                case Installed():
                    return self._installed(spec)
                case _:
                    return self._provisioned(spec)
        except NoInterpreterError as error:
            raise CannotLaunch(error.what, error.hint, lacking=True) from None
        except ProvisionError as error:
            raise CannotLaunch(error.what, error.hint) from None
        except OSError as error:
            raise CannotLaunch(f"{target}: {error}") from None

    def _installed(self, spec: Installed) -> Launch:
        if spec == Installed(REFERENCE.name):
            return self._here(REFERENCE.reference)
        registered = _registered(spec.name)
        if registered is not None:
            return self._here(registered)
        adapter = adapter_for(spec)
        if installed(spec) is not None:
            return self._here(adapter.reference)
        self.say(f"{spec} is not installed here: taking its newest release")
        return self._provisioned(spec.newest())

    def _provisioned(self, spec: Requirement) -> Launch:
        adapter = adapter_for(spec)
        needed = parse(adapter.requirement)
        assert isinstance(needed, Installed)
        spec = replace(spec, extras=tuple(sorted({*spec.extras, *needed.extras})))
        if adapter.python and spec.python is None:
            chosen = interpreter.at_least(adapter.python)
            spec = spec if chosen is None else with_python(spec, chosen)
        environment = provision(
            spec, cache=default_cache(), offline=self.offline, refresh=self.refresh, say=self.say
        )
        return Launch(
            argv=(str(environment.python), "-I", *self._worker(adapter.reference)),
            cwd=environment.folder,
            notes=environment.notes,
        )

    def _here(self, reference: str) -> Launch:
        folder = Path.cwd()
        return Launch(argv=(sys.executable, *self._worker(reference), str(folder)), cwd=folder)

    def _worker(self, reference: str) -> tuple[str, ...]:
        cache = default_cache()
        try:
            worker = worker_file(cache)
        except OSError as error:
            raise CannotLaunch(
                f"the cache folder {cache} cannot be used: {error.strerror}.",
                f"Name another in the environment variable {VARIABLE}.",
            ) from None
        return (str(worker), reference, str(self.memory))


def adapter_for(spec: Installed | Requirement) -> Bundled:
    """The bundled adapter of a library, with the extras that fit best. Raises CannotLaunch."""
    library = _canonical(spec.name)
    candidates = [one for one in BUNDLED if _canonical(one.name.partition("[")[0]) == library]
    if not candidates:
        raise CannotLaunch(
            f"{spec}: there is no bundled adapter for {spec.name}.",
            f"Bundled are {', '.join(one.name for one in BUNDLED)}. For another library write one "
            "with `jwk-conformance adapter new` and name it as py:module:Class.",
        )
    with_extras = f"{spec.name}[{','.join(spec.extras)}]"
    return next((one for one in candidates if one.name == with_extras), candidates[0])


def _canonical(name: str) -> str:
    return name.lower().replace("_", "-").replace(".", "-")


def _registered(name: str) -> str | None:
    for entry in metadata.entry_points(group=ENTRY_POINTS):
        if entry.name == name:
            return entry.value
    return None


def _command(spec: Command) -> Launch:
    program = shutil.which(spec.argv[0])
    if program is None:
        raise CannotLaunch(
            f"{spec}: there is no program {spec.argv[0]!r}.", "Give its path, or put it on PATH."
        )
    return Launch(argv=(os.path.abspath(program), *spec.argv[1:]), cwd=Path.cwd())
