"""What is served for one vector, and the requests that were made to it."""

from __future__ import annotations

import base64
import re
import threading
from collections.abc import Iterator, Mapping, Sequence
from urllib.parse import urlsplit

from jwk_conformance.protocol import Requested
from jwk_vectors.model import Answer

NOT_FOUND = Answer(status=404, headers=(("Content-Length", "0"),))
"""What a path answers that nobody serves."""
OF_NOTE = (
    "accept", "accept-encoding", "authorization", "cache-control", "cookie", "if-modified-since",
    "if-none-match", "range", "user-agent",
)  # fmt: skip
"""Header fields of a request that are kept as evidence."""
REQUESTS = 1000
"""So many requests of one step are kept; a client that makes more has shown what it does."""
CHUNK = 1 << 16


class Site:
    """Answers by path, under an address of its own; its methods may be called from any thread."""

    def __init__(self, serves: Mapping[str, Sequence[Answer]], port: int, name: str) -> None:
        self.address = f"http://127.0.0.1:{port}/{name}"
        """What stands in front of the paths."""
        self.withdrawn = threading.Event()
        self._serves = serves
        self._port = re.compile(rf"\b{port}\b")
        self._name = name
        self._asked: dict[str, int] = {}
        self._requested: list[Requested] = []
        self._lock = threading.Lock()

    def answer(self, method: str, target: str, headers: Mapping[str, str]) -> Answer:
        """The answer to a request, which is noted; the target is without the site's name."""
        path = urlsplit(target).path
        with self._lock:
            turn = self._asked.get(path, 0)
            self._asked[path] = turn + 1
            answers = self._serves.get(path, (NOT_FOUND,))
            given = answers[min(turn, len(answers) - 1)]
            if len(self._requested) < REQUESTS:
                noted = {name: headers[name] for name in OF_NOTE if name in headers}
                self._requested.append(
                    Requested(method=method, path=target, headers=noted, answered=given.status)
                )
        return given

    def taken(self) -> tuple[Requested, ...]:
        """The requests since they were last taken."""
        with self._lock:
            taken, self._requested = tuple(self._requested), []
        return taken

    def without_address(self, said: str) -> str:
        """A message as it is said whatever the port and name, which differ each time."""
        return self._port.sub("PORT", said.replace(f"/{self._name}/", "/"))


def body(answer: Answer) -> bytes:
    """The octets of the body, without the spaces in front."""
    if answer.octets:
        return base64.urlsafe_b64decode(answer.octets + "=" * (-len(answer.octets) % 4))
    return answer.body.encode()


def pieces(answer: Answer) -> Iterator[bytes]:
    """The body in pieces of equal length, the last one shorter; none where there is no body."""
    for start in range(0, answer.spaces, CHUNK):
        yield b" " * min(CHUNK, answer.spaces - start)
    whole = body(answer)
    length = -(-len(whole) // answer.pieces)
    for start in range(0, len(whole), length or 1):
        yield whole[start : start + length]
