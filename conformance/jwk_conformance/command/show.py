"""`show`: a vector, clause, rule, check, choice, cause or profile by id, and lists of them."""

from __future__ import annotations

import importlib
import json
from collections.abc import Iterator

import click

from jwk_adapters.bundled import BUNDLED
from jwk_conformance.command import record
from jwk_conformance.command.ending import USAGE, end, plain_errors
from jwk_conformance.coverage import Coverage, coverage
from jwk_conformance.endpoint.check import CHECKS, Check
from jwk_conformance.reproduction import lacks, reproduction
from jwk_conformance.rulebook import RULES, Rule
from jwk_conformance.rulebook.example import examples
from jwk_vectors import Cause, Choice, Library, Profile, Step, Vector, bundled
from jwk_vectors.model import Answer

LISTS = {
    "sets": record.sets,
    "corrections": record.corrections,
    "disputes": record.disputes,
}


@click.command()
@click.argument("id", required=False)
@click.option("--target", help="Print code that shows the vector with this bundled library.")
def show(id: str | None, target: str | None) -> None:
    """Show the vector, clause, rule, check, choice, cause, profile or set with this ID.

    Also: `show sets`, `show corrections`, `show disputes`. Without an ID, all are listed.
    """
    with plain_errors():
        library = bundled()
    if target is not None:
        if id is None or id not in library.by_id:
            end(USAGE, "--target needs the id of a vector.")
        click.echo(_reproduction(library.by_id[id], target))
        return
    if id is None:
        for vector in library.vectors:
            click.echo(f"{vector.id}: {vector.title}")
        click.echo(f"\nclauses: {', '.join(sorted(library.clauses))}")
        click.echo(f"\nrules: {', '.join(sorted(RULES))}")
        click.echo(f"\nchecks of endpoints: {', '.join(sorted(CHECKS))}")
        click.echo(f"\nchoices: {', '.join(sorted(library.choices))}")
        click.echo(f"\ncauses of findings: {', '.join(sorted(library.causes))}")
        click.echo(f"\nprofiles: {', '.join(sorted(library.profiles))}")
        click.echo(f"\nsets: {', '.join(dict.fromkeys(one.set for one in library.vectors))}")
        return
    lines = _found(library, id)
    if lines is None:
        known = (*LISTS, *RULES, *CHECKS, *library.by_id, *library.clauses, *library.choices)
        near = [one for one in known if id in one][:5]
        hint = f" Ids that contain it: {', '.join(near)}." if near else ""
        kinds = "vector, clause, rule, check, choice, cause, profile or set"
        end(USAGE, f"there is no {kinds} {id!r}.{hint}")
    click.echo("\n".join(lines))


def _reproduction(vector: Vector, target: str) -> str:
    """Code in the library's own API; the library need not be installed."""
    adapter = next((one for one in BUNDLED if one.name == target), None)
    if adapter is None:
        end(USAGE, f"{target!r} is not bundled; {', '.join(one.name for one in BUNDLED)} are.")
    declared = importlib.import_module(adapter.snippets)
    code = reproduction(vector, declared.SNIPPETS, declared.JSON)
    if code is None:
        end(USAGE, f"{target} has no call for {lacks(vector, declared.SNIPPETS)}.")
    return code


def _found(library: Library, id: str) -> list[str] | None:
    if id in library.by_id:
        return list(_vector(library, library.by_id[id]))
    if id in library.clauses:
        return list(_clause(coverage(library)[id]))
    if id in RULES:
        return list(_rule(library, RULES[id]))
    if id in CHECKS:
        return list(_check(library, CHECKS[id]))
    if id in library.choices:
        return list(_choice(library, library.choices[id]))
    if id in library.causes:
        return list(_cause(library.causes[id]))
    if id in library.profiles:
        return list(_profile(library, library.profiles[id]))
    if id in LISTS:
        return list(LISTS[id](library))
    if any(one.set == id for one in library.vectors):
        return list(record.one_set(library, id))
    return None


def _vector(library: Library, vector: Vector) -> Iterator[str]:
    figure = f", figure {vector.source.figure}" if vector.source.figure else ""
    yield f"{vector.id}: {vector.title}"
    yield f"source    {vector.source.document} section {vector.source.section}{figure}"
    yield f"why       {vector.why}"
    for name in vector.clauses:
        clause = library.clauses[name]
        yield f"clause    {name} ({clause.keyword}, {clause.force}): {clause.paraphrase}"
    for name, reason in vector.implied.items():
        yield f"implied   {name}: {reason}"
    if vector.witness:
        yield f"witness   {vector.witness}"
    if vector.derived_from:
        yield f"from      {vector.derived_from}, {vector.mutation}"
    if vector.controls:
        yield f"controls  {', '.join(vector.controls)}"
    for cve in vector.cves:
        yield f"cve       {cve}"
    yield f"set       {vector.set}"
    for path, answers in vector.serves.items():
        yield f"\n{path} answers"
        for number, answer in enumerate(answers, 1):
            yield from _answer(answer, f"{number}. " if len(answers) > 1 else "")
    for step in vector.steps:
        yield from _step(library, vector, step)
    for name, value in vector.intermediate.items():
        yield f"on the way  {name} = {value}"
    for triage in vector.triage:
        yield f"triage    {triage.target}: {triage.judged}. {triage.reasoning}"
    for dispute in vector.disputes:
        yield from record.dispute(dispute)
    for mended in vector.mended:
        yield f"mended    {mended.date}, on a report by {mended.by}: {mended.was} Now: {mended.now}"


def _step(library: Library, vector: Vector, step: Step) -> Iterator[str]:
    yield f"\n{step.operation}, expected: {step.expect}"
    for name, value in step.args.items():
        text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
        yield f"  {name} = {text}"
    for name, value in step.facts.items():
        yield f"  must report {name} = {json.dumps(value, ensure_ascii=False)}"
    if step.check is not None:
        yield f"  the product is opened with {step.check.key}"
    for option in step.options:
        meaning = {known.id: known.meaning for known in library.choices[vector.choice].options}
        yield f"  option {option.option} (if {option.outcome}): {meaning[option.option]}"


def _answer(answer: Answer, turn: str) -> Iterator[str]:
    if answer.status == 0:
        yield f"  {turn}nothing: the connection is closed"
        return
    yield f"  {turn}{answer.status}"
    yield from (f"    {name}: {value}" for name, value in answer.headers)
    if answer.spaces:
        yield f"    {answer.spaces} spaces, then"
    if answer.pieces > 1 or answer.pause:
        yield f"    in {answer.pieces} pieces, each after {answer.pause:g} s"
    body = json.dumps({"b64": answer.octets}) if answer.octets else _visible(answer.body)
    if body:
        yield f"    {body}"


def _clause(found: Coverage) -> Iterator[str]:
    clause = found.clause
    yield f"{clause.id}: {clause.document} section {clause.section}"
    yield f"keyword   {clause.keyword}; on a consumer: {clause.force}"
    yield f"binds     {', '.join(clause.binds)}"
    yield f"says      {clause.paraphrase}"
    if clause.derived:
        yield f"derived   {clause.derived}"
    if clause.keywords:
        yield f"keywords  {', '.join(clause.keywords)} of the section"
    yield f"status    {_status(found)}"
    yield f"errata    {clause.errata}"
    if not clause.at_hand:
        yield "text      not at hand when the clause was written"
    for rule in found.rules:
        yield f"rule      {rule.code}: {rule.description.splitlines()[0]}"
    for check in found.checks:
        yield f"check     {check.id}: {check.description.splitlines()[0]}"
    for vector in found.vectors:
        yield f"vector    {vector.id}: {vector.title}"


def _status(found: Coverage) -> str:
    """By what a clause is tested, or why not."""
    clause = found.clause
    if clause.excluded:
        return f"excluded. {clause.excluded}"
    named = (("vector", found.vectors), ("rule", found.rules), ("check", found.checks))
    counted = (f"{len(them)} {one}{'s' * (len(them) > 1)}" for one, them in named if them)
    return f"tested by {', '.join(counted)}. {clause.no_vector}".rstrip()


def _rule(library: Library, rule: Rule) -> Iterator[str]:
    demand, _, reason = rule.description.partition("\n\n")
    yield f"{rule.code}: {' '.join(demand.split())}"
    yield f"level     {rule.level}"
    for name in rule.clauses:
        clause = library.clauses[name]
        yield f"clause    {name} ({clause.keyword}; on a consumer: {clause.force})"
        yield f"          binds {', '.join(clause.binds)}: {clause.paraphrase}"
    if reason:
        yield f"why       {' '.join(reason.split())}"
    yield f"advice    {rule.advice}"
    example = examples().get(rule.code)
    if example is not None:
        yield f"\nbreaks it\n  {_visible(example.breaks)}"
        for name, implied in example.implied.items():
            yield f"  and with it {name}: {implied}"
        yield f"keeps it\n  {example.keeps}"
    for vector in library.vectors:
        if not set(rule.clauses).isdisjoint(vector.clauses):
            yield f"vector    {vector.id}: {vector.title}"


def _check(library: Library, check: Check) -> Iterator[str]:
    demand, _, reason = check.description.partition("\n\n")
    yield f"{check.id}: {' '.join(demand.split())}"
    yield f"level     {check.level}, of {check.group}"
    yield f"source    {check.source}"
    for name in check.clauses:
        yield f"clause    {name}: {library.clauses[name].paraphrase}"
    if reason:
        yield f"why       {' '.join(reason.split())}"
    yield f"advice    {check.advice}"


def _visible(text: str | bytes) -> str:
    """A document with what would not be seen written as Python writes it."""
    text = text if isinstance(text, str) else text.decode("utf-8", "backslashreplace")
    return "".join(one if one.isprintable() else ascii(one)[1:-1] for one in text)


def _choice(library: Library, choice: Choice) -> Iterator[str]:
    yield f"{choice.id}: {choice.question}"
    for option in choice.options:
        yield f"option    {option.id}: {option.meaning}"
    for name in choice.clauses:
        yield f"left open by  {name}: {library.clauses[name].paraphrase}"
    for vector in library.vectors:
        if vector.choice == choice.id:
            yield f"vector    {vector.id}: {vector.title}"


def _cause(cause: Cause) -> Iterator[str]:
    yield f"{cause.id}: a library {cause.said}"
    for condition in cause.when:
        parts = (
            f"a clause of {', '.join(condition.clauses)}" * bool(condition.clauses),
            f"a defect {', '.join(condition.reasons)}" * bool(condition.reasons),
            f"a vector {', '.join(condition.vectors)}" * bool(condition.vectors),
            f"a verdict that says {condition.words}" * bool(condition.words),
        )
        yield f"when      {condition.did}, with {' and '.join(part for part in parts if part)}"
    for glob in cause.chance:
        yield f"by chance {glob}"


def _profile(library: Library, profile: Profile) -> Iterator[str]:
    yield f"{profile.id}: {profile.title}"
    for pin in profile.pins:
        yield f"pins      {pin.choice} to {', '.join(pin.options)}"
        yield f"          {library.choices[pin.choice].question}"
        yield f"          {pin.document} section {pin.section}: {pin.says}"
    for promotion in profile.promotions:
        promoted = ", ".join((*promotion.clauses, *promotion.checks))
        yield f"promotes  {promoted}: a warning is a failure"
        yield f"          {promotion.document} section {promotion.section}: {promotion.says}"
