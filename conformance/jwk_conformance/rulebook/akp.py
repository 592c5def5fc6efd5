"""Rules on algorithm key pairs, whose alg says what their octets are: RFC 9964.

Experimental: few have such keys yet.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from cryptography.exceptions import UnsupportedAlgorithm

from jwk_conformance.rulebook.key import Key
from jwk_conformance.rulebook.ml_dsa import ML_DSA, SEED, private_key
from jwk_conformance.rulebook.rule import Violation, rule


@rule(
    "akp-alg-missing",
    kty="AKP",
    clauses="rfc9964-3-alg-present",
    advice="Name the algorithm.",
)
def alg_is_there(key: Key) -> Iterator[Violation]:
    """An AKP key has alg (RFC 9964 section 3): without it, nothing says what pub holds."""
    if "alg" not in key.members:
        yield Violation(key.at, "an AKP key without alg")


@rule(
    "akp-pub-missing",
    kty="AKP",
    clauses="rfc9964-3-pub-present",
    advice="Add pub, the public key.",
)
def pub_is_there(key: Key) -> Iterator[Violation]:
    """An AKP key has pub, a private one too (RFC 9964 section 3)."""
    if "pub" not in key.members:
        yield Violation(key.at, "an AKP key without pub")


@rule(
    "akp-member-type",
    kty="AKP",
    about=("pub", "priv"),
    clauses="rfc9964-3-members-are-encoded",
    advice="Write pub and priv as base64url of their octets.",
)
def members_are_strings(key: Key) -> Iterator[Violation]:
    """pub and priv are strings, in base64url (RFC 9964 section 3)."""
    for name in ("pub", "priv"):
        if not isinstance(key.members.get(name, ""), str):
            yield Violation(key.where(name), f"{name} is not a string")


@rule(
    "akp-pub-length",
    kty="AKP",
    about="pub",
    clauses="rfc9964-5-public-key-size",
    advice="Write the whole public key of the algorithm that alg names.",
)
def pub_has_the_length_of_the_algorithm(key: Key) -> Iterator[Violation]:
    """pub has the size that the algorithm fixes (RFC 9964 section 5, FIPS 204 table 2)."""
    sizes, octets = ML_DSA.get(key.string("alg") or ""), key.octets("pub")
    if sizes is not None and octets is not None and len(octets) != sizes.public:
        yield Violation(
            key.where("pub"),
            f"pub has {len(octets)} octets instead of the {sizes.public} of {key.string('alg')}",
        )


@rule(
    "akp-priv-length",
    kty="AKP",
    about="priv",
    clauses="rfc9964-7.3-seed-length",
    advice="Write the seed, not the private key that grows from it.",
)
def priv_is_a_seed(key: Key) -> Iterator[Violation]:
    """For ML-DSA priv is the seed, of 32 octets (RFC 9964 sections 4 and 7.3)."""
    octets = key.octets("priv")
    if key.string("alg") in ML_DSA and octets is not None and len(octets) != SEED:
        yield Violation(key.where("priv"), f"priv has {len(octets)} octets instead of {SEED}")


@rule(
    "akp-priv",
    kty="AKP",
    about="priv",
    clauses="rfc9964-7.4-parameters-match",
    advice="Public and private part are of different keys: export the key again.",
)
def priv_gives_pub(key: Key) -> Iterator[Violation]:
    """pub is the public key of priv (RFC 9964 section 7.4)."""
    alg, pub, priv = key.string("alg") or "", key.octets("pub"), key.octets("priv")
    if alg not in ML_DSA or pub is None or len(pub) != ML_DSA[alg].public or priv is None:
        return
    if len(priv) == SEED and _public(alg, priv) not in (pub, None):
        yield Violation(key.where("priv"), "priv does not give pub")


@lru_cache(maxsize=256)
def _public(alg: str, seed: bytes) -> bytes | None:
    """The public key of a seed; None where OpenSSL lacks the algorithm."""
    try:
        octets: bytes = private_key(alg, seed).public_key().public_bytes_raw()
    except UnsupportedAlgorithm:
        return None
    return octets
