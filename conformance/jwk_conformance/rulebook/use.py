"""Rules on using a key with an algorithm: RFC 7518 sections 3 to 5, RFC 8037, RFC 8812.

Also what use, key_ops and alg of the key itself allow (RFC 7517 sections 4.2 to 4.4).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from jwk_conformance.rulebook.algorithm import ALGORITHMS, Algorithm
from jwk_conformance.rulebook.curve import OKP
from jwk_conformance.rulebook.key import Key
from jwk_conformance.rulebook.rsa import LEAST_BITS
from jwk_conformance.rulebook.rule import Violation, rule

Operation = Literal["sign", "verify", "encrypt", "decrypt"]

PERMITS: dict[Operation, frozenset[str]] = {
    "sign": frozenset({"sign"}),
    "verify": frozenset({"verify"}),
    "encrypt": frozenset({"encrypt", "wrapKey", "deriveKey", "deriveBits"}),
    "decrypt": frozenset({"decrypt", "unwrapKey", "deriveKey", "deriveBits"}),
}
"""Operation → the values of key_ops that allow it (RFC 7517 section 4.3)."""


@dataclass(frozen=True, eq=False)
class Usage:
    """A key, and what is to be done with it."""

    key: Key
    alg: str
    """A known algorithm of JWS, or of key management."""
    operation: Operation
    enc: str = ""
    """For key management, the content encryption."""

    @property
    def algorithm(self) -> Algorithm:
        """What the algorithm asks for."""
        return ALGORITHMS[self.alg]

    @property
    def types(self) -> tuple[str, ...]:
        """The key types that the algorithm takes."""
        kty = self.algorithm.kty
        return (kty,) if isinstance(kty, str) else kty


class Use(Usage):
    """A use, held against what the algorithm asks of a key."""


class Intent(Usage):
    """A use, held against what the key says that it is for."""


@dataclass(frozen=True, eq=False)
class Allowed:
    """An algorithm that a token names, and those that the application accepts."""

    name: str
    accepted: frozenset[str]


@rule(
    "algorithm-not-allowed",
    clauses=(
        "rfc8725-3.1-only-allowed-algorithms",
        "rfc7515-5.2-acceptable-algorithms",
        "rfc7516-5.2-acceptable-algorithms",
        "rfc7519-7.2-acceptable-algorithms",
    ),
    advice="Use an algorithm that the reader accepts.",
)
def only_what_is_allowed(allowed: Allowed) -> Iterator[Violation]:
    """No algorithm is used but those that the application accepts (RFC 8725 section 3.1)."""
    if allowed.name not in allowed.accepted:
        yield Violation((), f"the algorithm {allowed.name[:40]!a} is not accepted here")


@rule(
    "use-kty",
    clauses=(
        "rfc7515-4.1.1-alg-supported",
        "rfc7515-6-key-determined",
        "rfc7516-4.1.1-alg-supported",
        "rfc8812-3.2-kty-checked",
    ),
    advice="Use a key of the type that the algorithm takes.",
)
def the_key_is_of_the_type(use: Use) -> Iterator[Violation]:
    """Each algorithm takes keys of one type (RFC 7518 sections 3.1 and 4.1, RFC 8037 3).

    With a public RSA key as the secret of an HMAC anybody signs.
    """
    if use.key.kty not in use.types:
        kty = use.key.kty or "unknown type"
        yield Violation((), f"{use.alg} with a key of type {kty}: {use.types[0]} is needed")


@rule(
    "use-crv",
    clauses=(
        "rfc7518-3.4-curve-of-algorithm",
        "rfc8037-4-algorithm-fits-subtype",
        "rfc8812-3.2-crv-checked",
        "rfc8812-3.3-only-es256k",
        "rfc9864-2.2-ed25519",
        "rfc9864-2.2-ed448",
    ),
    advice="Use a key on the curve that the algorithm names.",
)
def the_key_is_on_the_curve(use: Use) -> Iterator[Violation]:
    """ES256, ES384, ES512 and ES256K each go with one curve (RFC 7518 3.4, RFC 8812 3.2)."""
    if use.key.kty not in use.types or not use.algorithm.crv:
        return
    if use.key.crv not in use.algorithm.crv and not _of_the_other_kind(use):
        curves = " or ".join(use.algorithm.crv)
        yield Violation((), f"{use.alg} goes with {curves} only, not with {use.key.crv[:20]}")


def _of_the_other_kind(use: Usage) -> bool:
    """Whether a curve for signatures is used to agree, or the other way round."""
    return use.key.crv in OKP and OKP[use.key.crv].signs != (use.algorithm.kind == "sig")


@rule(
    "use-montgomery-signs",
    clauses=("rfc8037-3.2-montgomery-no-signing", "rfc8037-4-algorithm-fits-subtype"),
    advice="Sign with a key on Ed25519 or Ed448.",
)
def agreement_keys_do_not_sign(use: Use) -> Iterator[Violation]:
    """X25519 and X448 keys make and verify no signatures (RFC 8037 section 3.2)."""
    if _is_octet_pair(use) and use.algorithm.kind == "sig" and _of_the_other_kind(use):
        yield Violation((), f"{use.alg} goes with Ed25519 or Ed448 only, not {use.key.crv}")


def _is_octet_pair(use: Use) -> bool:
    return use.key.kty == "OKP" and "OKP" in use.types


@rule(
    "use-edwards-agrees",
    clauses=("rfc8037-3.1-edwards-no-agreement", "rfc8037-4-algorithm-fits-subtype"),
    advice="Agree with a key on X25519 or X448.",
)
def signature_keys_do_not_agree(use: Use) -> Iterator[Violation]:
    """Ed25519 and Ed448 keys are not used for ECDH-ES (RFC 8037 section 3.1)."""
    if _is_octet_pair(use) and use.algorithm.kind == "enc" and _of_the_other_kind(use):
        yield Violation((), f"ECDH-ES is not defined for {use.key.crv}")


@rule(
    "use-rsa-size",
    clauses=(
        "rfc7518-3.3-key-size",
        "rfc7518-3.5-key-size",
        "rfc7518-4.2-key-size",
        "rfc7518-4.3-key-size",
    ),
    advice="Use a key of 2048 bits or more.",
)
def the_modulus_is_large_enough(use: Use) -> Iterator[Violation]:
    """Every RSA algorithm takes a key of 2048 bits or more (RFC 7518 3.3, 3.5, 4.2 and 4.3)."""
    if use.key.kty == "RSA" and "RSA" in use.types:
        n = use.key.integer("n")
        if n is not None and n.bit_length() < LEAST_BITS:
            yield Violation((), f"an RSA key of {n.bit_length()} bits, below {LEAST_BITS}")


@rule(
    "use-hmac-size",
    clauses="rfc7518-3.2-key-size",
    advice="Use a secret as long as the output of the hash.",
)
def the_secret_is_long_enough(use: Use) -> Iterator[Violation]:
    """The key of an HMAC is as long as the hash output or longer (RFC 7518 section 3.2)."""
    octets = use.key.octets("k") if use.key.kty == "oct" else None
    if octets is not None and len(octets) < use.algorithm.least_octets:
        yield Violation(
            (), f"the key is shorter than the hash output: {len(octets)} octets for {use.alg}"
        )


@rule(
    "use-wrapping-size",
    clauses=("rfc7518-4.4-key-size", "rfc7518-4.7-key-size"),
    advice="Use a secret of the length in the algorithm's name.",
)
def the_wrapping_key_has_its_length(use: Use) -> Iterator[Violation]:
    """A128KW, A128GCMKW and their kin take keys of just that size (RFC 7518 4.4 and 4.7)."""
    octets = use.key.octets("k") if use.key.kty == "oct" else None
    asked = use.algorithm.octets
    if octets is not None and asked and len(octets) != asked:
        yield Violation((), f"{use.alg} with a key of {len(octets)} octets instead of {asked}")


@rule(
    "use-private-missing",
    clauses=("rfc7518-6.2.2-d-needed", "rfc7518-6.3.2-d-needed", "rfc8037-2-d-needed"),
    advice="Use the private key.",
)
def there_is_a_private_key(use: Use) -> Iterator[Violation]:
    """To sign and to decrypt takes the private key (RFC 7518 6.2.2 and 6.3.2, RFC 8037 2)."""
    if use.operation not in ("sign", "decrypt") or use.key.kty not in use.types:
        return
    if use.key.kty != "oct" and not use.key.is_private:
        yield Violation((), f"{use.key.kty} key without d, and {use.operation} needs it")


@rule(
    "use-forbids",
    clauses=("rfc7517-4.2-use-intended", "rfc8812-3.2-use-sig"),
    advice="Use a key that is meant for it.",
)
def use_allows_it(intent: Intent) -> Iterator[Violation]:
    """A key for signatures does not encrypt, and the other way round (RFC 7517 section 4.2).

    Whether the reader has to heed it is said for ES256K alone, where no use but sig will do (RFC
    8812 section 3.2); what another value means for another algorithm is for the application.
    """
    use = intent.key.string("use")
    defined = use in ("sig", "enc") or (use is not None and intent.alg == "ES256K")
    if defined and use != intent.algorithm.kind:
        yield Violation((), f"the key is for use {use!r}, not for {intent.alg}")


@rule(
    "key-ops-forbid",
    clauses=(
        "rfc7517-4.3-operations-intended",
        "rfc8812-3.2-key-ops-sign",
        "rfc8812-3.2-key-ops-verify",
    ),
    advice="Use a key that is meant for it.",
)
def operations_allow_it(intent: Intent) -> Iterator[Violation]:
    """A key does what its key_ops lists (RFC 7517 section 4.3).

    Whether the reader has to heed it is said for ES256K alone (RFC 8812 section 3.2).
    """
    listed = intent.key.members.get("key_ops")
    if not isinstance(listed, list):
        return
    if not PERMITS[intent.operation].intersection(intent.key.strings("key_ops")):
        yield Violation((), f"key_ops of the key does not list {intent.operation}")


@rule(
    "key-alg-forbids",
    clauses=(
        "rfc7517-4.4-alg-intended",
        "rfc8725-3.1-alg-of-key",
        "rfc8812-3.2-alg-checked",
        "rfc7516-11.4-alg-of-key",
    ),
    advice="Use a key that is meant for the algorithm.",
)
def alg_allows_it(intent: Intent) -> Iterator[Violation]:
    """A key serves the algorithm that its alg names (RFC 7517 4.4, RFC 8725 section 3.1).

    A key used directly may name the content encryption. EdDSA and the name that fixes the curve
    are one algorithm.
    """
    alg = intent.key.string("alg")
    named = {intent.alg, intent.enc if intent.alg == "dir" else intent.alg}
    if {"EdDSA", "Ed25519", "Ed448"} & named:
        named |= {"EdDSA", intent.key.crv}
    if alg is not None and alg not in named:
        yield Violation((), f"the key is for {alg[:40]!a}, not for {intent.alg}")


@dataclass(frozen=True, eq=False)
class Agreement:
    """The two keys of a key agreement, the one from the header and the recipient's."""

    key: Key
    epk: Key


@rule(
    "epk-on-another-curve",
    clauses=("rfc7518-4.6.1.1-epk-on-curve", "rfc8725-3.4-points-validated"),
    advice="Make the ephemeral key on the curve of the recipient's key.",
)
def both_keys_are_on_one_curve(agreement: Agreement) -> Iterator[Violation]:
    """epk is on the curve of the recipient's key (RFC 7518 section 4.6.1.1)."""
    key, epk = agreement.key, agreement.epk
    if (key.kty, key.crv) != (epk.kty, epk.crv):
        yield Violation(
            epk.at, f"epk and key: keys on {key.crv[:20]} and {epk.crv[:20] or '?'} cannot agree"
        )
