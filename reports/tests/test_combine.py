"""Several run files in one report: what is joined, what stands apart, what is refused."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import msgspec
import pytest
from click.testing import CliRunner, Result

from jwk_conformance.event import (
    ClientSeen,
    EndpointSeen,
    Event,
    Finding,
    Footer,
    Fuzzed,
    FuzzExample,
    Header,
)
from jwk_conformance.runfile import Run, RunFileError, events, read
from jwk_reports.combine import combined
from jwk_reports.command import report
from jwk_reports.fuzz import alone, campaigns
from jwk_reports.summary import summarise

from .helpers import (
    FOOTER,
    GOOD,
    RAW,
    SHORT,
    answered,
    done,
    hello,
    opening,
    ordinary,
    started,
    vector,
    written,
)

FOUND = vector("fuzz.ec.x", severity="security", set="fuzz")


def run_of(path: Path, *told: Event, footer: Footer = FOOTER) -> Run:
    return read(written(path, [*told, footer]))


def header(told: Iterable[Event], **members: object) -> list[Event]:
    first, *others = told
    assert isinstance(first, Header)
    return [msgspec.structs.replace(first, **members), *others]


def shard(number: int) -> list[Event]:
    return [
        *header(opening(FOUND), vectors=0),
        started("alpha"),
        Finding(
            target="alpha",
            kind="deviation",
            fingerprint="alpha:deviation:x",
            said="alpha takes it",
            vectors=(FOUND.id,),
            severity="security",
        ),
        FuzzExample(
            target="alpha",
            fingerprint="alpha:deviation:x",
            id=f"found{number}",
            vector=FOUND.id,
            documents=3,
            octets=(90, 50 - number),
        ),
        Fuzzed(
            target="alpha",
            phase="random",
            documents=100,
            whole=True,
            seconds=1.0,
            kinds={"EC": 100},
            shard=f"{number}/2",
            seed=number,
        ),
        done("alpha"),
    ]


def test_parts_of_a_run_become_one_target(tmp_path: Path) -> None:
    one = run_of(
        tmp_path / "a", *opening(GOOD), started("alpha"), *answered("alpha", GOOD, "pass"),
        done("alpha"),
    )  # fmt: skip
    two = run_of(
        tmp_path / "b", *opening(GOOD, RAW), started("alpha"), *answered("alpha", GOOD, "pass"),
        *answered("alpha", RAW, "warn"), done("alpha"),
    )  # fmt: skip
    whole = combined([one, two])
    assert list(whole.targets) == ["alpha"]
    assert [*whole.vectors] == [GOOD.id, RAW.id]
    assert whole.header.vectors == 2
    assert whole.done["alpha"].requests == 18
    (card,) = summarise(whole).scorecards
    assert card.strictness.judged + card.interoperability.judged == 2


def test_another_release_is_a_target_of_its_own(tmp_path: Path) -> None:
    new = msgspec.structs.replace(started("alpha"), hello=hello("alpha", version="2.0"))
    one = run_of(
        tmp_path / "a", *opening(SHORT), started("alpha"), *answered("alpha", SHORT, "fail")
    )
    two = run_of(tmp_path / "b", *opening(SHORT), new, *answered("alpha", SHORT, "pass"))
    whole = combined([one, two])
    assert list(whole.targets) == ["alpha", "alpha==2.0"]
    assert whole.verdicts["alpha", SHORT.id].verdict == "fail"
    assert whole.verdicts["alpha==2.0", SHORT.id].verdict == "pass"


def test_the_same_asked_again_with_another_result_stands_beside(tmp_path: Path) -> None:
    one, two, three = (
        run_of(tmp_path / name, *opening(RAW), started("py:a:B"), *answered("py:a:B", RAW, verdict))
        for name, verdict in (("a", "pass"), ("b", "warn"), ("c", "fail"))
    )
    assert list(combined([one, two, three]).targets) == ["py:a:B", "py:a:B (b)", "py:a:B (c)"]


def test_shards_of_a_campaign_are_one(tmp_path: Path) -> None:
    whole = combined([run_of(tmp_path / "a", *shard(1)), run_of(tmp_path / "b", *shard(2))])
    assert alone(whole)
    (campaign,) = campaigns(whole)
    assert campaign.documents == 200
    assert [phase.shard for phase in campaign.phases] == ["1/2", "2/2"]
    (found,) = campaign.found
    assert found.example is not None
    assert (found.example.id, found.example.documents) == ("found2", 6)


def test_libraries_fuzzing_and_endpoints_in_one_report(tmp_path: Path) -> None:
    seen = EndpointSeen(target="idp", url="https://idp.example", path=(), keys=1)
    client = ClientSeen(target="idp", client="alpha")
    paths = [
        written(tmp_path / "lib.jsonl", ordinary()),
        written(tmp_path / "fuzz.jsonl", [*shard(1), FOOTER]),
        written(tmp_path / "idp.jsonl", [*header(opening(), digest=""), seen, client, FOOTER]),
    ]
    whole = combined([read(path) for path in paths])
    assert whole.clients == {"idp": [client]}
    assert whole.header.vectors == 4
    summary = summarise(whole)
    alpha = summary.scorecards[0]
    assert {one.finding.fingerprint for one in alpha.grouped} == {
        "alpha:deviation:x-length",
        "alpha:deviation:x",
    }
    assert alpha.aside == ()
    assert {*alpha.apart} == {"choice"}
    assert [one.finding.fingerprint for one in campaigns(whole)[0].found] == ["alpha:deviation:x"]
    page, text = tmp_path / "all.html", tmp_path / "all.md"
    result = told(*paths, "--html", page, "--markdown", text)
    assert result.exit_code == 0, result.output
    assert all(word in text.read_text("utf-8") for word in ("idp", "### Fuzzing", "beta 1.0"))
    assert "idp" in page.read_text("utf-8")


def test_a_stream_made_of_a_run_is_the_run_again(tmp_path: Path) -> None:
    seen = EndpointSeen(target="idp", url="https://idp.example", path=(), keys=1)
    client = ClientSeen(target="idp", client="alpha")
    run = run_of(tmp_path / "a", *ordinary()[:-1], seen, client)
    again = read(written(tmp_path / "b", events(run)))
    again.path = run.path
    assert again == run


def told(*arguments: str | Path) -> Result:
    return CliRunner().invoke(report, [str(one) for one in arguments])


@pytest.mark.parametrize(
    ("members", "said"),
    [
        ({"digest": "ffff"}, "asked different vectors (digests 0123abcd and ffff)"),
        ({"profile": "strict"}, "were judged by different profiles (rfc and strict)"),
        ({"set": "2026.1", "unscored": ("next",)}, "score different sets (everything and 2026.1)"),
    ],
)
def test_what_cannot_be_compared_is_refused_in_a_line(
    tmp_path: Path, members: dict[str, object], said: str
) -> None:
    one = written(tmp_path / "a.jsonl", ordinary())
    two = written(tmp_path / "b.jsonl", header(ordinary(), **members))
    result = told(one, two, "--html", tmp_path / "out.html")
    assert result.exit_code == 2
    assert said in result.stderr
    assert result.stderr.count("\n") == 1
    assert not (tmp_path / "out.html").exists()


def test_a_profile_brings_runs_of_two_profiles_together(tmp_path: Path) -> None:
    one = written(tmp_path / "a.jsonl", ordinary())
    two = written(tmp_path / "b.jsonl", header(ordinary(), profile="strict"))
    result = told(one, two, "--profile", "rfc", "--markdown", tmp_path / "out.md")
    assert result.exit_code == 0, result.output


def test_a_profile_says_nothing_to_fuzzing(tmp_path: Path) -> None:
    path = written(tmp_path / "fuzz.jsonl", [*shard(1), FOOTER])
    result = told(path, "--profile", "strict")
    assert (result.exit_code, path.with_suffix(".html").exists()) == (2, False)
    assert "holds no verdicts on vectors" in result.stderr


def test_a_vector_that_changed_under_its_name_is_refused(tmp_path: Path) -> None:
    one = run_of(tmp_path / "a", *opening(GOOD), started("alpha"))
    two = run_of(tmp_path / "b", *opening(vector(GOOD.id, role="control", title="T")), started("b"))
    with pytest.raises(RunFileError, match="another vector 'ec-good'"):
        combined([one, two])


def test_a_file_named_twice_is_refused(tmp_path: Path) -> None:
    path = written(tmp_path / "a.jsonl", ordinary())
    assert "is named twice" in told(path, path).stderr


def test_a_run_that_tells_of_nothing_has_no_report(tmp_path: Path) -> None:
    path = written(tmp_path / "a.jsonl", [*opening(GOOD), FOOTER])
    result = told(path)
    assert (result.exit_code, path.with_suffix(".html").exists()) == (5, False)
    assert "tells of no target" in result.stderr


def test_a_run_of_a_newer_format_names_what_wrote_it(tmp_path: Path) -> None:
    path = written(tmp_path / "a.jsonl", header(ordinary(), format=2))
    result = told(path)
    assert result.exit_code == 2
    assert (
        "run format 2; this release reads format 1: use the release that wrote it" in result.stderr
    )


def test_one_that_was_cut_makes_the_whole_incomplete(tmp_path: Path) -> None:
    one = run_of(tmp_path / "a", *opening(GOOD), started("alpha"))
    two = read(written(tmp_path / "b", [*opening(GOOD), started("beta")]))
    assert combined([one, two]).truncated
    assert summarise(combined([one, two])).incomplete


def test_the_worst_exit_code_stands(tmp_path: Path) -> None:
    def ended(name: str, code: int) -> Run:
        footer = msgspec.structs.replace(FOOTER, exit_code=code, reason=f"code {code}")
        return run_of(tmp_path / name, *opening(GOOD), started(name), footer=footer)

    def codes(*given: int) -> int:
        footer = combined([ended(f"run{n}", code) for n, code in enumerate(given)]).footer
        assert footer is not None
        return footer.exit_code

    assert codes(0, 1) == 1
    assert codes(5, 0) == 0
    assert codes(1, 3) == 3


def test_two_forms_in_one_file_are_refused(tmp_path: Path) -> None:
    path, out = written(tmp_path / "a.jsonl", ordinary()), tmp_path / "out"
    result = told(path, "--html", out, "--markdown", out)
    assert (result.exit_code, out.exists()) == (2, False)
    assert "name the same file" in result.stderr
