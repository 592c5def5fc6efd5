"""What is written down of an exchange holds no secret."""

from __future__ import annotations

import pytest

from jwk_conformance.endpoint.exchange import Exchange
from jwk_conformance.endpoint.redact import REDACTED, redacted


def written(body: bytes) -> bytes:
    return redacted(Exchange(purpose="jwks", method="GET", url="https://a.example", body=body)).body


@pytest.mark.parametrize(
    "body",
    [
        b'{"keys": [{"kty": "EC", "x": "AAAA", "d": "SECRET"}]}',
        b'{"keys": [{"kty": "EC", "x": "AAAA", "\\u0064": "SECRET"}]}',
        b'{"keys": [{"kty": "EC", "d": "SECRET", "d": "SECRET"}]}',
        b'{"kty": "oct", "k": "SECRET", "deeper": {"k": "SECRET"}}',
        b'{"keys": [{"kty": "RSA", "oth": [{"d": "SECRET"}]}]}',
        b'{"keys": [{"kty": "EC", "d": "SECRET"',
        b"-----BEGIN PRIVATE KEY-----\nSECRET",
    ],
)
def test_private_members_are_masked(body: bytes) -> None:
    assert b"SECRET" in body
    assert b"SECRET" not in written(body)
    assert REDACTED.encode() in written(body)


def test_public_content_is_kept_as_it_was() -> None:
    body = b'{"keys" : [{"kty":"EC","x":"AAAA"}], "n": 1.50}'
    assert written(body) == body
    assert len(written(b"<html>" * 10_000)) == 4096


def test_cookies_and_credentials_are_masked() -> None:
    seen = redacted(
        Exchange(
            purpose="jwks",
            method="GET",
            url="https://a.example",
            sent=(("Authorization", "Bearer SECRET"),),
            headers=(("Set-Cookie", "sid=SECRET"), ("ETag", '"1"')),
        )
    )
    assert "SECRET" not in str(seen)
    assert seen.header("ETag") == '"1"'
