"""Damaged signatures, and parts of tokens spelled in ways that base64url does not have."""

from __future__ import annotations

from collections.abc import Iterator

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import (
    decode_dss_signature,
    encode_dss_signature,
)

from authoring.build import Authored, b64, unb64, vector
from authoring.damage import VERIFIED, WITNESSED, refused
from authoring.forge import ec_key, header, jws, signature, signing_input
from authoring.malformed_jws import (
    EC,
    EC_TOKEN,
    EC_VERIFIES,
    FORGED,
    GROUP,
    OCT,
    OCT_VERIFIES,
    verified,
)
from authoring.operation import verify
from authoring.registry import Chapter
from authoring.suite import key, minted, public
from jwk_vectors.model import Source


def lengths() -> Iterator[Authored]:
    """ECDSA signatures in other forms than R and S side by side."""
    signed = signing_input(header(alg="ES256"))
    r_s = unb64(EC_TOKEN.split(".")[2])
    r, s = r_s[:32], r_s[32:]
    der = encode_dss_signature(int.from_bytes(r, "big"), int.from_bytes(s, "big"))
    stripped = _stripped()
    for reason, title, octets, mutation in (
        ("es256-der", "An ES256 signature in DER", der, "the signature in DER"),
        (
            "es256-too-long",
            "An ES256 signature with a zero octet before each half",
            b"\x00" + r + b"\x00" + s,
            "00 in front of R and of S",
        ),
        (
            "es256-s-too-long",
            "An ES256 signature with a zero octet between its halves",
            r + b"\x00" + s,
            "00 in front of S",
        ),
    ):
        yield refused(
            GROUP,
            reason,
            title,
            verified(EC, f"{signed.decode()}.{b64(octets)}", ["ES256"]),
            clauses=("rfc7518-3.4-signature-length",),
            mutation=mutation,
            why="One signature in several spellings gets around lists of revoked tokens.",
            derived_from=EC_VERIFIES,
            level="token",
        )
    signed = signing_input(header(alg="ES256"))
    yield vector(
        "jws.es256-leading-zeros",
        "An ES256 signature whose halves both start with a zero octet",
        verify(
            public(EC),
            f"{signed.decode()}.{b64(stripped)}",
            ["ES256"],
            VERIFIED,
        ),
        group="tolerance",
        why="One signature in 128 has a half with a leading zero; it must not be lost.",
        clauses=("rfc7515-5.2-report-success", "rfc7518-3.4-ecdsa-computation"),
        source=Source(document="RFC 7518", section="3.4"),
        derived_from=EC_VERIFIES,
        mutation="another signature, whose R and S start with 00",
    )
    yield refused(
        GROUP,
        "es256-too-short",
        "An ES256 signature without the zero octets before its halves",
        verified(EC, f"{signed.decode()}.{b64(stripped[1:32] + stripped[33:])}", ["ES256"]),
        clauses=("rfc7518-3.4-signature-length",),
        mutation="the leading 00 of R and of S removed",
        why="One signature in several spellings gets around lists of revoked tokens.",
        derived_from="jws.es256-leading-zeros",
        level="token",
    )


def _stripped() -> bytes:
    """A signature over the usual payload whose halves both start with a zero octet."""
    signed = signing_input(header(alg="ES256"))

    def make() -> str:
        private = ec_key(EC)
        while True:
            r, s = decode_dss_signature(private.sign(signed, ec.ECDSA(hashes.SHA256())))
            if max(r, s) < 2**248:
                return b64(r.to_bytes(32, "big") + s.to_bytes(32, "big"))

    return unb64(minted("ES256 with leading zeros", signed.hex(), EC["x"], make=make))


def tampering() -> Iterator[Authored]:
    """Signatures that do not fit."""
    head, payload, value = EC_TOKEN.split(".")
    flipped = bytearray(unb64(value))
    flipped[40] ^= 1
    changed = b64(b'{"sub":"somebody-else"}')
    for reason, title, token, mutation in (
        (
            "signature-bit-flipped",
            "A signature with one bit turned",
            f"{head}.{payload}.{b64(bytes(flipped))}",
            "one bit of the signature turned",
        ),
        (
            "payload-changed",
            "A payload under the signature of another",
            f"{head}.{changed}.{value}",
            "the payload replaced",
        ),
        (
            "signature-empty",
            "A token with its signature cut off",
            f"{head}.{payload}.",
            "the signature removed",
        ),
        (
            "signature-zero",
            "An ES256 signature of zeros",
            f"{head}.{payload}.{b64(bytes(64))}",
            "R and S: 0",
        ),
    ):
        yield refused(
            GROUP,
            reason,
            title,
            verified(EC, token, ["ES256"]),
            clauses=("rfc7515-5.2-signature-validates",),
            mutation=mutation,
            why=FORGED,
            derived_from=EC_VERIFIES,
            witness="no check of the signature can succeed on it",
            level="token",
        )
    other = public(key("ec-p-256-b"))
    yield refused(
        GROUP,
        "signature-of-another-key",
        "A genuine token, verified with another key",
        verify(other, EC_TOKEN, ["ES256"], WITNESSED),
        clauses=("rfc7515-5.2-signature-validates",),
        mutation="the key: another one",
        why=FORGED,
        derived_from=EC_VERIFIES,
        witness="the signature is another key's",
        level="token",
    )


def segments() -> Iterator[Authored]:
    """Parts with characters that base64url does not have."""
    head, payload, value = EC_TOKEN.split(".")
    why = "One token in several spellings gets around lists of revoked tokens and caches."
    cases = (
        ("padded-signature", "A signature with padding", f"{head}.{payload}.{value}==", "=="),
        (
            "line-break-in-signature",
            "A signature broken into lines",
            f"{head}.{payload}.{value[:40]}\n{value[40:]}",
            "line break",
        ),
        (
            "junk-in-signature",
            "A signature with an exclamation mark in it",
            f"{head}.{payload}.{value[:40]}!{value[40:]}",
            "!",
        ),
    )
    for reason, title, token, added in cases:
        yield refused(
            GROUP,
            reason,
            title,
            verified(EC, token, ["ES256"]),
            clauses=("rfc7515-5.2-strict-base64url",),
            mutation=f"signature: {added} added",
            why=why,
            derived_from=EC_VERIFIES,
            level="token",
        )
    head, payload = b64(header(alg="HS256")), b64(b'{"sub":"padded"}')
    for reason, title, signed, mutation in (
        (
            "padded-header",
            "A header with padding, signed as it stands",
            f"{b64(header(alg='HS256', a=1))}==.{payload}",
            "header: padding added, and signed so",
        ),
        (
            "padded-payload",
            "A payload with padding, signed as it stands",
            f"{head}.{payload}==",
            "payload: padding added, and signed so",
        ),
        (
            "space-in-payload",
            "A payload with a space in it, signed as it stands",
            f"{head}.{payload[:8]} {payload[8:]}",
            "payload: space added, and signed so",
        ),
    ):
        mac = b64(signature(OCT, "HS256", signed.encode("ascii")))
        yield refused(
            GROUP,
            reason,
            title,
            verified(OCT, f"{signed}.{mac}", ["HS256"]),
            clauses=("rfc7515-5.2-strict-base64url",),
            mutation=mutation,
            why=why,
            derived_from=OCT_VERIFIES,
            severity="interoperability",
            level="token",
        )
    yield refused(
        GROUP,
        "fourth-part",
        "A compact token of four parts",
        verified(OCT, jws(OCT, "HS256") + ".AAAA", ["HS256"]),
        clauses=("rfc7515-5.2-three-parts",),
        mutation="a fourth part added",
        why=why,
        derived_from=OCT_VERIFIES,
        severity="interoperability",
        level="token",
    )


CHAPTER = Chapter(
    "malformed-signature",
    "Damaged signatures and spellings of tokens",
    (lengths, tampering, segments),
)
