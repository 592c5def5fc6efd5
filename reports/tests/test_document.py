"""The JSON report: by its schema, the same after a round trip, bounded and in ASCII."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import msgspec.inspect as inspect
import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator, ValidationError

from jwk_conformance.event import Event, Passed
from jwk_conformance.runfile import Run, RunFileError, read
from jwk_reports import report_schema
from jwk_reports.command import report
from jwk_reports.document import Report, decode, document, encode
from jwk_reports.redact import redacted
from jwk_reports.summary import summarise

from .helpers import FOOTER, RAW, SHORT, answered, hello, opening, ordinary, started, written
from .test_sarif import HOSTILE, asked, fuzzed


def strategy(kind: inspect.Type) -> st.SearchStrategy[Any]:
    """Whatever a type of the report can hold, as plain values."""
    match kind:
        case inspect.StrType():
            return st.text(max_size=8)
        case inspect.IntType():
            return st.integers(-(2**40), 2**40)
        case inspect.FloatType():
            return st.floats(allow_nan=False, allow_infinity=False)
        case inspect.BoolType():
            return st.booleans()
        case inspect.NoneType():
            return st.none()
        case inspect.LiteralType(values=values):
            return st.sampled_from(values)
        case inspect.UnionType(types=types):
            return st.one_of(*map(strategy, types))
        case inspect.VarTupleType(item_type=item) | inspect.ListType(item_type=item):
            return st.lists(strategy(item), max_size=2)
        case inspect.TupleType(item_types=items):
            return st.tuples(*map(strategy, items)).map(list)
        case inspect.DictType(key_type=key, value_type=value):
            return st.dictionaries(strategy(key), strategy(value), max_size=2)
        case inspect.StructType(fields=fields) | inspect.DataclassType(fields=fields):
            members = {one.encode_name: strategy(one.type) for one in fields}
            tag = {}
            if isinstance(kind, inspect.StructType) and kind.tag_field:
                tag = {kind.tag_field: st.just(kind.tag)}
            return st.fixed_dictionaries({**members, **tag})
        case _:
            raise AssertionError(kind)


REPORTS = strategy(inspect.type_info(Report)).map(
    lambda plain: msgspec.convert({**plain, "format": 1}, Report)
)


@given(REPORTS)
@settings(max_examples=60, deadline=None)
def test_a_report_is_the_same_after_a_round_trip(one: Report) -> None:
    text = encode(one)
    again = decode(text)
    assert again == one
    assert encode(again) == text


def runs(tmp_path: Path) -> Iterator[Run]:
    newer = started("alpha==2.0")
    newer = msgspec.structs.replace(newer, hello=hello("alpha", version="2.0", kty=("EC",)))
    passed = Passed(
        producer="alpha", consumer="beta", operation="jws.verify", alg="ES256", result="wrong"
    )
    streams: list[list[Event]] = [
        [*ordinary()[:-1], newer, *answered("alpha==2.0", SHORT, "pass"), passed, FOOTER],
        ordinary()[:-1],
        [*fuzzed(HOSTILE), FOOTER],
        [*opening(), *asked(HOSTILE), FOOTER],
        [*opening(RAW), started("a"), *answered("a", RAW, "fail", HOSTILE), FOOTER],
    ]
    for number, one in enumerate(streams):
        yield read(written(tmp_path / f"{number}.jsonl", one))


def test_runs_give_documents_by_the_schema_that_round_trip(tmp_path: Path) -> None:
    validator = Draft202012Validator(report_schema.report_schema())
    for run in runs(tmp_path):
        made = document(run, summarise(run))
        text = encode(made)
        validator.validate(json.loads(text))
        assert decode(text) == made
        assert text.isascii()
        assert not {"\x00", "\x1b"} & {*text}
        assert len(text) < 90_000


def test_the_document_holds_what_the_views_show(tmp_path: Path) -> None:
    run = next(runs(tmp_path))
    made = document(run, summarise(run))
    alpha, beta, newer = made.targets
    assert (alpha.label, beta.label, newer.version) == ("alpha 1.0", "beta 1.0", "2.0")
    assert (alpha.strictness.failed, beta.strictness.passed) == (1, 1)
    assert made.verdicts["alpha"][SHORT.id].verdict == "fail"
    assert made.verdicts["beta"][SHORT.id].said == ""
    assert [one.fixed for one in made.trends[0].steps] == [(), (SHORT.id,)]
    (differing,) = made.disagreements
    assert differing.deviating == {"alpha": 1}
    assert {*differing.conforming} == {"beta", "alpha==2.0"}
    (choice,) = made.choices
    assert choice.taken["alpha"] == {"lenient": ("ec-padded-x",)}
    assert made.interoperability[0].result == "wrong"
    assert {one.target for one in made.failed} == {"gamma==9"}
    assert "EC" in {one.name for one in made.features}


def test_the_committed_schema_is_that_of_the_types() -> None:
    assert report_schema.FILE.read_text("utf-8") == report_schema.rendered()


def test_the_schema_refuses_another_document() -> None:
    with pytest.raises(ValidationError):
        Draft202012Validator(report_schema.report_schema()).validate({"format": 1})


@pytest.mark.parametrize("text", ["", "{}", "[1]", '{"format": 1}'])
def test_what_is_no_report_is_refused(text: str) -> None:
    with pytest.raises(RunFileError, match="no JSON report"):
        decode(text)


def test_a_newer_format_is_refused(tmp_path: Path) -> None:
    run = next(runs(tmp_path))
    newer = msgspec.structs.replace(document(run, summarise(run)), format=2)
    with pytest.raises(RunFileError, match="format 2"):
        decode(encode(newer))


def test_a_redacted_document_tells_no_secret_of_a_library(tmp_path: Path) -> None:
    run = redacted(read(written(tmp_path / "run.jsonl", ordinary())))
    text = encode(document(run, summarise(run)))
    assert "wrong length" not in text
    assert "the signature verifies" not in text
    assert decode(text).verdicts["alpha"][SHORT.id].verdict == "withheld"


def test_the_command_writes_it(tmp_path: Path) -> None:
    path, out = written(tmp_path / "run.jsonl", ordinary()), tmp_path / "report.json"
    result = CliRunner().invoke(report, [str(path), "--json", str(out)])
    assert result.exit_code == 0, result.output
    assert decode(out.read_text("ascii")).run.reason == "2 failures"
