"""From evidence to verdict, as section 2 of the design words it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import msgspec

from jwk_conformance.event import Did, VerdictName
from jwk_conformance.judge import fact
from jwk_conformance.judge.alike import distinction
from jwk_conformance.judge.distinct import repetition
from jwk_conformance.judge.product import fault_in_product
from jwk_conformance.protocol import Hello, Observation
from jwk_vectors.model import RFC, Dispute, Option, Profile, Step, Vector


@dataclass(frozen=True)
class Judged:
    """A verdict and the sentence that goes with it."""

    verdict: VerdictName
    said: str
    option: str = ""
    did: Did = ""


PASS = Judged("pass", "as expected")
BREAKDOWN = {"hung": "hung", "died": "died", "protocol-error": "broke the protocol"}
RANK: tuple[VerdictName, ...] = ("unobserved", "vacuous", "choice", "warn", "pass")


def judge(
    vector: Vector,
    steps: Sequence[Observation],
    controls: Mapping[str, VerdictName],
    profile: Profile = RFC,
    hello: Hello | None = None,
) -> Judged:
    """The verdict on one vector, given the verdicts on the controls it stands on.

    `hello` says who the target is: without it, only disputes about every target count.
    """
    judged = _judged(vector, steps, controls, profile)
    dispute = _open_dispute(vector, hello)
    if judged.verdict != "fail" or judged.did == "broke" or dispute is None:
        return judged
    return replace(judged, verdict="disputed", said=f"{judged.said} (disputed by {dispute.by})")


def _open_dispute(vector: Vector, hello: Hello | None) -> Dispute | None:
    name, version = (hello.name, hello.version) if hello else ("", "")
    found = (one for one in vector.disputes if one.state == "open" and one.covers(name, version))
    return next(found, None)


def _judged(
    vector: Vector,
    steps: Sequence[Observation],
    controls: Mapping[str, VerdictName],
    profile: Profile,
) -> Judged:
    standing = _standing(vector, controls)
    if standing is not None:
        return standing
    verdicts = []
    for step, seen in zip(vector.steps, steps, strict=True):
        judged = _under(profile, vector, _step(vector, step, seen))
        if judged.verdict not in RANK:
            return judged
        verdicts.append(judged)
    if _invented(vector, steps):
        return Judged("vacuous", "it was accepted, and nothing asked for what is served")
    if all(judged == PASS for judged in verdicts):
        repeated = repetition(vector, steps)
        if repeated is not None:
            return Judged(vector.otherwise, repeated)
    if all(judged.verdict == "pass" for judged in verdicts):
        told = distinction(vector, steps)
        if told is not None:
            return Judged(vector.otherwise, told, did="wrong")
    return min(verdicts, key=lambda judged: RANK.index(judged.verdict))


def _under(profile: Profile, vector: Vector, judged: Judged) -> Judged:
    """The verdict as a profile has it: what it pins or promotes fails."""
    if judged.verdict in ("choice", "warn"):
        for pin in profile.pins:
            if judged.option and pin.choice == vector.choice and judged.option not in pin.options:
                allowed = " or ".join(pin.options)
                asked = f"{profile.id} leaves only {allowed} ({pin.document} section {pin.section})"
                return replace(judged, verdict="fail", said=f"{judged.said}, and {asked}")
    if judged.verdict == "warn":
        for promotion in profile.promotions:
            if not set(promotion.clauses).isdisjoint(vector.clauses):
                text = f"{promotion.document} section {promotion.section}"
                said = f"{judged.said}; under {profile.id} this fails ({text})"
                return replace(judged, verdict="fail", said=said)
    return replace(judged, did="") if judged.verdict == "choice" else judged


def _standing(vector: Vector, controls: Mapping[str, VerdictName]) -> Judged | None:
    for control in vector.controls:
        verdict = controls.get(control)
        if verdict in ("unsupported", "not-applicable"):
            return Judged("unsupported", f"its control {control} is unsupported")
        if verdict is not None and verdict != "pass":
            return Judged("blocked", f"its control {control} did not pass")
    return None


def _step(vector: Vector, step: Step, seen: Observation) -> Judged:
    if seen.outcome in ("hung", "died", "protocol-error"):
        told = f": {seen.error.message}" if seen.error else ""
        said = f"{step.operation}: the target {BREAKDOWN[seen.outcome]}{told}"
        return Judged("fail", said, did="broke")
    if seen.outcome == "unsupported":
        return Judged("unsupported", f"{step.operation}: {_happened(seen)}")
    if seen.outcome == "unreached":
        said = seen.error.message if seen.error else "it needs what an earlier step did not give"
        return Judged("blocked", f"{step.operation}: {said}")
    if step.expect == "setup":
        return PASS if _accepted(seen) else Judged("blocked", _instead("acceptance", step, seen))
    if step.expect == "accept":
        return _accept(vector, step, seen)
    if step.expect == "reject":
        return _reject(vector, step, seen)
    return _choice(vector, step, seen)


def _invented(vector: Vector, steps: Sequence[Observation]) -> bool:
    """Whether a key was found, or put to use, without a single request for the set it is from."""
    return (
        bool(vector.serves)
        and not any(seen.requested for seen in steps)
        and any(_accepted(seen) and seen.facts.get("found", True) for seen in steps)
    )


def _facts(seen: Observation) -> dict[str, Any]:
    """What the target reports, and what the engine counted."""
    return {**seen.facts, "requests": len(seen.requested)}


def _accept(vector: Vector, step: Step, seen: Observation) -> Judged:
    if not _accepted(seen):
        return Judged(vector.otherwise, _instead("acceptance", step, seen), did="refused")
    wrong = fact.deviation(step.facts, _facts(seen), step.absent)
    if wrong is None and step.check is not None:
        wrong = fault_in_product(step, seen.facts)
    if wrong is not None:
        said = f"{step.operation} was accepted, but {wrong}"
        return Judged(vector.otherwise, said, did="wrong")
    if seen.outcome == "accepted" and not fact.compared(step.facts, seen.facts):
        return Judged("vacuous", f"{step.operation} was accepted, but reported no fact to compare")
    return PASS


def _reject(vector: Vector, step: Step, seen: Observation) -> Judged:
    if not _accepted(seen):
        return Judged("pass", f"{step.operation} was {_happened(seen)}")
    if not step.witnessed:
        return Judged(
            "unobserved", f"{step.operation} was {seen.outcome}; nothing shows whether it matters"
        )
    said = f"{step.operation} was accepted: {vector.witness}"
    return Judged(vector.otherwise, said, did="accepted")


def _choice(vector: Vector, step: Step, seen: Observation) -> Judged:
    outcome = "accepted" if _accepted(seen) else "rejected"
    did: Did = "accepted" if _accepted(seen) else "refused"
    leak = fact.deviation({}, seen.facts, step.absent)
    if leak is not None:  # no option of any choice
        return Judged(vector.otherwise, f"{step.operation} was accepted, but {leak}", did="wrong")
    for option in step.options:
        if option.outcome == outcome and _fits(option, step, seen):
            said = f"{step.operation} was {_happened(seen)}"
            return Judged(option.verdict, said, option.option, did)
    allowed = ", ".join(option.option for option in step.options)
    return Judged(vector.otherwise, f"{step.operation} was {outcome}, none of: {allowed}", did=did)


def _fits(option: Option, step: Step, seen: Observation) -> bool:
    if fact.deviation(option.facts, _facts(seen)):
        return False
    checked = msgspec.structs.replace(step, check=option.check)
    return option.check is None or fault_in_product(checked, seen.facts) is None


def _accepted(seen: Observation) -> bool:
    return seen.outcome in ("accepted", "stored")


def _instead(expected: str, step: Step, seen: Observation) -> str:
    return f"expected {expected} of {step.operation}, which was {_happened(seen)}"


def _happened(seen: Observation) -> str:
    if seen.outcome in ("accepted", "stored"):
        return seen.outcome
    words = "refused" if seen.outcome in ("rejected", "error") else seen.outcome
    stage = f" at {seen.stage}" if seen.stage else ""
    if seen.error is None:
        return words + stage
    message = f": {seen.error.message}" if seen.error.message else ""
    return f"{words}{stage} with {seen.error.type}{message}"
