"""What the compiler writes, and what it refuses."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from authoring import cve, rule
from authoring.build import (
    ACCEPTED,
    REFUSED,
    REFUSED_BY_WITNESS,
    Authored,
    Draft,
    Expected,
    choice,
    vector,
)
from authoring.chapters import chapters
from authoring.compile import (
    DATA,
    Compiled,
    CompileError,
    check_history,
    compile_all,
    differing,
    render,
    write,
)
from authoring.history import history
from authoring.operation import import_key
from authoring.registry import Chapter
from authoring.suite import key
from jwk_vectors import load_folder
from jwk_vectors.model import FORMAT, Option, Source, VectorFile

OCT = key("oct-32")
MUST_REJECT = "rfc7518-6.4.1-k-present"
MUST_ACCEPT = "rfc7517-4-unknown-members"
MAY_REJECT = "rfc7517-4.3-no-duplicates"


def authored(draft: Draft, *clauses: str, id: str = "a.vector", **more: Any) -> Authored:
    return vector(
        id,
        "A vector",
        draft,
        group="group",
        why="It matters.",
        clauses=clauses,
        source=Source(document="RFC 7517", section="4"),
        **more,
    )


CONTROL = authored(import_key(OCT), MUST_ACCEPT, id="a.control", role="control")


def compiled(*items: Authored) -> tuple[Compiled, ...]:
    def author() -> Iterator[Authored]:
        yield CONTROL
        yield from items

    return compile_all([Chapter("chapter", "A chapter", (author,))])


def refusal(*items: Authored) -> str:
    with pytest.raises(CompileError) as caught:
        compiled(*items)
    return str(caught.value)


def test_what_is_committed_is_what_the_authoring_compiles_to() -> None:
    past = history(DATA)
    files = compile_all(chapters(), past=past)
    assert differing(files, DATA / "vectors") == []
    check_history(files, past)


def test_the_order_of_the_chapters_makes_no_difference() -> None:
    files = compile_all(reversed(chapters()), past=history(DATA))
    assert differing(files, DATA / "vectors") == []


def test_the_compiled_files_load_with_their_ledger_and_choices() -> None:
    library = load_folder(DATA)
    assert {vector.expect for vector in library.vectors} >= {"accept", "reject", "choice"}


def test_a_vector_names_the_control_of_its_scope() -> None:
    (file,) = compiled(authored(import_key(OCT), MUST_ACCEPT))
    vectors = msgspec.json.decode(file.text, type=VectorFile).vectors
    assert vectors[1].controls == ("a.control",)


def test_a_scope_without_a_control_is_refused_by_name() -> None:
    said = refusal(authored(import_key(key("okp-x448")), MUST_ACCEPT))
    assert said == "no control for the scope: jwk.import OKP X448"


def test_two_controls_for_one_scope_are_refused() -> None:
    again = authored(import_key(OCT), MUST_ACCEPT, id="b.control", role="control")
    assert "a.control has the same scope: jwk.import oct" in refusal(again)


OPTION = Option(option="accept", outcome="accepted")
STRANGE = Option(option="shrug", outcome="accepted")


@pytest.mark.parametrize(
    ("expected", "clauses", "more", "said"),
    [
        (REFUSED, [MUST_ACCEPT], {}, "none of its clauses is must-reject"),
        (REFUSED, [MAY_REJECT], {}, "none of its clauses is must-reject"),
        (ACCEPTED, [MAY_REJECT], {}, "leave the consumer free"),
        (ACCEPTED, ["rfc7517-99-nonsense"], {}, "the ledger lacks the clause rfc7517-99"),
        (ACCEPTED, [], {}, "names no clause"),
        (ACCEPTED, ["rfc7515-10.12-duplicate-names"], {}, "says that nothing tests rfc7515-10.12"),
        (ACCEPTED, [MUST_ACCEPT], {"implied": {"rfc1-1-x": "so"}}, "lacks the clause rfc1-1-x"),
        (ACCEPTED, [MUST_ACCEPT], {"derived_from": "nothing"}, "derived from nothing, which"),
        (ACCEPTED, [MUST_ACCEPT], {"choice": "duplicate-key-ops"}, "no step leaves one"),
        (ACCEPTED, [MUST_ACCEPT], {"id": "Not An Id"}, "is not made of lower-case words"),
        (choice(OPTION), [MAY_REJECT], {}, "(unnamed) stands in no choices.toml"),
        (choice(OPTION), [MAY_REJECT], {"choice": "none"}, "choice none stands in no"),
        (choice(), [MAY_REJECT], {"choice": "duplicate-key-ops"}, "without options"),
        (choice(STRANGE), [MAY_REJECT], {"choice": "duplicate-key-ops"}, "no option shrug"),
        (
            choice(OPTION),
            [MUST_ACCEPT],
            {"choice": "duplicate-key-ops"},
            "none of its clauses is may-reject",
        ),
        (REFUSED_BY_WITNESS, [MUST_REJECT], {}, "nothing says how"),
        (Expected(witnessed=True), [MUST_ACCEPT], {"witness": "w"}, "no refusal is expected"),
    ],
)
def test_what_would_accuse_wrongly_is_refused(
    expected: Expected, clauses: list[str], more: dict[str, Any], said: str
) -> None:
    assert said in refusal(authored(import_key(OCT, expected), *clauses, **more))


def test_a_number_that_is_no_cve_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    wrong = cve.Entry("CVE-99-1", "a library", "It goes wrong.", ("a.vector",))
    monkeypatch.setattr(cve, "entries", lambda: (wrong,))
    assert "CVE-99-1 is not a CVE number" in refusal(authored(import_key(OCT), MUST_ACCEPT))


def test_a_second_defect_is_refused_unless_it_is_declared() -> None:
    twice = {**OCT, "k": OCT["k"] + "=", "kid": 1}
    reason = {"rfc7515-2-unpadded": "so that there is one", "rfc7517-4.5-kid-is-a-string": "too"}
    said = refusal(authored(import_key(twice, REFUSED, like=OCT), MUST_REJECT))
    assert "it also breaks base64url-padding" in said
    assert "it also breaks kid-type" in said
    compiled(authored(import_key(twice, REFUSED, like=OCT), MUST_REJECT, implied=reason))


def test_an_id_that_stands_twice_is_refused() -> None:
    twice = authored(import_key(OCT), MUST_ACCEPT)
    assert "a.vector: the id stands twice" in refusal(twice, twice)


def test_a_breach_of_the_schema_is_refused() -> None:
    wrong = Expected(facts={"colour": "red"})
    assert "'colour' was unexpected" in refusal(authored(import_key(OCT, wrong), MUST_ACCEPT))


def test_everything_that_is_wrong_is_told_at_once() -> None:
    said = refusal(
        authored(import_key(OCT, REFUSED), MUST_ACCEPT, id="first"),
        authored(import_key(OCT), MAY_REJECT, id="second"),
    )
    assert [line.split(":")[0] for line in said.splitlines()] == ["first", "second"]


def test_characters_that_do_not_show_are_written_as_escapes() -> None:
    invisible = "\u2028\u2029\ufeff\x7f\u200b\u0000"
    (file,) = compiled(authored(import_key(OCT), MUST_ACCEPT, mutation=f"é{invisible}"))
    assert "é\\u2028\\u2029\\ufeff\\u007f\\u200b\\u0000" in file.text
    vectors = msgspec.json.decode(file.text, type=VectorFile).vectors
    assert vectors[1].mutation == f"é{invisible}"


def test_writing_changes_what_differs_and_removes_what_nobody_writes(tmp_path: Path) -> None:
    file = Compiled("a.json", render(VectorFile(format=FORMAT, title="A", vectors=())))
    (tmp_path / "old.json").write_text("{}")
    assert differing([file], tmp_path) == ["a.json", "old.json"]
    assert write([file], tmp_path) == ["a.json", "old.json"]
    assert [path.name for path in tmp_path.iterdir()] == ["a.json"]
    assert write([file], tmp_path) == []


def test_a_changed_octet_is_a_difference(tmp_path: Path) -> None:
    file = Compiled("a.json", "{}\n")
    write([file], tmp_path)
    (tmp_path / "a.json").write_text("{} \n")
    assert differing([file], tmp_path) == ["a.json"]


def test_every_must_reject_vector_says_what_was_done_to_what() -> None:
    for authored_vector in load_folder(DATA).vectors:
        if authored_vector.expect == "reject":
            assert authored_vector.mutation, authored_vector.id
            assert authored_vector.derived_from, authored_vector.id
            assert authored_vector.reason, authored_vector.id


def test_every_choice_is_put_to_the_test() -> None:
    library = load_folder(DATA)
    assert {vector.choice for vector in library.vectors} - {""} == set(library.choices)


def test_no_rule_of_the_compiler_finds_fault_with_the_library() -> None:
    assert list(rule.faults(load_folder(DATA))) == []
