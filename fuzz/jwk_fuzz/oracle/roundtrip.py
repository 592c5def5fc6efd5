"""What a target writes it reads again, and it is the same key."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import msgspec

from jwk_conformance import jose
from jwk_fuzz.case import Case
from jwk_fuzz.look import look
from jwk_fuzz.mutation import SET, Mutation, written
from jwk_fuzz.mutation.noun import added
from jwk_fuzz.oracle.audit import Ground, accepted
from jwk_fuzz.seed import Seed, rare
from jwk_fuzz.use import Use, offered
from jwk_vectors.model import Requires, Step

_DESCRIBED = Mutation(
    "kid, use and alg added", "structure", added(kid="a key", use="sig"), same=True
)


def exports_read_back(ground: Ground) -> Iterator[str]:
    """Every seed exported, in its public and its private form; then the export imported."""
    rarer = [one for one in ground.selection.of(rare()) if offered(one, ground.buckets.hello)]
    for seed in (*ground.seeds(), *rarer):
        if seed.kind == SET:
            continue
        for case in _cases(seed):
            for form in ("public", "private"):
                if form == "private" and not seed.private:
                    continue
                if form == "public" and seed.kind == "oct":
                    continue
                if _export(ground, case, form):
                    yield seed.kind


def _cases(seed: Seed) -> Iterator[Case]:
    yield Case(seed, (), written(seed.document))
    more = _DESCRIBED.apply(seed.document)
    assert isinstance(more, dict)
    yield Case(seed, (_DESCRIBED,), written(more))


def _export(ground: Ground, case: Case, form: str) -> bool:
    """Whether there was an export to be read again."""
    requires = next((use.requires for use in ground.uses(case.seed)), Requires())
    if "jwk.export" not in ground.buckets.hello.operations:
        return False
    use = Use("jwk.export", {"form": form}, requires)
    (seen,) = ground.ask(ground.whole(case, [use]))
    if not accepted(seen):
        return False
    exported = seen.facts["jwk"]
    uses = [
        use for use in ground.uses(case.seed) if use.operation in ("jwk.import", "jwk.thumbprint")
    ]
    again = Case(case.seed, case.mutations, exported)
    whole = ground.whole(again, uses)
    thumbprint = {"thumbprint": jose.thumbprint(case.seed.document, "sha-256")}
    steps = tuple(
        Step(
            operation=step.operation,
            args=step.args,
            expect="accept",
            facts=thumbprint if step.operation == "jwk.thumbprint" else {},
        )
        for step in whole.steps
    )
    title = f"{case.seed.name}: {case.label}; its {form} form, as exported"
    whole = msgspec.structs.replace(
        whole, id=f"{whole.id}.exported-{form}", title=title, steps=steps
    )
    for step, answer in zip(whole.steps, ground.ask(whole), strict=True):
        hello, library = ground.buckets.hello, ground.buckets.library
        for found in look(again, whole, step, answer, hello, library):
            place = f"exported:{found.place}"
            ground.buckets.add(replace(found, place=place, case=None))
    return True
