"""Rules on symmetric keys: RFC 7518 section 6.4."""

from __future__ import annotations

from collections.abc import Iterator

from jwk_conformance.rulebook.algorithm import ALGORITHMS
from jwk_conformance.rulebook.key import Key
from jwk_conformance.rulebook.rule import Violation, rule


@rule("oct-k-missing", kty="oct", clauses="rfc7518-6.4.1-k-present", advice="Add k.")
def k_is_there(key: Key) -> Iterator[Violation]:
    """A symmetric key has k (RFC 7518 section 6.4.1)."""
    if "k" not in key.members:
        yield Violation(key.at, "an oct key without k")


@rule(
    "oct-k-type",
    kty="oct",
    about="k",
    clauses="rfc7518-6.4.1-k-present",
    advice="Write the octets in base64url.",
)
def k_is_a_string(key: Key) -> Iterator[Violation]:
    """k is a string, in base64url (RFC 7518 section 6.4.1)."""
    if not isinstance(key.members.get("k", ""), str):
        yield Violation(key.where("k"), "k is not a string")


@rule(
    "oct-empty",
    kty="oct",
    about="k",
    clauses="rfc7518-3.2-key-size",
    level="note",
    advice="A secret of no octets is known to everybody: put the real one in.",
)
def k_is_not_empty(key: Key) -> Iterator[Violation]:
    """No secret is empty: no algorithm takes it, and some readers do (RFC 7518 section 3.2)."""
    if key.octets("k") == b"":
        yield Violation(key.where("k"), "k has no octets")


@rule(
    "oct-length-for-alg",
    kty="oct",
    about="k",
    clauses="rfc7518-3.2-key-size",
    level="note",
    advice="Use a key as long as the algorithm that it names needs.",
)
def k_is_long_enough(key: Key) -> Iterator[Violation]:
    """A key that names its alg has the length the algorithm needs (RFC 7518 sections 3.2, 4, 5).

    The text binds the use of the key: a reader refuses it there.
    """
    alg, octets = key.string("alg"), key.octets("k")
    if alg not in ALGORITHMS or not octets or ALGORITHMS[alg].kty != "oct":
        return
    asked = ALGORITHMS[alg]
    if asked.octets and len(octets) != asked.octets:
        yield Violation(key.where("k"), f"k has {len(octets)} octets; {alg} needs {asked.octets}")
    elif len(octets) < asked.least_octets:
        yield Violation(
            key.where("k"), f"k has {len(octets)} octets; {alg} needs at least {asked.least_octets}"
        )
