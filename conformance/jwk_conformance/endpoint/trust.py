"""Certificates that clients do not trust, and why: shown by handshakes, before anything is asked.

Over such a connection nothing is requested, unless the user says so: whoever is in between could
answer anything. What the server shows in a handshake is told instead.
"""

from __future__ import annotations

import ssl
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timezone
from typing import Any
from urllib.parse import urlsplit

from cryptography import x509
from requests.utils import DEFAULT_CA_BUNDLE_PATH

from jwk_conformance.endpoint.client import Options
from jwk_conformance.endpoint.gate import Gate
from jwk_conformance.endpoint.wire import Watch, trusting

# What OpenSSL says of a chain (X509_V_ERR_…, x509_vfy.h).
NOT_YET_VALID, EXPIRED, SELF_SIGNED, NAME, ADDRESS = 9, 10, 18, 62, 64
UNKNOWN_AUTHORITY = (19, 20, 21)
SHOWN = 6
"""Names of a certificate that are shown."""


@dataclass(frozen=True)
class Distrust:
    """A certificate that does not hold, and why."""

    host: str
    said: str
    """Why, without a full stop."""
    evidence: tuple[str, ...]
    """What the certificate says of itself."""


@contextmanager
def shaken(url: str, options: Options, gate: Gate, *, check: bool) -> Iterator[ssl.SSLSocket]:
    """A handshake with the host of a URL, and nothing after it. Raises OSError, ValueError."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    own = options.certificate if gate.names(host) else ()
    with (
        Watch(gate, options.timeout) as watch,
        watch.connect(host, parts.port or 443) as line,
        _context(options, own, check).wrap_socket(line, server_hostname=host) as secured,
    ):
        yield secured


def _context(options: Options, own: Sequence[str], check: bool) -> ssl.SSLContext:
    authorities = options.ca or DEFAULT_CA_BUNDLE_PATH
    if check and not own:
        return trusting(authorities)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    if check:
        context.load_verify_locations(authorities)
    else:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    if own:
        context.load_cert_chain(*own)
    return context


def distrusted(url: str, options: Options, gate: Gate) -> Distrust | None:
    """Why clients do not trust the host of a URL; None where they do, or nobody shakes hands."""
    try:
        with shaken(url, options, gate, check=True):
            return None
    except ssl.SSLCertVerificationError as error:
        code, message = error.verify_code, error.verify_message
    except (OSError, ValueError):
        return None
    try:
        with shaken(url, options, gate, check=False) as secured:
            chain = _chain(secured)
    except (OSError, ValueError):
        chain = []
    host = urlsplit(url).hostname or ""
    return Distrust(host, _why(code, message, host, chain), tuple(_shown(chain)))


def _chain(secured: Any) -> list[x509.Certificate]:
    """The certificates that were sent, the server's own first.

    Python has a public way to the chain from 3.13 on.
    """
    if hasattr(secured, "get_unverified_chain"):
        sent = list(secured.get_unverified_chain())
    else:
        sent = [one.public_bytes(2) for one in secured._sslobj.get_unverified_chain() or ()]
    return [x509.load_der_x509_certificate(one) for one in sent]


def _why(code: int, message: str, host: str, chain: Sequence[x509.Certificate]) -> str:
    now = datetime.now(timezone.utc)
    if code == EXPIRED:
        if chain and chain[0].not_valid_after_utc < now:
            return f"the certificate of {host} expired on {chain[0].not_valid_after_utc:%Y-%m-%d}"
        return f"a certificate in the chain of {host} has expired"
    if code == NOT_YET_VALID:
        return f"the certificate of {host} is not valid yet"
    if code in (NAME, ADDRESS):
        return f"the certificate is not for {host}"
    if code == SELF_SIGNED:
        return f"the certificate of {host} is signed by itself, and not trusted here"
    if code in UNKNOWN_AUTHORITY and chain:
        last = chain[-1]
        issuer = last.issuer.rfc4514_string()[:80]
        if last.issuer == last.subject:
            return (
                f"the certificate of {host} is by an authority that is not trusted here: {issuer}"
            )
        return (
            f"the chain of {host} ends with a certificate by {issuer}, which is not trusted here: "
            "a certificate in between is missing, or the authority is your own"
        )
    return f"the certificate of {host} is not trusted: {message}"


def _shown(chain: Sequence[x509.Certificate]) -> Iterator[str]:
    for position, one in enumerate(chain[:4]):
        span = f"{one.not_valid_before_utc:%Y-%m-%d} to {one.not_valid_after_utc:%Y-%m-%d}"
        subject, issuer = one.subject.rfc4514_string()[:80], one.issuer.rfc4514_string()[:80]
        yield f"certificate {position}: {subject or 'no subject'}, by {issuer}, {span}"
    names = list(_names(chain[0])) if chain else []
    if names:
        more = ", …" if len(names) > SHOWN else ""
        yield f"names: {', '.join(names[:SHOWN])}{more}"


def _names(certificate: x509.Certificate) -> Iterator[str]:
    try:
        found = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName)
    except (x509.ExtensionNotFound, ValueError):
        return
    for name in found.value:
        if isinstance(name, (x509.DNSName, x509.IPAddress)):
            yield str(name.value)[:80]
