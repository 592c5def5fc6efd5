"""A first look at short answers: what is in order is let go, the rest is judged in full.

The look is quick because it asks less, never because it forgives more: an answer passes only if
the judge would let it pass. What it cannot tell it does not pass.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Hashable, Mapping, Sequence

import msgspec

from jwk_conformance import jose
from jwk_conformance.judge import secret, tier
from jwk_conformance.protocol import Observation
from jwk_conformance.rulebook import PRIVATE, PUBLIC
from jwk_fuzz.asking import Route
from jwk_fuzz.case import Case, charges
from jwk_fuzz.use import Use
from jwk_vectors.model import Clause, Step

ENOUGH = 3
"""Answers that deviate in the same way and are judged in full; the others are counted."""
REMEMBERED = 1 << 16
"""Answers that are remembered as judged, of each kind, by their hashes."""

_PLACES = re.compile(r"\b\d{1,6}\b")
_decode = msgspec.json.Decoder(dict[str, object]).decode


class Screen:
    """What has been seen of a target, and whether an answer is anything new."""

    def __init__(self, clauses: Mapping[str, Clause]) -> None:
        self.taken: frozenset[tuple[str, str]] = frozenset()
        """Seeds with the operations that were accepted on them undamaged."""
        self.repeated: Counter[str] = Counter()
        """Deed → deviations that were counted, being like those that were judged."""
        self._clauses = clauses
        self._deviations: Counter[Hashable] = Counter()
        self._clean: set[int] = set()
        self._used: set[int] = set()
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
        return in_order and self._no_use(case, told)

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
        if operation == "jwk.thumbprint":
            subject = case.subject
            return subject is None or fact == self._thumbprint(case, subject)
        return self._exported(case, fact)

    def _exported(self, case: Case, fact: str) -> bool:
        subject, kind = case.subject, case.seed.kind
        known = hash(("export", case.seed.name if subject is case.seed.document else kind,
                 subject is None, case.hides, fact))  # fmt: skip
        own = subject is not None and subject is not case.seed.document
        if not own and known in self._clean:
            return True
        try:
            members = _decode(fact)
        except msgspec.DecodeError:
            return False
        if case.hides and not members.keys().isdisjoint(PRIVATE[kind]):
            return False
        if subject is not None and any(
            members.get(name) != subject[name] for name in ("kty", *PUBLIC[kind])
        ):
            return False
        if not own:
            self._remember(self._clean, known)
        return True

    def _thumbprint(self, case: Case, subject: dict[str, object]) -> str:
        if subject is not case.seed.document:
            return jose.thumbprint(subject, "sha-256")
        name = case.seed.name
        if name not in self._thumbprints:
            if len(self._thumbprints) > 1000:
                self._thumbprints.clear()
            self._thumbprints[name] = jose.thumbprint(subject, "sha-256")
        return self._thumbprints[name]

    def _no_use(self, case: Case, told: list[str | int | None]) -> bool:
        """Whether a key like this, accepted, has been put to use before.

        Alike are keys of a seed that were damaged in the same ways, and keys that came out the
        same and are accused of the same.
        """
        labels = [mutation.family for mutation in case.mutations] or [""]
        ways = [hash((case.seed.name, label)) for label in labels]
        new = [way for way in ways if way not in self._used]
        for way in new:
            self._remember(self._used, way)
        if new:
            return False
        if not case.mutations[1:] and all(mutation.same for mutation in case.mutations):
            return True
        accused = tuple(charge.rule for charge in charges(case, self._clauses))
        outcome = hash((case.seed.kind, case.seed.private, accused, *told[:1]))
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


def route(uses: Sequence[Use]) -> Route:
    """What of the uses can follow the import in a probe."""
    return tuple(use.operation for use in uses if use.operation in ("jwk.export", "jwk.thumbprint"))
