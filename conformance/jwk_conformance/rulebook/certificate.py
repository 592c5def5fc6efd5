"""Rules on the certificate members of a key: RFC 7517 sections 4.6 to 4.9.

Whether a certificate is to be trusted is for the application (section 9.1), and not looked at.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import warnings
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise
from typing import Any
from urllib.parse import urlsplit

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec, ed448, ed25519, rsa, x448, x25519

from jwk_conformance.rulebook.curve import EC
from jwk_conformance.rulebook.encoding import digest
from jwk_conformance.rulebook.key import Key
from jwk_conformance.rulebook.rule import Violation, rule

_RAW = (
    ed25519.Ed25519PublicKey,
    ed448.Ed448PublicKey,
    x25519.X25519PublicKey,
    x448.X448PublicKey,
)
_DIGESTS = {"x5t": (hashlib.sha1, 20), "x5t#S256": (hashlib.sha256, 32)}


def _der(text: str) -> bytes | None:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return None


def _chain(key: Key) -> list[str]:
    """The strings of x5c, if it is an array of nothing else."""
    listed = key.members.get("x5c")
    strings = key.strings("x5c")
    return strings if isinstance(listed, list) and len(strings) == len(listed) else []


@lru_cache(maxsize=256)
def _certificate(der: bytes | None) -> x509.Certificate | None:
    if der is None:
        return None
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of certificates that a later release will refuse
        try:
            return x509.load_der_x509_certificate(der)
        except ValueError:
            return None


def _numbers(certificate: x509.Certificate) -> dict[str, Any] | None:
    """The public key of a certificate in the words of a JWK; None where no JWK has such a key."""
    try:
        key = certificate.public_key()
    except (ValueError, UnsupportedAlgorithm):
        return None
    if isinstance(key, rsa.RSAPublicKey):
        return {"kty": "RSA", "n": key.public_numbers().n, "e": key.public_numbers().e}
    if isinstance(key, ec.EllipticCurvePublicKey):
        named = [crv for crv, one in EC.items() if one.curve.name == key.curve.name]
        point = key.public_numbers()
        return {"kty": "EC", "crv": named[0], "x": point.x, "y": point.y} if named else None
    if isinstance(key, _RAW):
        return {"kty": "OKP", "x": key.public_bytes_raw()}
    return None


def _same(key: Key, numbers: dict[str, Any]) -> bool:
    for name, value in numbers.items():
        if isinstance(value, int):
            found: Any = key.integer(name)
        elif isinstance(value, bytes):
            found = key.octets(name)
        else:
            found = key.members.get(name)
        if found is not None and found != value:
            return False
    return True


@rule(
    "x5u-type",
    about="x5u",
    clauses="rfc7517-4.6-x5u-is-a-uri",
    advice="Write the URI of the certificate as a string, or leave x5u out.",
)
def x5u_is_a_uri(key: Key) -> Iterator[Violation]:
    """`x5u` is a URI (RFC 7517 section 4.6)."""
    if "x5u" not in key.members:
        return
    text = key.string("x5u")
    if text is None:
        yield Violation(key.where("x5u"), "x5u is not a string")
    elif not _scheme(text):
        yield Violation(key.where("x5u"), "x5u has no scheme, so it is no URI")


@rule(
    "x5u-insecure",
    about="x5u",
    clauses="rfc7517-4.6-x5u-tls",
    advice="Serve the certificate under https.",
)
def x5u_is_protected(key: Key) -> Iterator[Violation]:
    """The certificate of x5u is fetched with integrity protection: over HTTP, by TLS (4.6)."""
    text = key.string("x5u")
    if text is not None and _scheme(text) in ("http", "ftp"):
        yield Violation(key.where("x5u"), f"x5u is fetched over {_scheme(text)}, unprotected")


def _scheme(text: str) -> str:
    try:
        return urlsplit(text).scheme
    except ValueError:
        return ""


@rule(
    "x5c-type",
    about="x5c",
    clauses="rfc7517-4.7-x5c-is-an-array-of-strings",
    advice="Write x5c as an array of base64 strings, one for each certificate.",
)
def x5c_is_an_array_of_strings(key: Key) -> Iterator[Violation]:
    """`x5c` is an array of one or more strings (RFC 7517 section 4.7)."""
    if "x5c" in key.members and not _chain(key):
        yield Violation(key.where("x5c"), "x5c is not an array of one or more strings")


@rule(
    "x5c-base64",
    about="x5c",
    clauses="rfc7517-4.7-x5c-standard-base64",
    advice="Encode the DER in standard base64 with padding: no base64url, no PEM lines.",
)
def certificates_are_base64(key: Key) -> Iterator[Violation]:
    """A certificate in x5c is base64 of RFC 4648 section 4, not base64url (RFC 7517 4.7)."""
    for position, text in enumerate(_chain(key)):
        if _der(text) is None:
            yield Violation(key.where("x5c", position), "a certificate is not base64")


@rule(
    "x5c-certificate",
    about="x5c",
    clauses="rfc7517-4.7-x5c-is-der",
    advice="Put the DER of the certificate in.",
)
def certificates_are_certificates(key: Key) -> Iterator[Violation]:
    """What x5c holds are PKIX certificates in DER (RFC 7517 section 4.7)."""
    for position, text in enumerate(_chain(key)):
        der = _der(text)
        if der is not None and _certificate(der) is None:
            yield Violation(key.where("x5c", position), "what x5c holds is no certificate")


@rule(
    "x5c-of-another-key",
    about="x5c",
    clauses="rfc7517-4.7-certificate-matches",
    advice="Put the certificate of this key first, or remove x5c.",
)
def certificate_is_of_this_key(key: Key) -> Iterator[Violation]:
    """The key in the first certificate is the key of the other members (RFC 7517 section 4.7).

    Who trusts the certificate and who trusts the members trust two different keys.
    """
    chain = _chain(key)
    certificate = _certificate(_der(chain[0])) if chain and key.kty else None
    numbers = _numbers(certificate) if certificate is not None else None
    if numbers is not None and not _same(key, numbers):
        yield Violation(key.where("x5c", 0), "the first certificate is of another key")


@rule(
    "x5c-chain",
    about="x5c",
    clauses="rfc7517-4.7-chain-order",
    advice="Order the chain: each certificate is followed by the one that certifies it.",
)
def each_certificate_certifies_the_one_before(key: Key) -> Iterator[Violation]:
    """Each further certificate is the one used to certify the one before (RFC 7517 section 4.7)."""
    chain = [_certificate(_der(text)) for text in _chain(key)]
    for position, (lower, upper) in enumerate(pairwise(chain)):
        if lower is not None and upper is not None and lower.issuer != upper.subject:
            yield Violation(key.where("x5c", position + 1), "it does not certify the one before")


@rule(
    "x5t-form",
    about=("x5t", "x5t#S256"),
    clauses=("rfc7517-4.8-x5t-is-a-digest", "rfc7517-4.9-x5t-s256-is-a-digest"),
    advice="Write base64url of the digest's octets: not hexadecimal, no colons, no padding.",
)
def thumbprints_are_digests(key: Key) -> Iterator[Violation]:
    """`x5t` is base64url of 20 octets, `x5t#S256` of 32 (RFC 7517 sections 4.8 and 4.9)."""
    for name, (_, length) in _DIGESTS.items():
        if name not in key.members:
            continue
        text = key.string(name)
        if text is None:
            yield Violation(key.where(name), f"{name} is not a string")
        elif said := digest(text, length):
            yield Violation(key.where(name), f"{name} {said}")


@rule(
    "x5t-of-another-certificate",
    about=("x5t", "x5t#S256"),
    clauses=("rfc7517-4.8-certificate-matches", "rfc7517-4.9-certificate-matches"),
    advice="Compute the digest over the DER of the first certificate of x5c.",
)
def thumbprints_are_of_the_certificate(key: Key) -> Iterator[Violation]:
    """Thumbprint and x5c speak of one certificate, that of this key (sections 4.8 and 4.9)."""
    chain = _chain(key)
    der = _der(chain[0]) if chain else None
    if der is None or _certificate(der) is None:
        return
    for name, (function, length) in _DIGESTS.items():
        octets = key.octets(name)
        if octets is not None and len(octets) == length and octets != function(der).digest():
            yield Violation(key.where(name), f"{name} is not the digest of the first certificate")
