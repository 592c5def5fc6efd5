"""`python -m authoring recount`: is every keyword of the RFC texts in the ledger, and no other?"""

from __future__ import annotations

import argparse
import os
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from authoring.compile import DATA
from authoring.rfc_text import Occurrence, occurrences, section_order
from jwk_vectors import Clause
from jwk_vectors.load import VectorError, load_ledger

COVERED = ("7515", "7516", "7517", "7518", "7519", "7638", "7797", "8037", "8812", "9278")


def faults(found: Sequence[Occurrence], entries: Sequence[Clause]) -> Iterator[str]:
    """How the entries of one document differ from the keywords of its text, in words."""
    present = {(one.section, one.name) for one in found}
    claimed = {(entry.section, name) for entry in entries for name in entry.keywords}
    for one in found:
        if (one.section, one.name) not in claimed:
            yield f"section {one.section}, {one.name} is in no entry: {one.sentence}"
    for entry in entries:
        for name in entry.keywords:
            if (entry.section, name) not in present:
                yield f"{entry.id} claims {name}, but section {entry.section} has none"
        claims = {name.rpartition(" ")[0] for name in entry.keywords} or {"none"}
        if entry.keyword not in claims:
            said = ", ".join(sorted(claims))
            yield f"{entry.id} has the keyword {entry.keyword}, but accounts for: {said}"


def main(arguments: Sequence[str]) -> int:
    """Exit code: 0 clean, 1 differences, 2 wrong usage or no texts."""
    options = _parser().parse_args(arguments)
    if not options.rfc_dir:
        print(
            "recount: name the folder of the RFC texts by --rfc-dir or JWK_RFC_DIR", file=sys.stderr
        )
        return 2
    folder = Path(options.rfc_dir)
    numbers = [options.list.lower().removeprefix("rfc")] if options.list else list(COVERED)
    try:
        texts = {number: read(folder, number) for number in numbers}
        ledger = load_ledger(DATA / "ledger")
    except (OSError, VectorError) as error:
        print(f"recount: {error}", file=sys.stderr)
        return 2
    if options.list:
        _print(_listing(texts))
        return 0
    wrong = [
        f"RFC {number}: {fault}"
        for number, found in texts.items()
        for fault in faults(found, entries_of(ledger, number))
    ]
    _print(overview(texts, ledger))
    _print(wrong)
    return 1 if wrong else 0


def read(folder: Path, number: str) -> list[Occurrence]:
    """The keywords of rfcNNNN.txt in the folder. Raises OSError."""
    return list(occurrences((folder / f"rfc{number}.txt").read_text("utf-8")))


def entries_of(ledger: Mapping[str, Clause], number: str) -> list[Clause]:
    """The entries of one RFC, by section and id."""
    mine = (entry for entry in ledger.values() if entry.document == f"RFC {number}")
    return sorted(mine, key=lambda entry: (section_order(entry.section), entry.id))


def overview(
    texts: Mapping[str, Sequence[Occurrence]], ledger: Mapping[str, Clause]
) -> Iterator[str]:
    """The entries that no keyword asks for, and a table of figures."""
    yield "Without a keyword, hence kept by hand:"
    for number in texts:
        for entry in entries_of(ledger, number):
            if not entry.keywords:
                yield f"  RFC {number} section {entry.section}: {entry.id}"
    yield f"{'':10}{'occurrences':>12}{'entries':>9}{'excluded':>10}"
    for number, found in texts.items():
        entries = entries_of(ledger, number)
        excluded = sum(bool(entry.excluded) for entry in entries)
        yield f"RFC {number:6}{len(found):12}{len(entries):9}{excluded:10}"


def _print(lines: Iterable[str]) -> None:
    for line in lines:
        print(line)


def _listing(texts: Mapping[str, Sequence[Occurrence]]) -> Iterator[str]:
    for number, found in texts.items():
        for one in found:
            yield f"{one.section}  {one.name}  {one.sentence}"
        kinds = Counter(one.keyword for one in found)
        each = ", ".join(f"{count} {keyword}" for keyword, count in sorted(kinds.items()))
        yield f"RFC {number}: {len(found)} ({each})"


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m authoring recount", description=__doc__)
    parser.add_argument(
        "--rfc-dir",
        default=os.environ.get("JWK_RFC_DIR", ""),
        help="folder with rfcNNNN.txt; otherwise what JWK_RFC_DIR names",
    )
    parser.add_argument("--list", metavar="RFC", help="print the keywords of one RFC instead")
    return parser
