"""Each subtle member is found out within so many documents, and the sound one by no audit."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from jwk_conformance.engine.connection import Limits
from jwk_conformance.engine.process import Launch
from jwk_conformance.event import Event, Finding, Footer, Fuzzed, VectorRecord
from jwk_conformance.worker import worker_file
from jwk_fuzz.campaign import Plan, campaign
from jwk_fuzz.minimise import Budget
from jwk_fuzz.oracle import AUDITS, Allowance
from jwk_fuzz.phase import PHASES
from jwk_fuzz.systematic import Selection
from jwk_vectors import bundled

pytestmark = pytest.mark.once

ZOO = Path(__file__).parent / "zoo"
AUDIT = {audit.name: audit for audit in AUDITS}
PHASE = {phase.name: phase for phase in PHASES}
FORGED, CARRIED = "forged tokens", "state carried over"
COST, READ_BACK, BOMBS = "instructions in members", "exports read back", "tokens that ask for much"
SINGLES = "single mutations"


def events(
    folder: Path, name: str, kty: str, labels: Sequence[str], looks: Sequence[str]
) -> list[Event]:
    """A campaign of these phases and audits on a member; valid keys are always asked."""
    worker = str(worker_file(folder))
    module = "member" if name == "Sound" else "subtle"
    launch = Launch(argv=(sys.executable, worker, f"{module}:{name}", "0", str(ZOO)), cwd=folder)
    plan = Plan(
        targets=["member"],
        launch=lambda _: launch,
        library=bundled(),
        limits=Limits(deadline=5.0, start=60.0),
        selection=Selection([kty], labels),
        phases=[PHASE["valid keys"], *(PHASE[look] for look in looks if look in PHASE)],
        audits=[AUDIT[look] for look in looks if look in AUDIT],
        auditing=Allowance(120.0),
        minimise=Budget(0),
    )
    return list(campaign(plan))


MEMBERS: tuple[tuple[str, str, str, str, str, str, str, int], ...] = (
    ("CachesByKid", "OKP", "x: none", CARRIED, "state",
     "okp-ed25519-public: as it is; then okp-ed448-public",
     "", 60),
    ("KeepsABadCurve", "EC", "x and y*", CARRIED, "state", "x and y exchanged; then", "", 60),
    ("NamesItsProcess", "OKP", "k: none", CARRIED, "unstable", "okp-ed25519-public: as it is", "",
     60),
    ("ObeysAMember", "oct", "k: none", COST, "cost", "an unknown member delay added, 2", "", 200),
    ("ReservesWhatItIsTold", "oct", "k: none", COST, "cost",
     "an unknown member capacity added, 100 million", "", 200),
    ("Babbles", "EC", "k: none", COST, "cost", "an unknown member repeat added, 2", "", 200),
    ("WorksAsManyRounds", "oct", "k: none", BOMBS, "cost", "p2c: 5000000", "", 20),
    ("Swells", "oct", "k: none", BOMBS, "cost", "zip: a plaintext that swells", "", 20),
    ("TakesAPartForTheIssuer", "oct", "k: none", FORGED, "deviation", "HS256: iss: the first half",
     "rfc8725-3.8-keys-of-issuer", 400),
    ("TakesNone", "OKP", "k: none", FORGED, "deviation", "EdDSA: alg: none, no signature",
     "rfc7518-3.6-none-not-by-default", 500),
    ("TakesAnEmptySignature", "OKP", "k: none", FORGED, "deviation", "EdDSA: signature: taken out",
     "rfc8037-3.1.2-signature-length", 500),
    ("IgnoresCrit", "oct", "k: none", FORGED, "deviation",
     "HS256: crit: an extension that nobody knows", "rfc7515-4.1.11-crit-understood", 400),
    ("TakesShortMacs", "oct", "k: none", FORGED, "deviation",
     "HS256: signature: taken out", "rfc7518-3.2-whole-output", 400),
    ("TakesAnyTag", "oct", "k: none", FORGED, "deviation", "dir: IV: one bit turned",
     "rfc7516-5.2-tag-validates", 400),
    ("ForgetsTheTime", "oct", "k: none", FORGED, "deviation", "HS256: exp: 1000000000",
     "rfc7519-4.1.4-exp-checked", 400),
    ("WritesWhatItCannotRead", "EC", "k: none", READ_BACK, "deviation",
     "ec-p-256-public: as it is; its public form, as exported", "rfc7518-6.2.1-ec-public-key", 200),
    ("HidesTheSecretBadly", "OKP", "k: none", "valid keys", "secret",
     "okp-ed25519-private: as it is", "", 20),
    ("CrashesOnOneCodePoint", "EC", "a member with a name*", SINGLES, "unexpected-error",
     "ec-p-256-public: a member with a name beyond ASCII added", "", 20),
    ("FoldsTheCaseOfKid", "set", "kid: *", SINGLES, "deviation",
     "set: kid: one key more in front, by a kid in the other case", "rfc7517-4.5-kid-matches",
     20),
    ("MindsTheOrder", "RSA", "the members in*", SINGLES, "deviation",
     "rsa-2048-a-public: the members in reverse order", "rfc7517-4-represents-a-key", 20),
)  # fmt: skip
"""Name, key type, mutations, the look that finds it, the kind of finding, the end of the example's
title, its clause, and the documents within which it is found."""


@pytest.mark.parametrize(
    ("name", "kty", "labels", "look", "kind", "example", "clause", "within"),
    MEMBERS,
    ids=[one[0] for one in MEMBERS],
)
def test_a_subtle_fault_is_found(
    tmp_path: Path, name: str, kty: str, labels: str, look: str, kind: str, example: str,
    clause: str, within: int,
) -> None:  # fmt: skip
    seen = events(tmp_path, name, kty, [labels], [look])
    vectors = {one.vector.id: one.vector for one in seen if isinstance(one, VectorRecord)}
    found = [one for one in seen if isinstance(one, Finding) and one.kind == kind]
    titles = [vectors[one.vectors[0]].title for one in found]
    assert any(example in title for title in titles), [
        (one.kind, one.said) for one in seen if isinstance(one, Finding)
    ]
    if clause:
        assert any(clause in one.clauses for one in found)
    assert sum(one.documents for one in seen if isinstance(one, Fuzzed)) <= within
    footer = seen[-1]
    assert isinstance(footer, Footer)
    assert footer.exit_code == 1


@pytest.mark.parametrize("kty", ["EC", "OKP", "oct"])
def test_no_audit_accuses_the_reference(tmp_path: Path, kty: str) -> None:
    seen = events(tmp_path, "Sound", kty, ["?: one*", "kid: *"], list(AUDIT))
    assert [one.said for one in seen if isinstance(one, Finding)] == []
    covered = {one.phase: one for one in seen if isinstance(one, Fuzzed)}
    assert all(covered[name].whole for name in AUDIT)
    assert all(
        covered[name].documents
        for name in AUDIT
        if (kty == "oct") == (name == BOMBS) or name in (FORGED, CARRIED, COST)
    )


def both(folder: Path, other: str, labels: Sequence[str]) -> list[Event]:
    """A comparison of the sound member with another, and nothing else."""
    worker = str(worker_file(folder))

    def launch(name: str) -> Launch:
        module = (
            "subtle" if f"class {name}(" in (ZOO / "subtle.py").read_text("utf-8") else "member"
        )
        argv = (sys.executable, worker, f"{module}:{name}", "0", str(ZOO))
        return Launch(argv=argv, cwd=folder)

    plan = Plan(
        targets=["Sound", other],
        launch=launch,
        library=bundled(),
        limits=Limits(deadline=5.0, start=60.0),
        selection=Selection(["EC"], labels),
        phases=[],
        minimise=Budget(0),
        compare=True,
    )
    return list(campaign(plan))


def test_targets_that_disagree_on_a_must_are_told_with_the_opinion_of_the_rulebook(
    tmp_path: Path,
) -> None:
    seen = both(tmp_path, "ReadsAnotherKey", ["a member with a name*"])
    (found,) = [one for one in seen if isinstance(one, Finding)]
    assert (found.kind, found.target) == ("disagreement", "ReadsAnotherKey")
    assert found.fingerprint.endswith(":rfc7517-4-unknown-members:EC:jwk.thumbprint")
    assert "Sound: taken, with thumbprint" in found.said
    assert "the rulebook: it is a valid key" in found.said


def test_targets_that_disagree_on_a_choice_are_told_and_not_accused(tmp_path: Path) -> None:
    seen = both(tmp_path, "RefusesKeyOps", ["use and key_ops that agree"])
    assert [one.said for one in seen if isinstance(one, Finding)] == []
    (compared,) = [one for one in seen if isinstance(one, Fuzzed)]
    assert compared.documents > 10
    assert any("use and key_ops" in note for note in compared.notes), compared.notes


def test_targets_that_agree_are_told_nothing_of(tmp_path: Path) -> None:
    seen = both(tmp_path, "WorksAsManyRounds", ["x: one*", "a member with*"])
    assert [one for one in seen if isinstance(one, Finding)] == []
    (compared,) = [one for one in seen if isinstance(one, Fuzzed)]
    assert compared.documents > 10
    assert compared.notes == ()
