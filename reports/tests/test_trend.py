"""Releases against each other, and libraries with each other, without a browser."""

from __future__ import annotations

from pathlib import Path

from jwk_conformance.event import Event, Finding, Passed
from jwk_conformance.runfile import Run, events, read
from jwk_reports.html import render
from jwk_reports.interop import tables
from jwk_reports.summary import summarise
from jwk_reports.trend import trends
from jwk_vectors.model import Vector

from .helpers import FOOTER, GOOD, PADDED, RAW, SHORT, answered, done, opening, started, written


def finding(target: str, name: str, *vectors: Vector) -> Finding:
    return Finding(
        target=target,
        kind="deviation",
        fingerprint=f"alpha:deviation:{name}",
        said=f"alpha: {name}",
        vectors=tuple(one.id for one in vectors),
    )


def two_releases() -> list[Event]:
    old, new = "alpha==1.9", "alpha==1.10"
    return [
        *opening(GOOD, SHORT, PADDED, RAW),
        started(new, name="alpha", version="1.10"),
        started(old, name="alpha", version="1.9"),
        started("beta"),
        *answered(old, GOOD, "pass"),
        *answered(new, GOOD, "fail"),
        *answered(old, SHORT, "fail"),
        *answered(new, SHORT, "pass"),
        *answered(old, PADDED, "choice", option="strict"),
        *answered(new, PADDED, "choice", option="lenient"),
        *answered(old, RAW, "unsupported"),
        *answered(new, RAW, "fail"),
        *answered("beta", GOOD, "pass"),
        finding(old, "short", SHORT),
        finding(old, "stays", SHORT),
        finding(new, "stays", RAW),
        finding(new, "fresh", GOOD),
        *map(done, (new, old, "beta")),
        FOOTER,
    ]


def run_of(folder: Path, told: list[Event]) -> Run:
    return read(written(folder / "run.jsonl", told))


def test_a_release_is_held_against_the_one_before(tmp_path: Path) -> None:
    run = run_of(tmp_path, two_releases())
    (trend,) = trends(run, summarise(run))
    first, second = trend.steps
    assert (trend.name, first.version, second.version) == ("alpha", "1.9", "1.10")
    assert not any((first.fixed, first.broken, first.turned, first.gone, first.new))
    assert [one.id for one in second.fixed] == ["ec-short-x"]
    assert [one.id for one in second.broken] == ["ec-good"]
    assert [one.id for one in second.turned] == ["ec-padded-x"]
    assert [one.said for one in second.gone] == ["alpha: short"]
    assert [one.said for one in second.new] == ["alpha: fresh"]


def test_one_release_makes_no_trend(tmp_path: Path) -> None:
    run = run_of(tmp_path, [*opening(GOOD), started("alpha"), done("alpha"), FOOTER])
    assert list(trends(run, summarise(run))) == []
    assert 'id="releases"' not in render(run, summarise(run))


def passed(producer: str, consumer: str, result: str, alg: str = "ES256") -> Passed:
    said = "bad signature" if result == "refused" else ""
    return Passed(
        producer=producer,
        consumer=consumer,
        operation="jws.verify",
        alg=alg,
        result=result,  # type: ignore[arg-type]
        said=said,
    )


def passing() -> list[Event]:
    return [
        *opening(GOOD),
        started("alpha"),
        started("beta"),
        passed("alpha", "alpha", "read"),
        passed("alpha", "beta", "read"),
        passed("alpha", "beta", "refused", "PS256"),
        passed("alpha", "beta", "wrong", "RS256"),
        passed("beta", "alpha", "unmade"),
        passed("beta", "alpha", "unsupported", "PS256"),
        done("alpha"),
        done("beta"),
        FOOTER,
    ]


def test_who_reads_whom_is_counted_over_algorithms(tmp_path: Path) -> None:
    run = run_of(tmp_path, passing())
    (table,) = tables(run)
    assert table.algs == ("ES256", "PS256", "RS256")
    assert (table.producers, table.consumers) == (("alpha", "beta"), ("alpha", "beta"))
    itself, other = table.pairs["alpha", "alpha"], table.pairs["alpha", "beta"]
    assert (itself.read, itself.asked, itself.lost, itself.wrong) == (1, 1, (), False)
    assert (other.read, other.asked, other.wrong) == (1, 3, True)
    assert [one.alg for one in other.lost] == ["RS256", "PS256"]
    assert table.pairs["beta", "alpha"].asked == 0
    assert ("beta", "beta") not in table.pairs


def test_what_was_passed_on_outlives_a_round_trip(tmp_path: Path) -> None:
    run = run_of(tmp_path, passing())
    again = run_of(tmp_path, list(events(run)))
    assert again.passed == run.passed != []


def test_the_page_shows_both(tmp_path: Path) -> None:
    for told, words in (
        (two_releases(), ("Better than before", "alpha: fresh")),
        (passing(), ("1/3 read", "bad signature", "not passed on")),
    ):
        run = run_of(tmp_path, told)
        page = render(run, summarise(run))
        for word in words:
            assert word in page
