"""Digests for baseline entries that do not say what they are about.

A project's baseline is public, and a finding of security is not to be read there before it is
mended. An opaque entry has digests in the place of the fingerprint and of the vectors: whoever
holds a run can compare it, and whoever only reads the file learns the library and no more.
"""

from __future__ import annotations

import hashlib
import re

MARK = "withheld"
DIGITS = 12


def name_of(fingerprint: str) -> str:
    """The library or endpoint that a finding is about.

    Names of endpoints may hold colons, so a space ends them; fingerprints of libraries have none.
    """
    return fingerprint.partition(" " if " " in fingerprint else ":")[0]


def fingerprint(clear: str) -> str:
    """What stands for a fingerprint, such as "mylib:withheld:0a1b2c3d4e5f"."""
    return f"{_head(clear)}{_digest(clear)}"


def vector(name: str, clear: str) -> str:
    """What stands for a vector in an entry on the library of this name."""
    return _digest(f"{name} {clear}")


def is_digest(vector: str) -> bool:
    """Whether what stands for a vector is one of ours; ids of vectors have a dot in them."""
    return re.fullmatch(f"[0-9a-f]{{{DIGITS}}}", vector) is not None


def is_opaque(fingerprint: str) -> bool:
    """Whether a fingerprint is one of ours, which says nothing."""
    return fingerprint.startswith(_head(fingerprint))


def _head(fingerprint: str) -> str:
    return f"{name_of(fingerprint)}{' ' if ' ' in fingerprint else ':'}{MARK}:"


def _digest(text: str) -> str:
    return hashlib.sha256(f"jwk-conformance {MARK} {text}".encode()).hexdigest()[:DIGITS]
