"""`prove`: that a reader which ignores a rule is caught."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import click

from jwk_conformance.command.ending import FINDINGS, SUITE_DEFECT, USAGE, end, plain_errors
from jwk_conformance.prove import (
    Declared,
    DeclaredError,
    Mutant,
    Pairs,
    baseline,
    declarations,
    mutants,
)
from jwk_conformance.prove import pairs as all_pairs
from jwk_conformance.rulebook import RULES
from jwk_conformance.terminal import say
from jwk_vectors import bundled

INTRODUCTION = """\
# Do the vectors bite?

The reference implementation with one rule switched off is a reader that ignores just that rule: a
*mutant*. If no vector noticed, a library with the same fault would pass too. A mutant is

- **killed**: a vector about a clause of the rule gets another verdict, or takes another option;
- **elsewhere**: only vectors about something else notice, so a report would blame the wrong clause;
- **masked**: the rule is broken by some vector, and without it everything is refused still;
- **silent**: no vector breaks the rule;
- **void**: without the rule the reference crashed, which proves nothing;
- **declared**: no vector can tell, for the reason given; `prove.toml` lists these.

Our tests let no mutant be anything but killed or declared. A line names the first vectors that
notice: `jwk-conformance show` tells what each is about, `jwk-conformance prove RULE --all` lists
one rule. Written by `jwk-conformance prove --pairs --markdown docs/prove.md`.
"""
SHOWN = 3
"""Vectors that a line names."""


@click.command()
@click.argument("codes", nargs=-1)
@click.option("--pairs", is_flag=True, help="Also switch off every two rules.")
@click.option("--all", "every", is_flag=True, help="Show the killed ones too.")
@click.option("--set", "wanted", default="", help="Only with the vectors of this set.")
@click.option("--markdown", type=click.Path(path_type=Path), help="Write the table, all of it.")
def prove(
    codes: tuple[str, ...], pairs: bool, every: bool, wanted: str, markdown: Path | None
) -> None:
    """Switch off each rule of the reference, or those of CODES: is there a vector that notices?"""
    unknown = [code for code in codes if code not in RULES]
    if unknown:
        end(USAGE, f"there is no rule {unknown[0]}. `jwk-conformance show` lists them.")
    with plain_errors():
        try:
            declared = declarations()
        except DeclaredError as error:
            end(SUITE_DEFECT, str(error))
        vectors = bundled().select(wanted).vectors
        say("asking the reference every vector")
        before = baseline(vectors)
        say("switching off one rule at a time")
        found = list(mutants(before, codes))
        told = all_pairs(before, found) if pairs else None
    for line in _lines(found, declared, every):
        click.echo(line)
    if told is not None:
        click.echo(_said_of(told))
        for one, other in told.confused:
            click.echo(f"  {one} with {other}")
    if markdown is not None:
        markdown.write_text(table(found, declared, told), "utf-8", newline="\n")
    open_ones = [one for one in found if status(one, declared) not in ("killed", "declared")]
    stale = [code for one in found if (code := one.rule.code) in declared and one.killers]
    if open_ones or stale:
        counted = Counter(status(one, declared) for one in open_ones)
        said = ", ".join(f"{number} {kind}" for kind, number in sorted(counted.items()))
        told_stale = f"declared and killed all the same: {', '.join(stale)}" if stale else ""
        end(FINDINGS, "; ".join(part for part in (said, told_stale) if part))


def status(mutant: Mutant, declared: Mapping[str, Declared]) -> str:
    """The class of a mutant, or that it is declared to be in it."""
    entry = declared.get(mutant.rule.code)
    return "declared" if entry is not None and entry.kind == mutant.kind else mutant.kind


def _lines(found: Sequence[Mutant], declared: Mapping[str, Declared], every: bool) -> Iterator[str]:
    width = max((len(one.rule.code) for one in found), default=0)
    for one in found:
        kind = status(one, declared)
        if every or kind not in ("killed", "declared"):
            yield f"{one.rule.code:<{width}}  {kind:<9}  {_vectors(one)}".rstrip()
    counted = Counter(status(one, declared) for one in found)
    yield ", ".join(f"{number} {kind}" for kind, number in sorted(counted.items()))


def _vectors(mutant: Mutant) -> str:
    """The vectors that notice, or those that were asked in vain."""
    named = _named(mutant)
    more = f" and {len(named) - SHOWN} more" if len(named) > SHOWN else ""
    return ", ".join(named[:SHOWN]) + more


def _named(mutant: Mutant) -> tuple[str, ...]:
    return mutant.killers or tuple(mutant.changed) or tuple(mutant.seen)


def _said_of(told: Pairs) -> str:
    return (
        f"{told.count} pairs of rules whose mutants change something: "
        f"{100 * told.share:.2f} % stay distinguishable"
    )


def table(found: Sequence[Mutant], declared: Mapping[str, Declared], told: Pairs | None) -> str:
    """All mutants as a page in Markdown."""
    counted = Counter(status(one, declared) for one in found)
    lines = [
        *INTRODUCTION.splitlines(),
        "",
        ", ".join(f"{number} {kind}" for kind, number in sorted(counted.items())) + ".",
        "",
        *([f"{_said_of(told)}.", ""] if told is not None else []),
        "| rule | class | vectors, or the reason |",
        "|---|---|---|",
    ]
    for one in found:
        entry = declared.get(one.rule.code)
        kind = status(one, declared)
        named = ", ".join(_named(one)[:SHOWN])
        text = entry.reason if entry is not None and kind == "declared" else named
        lines.append(f"| {one.rule.code} | {kind} | {text} |")
    return "\n".join(lines) + "\n"
