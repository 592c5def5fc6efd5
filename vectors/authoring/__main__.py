"""`python -m authoring [VERB]`, run from vectors/; see USAGE."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from datetime import datetime, timezone

from authoring import known, recount
from authoring.chapters import chapters
from authoring.compile import (
    DATA,
    Compiled,
    CompileError,
    check_coverage,
    check_history,
    compile_all,
    differing,
    write,
)
from authoring.history import CannotFreeze, History, check_name, freeze, history, text
from authoring.mint import mint
from authoring.withhold import withhold
from jwk_vectors import VectorError, load_folder

USAGE = """\
usage: python -m authoring            write the compiled vectors
       python -m authoring --check    compare them with what is committed
       python -m authoring mint       add the suite's own keys and tokens that are missing
       python -m authoring withhold   take the names out of judgements on security
       python -m authoring known      list the keys whose private part is in print
       python -m authoring freeze SET [--again]
                                      close the set that is open, such as 2026.1: from then on,
                                      its vectors change by way of corrections.toml alone;
                                      --again takes in what came since, if it is the newest set
       python -m authoring recount    compare the ledger with the keywords of the RFC texts"""


def main(arguments: Sequence[str]) -> int:
    """Exit code: 0 as expected, 1 differences or faults, 2 wrong usage."""
    try:
        match list(arguments):
            case []:
                return _write()
            case ["--check"]:
                return _check()
            case ["mint"]:
                return _told(f"minted {added}" for added in mint())
            case ["withhold"]:
                globs = withhold(load_folder(DATA).vectors)
                return _told(f"withheld who deviates on {glob}" for glob in globs)
            case ["known"]:
                (DATA / known.NAME).write_text(
                    known.text(load_folder(DATA).vectors), "utf-8", newline="\n"
                )
                return 0
            case ["freeze", name]:
                return _freeze(name, again=False)
            case ["freeze", name, "--again"]:
                return _freeze(name, again=True)
            case ["recount", *rest]:
                return recount.main(rest)
    except (CannotFreeze, CompileError, VectorError) as error:
        print(error, file=sys.stderr)
        return 1
    print(USAGE, file=sys.stderr)
    return 2


def _told(lines: Iterable[str]) -> int:
    for line in lines:
        print(line)
    return 0


def _write() -> int:
    files = _compiled(history(DATA))
    return _told(f"wrote {name}" for name in write(files, DATA / "vectors"))


def _check() -> int:
    folder = DATA / "vectors"
    differences = differing(_compiled(history(DATA)), folder)
    for name in differences:
        print(f"{folder / name} is not what the authoring compiles to", file=sys.stderr)
    return 1 if differences else 0


def _compiled(past: History) -> tuple[Compiled, ...]:
    files = compile_all(chapters(), past=past)
    check_history(files, past)
    check_coverage(files)
    return files


def _freeze(name: str, *, again: bool) -> int:
    folder = DATA / "vectors"
    past = history(DATA)
    if again and past.sets and past.sets[-1].set == name:
        past = History(past.sets[:-1], past.corrections)
    check_name(name, past)
    files = _compiled(past)
    write(files, folder)
    frozen = freeze(name, load_folder(DATA).vectors, past, datetime.now(timezone.utc).date())
    (DATA / "sets").mkdir(exist_ok=True)
    (DATA / "sets" / f"{name}.json").write_text(text(frozen), "utf-8", newline="\n")
    if name == past.open:
        check_history(files, history(DATA))
    else:
        write(_compiled(history(DATA)), folder)
    print(f"{name} is frozen, with {len(frozen.vectors)} vectors")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
