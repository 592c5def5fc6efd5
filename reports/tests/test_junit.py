"""JUnit of every kind of run: as viewers read it, failing where the run fails, and harmless."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree as Xml

import msgspec
import pytest

from jwk_conformance.event import Event, Fuzzed, News, TargetFailed
from jwk_conformance.protocol import Fault, Observation
from jwk_conformance.runfile import read
from jwk_reports.junit import render
from jwk_reports.redact import redacted

from .helpers import FOOTER, HEADER, SHORT, answered, opening, ordinary, started, vector, written
from .test_sarif import HOSTILE, asked, fuzzed


def root(tmp_path: Path, told: list[Event]) -> Xml.Element:
    return Xml.fromstring(render(read(written(tmp_path / "run.jsonl", told))))


def suite(of: Xml.Element, name: str) -> Xml.Element:
    (found,) = (one for one in of if one.get("name") == name)
    return found


def names(of: Xml.Element, kind: str) -> list[str | None]:
    return [case.get("name") for case in of.findall(f".//{kind}/..")]


def test_a_case_for_each_vector_and_place_of_robustness(tmp_path: Path) -> None:
    whole = root(tmp_path, ordinary())
    alpha, beta = suite(whole, "alpha"), suite(whole, "beta")
    assert names(alpha, "failure") == [SHORT.id, "alpha:unexpected-error:KeyError@lib.read"]
    assert names(beta, "failure") == []
    assert names(beta, "skipped") == ["ec-not-utf8"]
    failure = alpha.find("testcase/failure")
    assert failure is not None
    assert failure.get("type") == "security"
    assert "RFC 7518 section 6.2.1.2" in (failure.text or "")
    assert "jwk-conformance show ec-short-x" in (failure.text or "")
    assert alpha.findtext(".//*[@name='ec-padded-x']/system-out") == (
        "choice: lenient: jwk.import was accepted"
    )
    assert names(suite(whole, "gamma==9"), "error") == ["started"]


def test_numbers_add_up_and_names_are_unique(tmp_path: Path) -> None:
    whole = root(tmp_path, ordinary())
    for kind, one in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
        assert whole.get(kind) == str(len(whole.findall(f".//{one}")))
        assert sum(int(of.get(kind, "")) for of in whole) == int(whole.get(kind, ""))
    assert whole.get("tests") == str(len(whole.findall(".//testcase")))
    for of in whole:
        cases = [(case.get("classname"), case.get("name")) for case in of]
        assert len(cases) == len({*cases})
        assert all(float(case.get("time", "")) >= 0 for case in of)


def test_what_a_baseline_has_is_skipped_and_news_fails(tmp_path: Path) -> None:
    header = msgspec.structs.replace(HEADER, baseline="jwk-baseline.toml")
    told = [header, *ordinary()[1:-1]]
    known = root(tmp_path, [*told, FOOTER])
    assert known.get("failures") == "0"
    kept = suite(known, "alpha").find(f"testcase[@name='{SHORT.id}']/skipped")
    assert kept is not None
    assert (kept.get("message") or "").startswith("known, in jwk-baseline.toml")
    new = News(kind="new", fingerprint="alpha:deviation:x-length", said="it is new")
    assert names(root(tmp_path, [*told, new, FOOTER]), "failure") == [SHORT.id]


def test_what_is_disputed_alone_fails_nothing(tmp_path: Path) -> None:
    header = msgspec.structs.replace(HEADER, baseline="jwk-baseline.toml")
    note = News(kind="disputed", fingerprint="alpha:deviation:x-length", said="it is disputed")
    assert root(tmp_path, [header, *ordinary()[1:-1], note, FOOTER]).get("failures") == "0"


def test_fuzzing_has_a_case_for_each_phase_and_finding(tmp_path: Path) -> None:
    phase = Fuzzed(
        target="alpha",
        phase="random",
        documents=10,
        whole=True,
        seconds=1.0,
        shard="1/2",
        notes=("left out: sets",),
    )
    alpha = suite(root(tmp_path, [*fuzzed(), phase, FOOTER]), "alpha")
    assert [case.get("name") for case in alpha] == ["random 1/2", "alpha:deviation:x"]
    assert "left out: sets" in (alpha.findtext("testcase/system-out") or "")
    assert "jwk-conformance replay abcd" in (alpha.findtext("testcase/failure") or "")


def test_a_truncated_run_is_an_error(tmp_path: Path) -> None:
    whole = root(tmp_path, ordinary()[:-1])
    assert names(suite(whole, "run"), "error") == ["complete"]


def test_a_target_that_nobody_named_is_skipped(tmp_path: Path) -> None:
    gone = TargetFailed(target="x@latest", what="needs Python 3.14", left_out=True)
    assert root(tmp_path, [*opening(), gone, FOOTER]).get("errors") == "0"


def test_what_is_not_scored_fails_nothing(tmp_path: Path) -> None:
    header = msgspec.structs.replace(HEADER, set="2025.1", unscored=("2026.1",))
    assert names(root(tmp_path, [header, *ordinary()[1:]]), "failure") == [
        "alpha:unexpected-error:KeyError@lib.read"
    ]


def test_a_withheld_verdict_does_not_show(tmp_path: Path) -> None:
    run = redacted(read(written(tmp_path / "run.jsonl", ordinary())))
    text = render(run)
    assert "wrong length" not in text
    assert "the signature verifies" not in text
    assert "withheld" in text


def hostile() -> Iterator[Event]:
    one = vector("ec-<&\"'>", title=HOSTILE, group=HOSTILE, why=HOSTILE)
    yield from opening(one)
    yield started(f"a<b {HOSTILE[:40]}")
    evidence, verdict = answered(f"a<b {HOSTILE[:40]}", one, "fail", HOSTILE)
    fault = Fault(type=HOSTILE, message=HOSTILE)
    steps = (Observation(outcome="error", error=fault),)
    yield msgspec.structs.replace(evidence, steps=steps)
    yield verdict
    yield FOOTER


@pytest.mark.parametrize(
    "told",
    [[*hostile()], [*fuzzed(HOSTILE), FOOTER], [*opening(), *asked(HOSTILE), FOOTER]],
    ids=["library", "fuzz", "endpoint"],
)
def test_hostile_text_is_well_formed_short_and_visible(tmp_path: Path, told: list[Event]) -> None:
    text = render(read(written(tmp_path / "run.jsonl", told)))
    assert Xml.fromstring(text).get("failures") == "1"
    assert len(text) < 60_000
    assert not {"\x00", "\x1b", "\u202e", "\ufffe"} & {*text}
    assert "<b>" not in text
