"""The RFC chapters hold under the suite's own reading of JOSE objects."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from authoring.chapters import chapters
from jwk_conformance import jose
from jwk_conformance.jose.key import is_private
from jwk_conformance.judge.product import fault_in_product
from jwk_vectors.model import Step, Vector

VECTORS = [
    authored.vector
    for chapter in chapters()
    if chapter.name.startswith("rfc")
    for authored in chapter.vectors()
]


def steps(operation: str, where: Callable[[Step], bool] = lambda step: True) -> list[Any]:
    """The steps of an operation, each as a test parameter named after its vector."""
    return [
        pytest.param(step, id=vector.id)
        for vector in VECTORS
        for step in vector.steps
        if step.operation == operation and where(step)
    ]


def leaves_nothing_to_chance(step: Step) -> bool:
    return step.check is not None and bool(step.check.exact)


def is_accepted(step: Step) -> bool:
    return step.expect == "accept"


def holds_a_private_key(step: Step) -> bool:
    return is_private(json.loads(step.args["key"]))


@pytest.mark.parametrize("step", steps("jws.verify", is_accepted))
def test_signatures_verify_and_carry_what_is_told(step: Step) -> None:
    detached = jose.decode(step.args["detached"]) if "detached" in step.args else None
    opened = jose.verify(step.args["jws"], json.loads(step.args["key"]), detached=detached)
    assert jose.encode(opened.payload) == step.facts["payload"]
    if "protected" in step.facts:
        assert opened.protected == step.facts["protected"]


@pytest.mark.parametrize("step", steps("jwe.decrypt"))
def test_encryptions_open_and_hold_what_is_told(step: Step) -> None:
    opened = jose.decrypt(step.args["jwe"], json.loads(step.args["key"]))
    assert jose.encode(opened.plaintext) == step.facts["payload"]
    if "protected" in step.facts:
        assert opened.protected == step.facts["protected"]


@pytest.mark.parametrize("step", steps("jwk.thumbprint"))
def test_thumbprints_are_those_computed(step: Step) -> None:
    key = json.loads(step.args["key"])
    assert jose.thumbprint(key, step.args["hash"]) == step.facts["thumbprint"]


@pytest.mark.parametrize("step", steps("jws.sign", leaves_nothing_to_chance))
def test_the_sources_own_output_passes_as_a_product(step: Step) -> None:
    assert step.check is not None
    assert fault_in_product(step, {"jws": step.check.exact}) is None


@pytest.mark.parametrize("step", steps("jwk.import", holds_a_private_key))
def test_private_keys_fit_their_public_half(step: Step) -> None:
    jose.consistent(json.loads(step.args["key"]))


TOLD = "content encryption key"
KEYS_TOLD = [
    pytest.param(vector, value, id=f"{vector.id}: {name}")
    for vector in VECTORS
    for name, value in vector.intermediate.items()
    if name.endswith(TOLD) and vector.steps[0].operation == "jwe.decrypt"
]


@pytest.mark.parametrize(("vector", "told"), KEYS_TOLD)
def test_the_content_key_is_the_one_the_source_tells(vector: Vector, told: str) -> None:
    args = vector.steps[0].args
    assert (
        jose.encode(jose.decrypt(args["jwe"], json.loads(args["key"])).intermediate["cek"]) == told
    )


@pytest.mark.parametrize("step", steps("jws.verify"))
def test_verification_takes_public_keys_where_there_are_any(step: Step) -> None:
    key = json.loads(step.args["key"])
    assert key["kty"] == "oct" or not is_private(key)
