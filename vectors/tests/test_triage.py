"""What was found out about deviations stands on vectors that exist."""

from pathlib import Path

import pytest

from authoring import triage, withhold
from jwk_adapters.bundled import BUNDLED
from jwk_vectors import bundled


def test_every_judgement_is_on_a_vector() -> None:
    assert triage.unused(bundled().vectors) == []


def test_judgements_are_compiled_into_their_vectors() -> None:
    for vector in bundled().vectors:
        assert triage.triaged(vector).triage[len(vector.triage) :] == vector.triage


def test_no_judgement_on_security_names_who_has_not_answered() -> None:
    told = [entry.vectors[0] for _, entry in withhold.telling(bundled().vectors)]
    assert told == [], "run: python -m authoring withhold"


def test_a_judgement_that_withholds_names_nobody_in_its_words() -> None:
    names = {one.name.partition("[")[0] for one in BUNDLED} - {"jwt"}  # a word for tokens, too
    for entry in triage.entries():
        if entry.withheld:
            assert not [name for name in names if name in entry.reasoning.lower()], entry.vectors


def test_a_digest_tells_only_whom_one_has_in_mind() -> None:
    entry = triage.Entry(vectors=("a-*",), judged="true finding", reasoning="So it says.")
    told = withhold.digest("joserfc", entry)
    assert told == withhold.digest("joserfc", entry)
    assert told != withhold.digest("authlib", entry)
    other = triage.Entry(vectors=("b-*",), judged="true finding", reasoning="So it says.")
    assert told != withhold.digest("joserfc", other)


def test_names_give_way_to_digests_and_still_count(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    secure = next(v.id for v in bundled().vectors if v.severity == "security")
    plain = next(v.id for v in bundled().vectors if v.severity == "interoperability")
    file = tmp_path / "triage.toml"
    head = 'judged = "true finding"\nreasoning = "So it says."\nreleases = ["joserfc 1.8.0"]\n'
    public = 'public = "CVE-2026-1"\n'
    file.write_text(
        f'# Ours.\n\n[[triage]]\nvectors = ["{secure}"]\n{head}'
        f'\n[[triage]]\nvectors = ["{plain}"]\n{head}'
        f'\n[[triage]]\nvectors = ["{secure}"]\n{head}{public}'
    )
    monkeypatch.setattr(triage, "FILE", file)
    monkeypatch.setattr(withhold, "FILE", file)
    triage.entries.cache_clear()
    try:
        assert withhold.withhold(bundled().vectors) == [secure]
        assert file.read_text().startswith("# Ours.")
        first, second, third = triage.entries()
        assert (first.releases, len(first.withheld)) == ((), 1)
        assert second.releases == third.releases == ("joserfc 1.8.0",)
        assert withhold.judged("joserfc", secure)
        assert not withhold.judged("authlib", secure)
        assert withhold.withhold(bundled().vectors) == []
    finally:
        triage.entries.cache_clear()
