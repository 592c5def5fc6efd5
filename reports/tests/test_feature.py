"""Features, disagreements and reasons: what the views tell, without a browser."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from jwk_conformance.event import Event
from jwk_conformance.runfile import Run, read
from jwk_reports.disagreement import disagreements
from jwk_reports.facet import facets
from jwk_reports.feature import Told, features
from jwk_reports.reason import reasons
from jwk_reports.release import families
from jwk_vectors.model import Requires

from .helpers import (
    CLAUSE,
    FOOTER,
    GOOD,
    SHORT,
    answered,
    done,
    opening,
    ordinary,
    started,
    vector,
    written,
)

OTHER = vector("ec-other")
RSA = vector("rsa-good", requires=Requires(operations=("jwk.import",), kty=("RSA",)))


def run_of(folder: Path, events: Iterable[Event]) -> Run:
    return read(written(folder / "run.jsonl", events))


def told(run: Run, kind: str, name: str) -> dict[str, Told]:
    (found,) = (one for one in features(run) if (one.kind, one.name) == (kind, name))
    return dict(found.told)


def support(folder: Path, verdicts: Iterable[str], **declared: tuple[str, ...]) -> str:
    about = (GOOD, OTHER)
    events = [*opening(*about), started("alpha", **declared)]
    for one, verdict in zip(about, verdicts, strict=True):
        events += answered("alpha", one, verdict)
    events.append(FOOTER)
    return told(run_of(folder, events), "kty", "EC")["alpha"].support


def test_support_is_what_good_inputs_show(tmp_path: Path) -> None:
    assert support(tmp_path, ("pass", "pass"), kty=("EC",)) == "yes"
    assert support(tmp_path, ("pass", "warn"), kty=("EC",)) == "yes"
    assert support(tmp_path, ("pass", "fail"), kty=("EC",)) == "partly"
    assert support(tmp_path, ("fail", "fail"), kty=("EC",)) == "fails"
    assert support(tmp_path, ("blocked", "withheld"), kty=("EC",)) == "untold"
    assert support(tmp_path, ("unsupported", "unsupported")) == "no"


def test_a_refusal_of_a_defect_shows_no_support(tmp_path: Path) -> None:
    events = [
        *opening(SHORT),
        started("alpha", kty=("EC",)),
        *answered("alpha", SHORT, "pass"),
        FOOTER,
    ]
    assert told(run_of(tmp_path, events), "kty", "EC")["alpha"] == Told("untold", 0, 0)


def releases(*verdicts: str) -> list[Event]:
    """Releases 1.2, 1.10, … of one library, in a muddled order, each with a verdict."""
    events: list[Event] = [*opening(GOOD)]
    numbered = list(zip(("1.2", "1.10", "2.0"), verdicts, strict=True))
    for version, verdict in reversed(numbered):
        target = f"alpha=={version}"
        events.append(started(target, name="alpha", version=version, kty=("EC",)))
        events += [*answered(target, GOOD, verdict), done(target)]
    return [*events, FOOTER]


def since(folder: Path, *verdicts: str) -> list[str]:
    found = told(run_of(folder, releases(*verdicts)), "kty", "EC")
    return [found[f"alpha=={version}"].since for version in ("1.2", "1.10", "2.0")]


def test_a_feature_is_dated_by_the_release_from_which_on_it_is_there(tmp_path: Path) -> None:
    assert since(tmp_path, "pass", "pass", "pass") == ["", "", ""]
    assert since(tmp_path, "fail", "pass", "pass") == ["", "1.10", "1.10"]
    assert since(tmp_path, "pass", "fail", "pass") == ["", "", "2.0"]
    assert since(tmp_path, "fail", "fail", "fail") == ["", "", ""]


def test_releases_are_put_in_order_by_number(tmp_path: Path) -> None:
    (family,) = families(run_of(tmp_path, releases("pass", "pass", "pass")))
    assert [version for _, version in family.releases] == ["1.2", "1.10", "2.0"]
    assert family.name == "alpha"


def test_targets_disagree_where_one_passes_and_another_fails(tmp_path: Path) -> None:
    (one,) = disagreements(run_of(tmp_path, ordinary()))
    assert one.clause == CLAUSE
    assert [vector.id for vector in one.vectors] == ["ec-short-x"]
    assert (dict(one.deviating), one.conforming) == ({"alpha": 1}, ("beta",))


def test_nobody_disagrees_who_was_not_judged(tmp_path: Path) -> None:
    events = [
        *opening(GOOD, OTHER),
        started("alpha"),
        started("beta"),
        *answered("alpha", GOOD, "fail"),
        *answered("beta", GOOD, "unsupported"),
        *answered("alpha", OTHER, "fail"),
        *answered("beta", OTHER, "fail"),
        FOOTER,
    ]
    assert disagreements(run_of(tmp_path, events)) == []


def test_what_was_not_judged_is_told_by_its_reasons(tmp_path: Path) -> None:
    events = [
        *opening(GOOD, OTHER, RSA, SHORT),
        started("alpha"),
        *answered("alpha", GOOD, "pass"),
        *answered("alpha", OTHER, "unsupported", "not offered: ES256"),
        *answered("alpha", RSA, "unsupported", "not offered: RSA"),
        FOOTER,
    ]
    told = reasons(run_of(tmp_path, events))["alpha"]
    assert [(one.state, one.number) for one in told] == [("unsupported", 2), ("missing", 1)]
    assert dict(told[0].why) == {"not offered: ES256": 1, "not offered: RSA": 1}
    assert (len(told[0].most), told[0].rest) == (2, 0)


def test_only_what_tells_vectors_apart_is_a_facet(tmp_path: Path) -> None:
    found = facets(run_of(tmp_path, [*opening(GOOD, RSA, SHORT), FOOTER]))
    assert found == {
        "kty": ["EC", "RSA"],
        "operation": ["jwk.import", "jws.verify"],
        "axis": ["interoperability", "strictness"],
        "severity": ["interoperability", "security"],
    }
