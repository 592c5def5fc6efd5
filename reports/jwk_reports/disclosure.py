"""Which security findings may be told: the data behind a redacted report."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from datetime import date
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Literal

import msgspec

from jwk_conformance.event import Finding

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib


class DisclosureError(Exception):
    """A file of disclosures cannot be used; the message says which, where and why."""


class Disclosure(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What has become of a security finding. One without an entry is told to nobody."""

    finding: str
    """A glob of fingerprints, such as "mylib:deviation:hmac-key-size"."""
    state: Literal["reported", "published"]
    """Reported: its maintainers know, and it is still withheld. Published: it may be shown."""
    on: date
    """The day on which the state was reached."""
    why: str = ""
    """Of what is published: who made it public, or that the time to answer is over."""
    reference: str = ""
    """Where to read of it."""

    def covers(self, finding: Finding) -> bool:
        """Whether it is about this finding."""
        return fnmatchcase(finding.fingerprint, self.finding)


def load(path: Path) -> tuple[Disclosure, ...]:
    """The disclosures in a file. Raises DisclosureError."""
    try:
        document = tomllib.loads(path.read_text("utf-8"))
        unknown = document.keys() - {"disclosure"}
        if unknown:
            raise DisclosureError(f"{path} has {sorted(unknown)[0]!r}, not only [[disclosure]].")
        told = msgspec.convert(document.get("disclosure", []), tuple[Disclosure, ...])
    except OSError as error:
        raise DisclosureError(f"{path} cannot be read: {error.strerror}.") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, msgspec.ValidationError) as error:
        raise DisclosureError(f"{path}: {error}.") from None
    for one in told:
        if one.state == "published" and not one.why:
            raise DisclosureError(f"{path}: {one.finding} is published, and nothing says why.")
    return told


def published(finding: Finding, disclosures: Iterable[Disclosure]) -> bool:
    """Whether a finding may be told."""
    return any(one.state == "published" and one.covers(finding) for one in disclosures)
