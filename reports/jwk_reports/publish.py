"""The published report: `python -m jwk_reports.publish build|render|check FOLDER`.

build   run the newest release of every bundled library and the older ones that targets.toml
        names against the newest frozen set, withhold what disclosure.toml does not open, and write
        all files anew
render  write the pages anew from the run file that is there
check   exit with 1 where a page is not what the run file gives, or the run file holds what is
        to be withheld
"""

from __future__ import annotations

import base64
import lzma
import re
import sys
import tempfile
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import msgspec

from jwk_conformance.event import Evidence, TargetStarted, encode
from jwk_conformance.runfile import Run, RunFileError, events, read
from jwk_reports import html, markdown
from jwk_reports.disclosure import DisclosureError, load
from jwk_reports.redact import number, redacted
from jwk_reports.summary import summarise
from jwk_reports.write import CannotWrite, write
from jwk_vectors import bundled

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

RUN, DISCLOSURE, TARGETS = "run.jsonl.xz", "disclosure.toml", "targets.toml"
PAGES = ("report.html", "report.md")
_DATA = re.compile(r'(?<= id="data">)[A-Za-z0-9+/=]*(?=</script>)')


class Older(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A release that is not the newest, and why it is in the report."""

    target: str
    why: str


def older(folder: Path) -> tuple[Older, ...]:
    """The older releases that targets.toml names."""
    document = tomllib.loads((folder / TARGETS).read_text("utf-8"))
    return msgspec.convert(document["older"], tuple[Older, ...])


def publishable(run: Run, command: Sequence[str], folder: Path) -> Run:
    """The run as it may be published, and no larger than its readers need."""
    short = lean(redacted(run, load(folder / DISCLOSURE)))
    header = msgspec.structs.replace(short.header, command=tuple(command))
    return replace(short, header=header, targets=in_order(short.targets))


def in_order(targets: Mapping[str, TargetStarted]) -> dict[str, TargetStarted]:
    """Libraries by name, of each the newest release first."""

    def place(target: str) -> tuple[str, list[int], str]:
        hello = targets[target].hello
        return hello.name, [-part for part in number(hello)], target

    return {target: targets[target] for target in sorted(targets, key=place)}


def lean(run: Run) -> Run:
    """The run without times and without what was produced as it should be.

    Both differ each time, which no compression makes small.
    """
    return replace(
        run,
        evidence={
            place: _timeless(evidence)
            for place, evidence in run.evidence.items()
            if run.verdicts[place].verdict != "pass"
            or not any(step.facts for step in evidence.steps)
        },
    )


def packed(run: Run) -> bytes:
    """The run as the octets of a compressed run file."""
    return lzma.compress(b"".join(map(encode, events(run))), preset=9 | lzma.PRESET_EXTREME)


def pages(run: Run) -> dict[str, str]:
    """File → content."""
    summary = summarise(run)
    return dict(zip(PAGES, (html.render(run, summary), markdown.render(summary)), strict=True))


def faults(folder: Path) -> Iterator[str]:
    """What is not as it should be in a folder."""
    run = read(folder / RUN)
    if redacted(run, load(folder / DISCLOSURE)) != run:
        yield f"{folder / RUN} holds what {DISCLOSURE} withholds: build the report anew"
    for name, content in pages(run).items():
        there = (folder / name).read_text("utf-8") if (folder / name).exists() else ""
        if unpacked(there) != unpacked(content):
            yield f"{folder / name} is not what {RUN} gives: render it anew"


def unpacked(page: str) -> str:
    """A page with its data in plain: how it was compressed depends on the machine."""

    def plain(found: re.Match[str]) -> str:
        return zlib.decompress(base64.b64decode(found[0]), -15).decode("utf-8")

    return _DATA.sub(plain, page)


def build(folder: Path) -> int:
    """Run everything and write all files. Exit code: that of the run, where it is no report."""
    from jwk_conformance.command.run import run as command

    newest = bundled().sets[-1].set
    words = ["run", "--all", "--set", newest, *(one.target for one in older(folder))]
    with tempfile.TemporaryDirectory() as scratch:
        output = Path(scratch) / "run.jsonl"
        try:
            command.main([*words[1:], "--output", str(output)], prog_name="run")
        except SystemExit as ended:
            if ended.code not in (0, 1):
                return int(ended.code or 0)
        run = publishable(read(output), words, folder)
    (folder / RUN).write_bytes(packed(run))
    return render(folder)


def render(folder: Path) -> int:
    """Write the pages."""
    for name, content in pages(read(folder / RUN)).items():
        write(folder / name, content)
        print(f"wrote {folder / name}")
    return 0


def check(folder: Path) -> int:
    """Say what is wrong. Exit code: 1 where something is."""
    found = list(faults(folder))
    for said in found:
        print(said, file=sys.stderr)
    return 1 if found else 0


def main(arguments: Sequence[str]) -> int:
    """Exit code: 0 as expected, 1 faults, 2 wrong usage; of `build`, also the run's own."""
    verbs: dict[str, Callable[[Path], int]] = {"build": build, "render": render, "check": check}
    if len(arguments) != 2 or arguments[0] not in verbs:
        print(__doc__, file=sys.stderr)
        return 2
    try:
        return verbs[arguments[0]](Path(arguments[1]))
    except (CannotWrite, DisclosureError, OSError, RunFileError) as error:
        print(error, file=sys.stderr)
        return 2


def _timeless(evidence: Evidence) -> Evidence:
    steps = tuple(msgspec.structs.replace(step, micros=0) for step in evidence.steps)
    return msgspec.structs.replace(evidence, steps=steps)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
