"""What vectors are built of: what a step expects, and the vector itself. `operation` has the steps.

A key is given as a mapping (written out as compact JSON), as text where the text is the point,
or as bytes where even the encoding is.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from authoring.reach import kinds_in_sets, other_operations, out_of_reach
from authoring.scope import Scope, requires
from jwk_vectors.model import (
    Answer,
    Check,
    Fresh,
    Level,
    Option,
    Severity,
    Source,
    Step,
    Trait,
    Triage,
    Vector,
)
from jwk_vectors.sets import EXPERIMENTAL


@dataclass(frozen=True)
class Ref:
    """What an earlier step of the vector made, by the name it was given there."""

    name: str


Material = Mapping[str, Any] | str | bytes | Ref
Served = Mapping[str, tuple[Answer, ...]]
Outcome = Literal["accept", "reject", "choice", "setup"]


@dataclass(frozen=True)
class Draft:
    """A step and the scope it stands in."""

    step: Step
    scope: Scope
    serves: Served = field(default_factory=dict)
    """What the vector has served for the step; one path answers the same for all of its steps."""


def b64(octets: bytes) -> str:
    """Base64url without padding."""
    return base64.urlsafe_b64encode(octets).rstrip(b"=").decode("ascii")


def unb64(text: str) -> bytes:
    """The octets of base64url text without padding."""
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def text(document: Mapping[str, Any]) -> str:
    """A document as compact JSON, members in the order given."""
    return json.dumps(document, ensure_ascii=False, separators=(",", ":"))


@dataclass(frozen=True, kw_only=True)
class Expected:
    """What must come of a step."""

    expect: Outcome = "accept"
    facts: Mapping[str, Any] = field(default_factory=dict)
    absent: tuple[str, ...] = ()
    check: Check | None = None
    options: tuple[Option, ...] = ()
    witnessed: bool = False


ACCEPTED = Expected()
REFUSED = Expected(expect="reject")
"""To be refused, but nothing would show an acceptance to matter (an import alone)."""
REFUSED_BY_WITNESS = Expected(expect="reject", witnessed=True)
SETUP = Expected(expect="setup")


def choice(*options: Option) -> Expected:
    """An answer that the texts leave open: what matches none of the options is a failure."""
    return Expected(expect="choice", options=options)


def draft(scope: Scope, args: Mapping[str, Any], expected: Expected, named: str) -> Draft:
    """A step on a scope; `named` is what later steps call its result."""
    step = Step(
        operation=scope.operation,
        args=dict(args),
        as_=named,
        expect=expected.expect,
        facts=dict(expected.facts),
        absent=expected.absent,
        check=expected.check,
        options=expected.options,
        witnessed=expected.witnessed,
    )
    return Draft(step, scope)


USUAL_OCTETS = 8192
"""Every library takes tokens of this size; larger ones are declared, since limits differ."""


def _token_octets(drafts: Sequence[Draft]) -> int:
    """The size of the largest token, or of what is to become one; 0 where it is usual."""
    names = ("jws", "jwe", "jwt", "payload", "plaintext")
    sizes = (len(draft.step.args.get(name, "")) for draft in drafts for name in names)
    return max((size for size in sizes if size > USUAL_OCTETS), default=0)


@dataclass(frozen=True)
class Authored:
    """A vector without its controls, and the scopes by which they are found."""

    vector: Vector
    scopes: tuple[Scope, ...]


def vector(
    id: str,
    title: str,
    *drafts: Draft,
    group: str,
    why: str,
    clauses: Sequence[str],
    source: Source,
    severity: Severity = "interoperability",
    level: Level = "value",
    role: Literal["vector", "control"] = "vector",
    otherwise: Literal["fail", "warn"] = "fail",
    choice: str = "",
    reason: str = "",
    implied: Mapping[str, str] | None = None,
    witness: str = "",
    derived_from: str = "",
    mutation: str = "",
    intermediate: Mapping[str, str] | None = None,
    distinct: Sequence[Fresh] = (),
    alike: Sequence[Trait] = (),
    without: tuple[str, ...] = (),
    rsa_bits: int = 0,
    triage: Sequence[Triage] = (),
    experimental: bool = False,
) -> Authored:
    """Put a vector together; controls and set are added when everything is compiled.

    `experimental`: about what is registered but hardly there yet. It is shown, never scored.
    """
    scopes = tuple(draft.scope for draft in drafts)
    steps = tuple(draft.step for draft in drafts)
    built = Vector(
        id=id,
        title=title,
        group=group,
        why=why,
        steps=steps,
        clauses=tuple(clauses),
        source=source,
        set=EXPERIMENTAL if experimental else "",
        severity=severity,
        requires=requires(
            list(scopes),
            kty=kinds_in_sets(steps),
            operations=other_operations(steps),
            without=(*without, *out_of_reach(steps)),
            rsa_bits=rsa_bits,
            octets=_token_octets(drafts),
        ),
        serves={path: answers for draft in drafts for path, answers in draft.serves.items()},
        level=level,
        role=role,
        otherwise=otherwise,
        choice=choice,
        reason=reason,
        implied=dict(implied or {}),
        witness=witness,
        derived_from=derived_from,
        mutation=mutation,
        intermediate=dict(intermediate or {}),
        distinct=tuple(distinct),
        alike=tuple(alike),
        triage=tuple(triage),
    )
    return Authored(built, scopes)
