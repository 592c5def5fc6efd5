"""The rulebook's violations as findings: here the endpoint is the producer, and bound."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from jwk_conformance.endpoint.name import bare
from jwk_conformance.endpoint.observed import Observed, named
from jwk_conformance.event import EndpointFinding, EndpointLevel
from jwk_conformance.rulebook import Broken
from jwk_vectors.model import Clause, Profile


def violations(
    seen: Observed, profile: Profile, clauses: dict[str, Clause]
) -> Iterator[EndpointFinding]:
    """One finding for each rule that a key, or the set itself, breaks."""
    if seen.examined is None or seen.examined.document.fault:
        return
    told: set[tuple[str, str]] = set()
    names = {key.at[-1]: named(key) for key in seen.keys}
    for broken in seen.examined.broken:
        about = _about(names, broken)
        if (broken.rule.code, about) not in told:
            told.add((broken.rule.code, about))
            yield _finding(seen, broken, about, profile, clauses)


def _about(names: Mapping[str | int, str], broken: Broken) -> str:
    """The key that a violation is in; empty for the set itself."""
    match broken.at:
        case ("keys", int(position), *_):
            return names.get(position, f"keys[{position}]")
    return ""


def _finding(
    seen: Observed, broken: Broken, about: str, profile: Profile, clauses: dict[str, Clause]
) -> EndpointFinding:
    rule = broken.rule
    stood = [clauses[id] for id in rule.clauses if id in clauses]
    level: EndpointLevel = rule.level
    promoted = {id for one in profile.promotions for id in one.clauses}
    if level == "should" and not promoted.isdisjoint(rule.clauses):
        level = "must"
    where = "/".join(map(str, broken.at))
    return EndpointFinding(
        target=seen.name,
        check=rule.code,
        group="keys",
        level=level,
        said=f"key {about}: {broken.said}" if about else broken.said,
        about=about,
        evidence=(f"at /{where}",),
        advice=rule.advice,
        source="; ".join(dict.fromkeys(f"{one.document} section {one.section}" for one in stood)),
        clauses=rule.clauses,
        fingerprint=" ".join(filter(None, (bare(seen.name), rule.code, about))),
    )
