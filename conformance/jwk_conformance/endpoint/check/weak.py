"""Keys whose private part can be computed, or is known already."""

from __future__ import annotations

from collections.abc import Iterator

from jwk_conformance.endpoint.check.registry import Remark, check
from jwk_conformance.endpoint.observed import Observed, named
from jwk_conformance.endpoint.weakness import DETECTORS, modulus, printed, shared, weaknesses

REPLACE = "Take the key out of use at once, and find out how it was made before making another."
FACTORED = 1024
"""Bits below which moduli have been factored, or nearly."""


@check(
    "weak-modulus",
    group="weak",
    level="critical",
    source="practice: the detectors of badkeys",
    advice=REPLACE,
)
def no_modulus_can_be_factored(seen: Observed) -> Iterator[Remark]:
    """An RSA key whose modulus can be factored is everybody's key."""
    for key, n in seen.numbers:
        e = key.integer("e")
        for name in weaknesses(n, e) if e else ():
            said = f"key {named(key)} is weak: {DETECTORS[name]}"
            yield Remark(said, about=f"{named(key)}:{name}")


@check(
    "tiny-modulus",
    group="weak",
    level="critical",
    source="practice: moduli of 829 bits have been factored in public",
    advice="Make a key of 2048 bits or more.",
)
def no_modulus_is_within_reach(seen: Observed) -> Iterator[Remark]:
    """Below 2048 bits the text is broken; below 1024 bits the key is."""
    for key in seen.keys:
        bits = modulus(key).bit_length()
        if 0 < bits < FACTORED:
            yield Remark(f"key {named(key)} has a modulus of {bits} bits", about=named(key))


@check(
    "small-exponent",
    group="weak",
    level="note",
    source="practice: 65537 is what everybody uses, and some readers refuse less",
    advice="Make keys with the exponent 65537.",
)
def the_exponent_is_the_usual_one(seen: Observed) -> Iterator[Remark]:
    """A small odd exponent is allowed, and leaves less room for mistakes of others."""
    for key in seen.keys:
        e = key.integer("e") if key.kty == "RSA" else None
        if e is not None and 3 <= e < 65_537 and e % 2:
            yield Remark(f"key {named(key)} has the exponent {e}", about=named(key))


@check(
    "shared-prime",
    group="weak",
    level="critical",
    source="practice: a common divisor gives both keys away",
    advice=REPLACE,
)
def no_two_keys_share_a_prime(seen: Observed) -> Iterator[Remark]:
    """Two moduli with one prime in common are factored by a greatest common divisor."""
    keys = [named(key) for key, _ in seen.numbers]
    for one, other in shared([n for _, n in seen.numbers]):
        said = f"keys {keys[one]} and {keys[other]} have a prime in common"
        yield Remark(said, about=f"{keys[one]}+{keys[other]}")


@check(
    "key-in-print",
    group="weak",
    level="critical",
    source="practice: the private part stands in a published text or package",
    advice="Take the key out of use at once, and make one of your own.",
)
def no_key_is_out_of_a_book(seen: Observed) -> Iterator[Remark]:
    """A key from an example, or from a package for development, has its private part in print."""
    for key in seen.keys:
        if where := printed(key):
            said = f"the private part of key {named(key)} stands in {where}"
            yield Remark(said, about=named(key))
