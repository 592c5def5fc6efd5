"""Files written whole or not at all."""

from __future__ import annotations

import os
from pathlib import Path


class CannotWrite(Exception):
    """A report cannot be written; the message says where and what next."""


def write(path: Path, content: str) -> None:
    """Put a text in a file, replacing what was there in one move.

    Raises CannotWrite; what stood there before is then untouched. A pipe or a device is
    written to directly, since replacing it would destroy it.
    """
    whole = content.encode("utf-8")
    try:
        place = path.resolve()
        if place.exists() and not place.is_file() and not place.is_dir():
            place.write_bytes(whole)
            return
        place.parent.mkdir(parents=True, exist_ok=True)
        _replace(place, whole)
    except (OSError, RuntimeError) as error:
        reason = getattr(error, "strerror", None) or error
        raise CannotWrite(
            f"cannot write the report {path}: {reason}. "
            "Nothing was overwritten; name another place."
        ) from None


def _replace(place: Path, whole: bytes) -> None:
    part = place.with_name(f".{place.name}.{os.getpid()}.part")
    try:
        part.write_bytes(whole)
        os.replace(part, place)
    finally:
        part.unlink(missing_ok=True)
