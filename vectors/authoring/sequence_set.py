"""Sets used again and again: a key taken out and used must not change what the set holds."""

from __future__ import annotations

from collections.abc import Iterator

from authoring.build import REFUSED_BY_WITNESS, Authored, Expected, Ref, vector
from authoring.controls import PRIVATE_MEMBERS, control_of
from authoring.damage import VERIFIED, source_of
from authoring.forge import jws
from authoring.operation import export_set, import_set, select_key, verify
from authoring.registry import Chapter
from authoring.suite import key, public

WHY = "A set is held for hours and asked for every token; what one use does to it, all others see."
FIRST, SECOND = key("ec-p-256"), key("rsa-2048-a")
SET = {"keys": [{**public(FIRST), "kid": "first"}, {**public(SECOND), "kid": "second"}]}
FOUND = {
    "first": Expected(facts={"found": True, "jwk": public(FIRST)}),
    "second": Expected(facts={"found": True, "jwk": public(SECOND)}),
}
MISSING = Expected(facts={"found": False})
EXPORTED = Expected(
    facts={"jwks": {"keys": [public(FIRST), public(SECOND)]}}, absent=PRIVATE_MEMBERS
)


def sets() -> Iterator[Authored]:
    """Selections and exports by turns."""
    held = import_set(SET, named="s")

    token = jws(FIRST, "ES256")
    like = public(FIRST)
    for case, title, drafts, clause, mutation in (
        (
            "select-by-turns",
            "Two keys of a set selected by turns",
            (held, *(select_key(Ref("s"), kid, FOUND[kid]) for kid in ("first", "second") * 2)),
            "rfc7517-4.5-kid-matches",
            "each key selected twice",
        ),
        (
            "select-unknown-between",
            "A kid that the set lacks, between two that it has",
            (
                held,
                select_key(Ref("s"), "first", FOUND["first"]),
                select_key(Ref("s"), "third", MISSING),
                select_key(Ref("s"), "first", FOUND["first"]),
            ),
            "rfc7517-4.5-kid-matches",
            "a kid that no key has, asked for in between",
        ),
        (
            "select-use-select",
            "A key selected, used and selected again",
            (
                held,
                select_key(Ref("s"), "first", FOUND["first"], named="k"),
                verify(Ref("k"), token, ["ES256"], VERIFIED, like=like),
                select_key(Ref("s"), "first", FOUND["first"], named="again"),
                verify(Ref("again"), token, ["ES256"], VERIFIED, like=like),
                verify(Ref("k"), token, ["ES256"], VERIFIED, like=like),
            ),
            "rfc7515-5.2-report-success",
            "the key used between two selections",
        ),
        (
            "export-twice",
            "A set exported twice",
            (held, export_set(Ref("s"), EXPORTED), export_set(Ref("s"), EXPORTED)),
            "rfc7517-5-represents-a-set",
            "the set exported twice",
        ),
        (
            "export-around-select",
            "A set exported before and after a key is selected and used",
            (
                held,
                export_set(Ref("s"), EXPORTED),
                select_key(Ref("s"), "first", FOUND["first"], named="k"),
                verify(Ref("k"), token, ["ES256"], VERIFIED, like=like),
                export_set(Ref("s"), EXPORTED),
            ),
            "rfc7517-5-represents-a-set",
            "a key selected and used between two exports",
        ),
    ):
        yield vector(
            f"sequence.set-{case}",
            title,
            *drafts,
            group="sequence",
            why=WHY,
            clauses=(clause,),
            source=source_of(clause),
            level="structure",
            severity="robustness",
            derived_from=control_of(drafts[-1]),
            mutation=mutation,
        )
    other = key("ec-p-256-b")
    rotated = {"keys": [{**public(other), "kid": "first"}]}
    yield vector(
        "sequence.set-rotated",
        "A key replaced by another under its kid, in a set read anew",
        held,
        import_set(rotated, named="t"),
        select_key(Ref("s"), "first", FOUND["first"], named="old"),
        select_key(
            Ref("t"),
            "first",
            Expected(facts={"found": True, "jwk": public(other)}),
            named="new",
        ),
        verify(Ref("new"), jws(other, "ES256"), ["ES256"], VERIFIED, like=like),
        verify(Ref("new"), token, ["ES256"], REFUSED_BY_WITNESS, like=like),
        verify(Ref("old"), token, ["ES256"], VERIFIED, like=like),
        group="sequence",
        why="After a rotation the withdrawn key must be dead, whatever was kept by its kid.",
        clauses=("rfc7515-5.2-signature-validates", "rfc7517-4.5-kid-matches"),
        source=source_of("rfc7517-4.5-x"),
        level="structure",
        severity="security",
        reason="set-rotated",
        witness="the signature is the old key's: it passes if, and only if, that key is kept",
        derived_from="control-jws.verify-ec-p-256-es256-compact",
        mutation="a second set, with another key under the same kid",
    )


CHAPTER = Chapter("sequence-set", "Sets used again and again", (sets,))
