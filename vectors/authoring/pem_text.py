"""PEM as it is found in files: unusual and right, unusual and open, or no key at all."""

from __future__ import annotations

import base64
import textwrap
from collections.abc import Iterator

from cryptography.hazmat.primitives.serialization import (
    Encoding,
    PublicFormat,
    load_pem_public_key,
)

from authoring.build import Authored, Expected, choice, text, vector
from authoring.controls import control_of
from authoring.damage import left_open, source_of
from authoring.forge import private_pem, public_pem
from authoring.operation import from_pem
from authoring.registry import Chapter
from authoring.suite import Jwk, key, public
from jwk_vectors.model import Option

AS_SECRET = Option(option="secret", outcome="accepted", facts={"jwk": {"kty": "oct"}})
"""Where one call reads keys in every form, what is no PEM may be the octets of a secret."""
REFUSE = Option(option="refuse", outcome="rejected")
KEYS = ("rsa-2048-a", "ec-p-256", "okp-ed25519")
PUBLIC, PRIVATE = "PUBLIC KEY", "PRIVATE KEY"
OTHER_END = f"-----END {PRIVATE}-----"
OTHER = {"rsa-2048-a": "rsa-2048-b", "ec-p-256": "ec-p-256-b", "okp-ed25519": "okp-ed25519-b"}


def octets(pem: str) -> bytes:
    """What stands between the lines of hyphens."""
    return base64.b64decode("".join(pem.splitlines()[1:-1]))


def lines(label: str, data: bytes, width: int = 64) -> str:
    """PEM to the letter, but for the length of its lines."""
    body = "\n".join(textwrap.wrap(base64.b64encode(data).decode("ascii"), width))
    return f"-----BEGIN {label}-----\n{body}\n-----END {label}-----\n"


def slug(jwk: Jwk) -> str:
    return str(jwk.get("crv", jwk["kty"])).lower()


def right() -> Iterator[Authored]:
    """Line ends, text around the key, stray characters."""
    for jwk in map(key, KEYS):
        pem = public_pem(jwk)
        first, *body, last = pem.splitlines()
        spaced = "\n".join([first, *(f"{line} \t" for line in body), last]) + "\n"
        indented = "\n".join([first, *(f"  {line}" for line in body), last]) + "\n"
        for case, said, written, clause in (
            ("crlf", "lines end with CR LF", pem.replace("\n", "\r\n"), "2-line-ends"),
            ("cr", "lines end with CR", pem.replace("\n", "\r"), "2-line-ends"),
            ("no-line-end", "the last line has no end", pem.rstrip("\n"), "3-last-line-end"),
            ("text-before", "a text stands in front", f"The key of Alice\n{pem}", "2-data-before"),
            ("blanks-behind", "blanks stand at the end of lines", spaced, "2-stray-characters"),
            ("blanks-before", "blanks stand in front of lines", indented, "2-stray-characters"),
        ):
            step = from_pem(written, jwk, Expected(facts={"jwk": public(jwk)}))
            yield vector(
                f"pem.{case}-{slug(jwk)}",
                f"Read an {jwk['kty']} key from PEM: {said}",
                step,
                group="pem",
                why="Files come from other systems, through editors and mail.",
                clauses=(f"rfc7468-{clause}",),
                source=source_of(f"rfc7468-{clause}"),
                level="value",
                otherwise="warn" if clause == "2-stray-characters" else "fail",
                derived_from=control_of(step),
                mutation=said,
            )


def left() -> Iterator[Authored]:
    """Labels, line lengths and the number of keys."""
    for name in KEYS:
        jwk, other = key(name), key(OTHER[name])
        pem, private = public_pem(jwk), private_pem(jwk)
        data, whole, last = octets(pem), octets(private), f"-----END {PUBLIC}-----"
        cases = [
            ("end-label", "END has another label", "end-label", pem.replace(last, OTHER_END)),
            ("one-line", "all of it in one line", "line-length", lines(PUBLIC, data, 10_000)),
            ("lines-of-76", "lines of 76 characters", "line-length", lines(PUBLIC, data, 76)),
            ("private-label", f"a public key under {PRIVATE}", "other-label", lines(PRIVATE, data)),
            ("public-label", f"a private key under {PUBLIC}", "other-label", lines(PUBLIC, whole)),
            (
                "certificate-label",
                "a public key under CERTIFICATE",
                "other-label",
                lines("CERTIFICATE", data),
            ),
            ("two-keys", "another key behind it", "several", pem + public_pem(other)),
            ("private-behind", "its private key behind it", "several", pem + private),
            ("public-behind", "a private key, and the public one behind", "several", private + pem),
        ]
        if jwk["kty"] == "RSA":
            loaded = load_pem_public_key(pem.encode("ascii"))
            pkcs1 = loaded.public_bytes(Encoding.PEM, PublicFormat.PKCS1).decode("ascii")
            cases.append(("pkcs1", "a key of PKCS #1, which has its own", "other-label", pkcs1))
        for case, said, clause, written in cases:
            read = Option(option="accept", outcome="accepted", facts={"jwk": public(jwk)})
            step = from_pem(written, jwk, choice(read, AS_SECRET, REFUSE))
            yield left_open(
                "pem-form",
                f"{case}-{slug(jwk)}",
                f"Read an {jwk['kty']} key from PEM: {said}",
                step,
                clauses=(f"rfc7468-2-{clause}",),
                why="There are such files; who writes them must know which readers refuse.",
                derived_from=control_of(step),
                mutation=said,
                level="value",
            )


def damaged() -> Iterator[Authored]:
    """What holds no key: read as one of its kind, it is a key that nobody made."""
    for jwk in map(key, KEYS):
        pem = public_pem(jwk)
        data, whole = octets(pem), octets(private_pem(jwk))
        first, *body, last = pem.splitlines()
        nameless = data.replace(b"\x06", b"\x05", 1)
        shorter = "\n".join([first, *body[:-1], body[-1].rstrip("=")[:-3], last]) + "\n"
        cases = [
            ("empty", "nothing between the lines", f"{first}\n{last}\n"),
            ("no-begin", "no first line", "\n".join([*body, last]) + "\n"),
            ("cut", "the last octet missing", lines(PUBLIC, data[:-1])),
            ("cut-in-half", "the second half missing", lines(PUBLIC, data[: len(data) // 2])),
            ("characters-missing", "three characters missing", shorter),
            (
                "algorithm",
                "null for an algorithm",
                lines(PUBLIC, nameless),
            ),
            ("private-cut", "half a private key", lines(PRIVATE, whole[: len(whole) // 2])),
            ("private-octet-missing", "a private key but its end", lines(PRIVATE, whole[:-1])),
            (
                "private-algorithm",
                "a private key with null for an algorithm",
                lines(PRIVATE, whole.replace(b"\x06", b"\x05", 1)),
            ),
            ("jwk", "a JWK between the lines", lines(PUBLIC, text(public(jwk)).encode("ascii"))),
        ]
        if jwk["kty"] == "EC":
            moved = data[:-1] + bytes([data[-1] ^ 1])
            cases.append(("off-curve", "a point off the curve", lines(PUBLIC, moved)))
        for case, said, written in cases:
            step = from_pem(written, jwk, choice(AS_SECRET, REFUSE))
            yield left_open(
                "no-pem",
                f"{case}-{slug(jwk)}",
                f"PEM that holds no {jwk['kty']} key: {said}",
                step,
                clauses=("rfc7468-13-holds-a-key",),
                mutation=said,
                why="A file that was cut short must not become a key, least of all a secret that "
                "half the world can read.",
                derived_from=control_of(step),
                severity="security",
            )


CHAPTER = Chapter("pem-text", "Keys in PEM", (right, left, damaged))
