"""Known vulnerabilities stand on vectors that exist, and with them."""

from authoring import cve
from jwk_vectors import bundled


def test_every_number_is_on_a_vector() -> None:
    assert cve.unused(bundled().vectors) == []


def test_numbers_are_compiled_into_their_vectors() -> None:
    for vector in bundled().vectors:
        assert cve.numbered(vector) == vector


def test_entries_are_sorted_and_stand_once() -> None:
    numbers = [entry.number for entry in cve.entries()]
    years = [(int(number.split("-")[1]), int(number.split("-")[2])) for number in numbers]
    assert len(set(numbers)) == len(numbers)
    assert [year for year, _ in years] == sorted(year for year, _ in years)
