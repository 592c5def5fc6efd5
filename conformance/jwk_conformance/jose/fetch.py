"""A JWK Set from the network: RFC 7517 section 8.5.2 tells the media type, nobody the rest."""

from __future__ import annotations

import urllib.error
import urllib.request
from http.client import HTTPException
from urllib.parse import urlsplit

from jwk_conformance.jose.error import NotValid, quoted
from jwk_conformance.jose.header import text_of
from jwk_conformance.jose.key import KeySet, read_set
from jwk_conformance.rulebook import Key
from jwk_conformance.rulebook import token as subject

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


class Client:
    """The set at a URL, fetched when it is first needed, and again for each kid it lacks."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._keys = KeySet(())

    def find(self, kid: str) -> Key | None:
        """The first key with this kid. Raises NotValid where the set cannot be fetched."""
        found = self._keys.find(kid)
        if found is None:
            self._keys = fetch_set(self._url)
            found = self._keys.find(kid)
        return found

    def keys_for(self, jws: str) -> KeySet:
        """The set with the key that a token names. Raises NotValid where there is none."""
        signatures = subject.jws(text_of(jws)).signatures
        kid = signatures[0].header.string("kid") if signatures else None
        if kid is None:
            self._keys = fetch_set(self._url)
        elif self.find(kid) is None:
            raise NotValid(f"the set at {quoted(self._url)} has no key {quoted(kid)}")
        return self._keys
