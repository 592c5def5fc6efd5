"""Files as they come: read within bounds, and told apart from what only looks like keys."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import BinaryIO

LARGEST = 16 * 2**20
"""Octets of a file that are read at most: a set of 20,000 keys is smaller."""

STANDARD_INPUT = "-"

_PEM = re.compile(rb"\A\s*(?:[^\n]*\n){0,40}?-----BEGIN ([A-Z0-9 ]{1,60})-----")
_MARKUP = re.compile(rb"\A(?:\xef\xbb\xbf)?\s*<(?:!doctype|html|head|body|\?xml|!--|[a-z])", re.I)
_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1f]")
_TO_JWK = "from jwcrypto.jwk import JWK; print(JWK.from_pem(open('FILE', 'rb').read()).export())"


class Unusable(Exception):
    """A file in which no document can be examined; the message says why and what next."""


def read(name: str) -> bytes:
    """The octets of a file, or of standard input for "-". Raises Unusable."""
    try:
        if name == STANDARD_INPUT:
            return _bounded(sys.stdin.buffer)
        if Path(name).is_dir():
            raise Unusable("it is a folder: name the files in it.")
        with open(name, "rb") as file:
            return _bounded(file)
    except (OSError, ValueError) as error:  # ValueError: a name with a null character
        said = getattr(error, "strerror", None) or str(error)
        raise Unusable(f"it cannot be read: {said}.") from None


def _bounded(file: BinaryIO) -> bytes:
    octets = file.read(LARGEST + 1)
    if len(octets) > LARGEST:
        raise Unusable(f"it is larger than {LARGEST // 2**20} MiB, which no set of keys is.")
    return octets


def refuse_foreign(octets: bytes) -> None:
    """Raise Unusable for what is recognisably something else than JSON or a token."""
    if not octets.strip():
        raise Unusable("it is empty: expected a JWK or a JWK Set.")
    if wide := _wide_encoding(octets):
        raise Unusable(f"it is in {wide}, and JSON is UTF-8: iconv -f {wide} -t UTF-8 FILE.")
    if pem := _PEM.match(octets[:4096]):
        raise Unusable(
            f"it is PEM ({pem[1].decode().lower()}), not a JWK. For a JWK of the key: "
            f'python -c "{_TO_JWK}".'
        )
    if _MARKUP.match(octets[:1024]):
        raise Unusable(
            "it is HTML or XML, probably a login or error page: fetch the address of the keys "
            "themselves (jwks_uri), and look at the status code."
        )
    if octets[:1] == b"\x30" and octets[1:2] >= b"\x80":
        raise Unusable("it looks like DER: openssl pkey -pubin -inform DER -in FILE gives PEM.")
    if _CONTROL.search(octets[:65536]):
        raise Unusable("it is a binary file: expected a JWK or a JWK Set, which are text.")


def _wide_encoding(octets: bytes) -> str:
    """UTF-16 or UTF-32, by the mark or by where the zero octets of its first characters are."""
    head = octets[:4]
    if head in (b"\xff\xfe\0\0", b"\0\0\xfe\xff") or head[:3] == b"\0\0\0" or head[1:] == b"\0\0\0":
        return "UTF-32"
    if head[:2] in (b"\xff\xfe", b"\xfe\xff") or (len(head) == 4 and head[::2] == b"\0\0"):
        return "UTF-16"
    return "UTF-16" if len(head) == 4 and head[1::2] == b"\0\0" else ""
