"""A vector put to the reference in this process, as the engine puts it to a worker."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import msgspec

from jwk_adapters.adapter import Unsupported
from jwk_adapters.operation import OPERATIONS, Session, Unreached
from jwk_adapters.worker import describe, hello
from jwk_conformance import jose
from jwk_conformance.engine.plan import exemption
from jwk_conformance.judge import judge
from jwk_conformance.protocol import Hello, Observation
from jwk_conformance.reference import Reference
from jwk_vectors import Vector


@dataclass(frozen=True)
class Answer:
    """What a vector tells of a reader."""

    verdict: str
    option: str
    """The option taken, where it leaves a choice."""
    crashed: bool
    """Whether something else than a refusal was raised."""


@dataclass(frozen=True)
class Seen:
    """An answer, and the rules that had a part in it."""

    answer: Answer
    fired: frozenset[str]
    refused: frozenset[str]
    """The rules for which something was refused: no other can change the answer by itself."""


def asked(vectors: Iterable[Vector]) -> list[Vector]:
    """The vectors that the engine would put to the reference, which leaves a few things out.

    Those that serve something are left out too: a set is read by the same rules, fetched or not.
    """
    offer = msgspec.convert(hello(Reference()), Hello)
    return [vector for vector in vectors if not vector.serves and exemption(vector, offer) is None]


def ask(vector: Vector, *off: str) -> Seen:
    """Put a vector to the reference with these rules switched off."""
    session = Session(Reference())
    with jose.without(*off), jose.watched() as watch:
        steps = [
            _observed(session, {"op": step.operation, "args": step.args, "as": step.as_})
            for step in vector.steps
        ]
    judged = judge(vector, steps, {})
    crashed = any(step.outcome == "error" for step in steps)
    answer = Answer(judged.verdict, judged.option, crashed)
    return Seen(answer, frozenset(watch.fired), frozenset(watch.refused))


def _observed(session: Session, request: Mapping[str, Any]) -> Observation:
    answer = _performed(session, request)
    return msgspec.json.decode(json.dumps(answer), type=Observation)


def _performed(session: Session, request: Mapping[str, Any]) -> dict[str, Any]:
    session.stage = "parse"
    try:
        facts, made = OPERATIONS[request["op"]](session, request["args"])
    except Unreached:
        return {"outcome": "unreached"}
    except Unsupported as reason:
        return {"outcome": "unsupported", "error": describe(reason)}
    except Exception as error:
        outcome = "rejected" if isinstance(error, jose.NotValid) else "error"
        return {"outcome": outcome, "stage": session.stage, "error": describe(error)}
    if request["as"]:
        session.handles[request["as"]] = made
    return {"outcome": "accepted", "facts": facts}
