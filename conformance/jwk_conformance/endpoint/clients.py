"""Which libraries can read a published set, and each of its keys: asked of the libraries."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from types import TracebackType

from jwk_conformance.endpoint.redact import masked
from jwk_conformance.engine.connection import Limits
from jwk_conformance.engine.plan import missing
from jwk_conformance.engine.process import Launch
from jwk_conformance.engine.session import Session, TargetLost
from jwk_conformance.event import ClientSeen, Reading
from jwk_conformance.protocol import Hello, Observation
from jwk_conformance.rulebook.document import plain
from jwk_conformance.rulebook.key import Key
from jwk_conformance.run import CannotLaunch
from jwk_vectors.model import Requires, Source, Step, Vector

SOURCE = Source(document="RFC 7517", section="5")


class Clients:
    """The libraries, started once and asked for one endpoint after the other."""

    def __init__(self, targets: Sequence[str], launch: Callable[[str], Launch]) -> None:
        self._targets = targets
        self._launch = launch
        self._sessions: dict[str, Session] = {}
        self._lost: dict[str, str] = {}
        self._stack = ExitStack()
        self._lock = threading.Lock()

    def __enter__(self) -> Clients:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._stack.close()

    def ask(self, name: str, body: bytes, keys: Sequence[Key]) -> tuple[ClientSeen, ...]:
        """What each library makes of a set and of its keys; one endpoint at a time."""
        with self._lock, ThreadPoolExecutor(len(self._targets) or 1) as pool:
            seen = pool.map(lambda target: self._one(target, name, body, keys), self._targets)
            return tuple(seen)

    def _one(self, target: str, name: str, body: bytes, keys: Sequence[Key]) -> ClientSeen:
        library = target.partition("@")[0]
        try:
            session = self._session(target)
            hello = session.hello()
            return ClientSeen(
                target=name,
                client=library,
                version=hello.version,
                set=_read(session, hello, "jwks.import", body.decode("utf-8", "replace")),
                keys=tuple(
                    _read(session, hello, "jwk.import", json.dumps(plain(key.members)))
                    for key in keys
                ),
            )
        except (CannotLaunch, TargetLost) as lost:
            self._lost[target] = str(lost)
            return ClientSeen(target=name, client=library, lost=str(lost))

    def _session(self, target: str) -> Session:
        if target in self._lost:
            raise TargetLost(self._lost[target])
        if target not in self._sessions:
            session = Session(self._launch(target), Limits())
            self._sessions[target] = self._stack.enter_context(session)
        return self._sessions[target]


def _read(session: Session, hello: Hello, operation: str, text: str) -> Reading:
    """The outcome of an import; what a library only stores is exported, so that it has to look."""
    if missing(Requires(operations=(operation,)), hello):
        return Reading("unsupported")
    steps = list(_asked(session, operation, text))
    seen = steps[0]
    if seen.outcome == "stored":
        export = operation.replace("import", "export")
        if not missing(Requires(operations=(export,)), hello):
            seen = next(_asked(session, export, text))
    return Reading(seen.outcome, _said(seen, text))


def _said(seen: Observation, text: str) -> str:
    """The error; its message is left out where it might repeat what must not be told."""
    if seen.error is None:
        return ""
    if masked(text):
        return seen.error.type
    return f"{seen.error.type}: {seen.error.message}"[:200]


def _asked(session: Session, operation: str, text: str) -> Iterator[Observation]:
    argument = "set" if operation.startswith("jwks") else "key"
    vector = Vector(
        id=f"endpoint-{operation}",
        title="what is published",
        group="endpoint",
        why="An operator wants to know who can read it.",
        steps=(Step(operation=operation, args={argument: text}, expect="accept"),),
        clauses=(),
        source=SOURCE,
        set="endpoint",
        severity="interoperability",
        requires=Requires(),
    )
    for _, steps in session.observe([vector]):
        yield from steps
