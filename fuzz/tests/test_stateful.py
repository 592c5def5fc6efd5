"""What is carried over between calls is found; a sound target is accused of nothing."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from jwk_conformance.engine.connection import Limits
from jwk_conformance.engine.process import Launch
from jwk_conformance.event import Event, Finding, Fuzzed
from jwk_conformance.worker import worker_file
from jwk_fuzz.campaign import Plan, campaign
from jwk_fuzz.phase import PHASES
from jwk_fuzz.systematic import Selection
from jwk_vectors import bundled

pytestmark = pytest.mark.once

ZOO = Path(__file__).parent / "zoo"


def told(cache: Path, member: str, kty: str, labels: Sequence[str]) -> list[Event]:
    worker = str(worker_file(cache))
    argv = (sys.executable, worker, f"member:{member}", "0", str(ZOO))
    plan = Plan(
        targets=["member"],
        launch=lambda _: Launch(argv=argv, cwd=cache),
        library=bundled(),
        limits=Limits(deadline=20.0, start=60.0),
        documents=28,
        selection=Selection((kty,), labels),
        phases=[replace(phase, share=1.0) for phase in PHASES if phase.in_sequence],
    )
    return list(campaign(plan))


@pytest.mark.parametrize(
    ("member", "kty", "labels", "place"),
    [
        ("CachesByKid", "OKP", ["none"], "jwk.thumbprint:OKP:two-keys-under-one-kid"),
        ("KeepsACurve", "EC", ["y: the lowest bit*"], "EC:a-good-key-after-a-bad-one"),
        ("WearsOut", "EC", ["none"], "jws.sign:EC:one-object-put-to-use-twice"),
    ],
)
def test_state_carried_over_is_found(
    tmp_path: Path, member: str, kty: str, labels: list[str], place: str
) -> None:
    seen = told(tmp_path, member, kty, labels)
    found = [one for one in seen if isinstance(one, Finding)]
    assert {one.kind for one in found} == {"state"}
    assert any(one.fingerprint.endswith(place) for one in found), found


@pytest.mark.parametrize(
    ("kty", "labels"), [("EC", ["y: the lowest bit*"]), ("OKP", ["x: a*"]), ("set", ["none"])]
)
def test_a_target_that_keeps_nothing_is_accused_of_nothing(
    tmp_path: Path, kty: str, labels: list[str]
) -> None:
    seen = told(tmp_path, "Sound", kty, labels)
    assert [one for one in seen if isinstance(one, Finding)] == []
    (covered,) = (one for one in seen if isinstance(one, Fuzzed))
    assert covered.documents > 0
    assert covered.notes == ()
