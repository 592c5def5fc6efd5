"""The event stream of a run: one JSON object a line, header first, footer last.

Everything a report shows is derived from these records; schemas/event.schema.json describes
them to other readers.
"""

from __future__ import annotations

from typing import Literal

import msgspec

from jwk_conformance.endpoint.exchange import Exchange
from jwk_conformance.protocol import Hello, Message, Observation, Outcome
from jwk_vectors.model import Cause, Choice, Clause, Severity, Vector

RUN_FORMAT = 1

VerdictName = Literal[
    "pass", "fail", "warn", "choice", "unobserved", "unsupported", "not-applicable",
    "blocked", "vacuous", "skipped", "disputed", "withheld",
]  # fmt: skip
Did = Literal["", "accepted", "refused", "wrong", "broke"]
"""What a target did against a vector: took it, refused it, gave a wrong result, or broke down;
empty where it did nothing against it."""
FindingKind = Literal[
    "deviation",
    "unexpected-error",
    "hung",
    "died",
    "protocol-error",
    "state",
    "unstable",
    "secret",
    "cost",
    "disagreement",
    "endpoint",
]

EndpointLevel = Literal["critical", "must", "should", "note"]


class Header(Message, frozen=True, tag_field="event", tag="header"):
    """Which tool ran what, when, with which vectors."""

    format: int
    tool: str
    started: str
    """UTC, ISO 8601."""
    command: tuple[str, ...]
    profile: str
    vectors: int
    digest: str
    platform: str
    set: str = ""
    """The set that is scored; empty where it is everything."""
    unscored: tuple[str, ...] = ()
    """Sets whose vectors are shown apart and decide nothing."""
    fail_on: str = ""
    """Of a run over endpoints, the least level of finding that fails; empty for libraries."""
    baseline: str = ""
    """The file of what is known; empty where there was none."""


class ClauseRecord(Message, frozen=True, tag_field="event", tag="clause"):
    """A clause that the vectors of this run speak of."""

    clause: Clause


class ChoiceRecord(Message, frozen=True, tag_field="event", tag="choice"):
    """A choice that the vectors of this run speak of."""

    choice: Choice


class CauseRecord(Message, frozen=True, tag_field="event", tag="cause"):
    """A cause by which the failures of this run are grouped."""

    cause: Cause


class VectorRecord(Message, frozen=True, tag_field="event", tag="vector"):
    """A vector of this run, whole: a run file can be judged again on its own."""

    vector: Vector


class TargetStarted(Message, frozen=True, tag_field="event", tag="target"):
    """A target has said hello."""

    target: str
    """As typed on the command line; the key of everything that follows."""
    hello: Hello
    notes: tuple[str, ...] = ()
    """What provisioning had to say, such as a backend newer than the release."""


class TargetFailed(Message, frozen=True, tag_field="event", tag="target-failed"):
    """A target could not be started."""

    target: str
    what: str
    hint: str = ""
    left_out: bool = False
    """Nobody named it, and the machine has no Python for it: not held against the run."""


class Evidence(Message, frozen=True, tag_field="event", tag="evidence"):
    """What a target did with a vector, step by step, as it was observed."""

    target: str
    vector: str
    steps: tuple[Observation, ...]
    occasion: Literal["first", "again"] = "first"
    """"again": evidence on a control beside that which its verdict rests on."""


class Verdict(Message, frozen=True, tag_field="event", tag="verdict"):
    """What the evidence means under the profile."""

    target: str
    vector: str
    verdict: VerdictName
    said: str
    """One sentence for a person: what was expected and what happened."""
    option: str = ""
    """For a choice, the option taken."""
    did: Did = ""
    """For a deviation, what the target did."""


class Finding(Message, frozen=True, tag_field="event", tag="finding"):
    """One thing worth a person's time: a deviation, however many vectors fail by it, or a place
    where a target is not robust, however many vectors reach it.
    """

    target: str
    kind: FindingKind
    fingerprint: str
    """Stable over releases of the library and of the suite: no counts, versions or lines."""
    said: str
    """One sentence for a person."""
    vectors: tuple[str, ...]
    severity: Severity = "robustness"
    """The highest of its vectors."""
    clauses: tuple[str, ...] = ()
    """The clauses that its vectors are about."""
    scored: bool = True
    """False where its vectors are in no set that is scored: no finding has both kinds."""


class News(Message, frozen=True, tag_field="event", tag="news"):
    """What differs between a run and its baseline."""

    kind: Literal["new", "stale", "expired", "different", "unexplained", "disputed"]
    fingerprint: str
    said: str
    """What it is, and what to do next."""


class Withheld(Message, frozen=True, tag_field="event", tag="withheld"):
    """What a redacted run does not tell of a target, in counts alone."""

    target: str
    interoperability: dict[str, int] = {}
    """Verdict → cells of that axis whose verdict is withheld."""
    strictness: dict[str, int] = {}
    findings: int = 0
    """Of conformance."""
    robustness: int = 0
    """Findings of robustness."""


class HopRecord(Message, frozen=True):
    """One place that was asked on the way to a set."""

    role: str
    because: str
    urls: tuple[str, ...]
    """The place, and where its redirects led."""
    status: int
    trouble: str = ""


class Change(Message, frozen=True):
    """Keys that came or went while a set was watched, by their kids."""

    at: float
    """Seconds after the endpoint was first asked."""
    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    lifetime: int = 0
    """Seconds for which the set as it is then may be kept."""


class EndpointSeen(Message, frozen=True, tag_field="event", tag="endpoint"):
    """An endpoint was asked: the way to its set, and how much was asked."""

    target: str
    """As the user calls it; the key of what follows."""
    url: str
    path: tuple[HopRecord, ...]
    jwks_uri: str = ""
    """The address of the set; empty where nothing led to one."""
    keys: int = 0
    names: tuple[str, ...] = ()
    """What the keys are called, in the order of the set."""
    requests: int = 0
    seconds: float = 0.0
    notes: tuple[str, ...] = ()
    """What could not be looked at, and why."""
    timeline: tuple[Change, ...] = ()


class Reading(Message, frozen=True):
    """What a library made of a set, or of one of its keys."""

    outcome: Outcome
    said: str = ""
    """The error, where there was one."""


class ClientSeen(Message, frozen=True, tag_field="event", tag="client"):
    """What a library makes of what an endpoint publishes."""

    target: str
    client: str
    version: str = ""
    set: Reading = Reading("unsupported")
    keys: tuple[Reading, ...] = ()
    """One for each key, in the order of the set."""
    lost: str = ""
    """Why the library could not be asked; empty where it could."""


class ExchangeRecord(Message, frozen=True, tag_field="event", tag="exchange"):
    """What went over the wire, without secrets."""

    target: str
    exchange: Exchange


class EndpointFinding(Message, frozen=True, tag_field="event", tag="endpoint-finding"):
    """What a check says of an endpoint."""

    target: str
    check: str
    group: str
    level: EndpointLevel
    said: str
    about: str
    """What part it is about, such as a kid."""
    evidence: tuple[str, ...]
    advice: str
    source: str
    """The text and section, or the practice, that the check stands on."""
    clauses: tuple[str, ...]
    fingerprint: str


class Passed(Message, frozen=True, tag_field="event", tag="passed"):
    """What one library made of what another produced."""

    producer: str
    """A target."""
    consumer: str
    """A target; it may be the producer itself."""
    operation: str
    """That of the consumer, such as jws.verify."""
    alg: str
    """Or the type of key, where keys are passed on."""
    result: Literal["read", "refused", "wrong", "unmade", "unsupported"]
    """Wrong: read as something else. Unmade: the producer produced nothing. Unsupported: not
    offered by one of them."""
    enc: str = ""
    said: str = ""
    """The error, or what came out instead."""


class TargetDone(Message, frozen=True, tag_field="event", tag="target-done"):
    """A target has answered everything."""

    target: str
    seconds: float
    """Wall time, provisioning left out."""
    inside: float
    """Seconds the adapter reports to have spent inside its operations."""
    requests: int
    restarts: int


class Fuzzed(Message, frozen=True, tag_field="event", tag="fuzzed"):
    """What a phase of fuzzing covered of a target, and what it did not."""

    target: str
    phase: str
    documents: int
    whole: bool
    """Whether it came to its end, rather than to that of the documents or the time allowed."""
    seconds: float
    kinds: dict[str, int] = {}
    """Key type, or "set" → its documents."""
    depths: dict[str, int] = {}
    """text, structure or value → documents damaged no deeper."""
    notes: tuple[str, ...] = ()
    """What was left out, and why."""
    shard: str = "1/1"
    """Which part of the phase it is, of how many: the same campaign may be split over jobs."""
    seed: int | None = None
    """What chance was derived from; None where nothing was left to it."""


class FuzzExample(Message, frozen=True, tag_field="event", tag="fuzz-example"):
    """The example of a finding of fuzzing: a valid key or set, and what was done to it."""

    target: str
    fingerprint: str
    id: str
    """By which `replay` and `promote` know it: the same for the same fingerprint."""
    vector: str
    documents: int
    """Answers that showed the finding."""
    kty: str = ""
    """Key type, or "set"; empty where the example is not one document."""
    seed: str = ""
    """The valid key or set, by name."""
    mutations: tuple[str, ...] = ()
    """Their labels, in the order in which they were made."""
    edits: tuple[str, ...] = ()
    """What was left out afterwards, to make it small."""
    requests: tuple[str, ...] = ()
    """The lines of the protocol, as a target reads them."""
    octets: tuple[int, int] = (0, 0)
    """Of the document as it was found, and as it is told."""
    asked: int = 0
    """Requests that making it simpler took."""
    whole: bool = False
    """Whether nothing more could be left out, rather than the budget being used up."""
    source: str = ""
    """The file that has the key, where it is not told."""
    withheld: str = ""
    """Why document and answers are not told; empty where they are."""


class Replayed(Message, frozen=True, tag_field="event", tag="replayed"):
    """An example of an earlier campaign was asked again."""

    target: str
    fingerprint: str
    id: str
    shows: bool
    """Whether the finding still shows."""
    said: str = ""


class Footer(Message, frozen=True, tag_field="event", tag="footer"):
    """The end of a complete run: a file without it is truncated."""

    exit_code: int
    reason: str
    ended: str
    seconds: float


Event = (
    Header
    | ClauseRecord
    | ChoiceRecord
    | CauseRecord
    | VectorRecord
    | TargetStarted
    | TargetFailed
    | Evidence
    | Verdict
    | Finding
    | EndpointSeen
    | ClientSeen
    | ExchangeRecord
    | EndpointFinding
    | News
    | Withheld
    | Fuzzed
    | FuzzExample
    | Replayed
    | Passed
    | TargetDone
    | Footer
)

_encoder = msgspec.json.Encoder()
_decoder = msgspec.json.Decoder(Event)  # type: ignore[type-var, unused-ignore]


def encode(event: Event) -> bytes:
    """One line, newline included."""
    return _encoder.encode(event) + b"\n"


def decode(line: bytes) -> Event:
    """The event in a line; raises msgspec.DecodeError."""
    event: Event = _decoder.decode(line)
    return event
