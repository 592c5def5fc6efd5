"""The nouns of the vector format. docs/vector-format.md explains them to other harnesses."""

from __future__ import annotations

import datetime
import hashlib
from fnmatch import fnmatchcase
from typing import Annotated, Any, Literal

import msgspec

FORMAT = 1

Force = Literal["must-reject", "must-accept", "must-ignore", "may-reject", "none"]
Keyword = Literal[
    "MUST", "MUST NOT", "REQUIRED", "SHALL", "SHALL NOT",
    "SHOULD", "SHOULD NOT", "RECOMMENDED", "NOT RECOMMENDED", "MAY", "OPTIONAL", "none",
]  # fmt: skip
Expect = Literal["accept", "reject", "choice", "setup"]
Level = Literal["text", "structure", "value", "token"]
Fresh = Literal["cek", "epk", "iv", "key", "nonce", "p2s", "pss-salt", "wrap-iv"]
Trait = Literal["type", "message", "stage"]
"""Of an error: by what errors could be told apart."""
Severity = Literal["security", "interoperability", "robustness"]
WITHHELD = "withheld"
"""The target of a judgement on libraries that are not named yet."""
Deed = Literal["accepted", "refused", "wrong"]
"""What a library did against a vector: took it, refused it, or gave a wrong result."""


class Record(
    msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True
):
    """Immutable, named fields only, nothing unknown tolerated, defaults left out of the JSON."""


class Clause(Record, frozen=True):
    """One normative statement of a specification."""

    id: str
    document: str
    """Such as "RFC 7517"."""
    section: str
    keyword: Keyword
    force: Force
    """What the statement demands of a consumer."""
    binds: tuple[str, ...]
    """Of: consumer, producer, document, endpoint."""
    paraphrase: str
    definitional: bool = False
    """No keyword, but a value for which no key or operation is defined."""
    derived: str = ""
    """How the statement follows, where it stands in no single sentence."""
    keywords: tuple[str, ...] = ()
    """Occurrences in the section that the entry accounts for, such as "MUST NOT 2" for the second
    MUST NOT in reading order, which counts as no MUST."""
    excluded: str = ""
    """Why nothing tests it; empty where something is to."""
    no_vector: str = ""
    """Why rules and checks alone test it; empty where vectors are to."""
    errata: Literal["considered", "not considered"] = "not considered"
    at_hand: bool = True
    """False where the text was not available when the entry was written."""


class ChoiceOption(Record, frozen=True):
    """One of the answers a choice leaves open."""

    id: str
    meaning: str


class Choice(Record, frozen=True):
    """A decision the specifications leave to the implementation, by name."""

    id: str
    question: str
    clauses: tuple[str, ...]
    options: tuple[ChoiceOption, ...]


class Condition(Record, frozen=True):
    """What a failing vector has in common with others; everything given must hold."""

    did: Deed
    clauses: tuple[str, ...] = ()
    """One of these stands among the vector's."""
    reasons: tuple[str, ...] = ()
    """Globs of the defect."""
    vectors: tuple[str, ...] = ()
    """Globs of the id."""
    words: str = ""
    """A regular expression, searched for in the verdict's sentence."""


class Cause(Record, frozen=True):
    """Deviations that one patch would mend, and the words for them."""

    id: str
    said: str
    """Goes on from the library's name, such as "uses HMAC keys that are too short"."""
    when: tuple[Condition, ...]
    """Any of which is enough."""
    chance: tuple[str, ...] = ()
    """Globs of vectors that show it only now and then, as the library's randomness has it."""


class Pin(Record, frozen=True):
    """The options of a choice that a profile leaves open; any other fails."""

    choice: str
    options: tuple[str, ...]
    document: str
    section: str
    says: str
    """What the text says that takes the others away, in our words."""


class Promotion(Record, frozen=True):
    """Clauses whose warnings a profile makes failures, and checks of endpoints likewise."""

    document: str
    section: str
    says: str
    clauses: tuple[str, ...] = ()
    checks: tuple[str, ...] = ()


class Profile(Record, frozen=True, rename={"pins": "pin", "promotions": "promotion"}):
    """What is asked beyond the specifications, each with the text that asks it."""

    id: str
    title: str = ""
    pins: tuple[Pin, ...] = ()
    promotions: tuple[Promotion, ...] = ()


RFC = Profile(id="rfc")
"""Nothing beyond the specifications."""


class Source(Record, frozen=True):
    """Where a vector comes from."""

    document: str
    section: str
    figure: str = ""
    errata: Literal["considered", "not considered"] = "not considered"


class Requires(Record, frozen=True):
    """What a target must offer for the vector to say anything about it."""

    operations: tuple[str, ...] = ()
    kty: tuple[str, ...] = ()
    crv: tuple[str, ...] = ()
    alg: tuple[str, ...] = ()
    enc: tuple[str, ...] = ()
    serialisations: tuple[str, ...] = ()
    features: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    """Features that take the ground from the vector, such as multi-prime."""
    rsa_bits: int = 0
    octets: int = 0
    """Size of the largest token, or of the text that becomes one; 0 up to 8192."""


class Check(Record, frozen=True):
    """How to check, independently of the target, an artefact that it produced."""

    kind: Literal["jws", "jwe", "jwt", "private-jwk", "public-pem", "private-pem"]
    key: str = ""
    """The JWK that opens it; for the key kinds, the JWK it must be equal to, if any."""
    payload: str = ""
    protected: dict[str, Any] = {}
    """Members that the protected header must have."""
    header: dict[str, Any] = {}
    """Members that the unprotected header must have."""
    least: dict[str, int] = {}
    """Header parameters that must be there, and be no smaller than this."""
    exact_if_protected: str = ""
    """Where the protected header comes out as these octets (base64url) …"""
    exact: str = ""
    """… the product must be exactly this: the algorithm leaves nothing to chance."""
    members: dict[str, Any] = {}
    """Members that a generated key, or the claims of a JWT, must have."""
    bits: int = 0
    """Size of modulus or secret that was asked for."""
    aad: str = ""
    well_formed: bool = False
    """Also require the product to leave out members that the serialisation wants absent when
    empty; elsewhere that is not held against it."""


class Option(Record, frozen=True):
    """An answer to a choice vector and the option it means."""

    option: str
    outcome: Literal["accepted", "rejected"]
    facts: dict[str, Any] = {}
    check: Check | None = None
    """What a product must be for it to be this option."""
    verdict: Literal["choice", "warn"] = "choice"


class Step(Record, frozen=True, rename={"as_": "as"}):
    """One operation, what must come of it, and the facts that tell."""

    operation: str
    args: dict[str, Any]
    """Exactly as the protocol carries them."""
    expect: Expect
    as_: str = ""
    facts: dict[str, Any] = {}
    """Fact → its value; for "jwk" and "jwks" the members that must be there, as an object."""
    absent: tuple[str, ...] = ()
    """Members that must not stand in a reported JWK."""
    check: Check | None = None
    options: tuple[Option, ...] = ()
    witnessed: bool = False
    """For `reject`: acceptance proves that the defect was ignored."""


class Answer(Record, frozen=True):
    """What a URL answers to one request: the harness adds `Connection: close`, and no more."""

    status: int = 200
    """0: the connection is closed without an answer."""
    headers: tuple[tuple[str, str], ...] = ()
    """In this order, Content-Length among them where there is one."""
    spaces: int = 0
    """So many spaces stand in front of the body."""
    body: str = ""
    """Text, sent in UTF-8."""
    octets: str = ""
    """The body in base64url, where text cannot say it."""
    pieces: int = 1
    """The body goes out in so many pieces of equal length …"""
    pause: float = 0
    """… each after so many seconds of silence."""


class Triage(Record, frozen=True):
    """A deviation somebody looked into, and what the texts say about it."""

    target: str
    """Name and version, such as "joserfc 1.8.0", or WITHHELD."""
    judged: Literal["true finding", "under discussion"]
    reasoning: str
    withheld: tuple[str, ...] = ()
    """What stands for the libraries meant, where they are not named."""
    salt: str = ""
    """What those digests were made with."""

    def is_about(self, library: str) -> bool:
        """Whether it was this library that was looked into, in whatever release and extras."""
        library = library.partition("[")[0]
        if self.target == WITHHELD:
            return withheld(library, self.salt) in self.withheld
        return self.target.rpartition(" ")[0] == library


def withheld(library: str, salt: str) -> str:
    """The digest that stands for the name of a library in a judgement."""
    text = f"jwk-conformance withheld {library} {salt}"
    return hashlib.sha256(text.encode()).hexdigest()[:12]


Link = Annotated[str, msgspec.Meta(pattern="^(https://[^ ]+)?$")]
"""Where it can be read in public; empty where it cannot."""


class Dispute(Record, frozen=True):
    """A maintainer's documented reason against the verdict, and what came of it.

    While it is open, a failure is not counted as one. Upheld: the vector was wrong and is
    corrected. Rejected: the verdict stands, and the reasons of both sides stay with the vector.
    """

    by: str
    date: datetime.date
    """When it was raised."""
    reason: str
    state: Literal["open", "upheld", "rejected"] = "open"
    targets: tuple[str, ...] = ()
    """Globs of "name" or "name version", such as "joserfc 1.8.*"; none: every target."""
    url: Link = ""
    answer: str = ""
    """Why it is upheld or rejected."""

    def covers(self, name: str, version: str) -> bool:
        """Whether it is about this release of a library."""
        return not self.targets or any(
            fnmatchcase(one, glob) for glob in self.targets for one in (name, f"{name} {version}")
        )


class DisputeEntry(Dispute, frozen=True, kw_only=True):
    """An entry of disputes.toml: a dispute, on every vector that it is about."""

    vectors: tuple[str, ...]
    """Globs of ids."""

    def about(self, vector: Vector) -> bool:
        """Whether it is about this vector."""
        return any(fnmatchcase(vector.id, glob) for glob in self.vectors)


class Mended(Record, frozen=True):
    """What a correction changed about a vector."""

    date: datetime.date
    was: str
    """What was wrong."""
    now: str
    """What is said instead."""
    by: str
    """Who reported it."""
    url: Link = ""


class Correction(Mended, frozen=True, kw_only=True):
    """An entry of corrections.toml: the only way in which a vector of a frozen set changes."""

    vectors: tuple[str, ...]
    """Globs of ids."""
    digests: dict[str, tuple[str, str]]
    """Id → the digest of its meaning before and after, or "withdrawn" for no vector at all."""


class Vector(Record, frozen=True):
    """One input, what a conforming implementation does with it, and why it matters."""

    id: str
    title: str
    group: str
    why: str
    steps: tuple[Step, ...]
    clauses: tuple[str, ...]
    source: Source
    set: str
    """The frozen set that it came with, the open one, or "experimental"."""
    severity: Severity
    requires: Requires
    serves: dict[str, tuple[Answer, ...]] = {}
    """Path → what it answers to the first request, the second, …; the last answer stays. A step's
    url is one of these paths: the harness puts in front where it serves them."""
    level: Level = "value"
    role: Literal["vector", "control"] = "vector"
    controls: tuple[str, ...] = ()
    """Vectors that must pass for this one to mean anything."""
    otherwise: Literal["fail", "warn"] = "fail"
    """The verdict on a deviation: warn where only a SHOULD stands behind it."""
    choice: str = ""
    reason: str = ""
    """The defect, as a slug."""
    implied: dict[str, str] = {}
    """Clauses that the same defect cannot help breaking → the arithmetic reason."""
    witness: str = ""
    """How an acceptance shows that the defect was ignored."""
    derived_from: str = ""
    mutation: str = ""
    intermediate: dict[str, str] = {}
    """Values the source gives on the way to the result, base64url or text."""
    distinct: tuple[Fresh, ...] = ()
    """Values that no two products of the steps may share."""
    alike: tuple[Trait, ...] = ()
    """What the errors of the steps must have in common."""
    cves: tuple[str, ...] = ()
    triage: tuple[Triage, ...] = ()
    disputes: tuple[Dispute, ...] = ()
    mended: tuple[Mended, ...] = ()
    """Corrections made since it was frozen."""

    @property
    def operation(self) -> str:
        """The operation the vector is about: its last."""
        return self.steps[-1].operation

    @property
    def expect(self) -> Expect:
        """The strongest expectation of its steps."""
        rank = ("reject", "choice", "accept", "setup")
        return min((step.expect for step in self.steps), key=rank.index)

    @property
    def axis(self) -> Literal["interoperability", "strictness"]:
        """The headline the vector counts for."""
        return "strictness" if self.expect in ("reject", "choice") else "interoperability"


class VectorFile(Record, frozen=True):
    """A compiled file of vectors."""

    format: int
    title: str
    vectors: tuple[Vector, ...]


class FrozenSet(Record, frozen=True):
    """The vectors that came with a set, as they were on the day when it was frozen."""

    set: str
    frozen: datetime.date
    vectors: dict[str, str]
    """Id → digest of its meaning."""
