"""The exceptions of this package, and how they quote what they complain about."""

from __future__ import annotations

LONGEST_QUOTE = 60
"""Characters of a foreign value that a message repeats."""


class NotValid(ValueError):
    """The input is no valid JOSE object, or does not open with this key; the message says why."""


class NotSupported(NotValid):
    """It needs an algorithm, key type or curve that this package does not know.

    Also raised where the OpenSSL under `cryptography` was built without it. Either way this
    tells nothing about the object.
    """


def quoted(value: object) -> str:
    """A value from outside, shortened and in ASCII, fit for a message."""
    text = ascii(value)
    return text if len(text) <= LONGEST_QUOTE else text[: LONGEST_QUOTE - 3] + "..."
