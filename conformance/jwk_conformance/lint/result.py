"""What was found in a file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from pathlib import Path

from jwk_conformance.lint.source import Unusable, read, refuse_foreign
from jwk_conformance.rulebook import Broken, Document, Examined, Object, Place, Rule, examine
from jwk_conformance.rulebook.examine import examine_token
from jwk_vectors import Clause
from jwk_vectors.load import load_ledger

LEVELS = ("must", "should", "note")
"""From what a text forbids to what is worth a look."""


@dataclass(frozen=True)
class Finding:
    """A rule that is broken, and where in the file."""

    rule: Rule
    said: str
    place: Place
    pointer: str
    """The path as a JSON Pointer (RFC 6901); empty for the whole document."""


@dataclass(frozen=True)
class Result:
    """One file."""

    name: str
    kind: str = "neither"
    keys: int = 0
    findings: tuple[Finding, ...] = ()
    unusable: str = ""
    """Why there was nothing to examine; empty where there was."""


def lint(name: str) -> Result:
    """Read one file ("-" is standard input) and collect what is wrong in it. Never raises."""
    try:
        octets = read(name)
        refuse_foreign(octets)
    except Unusable as reason:
        return Result(name, unusable=str(reason))
    examined = _examined(octets)
    document = examined.document
    findings = sorted(
        (_finding(document, broken) for broken in examined.broken),
        key=lambda finding: (finding.place.offset, LEVELS.index(finding.rule.level)),
    )
    unusable = f"it is not JSON that can be examined: {document.fault}." if document.fault else ""
    return Result(name, examined.kind, _keys(document, examined.kind), tuple(findings), unusable)


def _examined(octets: bytes) -> Examined:
    """As a token, where the text is one and neither key nor set; its content decides."""
    examined = examine(octets)
    members = examined.document.value
    if isinstance(members, Object) and ("kty" in members or "keys" in members):
        return examined
    return examine_token(octets.decode("utf-8", "replace")) or examined


def _finding(document: Document, broken: Broken) -> Finding:
    place = document.fault_place if document.fault else document.place(broken.at)
    pointer = "".join("/" + str(part).replace("~", "~0").replace("/", "~1") for part in broken.at)
    return Finding(broken.rule, broken.said, place, pointer)


def _keys(document: Document, kind: str) -> int:
    value = document.value
    if not isinstance(value, Object) or kind not in ("key", "set"):
        return 0
    listed = value.get("keys") if "kty" not in value else None
    return len(listed) if isinstance(listed, list) else 1


@lru_cache(maxsize=1)
def ledger() -> Mapping[str, Clause]:
    """The clauses that rules stand on, read when the first is asked for."""
    return load_ledger(Path(str(resources.files("jwk_vectors") / "data" / "ledger")))


def counted(results: Iterable[Result]) -> Counter[str]:
    """How many violations there are of each level."""
    return Counter(finding.rule.level for result in results for finding in result.findings)
