"""What the chapters of damaged input share: one defect each, and the undamaged vector named."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from authoring.build import (
    REFUSED_BY_WITNESS,
    Authored,
    Draft,
    Expected,
    b64,
    choice,
    vector,
)
from authoring.forge import PAYLOAD
from jwk_vectors.model import Level, Option, Severity, Source

OPENED = {"payload": b64(PAYLOAD)}
VERIFIED = Expected(facts=OPENED)
"""Accepted, and the payload is the suite's usual one."""


def source_of(clause: str) -> Source:
    """The section a clause's id names."""
    document, section, _ = clause.split("-", 2)
    return Source(document=f"RFC {document.removeprefix('rfc')}", section=section)


def refused(
    group: str,
    reason: str,
    title: str,
    *drafts: Draft,
    clauses: Sequence[str],
    mutation: str,
    why: str,
    derived_from: str,
    witness: str = "",
    severity: Severity = "security",
    level: Level = "value",
    implied: dict[str, str] | None = None,
    without: tuple[str, ...] = (),
    rsa_bits: int = 0,
    otherwise: Literal["fail", "warn"] = "fail",
    intermediate: dict[str, str] | None = None,
) -> Authored:
    """A vector that must be refused; the reason is its id within the group."""
    if any(draft.step.witnessed for draft in drafts) and not witness:
        witness = SIGNED
    return vector(
        f"{group}.{reason}",
        title,
        *drafts,
        group=group,
        why=why,
        clauses=clauses,
        source=source_of(clauses[0]),
        severity=severity,
        level=level,
        reason=reason,
        otherwise=otherwise,
        implied=implied,
        witness=witness,
        derived_from=derived_from,
        mutation=mutation,
        without=without,
        rsa_bits=rsa_bits,
        intermediate=intermediate,
    )


SIGNED = "the signature is genuine: it verifies if, and only if, the defect is ignored"
ENCRYPTED = "encryption needs no more than this key: a product shows that it was taken as good"


def left_open(
    name: str,
    case: str,
    title: str,
    *drafts: Draft,
    clauses: Sequence[str],
    mutation: str,
    why: str,
    derived_from: str,
    severity: Severity = "interoperability",
    level: Level = "value",
    witness: str = "",
    reason: str = "",
    implied: dict[str, str] | None = None,
    rsa_bits: int = 0,
) -> Authored:
    """A vector on a named choice; the case tells it from others on the same choice.

    A reason is needed where something has to be refused all the same.
    """
    return vector(
        f"choice.{name}.{case}",
        title,
        *drafts,
        group="choices",
        why=why,
        clauses=clauses,
        source=source_of(clauses[0]),
        severity=severity,
        level=level,
        choice=name,
        reason=reason,
        derived_from=derived_from,
        mutation=mutation,
        witness=witness,
        implied=implied,
        rsa_bits=rsa_bits,
    )


ACCEPT_OR_REFUSE = choice(
    Option(option="accept", outcome="accepted"), Option(option="refuse", outcome="rejected")
)
"""Either will do; which of them is on record."""

WITNESSED = REFUSED_BY_WITNESS
