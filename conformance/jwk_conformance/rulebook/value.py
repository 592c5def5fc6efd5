"""Rules on what goes into and comes out of the primitives: lengths, ranges, and whether it holds.

RFC 7518 sections 3 to 5, RFC 8037 section 3.1, RFC 8812 section 3.2; RFC 8017 and SEC 1.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from jwk_conformance.rulebook.algorithm import ALGORITHMS
from jwk_conformance.rulebook.curve import EC
from jwk_conformance.rulebook.document import Path
from jwk_conformance.rulebook.ml_dsa import ML_DSA
from jwk_conformance.rulebook.rule import Violation, rule

BLOCK = 16
EDWARDS = {"Ed25519": 64, "Ed448": 114}
"""Curve → length of a signature (RFC 8032 sections 5.1.6 and 5.2.6)."""

ORDERS = {
    "Ed25519": 2**252 + 27742317777372353535851937790883648493,
    "Ed448": 2**446 - 13818066809895115352007386748515426880336692474882178609894547503885,
}
"""Curve → order of its base point (RFC 8032 sections 5.1 and 5.2)."""


@dataclass(frozen=True)
class SignatureValue:
    """The octets of a signature or MAC, and the key that they are checked with."""

    alg: str
    octets: bytes
    crv: str = ""
    """Of the key, where it has one."""
    modulus: int = 0
    """Of the key, where it is an RSA key."""
    at: Path = ()

    @property
    def scalar(self) -> int:
        """S of an EdDSA signature."""
        return int.from_bytes(self.octets[len(self.octets) // 2 :], "little")


@rule(
    "ecdsa-length",
    clauses=("rfc7518-3.4-signature-length", "rfc8812-3.2-signature-length"),
    advice="Write r and s in the full length of the curve's order, one after the other; no DER.",
)
def an_ecdsa_signature_has_its_length(signature: SignatureValue) -> Iterator[Violation]:
    """An ECDSA signature is r and s in full length (RFC 7518 section 3.4, RFC 8812 section 3.2)."""
    if signature.crv in EC and len(signature.octets) != 2 * EC[signature.crv].octets:
        yield Violation(
            signature.at,
            f"a signature of {len(signature.octets)} octets instead of "
            f"{2 * EC[signature.crv].octets}",
        )


@rule(
    "ecdsa-range",
    clauses=("sec1-4.1.4-r-and-s-range", "rfc7518-3.4-validated"),
    advice="Sign again: r and s are at least 1 and below the order.",
)
def r_and_s_are_in_range(signature: SignatureValue) -> Iterator[Violation]:
    """r and s are at least 1 and below the order of the curve (SEC 1 section 4.1.4).

    Where zeros pass, one signature holds for every message.
    """
    if signature.crv in EC:
        half = len(signature.octets) // 2
        for name, part in (("r", signature.octets[:half]), ("s", signature.octets[half:])):
            if not 0 < int.from_bytes(part, "big") < EC[signature.crv].order:
                yield Violation(
                    signature.at, f"the signature does not hold: {name} is out of range"
                )


@rule(
    "eddsa-length",
    clauses="rfc8037-3.1.2-signature-length",
    advice="Write the signature whole, as the algorithm gives it.",
)
def an_eddsa_signature_has_its_length(signature: SignatureValue) -> Iterator[Violation]:
    """An Ed25519 signature is 64 octets, an Ed448 one 114 (RFC 8032 5.1.6 and 5.2.6)."""
    asked = EDWARDS.get(signature.crv)
    if asked is not None and len(signature.octets) != asked:
        yield Violation(
            signature.at, f"a signature of {len(signature.octets)} octets instead of {asked}"
        )


@rule(
    "ml-dsa-length",
    clauses="rfc9964-5-signature-size",
    advice="Write the signature whole, as the algorithm gives it.",
)
def an_ml_dsa_signature_has_its_length(signature: SignatureValue) -> Iterator[Violation]:
    """An ML-DSA signature has the size that the algorithm fixes (RFC 9964 section 5)."""
    sizes = ML_DSA.get(signature.alg)
    if sizes is not None and len(signature.octets) != sizes.signature:
        yield Violation(
            signature.at,
            f"a signature of {len(signature.octets)} octets instead of {sizes.signature}",
        )


@rule(
    "eddsa-range",
    clauses=("rfc8032-5.1.7-s-in-range", "rfc8032-5.2.7-s-in-range"),
    advice="Sign again: S is below the order.",
)
def s_is_in_range(signature: SignatureValue) -> Iterator[Violation]:
    """S is below the order of the base point (RFC 8032 sections 5.1.7 and 5.2.7).

    Otherwise whoever sees one signature makes others of it.
    """
    whole = len(signature.octets) == EDWARDS.get(signature.crv)
    if whole and signature.scalar >= ORDERS[signature.crv]:
        yield Violation(signature.at, "the signature does not hold: S is out of range")


@rule(
    "hmac-length",
    clauses="rfc7518-3.2-whole-output",
    advice="Write the whole output of the HMAC.",
)
def a_mac_has_its_length(signature: SignatureValue) -> Iterator[Violation]:
    """A MAC is the whole output of the hash, not cut (RFC 7518 section 3.2)."""
    if (
        signature.alg.startswith("HS")
        and len(signature.octets) != ALGORITHMS[signature.alg].signature
    ):
        yield Violation(signature.at, f"a MAC of {len(signature.octets)} octets does not hold")


@rule(
    "rsa-signature-length",
    clauses=("rfc8017-8.1.2-signature-length", "rfc8017-8.2.2-signature-length"),
    advice="Write the signature in as many octets as the modulus.",
)
def an_rsa_signature_has_its_length(signature: SignatureValue) -> Iterator[Violation]:
    """An RSA signature has as many octets as the modulus (RFC 8017 sections 8.1.2 and 8.2.2)."""
    asked = (signature.modulus.bit_length() + 7) // 8
    if signature.modulus and len(signature.octets) != asked:
        yield Violation(
            signature.at, f"a signature of {len(signature.octets)} octets instead of {asked}"
        )


@rule(
    "rsa-signature-range",
    clauses="rfc8017-5.2.2-signature-range",
    advice="Sign again: the signature is below the modulus.",
)
def an_rsa_signature_is_below_the_modulus(signature: SignatureValue) -> Iterator[Violation]:
    """An RSA signature is an integer below the modulus (RFC 8017 section 5.2.2)."""
    if signature.modulus and int.from_bytes(signature.octets, "big") >= signature.modulus:
        yield Violation(signature.at, "the signature does not hold: it is not below the modulus")


@dataclass(frozen=True)
class SaltLength:
    """The salt of a PSS signature that holds, in octets."""

    alg: str
    octets: int


@rule(
    "pss-salt-length",
    clauses="rfc7518-3.5-salt-length",
    advice="Sign with a salt as long as the output of the hash.",
)
def the_salt_has_its_length(salt: SaltLength) -> Iterator[Violation]:
    """The salt of PS256 and its kin is as long as the hash output (RFC 7518 section 3.5)."""
    if 8 * salt.octets != int(salt.alg[2:]):
        yield Violation(
            (), f"the {salt.alg} signature does not hold: the salt has {salt.octets} octets"
        )


@dataclass(frozen=True)
class Verified:
    """Whether a signature, MAC or authentication tag is the right one for what it covers."""

    what: str
    holds: bool


class VerifiedSignature(Verified):
    """Of a JWS."""


class VerifiedTag(Verified):
    """Of the content of a JWE."""


class VerifiedWrap(Verified):
    """Of an encrypted key."""


@rule(
    "signature-wrong",
    clauses=(
        "rfc7515-5.2-signature-validates",
        "rfc7518-3.3-hash-of-algorithm",
        "rfc7518-3.4-validated",
        "rfc7518-3.5-one-hash",
        "rfc8017-8.2.2-whole-encoding",
        "rfc8017-9.1.2-pss-consistent",
        "rfc8037-3.1-variant-of-key",
        "rfc8037-3.1.2-signature-validates",
        "rfc7515-10.6-algorithm-in-signature",
    ),
    advice="It was made with another key, or what it covers was changed.",
)
def the_signature_holds(signature: VerifiedSignature) -> Iterator[Violation]:
    """The signature or MAC is the right one for key and input (RFC 7515 section 5.2, step 8)."""
    if not signature.holds:
        yield Violation((), f"the {signature.what} signature does not hold under this key")


@rule(
    "tag-wrong",
    clauses=("rfc7516-5.2-tag-validates", "rfc7518-5.2.2.2-mac-first"),
    advice="It was encrypted under another key, or something was changed.",
)
def the_tag_holds(tag: VerifiedTag) -> Iterator[Violation]:
    """The authentication tag is the right one (RFC 7516 section 5.2, step 16)."""
    if not tag.holds:
        yield Violation((), "the authentication tag does not hold")


@rule(
    "wrap-wrong",
    clauses=("rfc7518-4.4-unwrap-fails", "rfc7518-4.7-tag-validates"),
    advice="It was encrypted to another key, or something was changed.",
)
def the_wrap_holds(wrap: VerifiedWrap) -> Iterator[Violation]:
    """A wrapped key carries the right integrity value (RFC 7518 sections 4.4 and 4.7)."""
    if not wrap.holds:
        yield Violation((), f"the encrypted key does not {wrap.what} with this key")


@dataclass(frozen=True)
class Sealed:
    """The lengths of what content decryption takes, in octets.

    Of an IV or tag that is not there nothing is asked: that they are is a rule on the JWE.
    """

    enc: str
    cek: int
    iv: int
    tag: int


@rule(
    "cek-length",
    clauses=(
        "rfc7516-5.2-cek-length",
        "rfc7518-5.1-cek-size",
        "rfc7518-5.2.2.1-key-length",
        "rfc7518-5.2.3-key-length",
        "rfc7518-5.2.4-key-length",
        "rfc7518-5.2.5-key-length",
    ),
    advice="Use a content encryption key of the length that enc asks for.",
)
def the_key_has_the_length_of_enc(sealed: Sealed) -> Iterator[Violation]:
    """The content encryption key has the length of its enc (RFC 7516 section 5.2, step 9)."""
    asked = ALGORITHMS[sealed.enc].octets
    if sealed.cek != asked:
        yield Violation(
            (), f"the content encryption key has {sealed.cek} octets instead of {asked}"
        )


@rule(
    "content-iv-length",
    clauses=("rfc7518-5.3-iv-length", "rfc7518-5.2.2.1-iv-length"),
    advice="Draw 12 octets for AES GCM, 16 for AES CBC.",
)
def the_iv_has_the_length_of_enc(sealed: Sealed) -> Iterator[Violation]:
    """The IV is 12 octets for AES GCM, 16 for AES CBC (RFC 7518 sections 5.3 and 5.2.2.1)."""
    asked = iv_length(sealed.enc)
    if sealed.iv not in (0, asked):
        yield Violation(("iv",), f"the IV has {sealed.iv} octets instead of {asked}")


@rule(
    "content-tag-length",
    clauses=(
        "rfc7518-5.2.2.2-tag-length",
        "rfc7518-5.2.3-tag-length",
        "rfc7518-5.2.4-tag-length",
        "rfc7518-5.2.5-tag-length",
        "rfc7518-5.3-tag-length",
    ),
    advice="Keep the whole tag: each octet less is 256 times easier to forge.",
)
def the_tag_has_the_length_of_enc(sealed: Sealed) -> Iterator[Violation]:
    """The tag has the length of its enc, not cut (RFC 7518 sections 5.2 and 5.3)."""
    asked = tag_length(sealed.enc)
    if sealed.tag not in (0, asked):
        yield Violation(
            ("tag",), f"the authentication tag has {sealed.tag} octets instead of {asked}"
        )


def iv_length(enc: str) -> int:
    """Octets of the initialisation vector."""
    return 12 if enc.endswith("GCM") else BLOCK


def tag_length(enc: str) -> int:
    """Octets of the authentication tag: for CBC half the hash output, which is half the key."""
    return 16 if enc.endswith("GCM") else ALGORITHMS[enc].octets // 2


@dataclass(frozen=True)
class Padded:
    """A plaintext before its padding is taken off."""

    octets: bytes


@rule(
    "cbc-padding",
    clauses="rfc7518-5.2.2.2-padding-checked",
    advice="Pad as PKCS #7 has it.",
)
def the_padding_is_right(padded: Padded) -> Iterator[Violation]:
    """The plaintext of AES CBC ends in the padding of PKCS #7 (RFC 7518 section 5.2.2.2)."""
    last = padded.octets[-1] if padded.octets else 0
    whole = padded.octets and len(padded.octets) % BLOCK == 0
    if not whole or not 0 < last <= BLOCK or padded.octets[-last:] != bytes([last]) * last:
        yield Violation((), "the ciphertext is not of whole blocks with PKCS #7 padding")


@dataclass(frozen=True)
class EncryptedKey:
    """Whether a recipient has an encrypted key, and whether its algorithm has one."""

    alg: str
    present: bool
    at: Path = ()


@rule(
    "encrypted-key-not-empty",
    clauses="rfc7516-5.2-no-encrypted-key",
    advice="Leave the encrypted key out.",
)
def direct_methods_have_no_encrypted_key(key: EncryptedKey) -> Iterator[Violation]:
    """With dir and ECDH-ES there is no encrypted key (RFC 7516 section 5.2, step 10)."""
    if key.present and key.alg in ("dir", "ECDH-ES"):
        yield Violation(key.at, f"{key.alg} with an encrypted key")


@rule(
    "encrypted-key-missing",
    clauses="rfc7516-5.2-any-step-fails",
    advice="Add the encrypted key.",
)
def other_methods_have_an_encrypted_key(key: EncryptedKey) -> Iterator[Violation]:
    """With every other algorithm there is one (RFC 7516 section 5.2, step 9)."""
    if not key.present and key.alg not in ("dir", "ECDH-ES"):
        yield Violation(key.at, f"{key.alg} without an encrypted key")


@dataclass(frozen=True)
class RsaCiphertext:
    """A key encrypted by RSA."""

    octets: bytes
    modulus: int


@rule(
    "rsa-ciphertext-length",
    clauses=("rfc8017-7.1.2-ciphertext-length", "rfc8017-7.2.2-ciphertext-length"),
    advice="Write the encrypted key in as many octets as the modulus.",
)
def an_rsa_ciphertext_has_its_length(ciphertext: RsaCiphertext) -> Iterator[Violation]:
    """An RSA ciphertext has as many octets as the modulus (RFC 8017 sections 7.1.2 and 7.2.2)."""
    if len(ciphertext.octets) != (ciphertext.modulus.bit_length() + 7) // 8:
        yield Violation((), "the encrypted key does not decrypt with this key: wrong length")


@rule(
    "rsa-ciphertext-range",
    clauses="rfc8017-5.1.2-ciphertext-range",
    advice="Encrypt again: the ciphertext is below the modulus.",
)
def an_rsa_ciphertext_is_below_the_modulus(ciphertext: RsaCiphertext) -> Iterator[Violation]:
    """An RSA ciphertext is an integer below the modulus (RFC 8017 section 5.1.2)."""
    if int.from_bytes(ciphertext.octets, "big") >= ciphertext.modulus:
        yield Violation((), "the encrypted key does not decrypt with this key: out of range")
