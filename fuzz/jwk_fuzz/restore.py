"""The document of a finding on the user's own key, made again from the key and the mutations."""

from __future__ import annotations

from pathlib import Path

from jwk_conformance.engine.session import Session
from jwk_conformance.protocol import Hello
from jwk_fuzz.bucket import taken
from jwk_fuzz.case import Case, alone, charges, vector
from jwk_fuzz.mutation import Mutation, mutated, mutations
from jwk_fuzz.own import KeysError, load
from jwk_fuzz.replay_file import ReplayError, ReplayFile
from jwk_fuzz.seed import Seed
from jwk_fuzz.use import offered
from jwk_vectors import Library
from jwk_vectors.model import Vector


def restored(
    kept: ReplayFile, keys: Path | None, session: Session, hello: Hello, library: Library
) -> Vector:
    """The vector that the file does not hold. Raises ReplayError."""
    path = keys or Path(kept.example.source)
    if not path.is_file():
        raise ReplayError(f"the key of {kept.id} stands in {path}, which is not there: name the "
                          "file that has it with --keys.")  # fmt: skip
    try:
        own = load(path)
    except KeysError as error:
        raise ReplayError(str(error)) from None
    name = kept.example.seed
    seed = next((one for one in own.seeds if one.name == name), None)
    if seed is None or seed.kind != kept.example.kty:
        raise ReplayError(f"{path} has no {kept.example.kty} key {name}: it is another file.")
    several = tuple(_labelled(seed, label) for label in kept.example.mutations)
    text = mutated(seed.document, several)
    use = next(
        (one for one in offered(seed, hello) if one.operation == kept.vector.operation), None
    )
    if text is None or use is None:
        raise ReplayError(f"{kept.id} cannot be made again from {path}: fuzz it again.")
    plain = vector(Case(seed, (), mutated(seed.document, ()) or ""), [use], library.clauses,
                   frozenset())  # fmt: skip
    ((_, seen),) = list(session.observe([plain]))
    takes = taken({seed.name: list(zip(plain.steps, seen, strict=True))})
    case = Case(seed, several, text)
    whole = vector(case, [use], library.clauses, takes)
    charged = tuple(charges(case, library.clauses)) if kept.finding.kind == "deviation" else ()
    return alone(whole, whole.steps[0], charged)


def _labelled(seed: Seed, label: str) -> Mutation:
    fitting = (one for one in mutations() if one.label == label and seed.kind in one.kty)
    found = next((one for one in fitting if one.apply(seed.document) is not None), None)
    if found is None:
        raise ReplayError(f"there is no mutation {label!r} in this release: fuzz again.")
    return found
