"""Examples become a valid key and the fewest mutations, in the fewest octets, and stay true."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from typing import Any, cast

import pytest

from jwk_conformance.engine.session import Session, TargetLost
from jwk_conformance.protocol import Fault, Hello, Observation
from jwk_fuzz.bucket import Buckets, identity
from jwk_fuzz.case import Case, vector
from jwk_fuzz.look import Found
from jwk_fuzz.minimise import ASKS, Budget, Minimiser
from jwk_fuzz.mutation import Mutation, mutated, mutations
from jwk_fuzz.seed import Seed, seeds
from jwk_fuzz.use import uses
from jwk_vectors import bundled
from jwk_vectors.model import Vector

Answers = Callable[[str, Any], Observation]
"""From an operation and a document to what comes of it."""
ACCEPTED = Observation(outcome="accepted", facts={"payload": "", "thumbprint": ""})
REFUSED = Observation(outcome="rejected")


def error(type: str, *bases: str, function: str = "read", message: str = "") -> Observation:
    fault = Fault(type=type, bases=bases, module="lib.key", function=function, message=message)
    return Observation(outcome="error", error=fault)


class Asked:
    """Stands for a session: answers in this process."""

    def __init__(self, answers: Answers) -> None:
        self._answers = answers
        self.documents: list[Any] = []

    def observe(
        self, vectors: Sequence[Vector]
    ) -> Iterator[tuple[Vector, tuple[Observation, ...]]]:
        for one in vectors:
            self.documents.append(one.steps[0].args.get("key"))
            yield one, tuple(self._answers(s.operation, s.args.get("key")) for s in one.steps)


def seed(name: str) -> Seed:
    return next(one for one in seeds() if one.name == name)


def labelled(kty: str, *labels: str) -> tuple[Mutation, ...]:
    return tuple(
        next(one for one in mutations() if one.label == label and kty in one.kty)
        for label in labels
    )


def buckets(version: str = "1.0") -> Buckets:
    hello = Hello(
        protocol=1,
        name="lib",
        version=version,
        language="Python",
        operations=("jwk.import", "jws.verify"),
        kty=("EC", "OKP", "RSA", "oct"),
        crv=("P-256", "P-521"),
        alg=("ES256", "ES512"),
        serialisations=("compact",),
        json="library",
    )
    return Buckets("lib", "lib", hello, bundled())


def minimised(
    name: str,
    labels: Sequence[str],
    answers: Answers,
    operation: str = "jwk.import",
    budget: Budget | None = None,
) -> tuple[Found, Minimiser, Asked]:
    """The example of the one finding on a document."""
    start, asked, found = seed(name), Asked(answers), buckets()
    several = labelled(start.kind, *labels)
    text = mutated(start.document, several)
    assert text is not None
    case = Case(start, several, text)
    use = next(one for one in uses(start) if one.operation == operation)
    taken = frozenset((one.name, operation) for one in seeds())
    whole = vector(case, [use], bundled().clauses, taken)
    found.note(case, whole, [answers(operation, whole.steps[0].args["key"])])
    assert len(found.examples) == 1
    minimiser = Minimiser(
        cast("Session", asked), found, taken, Budget() if budget is None else budget
    )
    minimiser.run()
    (one,) = found.examples.values()
    return one, minimiser, asked


def stumbles_over_n(operation: str, key: Any) -> Observation:
    """Fails over n in an EC key."""
    try:
        document = json.loads(key)
    except ValueError:
        return REFUSED
    if isinstance(document, dict) and document.get("kty") == "EC" and "n" in document:
        return error("KeyError", "LookupError", message="n")
    return ACCEPTED


def text_of(found: Found) -> str | bytes:
    assert found.case is not None
    return found.case.text


def labels_of(found: Found) -> list[str]:
    assert found.case is not None
    return [one.label for one in found.case.mutations]


def test_mutations_members_and_octets_that_do_not_matter_are_left_out() -> None:
    n = "a member n of another key type added"
    found, minimiser, _ = minimised("ec-p-521-private", ["kid: a number", n], stumbles_over_n)
    assert labels_of(found) == [n]
    assert found.case is not None
    assert found.case.seed.name == "ec-p-256-public"
    assert text_of(found) == '{"kty": "EC", "n": ""}'
    assert "crv left out" in found.vector.mutation
    (effort,) = minimiser.buckets.efforts.values()
    assert effort.whole
    assert effort.after == len('{"kty": "EC", "n": ""}') < effort.before
    assert 0 < effort.asked <= ASKS


def test_text_that_is_no_json_is_cut_piece_by_piece() -> None:
    def stumbles_over_a_comment(operation: str, key: Any) -> Observation:
        return error("IndexError", "LookupError") if "/*" in key else REFUSED

    found, _, _ = minimised("ec-p-256-public", ["a comment in front"], stumbles_over_a_comment)
    assert text_of(found) == "/*"


def test_a_key_that_is_wrongly_accepted_stays_whole() -> None:
    def takes_all(operation: str, key: Any) -> Observation:
        return ACCEPTED

    several = ["x: a space within", "an unknown member size added"]
    found, _, _ = minimised("ec-p-256-public", several, takes_all, "jws.verify")
    assert found.kind == "deviation"
    assert labels_of(found) == ["x: a space within"]
    assert set(json.loads(text_of(found))) == {"kty", "crv", "x", "y"}


def test_nothing_is_broken_on_the_way_that_was_not_before() -> None:
    """A reader that refuses a member it must ignore would refuse half a key rightly."""

    def refuses_unknown(operation: str, key: Any) -> Observation:
        document = json.loads(key)
        whole = set(document) == {"kty", "crv", "x", "y"}
        return ACCEPTED if whole else REFUSED

    found, _, _ = minimised(
        "ec-p-256-public", ["an unknown member size added"], refuses_unknown, "jws.verify"
    )
    assert found.judged.did == "refused"
    assert set(json.loads(text_of(found))) == {"kty", "crv", "x", "y", "size"}
    assert json.loads(text_of(found))["size"] == ""


def test_a_type_error_is_never_brought_about_by_a_wrong_type_or_a_missing_member() -> None:
    def counts_octets(operation: str, key: Any) -> Observation:
        document = json.loads(key)
        if not isinstance(document.get("x"), str) or " " in document["x"]:
            return error("TypeError")
        return ACCEPTED

    found, _, _ = minimised("ec-p-256-public", ["x: a space within"], counts_octets)
    assert "x" in json.loads(text_of(found))


def test_the_budget_is_kept_and_what_was_reached_stays() -> None:
    n = "a member n of another key type added"
    found, minimiser, asked = minimised(
        "ec-p-256-private", ["kid: a number", n], stumbles_over_n, budget=Budget(asks=5)
    )
    assert len(asked.documents) == 1 + 5, "one to see that it shows again"
    assert labels_of(found) == [n]
    (effort,) = minimiser.buckets.efforts.values()
    assert not effort.whole


def test_an_example_gets_its_turn_however_long_others_have_taken() -> None:
    n = "a member n of another key type added"
    found, _, asked = minimised(
        "ec-p-256-private", ["kid: a number", n], stumbles_over_n, budget=Budget(seconds=1e-9)
    )
    assert labels_of(found) == [n]
    assert len(asked.documents) == 1 + 12


def test_a_target_that_breaks_down_is_not_asked_for_long() -> None:
    def hangs(operation: str, key: Any) -> Observation:
        return Observation(outcome="hung", error=Fault(type="hung", message="no answer"))

    found, _, asked = minimised("ec-p-256-public", ["x: a space within"], hangs)
    assert found.kind == "hung"
    assert len(asked.documents) <= 6
    assert labels_of(found) == []
    assert found.place == "jwk.import:EC:valid"


def test_a_target_that_is_lost_leaves_the_example_as_it_was() -> None:
    class Lost(Asked):
        def observe(
            self, vectors: Sequence[Vector]
        ) -> Iterator[tuple[Vector, tuple[Observation, ...]]]:
            raise TargetLost("gone")

    found = buckets()
    start = seed("ec-p-256-public")
    several = labelled("EC", "a member n of another key type added")
    case = Case(start, several, mutated(start.document, several) or "")
    use = uses(start)[0]
    whole = vector(case, [use], bundled().clauses, frozenset())
    found.note(case, whole, [error("KeyError", "LookupError")])
    before = list(found.examples.values())
    Minimiser(cast("Session", Lost(stumbles_over_n)), found, frozenset()).run()
    assert list(found.examples.values()) == before


@pytest.mark.parametrize("version", ["1.0", "2.3.4"])
def test_a_fingerprint_holds_neither_version_nor_seed(version: str) -> None:
    prints = set()
    for name in ("ec-p-256-public", "ec-p-521-private"):
        found = buckets(version)
        start = seed(name)
        several = labelled("EC", "x: a space within")
        case = Case(start, several, mutated(start.document, several) or "")
        whole = vector(case, uses(start)[:1], bundled().clauses, frozenset())
        found.note(case, whole, [error("KeyError", "LookupError", message=f"line 7 of {version}")])
        prints |= {found.fingerprint(one) for one in found.examples.values()}
    assert prints == {"lib:unexpected-error:KeyError@lib.key.read"}


def test_a_wrong_thumbprint_is_the_same_finding_whatever_was_accepted_before() -> None:
    prints = set()
    for taken in (frozenset[tuple[str, str]](), frozenset({("oct-32", "jwk.thumbprint")})):
        found, start = buckets(), seed("oct-32")
        several = labelled("oct", "an unknown member size added")
        case = Case(start, several, mutated(start.document, several) or "")
        use = next(one for one in uses(start) if one.operation == "jwk.thumbprint")
        whole = vector(case, [use], bundled().clauses, taken)
        found.note(case, whole, [Observation(outcome="accepted", facts={"thumbprint": "x"})])
        prints |= {found.fingerprint(one) for one in found.examples.values()}
    assert prints == {"lib:deviation:rfc7517-4-unknown-members:oct:wrong:jwk.thumbprint"}


def test_an_id_is_a_file_name() -> None:
    assert identity("my[lib]:hung:a/b").startswith("my-lib-")
    assert "/" not in identity("my[lib]:hung:a/b")


def test_nobody_is_accused_of_what_does_not_show_again() -> None:
    def once(first: Observation) -> Answers:
        answers = iter([first])
        return lambda operation, key: next(answers, ACCEPTED)

    deviation, _, asked = minimised(
        "ec-p-256-public", ["an unknown member size added"], once(REFUSED), "jws.verify"
    )
    assert (deviation.kind, deviation.severity) == ("state", "robustness")
    assert deviation.judged.verdict != "fail"
    assert "did not show again" in deviation.said
    assert len(asked.documents) == 3
    slow = Observation(outcome="hung", error=Fault(type="hung", message="no answer"))
    hang, _, _ = minimised("ec-p-256-public", ["x: a space within"], once(slow))
    assert hang.kind == "unstable"


def test_an_example_is_asked_again_even_where_it_stays_as_it_was_found() -> None:
    n = "a member n of another key type added"
    found, minimiser, asked = minimised(
        "ec-p-256-private", ["kid: a number", n], stumbles_over_n, budget=Budget(seconds=0)
    )
    assert len(asked.documents) == 1
    assert found.kind == "unexpected-error"
    assert labels_of(found) == ["kid: a number", n]
    assert minimiser.buckets.efforts == {}
