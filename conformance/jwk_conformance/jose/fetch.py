"""A JWK Set from the network: RFC 7517 section 8.5.2 tells the media type, nobody the rest."""

from __future__ import annotations

import urllib.error
import urllib.request
from http.client import HTTPException
from urllib.parse import urlsplit

from jwk_conformance.jose.error import NotValid, quoted
from jwk_conformance.jose.key import KeySet, read_set

LIMIT = 1_000_000
"""Octets of a JWK Set that are read."""
TIMEOUT = 5.0
"""Seconds without an answer."""


def fetch_set(url: str) -> KeySet:
    """The set that a URL of https or http gives. Raises NotValid where it gives none."""
    if urlsplit(url).scheme not in ("https", "http"):
        raise NotValid(f"no URL of https or http: {quoted(url)}")
    try:
        with urllib.request.urlopen(url, timeout=TIMEOUT) as answer:
            body = answer.read(LIMIT + 1)
    except (urllib.error.URLError, HTTPException, OSError, ValueError) as error:
        raise NotValid(f"no JWK Set from {quoted(url)}: {error}") from None
    if len(body) > LIMIT:
        raise NotValid(f"a JWK Set of over {LIMIT} octets")
    return read_set(body)
