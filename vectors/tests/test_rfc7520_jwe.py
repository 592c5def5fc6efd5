"""Every value that RFC 7520 section 5 gives on the way is the one that decryption comes by."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from authoring.example import public
from authoring.rfc7520_jwe import CHAPTER
from authoring.rfc7520_jwe_keys import PASSWORD, PLAINTEXT
from jwk_conformance import jose
from jwk_conformance.jose.jwe import Decrypted
from jwk_conformance.jose.key import private_key, public_key
from jwk_conformance.judge.product import fault_in_product
from jwk_vectors.model import Step, Vector

VECTORS = {authored.vector.id: authored.vector for authored in CHAPTER.vectors()}
DECRYPTIONS = [vector for vector in VECTORS.values() if vector.operation == "jwe.decrypt"]
ENCRYPTIONS = [vector for vector in VECTORS.values() if vector.operation == "jwe.encrypt"]

COMPUTED = {
    "content encryption key": "cek",
    "initialisation vector": "iv",
    "encrypted key": "encrypted_key",
    "additional authenticated data": "aad_member",
    "ciphertext": "ciphertext",
    "authentication tag": "tag",
    "initialisation vector for key wrapping": "wrap_iv",
    "authentication tag from key wrapping": "wrap_tag",
    "compressed plaintext": "compressed",
}
"""What a figure shows → what the suite's own decryption calls it."""


def name_of(told: str) -> str:
    """The name in "figure 204, encrypted key #1" without the figure and the recipient."""
    return re.sub(r"^figure \d+, | #\d$", "", told)


def told_values(*names: str) -> list[Any]:
    """Each value told under one of the names, as a test parameter with its vector."""
    return [
        pytest.param(vector, name_of(told), value, id=f"{vector.id}: {told}")
        for vector in DECRYPTIONS
        for told, value in vector.intermediate.items()
        if name_of(told) in names
    ]


def opened(vector: Vector) -> Decrypted:
    args = vector.steps[0].args
    return jose.decrypt(args["jwe"], json.loads(args["key"]))


@pytest.mark.parametrize(("vector", "name", "told"), told_values(*COMPUTED))
def test_what_the_figure_shows_is_what_decryption_comes_by(
    vector: Vector, name: str, told: str
) -> None:
    assert jose.encode(opened(vector).intermediate[COMPUTED[name]]) == told


@pytest.mark.parametrize(("vector", "name", "told"), told_values("protected header"))
def test_the_protected_header_is_the_one_shown(vector: Vector, name: str, told: str) -> None:
    assert jose.encode(opened(vector).protected_text) == told


@pytest.mark.parametrize(("vector", "name", "told"), told_values("salt input"))
def test_the_salt_is_the_algorithm_a_zero_and_the_salt_input(
    vector: Vector, name: str, told: str
) -> None:
    alg = vector.steps[0].args["algorithms"][0]
    assert opened(vector).intermediate["salt"] == alg.encode() + b"\0" + jose.decode(told)


@pytest.mark.parametrize(("vector", "name", "told"), told_values("ephemeral key"))
def test_the_ephemeral_key_agrees_on_the_same_secret(vector: Vector, name: str, told: str) -> None:
    ephemeral = json.loads(told)
    found = opened(vector)
    header = {**(found.protected or {}), **(found.header or {})}
    assert header["epk"] == public(ephemeral)
    ours, theirs = private_key(ephemeral), public_key(json.loads(vector.steps[0].args["key"]))
    assert isinstance(ours, ec.EllipticCurvePrivateKey)
    assert isinstance(theirs, ec.EllipticCurvePublicKey)
    assert ours.exchange(ec.ECDH(), theirs) == found.intermediate["z"]


def test_no_value_goes_unchecked() -> None:
    checked = {*COMPUTED, "protected header", "salt input", "ephemeral key"}
    assert {name_of(told) for v in VECTORS.values() for told in v.intermediate} == checked


def counterpart(vector: Vector) -> Step:
    """The decryption of what an encryption vector asks for."""
    return VECTORS[vector.id.replace("-encrypt-", "-decrypt-")].steps[0]


@pytest.mark.parametrize("vector", ENCRYPTIONS, ids=lambda vector: vector.id)
def test_the_rfcs_own_jwe_passes_as_a_product(vector: Vector) -> None:
    assert fault_in_product(vector.steps[0], {"jwe": counterpart(vector).args["jwe"]}) is None


@pytest.mark.parametrize("vector", ENCRYPTIONS, ids=lambda vector: vector.id)
def test_nothing_that_the_library_generates_is_asked_for(vector: Vector) -> None:
    args = vector.steps[0].args
    texts = [args.get("protected", "{}"), args.get("unprotected", "{}")]
    texts += [one.get("header", "{}") for one in args["recipients"]]
    members = {name for text in texts for name in json.loads(text)}
    assert {"alg", "enc"} <= members <= {"alg", "enc", "kid", "cty", "zip"}


def test_a_product_without_the_additional_data_does_not_pass() -> None:
    asked = VECTORS["rfc7520-5.10-encrypt-general"].steps[0]
    without = VECTORS["rfc7520-5.8-decrypt-general"].steps[0].args["jwe"]
    fault = fault_in_product(asked, {"jwe": without})
    assert fault is not None
    assert "additional authenticated data" in fault


def test_a_product_that_leaves_out_a_protected_member_does_not_pass() -> None:
    asked = VECTORS["rfc7520-5.9-encrypt-compact"].steps[0]
    without = VECTORS["rfc7520-5.8-decrypt-compact"].steps[0].args["jwe"]
    fault = fault_in_product(asked, {"jwe": without})
    assert fault is not None
    assert "zip" in fault


@pytest.mark.parametrize(
    "octets", [PLAINTEXT, jose.decode(PASSWORD["k"])], ids=["figure 72", "figure 96"]
)
def test_text_that_the_rfc_gives_with_escapes_stands_in_it(octets: bytes) -> None:
    folder = os.environ.get("JWK_RFC_DIR")
    if not folder:
        pytest.skip("JWK_RFC_DIR names no folder with the RFC texts, such as rfc7520.txt")
    rfc = re.sub(r"\s+", "", Path(folder, "rfc7520.txt").read_text("utf-8"))
    shown = octets.decode().replace("\u2013", r"\xe2\x80\x93").replace(" ", "")
    assert shown in rfc.replace('""', "")
