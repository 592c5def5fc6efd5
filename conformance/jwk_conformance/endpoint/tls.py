"""What TLS shows: the certificate, and whether versions of long ago are still spoken."""

from __future__ import annotations

import secrets
import socket
import struct
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from cryptography import x509

from jwk_conformance.endpoint.client import Options
from jwk_conformance.endpoint.gate import Gate
from jwk_conformance.endpoint.trust import shaken
from jwk_conformance.endpoint.wire import Watch

OLD = {"TLS 1.0": 0x0301, "TLS 1.1": 0x0302}
"""Versions that nobody should speak any more (RFC 8996, whose text was not at hand)."""
SUITES = (0xC013, 0xC014, 0xC009, 0xC00A, 0x002F, 0x0035, 0x000A)
"""Cipher suites of those versions: AES and 3DES with SHA-1, keys by ECDHE and RSA."""


@dataclass(frozen=True)
class Tls:
    """One handshake as everybody makes it, and attempts at old ones."""

    version: str
    """What was agreed on, such as TLSv1.3."""
    not_before: datetime
    not_after: datetime
    """Of the server's certificate."""
    old: tuple[str, ...] = ()
    """Old versions that the server agrees to."""


def look(url: str, options: Options, gate: Gate) -> Tls | None:
    """Shake hands with the host of a URL; None where that fails, which fetching tells better."""
    try:
        with shaken(url, options, gate, check=options.verify) as secured:
            certificate = x509.load_der_x509_certificate(secured.getpeercert(True) or b"")
            version = secured.version() or ""
    except (OSError, ValueError):
        return None
    parts = urlsplit(url)
    host, port = parts.hostname or "", parts.port or 443
    return Tls(
        version=version,
        not_before=certificate.not_valid_before_utc,
        not_after=certificate.not_valid_after_utc,
        old=tuple(name for name, code in OLD.items() if _agrees(host, port, code, options, gate)),
    )


def _agrees(host: str, port: int, version: int, options: Options, gate: Gate) -> bool:
    """Whether a server answers the greeting of an old version in that version.

    OpenSSL as installed often refuses to speak them itself, so the greeting is written by hand.
    """
    try:
        with Watch(gate, options.timeout) as watch, watch.connect(host, port) as line:
            line.sendall(greeting(host, version))
            return answered(_received(line), version)
    except OSError:
        return False


def _received(line: socket.socket) -> bytes:
    """The first octets of an answer, up to the version in a ServerHello."""
    octets = b""
    while len(octets) < 11:
        more = line.recv(64)
        if not more:
            break
        octets += more
    return octets


def greeting(host: str, version: int) -> bytes:
    """A ClientHello that offers one version at most.

    RFC 4346 section 7.4.1.2, whose text was not at hand.
    """
    suites = b"".join(struct.pack(">H", suite) for suite in SUITES)
    extensions = _extension(10, _vector(struct.pack(">HHH", 23, 24, 25), 2))
    extensions += _extension(11, b"\x01\x00")
    if not host.replace(".", "").isdigit() and ":" not in host:
        name = b"\x00" + _vector(host.encode("idna"), 2)
        extensions += _extension(0, _vector(name, 2))
    hello = struct.pack(">H", version) + secrets.token_bytes(32) + b"\x00"
    hello += _vector(suites, 2) + b"\x01\x00" + _vector(extensions, 2)
    handshake = b"\x01" + struct.pack(">I", len(hello))[1:] + hello
    return b"\x16" + struct.pack(">H", 0x0301) + _vector(handshake, 2)


def answered(octets: bytes, version: int) -> bool:
    """Whether what came back begins a ServerHello of this version."""
    return (
        len(octets) >= 11
        and octets[0] == 0x16
        and octets[5] == 0x02
        and struct.unpack(">H", octets[9:11])[0] == version
    )


def _vector(octets: bytes, size: int) -> bytes:
    return len(octets).to_bytes(size, "big") + octets


def _extension(number: int, octets: bytes) -> bytes:
    return struct.pack(">H", number) + _vector(octets, 2)
