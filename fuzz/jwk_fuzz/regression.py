"""The first phase: what earlier campaigns have found, asked again from its replay files.

What still shows keeps its example. What does not is told: that alone lets a baseline call an entry
stale, since nothing else that fuzzing does is sure to come by again.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import msgspec

from jwk_conformance import jose
from jwk_conformance.engine.plan import missing
from jwk_conformance.engine.session import Session
from jwk_conformance.event import Replayed
from jwk_conformance.judge import Judged, judge, secret, tier
from jwk_conformance.protocol import Hello, Observation
from jwk_conformance.reproduction.step import parties
from jwk_conformance.rulebook import examine
from jwk_fuzz.look import Found
from jwk_fuzz.replay import answer
from jwk_fuzz.replay_file import ReplayFile
from jwk_vectors.model import Step

PHASE = "regressions"
UNTOLD = ("unsupported", "unreached")
NOT_ALONE = ("state", "unstable")
"""Kinds of which a document that is asked alone tells nothing: it takes what came before."""


@dataclass(frozen=True)
class Again:
    """What came of one replay file."""

    told: Replayed | None
    """None where the target could not be asked."""
    found: Found | None = None
    """The finding, where it still shows."""


def again(
    target: str, session: Session, hello: Hello, several: Iterable[ReplayFile]
) -> Iterator[Again]:
    """Ask each of several findings on one library again. Raises TargetLost, Stopped."""
    for kept in several:
        alone = kept.finding.kind in NOT_ALONE and len(kept.vector.steps) == 1
        if alone or kept.example.withheld or missing(kept.vector.requires, hello):
            yield Again(None)
            continue
        ((_, steps),) = list(session.observe([kept.vector]))
        if all(seen.outcome in UNTOLD for seen in steps):
            yield Again(None)
            continue
        told = answer(kept.finding.kind, kept.vector, kept.seen, steps, hello)
        shows, said = told.shows, told.said
        if shows and not _still_wrong(kept):
            shows, said = False, "the document breaks no such rule any more: it was misjudged"
        replayed = Replayed(
            target=target,
            fingerprint=kept.finding.fingerprint,
            id=kept.id,
            shows=shows,
            said=said[: secret.KEPT],
        )
        yield Again(replayed, _found(kept, steps, hello) if shows else None)


def _found(kept: ReplayFile, steps: tuple[Observation, ...], hello: Hello) -> Found:
    kind = kept.finding.kind
    _, _, place = kept.finding.fingerprint.partition(f":{kind}:")
    judged = Judged("choice", "it went wrong")
    if kind == "deviation":
        judged = judge(kept.vector, steps, {}, hello=hello)
    if kind == "unexpected-error":
        place = next((tier.place(one) for one in steps if tier.unexpected(one, kept.vector.level)),
                     place)  # fmt: skip
    return Found(
        kind=kind,
        place=place,
        said=kept.finding.said,
        severity=kept.finding.severity,
        vector=_without_digest(kept),
        seen=steps,
        judged=judged,
        kept=kept.example,
    )


def _without_digest(kept: ReplayFile) -> Any:
    """The vector by the id that it had before its digest was added, as it will be once more."""
    return msgspec.structs.replace(kept.vector, id=kept.vector.id.rpartition(".")[0])


def _still_wrong(kept: ReplayFile) -> bool:
    """Whether the rulebook of this release still finds the defect that the vector is about."""
    reason = kept.vector.reason
    if not reason or kept.finding.kind != "deviation":
        return True
    return any(
        one.rule.code == reason
        for step in kept.vector.steps
        for text in _documents(step)
        for one in examine(text, "set" if "set" in step.args else "key").broken
    )


def _documents(step: Step) -> Iterator[str | bytes]:
    for given in (step.args.get("key"), step.args.get("set"), *(p["key"] for p in parties(step))):
        if isinstance(given, str):
            yield given
        elif isinstance(given, dict) and "b64" in given:
            yield jose.decode(given["b64"])
