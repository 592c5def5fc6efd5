"""Damaged and forged signatures."""

from __future__ import annotations

import hmac
from collections.abc import Iterator, Sequence

from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from authoring.build import Authored, Draft, b64, unb64, vector, verify
from authoring.damage import VERIFIED, WITNESSED, refused
from authoring.forge import (
    ec_key,
    flattened,
    header,
    jws,
    rsa_key,
    signature,
    signing_input,
)
from authoring.registry import Chapter
from authoring.suite import Jwk, key, minted, public
from jwk_vectors.model import Source

GROUP = "malformed-jws"
OCT, EC, RSA = key("oct-32"), key("ec-p-256"), key("rsa-2048-a")
OCT_VERIFIES = "control-jws.verify-oct-hs256-compact"
EC_VERIFIES = "control-jws.verify-ec-p-256-es256-compact"
RSA_VERIFIES = "control-jws.verify-rsa-rs256-compact"
EC_TOKEN = jws(EC, "ES256")
ALG = "rfc7515-4.1.1-alg-supported"
FORGED = "An attacker who needs no key signs whatever it likes."


def _verify(jwk: Jwk, token: str, algorithms: Sequence[str]) -> Draft:
    readable = jwk if jwk["kty"] == "oct" else public(jwk)
    return verify(dict(readable), token, algorithms, WITNESSED)


def _hs256(head: bytes) -> Draft:
    return _verify(OCT, jws(OCT, "HS256", head), ["HS256"])


def unsecured() -> Iterator[Authored]:
    """Tokens that say they need no signature."""
    for reason, alg in (
        ("none", "none"),
        ("none-capitalised", "None"),
        ("none-upper-case", "NONE"),
        ("none-mixed-case", "nOnE"),
    ):
        token = signing_input(header(alg=alg)).decode() + "."
        for jwk, allowed, derived_from in (
            (RSA, "RS256", RSA_VERIFIES),
            (OCT, "HS256", OCT_VERIFIES),
        ):
            kty = jwk["kty"]
            clause = "rfc7518-3.6-none-not-by-default" if alg == "none" else ALG
            yield refused(
                GROUP,
                f"{reason}-against-{kty.lower()}",
                f'An unsigned token with alg "{alg}", verified with an {kty} key',
                _verify(jwk, token, [allowed]),
                clauses=(clause, "rfc8725-3.1-only-allowed-algorithms"),
                mutation=f"alg: {alg}, and no signature",
                why=FORGED,
                derived_from=derived_from,
                witness="the token has no signature that could verify",
                level="token",
            )


def algorithms() -> Iterator[Authored]:
    """The algorithm chosen by the sender of the token."""
    pem = rsa_key(RSA).public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    signed = signing_input(header(alg="HS256"))
    mac = b64(hmac.digest(pem, signed, "sha256"))
    only = "rfc8725-3.1-only-allowed-algorithms"
    for reason, allowed, clauses in (
        ("allowed", ["RS256", "HS256"], (ALG,)),
        ("not-allowed", ["RS256"], (ALG, only)),
    ):
        yield refused(
            GROUP,
            f"public-key-as-secret-{reason}",
            f"HS256 with a public RSA key as the secret, HS256 {reason.replace('-', ' ')}",
            _verify(RSA, f"{signed.decode()}.{mac}", allowed),
            clauses=clauses,
            mutation="alg: HS256, and the MAC is made with the PEM of the public key",
            why=FORGED,
            derived_from=RSA_VERIFIES,
            witness="the MAC verifies where the PEM of the public key is taken for a secret",
            level="token",
            cves=("CVE-2015-9235", "CVE-2016-10555"),
        )
    longest = key("oct-64")
    yield refused(
        GROUP,
        "algorithm-not-allowed",
        "A genuine HS256 token where only HS384 is allowed",
        _verify(longest, jws(longest, "HS256"), ["HS384"]),
        clauses=("rfc8725-3.1-only-allowed-algorithms",),
        mutation="alg: HS256, where the caller allows HS384 alone",
        why="What the caller allows is its only guard against algorithms it knows to be weak.",
        derived_from="control-jws.verify-oct-hs384-compact",
        level="token",
    )


def critical() -> Iterator[Authored]:
    """Extensions that the recipient must understand and cannot."""
    name = "urn:example:jwk-conformance:undefined"
    marked = {"alg": "HS256", "crit": [name], name: True}
    yield refused(
        GROUP,
        "crit-unknown",
        "A critical extension that nobody defined",
        _hs256(header(**marked)),
        clauses=("rfc7515-4.1.11-crit-understood",),
        mutation="crit: names an extension, which is there",
        why="Extensions change what a token means; the sender asked to be refused rather than "
        "misunderstood.",
        derived_from=OCT_VERIFIES,
        level="token",
    )
    plain = jws(OCT, "HS256")
    yield refused(
        GROUP,
        "crit-unprotected",
        "A critical extension that nobody defined, outside the protected header",
        _verify(OCT, flattened(plain, **{"crit": [name], name: True}), ["HS256"]),
        clauses=("rfc7515-4.1.11-crit-understood",),
        mutation="crit and the extension: in the unprotected header",
        why="Where the reader looks for crit in one header only, the other one gets around it.",
        derived_from="control-jws.verify-oct-hs256-flattened",
        level="token",
    )


def headers() -> Iterator[Authored]:
    """Headers that are no header."""
    whole = header(alg="HS256")
    for reason, title, octets, clause, mutation in (
        (
            "text-after-header",
            "A header with text behind the object",
            whole + b"ABCD",
            "rfc7515-10.12-nothing-after-json",
            "ABCD added after the header",
        ),
        (
            "header-not-utf-8",
            "A header with an octet that is not UTF-8",
            b'{"alg":"HS256","x":"\xff"}',
            "rfc7515-5.2-header-is-json",
            "an octet ff in a string of the header",
        ),
        (
            "header-utf-16",
            "A header in UTF-16",
            whole.decode().encode("utf-16-be"),
            "rfc7515-5.2-header-is-json",
            "the header in UTF-16",
        ),
    ):
        yield refused(
            GROUP,
            reason,
            title,
            _hs256(octets),
            clauses=(clause,),
            mutation=mutation,
            why="Two readers of one header may see two; filters and verifiers come to disagree.",
            derived_from=OCT_VERIFIES,
            severity="interoperability",
            level="token",
        )
    yield refused(
        GROUP,
        "alg-in-both-headers",
        "alg in the protected and in the unprotected header",
        _verify(OCT, flattened(jws(OCT, "HS256"), alg="HS256"), ["HS256"]),
        clauses=("rfc7515-5.2-header-disjoint",),
        mutation="alg: also in the unprotected header",
        why="Where one name stands in both, the unprotected one may win.",
        derived_from="control-jws.verify-oct-hs256-flattened",
        level="token",
    )
    longest = key("oct-64")
    yield refused(
        GROUP,
        "duplicate-alg-first-wins",
        "alg twice in a header, and the signature by the first",
        _verify(
            longest, jws(longest, "HS256", b'{"alg":"HS256","alg":"HS384"}'), ["HS256", "HS384"]
        ),
        clauses=("rfc7515-5.2-signature-validates", "rfc7515-4-duplicate-names"),
        mutation="alg: HS256 and again HS384; the MAC is of HS256",
        why="A reader may refuse the header or take the last name; taking the first is neither.",
        derived_from=OCT_VERIFIES,
        witness="the MAC verifies under the first alg only",
        level="token",
    )


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
    ):
        yield refused(
            GROUP,
            reason,
            title,
            _verify(EC, f"{signed.decode()}.{b64(octets)}", ["ES256"]),
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
        _verify(EC, f"{signed.decode()}.{b64(stripped[1:32] + stripped[33:])}", ["ES256"]),
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
        from cryptography.hazmat.primitives import hashes
        from cryptography.hazmat.primitives.asymmetric import ec, utils

        private = ec_key(EC)
        while True:
            r, s = utils.decode_dss_signature(private.sign(signed, ec.ECDSA(hashes.SHA256())))
            if max(r, s) < 2**248:
                return b64(r.to_bytes(32, "big") + s.to_bytes(32, "big"))

    return unb64(minted("ES256 with leading zeros", signed.hex(), EC["x"], make=make))


def tampering() -> Iterator[Authored]:
    """Signatures that do not fit."""
    head, payload, value = EC_TOKEN.split(".")
    flipped = bytearray(unb64(value))
    flipped[40] ^= 1
    changed = b64(b'{"sub":"somebody-else"}')
    for reason, title, token, mutation, cves in (
        (
            "signature-bit-flipped",
            "A signature with one bit turned",
            f"{head}.{payload}.{b64(bytes(flipped))}",
            "one bit of the signature turned",
            (),
        ),
        (
            "payload-changed",
            "A payload under the signature of another",
            f"{head}.{changed}.{value}",
            "the payload replaced",
            (),
        ),
        (
            "signature-empty",
            "A token with its signature cut off",
            f"{head}.{payload}.",
            "the signature removed",
            (),
        ),
        (
            "signature-zero",
            "An ES256 signature of zeros",
            f"{head}.{payload}.{b64(bytes(64))}",
            "R and S: 0",
            ("CVE-2022-21449",),
        ),
    ):
        yield refused(
            GROUP,
            reason,
            title,
            _verify(EC, token, ["ES256"]),
            clauses=("rfc7515-5.2-signature-validates",),
            mutation=mutation,
            why=FORGED,
            derived_from=EC_VERIFIES,
            witness="no check of the signature can succeed on it",
            level="token",
            cves=cves,
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
            _verify(EC, token, ["ES256"]),
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
            _verify(OCT, f"{signed}.{mac}", ["HS256"]),
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
        _verify(OCT, jws(OCT, "HS256") + ".AAAA", ["HS256"]),
        clauses=("rfc7515-5.2-three-parts",),
        mutation="a fourth part added",
        why=why,
        derived_from=OCT_VERIFIES,
        severity="interoperability",
        level="token",
    )


CHAPTER = Chapter(
    "malformed-jws",
    "Damaged and forged signatures",
    (unsecured, algorithms, critical, headers, lengths, tampering, segments),
)
