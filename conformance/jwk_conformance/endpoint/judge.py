"""From what was seen to findings: every check asked, levels as the profile has them."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from jwk_conformance.endpoint.check import CHECKS, Check, Remark
from jwk_conformance.endpoint.check.registry import LEVELS
from jwk_conformance.endpoint.name import bare
from jwk_conformance.endpoint.observed import Observed
from jwk_conformance.endpoint.rulebook import violations
from jwk_conformance.event import EndpointFinding
from jwk_vectors.model import Clause, Profile


def judge(seen: Observed, profile: Profile, clauses: dict[str, Clause]) -> list[EndpointFinding]:
    """What the checks and the rulebook have to say, worst first."""
    found = [
        finding(seen.name, check, remark, profile)
        for check in CHECKS.values()
        for remark in check.look(seen)
    ]
    found += violations(seen, profile, clauses)
    return sorted(_numbered(found), key=lambda one: LEVELS.index(one.level))


def finding(name: str, check: Check, remark: Remark, profile: Profile) -> EndpointFinding:
    """What a check has to say of an endpoint, at the level that the profile gives it."""
    level = remark.level or check.level
    if level == "should" and _promoted(check, profile):
        level = "must"
    return EndpointFinding(
        target=name,
        check=check.id,
        group=check.group,
        level=level,
        said=remark.said,
        about=remark.about,
        evidence=remark.evidence,
        advice=check.advice,
        source=check.source,
        clauses=check.clauses,
        fingerprint=" ".join(filter(None, (bare(name), check.id, remark.about))),
    )


def _promoted(check: Check, profile: Profile) -> bool:
    return any(
        check.id in one.checks or not set(one.clauses).isdisjoint(check.clauses)
        for one in profile.promotions
    )


def _numbered(found: list[EndpointFinding]) -> Iterator[EndpointFinding]:
    """Fingerprints are kept apart where a check says two things about one part."""
    seen: dict[str, int] = {}
    for one in found:
        count = seen[one.fingerprint] = seen.get(one.fingerprint, 0) + 1
        if count > 1:
            one = msgspec.structs.replace(one, fingerprint=f"{one.fingerprint} {count}")
        yield one
