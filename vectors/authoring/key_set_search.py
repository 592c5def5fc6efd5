"""A key to be found in a set: by its kid, or by the signature that it verifies."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

from authoring.build import Authored, Draft, Expected, vector
from authoring.damage import WITNESSED, source_of
from authoring.forge import header, jws
from authoring.operation import verify_with_set
from authoring.sample import EC
from authoring.suite import key, public

SELECTS, IMPORTS = "control-jwks.select", "control-jwks.import"
BY_SET = "control-jws.verify-ec-p-256-es256-compact-set"
WANTED = {**EC.key, "kid": "wanted"}
OTHER = {**public(key("ec-p-256-b")), "kid": "other"}
FACTS: dict[str, Any] = {"found": True, "jwk": EC.key}
FOUND = Expected(facts=FACTS)
TOKEN = jws(EC.whole, "ES256", header(alg="ES256", kid="wanted"))


def verify(keys: Any, expected: Expected = WITNESSED) -> Draft:
    """Verify a token that names the wanted key with what is given for the set."""
    return verify_with_set(keys, TOKEN, ["ES256"], expected, like=EC.key)


def accepted(
    case: str,
    title: str,
    draft: Draft,
    clause: str,
    control: str,
    mutation: str,
    *,
    implied: dict[str, str] | None = None,
    more: Sequence[str] = (),
    otherwise: Literal["fail", "warn"] = "fail",
) -> Authored:
    """A set in which the reader must find its way."""
    return vector(
        f"set.{case}",
        title,
        draft,
        group="tolerance",
        why="Sets are made by others, and grow: what a reader does not need must not disturb it.",
        clauses=(clause, *more),
        source=source_of(clause),
        derived_from=control,
        mutation=mutation,
        level="structure",
        implied=implied,
        otherwise=otherwise,
    )
