"""How a part of a token may not be written: the other alphabet, padding, junk."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from jwk_fuzz.forgery.noun import Forgery, Token, part, signed_text, written
from jwk_fuzz.mutation.encoding import SAME_OCTETS
from jwk_fuzz.valid import encoded

OF_PARTS = {
    "base64url-padding": "part-padding",
    "base64url-standard-alphabet": "part-standard-alphabet",
    "base64url-junk": "part-junk",
    "base64url-length": "part-length",
    "base64url-trailing-bits": "part-trailing-bits",
}
"""Rule on members of keys → the rule on parts of tokens."""

BOTH = "~~~???>>>"
"""A value whose encoding has characters in which the two alphabets differ."""


def spellings() -> Iterator[Forgery]:
    """The signature misspelt; the header misspelt, and signed so."""
    for said, respell, breaks in SAME_OCTETS:
        rule = (OF_PARTS[breaks],)
        yield Forgery(f"signature: {said}", part(2, respell), rule)
        if "ASCII" not in said and "surrogate" not in said:  # such a header cannot be signed
            yield Forgery(f"header: {said}", _header(respell), rule)


def _header(respell: Callable[[str], str | None]) -> Callable[[Token], str | None]:
    def apply(token: Token) -> str | None:
        was = encoded(written({**token.header, "kid": BOTH}))
        text = respell(was)
        return None if text in (None, was) else signed_text(token, text)

    return apply
