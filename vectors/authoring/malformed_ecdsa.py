"""ECDSA and EdDSA signatures whose halves are wrong: in range, length, order, curve or form."""

from __future__ import annotations

from collections.abc import Iterator

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import (
    decode_dss_signature,
    encode_dss_signature,
)

from authoring.build import Authored, b64, unb64, vector
from authoring.damage import VERIFIED, refused, source_of
from authoring.forge import HASHES, ec_key
from authoring.malformed_value import FORGED, SPELLINGS
from authoring.registry import Chapter
from authoring.signed_by import BY_SLUG, COMPUTED, EVERY, GROUP, Signed
from authoring.suite import key, minted

ORDERS = {
    "P-256": 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551,
    "P-384": int("f" * 48 + "c7634d81f4372ddf581a0db248b0a77aecec196accc52973", 16),
    "P-521": 2**521
    - 0x5AE79787C40D069948033FEB708F65A2FC44A36477663B851449048E16EC79BF7,
    "secp256k1": 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141,
}  # fmt: skip
"""Number of points of each curve, n."""
RANGE = ("sec1-4.1.4-r-and-s-range",)
EDWARDS_ORDERS = {
    "Ed25519": 2**252 + 27742317777372353535851937790883648493,
    "Ed448": 2**446 - 13818066809895115352007386748515426880336692474882178609894547503885,
}
"""Order of each base point, L."""
ECDSA = tuple(by for by in EVERY if by.alg.startswith("ES"))
EDDSA = tuple(by for by in EVERY if by.alg == "EdDSA")


def _order(by: Signed) -> int:
    return ORDERS[by.key["crv"]]


def _size(by: Signed) -> int:
    return len(by.signature) // 2


def _halves(by: Signed, octets: bytes) -> tuple[int, int]:
    size = _size(by)
    return int.from_bytes(octets[:size], "big"), int.from_bytes(octets[size:], "big")


def _joined(by: Signed, r: int, s: int) -> str:
    size = _size(by)
    return by.with_signature(r.to_bytes(size, "big") + s.to_bytes(size, "big"))


def _out_of_range(by: Signed) -> Iterator[tuple[str, str, int, int]]:
    r, s = _halves(by, by.signature)
    n = _order(by)
    yield "r-zero", "R is 0", 0, s
    yield "s-zero", "S is 0", r, 0
    yield "r-equals-n", "R is n", n, s
    yield "s-equals-n", "S is n", r, n
    yield "r-and-s-equal-n", "R and S are n", n, n
    yield "r-one-s-one", "R and S are 1", 1, 1
    yield "r-and-s-swapped", "R and S are swapped", s, r


def ranges() -> Iterator[Authored]:
    """Halves that no signature has, or that belong elsewhere."""
    for by in ECDSA:
        for reason, said, r, s in _out_of_range(by):
            yield refused(
                GROUP,
                f"{reason}-{by.slug}",
                f"An {by.alg} signature in which {said}",
                by.verified(_joined(by, r, s)),
                clauses=(*by.invalid, *RANGE)
                if "swapped" not in reason and "one" not in reason
                else by.invalid,
                mutation=said,
                why="R and S lie between 1 and n - 1; with zeros in them a careless verifier "
                "takes one signature for every message.",
                derived_from=by.control,
                witness="no check of the signature can succeed on it",
                level="token",
            )
    by = BY_SLUG["es512"]
    r, s = _halves(by, by.signature)
    for reason, said, values in (
        ("r-not-reduced", "R is r + n", (r + _order(by), s)),
        ("s-not-reduced", "S is s + n", (r, s + _order(by))),
    ):
        yield refused(
            GROUP,
            f"{reason}-{by.slug}",
            f"An {by.alg} signature in which {said}",
            by.verified(_joined(by, *values)),
            clauses=(*by.invalid, *RANGE),
            mutation=f"{said}, which fits the 66 octets",
            why=SPELLINGS,
            derived_from=by.control,
            witness="the signature verifies where R and S are reduced modulo n first",
            level="token",
        )


def _with_zeros(by: Signed) -> bytes:
    """A signature over the usual payload whose halves both start with a zero octet."""
    size, digest = _size(by), HASHES[by.alg[2:5]]

    def make() -> str:
        private = ec_key(by.key)
        while True:
            r, s = decode_dss_signature(private.sign(by.signed, ec.ECDSA(digest)))
            if max(r, s) < 256 ** (size - 1):
                return b64(r.to_bytes(size, "big") + s.to_bytes(size, "big"))

    return unb64(minted(f"{by.alg} with leading zeros", by.signed.hex(), by.key["x"], make=make))


def _of_another_length(by: Signed) -> Iterator[tuple[str, str, bytes]]:
    size, value = _size(by), _with_zeros(by)
    r, s = value[:size], value[size:]
    yield "r-stripped", "the leading 00 of R removed", r[1:] + s
    yield "s-stripped", "the leading 00 of S removed", r + s[1:]
    yield "both-stripped", "the leading 00 of R and of S removed", r[1:] + s[1:]
    yield "zero-in-front", "00 added in front", b"\0" + value
    yield "zeros-before-both", "00 added in front of R and of S", b"\0" + r + b"\0" + s
    yield "r-alone", "S removed", r


def lengths() -> Iterator[Authored]:
    """Zero octets that belong to the halves, dropped and added."""
    for by in ECDSA:
        genuine, slug = _with_zeros(by), by.slug
        undamaged = f"jws.{slug}-leading-zeros"
        if by.alg != "ES256":  # which malformed-signature has
            yield vector(
                undamaged,
                f"An {by.alg} signature whose halves both start with a zero octet",
                by.verified(by.with_signature(genuine), VERIFIED),
                group="tolerance",
                why="Every so often a half has a leading zero; such signatures must not be lost.",
                clauses=("rfc7515-5.2-report-success", COMPUTED[by.family]),
                source=source_of(COMPUTED[by.family]),
                derived_from=by.control,
                mutation="another signature, whose R and S start with 00",
                level="token",
            )
        for reason, mutation, octets in _of_another_length(by):
            if by.alg == "ES256" and reason == "both-stripped":
                continue
            yield refused(
                GROUP,
                f"length-{reason}-{slug}",
                f"An {by.alg} signature of {len(octets)} octets: {mutation}",
                by.verified(by.with_signature(octets)),
                clauses=by.of_another_length,
                mutation=mutation,
                why=SPELLINGS if reason != "r-alone" else FORGED,
                derived_from=undamaged,
                witness="the halves are those of a genuine signature, but for their length",
                level="token",
            )
        if by.alg == "ES256":
            continue
        yield refused(
            GROUP,
            f"{slug}-der",
            f"An {by.alg} signature in DER",
            by.verified(by.with_signature(encode_dss_signature(*_halves(by, by.signature)))),
            clauses=by.of_another_length,
            mutation="the signature in DER",
            why=SPELLINGS,
            derived_from=by.control,
            witness="the DER holds the genuine R and S",
            level="token",
        )


def any_s() -> Iterator[Authored]:
    """The two values of S are as good as each other, on every curve."""
    for by in ECDSA:
        if by.alg == "ES256":  # which the chapter tolerance has
            continue
        r, s = _halves(by, by.signature)
        n = _order(by)
        for case, value, which in (
            ("high-s", max(s, n - s), "greater"),
            ("low-s", min(s, n - s), "smaller"),
        ):
            yield vector(
                f"tolerance.{case}-{by.slug}",
                f"An {by.alg} signature with the {which} of the two values of S",
                by.verified(_joined(by, r, value), VERIFIED),
                group="tolerance",
                why="Most signers do not choose the lower S: half of all signatures have the "
                "higher.",
                clauses=("rfc7518-3.4-any-s", COMPUTED[by.family])
                if by.alg != "ES256K"
                else (COMPUTED[by.family],),
                source=source_of(COMPUTED[by.family]),
                derived_from=by.control,
                mutation=f"S: the {which} of s and n - s",
                level="token",
            )


def curves() -> Iterator[Authored]:
    """A signature on another curve, or with another hash, than the algorithm names."""
    for slug, name, clauses in (
        ("es256", "ec-p-384", ("rfc7518-3.4-curve-of-algorithm",)),
        ("es256", "ec-p-521", ("rfc7518-3.4-curve-of-algorithm",)),
        ("es256", "ec-secp256k1", ("rfc8812-3.3-only-es256k", "rfc7518-3.4-curve-of-algorithm")),
        ("es384", "ec-p-256", ("rfc7518-3.4-curve-of-algorithm",)),
        ("es384", "ec-p-521", ("rfc7518-3.4-curve-of-algorithm",)),
        ("es512", "ec-p-384", ("rfc7518-3.4-curve-of-algorithm",)),
        ("es512", "ec-p-256", ("rfc7518-3.4-curve-of-algorithm",)),
        ("es256k", "ec-p-256", ("rfc8812-3.2-crv-checked",)),
    ):
        by, other = BY_SLUG[slug], key(name)
        crv = other["crv"]
        yield refused(
            GROUP,
            f"{slug}-on-{crv.lower()}",
            f"An {by.alg} token that is signed on {crv}, verified with the key on {crv}",
            by.verified_with(other, by.with_signature(by.by(other))),
            clauses=clauses,
            mutation=f"key and signature: on {crv}",
            why="What an algorithm's name promises of its strength must not hang on the key that "
            "the sender has.",
            derived_from=by.control,
            level="token",
        )
    for slug, digest in (("es256", "512"), ("es384", "256"), ("es512", "256"), ("es256k", "512")):
        by = BY_SLUG[slug]
        yield refused(
            GROUP,
            f"{slug}-with-sha-{digest}",
            f"An {by.alg} signature over the hash by SHA-{digest}",
            by.verified(by.with_signature(_hashed_by(by, digest))),
            clauses=by.invalid,
            mutation=f"the hash: SHA-{digest}",
            why="The hash is part of the algorithm; a weaker one is none of the verifier's choice.",
            derived_from=by.control,
            witness=f"the signature is genuine where SHA-{digest} is taken for the hash",
            level="token",
        )


def _hashed_by(by: Signed, bits: str) -> bytes:
    size, digest = _size(by), HASHES[bits]

    def make() -> str:
        r, s = decode_dss_signature(ec_key(by.key).sign(by.signed, ec.ECDSA(digest)))
        return b64(r.to_bytes(size, "big") + s.to_bytes(size, "big"))

    return unb64(minted(f"{by.alg} by SHA-{bits}", by.signed.hex(), by.key["x"], make=make))


def edwards() -> Iterator[Authored]:
    """Ed25519 and Ed448: S beyond the order, and a signature of the other curve."""
    for by, section in zip(EDDSA, ("5.1.7", "5.2.7"), strict=True):
        size, order = len(by.signature) // 2, EDWARDS_ORDERS[by.key["crv"]]
        r, s = by.signature[:size], int.from_bytes(by.signature[size:], "little")
        for reason, said, value, witness in (
            ("s-plus-l", "S is s + L", s + order, "it verifies where S is not compared with L"),
            ("s-equals-l", "S is L", order, "no check of the signature can succeed on it"),
            ("s-zero", "S is 0", 0, "no check of the signature can succeed on it"),
        ):
            yield refused(
                GROUP,
                f"{reason}-{by.slug}",
                f"A signature by {by.said} in which {said}",
                by.verified(by.with_signature(r + value.to_bytes(size, "little"))),
                clauses=(f"rfc8032-{section}-s-in-range", *by.invalid)
                if reason != "s-zero"
                else by.invalid,
                mutation=said,
                why=SPELLINGS,
                derived_from=by.control,
                witness=witness,
                level="token",
            )
        yield refused(
            GROUP,
            f"r-not-a-point-{by.slug}",
            f"A signature by {by.said} whose R is no point",
            by.verified(by.with_signature(b"\xff" * size + by.signature[size:])),
            clauses=(f"rfc8032-{section}-decodings", *by.invalid),
            mutation="R: octets ff, beyond the prime",
            why=FORGED,
            derived_from=by.control,
            witness="no check of the signature can succeed on it",
            level="token",
        )
    for by, other in (EDDSA, tuple(reversed(EDDSA))):
        yield refused(
            GROUP,
            f"signature-of-{other.key['crv'].lower()}-{by.slug}",
            f"A signature by {other.said} under a key of {by.key['crv']}",
            by.verified(by.with_signature(other.signature)),
            clauses=("rfc8037-3.1-variant-of-key", *by.of_another_length),
            mutation=f"the signature: by a key of {other.key['crv']}",
            why=FORGED,
            derived_from=by.control,
            witness="no check of the signature can succeed on it",
            level="token",
        )


CHAPTER = Chapter(
    "malformed-jws-ecdsa",
    "ECDSA and EdDSA signatures that are none",
    (ranges, lengths, any_s, curves, edwards),
)
