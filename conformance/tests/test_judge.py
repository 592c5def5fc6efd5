"""Judging: each verdict from the evidence that earns it, and from none that does not."""

from __future__ import annotations

import hmac
import json
from datetime import date
from typing import Any

import msgspec
import pytest

from jwk_conformance import jose
from jwk_conformance.jose import content
from jwk_conformance.jose.conversion import generate as minted
from jwk_conformance.jose.conversion import jwk_of
from jwk_conformance.judge import fact, judge, tier
from jwk_conformance.protocol import Fault, Hello, Observation
from jwk_vectors.model import Check, Dispute, Option, Step, Vector

from .zoo_library import GOOD, step, vector

ACCEPTED = Observation(outcome="accepted")
STORED = Observation(outcome="stored")
REJECTED = Observation(outcome="rejected", stage="import", error=Fault(type="ValueError"))
CRASHED = Observation(
    outcome="error", stage="use", error=Fault(type="KeyError", bases=("LookupError",))
)


def verdict(one: Vector, *seen: Observation, **controls: Any) -> str:
    return judge(one, seen, controls).verdict


def expecting(expect: str, **more: Any) -> Vector:
    return vector("v", step("jwk.import", GOOD, expect, **more), controls=("c",))


@pytest.mark.parametrize(
    ("expect", "witnessed", "seen", "wanted"),
    [
        ("accept", False, ACCEPTED, "pass"),
        ("accept", False, STORED, "pass"),
        ("accept", False, REJECTED, "fail"),
        ("accept", False, CRASHED, "fail"),
        ("reject", True, ACCEPTED, "fail"),
        ("reject", False, ACCEPTED, "unobserved"),
        ("reject", False, STORED, "unobserved"),
        ("reject", True, REJECTED, "pass"),
        ("reject", True, CRASHED, "pass"),
        ("setup", False, ACCEPTED, "pass"),
        ("setup", False, REJECTED, "blocked"),
        ("accept", False, Observation(outcome="unsupported"), "unsupported"),
        ("accept", False, Observation(outcome="unreached"), "blocked"),
        ("reject", True, Observation(outcome="hung"), "fail"),
        ("reject", True, Observation(outcome="died"), "fail"),
        ("reject", True, Observation(outcome="protocol-error"), "fail"),
    ],
)
def test_one_step(expect: str, witnessed: bool, seen: Observation, wanted: str) -> None:
    assert verdict(expecting(expect, witnessed=witnessed), seen, c="pass") == wanted


@pytest.mark.parametrize(
    ("control", "wanted"),
    [
        ("fail", "blocked"),
        ("blocked", "blocked"),
        ("skipped", "blocked"),
        ("unsupported", "unsupported"),
        ("not-applicable", "unsupported"),
        ("pass", "pass"),
    ],
)
def test_a_vector_stands_on_its_controls(control: str, wanted: str) -> None:
    assert verdict(expecting("accept"), ACCEPTED, c=control) == wanted


def test_a_should_only_warns() -> None:
    one = vector("v", step("jwk.import", GOOD, "accept"), otherwise="warn")
    assert verdict(one, REJECTED) == "warn"


DISPUTE = Dispute(by="a maintainer", date=date(2026, 12, 1), reason="the text allows it")


def under(dispute: Dispute, *seen: Observation, name: str = "", **more: Any) -> str:
    """The verdict on a vector that this dispute is about."""
    one = vector("v", step("jwk.import", GOOD, "accept"), disputes=(dispute,), **more)
    hello = Hello(protocol=1, name=name, version="1.5", language="Python", operations=())
    return judge(one, seen, {}, hello=hello if name else None).verdict


def test_a_disputed_failure_is_shown_as_such_and_a_disputed_pass_as_a_pass() -> None:
    assert under(DISPUTE, REJECTED) == "disputed"
    assert under(DISPUTE, ACCEPTED) == "pass"
    assert under(DISPUTE, REJECTED, otherwise="warn") == "warn"


@pytest.mark.parametrize("state", ["upheld", "rejected"])
def test_a_dispute_that_is_ruled_changes_no_verdict(state: Any) -> None:
    assert under(msgspec.structs.replace(DISPUTE, state=state), REJECTED) == "fail"


def test_a_dispute_counts_for_the_targets_that_it_names() -> None:
    named = msgspec.structs.replace(DISPUTE, targets=("lib 1.*", "other"))
    told = [under(named, REJECTED, name=name) for name in ("lib", "other", "third", "")]
    assert told == ["disputed", "disputed", "fail", "fail"]


def test_nobody_disputes_a_breakdown() -> None:
    assert under(DISPUTE, Observation(outcome="hung")) == "fail"


def test_a_repetition_can_be_disputed_as_anything_else() -> None:
    made = Observation(outcome="accepted", facts={"jwk": GOOD})
    steps = [Step(operation="jwk.generate", args={"kty": "oct"}, expect="accept")] * 2
    one = vector("v", *steps, distinct=("key",))
    assert judge(one, [made, made], {}).verdict == "fail"
    disputed = msgspec.structs.replace(one, disputes=(DISPUTE,))
    assert judge(disputed, [made, made], {}).verdict == "disputed"


def test_a_choice_is_named_by_outcome_and_facts_and_none_fitting_fails() -> None:
    options = (
        Option(option="refuse", outcome="rejected"),
        Option(option="last", outcome="accepted", facts={"thumbprint": "B"}),
        Option(option="odd", outcome="accepted", facts={"thumbprint": "C"}, verdict="warn"),
    )
    one = vector("v", step("jwk.thumbprint", GOOD, "choice", options=options))

    def taken(seen: Observation) -> tuple[str, str]:
        judged = judge(one, [seen], {})
        return judged.verdict, judged.option

    def accepted(thumbprint: str) -> Observation:
        return Observation(outcome="accepted", facts={"thumbprint": thumbprint})

    assert taken(REJECTED) == ("choice", "refuse")
    assert taken(CRASHED) == ("choice", "refuse")
    assert taken(accepted("B")) == ("choice", "last")
    assert taken(accepted("C")) == ("warn", "odd")
    assert taken(accepted("A")) == ("fail", "")


def test_what_must_not_be_there_is_no_option_of_any_choice() -> None:
    options = (
        Option(option="leave-out", outcome="accepted"),
        Option(option="refuse", outcome="rejected"),
    )
    one = vector("v", step("jwk.export", GOOD, "choice", options=options, absent=("k",)))

    def exported(**members: str) -> Observation:
        return Observation(outcome="accepted", facts={"jwk": json.dumps(members)})

    assert judge(one, [exported(kty="oct")], {}).option == "leave-out"
    assert judge(one, [REJECTED], {}).option == "refuse"
    leaking = judge(one, [exported(kty="oct", k="AA")], {})
    assert (leaking.verdict, leaking.did) == ("fail", "wrong")


def test_a_choice_is_told_by_what_was_produced() -> None:
    secret = json.dumps({"kty": "oct", "k": jose.encode(bytes(32))})
    protected = '{"alg":"HS256"}'
    check = Check(kind="jws", key=secret, payload=jose.encode(b"payload"))
    options = (
        Option(option="sound", outcome="accepted", check=check),
        Option(option="wrong", outcome="accepted", verdict="warn"),
    )
    one = vector("v", step("jws.sign", {}, "choice", options=options))
    signed = f"{jose.encode(protected.encode())}.{jose.encode(b'payload')}"
    mac = jose.encode(hmac.digest(bytes(32), signed.encode(), "sha256"))
    for jws, option in ((f"{signed}.{mac}", "sound"), (f"{signed}.{mac[::-1]}", "wrong")):
        seen = Observation(outcome="accepted", facts={"jws": jws})
        assert judge(one, [seen], {}).option == option


def test_wrong_facts_fail_an_acceptance() -> None:
    one = expecting("accept", facts={"thumbprint": "A"})
    right = Observation(outcome="accepted", facts={"thumbprint": "A"})
    wrong = Observation(outcome="accepted", facts={"thumbprint": "B"})
    assert verdict(one, right, c="pass") == "pass"
    assert verdict(one, wrong, c="pass") == "fail"


@pytest.mark.parametrize(
    ("claims", "wanted"),
    [('{"n":1,"sub":"joe"}', "pass"), ('{"sub":"joe"}', "fail"), ('{"n":2,"sub":"joe"}', "fail")],
)
def test_a_payload_may_be_told_as_its_claims(claims: str, wanted: str) -> None:
    one = expecting("accept", facts={"payload": "eyJzdWIiOiJqb2UiLCJuIjoxfQ"})
    assert (
        verdict(one, Observation(outcome="accepted", facts={"claims": claims}), c="pass") == wanted
    )


def test_claims_tell_nothing_of_a_payload_that_is_no_json_object() -> None:
    one = expecting("accept", facts={"payload": "WzFd"})
    seen = Observation(outcome="accepted", facts={"claims": "[1]"})
    assert verdict(one, seen, c="pass") == "vacuous"


def test_an_acceptance_that_reports_nothing_comparable_is_vacuous() -> None:
    one = expecting("accept", facts={"protected": {"alg": "A"}})
    assert verdict(one, ACCEPTED, c="pass") == "vacuous"


def test_a_sequence_is_as_good_as_its_first_failing_step() -> None:
    steps: list[Step] = [
        step("jwk.import", GOOD, "accept", as_="h"),
        step("jwk.import", GOOD, "reject", witnessed=True),
    ]
    one = vector("v", *steps)
    assert verdict(one, ACCEPTED, REJECTED) == "pass"
    assert verdict(one, REJECTED, REJECTED) == "fail"
    assert verdict(one, ACCEPTED, ACCEPTED) == "fail"


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({"jwk": '{"kty":"EC","x":"A"}'}, None),
        ({"jwk": '{"kty":"EC","x":"A","kid":"more is fine"}'}, None),
        ({"jwk": '{"kty":"EC"}'}, "lacks the member x"),
        ({"jwk": '{"kty":"EC","x":"B"}'}, "instead of"),
        ({"jwk": '{"kty":"EC","x":"A","d":"secret"}'}, "holds d"),
        ({"jwk": "not JSON"}, "not a JSON object"),
        ({"jwks": '{"keys":[{"kty":"oct","k":"A"}]}'}, None),
        ({"jwks": '{"keys":[{"kty":"oct","k":"A","d":"secret"}]}'}, "holds d"),
        ({"jwks": '{"keys":[{"kty":"oct","k":"B"}]}'}, "lacks the key"),
        ({"jwks": '{"keys":7}'}, "no array of keys"),
    ],
)
def test_reported_keys_are_compared_member_by_member(
    facts: dict[str, str], said: str | None
) -> None:
    expected = {"jwk": {"kty": "EC", "x": "A"}, "jwks": {"keys": [{"kty": "oct", "k": "A"}]}}
    found = fact.deviation(expected, facts, ("d",))
    assert found is None if said is None else said in str(found)


@pytest.mark.parametrize(
    ("kind", "bases", "level", "wanted"),
    [
        ("KeyError", ("LookupError", "Exception"), "value", True),
        ("lib.Named", ("AttributeError", "Exception"), "value", False),
        ("ZeroDivisionError", ("ArithmeticError", "Exception"), "token", True),
        ("RecursionError", ("RuntimeError", "Exception"), "text", True),
        ("pyo3_runtime.PanicException", ("BaseException",), "value", True),
        ("TypeError", ("Exception",), "value", True),
        ("TypeError", ("Exception",), "structure", False),
        ("TypeError", ("Exception",), "token", False),
        ("lib.Documented", ("Exception",), "value", False),
        ("cryptography.exceptions.InvalidTag", ("Exception",), "value", False),
    ],
)
def test_only_errors_nobody_meant_are_findings(
    kind: str, bases: tuple[str, ...], level: Any, wanted: bool
) -> None:
    seen = Observation(outcome="error", error=Fault(type=kind, bases=bases))
    assert tier.unexpected(seen, level) is wanted
    assert not tier.unexpected(Observation(outcome="rejected", error=seen.error), level)


def _encryptions(*ivs: bytes) -> tuple[Vector, tuple[Observation, ...]]:
    """Encryptions by `dir` under these IVs, and the vector that wants them all different."""
    jwk = {"kty": "oct", "k": jose.encode(bytes(16))}
    segment = jose.encode(b'{"alg":"dir","enc":"A128GCM"}')
    seen = []
    for iv in ivs:
        sealed = content.seal("A128GCM", bytes(16), iv, segment.encode(), b"x")
        parts = (segment, "", *map(jose.encode, (sealed.iv, sealed.ciphertext, sealed.tag)))
        seen.append(Observation(outcome="accepted", facts={"jwe": ".".join(parts)}))
    check = Check(kind="jwe", key=json.dumps(jwk), payload=jose.encode(b"x"))
    steps = [step("jwe.encrypt", json.dumps(jwk), "accept", check=check) for _ in ivs]
    return vector("v", *steps, distinct=("iv",), controls=()), tuple(seen)


def test_a_value_that_must_be_fresh_is_noticed_when_it_repeats() -> None:
    one, seen = _encryptions(bytes(12), bytes([1]) * 12, bytes(12))
    judged = judge(one, seen, {})
    assert judged.verdict == "fail"
    assert "initialisation vector is repeated 1 times" in judged.said


def test_values_that_differ_are_in_order() -> None:
    one, seen = _encryptions(bytes(12), bytes([1]) * 12, bytes([2]) * 12)
    assert judge(one, seen, {}).verdict == "pass"


@pytest.mark.parametrize("form", ["compact", "flattened"])
def test_a_salt_of_pss_that_repeats_is_noticed_and_one_that_does_not_is_in_order(form: str) -> None:
    jwk, head = jwk_of(jose.private_key(minted("RSA"))), '{"alg":"PS256"}'
    by = jose.sign if form == "compact" else jose.sign_flattened
    first, other = by(b"{}", jwk, head), by(b"{}", jwk, head)
    check = Check(kind="jws", key=json.dumps(jwk), payload=jose.encode(b"{}"))
    made = step("jws.sign", GOOD, "accept", check=check)
    one = vector("v", made, made, distinct=("pss-salt",), otherwise="warn", controls=())
    seen = [Observation(outcome="accepted", facts={"jws": jws}) for jws in (first, other)]
    assert judge(one, seen, {}).verdict == "pass"
    judged = judge(one, [seen[0], seen[0]], {})
    assert judged.verdict == "warn"
    assert "so its salt, is repeated 1 times" in judged.said


def _refusals(*errors: Fault | None, stage: Any = "use") -> tuple[Observation, ...]:
    return tuple(Observation(outcome="rejected", stage=stage, error=error) for error in errors)


def _alike(count: int) -> Vector:
    steps = [step("jwe.decrypt", GOOD, "reject", witnessed=True) for _ in range(count)]
    return vector("v", *steps, alike=("type", "message", "stage"), controls=())


@pytest.mark.parametrize(
    ("seen", "said"),
    [
        (
            _refusals(Fault(type="ValueError"), Fault(type="lib.Padding")),
            "type of the exception tells the errors apart: ValueError; lib.Padding",
        ),
        (
            _refusals(Fault(type="E", message="bad padding"), Fault(type="E", message="too long")),
            "message of the exception tells the errors apart: bad padding; too long",
        ),
        (
            _refusals(Fault(type="E")) + _refusals(Fault(type="E"), stage="parse"),
            "stage of the refusal tells the errors apart: use; parse",
        ),
        (_refusals(Fault(type="E"), None), "type of the exception tells the errors apart"),
    ],
)
def test_errors_that_must_look_alike_and_do_not_are_noticed(
    seen: tuple[Observation, ...], said: str
) -> None:
    judged = judge(_alike(2), seen, {})
    assert (judged.verdict, judged.did) == ("fail", "wrong")
    assert said in judged.said


def test_errors_that_look_alike_but_for_numbers_are_in_order() -> None:
    seen = _refusals(
        Fault(type="E", message="a key of 16 octets at 0x7fb2"),
        Fault(type="E", message="a key of 48 octets at 0x7fc0"),
    )
    assert judge(_alike(2), seen, {}).verdict == "pass"


def test_an_acceptance_among_errors_that_must_look_alike_is_judged_as_such() -> None:
    seen = (*_refusals(Fault(type="E")), ACCEPTED)
    judged = judge(_alike(2), seen, {})
    assert (judged.verdict, judged.did) == ("fail", "accepted")


@pytest.mark.parametrize(("count", "wanted"), [(1000, "pass"), (999, "warn")])
def test_a_number_in_a_header_is_held_against_its_least(count: int, wanted: str) -> None:
    jwk = {"kty": "oct", "k": jose.encode(bytes(16))}
    head = {"alg": "dir", "enc": "A128GCM", "urn:example:count": count}
    segment = jose.encode(json.dumps(head).encode())
    sealed = content.seal("A128GCM", bytes(16), bytes(12), segment.encode(), b"x")
    parts = (segment, "", *map(jose.encode, (sealed.iv, sealed.ciphertext, sealed.tag)))
    seen = Observation(outcome="accepted", facts={"jwe": ".".join(parts)})
    check = Check(
        kind="jwe",
        key=json.dumps(jwk),
        payload=jose.encode(b"x"),
        least={"urn:example:count": 1000},
    )
    one = vector("v", step("jwe.encrypt", json.dumps(jwk), "accept", check=check), otherwise="warn")
    judged = judge(one, [seen], {})
    assert judged.verdict == wanted
    if wanted == "warn":
        assert "is 999, where 1000 is the least" in judged.said
