"""A first look at short answers: what is in order is let go, the rest is judged in full.

The look is quick because it asks less, never because it forgives more: an answer passes only if
the judge would let it pass. What it cannot tell it does not pass.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Hashable, Mapping, Sequence
from typing import Any

import msgspec

from jwk_conformance import jose
from jwk_conformance.judge import secret, tier
from jwk_conformance.protocol import Observation
from jwk_conformance.rulebook import PRIVATE, PUBLIC
from jwk_fuzz.asking import Route
from jwk_fuzz.case import Case, charges
from jwk_fuzz.pool import Jwk
from jwk_fuzz.use import Use
from jwk_vectors.model import Clause, Step

ENOUGH = 3
"""Answers that deviate in the same way and are judged in full; the others are counted."""
SAMPLED = 64
"""Of so many accepted keys that are like others one is put to use."""
REMEMBERED = 1 << 16
"""Answers that are remembered as judged, of each kind, by their hashes."""

_PLACES = re.compile(r"\b\d{1,6}\b")
_decode = msgspec.json.Decoder(dict[str, Any]).decode


class Screen:
    """What has been seen of a target, and whether an answer is anything new."""

    def __init__(self, clauses: Mapping[str, Clause], *, first_use: bool = True) -> None:
        self._first_use = first_use
        self.taken: frozenset[tuple[str, str]] = frozenset()
        """Seeds with the operations that were accepted on them undamaged."""
        self.repeated: Counter[str] = Counter()
        """Deed → deviations that were counted, being like those that were judged."""
        self._clauses = clauses
        self._deviations: Counter[Hashable] = Counter()
        self._clean: set[int] = set()
        self._used: set[int] = set()
        self._passed = 0
        self._thumbprints: dict[str, str] = {}

    def passes(
        self,
        case: Case,
        route: Route,
        told: int | list[str | int | None],
        faults: Sequence[Observation],
    ) -> bool:
        """Whether nothing about an answer needs a closer look."""
        if isinstance(told, int):
            return self._refusal(case, "jwk.import", faults[told])
        in_order = True
        for operation, fact in zip(route, told, strict=True):
            if isinstance(fact, int):
                in_order &= self._refusal(case, operation, faults[fact])
            elif not self._fact(case, operation, fact):
                in_order &= self._met(case, "a fact", operation)
        return in_order and (not self._first_use or self._no_use(case, told))

    def _refusal(self, case: Case, operation: str, fault: Observation) -> bool:
        if case.changes_nothing and (case.sibling, operation) in self.taken:
            return self._met(case, "a refusal", operation)
        if fault.error is None or fault.outcome == "unsupported":
            return True
        if tier.unexpected(fault, case.level):
            return self._counted(("an error", operation, tier.place(fault)), "an error")
        return self._tells_nothing(case, fault)

    def _tells_nothing(self, case: Case, fault: Observation) -> bool:
        """Whether no secret stands in a message; once for each message on keys of a seed."""
        assert fault.error is not None
        message = fault.error.message
        if len(message) < secret.ENOUGH:
            return True
        known = hash(("message", case.seed.name, _PLACES.sub("0", message)))
        if known in self._clean:
            return True
        step = Step(operation="jwk.import", args={"key": case.text}, expect="choice")
        if secret.spelt_out((step,), fault) is None:
            self._remember(self._clean, known)
            return True
        return self._counted(("a secret", tier.place(fault)), "a secret")

    def _fact(self, case: Case, operation: str, fact: str | None) -> bool:
        if fact is None:
            return False
        own = case.own
        if operation == "jwk.thumbprint":
            if own is not None and fact == self._thumbprint(case, own):
                return True
            subject = case.subject
            return subject is None or (
                subject is not own and fact == self._thumbprint(case, subject)
            )
        return self._exported(case, fact, own)

    def _exported(self, case: Case, fact: str, own: Jwk | None) -> bool:
        kind = case.seed.kind
        known = hash(("export", case.seed.name, case.hides, fact))
        plain = own is case.seed.document
        if plain and known in self._clean:
            return True
        try:
            members = _decode(fact)
        except msgspec.DecodeError:
            return False
        if case.hides and not members.keys().isdisjoint(PRIVATE[kind]):
            return False
        if own is None or not _told(members, own, kind):
            subject = case.subject
            if subject is not None and (subject is own or not _told(members, subject, kind)):
                return False
        elif plain:
            self._remember(self._clean, known)
        return True

    def _thumbprint(self, case: Case, subject: Jwk) -> str | None:
        """The thumbprint of a key; None where it has none, lacking a member."""
        if subject is not case.seed.document:
            try:
                return jose.thumbprint(subject, "sha-256")
            except jose.NotValid:
                return None
        name = case.seed.name
        if name not in self._thumbprints:
            if len(self._thumbprints) > 1000:
                self._thumbprints.clear()
            self._thumbprints[name] = jose.thumbprint(subject, "sha-256")
        return self._thumbprints[name]

    def _no_use(self, case: Case, told: list[str | int | None]) -> bool:
        """Whether a key like this, accepted, has been put to use before.

        Each way of damaging keys of a curve is new once, and so is each set of rules that an
        accepted key breaks, on the key as it was and on another. Of what is not new every 64th is
        put to use all the same: two ways together may do what neither does alone.
        """
        like = case.seed.sibling or case.seed.name
        labels = [mutation.family for mutation in case.mutations] or [case.seed.name]
        ways = [hash((like, label)) for label in labels]
        if any(way not in self._used for way in ways):
            for way in ways:
                self._remember(self._used, way)
            return False
        self._passed += 1
        if self._passed % SAMPLED == 0:
            return False
        if not case.mutations or case.changes_nothing:
            return True
        accused = tuple(charge.rule for charge in charges(case, self._clauses))
        outcome = hash((like, accused, _still_itself(case, told)))
        if outcome in self._used:
            return True
        self._remember(self._used, outcome)
        return False

    def _met(self, case: Case, deed: str, operation: str) -> bool:
        about = tuple(sorted({one.breaks or one.keeps or one.family for one in case.mutations}))
        return self._counted((deed, operation, case.seed.kind, about), deed)

    def _counted(self, deviation: Hashable, deed: str) -> bool:
        """Whether so many of the kind were judged that this one is only counted."""
        self._deviations[deviation] += 1
        if self._deviations[deviation] <= ENOUGH:
            return False
        self.repeated[deed] += 1
        return True

    def _remember(self, known: set[int], what: int) -> None:
        if len(known) >= REMEMBERED:
            known.clear()
        known.add(what)


def _told(members: Jwk, document: Jwk, kind: str) -> bool:
    """Whether an export has the public members of a document."""
    return all(members.get(name) == document.get(name) for name in ("kty", *PUBLIC[kind]))


def _still_itself(case: Case, told: Sequence[str | int | None]) -> bool:
    """Whether what was exported is the public part of the seed."""
    if not told or not isinstance(told[0], str):
        return False
    try:
        members = _decode(told[0])
    except msgspec.DecodeError:
        return False
    return _told(members, case.seed.document, case.seed.kind)


def route(uses: Sequence[Use]) -> Route:
    """What of the uses can follow the import in a probe."""
    return tuple(use.operation for use in uses if use.operation in ("jwk.export", "jwk.thumbprint"))
