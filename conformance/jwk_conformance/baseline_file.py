"""Writing baselines: entries are merged, and what people wrote stays as it is."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from pathlib import Path

import tomlkit
from tomlkit.items import AoT, Array, Table

from jwk_conformance import opaque
from jwk_conformance.baseline import FUZZED, Baseline, BaselineError, Entry, Shown, opened
from jwk_conformance.judge.finding import triaged
from jwk_conformance.opaque import name_of
from jwk_vectors.model import Cause, Vector

HEAD = (
    "Known findings. `why` says why one may stand; `issue` and `expires` (a date) may be added.",
    "`vectors` show it each time, `sometimes` (globs) now and then, as chance has it.",
)
WITHHELD = "known, and withheld until its maintainers have answered"


def updated(
    text: str,
    baseline: Baseline,
    seen: Shown,
    causes: Mapping[str, Cause],
    triage: Mapping[str, str],
    hide: Collection[str] = (),
) -> str:
    """The text of a baseline that covers what a run has shown.

    Known entries get their vectors anew and keep everything else; new ones come in the order of
    their fingerprints, with an empty `why`, or the one that `triage` has for the fingerprint.
    Entries on the fingerprints in `hide` become opaque, and opaque ones stay so.
    """
    document = tomlkit.parse(text) if text else _fresh()
    known = [opened(entry, seen) for entry in baseline.entries]
    tables = document.get("finding")
    if not isinstance(tables, AoT):
        tables = tomlkit.aot()
        document["finding"] = tables
    for table, entry in zip(tables, known, strict=True):
        vectors = list(entry.vectors) if seen.fuzz else _vectors(entry, seen)
        if entry.fingerprint in hide or opaque.is_opaque(str(table["fingerprint"])):
            _make_opaque(table, entry.fingerprint, vectors)
        elif vectors != list(entry.vectors):
            table["vectors"] = _array(vectors)
    if hide:
        _in_order(tables)
    fresh = sorted({one.fingerprint for one in seen.findings} - {one.fingerprint for one in known})
    for fingerprint in fresh:
        sometimes = (FUZZED,) if seen.fuzz else _chance(fingerprint, causes)
        entry = Entry(fingerprint=fingerprint, why="", sometimes=sometimes)
        table = tomlkit.table()
        table["fingerprint"] = fingerprint
        table["why"] = triage.get(fingerprint, "")
        table["vectors"] = _array(_vectors(entry, seen))
        if sometimes:
            table["sometimes"] = _array(sometimes)
        if fingerprint in hide:
            _make_opaque(table, fingerprint, _vectors(entry, seen))
        _insert(tables, table)
    return tomlkit.dumps(document)


def _make_opaque(table: Table, clear: str, vectors: Iterable[str]) -> None:
    """Put digests where the table tells what it is about; nothing where they stand already.

    A vector that the run does not have keeps the digest by which the table knows it.
    """
    name = name_of(clear)
    digests = sorted(one if opaque.is_digest(one) else opaque.vector(name, one) for one in vectors)
    if digests != list(table.get("vectors", [])):
        table["vectors"] = _array(digests)
    if not opaque.is_opaque(str(table["fingerprint"])):
        table["fingerprint"] = opaque.fingerprint(clear)
        table["why"] = WITHHELD if table["why"] else ""
        if FUZZED not in table.get("sometimes", ()):
            table.pop("sometimes", None)


def _in_order(tables: AoT) -> None:
    """Move entries that have just become opaque: their place would tell what they were."""
    moved = [table for table in tables if opaque.is_opaque(str(table["fingerprint"]))]
    for index in reversed(range(len(tables))):
        if opaque.is_opaque(str(tables[index]["fingerprint"])):
            del tables[index]
    for table in moved:
        _insert(tables, table)


def pruned(text: str, gone: Iterable[str]) -> str:
    """The text without the entries of these fingerprints."""
    document = tomlkit.parse(text)
    tables = document["finding"]
    assert isinstance(tables, AoT)
    without = set(gone)
    for index in reversed(range(len(tables))):
        if str(tables[index]["fingerprint"]) in without:
            del tables[index]
    return tomlkit.dumps(document)


def reasons_from_triage(seen: Shown, vectors: Mapping[str, Vector]) -> dict[str, str]:
    """Fingerprint → a why that points to the judgement at the vectors, where all have one."""
    found: dict[str, str] = {}
    for finding in seen.findings:
        library = name_of(finding.fingerprint).partition("[")[0]
        judged = triaged(library, [vectors[vector] for vector in finding.vectors])
        if finding.kind == "deviation" and judged:
            at = finding.vectors[0]
            found[finding.fingerprint] = f"{judged}: the triage at the vector {at} says why"
    return found


def write(path: Path, text: str) -> None:
    """Put the text in the file. Raises BaselineError."""
    try:
        path.write_text(text, "utf-8")
    except OSError as error:
        raise BaselineError(f"cannot write the baseline {path}: {error.strerror}.") from None


def _fresh() -> tomlkit.TOMLDocument:
    document = tomlkit.document()
    for line in HEAD:
        document.add(tomlkit.comment(line))
    document.add(tomlkit.nl())
    return document


def _vectors(entry: Entry, seen: Shown) -> list[str]:
    """What shows the finding each time: as the run says, and as before where it does not tell."""
    name = name_of(entry.fingerprint)
    if name not in seen.names.values():
        return list(entry.vectors)
    found = set(seen.vectors(entry.fingerprint))
    if not found:
        return list(entry.vectors)
    chance = Entry(fingerprint=entry.fingerprint, why="", sometimes=entry.sometimes)
    kept = {one for one in entry.vectors if one in found or not seen.told(name, one)}
    return sorted(kept | {one for one in found if not chance.covers(one)})


def _chance(fingerprint: str, causes: Mapping[str, Cause]) -> tuple[str, ...]:
    _, kind, place = (*fingerprint.split(":", 2), "", "")[:3]
    return causes[place].chance if kind == "deviation" and place in causes else ()


def _array(items: Iterable[str]) -> Array:
    array = tomlkit.array()
    array.extend(items)
    return array.multiline(True)


def _insert(tables: AoT, table: Table) -> None:
    """Before the first entry that comes after it."""
    after = (i for i, one in enumerate(tables) if str(one["fingerprint"]) > table["fingerprint"])
    tables.insert(next(after, len(tables)), table)
