"""Reading the compiled vectors, the ledger and the choices."""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from importlib import resources
from pathlib import Path
from typing import Any

import msgspec

from jwk_vectors.model import (
    FORMAT,
    RFC,
    Cause,
    Choice,
    Clause,
    Correction,
    FrozenSet,
    Profile,
    Vector,
    VectorFile,
)
from jwk_vectors.sets import Selection, SetError, order, select

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib


class VectorError(Exception):
    """A file of the vector library cannot be used; the message says which, where and why."""


@dataclass(frozen=True)
class Library:
    """Vectors together with the clauses, choices and causes that they speak of."""

    vectors: tuple[Vector, ...]
    clauses: Mapping[str, Clause]
    choices: Mapping[str, Choice]
    causes: Mapping[str, Cause] = field(default_factory=dict)
    """In the order in which they are tried."""
    profiles: Mapping[str, Profile] = field(default_factory=lambda: {RFC.id: RFC})
    sets: tuple[FrozenSet, ...] = ()
    """Oldest first."""
    corrections: tuple[Correction, ...] = ()

    @cached_property
    def by_id(self) -> Mapping[str, Vector]:
        return {vector.id: vector for vector in self.vectors}

    @cached_property
    def digest(self) -> str:
        """SHA-256 over all vectors: two runs with the same digest asked the same questions."""
        return hashlib.sha256(msgspec.json.encode(self.vectors)).hexdigest()

    def select(self, wanted: str = "") -> Selection:
        """The vectors of a set, as `jwk_vectors.sets.select` has it. Raises VectorError."""
        try:
            return select(self.vectors, [one.set for one in self.sets], wanted)
        except SetError as error:
            raise VectorError(str(error)) from None

    def profile(self, name: str) -> Profile:
        """The profile of this name. Raises VectorError, naming those that there are."""
        if name not in self.profiles:
            known = ", ".join(sorted(self.profiles))
            raise VectorError(f"there is no profile {name!r}. There are: {known}.")
        return self.profiles[name]


def bundled() -> Library:
    """The library that comes with this package."""
    return load_folder(_bundled_folder())


def bundled_clauses() -> Library:
    """The same without its vectors, which take their time, for what examines documents alone."""
    folder = _bundled_folder()
    ledger, profiles = load_ledger(folder / "ledger"), load_profiles(folder / "profiles")
    return Library((), ledger, load_choices(folder), profiles=profiles)


def _bundled_folder() -> Path:
    return Path(str(resources.files("jwk_vectors") / "data"))


def load_folder(folder: Path) -> Library:
    """A library laid out as `vectors export` writes it: vectors/, ledger/, choices.toml;
    causes.toml, corrections.toml, profiles/ and sets/ may be left out.

    Raises VectorError for a missing folder, an unreadable file, a breach of the schema, an id
    that stands twice, or a reference to a clause, choice or control that does not exist.
    """
    if not (folder / "vectors").is_dir():
        raise VectorError(
            f"{folder} holds no vectors: expected a folder named vectors/ in it, as "
            "`jwk-conformance vectors export` writes it."
        )
    vectors = tuple(
        vector
        for path in sorted((folder / "vectors").glob("*.json"))
        for vector in _vector_file(path).vectors
    )
    library = Library(
        vectors,
        load_ledger(folder / "ledger"),
        load_choices(folder),
        load_causes(folder),
        load_profiles(folder / "profiles"),
        load_sets(folder / "sets"),
        load_corrections(folder),
    )
    _unique(vectors)
    _check_references(library)
    return library


def load_ledger(folder: Path) -> dict[str, Clause]:
    """Every clause in the TOML files of a folder, by id. Raises VectorError."""
    return _unique(clause for path in sorted(folder.glob("*.toml")) for clause in _clauses(path))


def load_choices(folder: Path) -> dict[str, Choice]:
    """The choices of the choices.toml in a folder, by id. Raises VectorError."""
    return _unique(_table(folder / "choices.toml", "choice", Choice))


def load_causes(folder: Path) -> dict[str, Cause]:
    """The causes of the causes.toml in a folder, by id; none where there is no such file."""
    path = folder / "causes.toml"
    return _unique(_table(path, "cause", Cause)) if path.exists() else {}


def load_profiles(folder: Path) -> dict[str, Profile]:
    """The profiles of a folder, one a TOML file, by id; "rfc" is always among them."""
    return {RFC.id: RFC} | _unique(_profile(path) for path in sorted(folder.glob("*.toml")))


def load_sets(folder: Path) -> tuple[FrozenSet, ...]:
    """The frozen sets of a folder, one a JSON file, oldest first."""
    return tuple(sorted(map(_frozen, folder.glob("*.json")), key=lambda one: order(one.set)))


def load_corrections(folder: Path) -> tuple[Correction, ...]:
    """The entries of the corrections.toml in a folder; none where there is no such file."""
    path = folder / "corrections.toml"
    return tuple(_table(path, "correction", Correction)) if path.exists() else ()


def _frozen(path: Path) -> FrozenSet:
    try:
        frozen = msgspec.json.decode(_read(path), type=FrozenSet)
        order(frozen.set)
    except (msgspec.DecodeError, ValueError) as error:
        raise VectorError(f"{path} is not a frozen set: {error}.") from None
    return frozen


def _profile(path: Path) -> Profile:
    try:
        return msgspec.convert(tomllib.loads(_read(path).decode("utf-8")), Profile)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, msgspec.ValidationError) as error:
        raise VectorError(f"{path}: {error}.") from None


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise VectorError(f"{path} cannot be read: {error.strerror}.") from None


def _vector_file(path: Path) -> VectorFile:
    octets = _read(path)
    try:
        file = msgspec.json.decode(octets, type=VectorFile)
    except msgspec.DecodeError as error:
        raise VectorError(f"{path} is not a vector file: {error}.") from None
    if file.format != FORMAT:
        raise VectorError(f"{path} has format {file.format}; this release reads format {FORMAT}.")
    return file


def _clauses(path: Path) -> Iterable[Clause]:
    return _table(path, "clause", Clause)


def _table(path: Path, name: str, kind: type[Any]) -> list[Any]:
    try:
        document = tomllib.loads(_read(path).decode("utf-8"))
        return list(msgspec.convert(document.get(name, []), list[kind]))  # type: ignore[valid-type]
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, msgspec.ValidationError) as error:
        raise VectorError(f"{path}: {error}.") from None


def _unique(items: Iterable[Any]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for item in items:
        if item.id in found:
            raise VectorError(f"the id {item.id} stands twice.")
        found[item.id] = item
    return found


def _check_references(library: Library) -> None:
    for profile in library.profiles.values():
        _check_profile(profile, library)
    for vector in library.vectors:
        for clause in (*vector.clauses, *vector.implied):
            if clause not in library.clauses:
                raise VectorError(f"{vector.id} names the clause {clause}, which the ledger lacks.")
        for control in vector.controls:
            if control not in library.by_id:
                raise VectorError(f"{vector.id} names the control {control}, which does not exist.")
        if vector.choice and vector.choice not in library.choices:
            raise VectorError(
                f"{vector.id} names the choice {vector.choice}, which does not exist."
            )


def _check_profile(profile: Profile, library: Library) -> None:
    for pin in profile.pins:
        choice = library.choices.get(pin.choice)
        known = {option.id for option in choice.options} if choice else set()
        for option in pin.options:
            if option not in known:
                raise VectorError(
                    f"the profile {profile.id} pins {pin.choice} to {option}, which does not exist."
                )
    for promotion in profile.promotions:
        for clause in promotion.clauses:
            if clause not in library.clauses:
                raise VectorError(
                    f"the profile {profile.id} names the clause {clause}, which the ledger lacks."
                )
