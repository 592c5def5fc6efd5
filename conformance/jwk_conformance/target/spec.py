"""What a user writes to name a target.

==============================  =====================================================
``jwcrypto``                    the library as installed beside the suite
``jwcrypto==1.5.0``             that release, in an environment of its own
``joserfc@latest``              the newest release, in an environment of its own
``joserfc@PATH``                the project in that folder, built anew for each run
``python-jose[cryptography]``   any of the above with extras
``python3.12/joserfc==1.8.0``   any of the above but the first, under that interpreter
``py:package.module:Adapter``   an adapter class, in the suite's interpreter
``cmd:node adapter.mjs``        a program that speaks the adapter protocol
==============================  =====================================================

`str` of a parsed target is text that parses to the same target.
"""

from __future__ import annotations

import keyword
import re
import shlex
from dataclasses import dataclass, replace
from typing import TypeAlias

LATEST = "latest"

_NAME = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?")
_REQUIREMENT = re.compile(
    r"(?P<name>[^\[\]=@<>~!;,\s]*)\s*(?:\[(?P<extras>[^\]]*)\])?(?P<rest>.*)", re.S
)
_INTERPRETER = re.compile(r"(?:c?python|pypy|graalpy)(?:\d+(?:\.\d+){0,2})?")
_VERSION = re.compile(
    r"""v?(?:\d+!)?\d+(?:\.\d+)*                       # epoch, release
        (?:[-_.]?(?:a|b|c|rc|alpha|beta|pre|preview)[-_.]?\d*)?
        (?:-\d+|[-_.]?(?:post|rev|r)[-_.]?\d*)?
        (?:[-_.]?dev[-_.]?\d*)?
        (?:\+[a-z0-9]+(?:[-_.][a-z0-9]+)*)?            # local version""",
    re.I | re.X,
)


class TargetSyntaxError(ValueError):
    """Target text that names no target."""

    def __init__(self, text: str, what: str, hint: str) -> None:
        """Keep the text as written, what is wrong in it, and what to write instead."""
        super().__init__(f"target {text!r}: {what} {hint}")
        self.text = text
        self.what = what
        self.hint = hint


@dataclass(frozen=True)
class Installed:
    """A library as it is installed beside the suite."""

    name: str
    extras: tuple[str, ...] = ()

    def newest(self) -> Latest:
        """The same library's newest release: what to provision where it is not installed."""
        return Latest(self.name, self.extras)

    def __str__(self) -> str:
        return _head(self.name, self.extras, None)


@dataclass(frozen=True)
class Latest:
    """The newest release of a library."""

    name: str
    extras: tuple[str, ...] = ()
    python: str | None = None
    """The interpreter asked for: `python3.12`, `pypy3.10` or a path to one."""

    def __str__(self) -> str:
        return f"{_head(self.name, self.extras, self.python)}@{LATEST}"


@dataclass(frozen=True)
class Release:
    """One release of a library."""

    name: str
    version: str
    extras: tuple[str, ...] = ()
    python: str | None = None

    def __str__(self) -> str:
        return f"{_head(self.name, self.extras, self.python)}=={self.version}"


@dataclass(frozen=True)
class Folder:
    """A library's project folder."""

    name: str
    path: str
    """As written: relative to the current folder, absolute, or from a home folder (`~`)."""
    extras: tuple[str, ...] = ()
    python: str | None = None

    def __str__(self) -> str:
        return f"{_head(self.name, self.extras, self.python)}@{self.path}"


@dataclass(frozen=True)
class AdapterClass:
    """An adapter class to import in the suite's interpreter."""

    module: str
    name: str

    def __str__(self) -> str:
        return f"py:{self.module}:{self.name}"


@dataclass(frozen=True)
class Command:
    """A program that speaks the adapter protocol on its standard input and output."""

    argv: tuple[str, ...]

    def __str__(self) -> str:
        return f"cmd:{shlex.join(self.argv)}"


Requirement: TypeAlias = Latest | Release | Folder
"""A library that is given an environment of its own."""

TargetSpec: TypeAlias = Installed | Requirement | AdapterClass | Command


def parse(text: str) -> TargetSpec:
    """Read the text that names a target.

    Raises TargetSyntaxError.
    """
    written = text.strip()
    if not written:
        raise TargetSyntaxError(text, "it is empty.", "Name a library, such as jwcrypto.")
    if "\0" in written:
        raise TargetSyntaxError(text, "it has a NUL character.", "Remove it.")
    kind, colon, rest = written.partition(":")
    if colon and kind == "py":
        return _adapter_class(text, rest.strip())
    if colon and kind == "cmd":
        return _command(text, rest)
    return _library(text, written)


def with_python(requirement: Requirement, python: str) -> Requirement:
    """The same library under another interpreter."""
    return replace(requirement, python=python)


def library_name(target: str, declared: str) -> str:
    """What to call the library whatever its release: the name it declares, and its extras.

    Extras count, as another backend may deviate in another way.
    """
    try:
        spec = parse(target)
    except TargetSyntaxError:
        return declared
    return _head(declared, getattr(spec, "extras", ()), None)


def _adapter_class(text: str, rest: str) -> AdapterClass:
    module, _colon, name = rest.partition(":")
    for dotted, what in ((module, "module"), (name, "class")):
        if not all(
            part.isidentifier() and not keyword.iskeyword(part) for part in dotted.split(".")
        ):
            raise TargetSyntaxError(
                text,
                f"{dotted!r} is no name of a {what}." if dotted else f"it names no {what}.",
                "Write py:package.module:Adapter.",
            )
    return AdapterClass(module, name)


def _command(text: str, rest: str) -> Command:
    try:
        argv = tuple(shlex.split(rest))
    except ValueError as error:
        raise TargetSyntaxError(
            text, f"the command cannot be split into words ({error}).", "Quote as in a shell."
        ) from None
    if not argv or not argv[0]:
        raise TargetSyntaxError(text, "it names no program.", "Write cmd:node adapter.mjs.")
    return Command(argv)


def _library(text: str, written: str) -> Installed | Requirement:
    python, requirement = _split_interpreter(written)
    match = _REQUIREMENT.fullmatch(requirement)
    assert match is not None, "every text has a name, perhaps empty, and a rest"
    name, listed, rest = match["name"], match["extras"], match["rest"].strip()
    if python is not None and not _is_interpreter(python):
        raise TargetSyntaxError(
            text,
            f"{python!r} names no interpreter.",
            f"For a project folder write {name or 'NAME'}@{written}; "
            f"for an interpreter python3.12/{name or 'NAME'}.",
        )
    if not _NAME.fullmatch(name):
        raise TargetSyntaxError(
            text,
            f"{name!r} is no name of a library." if name else "it names no library.",
            "Write jwcrypto, jwcrypto==1.5.0, jwcrypto@latest, jwcrypto@PATH, "
            "py:module:Adapter or cmd:PROGRAM.",
        )
    if rest.startswith("["):
        raise TargetSyntaxError(
            text, "its brackets do not pair.", "Write extras as python-jose[cryptography]."
        )
    extras = _extras(text, listed)
    if not rest:
        return Installed(name, extras) if python is None else Latest(name, extras, python)
    if rest.startswith("==") and not rest.startswith("==="):
        version = rest[2:].strip()
        if not _VERSION.fullmatch(version):
            raise TargetSyntaxError(
                text, f"{version!r} is no exact version.", f"Write one, such as {name}==1.5.0."
            )
        return Release(name, version, extras, python)
    if rest.startswith("@"):
        where = rest[1:].strip()
        if not where:
            raise TargetSyntaxError(
                text, "nothing follows the @.", f"Write {name}@latest or {name}@PATH."
            )
        if where == LATEST:
            return Latest(name, extras, python)
        return Folder(name, where, extras, python)
    raise TargetSyntaxError(
        text,
        f"{rest!r} cannot follow the name of a library.",
        f"Write {name}==VERSION for one release, {name}@latest for the newest.",
    )


def _split_interpreter(written: str) -> tuple[str | None, str]:
    """What stands before the library's name, and the rest.

    Slashes belong to the interpreter only before the first sign that ends the name: in
    `joserfc@../joserfc` they belong to the path.
    """
    head = re.split(r"[\[=@<>!;,]", written, maxsplit=1)[0]
    slash = head.rfind("/")
    return (None, written) if slash < 0 else (written[:slash], written[slash + 1 :])


def _is_interpreter(text: str) -> bool:
    _folder, slash, program = text.rpartition("/")
    if slash:
        return program.startswith(("python", "pypy", "graalpy"))
    return _INTERPRETER.fullmatch(text) is not None


def _extras(text: str, listed: str | None) -> tuple[str, ...]:
    if listed is None:
        return ()
    extras = [extra.strip() for extra in listed.split(",")]
    for extra in extras:
        if not _NAME.fullmatch(extra):
            raise TargetSyntaxError(
                text,
                f"{extra!r} is no name of an extra.",
                "Write extras as python-jose[cryptography].",
            )
    return tuple(sorted(set(extras)))


def _head(name: str, extras: tuple[str, ...], python: str | None) -> str:
    prefix = "" if python is None else f"{python}/"
    return f"{prefix}{name}{'[' + ','.join(extras) + ']' if extras else ''}"
