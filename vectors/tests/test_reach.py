"""Vectors are not held against those they cannot speak of."""

import base64
from typing import Any

import pytest

from authoring import reach
from jwk_vectors.model import Step


def step(operation: str, expect: Any = "accept", **args: Any) -> Step:
    return Step(operation=operation, args=args, expect=expect)


def jws(payload: bytes) -> str:
    return f"AA.{base64.urlsafe_b64encode(payload).decode().rstrip('=')}.AA"


@pytest.mark.parametrize(
    ("payload", "beyond"),
    [
        (b'{"sub":"joe"}', False),
        (b'{"sub":"joe","exp":1}', True),
        (b"[1]", True),
        (b"\xff", True),
    ],
)
def test_a_jwt_library_is_asked_only_what_may_be_claims(payload: bytes, beyond: bool) -> None:
    found = reach.out_of_reach([step("jws.verify", jws=jws(payload), key="{}")])
    assert (reach.CLAIMS_ONLY in found) is beyond


def test_a_jws_in_json_is_looked_into_as_well() -> None:
    found = reach.out_of_reach([step("jws.verify", jws='{"payload":"WzFd"}', key="{}")])
    assert found == (reach.CLAIMS_ONLY,)


@pytest.mark.parametrize(
    ("operation", "expect", "beyond"),
    [
        ("jwk.import", "accept", True),
        ("jwk.import", "reject", False),
        ("jwk.import", "choice", False),
        ("jwe.decrypt", "accept", False),
    ],
)
def test_who_reads_public_keys_alone_need_not_take_private_ones(
    operation: str, expect: str, beyond: bool
) -> None:
    found = reach.out_of_reach([step(operation, expect, key='{"kty":"EC","d":"AA"}')])
    assert found == ((reach.PUBLIC_ONLY,) if beyond else ())


def test_the_types_of_keys_in_a_set_must_be_known_if_they_are_registered() -> None:
    keys = '{"keys":[{"kty":"EC"},{"kty":"oct"},{"kty":"new"},7]}'
    assert reach.kinds_in_sets([step("jwks.import", set=keys)]) == {"EC", "oct"}
    assert reach.kinds_in_sets([step("jwks.import", set="[")]) == frozenset()


def test_who_only_signs_need_not_read_keys_for_encryption() -> None:
    key = '{"kty":"EC","use":"enc"}'
    assert reach.other_operations([step("jwk.import", key=key)]) == {reach.ENCRYPTS}
    assert reach.other_operations([step("jwk.import", "choice", key=key)]) == frozenset()
    assert reach.other_operations([step("jwk.thumbprint", key=key)]) == frozenset()
