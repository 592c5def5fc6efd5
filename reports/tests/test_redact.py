"""What is withheld cannot be read out of anything that is published."""

from __future__ import annotations

import base64
import re
import zlib
from dataclasses import replace
from datetime import date
from pathlib import Path

import msgspec
import pytest

from jwk_conformance.event import CauseRecord, Event, Evidence, Finding, Verdict
from jwk_conformance.protocol import Fault, Observation
from jwk_conformance.runfile import Run, read
from jwk_reports import html, markdown
from jwk_reports.disclosure import Disclosure, DisclosureError, load, published
from jwk_reports.redact import current, redacted
from jwk_reports.summary import summarise
from jwk_vectors.model import Cause, Condition, Triage, Vector

from .helpers import FOOTER, GOOD, answered, hello, opening, started, vector, written

OLD, NEW, OTHER = "lib==1.9", "lib==1.10", "other"
SECURE = {"severity": "security"}
TOLD = (Triage(target="lib 1.10", judged="true finding", reasoning="It verifies."),)


def secure(id: str, **members: object) -> Vector:
    return vector(id, group="Security", severity="security", triage=TOLD, **members)


BROKEN, HELD, MENDED, KNOWN = map(secure, ("broken", "held", "mended", "known"))
BESIDE = vector("beside", triage=TOLD)  # of no security, and yet of the same finding as BROKEN
STANDS = vector("stands", controls=("beside",))
PLAIN = vector("plain", triage=TOLD)
SAID = "the forged signature verifies"


def release(target: str, library: str, version: str) -> Event:
    return msgspec.structs.replace(started(target), hello=hello(library, version=version))


def finding(target: str, library: str, place: str, *vectors: str, **members: object) -> Finding:
    given = {"kind": "deviation", "said": f"{library} is broken by {place}", "severity": "security"}
    fingerprint = f"{library}:{members.get('kind', 'deviation')}:{place}"
    return Finding(
        **{"target": target, "fingerprint": fingerprint, "vectors": vectors, **given, **members}
    )


def cause(id: str, *vectors: str) -> Cause:
    when = Condition(did="accepted", vectors=vectors)
    return Cause(id=id, said=f"is broken by {id}", when=(when,))


def outcome(target: str, one: Vector, verdict: str) -> list[Event]:
    told = answered(target, one, verdict, SAID if verdict == "fail" else "as expected")
    evidence, judged = told
    assert isinstance(judged, Verdict)
    return [evidence, msgspec.structs.replace(judged, did="accepted" if verdict == "fail" else "")]


@pytest.fixture
def run(tmp_path: Path) -> Run:
    causes = {"c": ("broken", "beside", "mended"), "known": ("known",), "plain": ("plain",)}
    events = [
        *opening(GOOD, BROKEN, HELD, MENDED, KNOWN, BESIDE, STANDS, PLAIN),
        *(CauseRecord(cause=cause(id, *vectors)) for id, vectors in causes.items()),
        release(OLD, "lib", "1.9"),
        release(NEW, "lib", "1.10"),
        release(OTHER, "other", "3"),
    ]
    for target in (OLD, NEW, OTHER):
        fails = {OLD: (BROKEN, BESIDE, MENDED), NEW: (BROKEN, BESIDE, KNOWN, PLAIN), OTHER: ()}
        for one in (GOOD, BROKEN, HELD, MENDED, KNOWN, BESIDE, PLAIN):
            events += outcome(target, one, "fail" if one in fails[target] else "pass")
        events += outcome(target, STANDS, "pass" if target == OTHER else "blocked")
    events += [
        finding(OLD, "lib", "c", "broken", "beside", "mended"),
        finding(NEW, "lib", "c", "broken", "beside"),
        finding(NEW, "lib", "known", "known"),
        finding(NEW, "lib", "plain", "plain", severity="interoperability"),
        FOOTER,
    ]
    return read(written(tmp_path / "run.jsonl", events))


def words(run: Run, target: str) -> dict[str, str]:
    return {one.vector: one.verdict for one in run.verdicts.values() if one.target == target}


def everything(run: Run) -> str:
    """Page, unpacked data of the page, and comment, in one text."""
    summary = summarise(run)
    page = html.render(run, summary)
    packed = re.search(r'id="data">([^<]*)<', page)
    assert packed
    data = zlib.decompress(base64.b64decode(packed[1]), -15).decode("utf-8")
    return "\n".join((page, data, markdown.render(summary)))


PUBLISHED = Disclosure(
    finding="lib:deviation:known", state="published", on=date(2026, 1, 1), why="Its own warning."
)


def test_versions_are_ordered_as_numbers(run: Run) -> None:
    assert current(run) == {"lib": [NEW], "other": [OTHER]}


def test_good_and_bad_answers_to_security_vectors_look_alike(run: Run) -> None:
    told = words(redacted(run), NEW)
    assert told["broken"] == told["held"] == told["known"] == "withheld"
    assert told["beside"] == "withheld", "the finding rests on it too"
    assert told["stands"] == "withheld", "that it is blocked tells what its control did"
    assert (told["plain"], told["ec-good"]) == ("fail", "pass")


def test_what_the_current_release_has_mended_is_told_of_the_older_one(run: Run) -> None:
    again = redacted(run)
    assert words(again, OLD)["mended"] == "fail"
    assert words(again, NEW)["mended"] == "pass"
    assert words(again, OLD)["broken"] == "withheld"
    assert [one.vectors for one in again.findings if one.target == OLD] == [("mended",)]


def test_a_library_without_such_a_finding_is_shown_whole(run: Run) -> None:
    assert set(words(redacted(run), OTHER).values()) == {"pass"}


def test_what_is_published_is_shown(run: Run) -> None:
    again = redacted(run, [PUBLISHED])
    assert words(again, NEW)["known"] == "fail"
    assert words(again, NEW)["broken"] == "withheld"


def test_what_is_only_reported_is_not(run: Run) -> None:
    only = msgspec.structs.replace(PUBLISHED, state="reported")
    assert redacted(run, [only]) == redacted(run)


def test_with_everything_published_the_run_stays_as_it_is(run: Run) -> None:
    every = msgspec.structs.replace(PUBLISHED, finding="*")
    again = redacted(run, [every])
    assert (again.verdicts, again.evidence, again.withheld) == (run.verdicts, run.evidence, {})
    assert again.findings == run.findings


def test_what_is_counted_stays_as_it_is(run: Run) -> None:
    before, after = summarise(run).scorecards, summarise(redacted(run)).scorecards
    for full, short in zip(before, after, strict=True):
        assert short.interoperability == full.interoperability
        assert short.strictness == full.strictness
        robust = short.robustness.answered, short.robustness.upset
        assert robust == (full.robustness.answered, full.robustness.upset)
    assert after[1].withheld.findings == 2
    assert after[1].apart["withheld"] == 5


def test_nothing_published_tells_what_is_withheld(run: Run) -> None:
    links = [f'"#v/{one.id}"' for one in (BROKEN, HELD, KNOWN, BESIDE, STANDS)]
    assert links[0] in everything(run)
    again = redacted(run)
    text = everything(again)
    for secret in ("broken by known", "lib:deviation:known", *links):
        assert secret not in text
    hidden = {place for place, one in again.verdicts.items() if one.verdict == "withheld"}
    assert hidden
    assert not hidden & again.evidence.keys()
    for one in again.vectors.values():
        named = [triage.target for triage in one.triage]
        assert ("lib 1.10" in named) == (one.id in ("plain", "mended"))


def test_answers_that_are_withheld_differ_in_nothing(run: Run) -> None:
    """Whatever the current release did, the redacted run is the same but for its counts."""
    swapped = dict(run.verdicts)
    for here, there in (("known", "held"), ("held", "known")):
        swapped[NEW, here] = msgspec.structs.replace(run.verdicts[NEW, there], vector=here)
    turned = [
        msgspec.structs.replace(one, vectors=("held",)) if one.vectors == ("known",) else one
        for one in run.findings
    ]
    other = redacted(replace(run, verdicts=swapped, findings=turned))
    mine = redacted(run)
    assert {p: v for p, v in other.verdicts.items() if p[0] == NEW} == {
        p: v for p, v in mine.verdicts.items() if p[0] == NEW
    }
    assert other.withheld[NEW] == mine.withheld[NEW]


def test_a_redacted_run_is_redacted_already(run: Run) -> None:
    again = redacted(run)
    assert redacted(again) == again


@pytest.mark.parametrize("kind", ["hung", "died"])
def test_what_stops_a_service_is_withheld_whatever_its_severity(run: Run, kind: str) -> None:
    stops = finding(OTHER, "other", "plain", "plain", kind=kind, severity="robustness")
    again = redacted(replace(run, findings=[*run.findings, stops]))
    assert words(again, OTHER)["plain"] == "withheld"
    assert stops not in again.findings
    assert again.withheld[OTHER].robustness == 1
    text = everything(again)
    assert "1 withheld" in text
    assert "✗ 0 found in 0 vectors, 1 withheld" in text


def test_messages_are_withheld_where_they_are_the_finding(run: Run) -> None:
    fault = Fault(type="ValueError", message="the key is s3cr3t")
    seen = Observation(outcome="rejected", stage="import", error=fault)
    told = finding(OTHER, "other", "lib.read", "broken", kind="secret")
    run.evidence[OTHER, "plain"] = Evidence(target=OTHER, vector="plain", steps=(seen,))
    words_of_it = msgspec.structs.replace(
        run.verdicts[OTHER, "plain"],
        verdict="warn",
        said="refused with ValueError: the key is s3cr3t",
    )
    run.verdicts[OTHER, "plain"] = words_of_it
    upset = finding(
        OTHER,
        "other",
        "lib.read",
        "plain",
        kind="unexpected-error",
        severity="robustness",
        said="KeyError in lib.read: s3cr3t",
    )
    assert "s3cr3t" in everything(run)
    again = redacted(replace(run, findings=[*run.findings, told, upset]))
    assert again.verdicts[OTHER, "plain"].said == "refused with ValueError"
    assert [one.said for one in again.findings if one.target == OTHER] == ["KeyError in lib.read"]
    assert "s3cr3t" not in everything(again)


def test_disclosures_are_read_with_care(tmp_path: Path) -> None:
    path = tmp_path / "disclosure.toml"
    path.write_text(
        '[[disclosure]]\nfinding = "lib:*:known"\nstate = "published"\n'
        'on = 2026-01-01\nwhy = "CVE-2026-1"\n'
    )
    (told,) = load(path)
    assert published(finding(NEW, "lib", "known", "known"), [told])
    assert not published(finding(NEW, "lib", "other", "known"), [told])
    for wrong, said in [
        ("[[disclosure", "Expected"),
        ("[[disclosures]]\n", "'disclosures'"),
        ('[[disclosure]]\nfinding = "x"\nstate = "told"\non = 2026-01-01\n', "told"),
        ('[[disclosure]]\nfinding = "x"\nstate = "published"\non = 2026-01-01\n', "says why"),
    ]:
        path.write_text(wrong)
        with pytest.raises(DisclosureError, match=said):
            load(path)
    with pytest.raises(DisclosureError, match="cannot be read"):
        load(tmp_path / "none.toml")
