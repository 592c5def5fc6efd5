"""What was found out about deviations stands on vectors that exist."""

from authoring import triage
from jwk_vectors import bundled


def test_every_judgement_is_on_a_vector() -> None:
    assert triage.unused(bundled().vectors) == []


def test_judgements_are_compiled_into_their_vectors() -> None:
    for vector in bundled().vectors:
        assert triage.triaged(vector).triage[len(vector.triage) :] == vector.triage
