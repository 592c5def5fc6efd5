"""Many keys in one request: each imported once, then put through operations on what came of it.

A fuzzer asks about tens of thousands of keys a second; a line for each operation would cost more
than the library does. The answers are short for the same reason: an operation that worked is told
by its fact, one that failed by its place in a list of the faults that were met.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from typing import Any

from jwk_adapters.operation import OPERATIONS, Session

FACTS = {"jwk.export": "jwk", "jwk.thumbprint": "thumbprint"}
"""Operations that can follow the import → the fact that they are told by."""
_ARGS: dict[str, dict[str, Any]] = {
    "jwk.export": {"key": {"ref": ""}, "form": "public"},
    "jwk.thumbprint": {"key": {"ref": ""}, "hash": "sha-256"},
}
_MADE = ""
"""The handle of the key at hand: no request can name it so."""

Fault = dict[str, Any]
Describe = Callable[[Session, BaseException], Fault]


class _Faults:
    """Each fault once, in the order in which they were met."""

    def __init__(self) -> None:
        self.met: list[Fault] = []
        self._places: dict[tuple[str, ...], int] = {}

    def place(self, fault: Fault) -> int:
        error = fault["error"]
        told = (fault["outcome"], fault["stage"], error["type"], error["module"],
                error["function"], error["message"])  # fmt: skip
        if told not in self._places:
            self._places[told] = len(self.met)
            self.met.append(fault)
        return self._places[told]


def probe(session: Session, args: Mapping[str, Any], describe: Describe) -> dict[str, Any]:
    """The facts of a probe: `answers` and `micros`, one for each key, and `faults`.

    `describe` makes of an exception what a reply would tell of it. A fact that is no text, which
    no reply could tell, is told as null.
    """
    faults = _Faults()
    answers: list[Any] = []
    micros: list[int] = []
    routes = [[_followed(op) for op in route] for route in args["routes"]]
    clock = time.perf_counter_ns
    for which, material in args["keys"]:
        started = clock()
        session.stage = "parse"
        try:
            session.handles[_MADE] = session.key(material)
        except BaseException as error:
            answers.append(faults.place(describe(session, error)))
        else:
            told: list[Any] = []
            for perform, given, name in routes[which]:
                try:
                    fact = perform(session, given)[0][name]
                    told.append(fact if isinstance(fact, str) else None)
                except BaseException as error:
                    told.append(faults.place(describe(session, error)))
            answers.append(told)
        micros.append((clock() - started) // 1000)
    session.handles.pop(_MADE, None)
    return {"answers": answers, "faults": faults.met, "micros": micros}


def _followed(op: str) -> tuple[Callable[..., tuple[dict[str, Any], Any]], dict[str, Any], str]:
    return OPERATIONS[op], _ARGS[op], FACTS[op]
