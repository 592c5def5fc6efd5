"""Certificates, minted once."""

from __future__ import annotations

import base64
import hashlib
from datetime import datetime

from authoring.forge import ec_key
from authoring.suite import Jwk, key, minted

NEVER = datetime(2125, 1, 1)


def of_another_key() -> str:
    """A self-signed certificate of the second P-256 key, as x5c holds it."""
    other = key("ec-p-256-b")
    return minted("x5c", other["x"], make=lambda: _certificate(other))


def certificate(jwk: Jwk, *, issuer: Jwk | None = None, until: datetime = NEVER) -> str:
    """A certificate of an EC key by itself or by another EC key, as x5c holds it."""
    by = (issuer or jwk)["x"]
    inputs = ("x5c of", jwk["x"], by, until.year)
    return minted(*inputs, make=lambda: _certificate(jwk, issuer, until))


def digest(held: str, function: str) -> bytes:
    """The digest of a certificate that x5t or x5t#S256 gives."""
    return hashlib.new(function, base64.b64decode(held)).digest()


def _certificate(jwk: Jwk, issuer: Jwk | None = None, until: datetime = NEVER) -> str:
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.serialization import Encoding
    from cryptography.x509.oid import NameOID

    def name(of: str) -> x509.Name:
        return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, of)])

    above = jwk if issuer is None else issuer
    built = (
        x509.CertificateBuilder()
        .subject_name(name("jwk-conformance" if issuer is None else "jwk-conformance leaf"))
        .issuer_name(name("jwk-conformance"))
        .public_key(ec_key(jwk).public_key())
        .serial_number(1 if issuer is None else 2)
        .not_valid_before(datetime(2019, 1, 1) if until < datetime(2025, 1, 1) else START)
        .not_valid_after(until)
        .sign(ec_key(above), hashes.SHA256())
    )
    return base64.b64encode(built.public_bytes(Encoding.DER)).decode("ascii")


START = datetime(2025, 1, 1)
