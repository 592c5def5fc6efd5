"""`lint`: keys and sets in files, held against the rulebook."""

from __future__ import annotations

import json

import click

from jwk_conformance.command.ending import USAGE, end, plain_errors
from jwk_conformance.lint import as_json, sarif, text
from jwk_conformance.lint.result import LEVELS, counted
from jwk_conformance.lint.result import lint as lint_file

VIOLATIONS = 1


@click.command()
@click.argument("files", nargs=-1, required=True, metavar="FILE|-...")
@click.option(
    "--format",
    "shape",
    type=click.Choice(["text", "json", "sarif"]),
    default="text",
    show_default=True,
    help="For people, for programs, or for a code host.",
)
@click.option(
    "--fail-on",
    type=click.Choice(LEVELS),
    default="must",
    show_default=True,
    help="The least level of violation that exits with 1.",
)
def lint(files: tuple[str, ...], shape: str, fail_on: str) -> None:
    """Check the JWKs, JWK Sets, JWSs and JWEs in FILEs, one each; "-" is standard input.

    Exit codes: 0 nothing of the level asked for; 1 violations; 2 a file could not be examined.
    Key material is never printed.
    """
    with plain_errors():
        results = []
        for name in files:
            results.append(lint_file(name))
            if shape == "text":
                for line in text.lines(results[-1]):
                    click.echo(line)
                if results[-1].unusable:
                    click.echo(f"{text.shown(name)}: {results[-1].unusable}", err=True)
        if shape != "text":
            made = as_json.report(results) if shape == "json" else sarif.report(results)
            click.echo(json.dumps(made, indent=2))
        levels, said = counted(results), text.summary(results)
    if any(result.unusable for result in results):
        end(USAGE, said)
    if any(levels[level] for level in LEVELS[: LEVELS.index(fail_on) + 1]):
        end(VIOLATIONS, said)
    click.echo(f"jwk-conformance: {said}", err=True)
