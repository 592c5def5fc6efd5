"""Rules on RSA keys: RFC 7518 section 6.3, with RFC 8017 section 3 for what makes a key."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from jwk_conformance.rulebook.key import LARGEST_INTEGER, Key
from jwk_conformance.rulebook.rule import Violation, rule

CRT = ("p", "q", "dp", "dq", "qi")
INTEGERS = ("n", "e", "d", *CRT)
LEAST_BITS = 2048
"""RFC 7518 sections 3.3, 3.5, 4.2 and 4.3."""

LARGEST_POWER = 4096
"""Bits of a modulus to which d is tried where the primes are not there: tens of milliseconds."""


def _given(key: Key, *names: str) -> list[int] | None:
    """The integers under these names; None unless all are there and not too long."""
    numbers = [key.integer(name) for name in names]
    return None if None in numbers else [number for number in numbers if number is not None]


def _missing(key: Key, name: str) -> Iterator[Violation]:
    if name not in key.members:
        yield Violation(key.at, f"an RSA key without {name}")


@rule(
    "rsa-n-missing",
    kty="RSA",
    clauses="rfc7518-6.3.1-members-present",
    advice="Add n: it is half of the key.",
)
def n_is_there(key: Key) -> Iterator[Violation]:
    """An RSA key has a modulus n (RFC 7518 section 6.3.1)."""
    return _missing(key, "n")


@rule(
    "rsa-e-missing",
    kty="RSA",
    clauses="rfc7518-6.3.1-members-present",
    advice="Add e; for most keys it is AQAB. No reader may assume it.",
)
def e_is_there(key: Key) -> Iterator[Violation]:
    """An RSA key has an exponent e (RFC 7518 section 6.3.1)."""
    return _missing(key, "e")


@rule(
    "rsa-member-type",
    kty="RSA",
    clauses="rfc7518-6.3.1-members-are-strings",
    advice="Write the integer in base64url of its big-endian octets.",
)
def integers_are_strings(key: Key) -> Iterator[Violation]:
    """The integers of an RSA key are strings, in base64url (RFC 7518 section 6.3.1)."""
    for name in INTEGERS:
        if not isinstance(key.members.get(name, ""), str):
            yield Violation(key.where(name), f"{name} is not a string")


@rule(
    "rsa-leading-zero",
    kty="RSA",
    clauses="rfc7518-2-minimal-integers",
    advice="Drop the leading zero octet before encoding: many encoders add one for the sign.",
)
def integers_are_minimal(key: Key) -> Iterator[Violation]:
    """An integer is encoded in as few octets as it needs (RFC 7518 section 2).

    With a zero octet in front the key has another thumbprint, and strict readers refuse it.
    """
    for name in INTEGERS:
        octets = key.octets(name)
        if octets is not None and len(octets) > 1 and octets[0] == 0:
            yield Violation(key.where(name), f"{name} has a leading zero octet")


@rule(
    "rsa-empty-integer",
    kty="RSA",
    clauses=("rfc7518-2-zero", "rfc7518-6.3-valid-key"),
    advice="Something was lost on the way: encode the integer again.",
)
def integers_have_octets(key: Key) -> Iterator[Violation]:
    """Even zero is one octet, "AA" (RFC 7518 section 2): no integer is the empty string."""
    for name in INTEGERS:
        if key.octets(name) == b"":
            yield Violation(key.where(name), f"{name} is empty")


@rule(
    "rsa-oversized",
    kty="RSA",
    clauses="rfc7518-6.3-valid-key",
    level="note",
    advice="Use a modulus of 2048 to 4096 bits; most readers take no larger one.",
)
def integers_are_of_a_usual_size(key: Key) -> Iterator[Violation]:
    """Beyond 16384 bits no common implementation works with a key, and it is not examined here."""
    for name in INTEGERS:
        octets = key.octets(name)
        if octets is not None and len(octets) > LARGEST_INTEGER:
            yield Violation(key.where(name), f"{name} has {len(octets)} octets: not examined")


@rule(
    "rsa-modulus",
    kty="RSA",
    about="n",
    clauses=("rfc7518-6.3-valid-key", "rfc8017-3.1-modulus"),
    advice="Generate a new key: this one is none.",
)
def n_can_be_a_product(key: Key) -> Iterator[Violation]:
    """n is a product of odd primes (RFC 8017 section 3.1), so it is odd and no 0 or 1."""
    numbers = _given(key, "n")
    if numbers and (numbers[0] % 2 == 0 or numbers[0] < 15) and key.octets("n"):
        small = numbers[0] if numbers[0] < 15 else "even"
        yield Violation(key.where("n"), f"n is {small}: no product of odd primes")


@rule(
    "rsa-small-modulus",
    kty="RSA",
    about="n",
    clauses=(
        "rfc7518-3.3-key-size",
        "rfc7518-3.5-key-size",
        "rfc7518-4.2-key-size",
        "rfc7518-4.3-key-size",
    ),
    level="note",
    advice="Generate a key of 2048 bits or more: no algorithm of RFC 7518 may be used with this.",
)
def n_is_large_enough(key: Key) -> Iterator[Violation]:
    """Every RSA algorithm of RFC 7518 needs 2048 bits (sections 3.3, 3.5, 4.2 and 4.3).

    The text binds the use of the key; a document that holds it breaks nothing yet.
    """
    numbers = _given(key, "n")
    if numbers and numbers[0] >= 15 and numbers[0].bit_length() < LEAST_BITS:
        yield Violation(key.where("n"), f"n has {numbers[0].bit_length()} bits")


@rule(
    "rsa-exponent",
    kty="RSA",
    about="e",
    clauses=("rfc7518-6.3-valid-key", "rfc8017-3.1-public-exponent"),
    advice="Generate a new key, with e = 65537.",
)
def e_can_be_inverted(key: Key) -> Iterator[Violation]:
    """e is odd, at least 3, and below n (RFC 8017 section 3.1).

    With e = 1 anybody can sign: the signature is the padded message itself.
    """
    numbers = _given(key, "e")
    if not numbers or not key.octets("e"):
        return
    (e,) = numbers
    n = key.integer("n")
    if e < 3 or e % 2 == 0:
        yield Violation(key.where("e"), f"e is {e if e < 100 else 'even'}")
    elif n is not None and n >= 15 and e >= n:
        yield Violation(key.where("e"), "e is not below n")


@rule(
    "rsa-d-missing",
    kty="RSA",
    clauses="rfc7518-6.3.2-d-needed",
    advice="Add d, or leave out all private members.",
)
def d_is_there(key: Key) -> Iterator[Violation]:
    """A private RSA key has d; the members for the primes only speed it up (section 6.3.2)."""
    if "d" not in key.members:
        found = [name for name in (*CRT, "oth") if name in key.members]
        if found:
            yield Violation(key.at, f"{', '.join(found)} without d")


@rule(
    "rsa-primes-absent",
    kty="RSA",
    about="d",
    clauses="rfc7518-6.3.2-primes-included",
    level="should",
    advice="Add p, q, dp, dq and qi: some readers take no key without them.",
)
def primes_are_included(key: Key) -> Iterator[Violation]:
    """Producers should include the primes and what follows from them (RFC 7518 section 6.3.2)."""
    if "d" in key.members and not any(name in key.members for name in CRT):
        yield Violation(key.at, "d without p, q, dp, dq and qi")


@rule(
    "rsa-partial-crt",
    kty="RSA",
    about="d",
    clauses="rfc7518-6.3.2-all-or-none",
    advice="Give all of p, q, dp, dq and qi, or none of them.",
)
def all_of_crt_or_none(key: Key) -> Iterator[Violation]:
    """p, q, dp, dq and qi come together or not at all (RFC 7518 section 6.3.2)."""
    if "d" not in key.members:
        return
    missing = [name for name in CRT if name not in key.members]
    if 0 < len(missing) < len(CRT) or (len(missing) == len(CRT) and "oth" in key.members):
        yield Violation(key.at, f"{', '.join(missing)} missing beside the others")


@rule(
    "rsa-primes",
    kty="RSA",
    about="p",
    clauses=(
        "rfc7518-6.3.2.2-first-factor",
        "rfc7518-6.3.2.3-second-factor",
        "rfc8017-3.2-two-factors",
    ),
    advice="The members are of different keys, or one is damaged: export the key again.",
)
def primes_make_the_modulus(key: Key) -> Iterator[Violation]:
    """n is p times q, and neither is 1 (RFC 8017 section 3.2)."""
    numbers = _given(key, "n", "p", "q")
    if numbers is None or "oth" in key.members:
        return
    n, p, q = numbers
    if p * q != n or 1 in (p, q):
        yield Violation(key.where("p"), "p times q is not n")


def _primes(key: Key) -> tuple[int, int] | None:
    """p and q where they are above 2 and, but for further primes, make n.

    With others, what follows from them cannot be told: `rsa-primes` is broken, and it alone.
    """
    numbers = _given(key, "p", "q")
    if not numbers or min(numbers) <= 2:
        return None
    p, q = numbers
    return (p, q) if "oth" in key.members or p * q == key.integer("n") else None


@rule(
    "rsa-d-range",
    kty="RSA",
    about="d",
    clauses=("rfc7518-6.3.2.1-private-exponent", "rfc8017-3.2-private-exponent"),
    advice="Export the key again.",
)
def d_is_in_range(key: Key) -> Iterator[Violation]:
    """d is a positive integer below n (RFC 8017 section 3.2)."""
    numbers = _given(key, "n", "d")
    if numbers and key.octets("d") and not 0 < numbers[1] < numbers[0]:
        yield Violation(key.where("d"), "d is 0" if numbers[1] == 0 else "d is not below n")


@rule(
    "rsa-d",
    kty="RSA",
    about="d",
    clauses=("rfc7518-6.3.2.1-private-exponent", "rfc8017-3.2-private-exponent"),
    advice="The private exponent is of another key, or damaged: export the key again.",
)
def d_inverts_e(key: Key) -> Iterator[Violation]:
    """d inverts e: e·d is 1 modulo p - 1 and q - 1 (RFC 8017 section 3.2).

    A signature made with a wrong d holds under no key, and may give the primes away.
    """
    numbers = _given(key, "e", "d")
    if numbers is None or "oth" in key.members:
        return
    e, d = numbers
    primes = _primes(key)
    if primes is not None:
        wrong = any(e * d % (prime - 1) != 1 for prime in primes)
    else:
        n = key.integer("n") or 0
        cheap = n.bit_length() <= LARGEST_POWER and e.bit_length() <= 64
        wrong = cheap and n > 2 and n % 2 == 1 and pow(2, e * d, n) != 2
    if wrong:
        yield Violation(key.where("d"), "d does not invert e")


def _follows(key: Key, name: str, of: int, said: str) -> Iterator[Violation]:
    """dp and dq invert e modulo a prime less one; range included."""
    numbers, primes = _given(key, "e", name), _primes(key)
    if numbers is None or primes is None:
        return
    e, exponent = numbers
    order = primes[of] - 1
    if not 0 < exponent < order or e * exponent % order != 1:
        yield Violation(key.where(name), said)


@rule(
    "rsa-dp",
    kty="RSA",
    about="dp",
    clauses=("rfc7518-6.3.2.4-first-exponent", "rfc8017-3.2-first-exponent"),
    advice="Compute dp anew: d modulo p - 1.",
)
def dp_follows(key: Key) -> Iterator[Violation]:
    """dp is the inverse of e modulo p - 1 (RFC 8017 section 3.2).

    A signature computed with a wrong dp gives p or q to whoever sees it.
    """
    return _follows(key, "dp", 0, "dp does not follow from e and p")


@rule(
    "rsa-dq",
    kty="RSA",
    about="dq",
    clauses=("rfc7518-6.3.2.5-second-exponent", "rfc8017-3.2-second-exponent"),
    advice="Compute dq anew: d modulo q - 1.",
)
def dq_follows(key: Key) -> Iterator[Violation]:
    """dq is the inverse of e modulo q - 1 (RFC 8017 section 3.2)."""
    return _follows(key, "dq", 1, "dq does not follow from e and q")


@rule(
    "rsa-qi",
    kty="RSA",
    about="qi",
    clauses=("rfc7518-6.3.2.6-coefficient", "rfc8017-3.2-coefficient"),
    advice="Compute qi anew: q inverted modulo p.",
)
def qi_follows(key: Key) -> Iterator[Violation]:
    """qi is the inverse of q modulo p, below p (RFC 8017 section 3.2)."""
    qi, primes = key.integer("qi"), _primes(key)
    if qi is None or primes is None:
        return
    p, q = primes
    if not 0 < qi < p or q * qi % p != 1:
        yield Violation(key.where("qi"), "qi does not invert q")


@rule(
    "rsa-oth",
    kty="RSA",
    about="oth",
    clauses="rfc7518-6.3.2.7-multi-prime",
    level="note",
    advice="Use a key of two primes: who does not support more must not use this one.",
)
def no_further_primes(key: Key) -> Iterator[Violation]:
    """A reader without support for more than two primes must not use the key (section 6.3.2.7).

    Signing with two primes of three gives signatures that hold under no key. The text binds the
    reader: a document with more primes breaks nothing.
    """
    if "oth" in key.members:
        yield Violation(key.where("oth"), "more than two primes")


@rule(
    "rsa-oth-form",
    kty="RSA",
    about="oth",
    clauses="rfc7518-6.3.2.7-elements-are-objects",
    advice="Give oth an object with r, d and t for each further prime, or leave oth out.",
)
def further_primes_are_whole(key: Key) -> Iterator[Violation]:
    """`oth` is a non-empty array of objects with r, d and t (RFC 7518 section 6.3.2.7)."""
    if "oth" not in key.members:
        return
    primes: Any = key.members["oth"]
    if not isinstance(primes, list) or not primes:
        yield Violation(key.where("oth"), "oth is not an array that has elements")
        return
    for position, prime in enumerate(primes):
        for name in ("r", "d", "t"):
            if not isinstance(prime, dict) or not isinstance(prime.get(name), str):
                yield Violation(key.where("oth", position), f"a further prime without {name}")
