"""The loop that answers the engine: one request line in, one reply line out.

The library under test shares this process, so the loop guards what it needs: its own copies of
standard input and output (the library's prints go to standard error), and an answer for
whatever is raised, SystemExit and native panics included.
"""

from __future__ import annotations

import importlib
import json
import os
import platform
import sys
import time
from collections.abc import Mapping
from importlib import metadata
from types import TracebackType
from typing import Any, BinaryIO

from jwk_adapters.adapter import Adapter, Unsupported
from jwk_adapters.operation import OPERATIONS, Session, Unreached, offered
from jwk_adapters.probe import probe

PROTOCOL = 1
MESSAGE_LENGTH = 4000
"""The suite searches messages for secrets; what it keeps of them is shorter."""
REMEMBERED = 256
"""Classes of exceptions."""

# json.loads and json.dumps take twice the time of these, looking at their options on each call.
_decode = json.JSONDecoder().raw_decode
_encode = json.JSONEncoder(ensure_ascii=True, check_circular=False, separators=(",", ":")).encode


def serve(adapter: Adapter, requests: BinaryIO, replies: int) -> None:
    """Answer requests until `bye` or the end of input; `replies` is a file descriptor."""
    session = Session(adapter)
    while line := requests.readline():
        request, _ = _decode(line.decode("ascii"))
        answer = _answer(session, request)
        answer["seq"] = request["seq"]
        _write(replies, _encode(answer).encode("ascii") + b"\n")
        if request["op"] == "bye":
            return


def _write(descriptor: int, octets: bytes) -> None:
    """Straight to the descriptor, line by line: a reply must not wait for the next request."""
    while octets:
        octets = octets[os.write(descriptor, octets) :]


def _answer(session: Session, request: Mapping[str, Any]) -> dict[str, Any]:
    op = request["op"]
    if op == "hello":
        return {"outcome": "accepted", "facts": hello(session.adapter)}
    if op == "reset":
        session.reset()
        return {"outcome": "accepted", "facts": {}}
    if op == "bye":
        return {"outcome": "accepted", "facts": {}}
    if op == "probe":
        return {"outcome": "accepted", "facts": probe(session, request["args"], _fault)}
    if op not in OPERATIONS:
        return {"outcome": "unsupported", "stage": "parse", "facts": {}}
    session.stage = "parse"
    started = time.perf_counter_ns()
    answer = _performed(session, request)
    answer["micros"] = (time.perf_counter_ns() - started) // 1000
    return answer


def _performed(session: Session, request: Mapping[str, Any]) -> dict[str, Any]:
    try:
        facts, made = OPERATIONS[request["op"]](session, request["args"])
    except Unreached:
        return {"outcome": "unreached", "stage": session.stage}
    except BaseException as error:
        return _fault(session, error)
    if "as" in request:
        session.handles[request["as"]] = made
    imported = request["op"] in ("jwk.import", "jwks.import")
    return {
        "outcome": "stored" if imported and session.adapter.lazy else "accepted",
        "facts": facts,
    }


def _fault(session: Session, error: BaseException) -> dict[str, Any]:
    """What a reply tells of an operation that raised something."""
    if isinstance(error, Unsupported):
        outcome = "unsupported"
    elif isinstance(error, (*session.adapter.documented_errors, ValueError)):
        outcome = "rejected"
    else:
        outcome = "error"
    return {"outcome": outcome, "stage": session.stage, "error": describe(error)}


def describe(error: BaseException) -> dict[str, Any]:
    """An exception as the protocol reports it: type, bases, where raised, a short message."""
    kind, bases = _lineage(type(error))
    module, function = _origin(error.__traceback__)
    try:
        message = str(error)
    except Exception as unprintable:
        message = f"(no message: str() raised {type(unprintable).__name__})"
    return {
        "type": kind,
        "bases": bases,
        "module": module,
        "function": function,
        "message": message[:MESSAGE_LENGTH],
    }


def _lineage(kind: type) -> tuple[str, list[str]]:
    """The names of an exception's class and of its bases; a fuzzer meets the same ones often."""
    if kind not in _LINEAGES:
        if len(_LINEAGES) >= REMEMBERED:  # a library that makes classes as it goes
            _LINEAGES.clear()
        _LINEAGES[kind] = _qualified(kind), [_qualified(base) for base in kind.__mro__[1:-1]]
    return _LINEAGES[kind]


_LINEAGES: dict[type, tuple[str, list[str]]] = {}


def _qualified(kind: type) -> str:
    return (
        kind.__qualname__
        if kind.__module__ == "builtins"
        else f"{kind.__module__}.{kind.__qualname__}"
    )


def _origin(traceback: TracebackType | None) -> tuple[str, str]:
    """Module and function of the innermost frame, and no line number: it outlives releases."""
    if traceback is None:
        return "", ""
    while traceback.tb_next is not None:
        traceback = traceback.tb_next
    code = traceback.tb_frame.f_code
    return traceback.tb_frame.f_globals.get("__name__", ""), getattr(
        code, "co_qualname", code.co_name
    )


def hello(adapter: Adapter) -> dict[str, Any]:
    """Who answers here, and what it says it can do."""
    return {
        "protocol": PROTOCOL,
        "name": adapter.distribution,
        "version": _version(adapter.distribution) or "unknown",
        "language": f"Python {platform.python_version()}",
        "backend": _backend(adapter),
        "operations": offered(type(adapter)),
        "kty": list(adapter.kty),
        "crv": list(adapter.crv),
        "alg": list(adapter.alg),
        "enc": list(adapter.enc),
        "serialisations": list(adapter.serialisations),
        "features": list(adapter.features),
        "exceptions": [dict(exception) for exception in adapter.exceptions],
        "limits": dict(adapter.limits),
        "documented_errors": [_qualified(error) for error in adapter.documented_errors],
        "json": "library" if adapter.parses_json else "adapter",
        "lazy": adapter.lazy,
        "probes": True,
        "via": adapter.via,
        "snippets": dict(adapter.snippets),
    }


def _version(distribution: str) -> str | None:
    try:
        return metadata.version(distribution)
    except metadata.PackageNotFoundError:
        return None


def _backend(adapter: Adapter) -> dict[str, str]:
    versions = {name: version for name in adapter.backends if (version := _version(name))}
    if "cryptography" in versions:
        versions["openssl"] = _openssl()
    return versions


def _openssl() -> str:
    from cryptography.hazmat.backends.openssl import backend  # type: ignore[import-not-found, unused-ignore]

    words = str(backend.openssl_version_text()).split()
    return words[1] if words[0] == "OpenSSL" else " ".join(words[:2])


def load(reference: str) -> Adapter:
    """The adapter a `module:Class` text names."""
    module, _, name = reference.partition(":")
    adapter = getattr(importlib.import_module(module), name)
    if not (isinstance(adapter, type) and issubclass(adapter, Adapter)):
        raise TypeError(f"{reference} is not a subclass of jwk_adapters.Adapter")
    return adapter()


def _limit_memory(octets: int) -> None:
    import resource

    resource.setrlimit(resource.RLIMIT_AS, (octets, octets))


def _guard_streams() -> tuple[BinaryIO, int]:
    """Private copies of stdin and stdout; the library gets /dev/null and stderr instead."""
    requests, replies = os.dup(0), os.dup(1)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.dup2(2, 1)
    sys.stdout = sys.stderr
    return os.fdopen(requests, "rb"), replies


def main(arguments: list[str]) -> int:
    """Serve `module:Class`, with a memory limit in octets (0: none) and extra import folders."""
    reference, memory, *folders = arguments
    requests, replies = _guard_streams()
    sys.path.extend(folders)
    if int(memory):
        _limit_memory(int(memory))
    try:
        adapter = load(reference)
    except BaseException as error:
        failure = {"seq": 0, "outcome": "error", "stage": "import", "error": describe(error)}
        _write(replies, json.dumps(failure).encode("ascii") + b"\n")
        return 3
    serve(adapter, requests, replies)
    return 0
