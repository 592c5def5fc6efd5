"""The suite's side of the protocol: requests out, replies in, and what makes a reply a breach.

docs/protocol.md describes the lines; schemas/protocol.schema.json is the contract.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, Literal

import msgspec

PROTOCOL = 1

Outcome = Literal[
    "accepted", "stored", "rejected", "unsupported", "error", "unreached",
    "hung", "died", "protocol-error",
]  # fmt: skip
"""The last three are said by the engine alone."""


class Message(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A record of the protocol; members this release does not know are ignored."""


class Fault(Message, frozen=True):
    """An exception as the adapter saw it."""

    type: str
    bases: tuple[str, ...] = ()
    module: str = ""
    function: str = ""
    message: str = ""


class Hello(Message, frozen=True):
    """Who answers, and what it says it can do."""

    protocol: int
    name: str
    version: str
    language: str
    operations: tuple[str, ...]
    backend: dict[str, str] = {}
    kty: tuple[str, ...] = ()
    crv: tuple[str, ...] = ()
    alg: tuple[str, ...] = ()
    enc: tuple[str, ...] = ()
    serialisations: tuple[str, ...] = ()
    features: tuple[str, ...] = ()
    exceptions: tuple[dict[str, str], ...] = ()
    limits: dict[str, int] = {}
    documented_errors: tuple[str, ...] = ()
    json: Literal["library", "adapter"] = "adapter"
    lazy: bool = False
    probes: bool = False
    """Whether `probe` is answered: many keys in one request."""
    via: str | None = None
    snippets: dict[str, str] = {}


class Requested(Message, frozen=True):
    """A request that a target made to what the engine serves."""

    method: str
    path: str
    headers: dict[str, str] = {}
    """Those of note, by their names in lower case."""
    answered: int = 200
    """The status it was answered with; 0: the connection was closed."""


class Observation(Message, frozen=True):
    """What came of one operation."""

    outcome: Outcome
    stage: Literal["parse", "import", "use", ""] = ""
    facts: dict[str, Any] = {}
    error: Fault | None = None
    micros: int = 0
    """Time inside the adapter, in microseconds; 0 where it does not say."""
    requested: tuple[Requested, ...] = ()
    """What was asked of the engine meanwhile, where a vector has it serve something."""


class Reply(Message, frozen=True):
    """One line of an adapter."""

    seq: int
    outcome: Literal["accepted", "stored", "rejected", "unsupported", "error", "unreached"]
    stage: Literal["parse", "import", "use", ""] = ""
    facts: dict[str, Any] = {}
    error: Fault | None = None
    micros: int = 0

    def observation(self) -> Observation:
        """The reply without its number."""
        return Observation(
            outcome=self.outcome,
            stage=self.stage,
            facts=self.facts,
            error=self.error,
            micros=self.micros,
        )


class Probed(Message, frozen=True):
    """What came of a probe."""

    answers: list[int | list[str | int | None]]
    """Of each key the place of its fault, or the facts of what followed the import, or their
    faults' places; None where it was no text."""
    faults: list[Observation]
    micros: list[int]
    """Of each key the time inside the adapter, in microseconds."""


class ProbeReply(Message, frozen=True):
    """A reply to `probe`."""

    seq: int
    outcome: Literal["accepted"]
    facts: Probed


FACTS: dict[str, dict[str, type]] = {
    "jwk.export": {"jwk": str},
    "jwk.thumbprint": {"thumbprint": str},
    "jwk.generate": {"jwk": str},
    "jwk.to_pem": {"pem": str},
    "jwk.from_pem": {"jwk": str},
    "jwks.export": {"jwks": str},
    "jwks.select": {"found": bool},
    "jwks.fetch": {"found": bool},
    "jwks.verify": {"claims": str},
    "jws.sign": {"jws": str},
    "jws.verify": {"payload": str},
    "jwe.encrypt": {"jwe": str},
    "jwe.decrypt": {"payload": str},
    "jwt.sign": {"jwt": str},
    "jwt.verify": {"claims": str},
}
"""Operation → the facts that an acceptance must report, with their JSON types."""

INSTEAD = {("jws.verify", "payload"): "claims"}
"""Operation and fact → the fact that may stand in its place: of a payload that was decoded."""


class Breach(Exception):
    """A line that the protocol does not allow; the message says what is wrong with it."""


_BEYOND_ASCII = re.compile("[^\\x00-\\x7f]+")
_reply = msgspec.json.Decoder(Reply)
_probe_reply = msgspec.json.Decoder(ProbeReply)
_encode = msgspec.json.Encoder().encode


def request(seq: int, op: str, args: dict[str, Any], named: str = "") -> bytes:
    """One request line. Escaped to ASCII: some languages split lines at U+2028."""
    message: dict[str, Any] = {"seq": seq, "op": op, "args": args}
    if named:
        message["as"] = named
    return to_ascii(_encode(message)) + b"\n"


def to_ascii(encoded: bytes) -> bytes:
    """The same JSON text with every non-ASCII character as an escape."""
    if encoded.isascii():
        return encoded
    return _BEYOND_ASCII.sub(_escaped, encoded.decode("utf-8")).encode("ascii")


def _escaped(found: re.Match[str]) -> str:
    units = found.group().encode("utf-16-be")
    return "".join(f"\\u{units[i]:02x}{units[i + 1]:02x}" for i in range(0, len(units), 2))


def reply(line: bytes, seq: int, operation: str) -> Reply:
    """The reply to a request; raises Breach where it is none, or lacks a fact of its operation."""
    try:
        answer = _reply.decode(line)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise Breach(f"not a reply: {error}; the line begins {line[:80]!r}") from None
    if answer.seq != seq:
        raise Breach(f"answered request {answer.seq} where {seq} was next")
    if answer.outcome == "accepted":
        for name, kind in FACTS.get(operation, {}).items():
            if name not in answer.facts:
                name = INSTEAD.get((operation, name), name)
            if type(answer.facts.get(name)) is not kind:
                raise Breach(f"{operation} was accepted without the fact {name!r}")
    if answer.outcome == "error" and answer.error is None:
        raise Breach("the outcome is error, and the error is missing")
    return answer


def probed(line: bytes, seq: int, routes: Sequence[int]) -> Probed:
    """What came of a probe; raises Breach where it is not that.

    `routes` are the numbers of operations that were to follow the import, key by key.
    """
    try:
        answer = _probe_reply.decode(line)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise Breach(f"not a reply to probe: {error}; the line begins {line[:80]!r}") from None
    if answer.seq != seq:
        raise Breach(f"answered request {answer.seq} where {seq} was next")
    facts = answer.facts
    if not len(routes) == len(facts.answers) == len(facts.micros):
        raise Breach(f"{len(facts.answers)} answers to a probe of {len(routes)} keys")
    for told, follow in zip(facts.answers, routes, strict=True):
        if isinstance(told, list) and len(told) != follow:
            raise Breach(f"{len(told)} facts of a key in a probe where {follow} were asked for")
        for place in told if isinstance(told, list) else (told,):
            if isinstance(place, int) and not 0 <= place < len(facts.faults):
                raise Breach(f"fault {place} of a probe is not among its {len(facts.faults)}")
    return facts


def hello(answer: Reply) -> Hello:
    """What an adapter declares; raises Breach for a declaration that breaks the protocol."""
    try:
        declared = msgspec.convert(answer.facts, Hello)
    except msgspec.ValidationError as error:
        raise Breach(f"hello: {error}") from None
    if declared.protocol != PROTOCOL:
        raise Breach(f"speaks protocol {declared.protocol}; this suite speaks {PROTOCOL}")
    return declared
