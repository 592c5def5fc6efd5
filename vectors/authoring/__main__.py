"""`python -m authoring [--check | mint | withhold | recount | freeze SET]`, run from vectors/."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from datetime import datetime, timezone

from authoring.chapters import chapters
from authoring.compile import (
    DATA,
    Compiled,
    CompileError,
    check_history,
    compile_all,
    differing,
    write,
)
from authoring.history import CannotFreeze, History, check_name, freeze, history, text
from jwk_vectors import VectorError, load_folder

USAGE = """\
usage: python -m authoring            write the compiled vectors
       python -m authoring --check    compare them with what is committed
       python -m authoring mint       add the suite's own keys and tokens that are missing
       python -m authoring withhold   take the names out of judgements on security
       python -m authoring freeze SET [--again]
                                      close the set that is open, such as 2026.1: from then on,
                                      its vectors change by way of corrections.toml alone;
                                      --again takes in what came since, if it is the newest set
       python -m authoring recount    compare the ledger with the keywords of the RFC texts"""


def main(arguments: Sequence[str]) -> int:
    """Exit code: 0 as expected, 1 differences or faults, 2 wrong usage."""
    if list(arguments[:1]) == ["recount"]:
        from authoring import recount

        return recount.main(arguments[1:])
    match list(arguments):
        case ["freeze", name]:
            return _freeze(name, again=False)
        case ["freeze", name, "--again"]:
            return _freeze(name, again=True)
    if list(arguments) not in ([], ["--check"], ["mint"], ["withhold"]):
        print(USAGE, file=sys.stderr)
        return 2
    if arguments == ["mint"]:
        from authoring.mint import mint

        for added in mint():
            print(f"minted {added}")
        return 0
    if arguments == ["withhold"]:
        from authoring.withhold import withhold
        from jwk_vectors import bundled

        for glob in withhold(bundled().vectors):
            print(f"withheld who deviates on {glob}")
    try:
        files = _compiled(history(DATA))
    except (CompileError, VectorError) as error:
        print(error, file=sys.stderr)
        return 1
    folder = DATA / "vectors"
    if arguments == ["--check"]:
        differences = differing(files, folder)
        for name in differences:
            print(f"{folder / name} is not what the authoring compiles to", file=sys.stderr)
        return 1 if differences else 0
    for name in write(files, folder):
        print(f"wrote {name}")
    return 0


def _compiled(past: History) -> tuple[Compiled, ...]:
    files = compile_all(chapters(), past=past)
    check_history(files, past)
    return files


def _freeze(name: str, *, again: bool) -> int:
    folder = DATA / "vectors"
    try:
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
    except (CannotFreeze, CompileError, VectorError) as error:
        print(error, file=sys.stderr)
        return 1
    print(f"{name} is frozen, with {len(frozen.vectors)} vectors")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
