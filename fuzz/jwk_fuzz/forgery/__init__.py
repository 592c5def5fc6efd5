"""Every way to forge a token that the fuzzer knows, as data."""

from functools import cache

from jwk_fuzz.forgery import claims, encryption, header, serialisation, signature, spelling
from jwk_fuzz.forgery.noun import Forgery, Form, Token, forged

__all__ = ["Forgery", "Form", "Token", "forged", "of_jwe", "of_jws", "of_jwt"]


@cache
def of_jws() -> tuple[Forgery, ...]:
    """Those of a compact JWS, in an order that stays."""
    families = (
        signature.signatures,
        spelling.spellings,
        header.parameters,
        header.texts,
        serialisation.documents,
    )
    return tuple(forgery for family in families for forgery in family())


@cache
def of_jwe() -> tuple[Forgery, ...]:
    """Those of a compact JWE, in an order that stays."""
    families = (encryption.parts_damaged, encryption.headers, encryption.documents)
    return tuple(forgery for family in families for forgery in family())


@cache
def of_jwt() -> tuple[Forgery, ...]:
    """Those of the claims in a compact JWS, in an order that stays."""
    return tuple(claims.claims())
