"""`python -m authoring [--check | mint | recount]`, run from vectors/."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from authoring.chapters import chapters
from authoring.compile import DATA, CompileError, compile_all, differing, write
from jwk_vectors.load import VectorError

USAGE = """\
usage: python -m authoring            write the compiled vectors
       python -m authoring --check    compare them with what is committed
       python -m authoring mint       add the suite's own keys and tokens that are missing
       python -m authoring recount    compare the ledger with the keywords of the RFC texts"""


def main(arguments: Sequence[str]) -> int:
    """Exit code: 0 as expected, 1 differences or faults, 2 wrong usage."""
    if list(arguments[:1]) == ["recount"]:
        from authoring import recount

        return recount.main(arguments[1:])
    if list(arguments) not in ([], ["--check"], ["mint"]):
        print(USAGE, file=sys.stderr)
        return 2
    if arguments == ["mint"]:
        from authoring.mint import mint

        for added in mint():
            print(f"minted {added}")
        return 0
    try:
        files = compile_all(chapters())
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


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
