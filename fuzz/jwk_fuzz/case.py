"""A document, what the texts ask of who reads it, and the vector that this makes.

Only a clause that binds the reader accuses: a key that its producer must not have made is refused
by some readers and taken by others, and both are right. And an acceptance counts where something
came of it that cannot come of a reader who noticed: a signature verified, or made, or something
encrypted to the key.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple

import msgspec

from jwk_conformance import jose
from jwk_conformance.rulebook import PRIVATE, PUBLIC, Broken, examine
from jwk_conformance.rulebook.key import ENCODED
from jwk_fuzz.mutation import SET, Mutation
from jwk_fuzz.seed import Seed
from jwk_fuzz.use import SELECTED, Use
from jwk_vectors.model import Clause, Level, Option, Severity, Source, Step, Vector

PUBLIC_USES = frozenset({"jws.verify", "jwe.encrypt"})
PRIVATE_USES = frozenset({"jws.sign"})
NOT_OF_KEYS = frozenset({"rfc7515-10.12-json-strict"})
"""Clauses on headers, among those of rules on any JSON."""
ABOUT_THE_PRIVATE_PART = frozenset({"rsa-d-missing"})
"""Rules that point at a whole key, and mean its private part."""
_BEHIND = re.compile("=[^=]")
_OF_SPELLING = re.compile("^base64url-|-(missing|type|unknown|spelling)$")
"""Codes of rules that look at texts, and at no octets."""
DISCLOSED = "rfc7517-9.2-protect-from-disclosure"
VALID = {
    ("EC", False): "rfc7518-6.2.1-ec-public-key",
    ("EC", True): "rfc7518-6.2.2-ec-private-key",
    ("OKP", False): "rfc8037-2-okp-public-key",
    ("OKP", True): "rfc8037-2-okp-private-key",
    ("RSA", False): "rfc7518-6.3.1-rsa-public-key",
    ("RSA", True): "rfc7518-6.3.2-rsa-private-key",
    ("oct", True): "rfc7518-6.4-symmetric-key",
    ("AKP", False): "rfc9964-3-key-pair",
    ("AKP", True): "rfc9964-3-key-pair",
    (SET, False): "rfc7517-5-represents-a-set",
}
"""Key type, and whether private → the clause by which a valid key of it is one."""
OF_ONE_LENGTH = ("EC", "OKP")
"""Types of which a reader that takes one key takes every valid key of the same curve. Of RSA keys
it may have limits: sizes, exponents, the members for the primes."""
WITNESS = "this comes of the key only where the defect is ignored"


class Charge(NamedTuple):
    """A clause by which a document must be refused, and the operations that show it was not."""

    clause: str
    rule: str
    uses: frozenset[str]


@dataclass(frozen=True)
class Case:
    """A seed, what was done to it, and the text that came of it."""

    seed: Seed
    mutations: tuple[Mutation, ...]
    text: str | bytes
    edits: tuple[str, ...] = ()
    """What was left out afterwards to make the example small, for people."""
    plan: bytes = field(default=b"", repr=False, compare=False)
    """What the random phase made it of; empty where it comes of another phase."""

    @property
    def label(self) -> str:
        """What was done, for people."""
        return "; ".join(mutation.label for mutation in self.mutations) or "as it is"

    @property
    def level(self) -> Level:
        """How deep the damage goes: errors that are in order for one level are not for another."""
        order: tuple[Level, ...] = ("text", "structure", "value")
        depths = [mutation.depth for mutation in self.mutations]
        return min(depths, key=order.index, default="value")

    @cached_property
    def broken(self) -> tuple[Broken, ...]:
        """Every rule that the document breaks."""
        return examine(self.text, "set" if self.seed.kind == SET else "key").broken

    @cached_property
    def changes_nothing(self) -> bool:
        """Whether each mutation has a clause that says so."""
        return all(mutation.keeps for mutation in self.mutations)

    @property
    def like(self) -> str:
        """The name of a seed of the same kind, curve and form: what a target offers of both."""
        return self.seed.sibling if self.seed.pair else self.seed.name

    @cached_property
    def read_alike(self) -> bool:
        """Whether all who read encoded members at all find the same octets in them.

        Of text behind a padding some readers see nothing, and others more than there should be.
        """
        try:
            document = json.loads(self.text)
        except (ValueError, RecursionError):
            return True
        members = document if isinstance(document, dict) else {}
        texts = (members.get(name) for name in ENCODED.get(self.seed.kind, ()))
        return all(_BEHIND.search(text) is None for text in texts if isinstance(text, str))

    @property
    def hides(self) -> bool:
        """Whether its public form must be without the private members."""
        return not any(mutation.breaks for mutation in self.mutations)

    @property
    def sibling(self) -> str:
        """The undamaged seed that shows what the target takes; empty where none does."""
        if self.mutations:
            return self.seed.name
        return self.seed.sibling if self.seed.kind in OF_ONE_LENGTH else ""

    @cached_property
    def own(self) -> dict[str, Any] | None:
        """The key that stands in the document, right or wrong; None where no such key does."""
        if all(mutation.same and not mutation.breaks for mutation in self.mutations):
            return self.seed.document
        try:
            own = json.loads(self.text)
        except (ValueError, RecursionError):
            return None
        return own if isinstance(own, dict) and own.get("kty") == self.seed.kind else None

    @cached_property
    def subject(self) -> dict[str, Any] | None:
        """The key that who accepts the document must have read; None where nobody can say."""
        if not self.hides:
            return None
        if all(mutation.same for mutation in self.mutations):
            return self.seed.document
        return None if self.broken else self.own


def charges(case: Case, clauses: Mapping[str, Clause]) -> Iterator[Charge]:
    """What a document is accused of; that of which its mutations speak first."""
    meant = {mutation.breaks for mutation in case.mutations}
    for broken in sorted(case.broken, key=lambda one: one.rule.code not in meant):
        uses = _witnesses(case.seed, broken)
        if broken.rule.level != "must" or not uses:
            continue
        if not case.read_alike and not _OF_SPELLING.search(broken.rule.code):
            continue  # another reader finds other octets, and nothing wrong with them
        for clause in broken.rule.clauses:
            if clauses[clause].force == "must-reject" and clause not in NOT_OF_KEYS:
                yield Charge(clause, broken.rule.code, uses)
                break


def _witnesses(seed: Seed, broken: Broken) -> frozenset[str]:
    """The operations that need what a rule found wrong.

    A reader of an RSA key may do without any one of its private members, and whoever holds a
    private key needs no public ones: what verifies may come of d.
    """
    if seed.kind in (SET, "oct"):
        return frozenset() if seed.kind == SET else PUBLIC_USES | PRIVATE_USES
    member = broken.at[0] if broken.at else ""
    if broken.rule.code in ABOUT_THE_PRIVATE_PART:
        return PRIVATE_USES
    if member in PRIVATE[seed.kind]:
        return frozenset() if seed.kind == "RSA" else PRIVATE_USES
    return frozenset() if seed.private else PUBLIC_USES


def vector(
    case: Case,
    uses: Sequence[Use],
    clauses: Mapping[str, Clause],
    taken: frozenset[tuple[str, str]],
) -> Vector:
    """The case as a vector with a step for each use.

    `taken` are seeds with the operations that were accepted on them undamaged.
    """
    charged = tuple(charges(case, clauses))
    steps = tuple(_step(case, use, charged, taken) for use in uses)
    return Vector(
        id=f"fuzz.{case.seed.name}.{_slug(case.label)}",
        title=f"{case.seed.name}: {case.label}",
        group="fuzz",
        why="Found by fuzzing: a valid key or set, and what was done to it.",
        steps=steps,
        clauses=_clauses(case, charged),
        source=Source(document="jwk-conformance", section="fuzz"),
        set="fuzz",
        severity="security" if charged else "interoperability",
        requires=uses[0].requires,
        level=case.level,
        reason=charged[0].rule if charged else "",
        witness=WITNESS if charged else "",
        mutation="; ".join((case.label, *case.edits)),
    )


def alone(whole: Vector, step: Step, charged: Sequence[Charge]) -> Vector:
    """The vector that is about one of the steps only."""
    fitting = [one for one in charged if step.operation in one.uses]
    leaking = step.operation == "jwk.export"
    severity: Severity = "security" if fitting or leaking else "interoperability"
    return msgspec.structs.replace(
        whole,
        id=f"{whole.id}.{step.operation.replace('.', '-')}",
        steps=(step,),
        clauses=tuple(dict.fromkeys(one.clause for one in fitting)) or whole.clauses,
        reason=fitting[0].rule if fitting else "",
        severity=severity,
        requires=msgspec.structs.replace(whole.requires, operations=(step.operation,)),
    )


def _clauses(case: Case, charged: Sequence[Charge]) -> tuple[str, ...]:
    if charged:
        return tuple(dict.fromkeys(one.clause for one in charged))
    kept = [mutation.keeps for mutation in case.mutations if mutation.keeps]
    return tuple(dict.fromkeys(kept)) or (VALID[case.seed.kind, case.seed.private],)


def _step(
    case: Case, use: Use, charged: Sequence[Charge], taken: frozenset[tuple[str, str]]
) -> Step:
    args = use.on(case.text)
    if any(use.operation in one.uses for one in charged):
        return Step(operation=use.operation, args=args, expect="reject", witnessed=True)
    facts = _facts(case, use)
    absent = PRIVATE[case.seed.kind] if use.operation == "jwk.export" and case.hides else ()
    if case.changes_nothing and (case.sibling, use.operation) in taken:
        return Step(operation=use.operation, args=args, expect="accept", facts=facts, absent=absent)
    options = (
        Option(option="accept", outcome="accepted", facts=facts),
        Option(option="refuse", outcome="rejected"),
    )
    return Step(operation=use.operation, args=args, expect="choice", options=options, absent=absent)


def _facts(case: Case, use: Use) -> dict[str, object]:
    document, seed = case.subject, case.seed
    if document is None:
        return {}
    if use.operation == "jwk.thumbprint":
        return {"thumbprint": jose.thumbprint(document, "sha-256")}
    if use.operation == "jwk.export":
        return {"jwk": {name: document[name] for name in ("kty", *PUBLIC[seed.kind])}}
    if use.operation == "jwks.select":
        (wanted,) = [key for key in document["keys"] if key["kid"] == SELECTED]
        key = {name: wanted[name] for name in ("kty", *PUBLIC[wanted["kty"]])}
        return {"found": True, "jwk": key}  # some find the key, and keep no kid with it
    return {}


def _slug(label: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", label.lower()).strip("-")
