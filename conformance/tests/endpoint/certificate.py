"""Certificates that no client trusts, as a server has them."""

from __future__ import annotations

import ssl
import tempfile
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from ipaddress import ip_address

import trustme
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID


@dataclass(frozen=True)
class Alone:
    """A certificate without those between it and its authority."""

    leaf: trustme.LeafCert

    def configure_cert(self, ctx: ssl.SSLContext) -> None:
        """Load the key and the first certificate."""
        _load(ctx, self.leaf.private_key_pem.bytes() + self.leaf.cert_chain_pems[0].bytes())


class SelfSigned:
    """A certificate for loopback that its own key has signed."""

    def configure_cert(self, ctx: ssl.SSLContext) -> None:
        """Make key and certificate."""
        private = ec.generate_private_key(ec.SECP256R1())
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
        names = x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))])
        now = datetime.now(timezone.utc)
        certificate = (
            x509.CertificateBuilder(name, name, private.public_key(), x509.random_serial_number())
            .not_valid_before(now - timedelta(days=1))
            .not_valid_after(now + timedelta(days=90))
            .add_extension(names, critical=False)
            .sign(private, hashes.SHA256())
        )
        key = private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        _load(ctx, key + certificate.public_bytes(Encoding.PEM))


def _load(context: ssl.SSLContext, pem: bytes) -> None:
    with tempfile.NamedTemporaryFile() as file:
        file.write(pem)
        file.flush()
        context.load_cert_chain(file.name)
