"""A certificate, minted once."""

from __future__ import annotations

import base64
from datetime import datetime

from authoring.forge import ec_key
from authoring.suite import key, minted


def of_another_key() -> str:
    """A self-signed certificate of the second P-256 key, as x5c holds it."""
    return minted("x5c", key("ec-p-256-b")["x"], make=_certificate)


def _certificate() -> str:
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.serialization import Encoding
    from cryptography.x509.oid import NameOID

    private = ec_key(key("ec-p-256-b"))
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "jwk-conformance")])
    built = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(private.public_key())
        .serial_number(1)
        .not_valid_before(datetime(2025, 1, 1))
        .not_valid_after(datetime(2125, 1, 1))
        .sign(private, hashes.SHA256())
    )
    return base64.b64encode(built.public_bytes(Encoding.DER)).decode("ascii")
